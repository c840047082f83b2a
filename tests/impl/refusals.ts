import { expect } from 'vitest';
import type { CallName } from '../../src/abi/calls.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import type { ErrorName } from '../../src/abi/errors.ts';
import type { TestMachine } from './testMachine.ts';

/** The other env of the test machine, an id that is none, and an address with nothing at it. */
export const B = 2049;
export const STALE = 4096;
export const VA = 0x0080_0000;
export const EMPTY_SLOT = 5;
export const ULIM_LESS_4 = 0xeffbfffc;
/** A's slots: 0 ALL {1}, 1 root, 2 W+2 {1}, 3 DUP {1}, 4 ALL {2 5}; B is guarded by ALL {2}. */
export const OWN = 0;
export const ROOT_SLOT = 1;
export const NO_DUP = 2;
export const NO_WRITE = 3;

/** Each row repairs one fault of the row above; 'ok' in the end. */
export type Row = readonly [words: readonly number[], outcome: ErrorName | 'ok'];

/** All of RAM but the kernel stack: no argument of these tables lies in a page whose accessed bit is clear. */
const snapshot = (m: TestMachine): Buffer => {
  const bytes = m.machine.ram.copyOut(0, m.machine.ram.sizeBytes);
  return Buffer.from(bytes.fill(0, m.map.core * 4096, m.map.core * 4096 + 4096).buffer);
};

/** Makes the calls of a table in order; a refused one must leave every byte. */
export const check = (name: CallName, m: TestMachine, rows: readonly Row[]): void => {
  for (const [words, outcome] of rows) {
    const before = snapshot(m);
    expect([words, m.call(name, ...words)]).toEqual([words, outcome === 'ok' ? 0 : ERRORS[outcome]]);
    if (outcome !== 'ok') expect(snapshot(m).equals(before)).toBe(true);
  }
};
