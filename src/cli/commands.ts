import type { Io } from './io.ts';
import type { OperandSpec, OptionSpec, Parsed } from './options.ts';
import { UDF_COMMANDS } from './udf/udfCommands.ts';

/** One command: its tables, and how its code is loaded when it is wanted. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly operands: OperandSpec;
  readonly options: readonly OptionSpec[];
  readonly notes: readonly string[];
  /** Whether words that the tables do not know are left to the command, for a caller that adds its own. */
  readonly isLenient?: true;
  readonly load: () => Promise<(parsed: Parsed, io: Io) => Promise<number>>;
}

const SEED_MAX = 2 ** 32 - 1;
export const SCENARIOS_MAX = 1_000_000_000_000;
/** Files of shards that one merge takes. */
export const SHARDS_MAX = 4096;

const JSON_FLAG: OptionSpec = { name: 'json', value: { type: 'flag' }, help: 'print one JSON object' };
const SEED: OptionSpec = { name: 'seed', value: { type: 'natural', name: 'S', min: 0, max: SEED_MAX }, help: 'fixes the scenarios, whatever the workers' };
const NO_OPERANDS: OperandSpec = { name: 'operand', min: 0, max: 0 };

const VERIFY: Command = {
  name: 'verify',
  summary: 'run random scenarios on the kernel and the model, and compare',
  operands: { name: 'THEOREM…', min: 0, max: 64 },
  options: [
    { name: 'scenarios', value: { type: 'natural', name: 'N', min: 1, max: SCENARIOS_MAX }, help: 'stop after N scenarios' },
    { name: 'steps', value: { type: 'natural', name: 'L', min: 1, max: 4096 }, help: 'steps of every scenario; a mixture of lengths otherwise' },
    { name: 'time', value: { type: 'seconds', name: 'S', max: 1_000_000 }, help: 'begin nothing new after S seconds (60 unless --scenarios is given)' },
    SEED,
    { name: 'shard', value: { type: 'text', name: 'I/N' }, help: 'run part I of N of the same scenarios; needs --scenarios and --seed' },
    { name: 'workers', value: { type: 'natural', name: 'W', min: 1, max: 256 }, help: 'worker threads; one per processor otherwise' },
    { name: 'geometry', value: { type: 'choice', name: 'NAME', choices: ['small', 'sixteenfold', 'large', 'mixed'] }, help: 'size of the machine: small, sixteenfold, large, or mixed (usual: mostly small, some large)' },
    { name: 'report', value: { type: 'text', name: 'DIR' }, help: 'folder for counterexamples (proofs-by-test/corpus in the repository, else xok-report)' },
    JSON_FLAG,
  ],
  notes: [
    'THEOREM is an ID such as P1; without any, all are checked. P2, P6, P22 and P23 have runs of their own, a share of the campaign (on the small machine if the geometry is large).',
    'Exit 1: refuted, broken, a cell declared impossible was hit, or a possible cell was missed in an unsharded run of 20000 scenarios or more.',
    'Exit 3: interrupted; the partial result is printed.',
  ],
  load: async () => (await import('./verify/verify.ts')).verify,
};

const MERGE: Command = {
  name: 'merge',
  summary: 'add up the JSON of the shards of one campaign',
  operands: { name: 'FILE…', min: 1, max: SHARDS_MAX },
  options: [JSON_FLAG],
  notes: [
    'The result is that of the unsharded run. `seconds` is that of the slowest shard, `coreSeconds` the sum.',
    'Shards that overlap, lack a part, were interrupted, or come from another program, seed or request are refused.',
  ],
  load: async () => (await import('./merge.ts')).merge,
};

const REPLAY: Command = {
  name: 'replay',
  summary: 'run one scenario file step by step',
  operands: { name: 'FILE', min: 1, max: 1 },
  options: [{ name: 'mutant', value: { type: 'text', name: 'ID' }, help: 'run it on a mutant' }, JSON_FLAG],
  notes: ['Exit 1: a step was refuted, or its outcome is not the recorded one (drifted).'],
  load: async () => (await import('./replay.ts')).replay,
};

const MUTANTS: Command = {
  name: 'mutants',
  summary: 'apply mutants and report who kills them; mutants show ID prints one',
  operands: { name: 'ID…', min: 0, max: 4096 },
  options: [
    { name: 'kind', value: { type: 'choice', name: 'KIND', choices: ['kernel', 'twin', 'model', 'harness'] }, help: 'only mutants of this kind: kernel, twin, model or harness' },
    { name: 'without', value: { type: 'text', name: 'THEOREM' }, help: 'switch a theorem off (several: P1,P3)' },
    SEED,
    { name: 'scenarios', value: { type: 'natural', name: 'N', min: 1, max: SCENARIOS_MAX }, help: 'scenarios for each mutant and seed at most (20000)' },
    JSON_FLAG,
  ],
  notes: ['Exit 1: a mutant survived.'],
  load: async () => (await import('./mutants.ts')).mutants,
};

const RUN: Command = {
  name: 'run',
  summary: 'boot the kernel with one program and print what it writes to the console',
  operands: { name: 'FILE', min: 1, max: 1 },
  options: [
    { name: 'steps', value: { type: 'natural', name: 'N', min: 1, max: 1_000_000_000_000 }, help: 'stop after N instructions of the program (10000000)' },
    { name: 'input', value: { type: 'text', name: 'FILE' }, help: 'bytes that an ELF program finds in its memory' },
    { name: 'mutant', value: { type: 'text', name: 'ID' }, help: 'run it on a mutant' },
    JSON_FLAG,
  ],
  notes: [
    'FILE is assembly text, assembled at 0xedfff000 (4096 bytes), or a static ELF file for i386 that lies there or below 0xedc00000 (spec/programs.md).',
    'Try examples/fork-and-share.asm, or examples/programs/sort.elf --input examples/programs/inputs/sort-1.in.',
    'The program is the first environment, with the root capability and one quantum. Every kernel entry is compared with the model.',
    'The console is a place in the u-area (spec/console.md).',
    'Exit 1: refuted, the limit was reached, all that lives sleeps for ever, or the first environment said an exit status other than 0 or died of an exception.',
  ],
  load: async () => (await import('./run/run.ts')).run,
};

const X86_RUN: Command = {
  name: 'x86 run',
  summary: 'run machine code given as JSON lines, one answer a line',
  operands: NO_OPERANDS,
  options: [],
  notes: [
    'A line: {"code":"hex","at":addr,"regs":{"eax":…,"eflags":…},"memory":[[addr,"hex"]],"steps":n}',
    'Its answer: {"regs":{…},"memory":[[addr,"hex"]],"fault":null|{"vector":n,"error":e,"address":a},"steps":n}',
  ],
  load: async () => (await import('./x86/x86Run.ts')).x86Run,
};

const ATTACK: Command = {
  name: 'attack',
  summary: 'let environments execute hostile machine code, with every check on',
  operands: NO_OPERANDS,
  options: [
    { name: 'time', value: { type: 'seconds', name: 'S', max: 1_000_000 }, help: 'begin nothing new after S seconds (60 unless --steps is given)' },
    { name: 'steps', value: { type: 'natural', name: 'N', min: 1, max: SCENARIOS_MAX }, help: 'begin nothing new after N steps' },
    SEED,
    { name: 'report', value: { type: 'text', name: 'DIR' }, help: 'folder for findings (proofs-by-test/corpus in the repository, else xok-report)' },
    JSON_FLAG,
  ],
  notes: [
    'A step is a run of raw bytes up to the next kernel entry, or up to 48 instructions.',
    'Exit 1: a theorem was refuted, the kernel or the machine threw, or nothing moved any more.',
  ],
  load: async () => (await import('./attack.ts')).attack,
};

/** Every command that there is. */
export const COMMANDS: readonly Command[] = [VERIFY, MERGE, REPLAY, MUTANTS, RUN, X86_RUN, ATTACK, ...UDF_COMMANDS];
