import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Schema from 'effect/Schema';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { RunSchema } from '../../src/cli/run/runDocument.ts';
import { assemble } from '../../src/x86/assembler.ts';
import { isRefusal, run } from './capturedIo.ts';

const EXAMPLE = 'examples/fork-and-share.asm';
const HELLO = 'mov dword ptr [0xef800800], 0x0a216968\nmov dword ptr [0xef8007f8], 4\nmov dword ptr [0xef8007fc], 1\nmov eax, 0x21\nint 0x30\n';
let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'xok-run-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (contents: string | Uint8Array): string => {
  const path = join(folder, 'program');
  writeFileSync(path, contents);
  return path;
};

/** One change of a sound ELF file: offset and width of a field, and its value. */
type Patch = readonly [offset: number, bytes: 1 | 2 | 4, value: number];

/** Code and headers of the file below: the code is behind room for two segment headers. */
const CODE_AT = 116;

/** A static ELF file for i386 with one segment, the given code at PAD. */
const elf = (patches: readonly Patch[], source = HELLO): Uint8Array => {
  const code = assemble(source, PAD);
  const bytes = new Uint8Array(CODE_AT + code.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  bytes.set(code, CODE_AT);
  const sound: readonly Patch[] = [
    [16, 2, 2], [18, 2, 3], [20, 4, 1], [24, 4, PAD], [28, 4, 52], [40, 2, 52], [42, 2, 32], [44, 2, 1],
    [52, 4, 1], [56, 4, CODE_AT], [60, 4, PAD], [64, 4, PAD], [68, 4, code.length], [72, 4, code.length + 8], [76, 4, 5],
  ];
  for (const [offset, width, value] of [...sound, ...patches]) {
    if (width === 1) view.setUint8(offset, value);
    else if (width === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
  }
  return bytes;
};

/** Where compilers put a program; the code of HELLO does not mind where it is. */
const USUAL = 0x08048000;
const at = (address: number): readonly Patch[] => [[24, 4, address], [60, 4, address]];
/** A second segment that asks for four zeros at an address. */
const secondAt = (address: number): readonly Patch[] => [[44, 2, 2], [84, 4, 1], [92, 4, address], [104, 4, 4]];

const REFUSED: readonly (readonly [string, readonly Patch[], string])[] = [
  ['64 bits', [[4, 1, 2]], '32-bit'], ['big-endian', [[5, 1, 2]], 'little-endian'], ['another machine', [[18, 2, 62]], 'i386'], ['a shared object', [[16, 2, 3]], 'static'],
  ['another entry', [[24, 4, PAD + 4]], 'begins at'], ['bytes below the pad', [[60, 4, PAD - 1]], 'outside the pad'], ['bytes beyond the pad', [[72, 4, 4097]], 'outside the pad'],
  ['an interpreter', [[52, 4, 3]], 'dynamically'], ['a cut segment', [[68, 4, 100]], 'ends within'], ['cut headers', [[44, 2, 9]], 'ends within'], ['odd headers', [[42, 2, 40]], 'another size'],
  ['an entry without code', [...at(USUAL), [24, 4, USUAL + 0x1000]], 'where it loads nothing'], ['bytes among input and stack', at(0xedc00000), 'link it below 0xedc00000'],
  ['the end of its bytes there', [...at(USUAL), [60, 4, 0xedbfffff], [24, 4, 0xedbfffff]], 'link it below 0xedc00000'], ['more memory than there is', [...at(USUAL), [72, 4, 0xffffffff]], 'make it smaller'],
  ['no room for its stack', [...at(USUAL), [72, 4, 420 * 4096]], 'make it smaller'], ['no room for page tables', [...at(USUAL), [72, 4, 418 * 4096], ...secondAt(0x10000000)], 'make it smaller'],
  ['two segments in one place', [...at(USUAL), ...secondAt(USUAL + 8)], 'two segments with the byte at 0x8048008'],
];

describe('xok run', () => {
  it('prints the console on the output and what happened on the error stream', async () => {
    expect(await run(['run', fileOf(HELLO)])).toEqual({ status: 0, out: 'hi!\n', err: 'xok: ended after 5 instructions and 1 kernel entry, each as the model says; exit status 0\n' });
  });

  it('gives one JSON object', async () => {
    const { status, out, err } = await run(['run', EXAMPLE, '--json']);
    const document = Schema.decodeUnknownSync(RunSchema)(JSON.parse(out));
    expect([status, err, document.end, document.exit, document.finding]).toEqual([0, '', 'ended', 0, null]);
    expect(document.console).toContain('everything is back\n');
  });

  it.each([
    ['the limit is reached', 'l: jmp l', ['--steps', '100'], 'after 100 instructions'], ['all sleep', 'mov dword ptr [0xef800000], 0\nmov eax, 0x32\nint 0x30', [], 'sleep'],
    ['it says a status', `${HELLO.replace('[0xef8007fc], 1', '[0xef8007fc], 4')}`, [], 'exit status 3'], ['an exception kills it', 'int3', [], 'died of exception 3 at 0xedfff001'],
  ])('exits with 1 when %s', async (_, source, words, text) => {
    const { status, err } = await run(['run', fileOf(source), ...words]);
    expect(status).toBe(1);
    expect(err).toContain(text);
  });

  it('exits with 1 when the kernel is refuted, and says by what', async () => {
    const { status, out, err } = await run(['run', EXAMPLE, '--mutant', 'kernel:presenter-needs-no-right']);
    expect(status).toBe(1);
    expect(out).toContain('A: may not destroy B: error 15');
    expect(err).toMatch(/^xok: refuted after \d+ instructions and \d+ kernel entries: P1, rule PGA-5: /);
    expect(isRefusal(await run(['run', EXAMPLE, '--mutant', 'kernel:nothing']))).toBe(true);
  });

  it('exits with 3 when it is interrupted', async () => expect((await run(['run', EXAMPLE], { interrupted: true })).status).toBe(3));

  it('runs an ELF file that is the pad', async () => expect((await run(['run', fileOf(elf([]))])).out).toBe('hi!\n'));

  it('loads an ELF file that lies elsewhere, as large as it fits', async () => {
    const { status, out, err } = await run(['run', fileOf(elf([...at(USUAL), [72, 4, 419 * 4096]]))]);
    expect([status, out]).toEqual([0, 'hi!\n']);
    expect(err).toContain('each as the model says; exit status 0');
  });

  it.each<[string, string, readonly Patch[], number]>([
    ['its code', 'mov dword ptr [0x8048000], 1', [], 0x08048000], ['what it did not ask for', 'mov dword ptr [0x8049000], 1', [], 0x08049000],
    ['its input', 'mov dword ptr [0xedc00000], 1', [], 0xedc00000], ['what is above its stack', 'mov dword ptr [0xedfff000 - 4096], 1', [], 0xedffe000],
  ])('kills a program that writes %s', async (_, source, patches, address) => {
    const input = join(folder, 'input');
    writeFileSync(input, 'four');
    const { status, err } = await run(['run', fileOf(elf([...at(USUAL), ...patches], source)), '--input', input]);
    expect(status).toBe(1);
    expect(err).toContain(`died of exception 14 at 0x8048000, address 0x${address.toString(16)}`);
  });

  it('gives a program its input, and room on the stack', async () => {
    const input = join(folder, 'input');
    writeFileSync(input, '1234');
    const source = `mov eax, [esp + 4]\nmov eax, [eax]\nmov [0xef800800], eax\nmov eax, [esp + 8]\nmov [0xef8007f8], eax\nmov [esp - 0x3ff00], eax\n${HELLO.split('\n').slice(2).join('\n')}`;
    expect(await run(['run', fileOf(elf([...at(USUAL), [76, 4, 7]], source)), '--input', input])).toMatchObject({ status: 0, out: '1234' });
    for (const contents of [HELLO, elf([])]) {
      const ran = await run(['run', fileOf(contents), '--input', input]);
      expect(isRefusal(ran)).toBe(true);
      expect(ran.err).toContain('takes no input');
    }
    expect(isRefusal(await run(['run', fileOf(elf(at(USUAL))), '--input', join(folder, 'nothing')]))).toBe(true);
  });

  it.each(REFUSED)('refuses an ELF file with %s', async (_, patches, text) => {
    const ran = await run(['run', fileOf(elf(patches))]);
    expect(isRefusal(ran)).toBe(true);
    expect(ran.err).toContain(text);
  });

  it.each([
    ['an unknown instruction', 'nop\nfrob eax', 'line 2'], ['a word of the host language', 'constructor 1', 'line 1'], ['nothing', '; nothing\n', 'no instruction'],
    ['too much', 'nop\n'.repeat(4097), '4097 bytes'], ['no text', Uint8Array.of(0xff, 0xfe), 'neither'], ['part of an ELF file', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), 'ELF header'],
  ])('refuses %s in one line', async (_, contents, text) => {
    const ran = await run(['run', fileOf(contents)]);
    expect(isRefusal(ran)).toBe(true);
    expect(ran.err).toContain(text);
  });

  it('takes any text and any damaged ELF file in good order', async () => {
    const word = fc.constantFrom('mov', 'rep', 'db', 'equ', 'toString', '__proto__', 'eax', '[', ']', ',', ':', '"', "'", '0x', '$', 'A', '1', '+', '*', 'dword', 'ptr', 'jmp', 'int', ' ', ' ', '\n', '\n');
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));
    const damage = fc.array(fc.tuple(fc.nat(83), fc.nat(255)), { minLength: 1, maxLength: 4 }).chain((places) =>
      fc.constantFrom(PAD, USUAL).map((address) => elf([...at(address), ...places.map(([place, value]): Patch => [place, 1, value])])));
    await fc.assert(fc.asyncProperty(fc.oneof(text, fc.string(), damage), async (contents) => {
      const ran = await run(['run', fileOf(contents), '--steps', '1000']);
      return ran.status === 2 ? isRefusal(ran) : ran.status < 2;
    }), { numRuns: 300, seed: 7 });
  });
});
