import { describe, expect, it } from 'vitest';
import { CALL_CASES, FLOW_CASES, HELPER_CASES, MEMORY_CASES, ORDER_CASES, PLACE_CASES } from '../behaviour.ts';
import { inputWith, metered } from '../engines.ts';

describe('the metered runner', () => {
  it.each([...MEMORY_CASES, ...PLACE_CASES, ...HELPER_CASES, ...CALL_CASES, ...ORDER_CASES, ...FLOW_CASES])('$name', ({ words, input, want }) => {
    expect(metered(words).run(inputWith(input))).toEqual(want);
  });
});
