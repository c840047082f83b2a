import { describe, expect, it } from 'vitest';
import { UDF_WORDS_MAX } from '../../../src/abi/udf.ts';
import { checked, inputWith, metered, verified } from '../engines.ts';
import { add, branch, callLocal, exit, helper, load, mov, program, r, store } from '../words.ts';

/** As many words as there can be: those of a function of their place, then EXIT. */
const full = (wordAt: (place: number) => Uint8Array): Uint8Array => program(...Array.from({ length: UDF_WORDS_MAX - 1 }, (_, place) => wordAt(place)), exit());
const END = UDF_WORDS_MAX - 1;
/** Neither regular nor random. */
const scattered = (place: number): number => (place * 2654435761) % UDF_WORDS_MAX;

const PROGRAMS = [
  { name: 'all in one block', words: full(() => add(0, 3)) },
  { name: 'loads', words: full(() => load('U8', 0, 1, 0)) },
  { name: 'stores', words: full(() => store('U64', 10, -8, r(0))) },
  { name: 'helpers', words: full((place) => [mov(1, 1), mov(2, 1), mov(3, 1), helper(1)][place % 4]) },
  { name: 'branches that all lead to the end', words: full((place) => branch('JEQ', 64, 0, 1, END - place - 1)) },
  { name: 'branches over one word', words: full((place) => (place % 2 === 0 ? branch('JEQ', 64, 1, r(1), 1) : add(0, 1))) },
  { name: 'branches nested as deep as can be', words: full((place) => (2 * place < END ? branch('JEQ', 64, 1, 1, END - 2 * place - 1) : add(0, 1))) },
  { name: 'loops nested as deep as can be', words: full((place) => (2 * place < END ? add(0, 1) : branch('JEQ', 64, 1, 1, END - 2 * place - 1))) },
  { name: 'local calls back and forth', words: full((place) => callLocal(scattered(place) - place - 1)) },
  { name: 'local calls of the next word', words: full(() => callLocal(0)) },
  { name: 'branches anywhere', words: full((place) => branch('JGT', 64, place % 10, r((place + 1) % 10), scattered(place) - place - 1)) },
];

describe('programs of 4,096 words', () => {
  it.each(PROGRAMS)('$name', ({ words }) => {
    const input = inputWith({ metadata: Uint8Array.of(5), costMax: 30_000, residue: 0x10000n });
    const want = metered(words).run(input);
    expect(checked(words).run(input)).toEqual(want);
    const ready = verified(words);
    if (want.end.kind === 'exit') expect(ready.run(input)).toEqual(want);
  });
});
