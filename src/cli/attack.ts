import { availableParallelism } from 'node:os';
import { SMALL } from '../abi/geometry.ts';
import { runCampaign } from '../check/campaign.ts';
import type { CampaignRequest } from '../check/campaign.ts';
import { cleanKit } from '../check/programs.ts';
import { EXIT } from './io.ts';
import type { Io } from './io.ts';
import type { Parsed } from './options.ts';
import { ProgressLine } from './verify/progressLine.ts';
import { reportFolder, saveCounterexample } from './verify/saveCounterexample.ts';

const SECONDS_USUAL = 60;

const requestOf = (parsed: Parsed, io: Io): CampaignRequest => {
  const steps = parsed.number('steps');
  return {
    seed: parsed.number('seed') ?? io.freshSeed(), scenarios: null, stepsEnough: steps, seconds: parsed.number('time') ?? (steps === null ? SECONDS_USUAL : null),
    shard: { index: 0, count: 1 }, workers: availableParallelism(), geometryOf: () => SMALL, without: [], steps: null, hostile: true,
  };
};

/** Runs hostile machine code in the place of library operating systems, and tells what it broke. */
export const attack = async (parsed: Parsed, io: Io): Promise<number> => {
  const request = requestOf(parsed, io);
  const folder = reportFolder(parsed.text('report'), io.cwd);
  const kit = cleanKit();
  const line = new ProgressLine(io, kit.model, { scenarios: null, steps: request.stepsEnough, seconds: request.seconds });
  const { totals, seconds, interrupted } = await runCampaign(request, (progress) => line.show(progress), io.signal);
  line.clear();
  const saved = totals.counterexamples.map((found) => saveCounterexample(kit, found, request.seed, [], folder, io.cwd));
  const texts = saved.map(({ text }) => text);
  const { scenarios, steps, entries } = totals;
  if (parsed.flag('json')) {
    io.err(texts.join('\n'));
    io.out(`${JSON.stringify({ format: 'xok-attack', version: 1, seed: request.seed, scenarios, steps, entries, seconds, interrupted, stalled: totals.budget, findings: saved.map(({ row }) => row) })}\n`);
  } else {
    const found = saved.length === 0 && totals.budget === 0 ? 'nothing found' : `${saved.length} found, ${totals.budget} scenarios did not end`;
    io.out(`${texts.join('\n')}${steps} steps of raw bytes in ${scenarios} scenarios, ${entries} kernel entries, ${seconds.toFixed(1)} s: ${found}  (seed ${request.seed})\n`);
  }
  if (saved.length + totals.budget > 0) return EXIT.found;
  return interrupted ? EXIT.interrupted : EXIT.fine;
};
