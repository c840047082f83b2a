import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UdfKind } from '../../../src/abi/udf.ts';
import { decodeWords } from '../../../src/udf/decode.ts';
import { Chain } from '../../../src/udf/verifier/chain.ts';
import { Exploration } from '../../../src/udf/verifier/exploration.ts';
import { initialState } from '../../../src/udf/verifier/initialState.ts';
import { orderOf } from '../../../src/udf/verifier/order.ts';
import type { Reason } from '../../../src/udf/verifier/reason.ts';
import type { Meter } from '../../../src/udf/verifier/state.ts';
import { verify, type Verdict } from '../../../src/udf/verifier/verify.ts';
import { assemble } from './assemble.ts';

const SEED = 20_255;
const STEPS_MAX = 524_288;

const verdictOf = (text: string, metadataBytesMin = 0): Verdict => verify({ kind: 'owns', metadataBytesMin, words: assemble(text) });
const reasonsOf = (verdict: Verdict): readonly Reason[] => (verdict.accepted ? [] : verdict.reasons);
const rulesOf = (verdict: Verdict): readonly string[] => reasonsOf(verdict).map(({ rule }) => rule);

/** What a verdict must be, whatever it is on. */
const isWellFormed = (verdict: Verdict, words: number): boolean =>
  verdict.accepted
    ? verdict.cost <= 262_144 && verdict.tuples <= 4096 && verdict.executed <= STEPS_MAX
    : verdict.reasons.length >= 1 && verdict.reasons.length <= 32 && verdict.reasons.every(({ place, message }) => place >= 0 && place <= words && !message.includes('\n'));

describe('any bytes', () => {
  const kinds = fc.constantFrom<UdfKind>('owns', 'acl', 'size');
  const claims = fc.oneof(fc.nat(70_000), fc.constantFrom(Number.NaN, -1, 1e300, 0.5, Infinity));

  it('get a verdict', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), kinds, claims, (words, kind, metadataBytesMin) => isWellFormed(verify({ kind, metadataBytesMin, words }), words.length / 8)),
      { seed: SEED, numRuns: 1500 },
    );
  });

  it('that are words with registers of the profile get one, too', () => {
    const word = fc.tuple(fc.constantFrom(0x07, 0x0f, 0x1f, 0x57, 0x61, 0x63, 0x7b, 0x85, 0x95, 0xb7, 0xbf, 0x05, 0x15, 0x2d, 0xa5, 0xbd), fc.nat(10), fc.nat(10), fc.integer({ min: -3, max: 5 }), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), kinds, fc.nat(100), (list, kind, metadataBytesMin) => {
        const words = new Uint8Array(list.flatMap(([opcode, destination, source, offset, immediate]) => [
          opcode, destination + 16 * source, offset & 0xff, (offset >> 8) & 0xff, immediate & 0xff, (immediate >> 8) & 0xff, (immediate >> 16) & 0xff, (immediate >> 24) & 0xff,
        ]));
        return isWellFormed(verify({ kind, metadataBytesMin, words }), list.length);
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });

  it.each([0, 1, 7, 9, 4095])('%d of them that are no words are refused for their number', (length) => {
    expect(rulesOf(verify({ kind: 'owns', metadataBytesMin: 0, words: new Uint8Array(length) }))).toEqual(['UVR-3']);
  });

  it('4,096 words of nothing are refused with 32 reasons', () => {
    const reasons = reasonsOf(verify({ kind: 'owns', metadataBytesMin: 0, words: new Uint8Array(8 * 4096).fill(0xff) }));
    expect(reasons.map(({ rule }) => rule)).toEqual(Array.from({ length: 32 }, () => 'UVR-1'));
    expect(reasons.map(({ place }) => place)).toEqual(Array.from({ length: 32 }, (_, place) => place));
  });

  it('4,096 words, as a part of a larger array, and the longest programs of one path', () => {
    const text = '.repeat 4094 r2 += r1\nr0 = 0\nexit';
    const whole = new Uint8Array([1, 2, 3, ...assemble(text), 4]);
    expect(verify({ kind: 'owns', metadataBytesMin: 0, words: whole.subarray(3, whole.length - 1) })).toMatchObject({ accepted: true, cost: 4096, executed: 4096 });
  });
});

describe('programs that would keep a verifier busy', () => {
  it('a branch at each word, all of which lead to the end', () => {
    const verdict = verdictOf(`r0 = *(u64 *)(r1 + 0)\n.repeat 2000 if r0 == 7 goto out\n.repeat 1000 if r0 & 1 goto +1\nout:\nr0 = 0\nexit`, 8);
    expect(verdict.accepted).toBe(true);
  });

  it('ways that double at each of a thousand branches are joined', () => {
    const verdict = verdictOf(`r3 = *(u64 *)(r1 + 0)\nr0 = 0\n${Array.from({ length: 1000 }, (_, i) => `if r3 & ${2 ** (i % 30)} goto +1\nr0 += ${i}`).join('\n')}\nexit`, 8);
    expect(verdict).toMatchObject({ accepted: true, cost: 2003, executed: 2003 });
  });

  it('loops without an end are refused in the first turns, whatever their cycle', () => {
    const cycle = (turns: number): Verdict => verdictOf(`r0 = 0\nloop:\nr0 += 1\nif r0 < ${turns} goto loop\nr0 = 0\ngoto loop`);
    for (const turns of [1, 2, 3, 100, 5000]) expect(rulesOf(cycle(turns))).toEqual(['UVR-13']);
  });

  it('loops in loops, to the depth that words allow', () => {
    const depth = 600;
    const text = `r0 = *(u8 *)(r1 + 0)\n${Array.from({ length: depth }, (_, i) => `l${i}:\nr2 = ${i}`).join('\n')}\n${Array.from({ length: depth }, (_, i) => `r0 += 1\nif r0 < ${i % 7} goto l${depth - 1 - i}`).join('\n')}\nexit`;
    expect(isWellFormed(verdictOf(text, 8), 4096)).toBe(true);
  });

  it('calls that multiply at each of eight depths end at the limit of the cost', () => {
    const functions = Array.from({ length: 6 }, (_, i) => `f${i}:\n.repeat 16 call f${i + 1}\nexit`).join('\n');
    expect(rulesOf(verdictOf(`.repeat 16 call f0\nexit\n${functions}\nf6:\nr0 = 0\nexit`))).toEqual(['UVR-11']);
  });

  it('ways that multiply with the calls end at the limit of the work', () => {
    const functions = Array.from({ length: 6 }, (_, i) => `f${i}:\nif r1 & ${2 ** i} goto +2\ncall f${i + 1}\nexit\n.repeat 6 call f${i + 1}\nexit`).join('\n');
    const verdict = verdictOf(`r1 = *(u64 *)(r1 + 0)\ncall f0\ncall f0\ncall f0\nexit\n${functions}\nf6:\n${Array.from({ length: 30 }, (_, i) => `if r1 & ${2 ** i} goto +1\nr0 = ${i}`).join('\n')}\nr0 = 0\nexit`, 8);
    expect(isWellFormed(verdict, 4096)).toBe(true);
  });

  it('ways that wait in each of many frames end at the limit of what waits', () => {
    const branches = Array.from({ length: 700 }, (_, i) => `if r1 == ${i} goto l${i}`).join('\n');
    const targets = Array.from({ length: 700 }, (_, i) => `l${i}:\nr0 = ${i}\nexit`).join('\n');
    const text = (levels: number): string => `r5 = r1\nr2 = ${levels}\ncall f\nexit\nf:\nr1 = *(u64 *)(r5 + 0)\n${branches}\nr0 = 0\nif r2 == 0 goto l0\nr2 -= 1\nr5 += 8\ncall f\nexit\n${targets}`;
    expect(rulesOf(verdictOf(text(6), 64))).toEqual(['UVR-14']);
    expect(verdictOf(text(3), 64)).toMatchObject({ accepted: true });
  });

  it('joins, narrowings and looks at the stack are work', () => {
    const work = (meter: Meter): readonly string[] => {
      const program = { kind: 'owns', metadataBytesMin: 0, words: assemble('r0 = 0\nexit') } as const;
      const words = decodeWords(program.words);
      const exploration = new Exploration(words, program.kind, orderOf(words), meter, null);
      exploration.run(initialState(program, new Chain(null, -1, -1), meter));
      return exploration.reasons.map(({ rule }) => rule);
    };
    expect(work({ computed: 4 * (STEPS_MAX - 2), seen: 0 })).toEqual([]);
    expect(work({ computed: 4 * (STEPS_MAX - 1), seen: 0 })).toEqual(['UVR-14']);
    expect(work({ computed: 0, seen: 128 * (STEPS_MAX - 2) })).toEqual([]);
    expect(work({ computed: 0, seen: 128 * (STEPS_MAX - 1) })).toEqual(['UVR-14']);
  });

  it('numbers that are all related, narrowed by each of many comparisons', () => {
    const spills = Array.from({ length: 60 }, (_, i) => `r3 = r2\nr3 += ${i}\n*(u64 *)(r10 - ${8 * (i + 1)}) = r3`).join('\n');
    const comparisons = Array.from({ length: 1200 }, (_, i) => `if r2 == ${i + 1} goto out`).join('\n');
    expect(verdictOf(`r0 = 0\n${spills}\n${comparisons}\nout:\nexit`)).toMatchObject({ accepted: true });
  });

  it('a frame full of bytes, with a store at an unknown place in each turn', () => {
    const bytes = Array.from({ length: 512 }, (_, i) => `*(u8 *)(r10 - ${i + 1}) = ${i % 100}`).join('\n');
    const verdict = verdictOf(`r6 = *(u8 *)(r1 + 0)\nr6 += r10\n${bytes}\nr7 = 500\nloop:\n*(u8 *)(r6 - 256) = 1\n*(u64 *)(r10 - 8) = r7\nr7 -= 1\nif r7 != 0 goto loop\nr0 = 0\nexit`, 8);
    expect(verdict).toMatchObject({ accepted: true });
  });
});

describe('reasons', () => {
  it('are told once for a place, however many turns and frames meet them', () => {
    const verdict = verdictOf('r6 = 100\nloop:\ncall f\nr6 -= 1\nif r6 != 0 goto loop\nr0 = 0\nexit\nf:\nif r1 == 0 goto bad\nr0 = 0\nexit\nbad:\nr0 = r9\nexit');
    expect(rulesOf(verdict)).toContain('UVR-5');
    expect(new Set(reasonsOf(verdict).map(({ place, rule }) => `${place} ${rule}`)).size).toBe(reasonsOf(verdict).length);
  });

  it('name registers, bytes, and what would mend it', () => {
    const [reason] = reasonsOf(verdictOf('r0 = *(u32 *)(r1 + 124)\nexit', 64));
    expect(reason).toEqual({
      place: 0, rule: 'UVR-6', needed: 'a load of 4 bytes at r1 + 124 must stay inside the metadata or the live stack',
      known: "it may reach bytes 124 to 127 of the metadata, which is known to have 64 bytes; compare the length with 128 before, or claim 128 bytes in the section's name",
      message:
        "a load of 4 bytes at r1 + 124 must stay inside the metadata or the live stack, but it may reach bytes 124 to 127 of the metadata, which is known to have 64 bytes; compare the length with 128 before, or claim 128 bytes in the section's name",
    });
  });
});
