import { describe, expect, it } from 'vitest';
import { ENV } from '../../src/abi/layout.ts';
import { changedByRefusal } from '../support/focus.ts';
import { law } from '../support/laws.ts';
import { Tables } from '../support/tampering.ts';

/** Covers GEI-1, ENT-1. */
describe('geteid', () => {
  it('gives the id that the caller\'s exposed row shows, and changes nothing else', () => law('geteid', (seen) => {
    const { before, after, machine } = seen;
    const { edx, eax } = after.processor.registers;
    const tables = new Tables(machine);
    expect([eax, edx]).toEqual([0, tables.read(tables.envRow(before.processor.running) + ENV.id)]);
    const same = { ...after, processor: { ...after.processor, registers: { ...after.processor.registers, edx: before.processor.registers.edx } } };
    expect(changedByRefusal({ ...seen, after: same })).toEqual([]);
    return true;
  }));
});
