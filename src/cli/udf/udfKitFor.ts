import { cleanUdfKit } from '../../check/udf/udfKit.ts';
import type { UdfKit } from '../../check/udf/udfKit.ts';

/** Verifier and engines, clean or with a mutant. @throws UsageError */
export const udfKitFor = async (mutant: string | null): Promise<UdfKit> => {
  if (mutant === null) return cleanUdfKit();
  const [{ loadUdfMutantKit }, { asUsageError }] = await Promise.all([import('../../check/mutation/udfMutantKit.ts'), import('../unknownMutant.ts')]);
  try {
    return await loadUdfMutantKit(mutant);
  } catch (error) {
    throw asUsageError(error);
  }
};
