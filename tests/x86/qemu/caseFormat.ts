/*
 * Cases go to the reference machine, and records come back, as words. A case: its length in words, the registers
 * below, how many words of the world it changes, then offset and value of each. A record: its length in words, the
 * registers below as the handler found them, then offset and value of each word of the world that changed.
 */

/** What a case gives, in the order of its words; the first eight are the general registers by number. */
export const GIVEN = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'ss', 'ds', 'es', 'fs', 'gs', 'cr0', 'cr4', 'gdtLimit', 'idtLimit', 'task', 'cr2'] as const;
export type Given = (typeof GIVEN)[number];

/** What a record tells. `handler` is the number of the handler that was entered, or `SHUTDOWN`. */
export const FOUND = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'ss', 'ds', 'es', 'fs', 'gs', 'cs', 'eflags', 'cr2', 'handler'] as const;
export type Found = (typeof FOUND)[number];

export const SHUTDOWN = 0xffff;
export const REGISTERS = 8;

/** Offset in the world, a multiple of 4, and the word there. */
export type Word = readonly [offset: number, value: number];

export interface PrivilegedCase {
  /** The class that drew it. */
  readonly kind: string;
  /** What runs, for people. */
  readonly text: string;
  readonly given: Int32Array;
  readonly words: readonly Word[];
}

export interface Record {
  readonly found: Int32Array;
  /** In ascending order of offsets. */
  readonly changes: readonly Word[];
}

export const given = (test: Pick<PrivilegedCase, 'given'>, name: Given): number => test.given[GIVEN.indexOf(name)];
export const found = (record: Record, name: Found): number => record.found[FOUND.indexOf(name)];

const HEAD_WORDS = 2 + GIVEN.length;

/** The words of all cases, one after another. */
export const packCases = (cases: readonly PrivilegedCase[]): Int32Array => {
  const packed = new Int32Array(cases.reduce((sum, test) => sum + HEAD_WORDS + 2 * test.words.length, 0));
  let at = 0;
  for (const test of cases) {
    packed[at] = HEAD_WORDS + 2 * test.words.length;
    packed.set(test.given, at + 1);
    packed[at + HEAD_WORDS - 1] = test.words.length;
    at += HEAD_WORDS;
    for (const [offset, value] of test.words) {
      packed[at++] = offset;
      packed[at++] = value;
    }
  }
  return packed;
};

const pairs = (words: Int32Array): Word[] => Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i], words[2 * i + 1]]);

/** The cases of packed words; their kinds and texts are given, two lines for each. */
export const unpackCases = (packed: Int32Array, lines: readonly string[]): PrivilegedCase[] => {
  const cases: PrivilegedCase[] = [];
  for (let at = 0; at < packed.length; at += packed[at]) {
    const [kind, text] = lines.slice(2 * cases.length);
    cases.push({ kind, text, given: packed.slice(at + 1, at + HEAD_WORDS - 1), words: pairs(packed.subarray(at + HEAD_WORDS, at + packed[at])) });
  }
  return cases;
};

export const packRecords = (records: readonly Record[]): Int32Array =>
  Int32Array.from(records.flatMap(({ found: registers, changes }) => [1 + registers.length + 2 * changes.length, ...registers, ...changes.flat()]));

/** @throws RangeError if the words do not hold `count` records */
export const unpackRecords = (packed: Int32Array, count: number): Record[] => {
  const records: Record[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = packed[at];
    if (length <= FOUND.length || at + length > packed.length) throw new RangeError(`record ${i} has no valid length`);
    const first = at + 1 + FOUND.length;
    records.push({ found: packed.slice(at + 1, first), changes: pairs(packed.subarray(first, at + length)) });
    at += length;
  }
  return records;
};
