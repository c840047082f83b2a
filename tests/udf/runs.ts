import { expect, it } from 'vitest';
import { Broken } from '../../src/abi/broken.ts';
import { UDF_METADATA_BYTES_MAX, UDF_WORDS_MAX } from '../../src/abi/udf.ts';
import { inputWith } from './engines.ts';
import type { Engine } from './engines.ts';
import { add, branch, callLocal, exit, helper, illegal, lddw, load, mov, program, r, store } from './words.ts';

/**
 * A loop with a local call that emits a tuple, twice. What each word costs, in the order of execution, is written out by
 * hand: two words to begin with; a turn has a load, a call, in the called function three words and `own`, which costs 9,
 * and EXIT, then two words; at the end come two words more.
 */
const LOOP = program(
  mov(6, 2), mov(7, r(1)),
  load('U8', 1, 7, 0), callLocal(4), add(6, -1), branch('JNE', 64, 6, 0, -4), mov(0, 6), exit(),
  mov(2, 1), mov(3, 4), store('U64', 10, -8, 1), helper(1), exit(),
);
const TURN = [1, 1, 1, 1, 1, 9, 1, 1, 1];
const LOOP_COSTS = [1, 1, ...TURN, ...TURN, 1, 1];

/** The cost of a run with a limit: words are executed as long as they fit. UDF-23. */
const spentWithin = (limit: number): { readonly cost: number; readonly executed: readonly number[] } => {
  let cost = 0;
  const executed: number[] = [];
  for (const one of LOOP_COSTS) {
    if (cost + one > limit) break;
    cost += one;
    executed.push(one);
  }
  return { cost, executed };
};

/** Reads a byte of the stack that it writes only if the metadata says so; emits, spoils and asks for a credential on the way. */
const MOODY = program(
  load('U8', 6, 1, 0), branch('JEQ', 64, 6, 0, 1), store('U8', 10, -1, 7),
  branch('JEQ', 64, 6, 0, 4), mov(1, r(6)), mov(2, 1), mov(3, 1), helper(1),
  branch('JNE', 64, 6, 2, 4), lddw(1, 2n ** 60n), mov(2, 1), helper(1), load('U8', 0, 10, -1), exit(),
);

/** Runs of one program, and of several: what a run is given is all that it knows. UDF-26. */
export const testRuns = (engine: Engine): void => {
  it('ends exhausted at every limit below its cost, and as it should from there on', () => {
    const ready = engine(LOOP);
    const input = { metadata: Uint8Array.of(9), residue: 0n };
    const total = LOOP_COSTS.reduce((sum, one) => sum + one, 0);
    for (let costMax = 0; costMax <= total + 2; costMax++) {
      const { cost, executed } = spentWithin(costMax);
      const tuples = executed.filter((one) => one === 9).map(() => ({ start: 9, count: 1, type: 4 }));
      const end = cost === total ? { kind: 'exit', value: 6n } : { kind: 'exhausted' };
      expect(ready.run(inputWith({ ...input, costMax }))).toEqual({ end, cost, tuples, isSpoilt: false });
    }
  });

  it('gives the same whatever ran before', () => {
    const inputs = [0, 1, 2, 3].map((mood) => inputWith({ metadata: Uint8Array.of(mood, 1, 2, 3) }));
    const wanted = inputs.map((input) => engine(MOODY).run(input));
    expect(wanted.map(({ end }) => end.kind)).toEqual(['fault', 'exit', 'exit', 'exit']);
    expect(wanted.map(({ isSpoilt }) => isSpoilt)).toEqual([false, false, true, false]);
    const ready = engine(MOODY);
    for (const first of inputs) {
      for (const [index, second] of inputs.entries()) {
        ready.run(first);
        expect(ready.run(second)).toEqual(wanted[index]);
      }
    }
  });

  it('sees nothing of the metadata and credentials of an earlier run', () => {
    const reads = engine(program(load('U8', 0, 1, 7), exit()));
    expect(reads.run(inputWith({ metadata: new Uint8Array(8).fill(3) })).end).toEqual({ kind: 'exit', value: 3n });
    expect(reads.run(inputWith({ metadata: new Uint8Array(7) })).end).toEqual({ kind: 'fault', place: 0, rule: 'UDF-5' });
    const asks = engine(program(mov(1, 1), helper(3), exit()));
    expect(asks.run(inputWith({ kind: 'acl', credentials: [1n, 2n] })).end).toEqual({ kind: 'exit', value: 2n });
    expect(asks.run(inputWith({ kind: 'acl', credentials: [1n] })).end).toEqual({ kind: 'exit', value: 0n });
  });

  it('sees no byte of the stack that another program, or a run that was cut off in a local function, has written', () => {
    const writes = program(store('U64', 10, -8, 5), callLocal(1), exit(), store('U64', 10, -8, 5), illegal());
    const reads = program(callLocal(1), exit(), load('U8', 0, 10, -8), exit());
    engine(writes).run(inputWith());
    expect(engine(reads).run(inputWith()).end).toEqual({ kind: 'fault', place: 2, rule: 'UDF-7' });
    expect(engine(program(load('U8', 0, 10, -8), exit())).run(inputWith()).end).toEqual({ kind: 'fault', place: 0, rule: 'UDF-7' });
  });

  it('leaves the bytes that it is given as they are, and keeps no hold of them', () => {
    const metadata = Uint8Array.of(1, 2);
    const words = program(store('U8', 1, 0, 7), load('U8', 0, 1, 0), exit());
    const ready = engine(words);
    words.fill(0xff);
    expect(ready.run(inputWith({ metadata, isMetadataWritable: true })).end).toEqual({ kind: 'exit', value: 7n });
    expect(metadata).toEqual(Uint8Array.of(1, 2));
    const first = engine(program(mov(1, 5), mov(2, 1), mov(3, 1), helper(1), exit()));
    const before = first.run(inputWith());
    first.run(inputWith());
    expect(before.tuples).toEqual([{ start: 5, count: 1, type: 1 }]);
  });

  it('refuses what is longer than a program or than metadata can be', () => {
    expect(() => engine(new Uint8Array(8 * UDF_WORDS_MAX + 1))).toThrow(Broken);
    const ready = engine(program(exit()));
    expect(() => ready.run(inputWith({ metadata: new Uint8Array(UDF_METADATA_BYTES_MAX + 1) }))).toThrow(Broken);
    expect(ready.run(inputWith()).end.kind).toBe('exit');
  });
};
