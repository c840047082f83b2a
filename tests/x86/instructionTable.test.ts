import { describe, expect, it } from 'vitest';
import { FlatRunner } from '../../src/x86/flat.ts';
import { findInstruction, INSTRUCTIONS, listImplemented } from '../../src/x86/instructionTable.ts';

const PREFIXES = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);
const runner = new FlatRunner();
const DATA = 0x500000;

/** Vector that an instruction of these bytes ends with, -1 if it does not trap. */
function vectorOf(bytes: readonly number[]): number {
  const code = Uint8Array.from([...bytes, 0, 0, 0, 0, 0, 0, 0, 0]);
  const regs = { eax: DATA, ebx: DATA, ecx: 3, edx: 0, esi: DATA, edi: DATA + 64, ebp: 0x7ffe8000, esp: 0x7ffe8000 };
  return runner.run({ code, at: 0x401800, regs, memory: [[DATA, Uint8Array.of(5, 6, 7, 8)]], steps: 1 }).fault?.vector ?? -1;
}

/** What the table predicts: 6 for what it does not list and for UD2, 13 for privileged instructions, else anything but 6. */
function check(opcode: number, modrm: number, bytes: readonly number[]): string | null {
  const row = findInstruction(opcode, modrm);
  const vector = vectorOf(bytes);
  const right = row === undefined || row.mnemonic === 'ud2' ? vector === 6 : row.privileged ? vector === 13 : vector !== 6;
  return right ? null : `${bytes.map((byte) => byte.toString(16)).join(' ')}: ${row?.mnemonic ?? 'not in the table'}, vector ${vector}`;
}

describe('the instruction table and the interpreter implement the same instructions', () => {
  const modrms = Array.from({ length: 8 }, (_, reg) => [reg << 3, 0xc0 | (reg << 3)]).flat();

  it('in the one-byte map', () => {
    const opcodes = Array.from({ length: 256 }, (_, opcode) => opcode).filter((opcode) => opcode !== 0x0f && !PREFIXES.has(opcode));
    const wrong = opcodes.flatMap((opcode) => modrms.map((modrm) => check(opcode, modrm, [opcode, modrm]))).filter((line) => line !== null);
    expect(wrong).toEqual([]);
  });

  it('in the map after 0F', () => {
    const opcodes = Array.from({ length: 256 }, (_, opcode) => opcode);
    const wrong = opcodes.flatMap((opcode) => modrms.map((modrm) => check(0x0f00 | opcode, modrm, [0x0f, opcode, modrm]))).filter((line) => line !== null);
    expect(wrong).toEqual([]);
  });

  it('LOCK is permitted exactly where the table says', () => {
    const wrong: string[] = [];
    for (const row of INSTRUCTIONS) {
      const opcode = row.opcode > 0xff ? [row.opcode >> 8, row.opcode & 0xff] : [row.opcode];
      for (const mode of [0, 0xc0]) {
        const modrm = mode | (Math.max(row.extension, 0) << 3);
        const vector = vectorOf([0xf0, ...opcode, modrm]);
        if ((vector === 6) === (row.lockable && mode === 0)) wrong.push(`${row.mnemonic} ${mode}: ${vector}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lists every row once', () => {
    const list = listImplemented();
    expect(list).toContain('mov Eb, Gb = 88');
    expect(list).toContain('invlpg M = 0f01 /7 (privileged)');
    expect(new Set(list).size).toBe(list.length);
  });
});
