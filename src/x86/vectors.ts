/**
 * Exception vectors, their error-code bits and their classes.
 * Source: Intel SDM vol. 3A section 6.15, tables 6-1, 6-4 and 6-5.
 */

export const Vector = {
  DE: 0, DB: 1, BP: 3, OF: 4, BR: 5, UD: 6, NM: 7, DF: 8,
  TS: 10, NP: 11, SS: 12, GP: 13, PF: 14, MF: 16, AC: 17,
} as const;

/** Page-fault error code: the translation was present but forbade the access. */
export const PF_PRESENT = 1;
/** Page-fault error code: the access was a write. */
export const PF_WRITE = 2;
/** Page-fault error code: the access was made at CPL 3. */
export const PF_USER = 4;

/** Page-fault error code: a reserved bit of an entry was set. */
export const PF_RESERVED = 8;

/** Selector error code: the event was external to the program or an earlier exception. */
export const ERROR_EXT = 1;
/** Selector error code: the index refers to the IDT. */
export const ERROR_IDT = 2;

/** What an event without error code passes where an error code is expected. */
export const NO_ERROR_CODE = -1;

/** The vectors whose delivery pushes an error code. */
export function pushesErrorCode(vector: number): boolean {
  return vector === Vector.DF || (vector >= Vector.TS && vector <= Vector.PF) || vector === Vector.AC;
}

/** Contributory exceptions of table 6-4: #DE #TS #NP #SS #GP. */
function isContributory(vector: number): boolean {
  return vector === Vector.DE || (vector >= Vector.TS && vector <= Vector.GP);
}

/** MCH-43: whether `second`, raised while `first` is being delivered, becomes a double fault (table 6-5). */
export function makesDoubleFault(first: number, second: number): boolean {
  if (isContributory(first)) return isContributory(second);
  return first === Vector.PF && (isContributory(second) || second === Vector.PF);
}

/** Fault of the instruction in progress: none. */
export const NO_FAULT = -1;
