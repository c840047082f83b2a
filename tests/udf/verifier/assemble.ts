import { UDF_ROWS, type UdfArithmetic, type UdfCondition, type UdfInstruction, type UdfLoad, type UdfOperand, type UdfStore, type UdfWidth } from '../../../src/abi/udfInstructions.ts';
import { UDF_HELPERS, UDF_WORD_BYTES } from '../../../src/abi/udf.ts';

/*
 * As much of LLVM's syntax (spec/udf-files.md) as the programs of these tests are written in.
 */

interface Fields {
  readonly destination?: number;
  readonly source?: number;
  readonly offset?: number;
  readonly immediate?: number | bigint;
}

/** An instruction whose distance, if it has a label instead, is not known yet. */
interface Draft {
  readonly instruction: UdfInstruction;
  readonly fields: Fields;
  readonly label: string | null;
}

const ARITHMETIC: Readonly<Record<string, UdfArithmetic>> = {
  '+=': 'ADD', '-=': 'SUB', '*=': 'MUL', '/=': 'DIV', 's/=': 'SDIV', '|=': 'OR', '&=': 'AND', '<<=': 'LSH', '>>=': 'RSH', '%=': 'MOD', 's%=': 'SMOD', '^=': 'XOR', '=': 'MOV', 's>>=': 'ARSH',
};
const CONDITIONS: Readonly<Record<string, UdfCondition>> = {
  '==': 'JEQ', '>': 'JGT', '>=': 'JGE', '&': 'JSET', '!=': 'JNE', 's>': 'JSGT', 's>=': 'JSGE', '<': 'JLT', '<=': 'JLE', 's<': 'JSLT', 's<=': 'JSLE',
};
const LOADS: Readonly<Record<string, UdfLoad>> = { u8: 'U8', u16: 'U16', u32: 'U32', u64: 'U64', s8: 'S8', s16: 'S16', s32: 'S32' };
const STORES: Readonly<Record<string, UdfStore>> = { u8: 'U8', u16: 'U16', u32: 'U32', u64: 'U64' };

const widthOf = (letter: string): UdfWidth => (letter === 'w' ? 32 : 64);
const isRegister = (operand: string): boolean => /^[rw]\d+$/.test(operand);
const registerOf = (operand: string): number => Number(operand.slice(1));
const numberOf = (text: string): number => Number(BigInt.asIntN(32, text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)));
const displacementOf = (sign: string | undefined, digits: string | undefined): number => (digits === undefined ? 0 : numberOf(`${sign === '-' ? '-' : ''}${digits}`));

/** The second operand of an instruction: a register or a number. */
const operandOf = (text: string): { readonly operand: UdfOperand; readonly fields: Fields } =>
  isRegister(text) ? { operand: 'register', fields: { source: registerOf(text) } } : { operand: 'immediate', fields: { immediate: numberOf(text) } };

/** A distance such as `+3`, or a label. */
const distanceOf = (text: string): { readonly distance: number; readonly label: string | null } =>
  /^[+-]\d+$/.test(text) ? { distance: Number(text), label: null } : { distance: 0, label: text };

const draft = (instruction: UdfInstruction, fields: Fields = {}, label: string | null = null): Draft => ({ instruction, fields, label });

type Reader = readonly [RegExp, (...groups: readonly string[]) => Draft];

const isHelper = (name: string): name is keyof typeof UDF_HELPERS => Object.hasOwn(UDF_HELPERS, name);

const callOf = (name: string): Draft => {
  if (isHelper(name)) return draft({ form: 'callHelper' }, { immediate: UDF_HELPERS[name].number });
  if (/^\d+$/.test(name)) return draft({ form: 'callHelper' }, { immediate: Number(name) });
  const { distance, label } = distanceOf(name.replace(/^pc/, ''));
  return draft({ form: 'callLocal' }, { immediate: distance }, label);
};

const READERS: readonly Reader[] = [
  [/^exit$/, () => draft({ form: 'exit' })],
  [/^call (\S+)$/, callOf],
  [/^goto (\S+)$/, (to) => draft({ form: 'jump', distance: 'offset' }, { offset: distanceOf(to).distance }, distanceOf(to).label)],
  [/^gotol (\S+)$/, (to) => draft({ form: 'jump', distance: 'immediate' }, { immediate: distanceOf(to).distance }, distanceOf(to).label)],
  [/^if ([rw])(\d+) (\S+) (\S+) goto (\S+)$/, (width, register, condition, text, to) => {
    const { operand, fields } = operandOf(text);
    const { distance, label } = distanceOf(to);
    return draft({ form: 'branch', condition: CONDITIONS[condition], width: widthOf(width), operand }, { ...fields, destination: Number(register), offset: distance }, label);
  }],
  [/^r(\d+) = (\S+) ll$/, (register, text) => draft({ form: 'constant' }, { destination: Number(register), immediate: BigInt(text) })],
  [/^[rw](\d+) = \*\(([us]\d+) \*\)\(r(\d+)(?: ([+-]) (\S+))?\)$/, (register, memory, base, sign, digits) =>
    draft({ form: 'load', memory: LOADS[memory] }, { destination: Number(register), source: Number(base), offset: displacementOf(sign, digits) })],
  [/^\*\((u\d+) \*\)\(r(\d+)(?: ([+-]) (\S+))?\) = (\S+)$/, (memory, base, sign, digits, text) => {
    const { operand, fields } = operandOf(text);
    return draft({ form: 'store', memory: STORES[memory], operand }, { ...fields, destination: Number(base), offset: displacementOf(sign, digits) });
  }],
  [/^r(\d+) = (le|be|bswap)(16|32|64) r\d+$/, (register, order, bits) => {
    const row = UDF_ROWS.find(({ instruction }) => instruction.form === 'byteOrder' && instruction.operation === `${order.toUpperCase()}${bits}`);
    if (row === undefined) throw new Error(`no byte order ${order}${bits}`);
    return draft(row.instruction, { destination: Number(register) });
  }],
  [/^([rw])(\d+) = -[rw]\d+$/, (width, register) => draft({ form: 'negation', width: widthOf(width) }, { destination: Number(register) })],
  [/^([rw])(\d+) = \(s(8|16|32)\)[rw](\d+)$/, (width, register, bits, source) => {
    const row = UDF_ROWS.find(({ instruction }) => instruction.form === 'signExtension' && instruction.operation === `MOVSX${bits}` && instruction.width === widthOf(width));
    if (row === undefined) throw new Error(`no sign extension of ${bits} bits`);
    return draft(row.instruction, { destination: Number(register), source: Number(source) });
  }],
  [/^([rw])(\d+) (\S+) (\S+)$/, (width, register, operation, text) => {
    const { operand, fields } = operandOf(text);
    return draft({ form: 'arithmetic', operation: ARITHMETIC[operation], width: widthOf(width), operand }, { ...fields, destination: Number(register) });
  }],
];

const read = (line: string): Draft => {
  for (const [pattern, reader] of READERS) {
    const match = pattern.exec(line);
    if (match !== null) return reader(...match.slice(1));
  }
  throw new Error(`no instruction: ${line}`);
};

const keyOf = (instruction: UdfInstruction): string => Object.entries(instruction).map((entry) => entry.join('=')).toSorted().join(' ');
const rowByKey = new Map(UDF_ROWS.map((row) => [keyOf(row.instruction), row]));

const rowOf = (instruction: UdfInstruction): (typeof UDF_ROWS)[number] => {
  const row = rowByKey.get(keyOf(instruction));
  if (row === undefined) throw new Error(`no row: ${keyOf(instruction)}`);
  return row;
};

const numberIn = (use: number | string, value: number): number => (typeof use === 'number' ? use : value);

const wordOf = ({ instruction, fields }: Draft): readonly bigint[] => {
  const { opcode, fields: uses } = rowOf(instruction);
  const immediate = BigInt(fields.immediate ?? 0);
  const registers = (fields.destination ?? 0) + 16 * numberIn(uses.source, fields.source ?? 0);
  const offset = BigInt.asUintN(16, BigInt(numberIn(uses.offset, fields.offset ?? 0)));
  const low = typeof uses.immediate === 'number' ? BigInt(uses.immediate) : BigInt.asUintN(32, immediate);
  const word = BigInt(opcode) | (BigInt(registers) << 8n) | (offset << 16n) | (low << 32n);
  return instruction.form === 'constant' ? [word, BigInt.asUintN(64, immediate) >> 32n << 32n] : [word];
};

/** A line of source: an instruction, words as numbers, or a line that is to be repeated. */
const linesOf = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.replace(/(?:#|\/\/).*/, '').trim()).filter((line) => line !== '').flatMap((line) => {
    const match = /^\.repeat (\d+) (.*)$/.exec(line);
    return match === null ? [line] : Array.from({ length: Number(match[1]) }, () => match[2]);
  });

/** The words of a program in LLVM's syntax. Beside it: `.word 0x…` is a word as it is, `.repeat N line` stands for N such lines. */
export const assemble = (text: string): Uint8Array => {
  const labels = new Map<string, number>();
  const drafts: { readonly draft: Draft | bigint; readonly place: number }[] = [];
  let place = 0;
  for (const line of linesOf(text)) {
    const label = /^(\w+):$/.exec(line);
    if (label !== null) {
      labels.set(label[1], place);
      continue;
    }
    const word = /^\.word (\S+)$/.exec(line);
    const entry = word === null ? read(line) : BigInt(word[1]);
    drafts.push({ draft: entry, place });
    place += typeof entry !== 'bigint' && entry.instruction.form === 'constant' ? 2 : 1;
  }
  const words = drafts.flatMap(({ draft: entry, place: at }) => {
    if (typeof entry === 'bigint') return [entry];
    if (entry.label === null) return wordOf(entry);
    const target = labels.get(entry.label);
    if (target === undefined) throw new Error(`no label ${entry.label}`);
    const distance = target - at - 1;
    const isOffset = entry.instruction.form === 'branch' || (entry.instruction.form === 'jump' && entry.instruction.distance === 'offset');
    return wordOf({ ...entry, fields: { ...entry.fields, ...(isOffset ? { offset: distance } : { immediate: distance }) } });
  });
  const bytes = new Uint8Array(words.length * UDF_WORD_BYTES);
  const view = new DataView(bytes.buffer);
  words.forEach((value, index) => { view.setBigUint64(index * UDF_WORD_BYTES, value, true); });
  return bytes;
};
