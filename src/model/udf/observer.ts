import type { UdfTuple } from '../../abi/udf.ts';

/** A live frame, as an observer sees it. */
export interface UdfFrameObservation {
  /** R0 to R10. Of a frame that has called, only R6 to R10 mean something. */
  readonly registers: readonly bigint[];
  /** Of a frame that has called, where it goes on: the word behind its CALL. With the place they tell in which frames the word is executed. */
  readonly returnPlace: number;
}

/**
 * A concrete state, to be compared with an abstract one (UVR-16). It is the run's own state and not a copy of it: it may
 * be read while the observer is called, and not be kept.
 */
export interface UdfObservation {
  /** The word that is executed next. */
  readonly place: number;
  /** Depth of the frame that executes it: 0 for the first. */
  readonly depth: number;
  /** By depth; those beyond `depth` mean nothing. */
  readonly frames: readonly UdfFrameObservation[];
  /** The bytes of the stack, by address minus UDF_STACK; those that are not written mean nothing. */
  readonly stack: ArrayLike<number>;
  /** For each of them 1 if it is written, else 0. UDF-7. */
  readonly written: ArrayLike<number>;
  /** Spent on the words before this one. */
  readonly cost: number;
  /** Emitted before this word. */
  readonly tuples: readonly UdfTuple[];
}

/** Called before each word that is executed, that is, one that UDF-18, UDF-10 and UDF-23 let pass. UDF-24. */
export type UdfObserver = (observation: UdfObservation) => void;
