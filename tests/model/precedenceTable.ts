import { describe, expect, it } from 'vitest';
import type { CallName } from '../../src/abi/calls.ts';
import type { State } from '../../src/model/state.ts';
import { call } from './machine.ts';

/** A row: what the words are, and the rule that decides. Each row repairs one fault of the row above. */
export type Row = readonly [state: State, words: readonly number[], rule: string];

export const table = (name: CallName, rows: readonly Row[]): void => {
  describe(name, () => {
    it.each(rows.map(([state, words, rule], at) => ({ state, words, rule, at })))('row $at: $rule', ({ state, words, rule }) => {
      expect(call(state, name, ...words).rule).toBe(rule);
    });
  });
};
