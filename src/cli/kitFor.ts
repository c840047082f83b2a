import type { Kit } from '../check/kit.ts';

/** The clean programs, or those of a mutant. @throws UsageError */
export const kitFor = async (mutant: string | null): Promise<Kit> => {
  if (mutant === null) return (await import('../check/programs.ts')).cleanKit();
  const [{ loadMutantKit }, { asUsageError }] = await Promise.all([import('../check/mutation/loadMutantKit.ts'), import('./unknownMutant.ts')]);
  try {
    return await loadMutantKit(mutant);
  } catch (error) {
    throw asUsageError(error);
  }
};
