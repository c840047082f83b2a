import { UDF_KINDS } from '../../abi/udf.ts';
import type { Command } from '../commands.ts';
import type { OptionSpec } from '../options.ts';
import { ENGINE_NAMES } from './engines.ts';

const NUMBER_MAX = 10 ** 15 - 1;
const JSON_FLAG: OptionSpec = { name: 'json', value: { type: 'flag' }, help: 'print one JSON object' };
const FILE = { name: 'FILE', min: 1, max: 1 };

const kind = (help: string): OptionSpec => ({ name: 'kind', value: { type: 'choice', name: 'K', choices: Object.keys(UDF_KINDS) }, help });
const engine = (usual: string): OptionSpec => ({ name: 'engine', value: { type: 'choice', name: 'E', choices: [...ENGINE_NAMES] }, help: `${ENGINE_NAMES.join(', ')} (${usual})` });

const FORMS = 'FILE is an object of clang -target bpf, a text in the syntax of LLVM, or raw words, which need --kind (spec/udf-files.md). Try examples/udf.';

const CHECK: Command = {
  name: 'udf check',
  summary: 'say whether the verifier accepts the functions of a file, and what they cost at most',
  operands: FILE,
  options: [kind('only the function of this kind: owns, acl or size'), JSON_FLAG],
  notes: [FORMS, 'Exit 1: a function is refused.'],
  load: async () => {
    const [{ checkWith }, { UDF_TOOLS }] = await Promise.all([import('./check.ts'), import('./engines.ts')]);
    return checkWith(UDF_TOOLS);
  },
};

const RUN: Command = {
  name: 'udf run',
  summary: 'run a function of a file on metadata, verified or not, under the meter',
  operands: FILE,
  options: [
    { name: 'meta', value: { type: 'text', name: 'FILE' }, help: 'the metadata (needed)' },
    kind('the function of this kind: owns (if there is one), acl or size'),
    engine('metered'),
    { name: 'operation', value: { type: 'natural', name: 'N', min: 0, max: NUMBER_MAX }, help: 'what an acl function is asked (0)' },
    { name: 'time', value: { type: 'natural', name: 'N', min: 0, max: NUMBER_MAX }, help: 'what helper time gives (0)' },
    { name: 'credentials', value: { type: 'text', name: 'HEX,…' }, help: 'the capabilities of the caller by slot, 16 digits each, first byte first' },
    JSON_FLAG,
  ],
  notes: [FORMS, 'Exit 1: the run ended in a fault or was exhausted.'],
  load: async () => {
    const [{ runWith }, { UDF_TOOLS }] = await Promise.all([import('./run.ts'), import('./engines.ts')]);
    return runWith(UDF_TOOLS);
  },
};

const ASM: Command = {
  name: 'udf asm',
  summary: 'assemble a text, and print the words in hexadecimal or write them as they are',
  operands: FILE,
  options: [{ name: 'out', value: { type: 'text', name: 'OUT' }, help: 'write the words of one function to this file' }, kind('the function of this kind, if the text has several'), JSON_FLAG],
  notes: ['FILE is a text in the syntax of LLVM (spec/udf-files.md). Raw words keep neither the kind nor the bytes that a function claims.'],
  load: async () => (await import('./asm.ts')).asm,
};

const DISASM: Command = {
  name: 'udf disasm',
  summary: 'show the functions of a file as text that gives the same words',
  operands: FILE,
  options: [kind('only the function of this kind'), JSON_FLAG],
  notes: [FORMS],
  load: async () => (await import('./disasm.ts')).disasm,
};

const PLUGIN: Command = {
  name: 'udf conformance-plugin',
  summary: 'run one program of the public BPF conformance suite',
  operands: { name: 'MEMORY', min: 0, max: 1 },
  options: [engine('metered')],
  isLenient: true,
  notes: [
    'The program comes on standard input, and its memory as first word: bytes in hexadecimal, with spaces between them. R1 is the address of the memory, R2 its length.',
    'Prints R0 in hexadecimal. The program is not verified; its kind is owns, and it may write its memory. Words that mean nothing here are skipped.',
    'For a runner that takes one program: a script with the line exec xok udf conformance-plugin "$@"',
    'Exit 1: the run ended in a fault or was exhausted.',
  ],
  load: async () => {
    const [{ conformancePluginWith }, { UDF_TOOLS }] = await Promise.all([import('./conformancePlugin.ts'), import('./engines.ts')]);
    return conformancePluginWith(UDF_TOOLS);
  },
};

/** The commands about downloaded code. */
export const UDF_COMMANDS: readonly Command[] = [CHECK, RUN, ASM, DISASM, PLUGIN];
