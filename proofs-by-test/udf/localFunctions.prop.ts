import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UDF_WORD_BYTES } from '../../src/abi/udf.ts';
import { decodeWords } from '../../src/udf/decode.ts';
import { readObject } from '../../src/udf/object/readObject.ts';
import { assembleText } from '../../src/udf/text/assembleText.ts';
import { CALL, code, elf, FUNCTION, relocationsOf, SECTION } from '../../tests/udf/object/elfBuilder.ts';
import type { RelocationPlan, SymbolPlan } from '../../tests/udf/object/elfBuilder.ts';
import { hexOf } from '../../tests/udf/sampleWords.ts';

const SEED = 31;
const EXIT = '9500000000000000';
const OPEN = '85100000ffffffff';

/** What each local function calls, and what the function of a kind calls, by number. */
interface Plan {
  readonly locals: readonly (readonly number[])[];
  readonly own: readonly number[];
  /** Whether an object names what is called by its section rather than by its own symbol. */
  readonly isBySection: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 9 }).chain((count) => {
  const calls = fc.array(fc.nat(count - 1), { maxLength: 4 });
  return fc.record({ locals: fc.array(calls, { minLength: count, maxLength: count }), own: calls, isBySection: fc.boolean() });
});

/** A local function begins by setting R0 to its number, so that it can be told in the result. */
const textOf = ({ locals, own }: Plan): string => {
  const lines = (calls: readonly number[]): string => `${calls.map((to) => `call f${to}\n`).join('')}exit\n`;
  return `.text\n${locals.map((calls, i) => `.type f${i},@function\nf${i}: r0 = ${i}\n${lines(calls)}`).join('')}.section owns\nr0 = -1\n${lines(own)}`;
};

const marker = (number: number): string => `b7000000${Buffer.from(Int32Array.of(number).buffer).toString('hex')}`;

const objectOf = ({ locals, own, isBySection }: Plan): Uint8Array => {
  const places: number[] = [];
  let length = 0;
  for (const calls of locals) {
    places.push(length);
    length += calls.length + 2;
  }
  const symbols: SymbolPlan[] = [...places.map((place, i) => ({ name: `f${i}`, type: FUNCTION, section: 3, value: place * UDF_WORD_BYTES })), { name: '', type: SECTION, section: 3 }];
  const hexCall = (to: number): string => (isBySection ? `85100000${Buffer.from(Int32Array.of(places[to] - 1).buffer).toString('hex')}` : OPEN);
  const body = (number: number, calls: readonly number[]): string => marker(number) + calls.map(hexCall).join('') + EXIT;
  const listed = (first: number, calls: readonly number[]): readonly RelocationPlan[] => calls.map((to, i) => ({ offset: (first + 1 + i) * UDF_WORD_BYTES, type: CALL, symbol: isBySection ? symbols.length : to + 1 }));
  return elf([
    code('.text', locals.map((calls, i) => body(i, calls)).join('')), code('owns', body(-1, own)),
    relocationsOf(3, locals.flatMap((calls, i) => listed(places[i], calls))), relocationsOf(4, listed(0, own)),
  ], symbols);
};

/** The local functions that a program has, in the order in which their calls are met. */
const reached = ({ locals, own }: Plan): readonly number[] => {
  const order: number[] = [];
  const meet = (calls: readonly number[]): void => { for (const to of calls) if (!order.includes(to)) order.push(to); };
  meet(own);
  for (let i = 0; i < order.length; i++) meet(locals[order[i]]);
  return order;
};

/** Covers UDF-31. */
describe('local functions', () => {
  it('stand behind the function that calls them, once each, and calls lead to them', () => {
    const lengths = new Set<number>();
    fc.assert(fc.property(plans, (plan) => {
      const decoded = decodeWords(assembleText(textOf(plan)).functions[0].words);
      const order = reached(plan);
      lengths.add(order.length);
      let place = 0;
      for (const [number, calls] of [[-1, plan.own] as const, ...order.map((local) => [local, plan.locals[local]] as const)]) {
        expect(decoded[place++]?.immediate).toBe(number);
        for (const to of calls) {
          const target = place + 1 + (decoded[place]?.immediate ?? 0);
          expect([decoded[place++]?.instruction.form, decoded[target]?.immediate]).toEqual(['callLocal', to]);
        }
        expect(decoded[place++]?.instruction.form).toBe('exit');
      }
      return place === decoded.length;
    }), { numRuns: 200, seed: SEED });
    expect(lengths.size).toBeGreaterThan(5);
  });

  it('are the same in a text and in an object', () =>
    fc.assert(fc.property(plans, (plan) => hexOf(assembleText(textOf(plan)).functions[0].words) === hexOf(readObject(objectOf(plan)).functions[0].words)), { numRuns: 200, seed: SEED }));

  it('cost in proportion to what there is, however they call each other', () => {
    const count = 2000;
    const plan: Plan = { locals: Array.from({ length: count }, (_, i) => Array.from({ length: 10 }, (_, j) => (i * 7 + j * 131) % count)), own: [0], isBySection: false };
    expect(hexOf(readObject(objectOf(plan)).functions[0].words)).toBe(hexOf(assembleText(textOf(plan)).functions[0].words));
  });
});
