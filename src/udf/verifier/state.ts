import { asEqual, type AbstractNumber } from './abstractNumber.ts';
import { plus } from './arithmetic.ts';
import type { Chain } from './chain.ts';
import { copyFrame, FRAME_POINTERS, newFrame, type Frame, type Registers, type Spill } from './frame.ts';

/** A number that was loaded from the metadata, which does not change: whatever loads as many bytes there gets it again. */
export interface MetadataLoad {
  readonly address: AbstractNumber;
  readonly bytes: number;
  /** With zeros above its bytes. */
  readonly number: AbstractNumber;
}

/** So many of the last loads are remembered. */
const LOADS_REMEMBERED = 16;

/** Whether a load was one of so many bytes from an address. */
export const isLoadOf = (load: MetadataLoad, address: AbstractNumber, bytes: number): boolean =>
  load.bytes === bytes && load.address.root === address.root && load.address.offset === address.offset;

/** Counts the work of a verification beside the execution of instructions, over all of its states. UVR-14. */
export interface Meter {
  /** Numbers that a join or a narrowing computed anew. */
  computed: number;
  /** Spills and bytes of the stack that were looked at. */
  seen: number;
}

const REGISTERS = 10;
const FRAME_POINTER = 10;
/** Registers from this one on are the caller's again when a local function returns. UDF-19. */
const FIRST_KEPT = 6;

const noRegisters = (): Registers => Array.from({ length: REGISTERS }, () => null);

/** A number by what holds for another one, at a known distance from it, of which more has become known; null if none is left. */
const renewed = (number: AbstractNumber, old: AbstractNumber, next: AbstractNumber): AbstractNumber | null => {
  if (number === old) return next;
  const same = number.offset === old.offset ? next : plus(next, BigInt.asUintN(64, number.offset - old.offset));
  return asEqual(number, same, number.relatedBits === 64 && old.relatedBits === 64 ? 64 : 32);
};

/**
 * What holds of every concrete state that can reach a place in the same frames. A state is changed while it is executed;
 * numbers are not, and frames are copied before the first change when another state shares them.
 */
export class AbstractState {
  chain: Chain;
  /** The first frame first; the last one runs. */
  readonly frames: Frame[];
  /** The length of the metadata. */
  length: AbstractNumber;
  /** The last one first. */
  loads: readonly MetadataLoad[];
  /** The highest on any path. UVR-11. */
  cost: number;
  /** The greatest number on any path. UVR-12. */
  tuples: number;
  readonly meter: Meter;

  constructor(chain: Chain, frames: Frame[], length: AbstractNumber, loads: readonly MetadataLoad[], cost: number, tuples: number, meter: Meter) {
    this.chain = chain;
    this.frames = frames;
    this.length = length;
    this.loads = loads;
    this.cost = cost;
    this.tuples = tuples;
    this.meter = meter;
  }

  /** Another state of which the same is known. They share their frames until one of them changes. */
  copy(): AbstractState {
    for (const frame of this.frames) frame.owner = null;
    return new AbstractState(this.chain, this.frames.slice(), this.length, this.loads, this.cost, this.tuples, this.meter);
  }

  get running(): Frame {
    return this.frames[this.chain.depth];
  }

  /** The fewest bytes that the metadata can have. */
  get lengthMin(): number {
    return Number(this.length.full.unsignedMin);
  }

  /** What is known of a register of the frame that runs, R0 to R10; null if it may hold no value. */
  register(index: number): AbstractNumber | null {
    return index === FRAME_POINTER ? FRAME_POINTERS[this.chain.depth] : this.running.registers[index];
  }

  setRegister(index: number, number: AbstractNumber | null): void {
    this.ownFrame(this.chain.depth).registers[index] = number;
  }

  /** The frame at a depth, for a change. */
  ownFrame(depth: number): Frame {
    const frame = this.frames[depth];
    if (frame.owner === this) return frame;
    const own = copyFrame(this, frame);
    this.frames[depth] = own;
    return own;
  }

  /** Enters a local function: R1 to R5 as they are, and nothing else. The caller's R0 to R5 are lost to it. UDF-19, UDF-21. */
  enter(chain: Chain): void {
    const caller = this.ownFrame(this.chain.depth);
    const registers = noRegisters();
    for (let index = 0; index < FIRST_KEPT; index++) {
      if (index > 0) registers[index] = caller.registers[index];
      caller.registers[index] = null;
    }
    this.frames.push(newFrame(this, registers));
    this.chain = chain;
  }

  /** Leaves a local function with its R0. UDF-19. */
  leave(caller: Chain): void {
    const result = this.register(0);
    this.frames.pop();
    this.chain = caller;
    this.setRegister(0, result);
  }

  /** R1 to R5 hold no value behind a helper. UDF-21. */
  forgetWords(): void {
    const { registers } = this.ownFrame(this.chain.depth);
    registers.fill(null, 1, FIRST_KEPT);
  }

  /**
   * What a load from the metadata gave before, if it is remembered. Addresses of the metadata have nothing in their upper
   * halves, so that two of them are equal if their lower halves are.
   */
  rememberedLoad(address: AbstractNumber, bytes: number): AbstractNumber | null {
    for (const load of this.loads) if (isLoadOf(load, address, bytes)) return load.number;
    return null;
  }

  /** Remembers a load, in place of the oldest one if there are too many. */
  rememberLoad(address: AbstractNumber, bytes: number, number: AbstractNumber): void {
    const [last] = this.loads;
    if (last !== undefined && last.number === number && isLoadOf(last, address, bytes)) return;
    const others = this.loads.filter((load) => !isLoadOf(load, address, bytes));
    this.loads = [{ address, bytes, number }, ...others.slice(0, LOADS_REMEMBERED - 1)];
  }

  /** Puts `next`, of which more is known, in the place of `old`, and narrows whatever is related to it. False if no concrete state is left. */
  replace(old: AbstractNumber, next: AbstractNumber): boolean {
    if (next === old) return true;
    let isPossible = true;
    const renew = (number: AbstractNumber): AbstractNumber => {
      if (number.root !== old.root) return number;
      this.meter.computed++;
      const more = renewed(number, old, next);
      isPossible &&= more !== null;
      return more ?? number;
    };
    for (let depth = 0; depth < this.frames.length; depth++) this.#renewFrame(depth, renew);
    this.loads = renewList(this.loads, renew);
    this.length = renew(this.length);
    return isPossible;
  }

  #renewFrame(depth: number, renew: (number: AbstractNumber) => AbstractNumber): void {
    const { registers } = this.frames[depth];
    for (let index = 0; index < REGISTERS; index++) {
      const number = registers[index];
      if (number === null) continue;
      const more = renew(number);
      if (more !== number) this.ownFrame(depth).registers[index] = more;
    }
    const { spills } = this.frames[depth];
    this.meter.seen += spills.length;
    const renewedSpills = renewList(spills, renew);
    if (renewedSpills !== spills) this.ownFrame(depth).spills = renewedSpills;
  }
}

/** Entries with their numbers renewed; the same list if none changes. */
const renewList = <Entry extends Spill | MetadataLoad>(entries: readonly Entry[], renew: (number: AbstractNumber) => AbstractNumber): readonly Entry[] => {
  let changed: Entry[] | null = null;
  for (let i = 0; i < entries.length; i++) {
    const number = renew(entries[i].number);
    if (number === entries[i].number) continue;
    changed ??= entries.slice();
    changed[i] = { ...entries[i], number };
  }
  return changed ?? entries;
};
