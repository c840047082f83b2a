import { describe, expect, it } from 'vitest';
import { verify } from '../../../src/udf/verifier/verify.ts';
import { readCases } from './cases.ts';

describe('programs that are accepted', () => {
  it.each(readCases('accepted'))('$file: $title', ({ program, cost }) => {
    const verdict = verify(program);
    expect(verdict.accepted ? [] : verdict.reasons.map(({ place, message }) => `${place}: ${message}`)).toEqual([]);
    expect(verdict).toMatchObject({ cost });
  });
});
