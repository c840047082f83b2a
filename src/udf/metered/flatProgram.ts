import { UDF_ARITHMETIC, UDF_BYTE_ORDERS, UDF_CONDITIONS, UDF_LOADS, UDF_SIGN_EXTENSIONS, UDF_STORES } from '../../abi/udfInstructions.ts';
import type { UdfInstruction } from '../../abi/udfInstructions.ts';
import { decodeWords } from '../decode.ts';
import type { DecodedWord } from '../decode.ts';

/*
 * A program as flat arrays, so that the run loop looks at no object. Registers and constants lie in one array of
 * 32-bit cells, two to a 64-bit value with the lower half first: an operand is a cell wherever it comes from.
 */

/** What the run loop switches on; a group's number is its place here, so that 0 is a word that was not decoded. */
const GROUPS = [
  'illegal', 'arithmetic64', 'arithmetic32', 'negation64', 'negation32', 'signExtension64', 'signExtension32', 'byteOrder', 'constant',
  'load', 'store', 'branch64', 'branch32', 'jump', 'callHelper', 'callLocal', 'exit',
] as const;
type Group = (typeof GROUPS)[number];

export const groupNumber = (group: Group): number => GROUPS.indexOf(group);

/** Cells of the registers R0 to R10; constants lie behind them. */
export const REGISTER_CELLS = 22;

export interface FlatProgram {
  readonly length: number;
  /** For each word, the group of its instruction, or that it is illegal. UDF-10. */
  readonly groups: Uint8Array;
  /** Which of its group, as its place in the list of `src/abi/udfInstructions.ts`. */
  readonly operations: Uint8Array;
  /** Cell of the destination register. */
  readonly destinations: Uint8Array;
  /** Cell of the second operand. */
  readonly operands: Uint16Array;
  /** Displacement of an address, distance of a jump or call, or number of a helper. */
  readonly offsets: Int32Array;
  /** Registers, then the constants of the program, which no instruction can name as a destination. */
  readonly cells: Int32Array;
}

const groupOf = (instruction: UdfInstruction): Group => {
  switch (instruction.form) {
    case 'arithmetic': return instruction.width === 64 ? 'arithmetic64' : 'arithmetic32';
    case 'negation': return instruction.width === 64 ? 'negation64' : 'negation32';
    case 'signExtension': return instruction.width === 64 ? 'signExtension64' : 'signExtension32';
    case 'branch': return instruction.width === 64 ? 'branch64' : 'branch32';
    default: return instruction.form;
  }
};

/** The place of what an instruction does in the list of its form; 0 where the form has only one. */
const operationOf = (instruction: UdfInstruction): number => {
  switch (instruction.form) {
    case 'arithmetic': return UDF_ARITHMETIC.indexOf(instruction.operation);
    case 'signExtension': return UDF_SIGN_EXTENSIONS.indexOf(instruction.operation);
    case 'byteOrder': return UDF_BYTE_ORDERS.indexOf(instruction.operation);
    case 'load': return UDF_LOADS.indexOf(instruction.memory);
    case 'store': return UDF_STORES.indexOf(instruction.memory);
    case 'branch': return UDF_CONDITIONS.indexOf(instruction.condition);
    default: return 0;
  }
};

/** The distance of a call or a long jump and the number of a helper are immediates; all others are in the offset field. */
const offsetOf = ({ instruction, offset, immediate }: DecodedWord): number => {
  const isImmediate = instruction.form === 'callHelper' || instruction.form === 'callLocal' || (instruction.form === 'jump' && instruction.distance === 'immediate');
  return isImmediate ? immediate : offset;
};

/** Halves of the constant that an instruction has as its operand, or null if its operand is a register. The immediate is extended by its sign. UDF-11. */
const constantOf = ({ instruction, immediate, constant }: DecodedWord): readonly [low: number, high: number] | null => {
  if (instruction.form === 'constant') return [Number(BigInt.asIntN(32, constant)), Number(BigInt.asIntN(32, constant >> 32n))];
  return 'operand' in instruction && instruction.operand === 'immediate' ? [immediate, immediate >> 31] : null;
};

/** Takes words apart, once for all runs. */
export const flatten = (words: Uint8Array): FlatProgram => {
  const decoded = decodeWords(words);
  const { length } = decoded;
  const flat: FlatProgram = {
    length, groups: new Uint8Array(length), operations: new Uint8Array(length), destinations: new Uint8Array(length),
    operands: new Uint16Array(length), offsets: new Int32Array(length), cells: new Int32Array(REGISTER_CELLS + 2 * length),
  };
  for (const [place, word] of decoded.entries()) {
    if (word === null) continue;
    const constant = constantOf(word);
    flat.groups[place] = groupNumber(groupOf(word.instruction));
    flat.operations[place] = operationOf(word.instruction);
    flat.destinations[place] = 2 * word.destination;
    flat.operands[place] = constant === null ? 2 * word.source : REGISTER_CELLS + 2 * place;
    flat.offsets[place] = offsetOf(word);
    if (constant !== null) flat.cells.set(constant, REGISTER_CELLS + 2 * place);
  }
  return flat;
};
