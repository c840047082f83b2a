import { describe, expect, it } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { ProgramRun } from '../../src/check/programRun.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { programBoot } from '../../src/exos/boot.ts';
import { assemble } from '../../src/x86/assembler.ts';

/** The u-area of the first environment, and the numbers of the console as spec/console.md has them. */
const PRELUDE = `
U equ 0xef800000
COUNT equ U + 2040
STATUS equ U + 2044
RING equ U + 2048
`;
const DIE = 'mov eax, 0x21\nxor ebx, ebx\nxor ecx, ecx\nint 0x30\n';

const run = (source: string, steps = 100_000): ProgramRun => {
  const program = new ProgramRun(cleanKit(), programBoot([...assemble(PRELUDE + source, PAD)]), steps);
  while (program.end === null) program.advance();
  return program;
};

describe('a program', () => {
  it('ends when nobody lives, with what it printed and said last', () => {
    const program = run(`mov dword ptr [RING], 0x0a216968\nmov dword ptr [COUNT], 4\nmov dword ptr [STATUS], 8\n${DIE}`);
    expect([program.end, program.text, program.exit, program.steps, [...program.entries]]).toEqual(['ended', 'hi!\n', 7, 7, [['env_free', 1]]]);
    expect(program.finding).toBeNull();
  });

  it('is stopped by the limit, which counts instructions', () => {
    const program = run('l: jmp l', 1234);
    expect([program.end, program.steps, program.exit]).toEqual(['steps', 1234, null]);
  });

  it('sleeps for ever when it has cleared its u_status', () => {
    expect(run('mov dword ptr [U], 0\nmov eax, 0x32\nxor ebx, ebx\nint 0x30').end).toBe('asleep');
  });

  it('is told of when an exception kills it', () => {
    const program = run('mov eax, [0x1000]');
    expect([program.end, program.deaths]).toEqual(['ended', [{ env: 2048, vector: 14, address: 0x1000, eip: PAD }]]);
  });
});

describe('the console', () => {
  it('goes round its ring, and tells what was lost between two entries', () => {
    const print = (count: number): string => `mov ecx, ${count}\nl${count}: mov eax, edi\nand eax, 1023\nmov ebx, edi\nand ebx, 7\nadd ebx, '0'\nmov [RING + eax], bl\ninc edi\nloop l${count}\nmov [COUNT], edi\nmov eax, 1\nint 0x30\n`;
    const program = run(`xor edi, edi\n${print(1000)}${print(100)}${print(1030)}${DIE}`);
    const digits = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => String((from + i) % 8)).join('');
    expect(program.text).toBe(`${digits(0, 1100)}[6 bytes of environment 2048 are lost]\n${digits(1106, 2130)}`);
  });

  it('shows bytes that a terminal would obey', () => {
    expect(run(`mov dword ptr [RING], 0x6d315b1b\nmov dword ptr [COUNT], 4\n${DIE}`).text).toBe('\\x1b[1m');
  });
});
