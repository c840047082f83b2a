import { describe, expect, it } from 'vitest';
import { verify } from '../../../src/udf/verifier/verify.ts';
import { readCases } from './cases.ts';

/** What a program is refused for is told by the name of its file: UVR-1 to UVR-14. */
const RULES = Array.from({ length: 14 }, (_, index) => `UVR-${index + 1}`);

const cases = readCases('refused');
const ruleOf = (file: string): string => file.replace(/\.data$/, '');

describe('programs that are refused', () => {
  it.each(RULES)('%s has two at the least', (rule) => {
    expect(cases.filter(({ file }) => ruleOf(file) === rule).length).toBeGreaterThanOrEqual(2);
  });

  it('stand in files that are named after a rule', () => {
    expect(cases.filter(({ file }) => !RULES.includes(ruleOf(file)))).toEqual([]);
  });

  it.each(cases)('$file: $title', ({ file, program, mended, taken, put }) => {
    const verdict = verify(program);
    const reasons = verdict.accepted ? [] : verdict.reasons;
    expect(reasons.map(({ rule }) => rule)).toContain(ruleOf(file));
    expect([...new Set(reasons.map(({ rule }) => rule))]).toEqual([ruleOf(file)]);
    for (const { needed, known, message } of reasons) {
      expect(message).toBe(`${needed}, but ${known}`);
      expect(message).toMatch(/^[^\n]{20,400}$/);
    }
    expect(verify(mended)).toMatchObject({ accepted: true });
    expect([taken, put]).toEqual([taken, taken]);
  });
});
