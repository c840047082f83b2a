import { describe, expect, it } from 'vitest';
import { CALLS, type CallName } from '../../src/abi/calls.ts';
import { UADDRS } from '../../src/abi/addressMap.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import type { State } from '../../src/model/state.ts';
import { A_ID, allRights, atCall, B_ID, enter, machine, SCRATCH, STALE_ID, store } from './machine.ts';

/** A small generator of its own: the next of a fixed chain of numbers, below n. */
const chain = (seed: number): ((n: number) => number) => {
  let word = seed;
  return (n) => {
    word = (word * 16807) % 2147483647;
    return word % n;
  };
};

const NAMES: readonly CallName[] = ['insert_pte', 'insert_pte', 'remove_vas', 'forge', 'pt_free', 'pgacl_mod', 'env_free', 'yield', 'geteid'];
const VAS: readonly number[] = [0x00400000, 0x00401000, 0x00800000, 0xedfff000];
const PTES: readonly number[] = [3, 1, 0, 0x1110, 20 * 4096 + 1, 21 * 4096 + 3, 13 * 4096 + 3, 22 * 4096 + 0xfff];

const drawn = (s: State, name: CallName, draw: (n: number) => number): readonly number[] => {
  const pick = (list: readonly number[]): number => list[draw(list.length)];
  const id = pick([0, 0, 0, A_ID, B_ID, STALE_ID]);
  const scratch = UADDRS + 0x100 + 4096 * s.processor.running;
  switch (name) {
    case 'insert_pte': return [pick([0, 2, 1]), pick(PTES), pick(VAS), 2, id];
    case 'remove_vas': return [scratch, draw(5), 2, id];
    case 'forge': return [pick([0, 2]), draw(6), pick([0, scratch + 16, 0x00400ffc]), 2, id];
    case 'pt_free': return [pick([0x00400000, 0x00800000]), 2, id];
    case 'pgacl_mod': return [pick([0, 2]), pick([13, 17, 20, 21]), draw(2), scratch + 16];
    case 'env_free': return [pick([0, 2, 9, 9, 9]), id];
    case 'yield': return [id];
    default: return [];
  }
};

const begun = (): State => {
  const s = machine({ a: { entfault: 0x1000 }, b: { entfault: 0x2000 }, quanta: [0, 1, 0] });
  return store(store(s, SCRATCH, ...VAS), SCRATCH + 16, allRights(1), 0);
};

describe('random walks', () => {
  it('keep the invariants, counted in full and by differences, and let the past be', () => {
    const calls = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const draw = chain(seed * 7919);
      let s = begun();
      for (let step = 0; step < 40 && s.processor.running >= 0; step++) {
        const name = NAMES[draw(NAMES.length)];
        const at = atCall(s, name, drawn(s, name, draw));
        const before = JSON.stringify(at.processor);
        const vector = draw(12) === 0 ? VECTOR.timer : draw(30) === 0 ? VECTOR.pageFault : VECTOR.systemCall;
        const outcome = enter(at, { vector, errorCode: 0, address: 0 });
        expect(JSON.stringify(at.processor)).toBe(before);
        expect(outcome.next.processor.clock).toBeGreaterThan(at.processor.clock);
        expect(outcome.error === null || outcome.next.pages === at.pages).toBe(true);
        if (outcome.error === null) calls.add(outcome.event);
        s = outcome.next;
      }
    }
    expect([...calls]).toEqual(expect.arrayContaining([...Object.keys(CALLS), 'exception', 'slice-end']));
  });
});
