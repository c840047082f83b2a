import { LARGE, SIXTEENFOLD, SMALL } from '../src/abi/geometry.ts';
import type { Geometry } from '../src/abi/geometry.ts';
import { Arena } from '../src/check/arena.ts';
import { BlockRunner } from '../src/check/block.ts';
import type { Split } from '../src/check/lockstep.ts';
import { cleanKit } from '../src/check/programs.ts';
import { drawnBoots } from '../src/check/scenario.ts';

/**
 * What a lockstep step costs, in microseconds on one core: the untimed total
 * first (timers cost time themselves), then where it goes. The geometries are
 * run in turn, so that the ratio holds when the machine's speed drifts. What a
 * boot costs, decoded whole, stands beside it: a campaign boots each configuration once.
 */
const BLOCKS_WARM = 24;
const BLOCKS = 12;
const ROUNDS = 5;
const BLOCK = 500;

const emptySplit = (): Split => ({ machine: 0, abstraction: 0, kernel: 0, model: 0, comparison: 0, invariants: 0 });

interface Lane {
  readonly name: string;
  readonly untimed: BlockRunner;
  readonly timed: BlockRunner;
  readonly split: Split;
  readonly totals: number[];
  timedSteps: number;
  timedMilliseconds: number;
}

const lane = (name: string, geometry: Geometry): Lane => {
  const split = emptySplit();
  const settings = { geometry, without: new Set<never>(), steps: null };
  return {
    name, split, untimed: new BlockRunner(cleanKit(), { ...settings, split: null }), timed: new BlockRunner(cleanKit(), { ...settings, split }),
    totals: [], timedSteps: 0, timedMilliseconds: 0,
  };
};

const blocks = (runner: BlockRunner, first: number, count: number): { steps: number; milliseconds: number } => {
  const started = process.cpuUsage();
  let steps = 0;
  for (let block = first; block < first + count; block++) steps += runner.run(1, block, BLOCK).steps;
  const used = process.cpuUsage(started);
  return { steps, milliseconds: (used.user + used.system) / 1000 };
};

/** Milliseconds to boot a configuration and decode the machine, the median over a few. */
const bootMilliseconds = (geometry: Geometry): number => {
  const times = drawnBoots(geometry).slice(0, 4).map((configuration) => {
    const arena = new Arena(cleanKit());
    const started = performance.now();
    arena.stage('boot', configuration);
    return performance.now() - started;
  });
  return median(times);
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const lanes = [lane('small', SMALL), lane('sixteenfold', SIXTEENFOLD), lane('large', LARGE)];
for (const one of lanes) {
  process.stderr.write(`warming up ${one.name}\n`);
  blocks(one.untimed, 0, BLOCKS_WARM);
  blocks(one.timed, 0, BLOCKS_WARM);
  Object.assign(one.split, emptySplit());
}
for (let round = 0; round < ROUNDS; round++) {
  for (const one of lanes) {
    const from = BLOCKS_WARM + round * BLOCKS;
    const untimed = blocks(one.untimed, from, BLOCKS);
    one.totals.push((untimed.milliseconds * 1000) / untimed.steps);
    const started = performance.now();
    const timed = blocks(one.timed, from, BLOCKS);
    one.timedSteps += timed.steps;
    one.timedMilliseconds += performance.now() - started;
  }
  process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
}

const show = (microseconds: number): string => microseconds.toFixed(2).padStart(8);
for (const one of lanes) {
  const per = (milliseconds: number): number => (milliseconds * 1000) / one.timedSteps;
  const sum = Object.values(one.split).reduce((a: number, b: number) => a + b, 0);
  process.stdout.write(`${one.name}: µs of processor time a step, untimed: median ${median(one.totals).toFixed(2)}, best ${Math.min(...one.totals).toFixed(2)}\n`);
  for (const [part, milliseconds] of Object.entries(one.split)) process.stdout.write(`  ${part.padEnd(14)}${show(per(milliseconds))}\n`);
  process.stdout.write(`  ${'draw, reset, hash'.padEnd(14)}${show(per(one.timedMilliseconds - sum))}\n`);
}
for (const [name, geometry] of [['small', SMALL], ['sixteenfold', SIXTEENFOLD], ['large', LARGE]] as const) process.stdout.write(`boot of ${name}: ${bootMilliseconds(geometry).toFixed(1)} ms\n`);
process.stdout.write(`ratio sixteenfold : small = ${(median(lanes[1].totals) / median(lanes[0].totals)).toFixed(2)} (median), ${(Math.min(...lanes[1].totals) / Math.min(...lanes[0].totals)).toFixed(2)} (best)\n`);
