import type { FlatRegisters, FlatRequest, FlatResult } from '../../x86/flat.ts';
import { REGISTER_NAMES } from '../../x86/registers.ts';

/*
 * The lines are decoded by hand and not by a schema: the command must answer at
 * once and take thousands of lines a second. The forms are FlatRequest and FlatResult.
 */

/** A line that is no request; the message names the field and the mend. */
export class LineError extends Error {}

const WORD_MAX = 2 ** 32 - 1;
const STEPS_MAX = 100_000_000;
const BLOCKS_MAX = 4096;
const FIELDS: readonly string[] = ['code', 'at', 'regs', 'memory', 'steps'];
const REGISTERS = [...REGISTER_NAMES, 'eip', 'eflags'] as const;

const natural = (field: string, value: unknown, max: number): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new LineError(`${field} must be a whole number from 0 to ${max}`);
};

const bytesOf = (field: string, value: unknown): Uint8Array => {
  if (typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(value)) return Uint8Array.from(Buffer.from(value, 'hex'));
  throw new LineError(`${field} must be a text of hex digits, two a byte`);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isRegister = (name: string): name is keyof FlatRegisters => REGISTERS.some((register) => register === name);

const registersOf = (value: unknown): Partial<FlatRegisters> => {
  if (!isRecord(value)) throw new LineError('regs must be an object');
  const registers: Partial<FlatRegisters> = {};
  for (const [name, content] of Object.entries(value)) {
    if (!isRegister(name)) throw new LineError(`regs has a field '${name}', but the registers are ${REGISTERS.join(', ')}`);
    registers[name] = natural(`regs.${name}`, content, WORD_MAX);
  }
  return registers;
};

const memoryOf = (value: unknown): [number, Uint8Array][] => {
  if (!Array.isArray(value) || value.length > BLOCKS_MAX) throw new LineError(`memory must be a list of at most ${BLOCKS_MAX} pairs [address, "hex"]`);
  return value.map((pair: unknown, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw new LineError(`memory[${i}] must be a pair [address, "hex"]`);
    const [address, bytes]: readonly unknown[] = pair;
    return [natural(`memory[${i}][0]`, address, WORD_MAX), bytesOf(`memory[${i}][1]`, bytes)];
  });
};

const parse = (line: string): unknown => {
  try {
    const document: unknown = JSON.parse(line);
    return document;
  } catch {
    throw new LineError('is not JSON; give one object on each line');
  }
};

/** Decodes one line. @throws LineError */
export const decodeLine = (line: string): FlatRequest => {
  const document = parse(line);
  if (!isRecord(document)) throw new LineError('is no JSON object; give one object on each line');
  const unknown = Object.keys(document).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw new LineError(`has a field '${unknown}', but the fields are ${FIELDS.join(', ')}`);
  const { code, at, regs, memory, steps } = document;
  return {
    code: bytesOf('code', code),
    at: natural('at', at, WORD_MAX),
    regs: regs === undefined ? {} : registersOf(regs),
    memory: memory === undefined ? [] : memoryOf(memory),
    steps: natural('steps', steps, STEPS_MAX),
  };
};

/** Encodes one answer, without the line's end. */
export const encodeLine = ({ regs, memory, fault, steps }: FlatResult): string =>
  JSON.stringify({ regs, memory: memory.map(([address, bytes]) => [address, Buffer.from(bytes).toString('hex')]), fault, steps });
