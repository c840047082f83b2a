import { UDF_HELPERS, UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfHelper } from '../../abi/udf.ts';
import { UDF_ROWS } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic, UdfCondition, UdfInstruction, UdfLoad, UdfRow, UdfStore, UdfWidth } from '../../abi/udfInstructions.ts';
import { encodeRow, NO_OPERANDS } from '../../udf/encode.ts';
import type { Operands } from '../../udf/encode.ts';

/** R10, the end of the frame. */
export const FRAME_POINTER = 10;

/** A place of a program that is not known yet. */
export interface Label {
  place: number;
}

/** The second operand of an instruction: a register by its number, or a constant. */
export type Second = { readonly register: number } | { readonly constant: number };

/** A jump or call whose distance is not known yet. */
interface Pending {
  readonly place: number;
  readonly target: Label;
  /** Whether the distance lies in the immediate field, as that of a local call does. */
  readonly isImmediate: boolean;
}

const keyOf = (instruction: UdfInstruction): string => JSON.stringify(Object.entries(instruction).toSorted());
const ROWS: ReadonlyMap<string, UdfRow> = new Map(UDF_ROWS.map((row) => [keyOf(row.instruction), row]));
const memo = new Map<string, UdfRow>();

/** The row of an instruction, found once by a name that is short to make. */
const rowNamed = (name: string, instruction: UdfInstruction): UdfRow => {
  const known = memo.get(name) ?? ROWS.get(keyOf(instruction));
  if (known === undefined) throw new RangeError(`no instruction is ${name}`);
  memo.set(name, known);
  return known;
};

const operandOf = (second: Second): 'register' | 'immediate' => ('register' in second ? 'register' : 'immediate');
/** The operands of an instruction: registers, a signed offset, and the second operand, if they are used. */
const operandsOf = (destination: number, offset: number, second: Second): Operands => ({
  destination, source: 'register' in second ? second.register : 0, offset, immediate: 'constant' in second ? second.constant : 0, constant: 0n,
});

/** Puts a program together word by word; distances are filled in when their targets are known. */
export class ProgramBuilder {
  readonly #parts: Uint8Array[] = [];
  readonly #pending: Pending[] = [];
  #place = 0;

  /** The place of the next word. */
  get place(): number {
    return this.#place;
  }

  row(row: UdfRow, operands: Operands): void {
    this.bytes(encodeRow(row, operands));
  }

  /** Whole words as they are. */
  bytes(words: Uint8Array): void {
    this.#parts.push(words);
    this.#place += words.length / UDF_WORD_BYTES;
  }

  arithmetic(operation: UdfArithmetic, width: UdfWidth, destination: number, second: Second): void {
    const operand = operandOf(second);
    this.row(rowNamed(`${operation}${width}${operand}`, { form: 'arithmetic', operation, width, operand }), operandsOf(destination, 0, second));
  }

  move(destination: number, second: Second): void {
    this.arithmetic('MOV', 64, destination, second);
  }

  load(memory: UdfLoad, destination: number, source: number, offset: number): void {
    this.row(rowNamed(`load${memory}`, { form: 'load', memory }), operandsOf(destination, offset, { register: source }));
  }

  store(memory: UdfStore, destination: number, offset: number, second: Second): void {
    const operand = operandOf(second);
    this.row(rowNamed(`store${memory}${operand}`, { form: 'store', memory, operand }), operandsOf(destination, offset, second));
  }

  constant(destination: number, constant: bigint): void {
    this.row(rowNamed('constant', { form: 'constant' }), { destination, source: 0, offset: 0, immediate: 0, constant });
  }

  branch(condition: UdfCondition, width: UdfWidth, destination: number, second: Second, target: Label): void {
    const operand = operandOf(second);
    this.#towards(rowNamed(`${condition}${width}${operand}`, { form: 'branch', condition, width, operand }), operandsOf(destination, 0, second), target);
  }

  jump(target: Label): void {
    this.#towards(rowNamed('jump', { form: 'jump', distance: 'offset' }), NO_OPERANDS, target);
  }

  callLocal(target: Label): void {
    this.#towards(rowNamed('callLocal', { form: 'callLocal' }), NO_OPERANDS, target);
  }

  callHelper(helper: UdfHelper): void {
    this.row(rowNamed('callHelper', { form: 'callHelper' }), operandsOf(0, 0, { constant: UDF_HELPERS[helper].number }));
  }

  exit(): void {
    this.row(rowNamed('exit', { form: 'exit' }), NO_OPERANDS);
  }

  /** Says that a label is here. */
  here(label: Label): void {
    label.place = this.#place;
  }

  /** The words, all distances filled in. */
  words(): Uint8Array {
    const words = new Uint8Array(this.#place * UDF_WORD_BYTES);
    let at = 0;
    for (const part of this.#parts) {
      words.set(part, at);
      at += part.length;
    }
    const view = new DataView(words.buffer);
    for (const { place, target, isImmediate } of this.#pending) {
      const distance = target.place - place - 1;
      if (isImmediate) view.setInt32(place * UDF_WORD_BYTES + 4, distance, true);
      else view.setInt16(place * UDF_WORD_BYTES + 2, distance, true);
    }
    return words;
  }

  #towards(row: UdfRow, operands: Operands, target: Label): void {
    this.#pending.push({ place: this.#place, target, isImmediate: row.fields.immediate === 'distance' });
    this.row(row, operands);
  }
}
