import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Schema from 'effect/Schema';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UdfInput, UdfRun } from '../../src/abi/udf.ts';
import type { EngineName, UdfTools, Verdict } from '../../src/cli/udf/engines.ts';
import { UdfAsmSchema, UdfCheckSchema, UdfDisasmSchema, UdfRunSchema } from '../../src/cli/udf/udfDocuments.ts';
import { code, elf } from '../udf/object/elfBuilder.ts';
import { hexOf } from '../udf/sampleWords.ts';
import { isRefusal, run } from './capturedIo.ts';
import { damagedBytes } from './damage.ts';
import { runUdf } from './udfCommand.ts';

const INODE = 'examples/udf/cffs_inode.o';
const EXIT = '9500000000000000';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'xok-udf-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (contents: string | Uint8Array, name = 'file'): string => {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
};

/** What was asked of the tools that the tests give. */
interface Asked {
  readonly engine: EngineName;
  readonly words: string;
  readonly input: UdfInput;
}

/** Tools that answer what they are told and keep what they are asked; the verifier refuses everything but what begins with EXIT. */
const toolsOf = (end: UdfRun['end'], run: Partial<UdfRun> = {}, refusal: Verdict = { accepted: false, reasons: [] }): { readonly tools: UdfTools; readonly asked: Asked[] } => {
  const asked: Asked[] = [];
  const tools: UdfTools = {
    engine: async (engine) => (words, input) => {
      asked.push({ engine, words: hexOf(words), input });
      return { end, cost: 21, tuples: [], isSpoilt: false, ...run };
    },
    verify: async () => ({ words }) => (words[0] === 0x95 ? { accepted: true, cost: 7, tuples: 3, executed: 5 } : refusal),
  };
  return { tools, asked };
};

const REFUSED: Verdict = {
  accepted: false,
  reasons: [
    { place: 5, rule: 'UVR-6', needed: 'the load stays inside', known: 'r1 is 0 to 255', message: 'the load stays inside, but r1 is 0 to 255' },
    { place: 12, rule: 'UVR-4', needed: 'the path ends', known: 'it does not', message: 'the path ends, but it does not' },
  ],
};
/** Eleven instructions in twelve words, a loop among them. */
const LONG = `.section acl/8\n${'r0 = 1\n'.repeat(3)}again:\nr1 = 5 ll\nr1 = *(u8 *)(r1 + 0)\n${'r2 = 2\n'.repeat(5)}goto again\n`;

describe('udf check', () => {
  it('says of each function that it is accepted, and at which cost', async () => {
    const file = fileOf('.section owns/128\nexit\n.section size\nexit\n');
    expect(await runUdf(toolsOf({ kind: 'exhausted' }).tools, 'udf check', [file])).toEqual({ status: 0, out: 'owns/128: accepted, costs at most 7 and emits at most 3 tuples\nsize: accepted, costs at most 7\n', err: '' });
  });

  it('shows where a function is refused, why, and what is known', async () => {
    const { status, out } = await runUdf(toolsOf({ kind: 'exhausted' }, {}, REFUSED).tools, 'udf check', [fileOf(LONG)]);
    expect(status).toBe(1);
    expect(out).toBe([
      'acl/8: refused for 2 reasons', '       1    r0 = 1', '       2    r0 = 1', '          L3:', '       3    r1 = 0x5 ll', '    -> 5    r1 = *(u8 *)(r1 + 0)', '              UVR-6  needed: the load stays inside',
      '                     known:  r1 is 0 to 255', '       6    r2 = 2', '       7    r2 = 2', '       8    r2 = 2', '       9    r2 = 2', '      10    r2 = 2', '      11    goto L3', '   -> 12    (no instruction begins here)',
      '              UVR-4  needed: the path ends', '                     known:  it does not', '',
    ].join('\n'));
  });

  it('leaves out what is far from every reason', async () => {
    const far: Verdict = { accepted: false, reasons: [{ place: 0, rule: 'UVR-5', needed: 'a', known: 'b', message: 'a, but b' }] };
    const { out } = await runUdf(toolsOf({ kind: 'exhausted' }, {}, far).tools, 'udf check', [fileOf('r2 = 1\n'.repeat(9))]);
    expect(out.split('\n').slice(1, 8)).toEqual(['    -> 0    r2 = 1', '              UVR-5  needed: a', '                     known:  b', '       1    r2 = 1', '       2    r2 = 1', '       3    r2 = 1', '       …']);
  });

  it('gives one JSON object', async () => {
    const { tools } = toolsOf({ kind: 'exhausted' }, {}, REFUSED);
    const { status, out } = await runUdf(tools, 'udf check', [fileOf(`${LONG}.section owns\nexit\n`), '--json']);
    const document = Schema.decodeUnknownSync(UdfCheckSchema)(JSON.parse(out));
    expect([status, document.accepted, document.cost]).toEqual([1, false, null]);
    expect(document.reasons).toMatchObject([{ kind: 'acl', pc: 5, rule: 'UVR-6', message: 'the load stays inside, but r1 is 0 to 255' }, { pc: 12 }]);
    expect(document.functions).toMatchObject([{ kind: 'acl', metadataBytesMin: 8, words: 12, accepted: false }, { kind: 'owns', words: 1, accepted: true, cost: 7, tuples: 3, executed: 5, reasons: [] }]);
    const one = Schema.decodeUnknownSync(UdfCheckSchema)(JSON.parse((await runUdf(tools, 'udf check', [fileOf(`${LONG}.section owns\nexit\n`), '--json', '--kind', 'owns'])).out));
    expect([one.accepted, one.cost, one.functions.length]).toEqual([true, 7, 1]);
  });

  it.each<[string, string | Uint8Array, readonly string[], string]>([
    ['a text with a mistake', 'exit\nr1 = r99\n', [], "line 2, column 6: 'r99' is no register; write one of"], ['a part of an object', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2), [], 'the header: the file ends within it'],
    ['an object for another machine', readFileSync('tests/udf/object/cffs_directory.debug.o').fill(62, 18, 19), [], 'the file is not for BPF (62, not 247); compile it with clang'], ['raw words without a kind', Buffer.from(EXIT, 'hex'), [], 'raw words, which do not tell their kind; give --kind'],
    ['bytes that are no words', Uint8Array.of(1, 2, 3), [], 'no whole number of words'], ['a file without the kind', 'exit', ['--kind', 'acl'], 'has no function of kind acl; it has owns'], ['a kind that there is not', 'exit', ['--kind', 'own'], 'give one of owns, acl, size'],
    ['nothing', '', [], 'no section of a kind'],
  ])('refuses %s in one line that names the file', async (_, contents, words, text) => {
    const file = fileOf(contents);
    const ran = await runUdf(toolsOf({ kind: 'exhausted' }).tools, 'udf check', [file, ...words]);
    expect(isRefusal(ran)).toBe(true);
    expect(ran.err).toContain(text);
    if (!words.includes('own')) expect(ran.err).toContain(`xok: ${file}: `);
  });

  it('takes raw words of a kind that is told', async () => expect((await runUdf(toolsOf({ kind: 'exhausted' }).tools, 'udf check', [fileOf(Buffer.from(EXIT, 'hex')), '--kind', 'acl'])).out).toBe('acl: accepted, costs at most 7\n'));
});

describe('udf run', () => {
  const meta = (): string => fileOf(new Uint8Array(128).fill(3), 'meta');

  it('runs the function that tells what is owned, on the metered engine', async () => {
    const { tools, asked } = toolsOf({ kind: 'exit', value: 0n }, { tuples: [{ start: 77, count: 2, type: 3 }, { start: 9, count: 1, type: 1 }] });
    expect(await runUdf(tools, 'udf run', [INODE, '--meta', meta()])).toEqual({ status: 0, out: 'owns/128: a set of 2 tuples, cost 21\nstart count type\n77 2 3\n9 1 1\n', err: '' });
    expect(asked).toMatchObject([{ engine: 'metered', input: { kind: 'owns', isMetadataWritable: false, operation: 0n, time: 0n, credentials: [], costMax: 262144 } }]);
    expect(asked[0].input.metadata).toEqual(Buffer.alloc(128, 3));
  });

  it('has the reference as an engine', async () => {
    const { status, out } = await run(['udf', 'run', 'examples/udf/extent_node.o', '--meta', 'tests/udf/examples/vectors/extent-node-1.bin', '--engine', 'reference']);
    expect([status, out]).toEqual([0, 'owns/4096: a set of 5 tuples, cost 129\nstart count type\n16 1 16\n867 1 16\n1207 1 16\n1547 1 16\n1888 1 16\n']);
  });

  it('hands on what an acl function is asked', async () => {
    const { tools, asked } = toolsOf({ kind: 'exit', value: 1n });
    const words = [INODE, '--meta', meta(), '--kind', 'acl', '--engine', 'reference', '--operation', '6', '--time', '99', '--credentials', '0f00000000000000,090102030405060A'];
    expect((await runUdf(tools, 'udf run', words)).out).toBe('acl/128: allowed, cost 21\n');
    expect(asked).toMatchObject([{ engine: 'reference', input: { kind: 'acl', operation: 6n, time: 99n, credentials: [15n, 0x0a06050403020109n] } }]);
  });

  it.each<[string, UdfRun['end'], Partial<UdfRun>, readonly string[], number, string]>([
    ['no set', { kind: 'exit', value: 1n }, { tuples: [{ start: 1, count: 1, type: 1 }] }, [], 0, 'owns/128: no set (R0 is 1), cost 21\n'], ['a spoilt set', { kind: 'exit', value: 0n }, { isSpoilt: true }, [], 0, 'owns/128: no set (R0 is 0), cost 21\n'],
    ['a refusal', { kind: 'exit', value: 2n }, {}, ['--kind', 'acl'], 0, 'acl/128: refused (R0 is 2), cost 21\n'], ['a size', { kind: 'exit', value: 128n }, {}, ['--kind', 'size'], 0, 'size/128: 128 bytes in use, cost 21\n'],
    ['exhaustion', { kind: 'exhausted' }, {}, [], 1, 'owns/128: exhausted, cost 21\n'],
    ['a fault', { kind: 'fault', place: 1, rule: 'UDF-5' }, {}, ['--kind', 'size'], 1, 'size/128: fault at word 1, cost 21\n       0    r1 = *(u32 *)(r1 + 124)\n    -> 1    w0 = 1\n              UDF-5  (spec/udf.md)\n'],
  ])('tells %s', async (_, end, ran, words, status, out) => {
    const told = await runUdf(toolsOf(end, ran).tools, 'udf run', [INODE, '--meta', meta(), ...words]);
    expect([told.status, told.out.slice(0, out.length)]).toEqual([status, out]);
  });

  it.each<[UdfRun['end'], Partial<UdfRun>, Readonly<Record<string, unknown>>]>([
    [{ kind: 'exit', value: 0n }, { tuples: [{ start: 2 ** 48 - 1, count: 1, type: 9 }] }, { end: 'exit', result: 0, fault: null, hasSet: true, owns: [{ start: 2 ** 48 - 1, count: 1, type: 9 }], cost: 21 }],
    [{ kind: 'exit', value: 2n ** 64n - 1n }, { tuples: [{ start: 1, count: 1, type: 9 }] }, { end: 'exit', result: '18446744073709551615', hasSet: false, owns: [] }],
    [{ kind: 'fault', place: 3, rule: 'UDF-7' }, {}, { end: 'fault', result: null, fault: { pc: 3, rule: 'UDF-7' }, hasSet: false, owns: [] }],
    [{ kind: 'exhausted' }, {}, { end: 'exhausted', result: null, fault: null }],
  ])('gives one JSON object: form %#', async (end, ran, fields) => {
    const file = meta();
    const { out } = await runUdf(toolsOf(end, ran).tools, 'udf run', [INODE, '--meta', file, '--json', '--engine', 'compiled']);
    expect(Schema.decodeUnknownSync(UdfRunSchema)(JSON.parse(out))).toMatchObject({ version: 1, file: INODE, meta: file, kind: 'owns', engine: 'compiled', ...fields });
  });

  it('says of other functions that they have no set to tell', async () =>
    expect(JSON.parse((await runUdf(toolsOf({ kind: 'exit', value: 0n }).tools, 'udf run', [INODE, '--meta', meta(), '--json', '--kind', 'size'])).out)).toMatchObject({ hasSet: null, owns: [] }));

  it.each<[string, (metadata: string) => readonly string[], string]>([
    ['no metadata', () => [INODE], 'lacks --meta; write --meta FILE'], ['short metadata', () => [INODE, '--meta', fileOf(new Uint8Array(127), 'short')], 'has 127 bytes, and the function claims 128'],
    ['long metadata', () => [INODE, '--meta', fileOf(new Uint8Array(65537), 'long')], 'is longer than 65536 bytes; give metadata'], ['absent metadata', () => [INODE, '--meta', join(folder, 'absent')], 'cannot be opened'],
    ['an odd capability', (metadata) => [INODE, '--meta', metadata, '--credentials', '0f,00'], "has '0f'; give"], ['an engine that there is not', (metadata) => [INODE, '--meta', metadata, '--engine', 'fast'], 'give one of reference'],
    ['an absent kind', (metadata) => ['examples/udf/fat12_table.s', '--meta', metadata, '--kind', 'acl'], 'has no function of kind acl'],
  ])('refuses %s', async (_, words, text) => {
    const ran = await runUdf(toolsOf({ kind: 'exhausted' }).tools, 'udf run', words(meta()));
    expect(isRefusal(ran)).toBe(true);
    expect(ran.err).toContain(text);
  });
});

describe('udf asm and udf disasm', () => {
  it('print words by line, and with --out write them', async () => {
    const file = fileOf('r0 = 0\nexit\n');
    expect(await run(['udf', 'asm', file])).toEqual({ status: 0, out: 'b7 00 00 00 00 00 00 00\n95 00 00 00 00 00 00 00\n', err: '' });
    const out = join(folder, 'words');
    expect(await run(['udf', 'asm', file, '--out', out])).toEqual({ status: 0, out: '', err: '' });
    expect(readFileSync(out).toString('hex')).toBe(`b700000000000000${EXIT}`);
    expect((await run(['udf', 'disasm', out, '--kind', 'size'])).out).toBe('.section size\n\tr0 = 0\n\texit\n');
  });

  it('name the functions of a text that has several', async () => {
    const file = fileOf('.section acl/8\nexit\n.section size\nr0 = 1\nexit\n');
    expect((await run(['udf', 'asm', file])).out).toBe('# acl/8\n95 00 00 00 00 00 00 00\n# size\nb7 00 00 00 01 00 00 00\n95 00 00 00 00 00 00 00\n');
    expect((await run(['udf', 'asm', file, '--kind', 'acl'])).out).toBe('95 00 00 00 00 00 00 00\n');
    expect(Schema.decodeUnknownSync(UdfAsmSchema)(JSON.parse((await run(['udf', 'asm', file, '--json'])).out)).functions).toEqual([{ kind: 'acl', metadataBytesMin: 8, words: EXIT }, { kind: 'size', metadataBytesMin: 0, words: `b700000001000000${EXIT}` }]);
    const ran = await run(['udf', 'asm', file, '--out', join(folder, 'never')]);
    expect(isRefusal(ran)).toBe(true);
    expect(ran.err).toContain('has 2 functions, and a file of words holds one; name it with --kind');
  });

  it('are each the other way round, sections included', async () => {
    const { out } = await run(['udf', 'disasm', INODE]);
    expect((await run(['udf', 'disasm', fileOf(out)])).out).toBe(out);
    const documents = await Promise.all([INODE, fileOf(out)].map(async (file) => Schema.decodeUnknownSync(UdfDisasmSchema)(JSON.parse((await run(['udf', 'disasm', file, '--json'])).out))));
    expect(documents[0].functions.map(({ kind, metadataBytesMin }) => [kind, metadataBytesMin])).toEqual([['owns', 128], ['acl', 128], ['size', 128]]);
    expect(documents[1].functions).toEqual(documents[0].functions);
  });

  it('refuse what they cannot read', async () => {
    expect((await run(['udf', 'asm', INODE])).err).toContain('is no text');
    expect(await run(['udf', 'asm', fileOf('exit now')])).toSatisfy(isRefusal);
    expect(await run(['udf', 'disasm', fileOf(Buffer.from(EXIT, 'hex'))])).toSatisfy(isRefusal);
    expect(await run(['udf', 'asm', fileOf('exit'), '--out', folder])).toSatisfy(isRefusal);
  });

  it('take any damaged file in good order', async () => {
    const whole = Uint8Array.from(readFileSync(INODE));
    await fc.assert(fc.asyncProperty(damagedBytes(whole), async ({ bytes }) => {
      const ran = await run(['udf', 'disasm', fileOf(bytes), '--json']);
      return ran.status === 2 ? isRefusal(ran) : ran.status === 0;
    }), { numRuns: 200, seed: 3 });
  });
});

describe('udf conformance-plugin', () => {
  const WORDS = `${EXIT} ${EXIT}`;
  const plugin = (words: readonly string[], input: string, end: UdfRun['end'] = { kind: 'exit', value: 0xdeadbeefn }) => {
    const { tools, asked } = toolsOf(end);
    return runUdf(tools, 'udf conformance-plugin', words, input).then((ran) => ({ ran, asked }));
  };

  it('prints R0 in hexadecimal after running the words on the memory', async () => {
    const { ran, asked } = await plugin(['aa  bb  0C  '], '95  00 00 00 00 00 00 00  \n');
    expect(ran).toEqual({ status: 0, out: 'deadbeef\n', err: '' });
    expect(asked).toMatchObject([{ engine: 'metered', words: EXIT, input: { kind: 'owns', isMetadataWritable: true, costMax: 262144 } }]);
    expect([...asked[0].input.metadata]).toEqual([0xaa, 0xbb, 0x0c]);
  });

  it.each<[readonly string[], readonly number[], EngineName]>([
    [[], [], 'metered'], [[''], [], 'metered'], [['', ''], [], 'metered'], [['--elf'], [], 'metered'], [['--cpu', 'v4'], [], 'metered'], [['01', '--elf', '--debug=true', 'true'], [1], 'metered'], [['01', '--engine', 'compiled'], [1], 'compiled'],
    [['--engine=reference', '0102', '--jit'], [1, 2], 'reference'], [['--interpret', '-x'], [], 'metered'],
  ])('takes the words %j of a runner', async (words, memory, engine) => {
    const { ran, asked } = await plugin(words, WORDS);
    expect([ran.status, [...asked[0].input.metadata], asked[0].engine]).toEqual([0, memory, engine]);
  });

  it('takes a program that is wrapped into an object', async () => {
    const { ran, asked } = await plugin(['--elf'], Buffer.from(elf([code('.text', WORDS)])).toString('hex'));
    expect([ran.status, asked[0].words]).toEqual([0, EXIT + EXIT]);
  });

  it.each<[UdfRun['end'], RegExp]>([
    [{ kind: 'fault', place: 3, rule: 'UDF-10' }, /^xok: fault at word 3, rule UDF-10: A word is \*illegal\* if [^\n]+ {2}\(spec\/udf\.md\)\n$/], [{ kind: 'exhausted' }, /^xok: exhausted\n$/],
  ])('tells the error of a run and exits with 1: form %#', async (end, err) =>
    expect((await plugin(['00'], WORDS, end)).ran).toEqual({ status: 1, out: '', err: expect.stringMatching(err) }));

  it.each<[string, readonly string[], string]>([
    ['no program', [], ''], ['half a word', [], '95 00'], ['something else', [], 'exit'], ['half a byte', [], '950000000000000'], ['odd memory', ['zz'], WORDS], ['too much memory', ['00'.repeat(65537)], WORDS],
    ['a damaged object', [], '7f454c4602'], ['an object without code', [], Buffer.from(elf([])).toString('hex')], ['an engine that there is not', ['--engine', 'fast'], WORDS],
  ])('refuses %s', async (_, words, input) => expect((await plugin(words, input)).ran).toSatisfy(isRefusal));
});
