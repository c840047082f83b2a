import { UDF_FRAME_BYTES } from '../../abi/udf.ts';
import type { AbstractNumber } from './abstractNumber.ts';
import { includes } from './bounds.ts';
import type { Chain } from './chain.ts';
import { isByteWritten, lowestAddress, WRITTEN_BITS, type Frame } from './frame.ts';
import type { AbstractState } from './state.ts';
import { W32, W64 } from './width.ts';

/** What a run has at some place, as far as an abstract state speaks of it. */
export interface ConcreteState {
  /** Frames that are live, the running one included. */
  readonly frames: number;
  readonly metadataBytes: number;
  /** R0 to R9 of the frame at a depth, a natural below 2^64. Of a caller only R6 to R9 are asked for. */
  register(depth: number, index: number): bigint;
  /** The word behind the call in the frame at a depth, which is not the running one. */
  returnPlace(depth: number): number;
  /** Whether a byte of the stack is written (UDF-7). */
  isWritten(address: number): boolean;
  /** A byte of the stack that is written, or of the metadata. */
  byte(address: number): number;
}

/** Values of roots that have been found out: two numbers of one root must agree about it. There are few, so that they are looked through. */
class Roots {
  readonly #roots: AbstractNumber[] = [];
  readonly #lower: bigint[] = [];
  /** Null where only lower halves are related to the root so far. */
  readonly #whole: (bigint | null)[] = [];

  agree(number: AbstractNumber, value: bigint): boolean {
    const root = number.offset === 0n ? value : BigInt.asUintN(64, value - number.offset);
    const lower = root & W32.max;
    const whole = number.relatedBits === 64 ? root : null;
    const at = this.#roots.indexOf(number.root);
    if (at < 0) {
      this.#roots.push(number.root);
      this.#lower.push(lower);
      this.#whole.push(whole);
      return true;
    }
    if (this.#lower[at] !== lower) return false;
    if (whole === null) return true;
    this.#whole[at] ??= whole;
    return this.#whole[at] === whole;
  }

  /** An address of the metadata, if the lower half of what it was computed from is known; its own upper half is zero. */
  addressOf(number: AbstractNumber): bigint | undefined {
    if (number.isConstant) return BigInt.asUintN(32, number.offset);
    const at = this.#roots.indexOf(number.root);
    return at < 0 ? undefined : BigInt.asUintN(32, this.#lower[at] + number.offset);
  }
}

/** Asks of one concrete state whether it is one of those that an abstract state stands for. */
class Membership {
  readonly #concrete: ConcreteState;
  readonly #roots = new Roots();

  constructor(concrete: ConcreteState) {
    this.#concrete = concrete;
  }

  number(number: AbstractNumber, value: bigint): boolean {
    if (number.isConstant) return value === number.full.unsignedMin;
    return (
      includes(W64, number.full, value) && (number.lower === number.full || includes(W32, number.lower, value & W32.max)) &&
      (number.lengthBound === Infinity || Number(value) <= this.#concrete.metadataBytes + number.lengthBound) && this.#roots.agree(number, value)
    );
  }

  /** Up to four bytes, the least significant one first. UDF-8. */
  #half(address: number, bytes: number): number {
    let value = 0;
    for (let i = bytes - 1; i >= 0; i--) value = value * 256 + this.#concrete.byte(address + i);
    return value;
  }

  #read(address: number, bytes: number): bigint {
    const lower = BigInt(this.#half(address, Math.min(bytes, 4)));
    return bytes > 4 ? (BigInt(this.#half(address + 4, bytes - 4)) << 32n) + lower : lower;
  }

  /** Whether all bytes are written that the frame says are. UDF-7. */
  #isWritten({ written }: Frame, depth: number): boolean {
    const lowest = lowestAddress(depth);
    for (let byte = 0; byte < UDF_FRAME_BYTES; byte++) {
      // Most frames are hardly written to: what is not is passed over a whole number of flags at a time.
      if (byte % WRITTEN_BITS === 0 && written[byte / WRITTEN_BITS] === 0) byte += WRITTEN_BITS - 1;
      else if (isByteWritten(written, byte) && !this.#concrete.isWritten(lowest + byte)) return false;
    }
    return true;
  }

  frame(frame: Frame, depth: number): boolean {
    const { registers } = frame;
    for (let index = 0; index < registers.length; index++) {
      const number = registers[index];
      if (number !== null && !this.number(number, this.#concrete.register(depth, index))) return false;
    }
    return this.#isWritten(frame, depth) && frame.spills.every((spill) => this.number(spill.number, this.#read(spill.address, spill.bytes)));
  }

  /** Where a load was whose root is in the state no more, the state does not say. */
  loads(state: AbstractState): boolean {
    return state.loads.every(({ address, bytes, number }) => {
      const at = this.#roots.addressOf(address);
      return at === undefined || this.number(number, this.#read(Number(at), bytes));
    });
  }
}

/** Whether the frames of a concrete state, as many as there are, were called where the chain says. */
const isCalledBy = (concrete: ConcreteState, chain: Chain): boolean =>
  chain.caller === null || (concrete.returnPlace(chain.caller.depth) === chain.callSite + 1 && isCalledBy(concrete, chain.caller));

/** Whether a concrete state is one of those that an abstract state stands for. UVR-16. */
export const contains = (state: AbstractState, concrete: ConcreteState): boolean => {
  if (concrete.frames !== state.frames.length || !isCalledBy(concrete, state.chain)) return false;
  const membership = new Membership(concrete);
  return (
    membership.number(state.length, BigInt(concrete.metadataBytes)) && state.frames.every((frame, depth) => membership.frame(frame, depth)) &&
    membership.loads(state)
  );
};
