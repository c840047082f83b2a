import { describe, expect, it } from 'vitest';
import { invariantsBroken } from './invariantsBroken.ts';
import { violations, violationsBetween } from '../../src/model/invariants.ts';
import { after, machine } from './machine.ts';

describe('invariants', () => {
  const good = after(machine(), 'insert_pte', 0, 3, 0x00400000, 0, 0);

  it('hold of a good state', () => {
    expect(violations(good)).toEqual([]);
    expect(violationsBetween(machine(), good)).toEqual([]);
  });

  it.each(invariantsBroken(good))('$rule is falsified: $what', ({ rule, state }) => {
    const all = violations(state);
    expect(all.map((violation) => violation.rule)).toContain(rule);
    const between = violationsBetween(good, state);
    expect([...between].map(({ message }) => message).toSorted()).toEqual([...all].map(({ message }) => message).toSorted());
  });
});
