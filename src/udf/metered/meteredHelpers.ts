import { UDF_BLOCKS_MAX, UDF_HELPERS, UDF_TUPLES_MAX, UDF_TUPLE_FIELD_SPAN } from '../../abi/udf.ts';
import type { UdfHelper, UdfInput, UdfKind, UdfTuple } from '../../abi/udf.ts';

const WORD_32 = 2 ** 32;
const R0 = 0;
const R1 = 2;
const R2 = 4;
const R3 = 6;

const NAMES: readonly UdfHelper[] = ['own', 'time', 'credential'];

const helpersOf = (kind: UdfKind): ReadonlyMap<number, UdfHelper> =>
  new Map(NAMES.filter((name) => UDF_HELPERS[name].kinds.some((allowed) => allowed === kind)).map((name) => [UDF_HELPERS[name].number, name]));

const HELPERS: Readonly<Record<UdfKind, ReadonlyMap<number, UdfHelper>>> = { owns: helpersOf('owns'), acl: helpersOf('acl'), size: helpersOf('size') };

/** The helper that a kind of function calls by a number, or null if it has none. UDF-20. */
export const helperFor = (number: number, kind: UdfKind): UdfHelper | null => HELPERS[kind].get(number) ?? null;

/** Sets the register at a cell to a 64-bit number. */
export const setRegister = (cells: Int32Array, at: number, value: bigint): void => {
  cells[at] = Number(BigInt.asIntN(32, value));
  cells[at + 1] = Number(BigInt.asIntN(32, value >> 32n));
};

/**
 * A 64-bit number as a double: exact up to 2^53, and above that still larger than every bound that it is compared with.
 * The usual small one takes a way that leaves it a small integer to the host, so that tuples of such take half the space.
 */
const approximate = (cells: Int32Array, at: number): number =>
  cells[at + 1] === 0 ? cells[at] >>> 0 : (cells[at + 1] >>> 0) * WORD_32 + (cells[at] >>> 0);

/** The helpers, and what a run has emitted through them. */
export class MeteredHelpers {
  tuples: UdfTuple[] = [];
  isSpoilt = false;

  begin(): void {
    this.tuples = [];
    this.isSpoilt = false;
  }

  /** Takes its words from R1 and on, and leaves the answer in R0. */
  call(helper: UdfHelper, cells: Int32Array, input: UdfInput): void {
    switch (helper) {
      case 'own': this.#own(cells); return;
      case 'time': setRegister(cells, R0, input.time); return;
      case 'credential': setRegister(cells, R0, input.credentials[approximate(cells, R1)] ?? 0n);
    }
  }

  /** UDF-22. */
  #own(cells: Int32Array): void {
    const start = approximate(cells, R1);
    const count = approximate(cells, R2);
    const type = approximate(cells, R3);
    cells[R0] = 0;
    cells[R0 + 1] = 0;
    if (start === 0 || count === 0) return;
    const isRange = count < UDF_TUPLE_FIELD_SPAN && type < UDF_TUPLE_FIELD_SPAN && start + count <= UDF_BLOCKS_MAX;
    if (isRange && this.tuples.length < UDF_TUPLES_MAX) this.tuples.push({ start, count, type });
    else this.isSpoilt = true;
  }
}
