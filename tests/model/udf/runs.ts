import { UDF_COST_MAX, type UdfInput, type UdfRun } from '../../../src/abi/udf.ts';
import { UDF_ROWS, type UdfRow } from '../../../src/abi/udfInstructions.ts';
import type { UdfObservation } from '../../../src/model/udf/observer.ts';
import { referenceRun } from '../../../src/model/udf/referenceRun.ts';
import { constant, exit, nameOf, program, type Bytes } from './assembly.ts';

export const RESIDUE = 0xdead_beef_0bad_cafen;

export const inputOf = (given: Partial<UdfInput> = {}): UdfInput => ({
  kind: 'owns', metadata: new Uint8Array(0), isMetadataWritable: false, operation: 0n, time: 0n, credentials: [], residue: RESIDUE, costMax: UDF_COST_MAX, ...given,
});

export const runOf = (words: readonly Bytes[], given: Partial<UdfInput> = {}): UdfRun => referenceRun(program(...words), inputOf(given));

export interface Observed {
  readonly place: number;
  readonly depth: number;
  readonly cost: number;
  /** Of each live frame, R0 to R10. */
  readonly registers: readonly (readonly bigint[])[];
  readonly returnPlaces: readonly number[];
  /** Addresses and values of the bytes that are written. */
  readonly bytes: ReadonlyMap<number, number>;
}

const STACK = 0x1000;

const copyOf = ({ place, depth, cost, frames, stack, written }: UdfObservation): Observed => ({
  place, depth, cost,
  registers: frames.slice(0, depth + 1).map(({ registers }) => [...registers]),
  returnPlaces: frames.slice(0, depth).map(({ returnPlace }) => returnPlace),
  bytes: new Map(Array.from(written).flatMap((is, at) => (is === 1 ? [[STACK + at, stack[at]] as const] : []))),
});

/** A run with copies of the states before each of its words. */
export const traceOf = (words: readonly Bytes[], given: Partial<UdfInput> = {}): { readonly run: UdfRun; readonly states: readonly Observed[] } => {
  const states: Observed[] = [];
  const run = referenceRun(program(...words), inputOf(given), (observation) => states.push(copyOf(observation)));
  return { run, states };
};

/** Numbers that R0 to R9 hold before a word that is tested. */
export const BEFORE: readonly bigint[] = Array.from({ length: 10 }, (_, register) => 0x1111_2222_3333_4400n + BigInt(register));

/** The words that set R0 to R9, and how many they are. */
const settings = (registers: readonly bigint[]): readonly Bytes[] => registers.map((value, register) => constant(register, value));
export const SETTING_WORDS = 20;

/**
 * Where one word leads, in words from itself, and what R0 to R10 are then. Three words follow it, all EXIT, so that a
 * distance may be 0 to 2.
 */
export const afterOne = (tested: Bytes, registers: readonly bigint[], given: Partial<UdfInput> = {}): { readonly distance: number; readonly registers: readonly bigint[] } => {
  const last = { place: 0, registers: registers.slice() };
  const words = program(...settings(registers), tested, exit(), exit(), exit());
  referenceRun(words, inputOf(given), ({ place, depth, frames }) => {
    last.place = place;
    last.registers = [...frames[depth].registers];
  });
  return { distance: last.place - SETTING_WORDS, registers: last.registers };
};

/** The numbers with some replaced. */
export const withRegisters = (registers: readonly bigint[], changes: Readonly<Record<number, bigint>>): readonly bigint[] =>
  registers.map((value, register) => changes[register] ?? value);

const ROWS: ReadonlyMap<string, UdfRow> = new Map(UDF_ROWS.map((row) => [nameOf(row.instruction), row]));

/** The row of that name. */
export const rowOf = (name: string): UdfRow => {
  const row = ROWS.get(name);
  if (row === undefined) throw new Error(`no row is named ${name}`);
  return row;
};

export const ROW_NAMES: readonly string[] = [...ROWS.keys()];

/** R0 of a run that ends with EXIT of the first frame; otherwise how it ends. */
export const answerOf = (words: readonly Bytes[], given: Partial<UdfInput> = {}): unknown => {
  const { end } = runOf(words, given);
  return end.kind === 'exit' ? end.value : end;
};
