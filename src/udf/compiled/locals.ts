import type { WasmNumber } from './wasmOpcodes.ts';
import type { WasmSignature } from './wasmModule.ts';

/*
 * Parameters and locals of a compiled function. What the caller gives comes first: the number of the entry, R1 to R5 and R10.
 */

/** First the number of the entry; under a dispatch loop, of the node to go to. */
export const STATE = 0;
/** Local of each register, R0 to R10. */
const REGISTERS: readonly number[] = [7, 1, 2, 3, 4, 5, 8, 9, 10, 11, 6];
export const localOf = (register: number): number => REGISTERS[register];

export const R0 = localOf(0);
export const R1 = localOf(1);
export const R2 = localOf(2);
export const R3 = localOf(3);
export const R10 = localOf(10);
export const RESIDUE = 12;
/** First address behind the metadata. */
export const METADATA_END = 13;
/** Address of the access at work. */
export const ADDRESS = 14;
/** Lower halves of two operands. */
export const LEFT = 15;
export const RIGHT = 16;
/** Cost that may still be spent. In the verified form it is only counted. */
export const REMAINING = 17;
/** Where the next tuple goes. */
export const TUPLES_NEXT = 18;

export const SIGNATURE: WasmSignature = { parameters: ['i32', 'i64', 'i64', 'i64', 'i64', 'i64', 'i64'], results: ['i64'] };
export const LOCALS: readonly WasmNumber[] = ['i64', 'i64', 'i64', 'i64', 'i64', 'i64', 'i64', 'i64', 'i32', 'i32', 'i32', 'i32'];
