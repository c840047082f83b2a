import { UDF_METADATA, UDF_METADATA_BYTES_MAX, UDF_TUPLES_MAX } from '../../abi/udf.ts';

/*
 * Where everything lies in the linear memory. The stack and the metadata are at their own addresses (UDF-4), so that an
 * address of a program is one of the memory; what belongs to the compiler lies around them.
 *
 *   0x00000  record: what a run is given and what it tells
 *   0x01000  stack of the program
 *   0x02000  for each byte of the stack 0xff if it is written, else 0 (checked form)
 *   0x04000  credentials
 *   0x10000  metadata
 *   0x20000  tuples, up to the end of the memory
 */

const PAGE_BYTES = 0x10000;

/** Fields of the record; the first five have 64 bits, the others 32. `third` is what R3 begins with. */
export const RECORD = {
  residue: 0, third: 8, time: 16, value: 24, metadataLength: 32,
  kind: 40, isMetadataWritable: 44, credentialCount: 48, remaining: 52, tuplesNext: 56, isSpoilt: 60, stop: 64,
} as const;

/** What `stop` holds: nothing, that the limit of cost is reached, or a number of a fault, from 1. */
export const STOP_NONE = 0;
export const STOP_EXHAUSTED = -1;

/** From a byte of the stack to its flag. */
export const WRITTEN_DISTANCE = 0x1000;

export const CREDENTIALS = 0x4000;
export const CREDENTIALS_MAX = (UDF_METADATA - CREDENTIALS) / 8;

/** A tuple: start (64 bits), count, type (32 bits each). */
export const TUPLES = UDF_METADATA + UDF_METADATA_BYTES_MAX;
export const TUPLE = { start: 0, count: 8, type: 12, bytes: 16 } as const;
export const TUPLES_END = TUPLES + UDF_TUPLES_MAX * TUPLE.bytes;

export const MEMORY_PAGES = TUPLES_END / PAGE_BYTES;
