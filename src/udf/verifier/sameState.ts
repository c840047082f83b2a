import { areEqual } from './bounds.ts';
import type { AbstractNumber } from './abstractNumber.ts';
import type { Frame } from './frame.ts';
import type { AbstractState } from './state.ts';

type Pair = readonly [AbstractNumber, AbstractNumber];

const isAlike = (a: AbstractNumber, b: AbstractNumber): boolean =>
  a === b ||
  (areEqual(a.full, b.full) && areEqual(a.lower, b.lower) && a.lengthBound === b.lengthBound && a.relatedBits === b.relatedBits &&
    (a.raised === null) === (b.raised === null));

/** The numbers of two lists pairwise, if they are alike; the pairs are added to `pairs`. */
const areListsAlike = <Entry>(a: readonly Entry[], b: readonly Entry[], pairOf: (a: Entry, b: Entry) => Pair | null, pairs: Pair[]): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const pair = pairOf(a[i], b[i]);
    if (pair === null || !isAlike(pair[0], pair[1])) return false;
    pairs.push(pair);
  }
  return true;
};

const areRegistersAlike = (a: Frame, b: Frame, pairs: Pair[]): boolean => {
  for (let index = 0; index < a.registers.length; index++) {
    const x = a.registers[index];
    const y = b.registers[index];
    if (x === null || y === null) {
      if (x !== y) return false;
      continue;
    }
    if (!isAlike(x, y)) return false;
    pairs.push([x, y]);
  }
  return true;
};

const areFramesAlike = (a: Frame, b: Frame, pairs: Pair[]): boolean =>
  areRegistersAlike(a, b, pairs) &&
  (a.written === b.written || a.written.every((bits, i) => bits === b.written[i])) &&
  areListsAlike(a.spills, b.spills, (x, y) => (x.address === y.address && x.bytes === y.bytes ? [x.number, y.number] : null), pairs);

/** Roots of one state by roots of another, with a number of each that is related to them. */
class RootMap {
  readonly #known = new Map<AbstractNumber, Pair>();
  readonly #back = new Set<AbstractNumber>();

  /** Whether two numbers may correspond, given those that did before. */
  relate([a, b]: Pair): boolean {
    const known = this.#known.get(a.root);
    if (known !== undefined) {
      const [x, y] = known;
      return y.root === b.root && BigInt.asUintN(64, a.offset - x.offset) === BigInt.asUintN(64, b.offset - y.offset);
    }
    if (this.#back.has(b.root)) return false;
    this.#known.set(a.root, [a, b]);
    this.#back.add(b.root);
    return true;
  }
}

/** Whether numbers are related to each other in the same way: a bijection of roots under which all offsets differ alike. */
const areRelatedAlike = (pairs: readonly Pair[]): boolean => {
  const roots = new RootMap();
  return pairs.every(([a, b]) => roots.relate([a, b]) && (a.raised === null || b.raised === null || roots.relate([a.raised, b.raised])));
};

/**
 * Whether the same is known of two states at one place in the same frames, cost and tuples aside: what is executed from the
 * one passes the same abstract states as from the other. UVR-13.
 */
export const isSameState = (a: AbstractState, b: AbstractState): boolean => {
  const pairs: Pair[] = [[a.length, b.length]];
  if (!isAlike(a.length, b.length)) return false;
  // The frame that runs is the likeliest to differ.
  for (let depth = a.frames.length - 1; depth >= 0; depth--) {
    if (a.frames[depth] === b.frames[depth]) for (const x of numbersOf(a.frames[depth])) pairs.push([x, x]);
    else if (!areFramesAlike(a.frames[depth], b.frames[depth], pairs)) return false;
  }
  const areLoadsAlike = areListsAlike(a.loads, b.loads, (x, y) => (x.bytes === y.bytes ? [x.number, y.number] : null), pairs);
  if (!areLoadsAlike) return false;
  a.loads.forEach((load, i) => pairs.push([load.address, b.loads[i].address]));
  return areRelatedAlike(pairs);
};

const numbersOf = (frame: Frame): readonly AbstractNumber[] => [
  ...frame.registers.filter((number) => number !== null),
  ...frame.spills.map((spill) => spill.number),
];
