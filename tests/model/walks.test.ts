import { describe, expect, it } from 'vitest';
import { CALLS, QUANTUM_ANY, type CallName } from '../../src/abi/calls.ts';
import { UADDRS } from '../../src/abi/addressMap.ts';
import { UAREA } from '../../src/abi/layout.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import type { State } from '../../src/model/state.ts';
import { NO_ADDRESS, type Act } from '../../src/model/trap.ts';
import { A_ID, allRights, atCall, B_ID, enter, machine, SCRATCH, STALE_ID, store } from './machine.ts';
import { record, storedRecords } from './records.ts';

/** A small generator of its own: the next of a fixed chain of numbers, below n. */
const chain = (seed: number): ((n: number) => number) => {
  let word = seed;
  return (n) => {
    word = (word * 16807) % 2147483647;
    return word % n;
  };
};

const NAMES: readonly CallName[] = [
  'insert_pte', 'insert_pte', 'insert_pte_range', 'insert_pte_range', 'mod_pte_range', 'mod_pte_range', 'read_pte', 'remove_vas', 'forge', 'acquire', 'pt_free',
  'pgacl_mod', 'pstate_mod', 'env_alloc', 'env_clone', 'env_free', 'rdenv', 'wrenv', 'rdu', 'wru', 'quantum_alloc', 'quantum_alloc', 'quantum_set', 'quantum_set', 'quantum_free',
  'yield', 'geteid', 'pt_free', 'batch', 'batch', 'batch',
];
const VAS: readonly number[] = [0x00400000, 0x00401000, 0x00800000, 0xedfff000];
const PTES: readonly number[] = [3, 1, 0, 0x1110, 20 * 4096 + 1, 21 * 4096 + 3, 13 * 4096 + 3, 22 * 4096 + 0xfff];

const drawn = (s: State, name: CallName, draw: (n: number) => number): readonly number[] => {
  const pick = (list: readonly number[]): number => list[draw(list.length)];
  const id = pick([0, 0, 0, A_ID, B_ID, STALE_ID, 2048 + 2, 2048 + 3]);
  const scratch = UADDRS + 0x100 + 4096 * s.processor.running;
  switch (name) {
    case 'insert_pte': return [pick([0, 2, 1]), pick(PTES), pick(VAS), 2, id];
    case 'insert_pte_range': return [pick([0, 2]), scratch + 24, draw(6), pick([0x00400000, 0x007ff000, 0x00bfe000]), 2, id];
    case 'mod_pte_range': return [pick([0, 2]), pick([2, 0x20000, 0x260, 0x400e00, 0x80]), pick(VAS), draw(4), 2, id];
    case 'read_pte': return [pick(VAS), 2, id];
    case 'acquire': return [draw(6), pick([A_ID, B_ID, 2048 + 2])];
    case 'pstate_mod': return [pick([0, 2]), pick([13, 17, 20, 21]), draw(3), draw(3)];
    case 'env_alloc': case 'env_clone': return [pick([0, 0, 2, 9])];
    case 'rdenv': case 'wrenv': return [pick([0, 2]), id, pick([scratch + 64, 0x00400ff0])];
    case 'rdu': case 'wru': return [pick([0, 2]), id, pick([0x100, 12, 4095]), draw(40), pick([scratch + 128, 0x00400ff0])];
    case 'quantum_alloc': return [pick([0, 2]), pick([QUANTUM_ANY, 1, 7]), 0, id];
    case 'quantum_set': return [pick([0, 1, 2]), draw(8), 0, id];
    case 'quantum_free': return [pick([0, 1, 2, 9, 9]), draw(8), 0];
    case 'remove_vas': return [scratch, draw(5), 2, id];
    case 'forge': return [pick([0, 2]), draw(6), pick([0, scratch + 16, 0x00400ffc]), 2, id];
    case 'pt_free': return [pick([0x00400000, 0x00800000]), 2, id];
    case 'pgacl_mod': return [pick([0, 2]), pick([13, 17, 20, 21]), draw(2), scratch + 16];
    case 'env_free': return [pick([0, 2, 9, 9, 9]), id];
    case 'yield': return [id];
    default: return [];
  }
};

const TRAP = { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS };

/** The trap of a call that is drawn; the records of a batch are stored first. */
const drawnCall = (s: State, draw: (n: number) => number): State => {
  const name = NAMES[draw(NAMES.length)];
  if (name !== 'batch') return atCall(s, name, drawn(s, name, draw));
  const records = Array.from({ length: draw(5) }, () => {
    const inner = NAMES[draw(NAMES.length)];
    return record(inner, ...drawn(s, inner, draw));
  });
  const at = UADDRS + 0x300 + 4096 * s.processor.running;
  return atCall(storedRecords(s, at, records), 'batch', [at, records.length]);
};

/** A record does what the call by itself would do, but for what is forbidden to it, a missing byte, and the end of the slice. */
const requireAsByItself = ({ call, rule, error, before, after }: Act): void => {
  if (rule === 'BAT-4') return;
  const alone = enter(before, TRAP);
  expect([alone.event, alone.error]).toEqual([call, rule === 'ENT-5' ? null : error]);
  if (rule === 'ENT-5') return;
  expect(alone.rule).toBe(rule);
  if (alone.effects.includes('ENV-7')) return;
  expect(alone.next).toEqual(after);
};

const begun = (): State => {
  const s = machine({ a: { entfault: 0x1000 }, b: { entfault: 0x2000 }, quanta: [0, 1, 0] });
  const offering = store(s, UADDRS + UAREA.aenvid, A_ID, 0, allRights(1), 0);
  return store(store(offering, SCRATCH, ...VAS), SCRATCH + 16, allRights(1), 0, ...PTES);
};

describe('random walks', () => {
  it('keep the invariants, counted in full and by differences, and let the past be', () => {
    // What was done, by itself or in a batch, and why records stopped.
    const calls = new Set<string>();
    for (let seed = 1; seed <= 150; seed++) {
      const draw = chain(seed * 7919);
      let s = begun();
      for (let step = 0; step < 40 && s.processor.running >= 0; step++) {
        const at = drawnCall(s, draw);
        const before = JSON.stringify(at.processor);
        const vector = draw(12) === 0 ? VECTOR.timer : draw(30) === 0 ? VECTOR.pageFault : VECTOR.systemCall;
        const outcome = enter(at, { vector, errorCode: 0, address: NO_ADDRESS });
        expect(JSON.stringify(at.processor)).toBe(before);
        expect(outcome.next.processor.clock).toBeGreaterThan(at.processor.clock);
        expect(outcome.error === null || outcome.next.pages === at.pages).toBe(true);
        if (outcome.error === null) calls.add(outcome.event);
        for (const act of outcome.acts ?? []) {
          requireAsByItself(act);
          calls.add(act.error === null && act.call !== null ? act.call : act.rule);
        }
        s = outcome.next;
      }
    }
    expect([...calls]).toEqual(expect.arrayContaining([...Object.keys(CALLS), 'exception', 'slice-end', 'BAT-4', 'ENT-5']));
  });
});
