import { describe, expect, it } from 'vitest';
import { CALL_CASES, FLOW_CASES, HELPER_CASES, MEMORY_CASES, ORDER_CASES, PLACE_CASES } from '../behaviour.ts';
import { checked, inputWith, verified } from '../engines.ts';

const CASES = [...MEMORY_CASES, ...PLACE_CASES, ...HELPER_CASES, ...CALL_CASES, ...ORDER_CASES, ...FLOW_CASES];

describe('the checked form', () => {
  it.each(CASES)('$name', ({ words, input, want }) => {
    expect(checked(words).run(inputWith(input))).toEqual(want);
  });
});

describe('the verified form, on runs that break no rule', () => {
  it.each(CASES.filter(({ want }) => want.end.kind === 'exit' && want.cost < 50_000))('$name', ({ words, input, want }) => {
    expect(verified(words).run(inputWith(input))).toEqual(want);
  });
});
