import type { UdfInput, UdfProgram, UdfRun } from '../../abi/udf.ts';
import { UsageError } from '../usageError.ts';

export const ENGINE_NAMES = ['reference', 'metered', 'compiled'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Executes words on an input: any words, safely. */
export type Engine = (words: Uint8Array, input: UdfInput) => UdfRun;

/** Why a program is not accepted. `rule` is a sentence of spec/udf-verifier.md. */
export interface Reason {
  readonly place: number;
  readonly rule: string;
  readonly needed: string;
  readonly known: string;
  readonly message: string;
}

export type Verdict =
  | {
    readonly accepted: true;
    /** The most that a run costs, and the most tuples that it emits. */
    readonly cost: number;
    readonly tuples: number;
    /** Instructions that the verifier executed abstractly. */
    readonly executed: number;
  }
  | { readonly accepted: false; readonly reasons: readonly Reason[] };

export type Verify = (program: UdfProgram) => Verdict;

/** What the commands execute and verify with. Tests give others. */
export interface UdfTools {
  readonly engine: (name: EngineName) => Promise<Engine>;
  readonly verify: () => Promise<Verify>;
}

/** How each is loaded when it is wanted. */
const LOADERS: Partial<Readonly<Record<EngineName, () => Promise<Engine>>>> & { readonly verifier?: () => Promise<Verify> } = {
  reference: async () => {
    const { referenceRun } = await import('../../model/udf/referenceRun.ts');
    return (words, input) => referenceRun(words, input);
  },
};

const load = async <Part>(name: string, loader: (() => Promise<Part>) | undefined): Promise<Part> => {
  if (loader === undefined) throw new UsageError(`${name} is not part of this version`, 'take a later one');
  return loader();
};

/** The engines and the verifier of this version. @throws UsageError for one that it does not have */
export const UDF_TOOLS: UdfTools = {
  engine: (name) => load(`engine ${name}`, LOADERS[name]),
  verify: () => load('the verifier', LOADERS.verifier),
};
