import type { UdfInput, UdfProgram, UdfRun } from '../../abi/udf.ts';
import type { Reason } from '../../udf/verifier/reason.ts';
import type { Verdict } from '../../udf/verifier/verify.ts';

export type { Reason, Verdict };

export const ENGINE_NAMES = ['reference', 'metered', 'compiled'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Executes words on an input: any words, safely. */
export type Engine = (words: Uint8Array, input: UdfInput) => UdfRun;

export type Verify = (program: UdfProgram) => Verdict;

/** What the commands execute and verify with. Tests give others. */
export interface UdfTools {
  readonly engine: (name: EngineName) => Promise<Engine>;
  readonly verify: () => Promise<Verify>;
}

/** How each engine is loaded when it is wanted. */
const ENGINES: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  reference: async () => {
    const { referenceRun } = await import('../../model/udf/referenceRun.ts');
    return (words, input) => referenceRun(words, input);
  },
  metered: async () => {
    const { MeteredProgram } = await import('../../udf/metered/meteredProgram.ts');
    return (words, input) => new MeteredProgram(words).run(input);
  },
  compiled: async () => {
    const { compile } = await import('../../udf/compiled/compile.ts');
    return (words, input) => compile(words, 'checked').run(input);
  },
};

/** The engines and the verifier. */
export const UDF_TOOLS: UdfTools = {
  engine: (name) => ENGINES[name](),
  verify: async () => {
    const { verify } = await import('../../udf/verifier/verify.ts');
    return (program) => verify(program);
  },
};
