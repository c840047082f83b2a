import { describe, expect, it } from 'vitest';
import type { UdfInput, UdfRun } from '../src/abi/udf.ts';
import { judgeProgram, trialOn } from '../src/check/udf/judgeProgram.ts';
import { cleanUdfKit } from '../src/check/udf/udfKit.ts';
import { budget } from './support/budget.ts';
import { refutationOf, runPrograms } from './support/udfPrograms.ts';

const CLEAN = cleanUdfKit();
/** An engine that tells something else of a run. */
const telling = (change: (run: UdfRun, input: UdfInput) => UdfRun) => ({
  metered: (words: Uint8Array) => {
    const program = CLEAN.metered(words);
    return { run: (input: UdfInput) => change(program.run(input), input) };
  },
});

/** Covers UDF-1, UDF-21, UDF-25. */
describe('P11 the same code on the same metadata gives the same answer at the same cost', () => {
  it('on every engine, with every residue, whatever ran before', () => {
    const totals = runPrograms(CLEAN, budget(500));
    expect(totals.findings).toEqual([]);
    expect(totals.instructions).toBeGreaterThan(budget(40_000));
  });

  it.each<[string, ReturnType<typeof telling>]>([
    ['an answer that depends on the residue', telling((run, { residue }) => ({ ...run, end: run.end.kind === 'exit' ? { kind: 'exit', value: (run.end.value + residue) % 2n ** 64n } : run.end }))],
    ['a cost that depends on the residue', telling((run, { residue }) => ({ ...run, cost: run.cost + (residue === 0n ? 0 : 1) }))],
    ['tuples in another order', telling((run) => ({ ...run, tuples: run.tuples.toReversed() }))],
    ['a fault at another place', telling((run) => ({ ...run, end: run.end.kind === 'fault' ? { ...run.end, place: run.end.place + 1 } : run.end }))],
    ['a set that is not spoilt', telling((run) => ({ ...run, isSpoilt: false }))],
  ])('is refuted by %s', (_, broken) => {
    expect(refutationOf(broken, 4000)).toMatchObject({ theorem: 'P11', rule: 'UDF-25' });
  });

  it('is refuted by an engine that remembers an earlier run', () => {
    let last = 0n;
    const remembering = {
      compiled: (words: Uint8Array, form: 'checked' | 'verified') => {
        const program = CLEAN.compiled(words, form);
        return {
          run: (input: UdfInput): UdfRun => {
            const run = program.run(input);
            const end = run.end.kind === 'exit' ? { kind: 'exit' as const, value: run.end.value ^ last } : run.end;
            last = run.end.kind === 'exit' ? run.end.value & 1n : 0n;
            return { ...run, end };
          },
        };
      },
    };
    expect(refutationOf(remembering)).toMatchObject({ theorem: 'P11', rule: 'UDF-25' });
  });

  it('is refuted by an engine that is left with something of the block before, and the finding names both blocks', () => {
    const kit = {
      ...CLEAN,
      metered: (words: Uint8Array) => {
        const program = CLEAN.metered(words);
        let runs = 0;
        return { run: (input: UdfInput): UdfRun => ({ ...program.run(input), isSpoilt: runs++ > 0 }) };
      },
    };
    const [found] = runPrograms(kit, 500).findings;
    const told = { theorem: 'P11', rule: 'UDF-25' };
    expect(found).toMatchObject(told);
    expect(judgeProgram(kit, trialOn(found)).finding).toMatchObject(told);
    expect(judgeProgram(kit, trialOn({ ...found, metadataBefore: null })).finding).toBeNull();
    expect(judgeProgram(CLEAN, trialOn(found)).finding).toBeNull();
  });
});
