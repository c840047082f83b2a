import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readObject } from '../../../src/udf/object/readObject.ts';
import { disassemble } from '../../../src/udf/text/disassemble.ts';
import { UdfFileError } from '../../../src/udf/udfFileError.ts';
import { CALL, code, elf, FUNCTION, NOTHING, OBJECT, PROGBITS, relocationsOf, SECTION } from './elfBuilder.ts';
import type { SectionPlan, SymbolPlan } from './elfBuilder.ts';

const EXIT = '9500000000000000';
/** A call that a relocation completes. */
const OPEN = '85100000ffffffff';
const HELPER_1 = '8500000001000000';
const R0_IS_1 = 'b700000001000000';

const text = (bytes: Uint8Array): readonly (readonly [string, number, string])[] => readObject(bytes).functions.map(({ kind, metadataBytesMin, words }) => [kind, metadataBytesMin, disassemble(words)]);

const refusal = (bytes: Uint8Array): string => {
  try {
    readObject(bytes);
  } catch (error) {
    if (error instanceof UdfFileError) return error.message;
    throw error;
  }
  throw new Error('the object was read');
};

const OWN: SymbolPlan = { name: 'own', type: NOTHING, section: 0 };

describe('an object', () => {
  it('gives its functions with kind and claim', () =>
    expect(text(elf([code('owns/128', EXIT), code('acl', R0_IS_1 + EXIT)]))).toEqual([['owns', 128, '\texit\n'], ['acl', 0, '\tr0 = 1\n\texit\n']]));

  it('calls helpers by symbol and by number', () =>
    expect(text(elf([code('owns', OPEN + HELPER_1 + EXIT), relocationsOf(3, [{ offset: 0, type: CALL, symbol: 1 }])], [OWN]))).toEqual([['owns', 0, '\tcall own\n\tcall own\n\texit\n']]));

  it('calls local functions by their symbol, and by that of their section with a distance', () => {
    const symbols: readonly SymbolPlan[] = [{ name: 'f', type: FUNCTION, section: 4, value: 16 }, { name: '', type: SECTION, section: 4 }];
    const sections = [code('size', `${OPEN} 8510000001000000 8510000000000000 ${EXIT}`), code('.text', `${R0_IS_1} ${EXIT} ${EXIT}`), relocationsOf(3, [{ offset: 0, type: CALL, symbol: 1 }, { offset: 8, type: CALL, symbol: 2 }])];
    expect(text(elf(sections, symbols))).toEqual([['size', 0, '\tcall L4\n\tcall L4\n\tcall L3\nL3:\n\texit\nL4:\n\texit\n']]);
  });

  it('brings the local functions that its local functions call, by relocation or distance', () => {
    const symbols: readonly SymbolPlan[] = [{ name: 'f', type: FUNCTION, section: 4, value: 0 }, { name: 'g', type: FUNCTION, section: 4, value: 16 }, { name: 'h', type: FUNCTION, section: 4, value: 32 }, { name: 'never', type: FUNCTION, section: 4, value: 48 }];
    const sections = [
      code('owns', OPEN + EXIT), code('.text', `8510000003000000 ${EXIT} ${R0_IS_1} ${EXIT} ${OPEN} ${EXIT} ${R0_IS_1} ${EXIT}`),
      relocationsOf(3, [{ offset: 0, type: CALL, symbol: 1 }]), relocationsOf(4, [{ offset: 32, type: CALL, symbol: 2 }]),
    ];
    expect(text(elf(sections, symbols))).toEqual([['owns', 0, '\tcall L2\n\texit\nL2:\n\tcall L4\n\texit\nL4:\n\tcall L6\n\texit\nL6:\n\tr0 = 1\n\texit\n']]);
  });

  it('may hold data, notes, and relocations of them, which are not read', () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    expect(text(elf([
      code('owns', EXIT), { name: '.rodata', type: PROGBITS, flags: 2, bytes }, { name: '.BTF', type: PROGBITS, bytes }, { name: 'license', type: PROGBITS, flags: 3, bytes }, { name: '.bss', type: 8 },
      { ...relocationsOf(5, [{ offset: 1, type: 3, symbol: 99 }]) }, { name: '.rela.x', type: 4, link: 77, info: 4, bytes }, { name: '.group', type: 17, bytes }, code('.text', ''),
    ]))).toEqual([['owns', 0, '\texit\n']]);
  });

  it('of another clang, with debug information, gives the same', () =>
    expect(text(Uint8Array.from(readFileSync('tests/udf/object/cffs_directory.debug.o')))[0][2]).toContain('call own'));
});

const SOUND = [code('owns', OPEN + EXIT), relocationsOf(3, [{ offset: 0, type: CALL, symbol: 1 }])];

/** The object that calls own, with one field of its header or of a section header changed. */
const patched = (at: number, width: 1 | 2 | 4 | 8, value: number): Uint8Array => {
  const bytes = elf(SOUND, [OWN]);
  const view = new DataView(bytes.buffer);
  if (width === 1) view.setUint8(at, value);
  else if (width === 2) view.setUint16(at, value, true);
  else if (width === 4) view.setUint32(at, value, true);
  else view.setBigUint64(at, BigInt(value), true);
  return bytes;
};

/** Where a field of a section header lies in that object. */
const header = (section: number, field: number): number => elf(SOUND, [OWN]).length - 64 * (5 - section) + field;

const withSymbol = (symbol: SymbolPlan, more: readonly SectionPlan[] = []): Uint8Array => elf([...SOUND, ...more], [symbol]);

describe('an object is refused', () => {
  it.each<[string, Uint8Array, string]>([
    ['32 bits', patched(4, 1, 1), 'the header: the file is not a 64-bit ELF file (1, not 2)'], ['big-endian', patched(5, 1, 2), 'not little-endian'], ['a version', patched(6, 1, 2), 'another version'],
    ['another machine', patched(18, 2, 62), 'not for BPF'], ['an executable', patched(16, 2, 2), 'not relocatable'], ['odd section headers', patched(58, 2, 40), 'another size'],
    ['nothing but a magic number', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), 'the header: the file ends within it, after 4 bytes'], ['section headers beyond the end', patched(40, 8, 2 ** 52), 'the section headers: bytes'],
    ['too many sections', patched(60, 2, 60000), 'beyond the end'], ['no sections', patched(60, 2, 0), 'section 2 is to hold the names, and there are 0'], ['names in no section', patched(62, 2, 5), 'section 5 is to hold the names'],
    ['a section beyond the end', patched(header(3, 24), 8, 2 ** 40), 'section header 3: bytes'], ['a section that is too long', patched(header(3, 32), 8, 2 ** 40), 'section header 3: bytes'],
    ['sections that overlap', patched(header(3, 24), 8, 64), 'section header 3: overlaps section header 1'], ['a section in the header', patched(header(3, 24), 8, 8), 'section header 3: overlaps the header'],
    ['a name that does not end', patched(header(3, 0), 4, 10000), 'does not end'], ['no whole words', patched(header(3, 32), 8, 12), 'section owns: 12 bytes are no whole number of words'],
    ['symbols of another size', patched(header(1, 56), 8, 16), 'section .symtab: symbols are not of 24 bytes'], ['symbols without names', patched(header(1, 40), 4, 3), 'section 3 is to hold the names of symbols'],
    ['relocations of another size', patched(header(4, 56), 8, 24), 'relocations are not of 16 bytes'], ['relocations with addends', patched(header(4, 4), 4, 4), 'relocations are not of 16 bytes'],
    ['relocations with other symbols', patched(header(4, 40), 4, 2), 'its symbols are in section 2'], ['functions that are no code', patched(header(3, 8), 4, 2), 'section owns: it holds no code'],
    ['functions without bytes in the file', patched(header(3, 4), 4, 8), 'section owns: it holds no code'],
    ['code of no kind', elf([code('own/128', EXIT)]), 'section own/128: it holds code and is named after no kind'], ['an odd claim', elf([code('owns/x', EXIT)]), "section owns/x: section 'owns/x' claims no number"],
    ['no function', elf([code('.text', EXIT)]), 'there is no section of a kind'], ['two of a name', elf([code('owns', EXIT), code('owns', EXIT)]), "section owns: there is a second section 'owns'"],
    ['two of a kind', elf([code('owns', EXIT), code('owns/4', EXIT)]), 'section owns/4: there is a second section of kind owns'], ['two tables of symbols', elf([code('owns', EXIT), { name: '.more', type: 2 }]), 'second table of symbols'],
    ['a relocation between words', elf([SOUND[0], relocationsOf(3, [{ offset: 4, type: CALL, symbol: 1 }])], [OWN]), 'byte 4, where no word begins'],
    ['a relocation beyond the section', elf([SOUND[0], relocationsOf(3, [{ offset: 16, type: CALL, symbol: 1 }])], [OWN]), 'byte 16, where no word begins'],
    ['a relocation of no symbol', elf([SOUND[0], relocationsOf(3, [{ offset: 0, type: CALL, symbol: 0 }])], [OWN]), 'symbol 0, which there is not'], ['a relocation beyond the symbols', elf(SOUND), 'section owns, word 0: its relocation names symbol 1'],
    ['a relocation of what is no call', elf([SOUND[0], relocationsOf(3, [{ offset: 8, type: CALL, symbol: 1 }])], [OWN]), "section owns, word 1: it is no call, and refers to 'own'"],
    ['two relocations of a word', elf([SOUND[0], relocationsOf(3, [{ offset: 0, type: CALL, symbol: 1 }, { offset: 0, type: CALL, symbol: 1 }])], [OWN]), 'two relocations'],
    ['data', elf([code('owns', `1801000000000000 0000000000000000 ${EXIT}`), { name: '.rodata', type: PROGBITS, bytes: new Uint8Array(4) }, relocationsOf(3, [{ offset: 0, type: 1, symbol: 1 }])], [{ name: 'table', type: OBJECT, section: 4 }]),
      "section owns, word 0: it refers to 'table' by a relocation of type 1"],
    ['data by its section', elf([code('owns', `1801000000000000 0000000000000000 ${EXIT}`), { name: '.rodata.str', type: PROGBITS, bytes: new Uint8Array(4) }, relocationsOf(3, [{ offset: 0, type: 1, symbol: 1 }])], [{ name: '', type: SECTION, section: 4 }]),
      "it refers to '.rodata.str'"],
    ['an unknown function', withSymbol({ name: 'memcpy', type: NOTHING, section: 0 }), "section owns, word 0: it calls 'memcpy', which the file does not define and which is no helper"],
    ['a word of the host language', withSymbol({ name: 'constructor', type: NOTHING, section: 0 }), "it calls 'constructor', which the file does not define"],
    ['a call of data', withSymbol({ name: 'table', type: OBJECT, section: 5 }, [{ name: '.data', type: PROGBITS, bytes: new Uint8Array(8) }]), "it calls 'table', which is no function of this file"],
    ['a call of what is absolute', withSymbol({ name: 'f', type: FUNCTION, section: 0xfff1 }), "it calls 'f', which is no function of this file"],
    ['a call beyond a section', withSymbol({ name: 'f', type: FUNCTION, section: 3, value: 16 }), "it calls a place outside of section 'owns'"], ['a call into a word', withSymbol({ name: 'f', type: FUNCTION, section: 3, value: 4 }), 'outside of section'],
    ['a call into another kind', withSymbol({ name: 'f', type: FUNCTION, section: 5 }, [code('acl', EXIT)]), "section owns, word 0: a function of section 'owns' calls into section 'acl'"],
    ['a local function that does not end', withSymbol({ name: 'f', type: FUNCTION, section: 5 }, [code('.text', R0_IS_1)]), 'section .text, word 0: a function runs on past its last word'],
  ])('with %s', (_, bytes, problem) => {
    const message = refusal(bytes);
    expect(message).toContain(problem);
    expect(message).toMatch(/^[^\n]+; [^\n]+$/);
  });

  it('is sound as long as nothing is changed', () => expect(text(elf(SOUND, [OWN]))).toEqual([['owns', 0, '\tcall own\n\texit\n']]));
});
