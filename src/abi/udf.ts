/**
 * Downloaded code: limits, addresses, kinds and helpers, and what a run is given and tells. Source: spec/udf.md.
 */

/** Bytes of a word: an instruction, or half of LDDW. UDF-9. */
export const UDF_WORD_BYTES = 8;

/** UDF-2. */
export const UDF_WORDS_MAX = 4096;
export const UDF_METADATA_BYTES_MAX = 65_536;
export const UDF_TUPLES_MAX = 4096;
export const UDF_FRAMES_MAX = 8;
export const UDF_COST_MAX = 262_144;

/** Where metadata begins. UDF-4. */
export const UDF_METADATA = 0x10000;
export const UDF_FRAME_BYTES = 512;
/** The stack, from its lowest byte to behind its last. UDF-4. */
export const UDF_STACK = 0x1000;
export const UDF_STACK_END = UDF_STACK + UDF_FRAMES_MAX * UDF_FRAME_BYTES;

/** A tuple must lie below: start + count is at most this. UDF-22. */
export const UDF_BLOCKS_MAX = 2 ** 48;
/** Count and type are less than this. UDF-22. */
export const UDF_TUPLE_FIELD_SPAN = 2 ** 32;

/** The functions, by what they answer, and the words that each is given in R1 and on. Sections of files are named after them: UDF-27. */
export const UDF_KINDS = {
  owns: ['address', 'length'],
  acl: ['address', 'length', 'operation'],
  size: ['address', 'length'],
} as const;
export type UdfKind = keyof typeof UDF_KINDS;

/** The helpers: number, words, kinds that may call them, and what they cost beside the call. UDF-20. */
export const UDF_HELPERS = {
  own: { number: 1, words: ['start', 'count', 'type'], kinds: ['owns'], cost: 8 },
  time: { number: 2, words: [], kinds: ['acl', 'size'], cost: 1 },
  credential: { number: 3, words: ['index'], kinds: ['acl', 'size'], cost: 2 },
} as const satisfies Readonly<Record<string, { readonly number: number; readonly words: readonly string[]; readonly kinds: readonly UdfKind[]; readonly cost: number }>>;
export type UdfHelper = keyof typeof UDF_HELPERS;

/** What one run is given. Words of 64 bits are naturals below 2^64. */
export interface UdfInput {
  readonly kind: UdfKind;
  readonly metadata: Uint8Array;
  /** False but in the conformance plug-in: a store into a copy of the metadata succeeds. UDF-6. */
  readonly isMetadataWritable: boolean;
  /** R3 of an `acl` function. */
  readonly operation: bigint;
  /** What helper `time` gives. */
  readonly time: bigint;
  /** What helper `credential` gives, by index; 0 beyond the last. */
  readonly credentials: readonly bigint[];
  /** What registers without a value hold. UDF-21. */
  readonly residue: bigint;
  /** No instruction takes the cost beyond it. UDF-23. */
  readonly costMax: number;
}

/** A range of blocks of one type. All three are exact: UDF-22 bounds them. */
export interface UdfTuple {
  readonly start: number;
  readonly count: number;
  readonly type: number;
}

/** How a run ended. */
export type UdfEnd =
  | { readonly kind: 'exit'; readonly value: bigint }
  /** `rule` is the sentence of the specification that the word at `place` does not satisfy. UDF-24. */
  | { readonly kind: 'fault'; readonly place: number; readonly rule: UdfFaultRule }
  | { readonly kind: 'exhausted' };

export type UdfFaultRule = 'UDF-5' | 'UDF-6' | 'UDF-7' | 'UDF-10' | 'UDF-18' | 'UDF-19' | 'UDF-20';

/** What a run tells. */
export interface UdfRun {
  readonly end: UdfEnd;
  readonly cost: number;
  /** In the order of emission, at most UDF_TUPLES_MAX. */
  readonly tuples: readonly UdfTuple[];
  /** True when something was emitted that is no range of blocks, or too much of it. UDF-22. */
  readonly isSpoilt: boolean;
}

/** A function as it is downloaded: its kind, the bytes that it claims (UDF-3), and its words. */
export interface UdfProgram {
  readonly kind: UdfKind;
  readonly metadataBytesMin: number;
  readonly words: Uint8Array;
}
