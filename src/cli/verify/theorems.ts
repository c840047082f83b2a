import { RUNNING_THEOREMS } from '../../check/findings.ts';
import type { RunningTheorem } from '../../check/findings.ts';
import { UDF_THEOREMS } from '../../check/udf/udfFinding.ts';
import type { UdfTheorem } from '../../check/udf/udfFinding.ts';
import { UsageError } from '../usageError.ts';
import { EXTRA_THEOREMS } from './extraTheorems.ts';
import type { ExtraTheorem } from './extraTheorems.ts';

/** Names of the theorems that are checked at every step. */
export const RUNNING_NAMES: Readonly<Record<RunningTheorem, string>> = {
  P1: 'refinement, and boot (P0)', P3: 'invariants', P4: 'no forged capability', P5: 'integrity', P7: 'TLB consistency',
  P8: 'memory isolation', P9: 'conservation, clean reuse', P19: 'availability', P21: 'exposure',
};

/** Names of the theorems on downloaded code, which have a campaign of their own. */
export const UDF_NAMES: Readonly<Record<UdfTheorem, string>> = {
  P11: 'determinism of downloaded code', P12: 'memory safety of downloaded code', P13: 'termination of downloaded code', P14: 'soundness of the verifier',
};

/** P0 is checked whenever a machine boots, with P1. */
const ALIASES: Readonly<Record<string, string>> = { P0: 'P1' };

/** Every ID that a command line may name. */
export const theoremIds = (): readonly string[] => [...Object.keys(ALIASES), ...RUNNING_THEOREMS, ...EXTRA_THEOREMS.map(({ id }) => id), ...UDF_THEOREMS];

/** The words that name these theorems on a command line: none where they are all there are. */
export const wordsFor = (theorems: readonly string[]): readonly string[] =>
  theoremIds().every((id) => id in ALIASES || theorems.includes(id)) ? [] : theorems;

/** What a campaign checks. */
export interface Selection {
  readonly running: readonly RunningTheorem[];
  readonly without: readonly RunningTheorem[];
  readonly extra: readonly ExtraTheorem[];
  readonly downloaded: readonly UdfTheorem[];
}

/** The theorems that the words name; all if there are none. @throws UsageError */
export const selectTheorems = (words: readonly string[]): Selection => {
  const known = theoremIds();
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw new UsageError(`'${unknown}' is no theorem`, `the theorems are ${known.join(' ')}`);
  const wanted = new Set(words.map((word) => ALIASES[word] ?? word));
  const isWanted = (id: string): boolean => wanted.size === 0 || wanted.has(id);
  return {
    running: RUNNING_THEOREMS.filter(isWanted),
    without: RUNNING_THEOREMS.filter((id) => !isWanted(id)),
    extra: EXTRA_THEOREMS.filter(({ id }) => isWanted(id)),
    downloaded: UDF_THEOREMS.filter(isWanted),
  };
};
