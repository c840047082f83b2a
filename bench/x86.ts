import { GuestMachine } from './x86/guestMachine.ts';
import { LOOPS } from './x86/guestImage.ts';
import { buildNative } from './x86/native.ts';
import { V86Machine } from './x86/v86Machine.ts';

/**
 * What an instruction costs: our interpreter in ring 3 with paging, v86 with its compiler on the same image, and the
 * same loops as a 32-bit program of the host. Seconds are those of processor time of the process, since other work on
 * the machine only adds to the others. Instructions are those that our processor counts (an iteration of a
 * repeated string instruction is one, ring 0 counts none), so that ratios are those of times.
 *
 * --json: one line of JSON; --only=a,b: these loops; --seconds=n: how long each engine runs a loop, 1 if not given.
 */
const WARM_SECONDS = 0.4;

interface Engine {
  readonly name: 'ours' | 'v86' | 'native';
  /** Seconds for so many rounds, and the value of a round. */
  readonly run: (loop: number, rounds: number) => Promise<{ readonly seconds: number; readonly value: number }>;
}

interface Figure {
  readonly instructionsPerSecond: number;
  readonly seconds: number;
  readonly value: number;
}

const option = (name: string): string | undefined => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const seconds = Number(option('seconds') ?? 1);
const chosen = option('only')?.split(',');

const timed = async (work: () => number | Promise<number>): Promise<{ seconds: number; value: number }> => {
  const began = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(began);
  return { seconds: (user + system) / 1e6, value };
};

/** Lets the engine get warm while it finds how many rounds last long enough, then measures once. */
const measure = async ({ run }: Engine, loop: number, instructionsPerRound: number): Promise<Figure> => {
  let rounds = 1;
  let spent = 0;
  let last = 0;
  while (spent < WARM_SECONDS || last < WARM_SECONDS / 4) {
    rounds *= 2;
    // Each batch follows from the one before.
    // oxlint-disable-next-line no-await-in-loop
    last = (await run(loop, rounds)).seconds;
    spent += last;
  }
  let result = await run(loop, Math.ceil((rounds * seconds * 1.1) / last));
  rounds = Math.ceil((rounds * seconds * 1.1) / last);
  while (result.seconds < seconds) {
    rounds *= 2;
    // oxlint-disable-next-line no-await-in-loop
    result = await run(loop, rounds);
  }
  return { instructionsPerSecond: (instructionsPerRound * rounds) / result.seconds, ...result };
};

const guest = new GuestMachine();
const v86 = await V86Machine.start();
const native = buildNative();
const engines: readonly Engine[] = [
  { name: 'ours', run: (loop, rounds) => timed(() => guest.run(loop, rounds)) },
  { name: 'v86', run: (loop, rounds) => timed(() => v86.run(loop, rounds)) },
  ...(native === null ? [] : [{
    name: 'native' as const,
    run: async (loop: number, rounds: number) => {
      const { nanoseconds, value } = native.run(loop, rounds);
      return { seconds: nanoseconds / 1e9, value };
    },
  }]),
];

/** Every round is like the others, so two counts tell what one costs. */
const instructionsOf = (loop: number): number => {
  guest.run(loop, 2);
  const two = guest.retired;
  guest.run(loop, 3);
  return guest.retired - two;
};

const results: { loop: string; instructionsPerRound: number; figures: Partial<Record<Engine['name'], Figure>>; areEqual: boolean }[] = [];
for (const [number, loop] of LOOPS.entries()) {
  if (chosen !== undefined && !chosen.includes(loop)) continue;
  process.stderr.write(`${loop}\n`);
  const instructionsPerRound = instructionsOf(number);
  const figures: Partial<Record<Engine['name'], Figure>> = {};
  for (const engine of engines) {
    // One after another: they share the processor.
    // oxlint-disable-next-line no-await-in-loop
    figures[engine.name] = await measure(engine, number, instructionsPerRound);
  }
  const values = Object.values(figures).map(({ value }) => value);
  results.push({ loop, instructionsPerRound, figures, areEqual: values.every((value) => value !== 0 && value === values[0]) });
}
await v86.close();
native?.close();

const areEqual = results.every((result) => result.areEqual);
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ node: process.version, results, areEqual })}\n`);
else {
  process.stdout.write('loop        instructions       ours        v86     native   million/s    ours/v86  ours/native\n');
  for (const { loop, instructionsPerRound, figures } of results) {
    const speed = (name: Engine['name']): number => (figures[name]?.instructionsPerSecond ?? Number.NaN) / 1e6;
    const columns = (['ours', 'v86', 'native'] as const).map((name) => speed(name).toFixed(1).padStart(10)).join(' ');
    process.stdout.write(`${loop.padEnd(10)} ${String(instructionsPerRound).padStart(13)} ${columns} ${(speed('ours') / speed('v86')).toFixed(3).padStart(22)} ${(speed('ours') / speed('native')).toFixed(4).padStart(12)}\n`);
  }
  process.stdout.write(areEqual ? 'checksums are equal\n' : 'checksums differ\n');
}
process.exitCode = areEqual ? 0 : 1;
