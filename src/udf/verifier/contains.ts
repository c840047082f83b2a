import { UDF_FRAME_BYTES } from '../../abi/udf.ts';
import type { AbstractNumber } from './abstractNumber.ts';
import { includes } from './bounds.ts';
import { callSitesOf } from './chain.ts';
import { isByteWritten, lowestAddress, type Frame } from './frame.ts';
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

/** The values of roots that have been found out; two numbers of one root must agree about it. */
class Roots {
  readonly #values = new Map<AbstractNumber, bigint>();
  readonly #lowerValues = new Map<AbstractNumber, bigint>();

  agree(number: AbstractNumber, value: bigint): boolean {
    if (number.isConstant) return true;
    const root = BigInt.asUintN(64, value - number.offset);
    return this.#agree(this.#lowerValues, number.root, root & W32.max) && (number.relatedBits === 32 || this.#agree(this.#values, number.root, root));
  }

  /** An address of the metadata, if the lower half of what it was computed from is known; its own upper half is zero. */
  addressOf(number: AbstractNumber): bigint | undefined {
    const root = number.isConstant ? 0n : this.#lowerValues.get(number.root);
    return root === undefined ? undefined : BigInt.asUintN(32, root + number.offset);
  }

  #agree(values: Map<AbstractNumber, bigint>, root: AbstractNumber, value: bigint): boolean {
    const known = values.get(root);
    if (known === undefined) values.set(root, value);
    return known === undefined || known === value;
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
    return (
      includes(W64, number.full, value) && includes(W32, number.lower, value & W32.max) && Number(value) <= this.#concrete.metadataBytes + number.lengthBound &&
      this.#roots.agree(number, value)
    );
  }

  #read(address: number, bytes: number): bigint {
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) value = value * 256n + BigInt(this.#concrete.byte(address + i));
    return value;
  }

  frame(frame: Frame, depth: number): boolean {
    const concrete = this.#concrete;
    const lowest = lowestAddress(depth);
    for (let byte = 0; byte < UDF_FRAME_BYTES; byte++) {
      if (isByteWritten(frame.written, byte) && !concrete.isWritten(lowest + byte)) return false;
    }
    return (
      frame.registers.every((number, index) => number === null || this.number(number, concrete.register(depth, index))) &&
      frame.spills.every((spill) => this.number(spill.number, this.#read(spill.address, spill.bytes)))
    );
  }

  /** Where a load was whose root is in the state no more, the state does not say. */
  loads(state: AbstractState): boolean {
    return state.loads.every(({ address, bytes, number }) => {
      const at = this.#roots.addressOf(address);
      return at === undefined || this.number(number, this.#read(Number(at), bytes));
    });
  }
}

/** Whether a concrete state is one of those that an abstract state stands for. UVR-16. */
export const contains = (state: AbstractState, concrete: ConcreteState): boolean => {
  if (concrete.frames !== state.frames.length || callSitesOf(state.chain).some((place, depth) => concrete.returnPlace(depth) !== place + 1)) return false;
  const membership = new Membership(concrete);
  return (
    membership.number(state.length, BigInt(concrete.metadataBytes)) && state.frames.every((frame, depth) => membership.frame(frame, depth)) &&
    membership.loads(state)
  );
};
