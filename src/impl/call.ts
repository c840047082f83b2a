import { BATCH_COUNT_MAX, BATCH_RECORD_WORDS, RANGE_COUNT_MAX, UAREA_COUNT_MAX } from '../abi/calls.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { KernelImage } from './kernelImage.ts';

/** Success, and the caller's slice ends at kernel exit: no error number. */
export const SLICE_ENDS = 0x100;
/** Success, and another env runs already: no error number. */
export const SWITCHED = 0x101;
/** Success, and `value` of the call is its value: no error number. */
export const VALUED = 0x102;

/** Page tables that a range call can miss: its pages lie in two regions at most. */
const TABLES_MAX = 2;

/**
 * One call: its words, and room for what it reads and decides on the way. An object serves one call after another, so
 * that none allocates; whatever a call reads here it has written itself.
 */
export class Call {
  /** The words, in the order of the call's page. */
  readonly words = new Int32Array(6);
  /** Argument bytes that were fetched, or result bytes that are to be stored. */
  readonly data = new Uint8Array(UAREA_COUNT_MAX);
  /** The same bytes as words. */
  readonly dataWords = new Int32Array(this.data.buffer);
  /** Page entries of the addresses of a range call, as they are before it. */
  readonly before = new Int32Array(RANGE_COUNT_MAX);
  /** Free frames that a range call will take, in ascending order, and their number. */
  readonly taken = new Int32Array(RANGE_COUNT_MAX + TABLES_MAX);
  takenCount = 0;
  /** The value of a call that succeeds with VALUED. */
  value = 0;
}

/**
 * Room for a batch, beside the call that asks for it: the work space of a record must not be that of the batch. Like a
 * call it is there before it is needed, and between two entries it means nothing.
 */
export class BatchRoom {
  /** The records as they were fetched. */
  readonly records = new Int32Array(BATCH_COUNT_MAX * BATCH_RECORD_WORDS);
  /** The record that is being performed. */
  readonly call = new Call();
}

/**
 * Serves one call from its words alone, whoever filled them in. Gives 0 or one of the successes above, an error number,
 * or what `missAt` makes of a missing byte. Results are written to registers by who asked; yield alone does so itself,
 * which is why no batch can hold one.
 */
export type Handler = (image: KernelImage, cpu: Cpu, call: Call) => number;
