import { describe, expect, it } from 'vitest';
import { assemble, AssemblyError } from '../../src/x86/assembler.ts';
import { disassemble } from '../../src/x86/disassembler.ts';
import { INSTRUCTIONS, hasModrm } from '../../src/x86/instructionTable.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Expected bytes were typed from the manual's encodings. */
const EXAMPLES: readonly (readonly [string, string])[] = [
  ['mov eax, [ebx+ecx*4+8]', '8b448b08'], ['mov eax, ebx', '89d8'], ['mov eax, 1', 'b801000000'], ['mov al, [0x1234]', 'a034120000'],
  ['mov dword ptr [esp], 5', 'c7042405000000'], ['mov [ebp], al', '884500'], ['mov ax, cs', '668cc8'], ['add eax, 1', '83c001'],
  ['add eax, 0x1000', '0500100000'], ['add byte [eax], 1', '800001'], ['sub esp, -128', '83ec80'], ['cmp word [esi], 0xffff', '66833eff'],
  ['rep movsb', 'f3a4'], ['repne scasd', 'f2af'], ['movsw', '66a5'], ['int 0x30', 'cd30'], ['int3', 'cc'], ['push 1', '6a01'], ['push 0x200', '6800020000'],
  ['push dword [eax]', 'ff30'], ['lea eax, [eax*4+4]', '8d048504000000'], ['mov eax, [bx+si+2]', '678b4002'], ['mov eax, fs:[0]', '64a100000000'],
  ['lock inc dword [eax]', 'f0ff00'], ['shl eax, 1', 'd1e0'], ['shl eax, 5', 'c1e005'], ['sar byte [eax], cl', 'd238'], ['imul eax, ecx, 3', '6bc103'],
  ['movzx eax, byte [eax]', '0fb600'], ['movsx ecx, ax', '0fbfc8'], ['enter 16, 1', 'c8100001'], ['ret 4', 'c20400'], ['jmp eax', 'ffe0'],
  ['call dword [eax]', 'ff10'], ['sete al', '0f94c0'], ['bts [eax], ecx', '0fab08'], ['xchg eax, ecx', '91'], ['test al, 5', 'a805'], ['hlt', 'f4'], ['iret', 'cf'],
  ['daa', '27'], ['aam 0xa', 'd40a'], ['xlat', 'd7'], ['fs xlat', '64d7'], ['bsr cx, [eax]', '660fbd08'], ['shld [eax], ecx, 3', '0fa40803'],
  ['shrd dx, bx, cl', '660fadda'], ['lock cmpxchg [ebx], ecx', 'f00fb10b'], ['lock cmpxchg8b [ebx]', 'f00fc70b'], ['xadd al, ah', '0fc0e0'],
  ['cmovne eax, [ecx]', '0f4501'], ['bswap edi', '0fcf'], ['pause', 'f390'], ['nop dword [eax+eax*1+0]', '0f1f0400'], ['ud2', '0f0b'],
  ['cpuid', '0fa2'], ['rdtsc', '0f31'], ['arpl [eax], cx', '6308'], ['bound ax, [ebx]', '666203'], ['push fs', '0fa0'], ['pop es', '07'],
  ['mov gs, cx', '8ee9'], ['mov ds, word [eax]', '8e18'], ['les ecx, [ebx]', 'c40b'], ['lss esp, [eax]', '0fb220'], ['callf 0x1b:0x12345678', '9a785634121b00'],
  ['o16 jmpf 0x1b:0x1234', '66ea34121b00'], ['jmpf [ebx]', 'ff2b'], ['retf', 'cb'], ['retf 8', 'ca0800'],
  ['fld dword [eax]', 'd900'], ['fstp qword [ebp-8]', 'dd5df8'], ['fld tword [esi]', 'db2e'], ['fild word [eax]', 'df00'], ['fistp qword [esp]', 'df3c24'],
  ['fadd st0, st3', 'd8c3'], ['fsub st2, st0', 'dcea'], ['fsubrp st1, st0', 'dee1'], ['fdivp st1, st0', 'def9'], ['fcom st2', 'd8d2'], ['fxch st1', 'd9c9'],
  ['fnstsw ax', 'dfe0'], ['fnstcw word [eax]', 'd938'], ['fldpi', 'd9eb'], ['fcmovnbe st0, st5', 'dbd5'], ['fucomip st0, st1', 'dfe9'], ['wait', '9b'],
  ['o16 fnsave [eax]', '66dd30'], ['fxsave [edx]', '0fae02'], ['fbstp tword [eax]', 'df30'],
];

describe('assemble', () => {
  it.each(EXAMPLES)('%s is %s', (source, bytes) => expect(hex(assemble(source, 0))).toBe(bytes));

  it('lays labels and data out and grows jumps that do not reach', () => {
    expect(hex(assemble('l: jmp l', 0x1000))).toBe('ebfe');
    expect(hex(assemble('jmp f\ndb 1, "ab", 0x10\nf: dd f, $', 0x1000))).toBe('eb04016162100610000006100000');
    const far = assemble(`jne f\n${'nop\n'.repeat(200)}f: nop`, 0);
    expect(hex(far.slice(0, 6))).toBe('0f85c8000000');
    expect(far.length).toBe(207);
  });

  it('takes constants as if their numbers were written out', () => {
    const source = 'WORD equ 4\nFAR equ WORD + 0x1000 ; a comment\nmov eax, [ebx+WORD]\nadd eax, WORD\nmov ecx, [FAR-WORD]\ndb WORD, FAR-0xfff';
    expect(hex(assemble(source, 0))).toBe(hex(assemble('mov eax, [ebx+4]\nadd eax, 4\nmov ecx, [0x1000]\ndb 4, 5', 0)));
  });

  it.each([
    ['A equ 1\nA equ 2', 2, 'twice'], ['A equ B', 1, 'no constant'], ['A equ 1\nA: nop', 2, 'already'], ['eax equ 1', 1, 'register'],
    ['nop\nfrob eax', 2, 'unknown instruction'], ['mov [eax], 1', 1, 'size'], ['jmp nowhere', 1, 'not defined'], ['a:\na:', 2, 'twice'],
    ['mov eax, [al]', 1, 'address'], ['mov eax, ]', 1, 'expression'], ['mov al, 300', 1, 'operands'],
  ])('%j is refused with its line', (source, line, text) => {
    let error: unknown;
    try {
      assemble(source, 0);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(AssemblyError);
    expect(error).toMatchObject({ line });
    expect(String(error)).toContain(text);
    expect(String(error)).not.toContain('\n');
  });
});

describe('disassemble', () => {
  /** Every row in register and memory forms, with and without a 16-bit operand size. */
  const samples = INSTRUCTIONS.flatMap((row) => {
    const opcode = row.opcode > 0xff ? [row.opcode >> 8, row.opcode & 0xff] : [row.opcode];
    const reg = Math.max(row.extension, 0) << 3;
    const modrms = !hasModrm(row) ? [[]] : row.memoryOnly ? [[reg, 0]] : [[0xc0 | reg | 1], [reg | 3], [0x44 | reg, 0x8b, 8], [0x80 | reg | 5, 0x78, 0x56, 0x34, 0x12]];
    return modrms.flatMap((modrm) => [[], [0x66]].map((prefix) => Uint8Array.from([...prefix, ...opcode, ...modrm, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc])));
  });

  it('gives text that assembles to an instruction with the same text and meaning', () => {
    const wrong: string[] = [];
    for (const bytes of samples) {
      const { text } = disassemble(bytes, 0, 0x1000);
      if (text.startsWith('db')) wrong.push(`${hex(bytes)}: ${text}`);
      else {
        const again = assemble(text, 0x1000);
        const second = disassemble(again, 0, 0x1000);
        if (second.text !== text || second.length !== again.length) wrong.push(`${hex(bytes)}: ${text} / ${hex(again)}: ${second.text}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(EXAMPLES)('%s round-trips through %s', (_, code) => {
    const bytes = Uint8Array.from(Buffer.from(code, 'hex'));
    const { text, length } = disassemble(bytes, 0, 0);
    expect(length).toBe(bytes.length);
    expect(hex(assemble(text, 0))).toBe(code);
  });

  it('shows what is not an instruction as a byte', () => {
    expect(disassemble(Uint8Array.of(0x0f, 0xff), 0, 0)).toEqual({ text: 'db 0xf', length: 1 });
    expect(disassemble(Uint8Array.of(0xb8, 1), 0, 0)).toEqual({ text: 'db 0xb8', length: 1 });
  });
});
