import { join as joinBounds, type Bounds } from './bounds.ts';
import { AbstractNumber } from './abstractNumber.ts';
import { writtenInBoth, type Frame, type Registers, type Spill } from './frame.ts';
import { isLoadOf, type AbstractState, type MetadataLoad, type Meter } from './state.ts';
import { W32 } from './width.ts';

/** Joins find the relations among so many pairs of roots, so that their cost stays in proportion to the state. */
const RELATIONS_MAX = 16;

/** Numbers that were a and b, where b − a is the distance, are now a constant away from `root`. */
interface JoinedRoot {
  readonly aRoot: AbstractNumber;
  readonly bRoot: AbstractNumber;
  readonly distance: bigint;
  readonly root: AbstractNumber;
  /** What is added to the offset of the number in the first state. */
  readonly shift: bigint;
  /** How well `root` is known to be related to the roots that it replaces. */
  readonly relatedBits: 32 | 64;
}

/** By how much at most a number exceeds the length, its greatest value against the least length included. */
const lengthBoundIn = (number: AbstractNumber, lengthMin: number): number => Math.min(number.lengthBound, Number(number.full.unsignedMax) - lengthMin);

const remainder64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/**
 * Joins numbers of two states. Two numbers are equal in the result only if they were in both states: each pair that is not
 * one number gives a new object. A pair that is as far apart as another one with the same roots is related to it.
 */
class Joiner {
  readonly #meter: Meter;
  readonly #aLengthMin: number;
  readonly #bLengthMin: number;
  readonly #roots: JoinedRoot[] = [];

  constructor(a: AbstractState, b: AbstractState) {
    this.#meter = a.meter;
    this.#aLengthMin = a.lengthMin;
    this.#bLengthMin = b.lengthMin;
  }

  number(x: AbstractNumber, y: AbstractNumber): AbstractNumber {
    if (x === y || (x.isConstant && y.isConstant && x.offset === y.offset)) return x;
    this.#meter.computed++;
    const full = joinBounds(x.full, y.full);
    const lower = full.unsignedMax <= W32.signedMax ? full : joinBounds(x.lower, y.lower);
    const bound = this.#lengthBound(x, y, full);
    const relatedBits = x.relatedBits === 64 && y.relatedBits === 64 ? 64 : 32;
    const distance = remainder64(y.offset - x.offset);
    if (x.root === y.root && distance === 0n) return new AbstractNumber(full, lower, x.root, x.offset, relatedBits, bound, null);
    for (const known of this.#roots) {
      if (known.aRoot !== x.root || known.bRoot !== y.root || known.distance !== distance) continue;
      const bits = known.relatedBits === 64 ? relatedBits : 32;
      return new AbstractNumber(full, lower, known.root, remainder64(x.offset + known.shift), bits, bound, null);
    }
    const joined = new AbstractNumber(full, lower, null, 0n, 64, bound, null);
    if (this.#roots.length < RELATIONS_MAX) this.#roots.push({ aRoot: x.root, bRoot: y.root, distance, root: joined, shift: remainder64(-x.offset), relatedBits });
    return joined;
  }

  /** The bound that holds in both states; Infinity if what is known of number and length says as much. */
  #lengthBound(x: AbstractNumber, y: AbstractNumber, full: Bounds): number {
    const bound = Math.max(lengthBoundIn(x, this.#aLengthMin), lengthBoundIn(y, this.#bLengthMin));
    return bound < Number(full.unsignedMax) - Math.min(this.#aLengthMin, this.#bLengthMin) ? bound : Infinity;
  }

  /** A frame for `owner`; the first one itself if the other adds nothing to it. */
  frame(owner: object, a: Frame, b: Frame): Frame {
    if (a === b) return a;
    const registers = this.#registers(a.registers, b.registers);
    const written = writtenInBoth(a.written, b.written);
    const spills = this.#spills(a.spills, b.spills);
    return registers === a.registers && written === a.written && spills === a.spills ? a : { owner, registers: registers === a.registers ? registers.slice() : registers, written, spills };
  }

  #registers(a: Registers, b: Registers): Registers {
    let both = a;
    for (let index = 0; index < a.length; index++) {
      const x = a[index];
      const y = b[index];
      const joined = x === null || y === null ? null : this.number(x, y);
      if (joined === x) continue;
      if (both === a) both = a.slice();
      both[index] = joined;
    }
    return both;
  }

  /** The spills of the same bytes: both lists are in the order of addresses. */
  #spills(a: readonly Spill[], b: readonly Spill[]): readonly Spill[] {
    if (a === b) return a;
    this.#meter.seen += a.length + b.length;
    let alike = 0;
    while (alike < a.length && a[alike] === b[alike]) alike++;
    const both = a.slice(0, alike);
    let j = alike;
    for (let i = alike; i < a.length; i++) {
      const spill = a[i];
      while (j < b.length && b[j].address < spill.address) j++;
      if (j < b.length && b[j].address === spill.address && b[j].bytes === spill.bytes) both.push(this.#entry(spill, b[j]));
    }
    return isSameList(a, both) ? a : both;
  }

  #entry<Entry extends Spill | MetadataLoad>(a: Entry, b: Entry): Entry {
    if (a === b) return a;
    const number = this.number(a.number, b.number);
    return number === a.number ? a : { ...a, number };
  }

  /** The loads from the same addresses, in the order of the first state. */
  loads(a: readonly MetadataLoad[], b: readonly MetadataLoad[]): readonly MetadataLoad[] {
    if (a === b) return a;
    const both: MetadataLoad[] = [];
    for (let i = 0; i < a.length; i++) {
      const load = a[i];
      const other = load === b[i] ? load : b.find((candidate) => isLoadOf(candidate, load.address, load.bytes));
      if (other !== undefined) both.push(this.#entry(load, other));
    }
    return isSameList(a, both) ? a : both;
  }
}

const isSameList = <Entry>(a: readonly Entry[], b: readonly Entry[]): boolean => a.length === b.length && a.every((entry, i) => entry === b[i]);

/** Makes `a` hold of whatever `a` or `b` held of: two states at the same place in the same frames. */
export const joinInto = (a: AbstractState, b: AbstractState): void => {
  const joiner = new Joiner(a, b);
  const length = joiner.number(a.length, b.length);
  for (let depth = 0; depth < a.frames.length; depth++) a.frames[depth] = joiner.frame(a, a.frames[depth], b.frames[depth]);
  a.loads = joiner.loads(a.loads, b.loads);
  a.length = length;
  a.cost = Math.max(a.cost, b.cost);
  a.tuples = Math.max(a.tuples, b.tuples);
};
