import { UDF_HELPERS, type UdfEnd, type UdfInput, type UdfKind, type UdfRun } from '../../abi/udf.ts';
import { decodeWord, wordCount, type Word } from './decodeWord.ts';
import { execute } from './execute.ts';
import { helperOf } from './helpers.ts';
import { begin, type Machine } from './machine.ts';
import type { UdfObserver } from './observer.ts';

const R0 = 0;
const EXHAUSTED: UdfEnd = { kind: 'exhausted' };

/** A program whose words are decoded when they are first reached; undefined until then. */
interface Program {
  readonly words: Uint8Array;
  readonly count: number;
  readonly decoded: (Word | null | undefined)[];
}

/** The word at a place of the program; null if it is illegal. */
const wordAt = ({ words, decoded }: Program, place: number): Word | null => {
  const known = decoded[place];
  if (known !== undefined) return known;
  const word = decodeWord(words, place);
  decoded[place] = word;
  return word;
};

/** 1, and what the helper costs besides, if there is one. UDF-20, UDF-23. */
const costOf = ({ instruction, immediate }: Word, kind: UdfKind): number => {
  if (instruction.form !== 'callHelper') return 1;
  const helper = helperOf(kind, immediate);
  return helper === null ? 1 : 1 + UDF_HELPERS[helper].cost;
};

/** Executes the word at the machine's place, or tells how the run ends there. The order is that of UDF-24. */
const step = (m: Machine, program: Program, observe: UdfObserver | null): UdfEnd | null => {
  const { place, depth } = m;
  if (place < 0 || place >= program.count) return { kind: 'fault', place, rule: 'UDF-18' };
  const word = wordAt(program, place);
  if (word === null) return { kind: 'fault', place, rule: 'UDF-10' };
  const cost = m.cost + costOf(word, m.input.kind);
  // UDF-23: a word that would pass the limit is not executed.
  if (cost > m.input.costMax) return EXHAUSTED;
  if (observe !== null) observe(m);
  m.cost = cost;
  // UDF-19: EXIT of the first frame ends the run.
  if (word.instruction.form === 'exit' && depth === 0) return { kind: 'exit', value: m.frames[0].registers[R0] };
  m.place = place + word.length;
  const rule = execute(m, word);
  return rule === null ? null : { kind: 'fault', place, rule };
};

/**
 * Runs a program as spec/udf.md tells it, word by word. Throws on nothing, whatever the words are, unless `observe` does.
 * Numbers of the input beyond 64 bits are taken modulo 2^64; a limit beyond that of UDF-2 is the caller's mistake, and is
 * kept to as given. Neither words nor metadata are changed (UDF-26).
 */
export const referenceRun = (words: Uint8Array, input: UdfInput, observe: UdfObserver | null = null): UdfRun => {
  const program: Program = { words, count: wordCount(words), decoded: [] };
  const m = begin(input);
  let end: UdfEnd | null = null;
  while (end === null) end = step(m, program, observe);
  return { end, cost: m.cost, tuples: m.tuples, isSpoilt: m.isSpoilt };
};
