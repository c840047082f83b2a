import type { UdfInput, UdfProgram } from '../../abi/udf.ts';
import type { Verdict } from '../../udf/verifier/verify.ts';
import { FUZZ_BLOCK_PROGRAMS, FuzzedPrograms } from './fuzzedPrograms.ts';
import { EXECUTED_MAX } from './judgeProgram.ts';
import { runDifference, usualInput } from './udfFinding.ts';
import type { UdfKit } from './udfKit.ts';

/** A fuzzed sequence of words on which something happened that must not. */
export interface FuzzFinding {
  readonly seed: number;
  /** In the campaign, counted from 0. */
  readonly index: number;
  readonly message: string;
  readonly program: UdfProgram;
}

/** What a part of a fuzzing campaign adds up to: plain data, so that it crosses threads. */
export interface FuzzTotals {
  sequences: number;
  /** Passed what is decided from the words, and were executed abstractly. */
  explored: number;
  accepted: number;
  /** Ran on the metered runner, verified or not. */
  run: number;
  /** Compiled with checks and run, too. */
  compiled: number;
  /** Words that the runs executed. */
  instructions: number;
  exceptions: number;
  readonly findings: FuzzFinding[];
}

/** Which part of a campaign. */
export interface FuzzRequest {
  readonly seed: number;
  readonly block: number;
  readonly programs: number;
}

export const emptyFuzzTotals = (): FuzzTotals => ({ sequences: 0, explored: 0, accepted: 0, run: 0, compiled: 0, instructions: 0, exceptions: 0, findings: [] });

/** Adds one part to another. */
export const addFuzzTotals = (into: FuzzTotals, { findings, ...counts }: FuzzTotals): void => {
  into.sequences += counts.sequences;
  into.explored += counts.explored;
  into.accepted += counts.accepted;
  into.run += counts.run;
  into.compiled += counts.compiled;
  into.instructions += counts.instructions;
  into.exceptions += counts.exceptions;
  into.findings.push(...findings);
};

const COST_MAX = 200;
/** Compiling costs more than all else. */
const COMPILED_ONE_IN = 128;
/** UVR-11, UVR-12, UVR-14. */
const BOUNDS = { cost: 262_144, tuples: 4096, executed: EXECUTED_MAX, reasons: 32 } as const;
const BEFORE_EXPLORATION: ReadonlySet<string> = new Set(['UVR-1', 'UVR-2', 'UVR-3']);

const isExplored = (verdict: Verdict): boolean => verdict.accepted || verdict.reasons.some(({ rule }) => !BEFORE_EXPLORATION.has(rule));

/** Whether a verdict is one that the verifier may give on whatever words. UVR-17. */
const isBounded = (verdict: Verdict): boolean =>
  verdict.accepted
    ? verdict.cost <= BOUNDS.cost && verdict.tuples <= BOUNDS.tuples && verdict.executed <= BOUNDS.executed
    : verdict.reasons.length >= 1 && verdict.reasons.length <= BOUNDS.reasons;

/** Any bytes that are the same in every run. */
const METADATA = Uint8Array.from({ length: 8192 }, (_, i) => (i % 4 === 0 ? i / 4 : i % 5 === 0 ? 0xff : 0));

const inputOf = (program: UdfProgram, index: number): UdfInput => ({
  ...usualInput(program, METADATA.subarray(0, program.metadataBytesMin + (index % 9)), COST_MAX), isMetadataWritable: false, residue: 0xdeadbeef0badcafen,
});

/** Gives one sequence to the verifier and the engines; tells what is wrong, if anything is. */
const judge = (kit: UdfKit, program: UdfProgram, index: number, totals: FuzzTotals): string | null => {
  const verdict = kit.verify(program, null);
  if (isExplored(verdict)) totals.explored++;
  if (verdict.accepted) totals.accepted++;
  if (!isBounded(verdict)) return `UVR-17: a verdict beyond its bounds: ${JSON.stringify(verdict)}`;
  const input = inputOf(program, index);
  const run = kit.metered(program.words).run(input);
  totals.run++;
  totals.instructions += run.cost;
  if (run.cost > COST_MAX) return `UDF-23: a run costs ${run.cost}, its limit is ${COST_MAX}`;
  if (verdict.accepted && run.end.kind === 'fault') return `UVR-15: an accepted program faults at ${run.end.place} by ${run.end.rule}`;
  if (index % COMPILED_ONE_IN !== 0) return null;
  totals.compiled++;
  const difference = runDifference('the metered runner', run, 'checked code', kit.compiled(program.words, 'checked').run(input));
  return difference === null ? null : `UDF-25: ${difference}`;
};

/**
 * Gives a block of fuzzed sequences to the verifier and, verified or not, to the metered runner under a small limit of
 * cost. Whatever is thrown is a finding: nothing that words can bring about is. It ends at the first finding.
 * @param begin is told the index of each sequence in the campaign before it is tried
 */
export const fuzzBlock = (kit: UdfKit, { seed, block, programs }: FuzzRequest, begin: (index: number) => void = () => undefined): FuzzTotals => {
  const totals = emptyFuzzTotals();
  const sequences = new FuzzedPrograms(seed, block);
  for (let i = 0; i < programs && totals.findings.length === 0; i++) {
    const index = block * FUZZ_BLOCK_PROGRAMS + i;
    begin(index);
    const program = sequences.at(i);
    totals.sequences++;
    try {
      const message = judge(kit, program, index, totals);
      if (message !== null) totals.findings.push({ seed, index, message, program });
    } catch (error) {
      totals.exceptions++;
      totals.findings.push({ seed, index, message: `UVR-17: an exception: ${error instanceof Error ? error.message : String(error)}`, program });
    }
  }
  return totals;
};
