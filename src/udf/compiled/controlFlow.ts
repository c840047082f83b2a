import type { DecodedWord } from '../decode.ts';
import { found } from './found.ts';

/** How a basic block ends. Targets are numbers of blocks. */
export type BlockEnd =
  | { readonly kind: 'jump'; readonly target: number }
  | { readonly kind: 'branch'; readonly taken: number; readonly otherwise: number }
  | { readonly kind: 'exit' }
  /** No instruction begins here: outside of the words (UDF-18), or an illegal word (UDF-10). */
  | { readonly kind: 'fault'; readonly place: number; readonly rule: 'UDF-10' | 'UDF-18' };

export interface BasicBlock {
  /** Places of the instructions, in order; the last one is the jump, the branch or the exit, if the block ends with one. */
  readonly places: readonly number[];
  readonly end: BlockEnd;
}

/** A program as basic blocks: those that can be reached from its beginning or from the beginning of a local function. */
export interface ControlFlow {
  readonly blocks: readonly BasicBlock[];
  /** The first blocks are those where functions begin: at place 0, then where local calls lead to. */
  readonly entryCount: number;
  /** The block that begins at a place. */
  readonly blockAt: ReadonlyMap<number, number>;
}

type Words = readonly (DecodedWord | null)[];

/** Where a local call, a jump or a branch leads. UDF-9, UDF-17, UDF-19. */
export const targetOf = (place: number, { instruction, offset, immediate }: DecodedWord): number => {
  const isImmediate = instruction.form === 'callLocal' || (instruction.form === 'jump' && instruction.distance === 'immediate');
  return place + 1 + (isImmediate ? immediate : offset);
};

/** The word at a place, or null if no instruction begins there. */
const wordAt = (words: Words, place: number): DecodedWord | null => (place >= 0 && place < words.length ? words[place] : null);

/** Places that may be next; the first one is that of the word behind, if it is among them. */
const nextPlaces = (place: number, word: DecodedWord | null): readonly number[] => {
  if (word === null) return [];
  switch (word.instruction.form) {
    case 'exit': return [];
    case 'jump': return [targetOf(place, word)];
    case 'branch': return [place + 1, targetOf(place, word)];
    default: return [place + word.wordCount];
  }
};

const endsBlock = (word: DecodedWord): boolean => word.instruction.form === 'jump' || word.instruction.form === 'branch' || word.instruction.form === 'exit';

/** Places where blocks begin, those of entries first. */
const findLeaders = (words: Words): { readonly leaders: ReadonlySet<number>; readonly entries: ReadonlySet<number> } => {
  const entries = new Set([0]);
  const targets = new Set<number>();
  const seen = new Set([0]);
  const waiting = [0];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const word = wordAt(words, place);
    const next = [...nextPlaces(place, word)];
    if (word !== null && endsBlock(word)) for (const target of next) targets.add(target);
    if (word?.instruction.form === 'callLocal') {
      entries.add(targetOf(place, word));
      next.push(targetOf(place, word));
    }
    for (const target of next) {
      if (!seen.has(target)) waiting.push(target);
      seen.add(target);
    }
  }
  return { leaders: new Set([...entries, ...targets]), entries };
};

const readBlock = (words: Words, first: number, blockAt: ReadonlyMap<number, number>): BasicBlock => {
  const places: number[] = [];
  for (let place = first; ;) {
    const word = wordAt(words, place);
    if (word === null) return { places, end: { kind: 'fault', place, rule: place >= 0 && place < words.length ? 'UDF-10' : 'UDF-18' } };
    places.push(place);
    const [next, other] = nextPlaces(place, word);
    if (next === undefined) return { places, end: { kind: 'exit' } };
    if (other !== undefined) return { places, end: { kind: 'branch', taken: found(blockAt, other), otherwise: found(blockAt, next) } };
    if (blockAt.has(next)) return { places, end: { kind: 'jump', target: found(blockAt, next) } };
    place = next;
  }
};

/** Finds the basic blocks of any words whatever. */
export const readControlFlow = (words: Words): ControlFlow => {
  const { leaders, entries } = findLeaders(words);
  const blockAt = new Map([...leaders].map((place, index) => [place, index]));
  const blocks = [...leaders].map((place) => readBlock(words, place, blockAt));
  return { blocks, entryCount: entries.size, blockAt };
};

/** Blocks that may follow a block without a call or an exit. */
export const successorsOf = (end: BlockEnd): readonly number[] => {
  switch (end.kind) {
    case 'jump': return [end.target];
    case 'branch': return [end.taken, end.otherwise];
    case 'exit': case 'fault': return [];
  }
};
