import { UDF_COST_MAX } from '../src/abi/udf.ts';
import type { UdfInput, UdfRun } from '../src/abi/udf.ts';
import { compile } from '../src/udf/compiled/compile.ts';
import { RunMemory } from '../src/udf/compiled/runMemory.ts';
import { translate } from '../src/udf/compiled/translate.ts';
import { instantiate } from '../src/udf/compiled/wasmHost.ts';
import { MeteredProgram } from '../src/udf/metered/meteredProgram.ts';
import { wordsOf } from './udf/functions.ts';
import type { FunctionName } from './udf/functions.ts';
import { directory, inode } from './udf/metadata.ts';
import { buildNative } from './udf/native.ts';
import { verificationTimes } from './udf/verification.ts';

/**
 * What downloaded code costs in each engine, against the same C functions compiled for the host by gcc -O2. Engines take
 * turns within a round, in short batches, and the least of all rounds counts: other work on the machine only adds.
 * Instructions are those of BPF in all columns, so that ratios are those of times. "walk" is the execution alone, as the
 * native figure is; "run" is what a caller of run() waits for, with its tuples made into objects.
 */
const ROUNDS = 60;
const BATCH_MILLISECONDS = 4;
/** Until the host has compiled a function with its optimising compiler, in a thread of its own. */
const WARM_MILLISECONDS = 500;
/** Cost that `own` has beside the call. */
const OWN_COST = 8;
const COMPILATIONS = 25;

const SUBJECTS: readonly { readonly title: string; readonly name: FunctionName; readonly metadata: Uint8Array }[] = [
  { title: 'inode, all pointers in use', name: 'inode', metadata: inode(1) },
  { title: 'inode, one in 16 in use', name: 'inode', metadata: inode(16) },
  { title: 'checksum of 4 KB', name: 'checksum', metadata: inode(1) },
  { title: 'directory block', name: 'directory', metadata: directory() },
  { title: 'arithmetic', name: 'arithmetic', metadata: inode(1) },
];

const inputOf = (metadata: Uint8Array): UdfInput => ({
  kind: 'owns', metadata, isMetadataWritable: false, operation: 0n, time: 0n, credentials: [], residue: 0n, costMax: UDF_COST_MAX,
});

const mix = (sum: number, value: number): number => Number((BigInt(sum) * 31n + BigInt(value)) & 0xffff_ffffn);

/** The same as native.c makes. */
const checksumOf = ({ end, tuples, isSpoilt }: UdfRun): number => {
  const value = end.kind === 'exit' ? end.value : 0n;
  let sum = mix(mix(0, Number(value & 0xffff_ffffn)), Number(value >> 32n));
  for (const { start, count, type } of tuples) sum = mix(mix(mix(sum, start), count), type);
  return mix(sum, isSpoilt ? 1 : 0);
};

interface Lane {
  readonly name: string;
  /** Nanoseconds of so many runs. */
  readonly time: (times: number) => number;
  readonly checksum: number;
  times: number;
  best: number;
}

const timed = (work: () => void) => (times: number): number => {
  const began = performance.now();
  for (let i = 0; i < times; i++) work();
  return (performance.now() - began) * 1e6;
};

/** Both ways to wait for a compiled program. */
const compiledLanes = (words: Uint8Array, form: 'checked' | 'verified', input: UdfInput): readonly Lane[] => {
  const { module, faults } = translate(words, form);
  const memory = new RunMemory();
  const execute = instantiate(module, memory.memory);
  const whole = compile(words, form);
  memory.begin(input);
  execute();
  const walk = timed(() => {
    memory.begin(input);
    execute();
  });
  return [
    { name: `${form}, walk`, time: walk, checksum: checksumOf(memory.outcome(input.costMax, faults)), times: 1, best: Infinity },
    { name: `${form}, run`, time: timed(() => whole.run(input)), checksum: checksumOf(whole.run(input)), times: 1, best: Infinity },
  ];
};

const meteredLane = (words: Uint8Array, input: UdfInput): Lane => {
  const program = new MeteredProgram(words);
  return { name: 'metered, run', time: timed(() => program.run(input)), checksum: checksumOf(program.run(input)), times: 1, best: Infinity };
};

/** Lets each lane get warm, finds how many of its runs fill a batch, then lets the lanes take turns. */
const race = (lanes: readonly Lane[]): void => {
  for (const lane of lanes) {
    const began = performance.now();
    let spent = 0;
    while (performance.now() - began < WARM_MILLISECONDS) {
      if (spent < BATCH_MILLISECONDS * 1e6) lane.times *= 2;
      spent = lane.time(lane.times);
    }
    lane.times = Math.ceil((lane.times * BATCH_MILLISECONDS * 1e6) / spent);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const lane of lanes) lane.best = Math.min(lane.best, lane.time(lane.times) / lane.times);
  }
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Milliseconds to translate a program, to have the host compile it, and to run it for the first time, as some hosts
 * compile only then. Each time it begins with another constant, since the host remembers modules that it has seen.
 */
const compilation = (words: Uint8Array, form: 'checked' | 'verified', input: UdfInput): string => {
  const memory = new RunMemory();
  const times: [translation: number, host: number][] = [];
  let bytes = 0;
  for (let constant = 0; constant < COMPILATIONS; constant++) {
    const variant = Uint8Array.from([0xb7, 0, 0, 0, constant, form.length, 0, 0, ...words]);
    memory.begin(input);
    const began = performance.now();
    const { module } = translate(variant, form);
    const translated = performance.now();
    instantiate(module, memory.memory)();
    times.push([translated - began, performance.now() - translated]);
    bytes = module.length;
  }
  const [translation, host] = [0, 1].map((part) => median(times.map((one) => one[part])).toFixed(2));
  return `${form}: ${translation} ms to translate, ${host} ms in the host until it has run once, module of ${bytes} bytes`;
};

const native = buildNative();
let areEqual = true;
for (const { title, name, metadata } of SUBJECTS) {
  process.stderr.write(`${title}\n`);
  const words = wordsOf(name);
  const input = inputOf(metadata);
  const lanes = [
    ...(native === null ? [] : [{
      name: 'native', time: (times: number) => native.measure(name, metadata, times).nanoseconds,
      checksum: native.measure(name, metadata, 1).checksum, times: 1, best: Infinity,
    }]),
    ...compiledLanes(words, 'verified', input), ...compiledLanes(words, 'checked', input), meteredLane(words, input),
  ];
  race(lanes);
  const { cost, tuples } = new MeteredProgram(words).run(input);
  const instructions = cost - OWN_COST * tuples.length;
  process.stdout.write(`${title}: ${instructions} instructions, ${tuples.length} tuples\n`);
  for (const lane of lanes) {
    const ratio = native === null ? '' : `${(lanes[0].best / lane.best).toFixed(3).padStart(8)} of native`;
    process.stdout.write(`  ${lane.name.padEnd(15)}${(lane.best / 1000).toFixed(2).padStart(9)} µs ${((instructions / lane.best) * 1000).toFixed(0).padStart(7)} M/s${ratio}\n`);
    areEqual &&= lane.checksum === lanes[0].checksum;
  }
  for (const form of ['verified', 'checked'] as const) process.stdout.write(`  ${compilation(words, form, input)}\n`);
}
process.stdout.write('verification, least of 40 rounds\n');
for (const line of verificationTimes()) process.stdout.write(`  ${line}\n`);
native?.close();
process.stdout.write(areEqual ? 'checksums are equal\n' : 'checksums differ\n');
process.exitCode = areEqual ? 0 : 1;
