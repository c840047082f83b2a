import { describe, expect, it } from 'vitest';
import { assembleText } from '../../../src/udf/text/assembleText.ts';
import { disassemble } from '../../../src/udf/text/disassemble.ts';
import { UdfFileError } from '../../../src/udf/udfFileError.ts';
import { hexOf } from '../sampleWords.ts';

/** The words of the first function, 16 digits each. */
const words = (text: string): readonly string[] => hexOf(assembleText(text).functions[0].words).match(/.{16}/g) ?? [];

const EXIT = '9500000000000000';

const refusal = (text: string): UdfFileError => {
  try {
    assembleText(text);
  } catch (error) {
    if (error instanceof UdfFileError) return error;
    throw error;
  }
  throw new Error('the text was read');
};

describe('an instruction in text', () => {
  it.each([
    ['r1 = r2', 'bf21000000000000'], ['r1 += -5', '07010000fbffffff'], ['r1 s/= r2', '3f21010000000000'], ['r1 %= 7', '9701000007000000'], ['r1 s>>= 3', 'c701000003000000'],
    ['r1 = -r1', '8701000000000000'], ['r1 = (s8)r2', 'bf21080000000000'], ['w1 = w2', 'bc21000000000000'], ['r1 = w2', 'bc21000000000000'], ['w1 s%= 7', '9401010007000000'], ['w1 = (s16)w2', 'bc21100000000000'],
    ['r1 = le32 r1', 'd401000020000000'], ['r1 = be16 r1', 'dc01000010000000'], ['r1 = bswap64 r1', 'd701000040000000'],
    ['r1 = *(u32 *)(r2 + 4)', '6121040000000000'], ['r1 = *(s8 *)(r2 - 1)', '9121ffff00000000'], ['w1 = *(u16 *)(r2 + 4)', '6921040000000000'], ['r1 = *(u64*)(r2)', '7921000000000000'],
    ['*(u64 *)(r10 - 8) = r1', '7b1af8ff00000000'], ['*(u8 *)(r10 - 1) = 7', '720affff07000000'], ['*(u32 *)(r1 + 0) = w2', '6321000000000000'], ['*(u32 *)(r1 + 0x10) = -1', '62011000ffffffff'],
    ['goto +2', '0500020000000000'], ['goto 2', '0500020000000000'], ['goto -7', '0500f9ff00000000'], ['gotol -100000', '060000006079feff'],
    ['if r1 s> -3 goto +1', '65010100fdffffff'], ['if w1 & 4 goto +1', '4601010004000000'], ['if r1 != r2 goto -7', '5d21f9ff00000000'], ['if w9 == 0xffffffff goto +0', '16090000ffffffff'],
    ['call 1', '8500000001000000'], ['call own', '8500000001000000'], ['call time', '8500000002000000'], ['call credential', '8500000003000000'], ['call pc+5', '8510000005000000'], ['call pc-1', '85100000ffffffff'],
    ['exit', EXIT], ['w3 = 4294967295', 'b4030000ffffffff'], ['r1=0x7fffffff', 'b7010000ffffff7f'], ['  r1\t=\t1 # one', 'b701000001000000'], ['r1 = 1// one', 'b701000001000000'],
  ])('%s', (text, hex) => expect(words(text)).toEqual([hex]));

  it.each([
    ['r1 = 0x123456789abcdef0 ll', '18010000f0debc9a', '0000000078563412'], ['r1 = -1 ll', '18010000ffffffff', '00000000ffffffff'], ['r1 = 18446744073709551615 ll', '18010000ffffffff', '00000000ffffffff'],
  ])('%s', (text, first, second) => expect(words(text)).toEqual([first, second]));

  it('knows labels before and behind it, alone on a line or not', () =>
    expect(words('a: b:\nif r1 == 0 goto c\nr2 = 5 ll\ngoto a\ngotol c\nc: exit')).toEqual(['1501040000000000', '1802000005000000', '0000000000000000', '0500fcff00000000', '0600000000000000', EXIT]));

  it('may be any words', () => expect(words('.quad 0xff, -1\nexit')).toEqual(['ff00000000000000', 'ffffffffffffffff', EXIT]));

  it('jumps backwards as far as a word can tell', () =>
    expect(words(`a:\n${'r1 = 1\n'.repeat(32767)}goto a`).at(-1)).toBe('0500008000000000'));
});

describe('sections of a text', () => {
  it('give functions with kind and claim in the order of the file', () => {
    const { functions } = assembleText('.section acl/8,"ax",@progbits\nr0 = 1\nexit\n.section "owns/128"\nexit\n.section size # all\nexit\nexit\n');
    expect(functions.map(({ kind, metadataBytesMin, words: { length } }) => [kind, metadataBytesMin, length])).toEqual([['acl', 8, 16], ['owns', 128, 8], ['size', 0, 16]]);
  });

  it('are owns where the text names none', () => expect(assembleText('exit').functions).toMatchObject([{ kind: 'owns', metadataBytesMin: 0 }]));

  it('can be gone on with', () => expect(words('.section owns\nr0 = 1\n.text\nf: exit\n.section owns\nexit')).toEqual(['b700000001000000', EXIT]));

  it('of data and notes are not read', () =>
    expect(words('.section .debug_str,"MS",@progbits,1\n.Lx: .asciz "r1 = \\"2\\""\n garbage $%& here\n.section license,"aw",@progbits\nlic: .asciz "MIT"\n.section owns\nexit\n.data\n.long 5')).toEqual([EXIT]));

  it('may hold what compilers print', () =>
    expect(words([
      '\t.text', '\t.file\t"a#b.c"', '\t.section\t"owns/128","ax",@progbits', '\t.globl\tf                               # -- Begin function f', '\t.p2align\t3', '\t.type\tf,@function',
      'f:                                      # @f', '.Lfunc_begin0:', '\t.loc\t0 9 0 is_stmt 0                 # a.c:9:0', '\t.cfi_startproc', '# %bb.0:', '\tr0 = 0', '\texit', '.Ltmp1:', '.Lfunc_end0:',
      '\t.size\tf, .Lfunc_end0-f', '\t.cfi_endproc', '\t.ident\t"Debian clang version 14.0.6"', '\t.addrsig', '\t.addrsig_sym f',
    ].join('\n'))).toEqual(['b700000000000000', EXIT]));
});

describe('calls in a text', () => {
  const OWN = 'r1 = 1\ncall f\nr0 = 0\nexit\n';

  it('are of labels before they are of helpers', () => expect(words('call own\nexit\nown: exit')).toEqual(['8510000001000000', EXIT, EXIT]));

  it('bring local functions with them, and those that these call, once each and no others', () =>
    expect(disassemble(assembleText(`.text\ng: call h\nr0 = 7\nexit\nunused: call unused\nexit\nf: call g\ncall g\nexit\nh: call own\ncall f\nexit\n.section owns\n${OWN}`).functions[0].words)).toBe(
      '\tr1 = 1\n\tcall L4\n\tr0 = 0\n\texit\nL4:\n\tcall L7\n\tcall L7\n\texit\nL7:\n\tcall L10\n\tr0 = 7\n\texit\nL10:\n\tcall own\n\tcall L4\n\texit\n'));

  it('give each function its own copies', () => {
    const { functions } = assembleText(`.text\nf: exit\n.section acl\ncall f\nexit\n.section size\n${OWN}`);
    expect(functions.map(({ words: own }) => disassemble(own))).toEqual(['\tcall L2\n\texit\nL2:\n\texit\n', '\tr1 = 1\n\tcall L4\n\tr0 = 0\n\texit\nL4:\n\texit\n']);
  });

  it('are cut where a function is declared', () => {
    const LOCALS = 'f:\nr0 = 1\nexit\nr0 = 2\nexit\n';
    expect(words(`.text\n${LOCALS}.section owns\n${OWN}`)).toHaveLength(8);
    expect(words(`.text\n.type g,@function\n${LOCALS.replace('r0 = 2', 'g: r0 = 2')}.section owns\n${OWN}`)).toHaveLength(6);
  });

  it('by distance move with their function', () =>
    expect(words('.text\nf: call pc+1\nexit\nr0 = 3\nexit\n.section owns\ncall f\nexit')).toEqual(['8510000001000000', EXIT, '8510000001000000', EXIT, 'b700000003000000', EXIT]));
});

describe('a text that cannot be read is refused with line, column and mend', () => {
  it.each<[string, number, number, string]>([
    ['exit\n  frobnicate r1', 2, 3, "'frobnicate' begins no instruction"], ['r1 = 1 exit', 1, 8, 'stands behind a complete line'], ['r1 = ', 1, 6, 'the end of the line is no number'],
    ['r1 = 4294967295', 1, 6, '4294967295 is no number of 32 bits'], ['r1 = -2147483649', 1, 6, 'no number of 32 bits'], ['w1 = 4294967296', 1, 6, 'no number of 32 bits'], ['r1 = 010', 1, 6, "'010' is no number"],
    ['r1 = 18446744073709551616 ll', 1, 6, 'no number of 64 bits'], ['w1 = 1 ll', 1, 1, 'has 32 bits'], ['r1 = data ll', 1, 6, 'is no constant'], ['r10 = 1', 1, 1, 'cannot be changed'], ['r10 += 8', 1, 1, 'cannot be changed'],
    ['r11 = 1', 1, 1, 'is no register'], ['r1 = r11', 1, 6, 'is no register'], ['w1 = r2', 1, 6, 'another width'], ['r1 += w2', 1, 7, 'another width'], ['w1 += r2', 1, 7, 'another width'], ['r1 ?= 2', 1, 4, 'begins nothing'], ['r1 == 2', 1, 4, 'is no operation'],
    ['r1 = (s7)r2', 1, 7, 'no sign extension'], ['w1 = (s32)w2', 1, 7, 'no sign extension of 32 bits'], ['r1 = be16 r2', 1, 11, 'not the register that is set'], ['w1 = be16 w1', 1, 1, 'has 32 bits'], ['r1 = -r2', 1, 7, 'not the register'],
    ['r1 = *(u31 *)(r2 + 0)', 1, 8, 'nothing that a load fetches'], ['w1 = *(u64 *)(r2 + 0)', 1, 1, 'too narrow'], ['w1 = *(s8 *)(r2 + 0)', 1, 1, 'too narrow'], ['r1 = *(u8 *)(w2 + 0)', 1, 14, 'another width'],
    ['r1 = *(u8 *)(r2 + 32768)', 1, 17, '32768 is no displacement'], ['*(s8 *)(r1 + 0) = 1', 1, 3, 'nothing that a store leaves'], ['*(u64 *)(r1 + 0) = w2', 1, 20, 'too narrow'], ['*(u64 *)(r1 + 0) = 4294967295', 1, 20, 'no number of 32 bits'],
    ['if r1 = 2 goto +1', 1, 7, 'is no comparison'], ['if r1 == 2 +1', 1, 12, "must"], ['goto', 1, 5, 'no distance'], ['goto +32768', 1, 6, 'no distance'], ['goto nowhere', 1, 6, "label 'nowhere' is not defined"],
    ['call malloc', 1, 6, 'neither a label of the file nor a helper'], ['call toString', 1, 6, 'neither a label'], ['a: exit\na: exit', 2, 1, 'defined twice'], ['.org 8', 1, 1, "directive '.org'"], ['.quad x', 1, 7, 'no word of 64 bits'],
    ['lock *(u64 *)(r1 + 0) += r2', 1, 1, "'lock' begins no instruction"], ['exit ; exit', 1, 6, "';' begins nothing"], ['r1 = "x', 1, 6, 'begins nothing'],
    ['.section', 1, 1, 'cannot be read which section'], ['.section owns junk', 1, 1, 'cannot be read which section'], ['.section owns/65537', 1, 1, 'claims no number'], ['.section owns/', 1, 1, 'claims no number'], ['.section acl/1e3', 1, 1, 'claims no number'],
    ['.section own/128,"ax",@progbits', 1, 1, 'named after no kind'], ['.section owns\nexit\n.section owns/4\nexit', 3, 1, 'second section of kind owns'],
    ['.data\nx: .long 1\n.section owns\nr1 = 1\ncall x\nexit', 5, 6, "lies in section '.data', which is not read"], ['.text\nf: exit\n.section owns\ngoto f', 4, 6, "lies in section '.text'"],
    ['.section acl\nf: exit\n.section owns\ncall f\nexit', 4, 1, "calls into section 'acl'"], ['.text\nf: r0 = 1\ng: exit\n.section owns\ncall f\ncall g\nexit', 2, 4, 'runs on past its last word'],
    ['.text\nf: goto g\nr0 = 1\ng: exit\n.section owns\ncall f\ncall g\nexit', 2, 4, 'leads out of its function'], ['.text\nf: call pc+9\nexit\n.section owns\ncall f\nexit', 2, 4, 'leads out of its section'],
    ['.text\nf: exit\n.section owns\ncall f', 4, 1, 'runs on past its last word'], ['.section owns\ncall f\nexit\n.text\nf:', 2, 1, 'has no words'],
  ])('%s', (text, line, column, problem) => {
    const { place, message, mend } = refusal(text);
    expect([place, message]).toEqual([{ in: 'text', line, column }, expect.stringContaining(problem)]);
    expect(message).toBe(`line ${line}, column ${column}: ${message.slice(message.indexOf(': ') + 2)}`);
    expect(mend.length).toBeGreaterThan(3);
  });

  it('a jump that no word can tell', () => {
    const { place, message } = refusal(`a: ${'r1 = 1\n'.repeat(32768)}goto a\n`);
    expect([place, message]).toEqual([{ in: 'text', line: 32769, column: 6 }, expect.stringContaining("'a' is 32769 words away")]);
  });

  it.each(['', '# nothing', '.text\nf: exit', '.data\n.long 1'])('%j has no function', (text) => expect(refusal(text)).toMatchObject({ place: { in: 'file' }, problem: 'there is no section of a kind' }));

  it('shows what it quotes in printable characters, and not much of it', () => {
    const { message } = refusal(`r1 = \u0007`);
    expect(message).not.toContain('\u0007');
    expect(refusal(`call ${'x'.repeat(100_000)}`).message.length).toBeLessThan(300);
  });
});
