import { REGISTER_NAMES, SEGMENT_NAMES } from './registers.ts';

/** An error in assembly text. The message is one line and begins with the line number. */
export class AssemblyError extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}

/** A constant plus or minus labels. */
export interface Expression {
  readonly constant: number;
  readonly labels: readonly { readonly name: string; readonly sign: 1 | -1 }[];
}

export type Operand =
  | { readonly kind: 'register'; readonly number: number; readonly size: 1 | 2 | 4 }
  | { readonly kind: 'segment' | 'control' | 'debug' | 'stack'; readonly number: number }
  | { readonly kind: 'immediate'; readonly value: Expression }
  | { readonly kind: 'far'; readonly selector: Expression; readonly offset: Expression }
  | MemoryOperand;

export interface MemoryOperand {
  readonly kind: 'memory';
  /** 0 when not given. */
  readonly size: 0 | 1 | 2 | 4 | 8 | 10;
  /** Segment register number, -1 when not given. */
  readonly segment: number;
  /** Register numbers, -1 when absent. */
  readonly base: number;
  readonly index: number;
  readonly scale: number;
  /** Size of the address registers; 4 without registers. */
  readonly addressSize: 2 | 4;
  readonly displacement: Expression;
}

export interface Statement {
  readonly line: number;
  readonly label: string | null;
  /** Lower case; null on a line with a label only. */
  readonly mnemonic: string | null;
  readonly prefixes: readonly string[];
  readonly operands: readonly Operand[];
  /** Arguments of db, dw, dd as they are written. */
  readonly data: readonly string[];
}

const PREFIXES: ReadonlySet<string> = new Set(['lock', 'rep', 'repe', 'repz', 'repne', 'repnz', 'o16', 'a16', ...SEGMENT_NAMES]);
export const DATA_DIRECTIVES: Readonly<Record<string, number>> = { db: 1, dw: 2, dd: 4 };
const BYTE_REGISTERS = ['al', 'cl', 'dl', 'bl', 'ah', 'ch', 'dh', 'bh'];
const SIZES: Readonly<Record<string, 1 | 2 | 4 | 8 | 10>> = { byte: 1, word: 2, dword: 4, qword: 8, tword: 10 };
const NAME = /^[a-z_.$][\w.$]*$/i;

function registerOperand(text: string): (Operand & { kind: 'register' }) | null {
  const wide = REGISTER_NAMES.findIndex((name) => name === text);
  if (wide >= 0) return { kind: 'register', number: wide, size: 4 };
  const half = REGISTER_NAMES.findIndex((name) => name.slice(1) === text);
  if (half >= 0) return { kind: 'register', number: half, size: 2 };
  const byte = BYTE_REGISTERS.indexOf(text);
  return byte >= 0 ? { kind: 'register', number: byte, size: 1 } : null;
}

/** Value of a number: decimal, 0x hexadecimal, 0b binary or a character in quotes; NaN if it is none. */
function parseNumber(text: string): number {
  if (/^'.'$/.test(text)) return text.charCodeAt(1);
  return /^(0x[\da-f]+|0b[01]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
}

/** What `NAME equ VALUE` has defined so far. A constant stands for its number, so that short encodings fit as if it were written out. */
export type Constants = ReadonlyMap<string, number>;

/** Parses terms joined by + and -; `$` is the address of the statement. */
export function parseExpression(line: number, text: string, constants: Constants): Expression {
  let constant = 0;
  const labels: { name: string; sign: 1 | -1 }[] = [];
  const compact = /^\s*'.'\s*$/.test(text) ? text.trim() : text.replace(/\s+/g, '');
  const terms = compact.match(/[+-]?('.'|[^+-]+)/g);
  if (terms === null || terms.join('') !== compact) throw new AssemblyError(line, `cannot read the expression "${text.trim()}"`);
  for (const term of terms) {
    const sign = term.startsWith('-') ? -1 : 1;
    const body = term.replace(/^[+-]/, '');
    const number = constants.get(body) ?? parseNumber(body);
    if (!Number.isNaN(number)) constant += sign * number;
    else if (NAME.test(body) && registerOperand(body.toLowerCase()) === null) labels.push({ name: body, sign });
    else throw new AssemblyError(line, `cannot read the expression "${text.trim()}"`);
  }
  return { constant, labels };
}

interface AddressParts {
  base: number;
  index: number;
  scale: number;
  size: 0 | 2 | 4;
}

/** Adds a register term of an address; the first unscaled one is the base. */
function addRegister(line: number, parts: AddressParts, name: string, scale: number): void {
  const register = registerOperand(name);
  if (register === null || register.size === 1) throw new AssemblyError(line, `"${name}" cannot be part of an address`);
  if (parts.size !== 0 && parts.size !== register.size) throw new AssemblyError(line, 'an address mixes 16-bit and 32-bit registers');
  parts.size = register.size;
  if (scale === 1 && parts.base < 0) parts.base = register.number;
  else if (parts.index < 0) {
    parts.index = register.number;
    parts.scale = scale;
  } else throw new AssemblyError(line, 'an address has too many registers');
}

function parseMemory(line: number, inside: string, size: MemoryOperand['size'], outerSegment: number, constants: Constants): MemoryOperand {
  const [, prefix, body = ''] = /^\s*(?:([a-z]s)\s*:)?(.*)$/i.exec(inside) ?? [];
  const segment = prefix === undefined ? outerSegment : SEGMENT_NAMES.findIndex((name) => name === prefix.toLowerCase());
  const parts: AddressParts = { base: -1, index: -1, scale: 1, size: 0 };
  const rest: string[] = [];
  for (const term of body.replace(/\s+/g, '').match(/[+-]?[^+-]+/g) ?? []) {
    const match = /^\+?(?:([a-z]+)(?:\*([1248]))?|([1248])\*([a-z]+))$/i.exec(term);
    const name = (match?.[1] ?? match?.[4] ?? '').toLowerCase();
    if (match !== null && (registerOperand(name) !== null)) addRegister(line, parts, name, Number(match[2] ?? match[3] ?? '1'));
    else rest.push(term);
  }
  // ESP cannot be an index; unscaled it changes places with the base.
  if (parts.index === 4 && parts.scale === 1) [parts.base, parts.index] = [parts.index, parts.base];
  if (parts.size === 4 && parts.index === 4) throw new AssemblyError(line, 'esp cannot be an index');
  const displacement = rest.length === 0 ? { constant: 0, labels: [] } : parseExpression(line, rest.join('').replace(/^\+/, ''), constants);
  const { base, index, scale } = parts;
  return { kind: 'memory', size, segment, base, index, scale, addressSize: parts.size === 2 ? 2 : 4, displacement };
}

function parseOperand(line: number, source: string, constants: Constants): Operand {
  const text = source.trim();
  const lower = text.toLowerCase();
  const register = registerOperand(lower);
  if (register !== null) return register;
  const segment = SEGMENT_NAMES.findIndex((name) => name === lower);
  if (segment >= 0) return { kind: 'segment', number: segment };
  const special = /^([cd])r([0-7])$/.exec(lower);
  if (special !== null) return { kind: special[1] === 'c' ? 'control' : 'debug', number: Number(special[2]) };
  const stack = /^st(?:([0-7])|\(([0-7])\))?$/.exec(lower);
  if (stack !== null) return { kind: 'stack', number: Number(stack[1] ?? stack[2] ?? '0') };
  const memory = /^(?:(byte|word|dword|qword|tword)\s+)?(?:ptr\s+)?(?:([cdefgs]s)\s*:\s*)?\[(.*)\]$/i.exec(text);
  if (memory !== null) {
    const outer = memory[2] === undefined ? -1 : SEGMENT_NAMES.findIndex((name) => name === memory[2].toLowerCase());
    return parseMemory(line, memory[3], memory[1] === undefined ? 0 : SIZES[memory[1].toLowerCase()], outer, constants);
  }
  const [, selector, offset] = /^([^:']+):([^:]+)$/.exec(text) ?? [];
  if (selector !== undefined) {
    return { kind: 'far', selector: parseExpression(line, selector, constants), offset: parseExpression(line, offset, constants) };
  }
  const value = text.replace(/^(byte|word|dword|short|near)\s+/i, '');
  return { kind: 'immediate', value: parseExpression(line, value, constants) };
}

/** Splits at commas outside quotes. */
function splitList(text: string): string[] {
  if (text.trim() === '') return [];
  return text.match(/(?:'[^']*'|"[^"]*"|[^,'"])+/g) ?? [];
}

/** Removes a comment that begins with ; or # outside quotes. */
function withoutComment(text: string): string {
  return /^(?:'[^']*'|"[^"]*"|[^;#'"])*/.exec(text)?.[0] ?? '';
}

/** The constant that a line defines; null if it is no definition. The value may use constants defined before. */
export function parseDefinition(line: number, source: string, constants: Constants): { readonly name: string; readonly value: number } | null {
  const [, name, text] = /^\s*([a-z_][\w]*)\s+equ\s+(.*)$/i.exec(withoutComment(source)) ?? [];
  if (name === undefined) return null;
  if (registerOperand(name.toLowerCase()) !== null) throw new AssemblyError(line, `"${name}" is a register and cannot be a constant`);
  if (constants.has(name)) throw new AssemblyError(line, `constant "${name}" is defined twice`);
  const { constant, labels } = parseExpression(line, text, constants);
  if (labels.length > 0) throw new AssemblyError(line, `"${labels[0].name}" is no constant defined before this line`);
  return { name, value: constant };
}

/** Parses one line of source that is no definition; numbers of lines begin with 1. */
export function parseLine(line: number, source: string, constants: Constants): Statement {
  const text = withoutComment(source).trim();
  const labelMatch = /^([a-z_.$][\w.$]*)\s*:(?!\s*\[)(.*)$/i.exec(text);
  const label = labelMatch?.[1] ?? null;
  let rest = (labelMatch?.[2] ?? text).trim();
  const prefixes: string[] = [];
  for (;;) {
    const [, word = '', tail = ''] = /^(\S+)(?:\s+(.*))?$/.exec(rest) ?? [];
    const mnemonic = word.toLowerCase();
    if (PREFIXES.has(mnemonic)) {
      prefixes.push(mnemonic);
      rest = tail;
    } else if (Object.hasOwn(DATA_DIRECTIVES, mnemonic)) {
      return { line, label, mnemonic, prefixes, operands: [], data: splitList(tail) };
    } else {
      const operands = splitList(tail).map((operand) => parseOperand(line, operand, constants));
      return { line, label, mnemonic: mnemonic === '' ? null : mnemonic, prefixes, operands, data: [] };
    }
  }
}
