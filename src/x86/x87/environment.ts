import type { Cpu } from '../cpu.ts';
import { EXPONENT_MAX, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { openOperand, readHalf, readIsDone, readTenBytes, readWord, writeHalf, writeTenBytes, writeWord } from './operands.ts';
import { EXCEPTIONS } from './statusBits.ts';

/*
 * FNSTENV FLDENV FNSAVE FRSTOR: images of the environment and of the whole unit in protected mode (SDM vol. 1, figures
 * 8-9 and 8-11). Of its seven fields each has four bytes, or two with a 16-bit operand size; the registers follow in
 * the order of the stack. MCH-104.
 */

export const FIELDS = 7;
const REGISTER_BYTES = 10;
export const REGISTERS = 8;
/** Upper halves of the fields that have only sixteen bits. */
const UNUSED = 0xffff << 16;

/** What a tag says of a register (SDM vol. 1, figure 8-7). */
const Tag = { Valid: 0, Zero: 1, Special: 2, Empty: 3 } as const;

function tagOf(x: Extended): number {
  const kind = x.kind();
  if (kind === Kind.Zero) return Tag.Zero;
  return kind === Kind.Normal && x.exponent !== EXPONENT_MAX ? Tag.Valid : Tag.Special;
}

/** The tag word: two bits for each register by its number. */
function tagWord(fpu: Fpu): number {
  let word = 0;
  for (let i = 0; i < REGISTERS; i++) {
    fpu.read(i, fpu.a);
    word |= (fpu.isEmpty(i) ? Tag.Empty : tagOf(fpu.a)) << (2 * fpu.number(i));
  }
  return word;
}

/** Only whether a register is empty is kept of a tag word. */
function fullOf(tags: number): number {
  let full = 0;
  for (let number = 0; number < REGISTERS; number++) if (((tags >> (2 * number)) & 3) !== Tag.Empty) full |= 1 << number;
  return full;
}

function environmentBytes(cpu: Cpu): number {
  return FIELDS * cpu.operandSize;
}

function writeEnvironment(cpu: Cpu): void {
  const { fpu, operandSize: size } = cpu;
  const words = [
    fpu.control | UNUSED, fpu.status | UNUSED, tagWord(fpu) | UNUSED,
    fpu.lastEip, size === 4 ? fpu.lastCode | (fpu.lastOpcode << 16) : fpu.lastCode, fpu.lastData, fpu.lastDataSegment | UNUSED,
  ];
  words.forEach((word, i) => {
    if (size === 4) writeWord(cpu, 4 * i, word);
    else writeHalf(cpu, 2 * i, word);
  });
}

/** The fields of an image, read but not yet loaded. */
function readEnvironment(cpu: Cpu): number[] {
  const size = cpu.operandSize;
  return Array.from({ length: FIELDS }, (_, i) => (size === 4 ? readWord(cpu, 4 * i) : readHalf(cpu, 2 * i)));
}

function loadEnvironment(cpu: Cpu, words: readonly number[]): void {
  const { fpu } = cpu;
  fpu.control = words[0];
  fpu.status = words[1];
  fpu.full = fullOf(words[2]);
  fpu.lastEip = words[3];
  fpu.lastCode = words[4] & 0xffff;
  // The short image has no room for the opcode.
  fpu.lastOpcode = cpu.operandSize === 4 ? (words[4] >>> 16) & 0x7ff : 0;
  fpu.lastData = words[5];
  fpu.lastDataSegment = words[6] & 0xffff;
}

/** FNSTENV: masks all exceptions afterwards. */
export function storeEnvironment(cpu: Cpu): void {
  if (!openOperand(cpu, environmentBytes(cpu), cpu.operandSize)) return;
  writeEnvironment(cpu);
  cpu.fpu.control |= EXCEPTIONS;
}

/** FLDENV: a pending exception that it loads is raised by the next instruction that looks for one. */
export function restoreEnvironment(cpu: Cpu): void {
  const words = readEnvironment(cpu);
  if (readIsDone(cpu, cpu.operandSize)) loadEnvironment(cpu, words);
}

/** Writes the image of the whole unit into the operand that is open, and initialises the unit. */
export function saveToOpened(cpu: Cpu): void {
  const { fpu } = cpu;
  const head = environmentBytes(cpu);
  writeEnvironment(cpu);
  for (let i = 0; i < REGISTERS; i++) {
    fpu.read(i, fpu.a);
    writeTenBytes(cpu, head + i * REGISTER_BYTES, fpu.a);
  }
  fpu.initialise();
}

/** Loads the whole unit: fields that were read already, then registers from wherever they are read. */
export function loadAll(cpu: Cpu, words: readonly number[], readRegister: (cpu: Cpu, distance: number, to: Extended) => void): void {
  const { fpu } = cpu;
  const head = environmentBytes(cpu);
  fpu.status = words[1];
  for (let i = 0; i < REGISTERS; i++) {
    readRegister(cpu, head + i * REGISTER_BYTES, fpu.a);
    fpu.write(i, fpu.a);
  }
  loadEnvironment(cpu, words);
}

/** FNSAVE: initialises the unit afterwards. */
export function saveAll(cpu: Cpu): void {
  if (openOperand(cpu, environmentBytes(cpu) + REGISTERS * REGISTER_BYTES, cpu.operandSize)) saveToOpened(cpu);
}

/** FRSTOR. Nothing is loaded before everything has been read. */
export function restoreAll(cpu: Cpu): void {
  const head = environmentBytes(cpu);
  const words = readEnvironment(cpu);
  for (let at = head; at < head + REGISTERS * REGISTER_BYTES; at += 2) readHalf(cpu, at);
  if (readIsDone(cpu, cpu.operandSize)) loadAll(cpu, words, readTenBytes);
}
