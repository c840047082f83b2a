import type { UdfObserver } from '../../model/udf/observer.ts';
import type { UdfInput, UdfRun } from '../../abi/udf.ts';
import { cleanUdfKit } from '../udf/udfKit.ts';
import type { Runnable, UdfKit } from '../udf/udfKit.ts';
import { mutantOf } from './catalogue.ts';
import { copyLayers } from './copyLayers.ts';
import { MutantError } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { DIST } from './places.ts';

interface ReferenceModule {
  readonly referenceRun: (words: Uint8Array, input: UdfInput, observe: UdfObserver | null) => UdfRun;
}
interface VerifyModule {
  readonly verify: UdfKit['verify'];
}
interface ContainsModule {
  readonly contains: UdfKit['contains'];
}
interface MeteredModule {
  readonly MeteredProgram: new (words: Uint8Array) => Runnable;
}
interface CompileModule {
  readonly compile: UdfKit['compiled'];
}

const REFERENCE = 'model/udf/';
const DOWNLOADED = 'udf/';

/** Whether a mutant changes what executes or verifies downloaded code: it is tried on programs, not on scenarios. */
export const isUdfMutant = ({ file }: Mutant): boolean => file.startsWith(REFERENCE) || file.startsWith(DOWNLOADED);

const withReference = async (mutant: Mutant): Promise<UdfKit> => {
  const copy = copyLayers(DIST, ['model'], [mutant]);
  try {
    const { referenceRun }: ReferenceModule = await import(new URL('model/udf/referenceRun.js', copy.base).href);
    return { ...cleanUdfKit(), reference: referenceRun };
  } finally {
    copy.remove();
  }
};

const withDownloaded = async (mutant: Mutant): Promise<UdfKit> => {
  const copy = copyLayers(DIST, ['udf'], [mutant]);
  try {
    const at = (path: string): string => new URL(`udf/${path}`, copy.base).href;
    const { verify }: VerifyModule = await import(at('verifier/verify.js'));
    const { contains }: ContainsModule = await import(at('verifier/contains.js'));
    const { MeteredProgram }: MeteredModule = await import(at('metered/meteredProgram.js'));
    const { compile }: CompileModule = await import(at('compiled/compile.js'));
    return { ...cleanUdfKit(), verify, contains, metered: (words) => new MeteredProgram(words), compiled: compile };
  } finally {
    copy.remove();
  }
};

/** Verifier and engines with one change. @throws MutantError if it cannot be made */
export const udfMutantKit = (mutant: Mutant): Promise<UdfKit> => {
  if (mutant.file.startsWith(REFERENCE)) return withReference(mutant);
  if (mutant.file.startsWith(DOWNLOADED)) return withDownloaded(mutant);
  throw new MutantError(`${mutant.id} changes neither verifier nor engines of downloaded code`);
};

/** The same by ID, for replaying a program. @throws UnknownMutant, or MutantError */
export const loadUdfMutantKit = (id: string): Promise<UdfKit> => udfMutantKit(mutantOf(id));
