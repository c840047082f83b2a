import { MUTANT_KINDS } from '../check/mutation/types.ts';
import type { MutantReport, MutantRequest } from '../check/mutation/types.ts';
import { EXIT } from './io.ts';
import type { Io } from './io.ts';
import type { MutantDocument, MutantsDocument } from './mutantsDocument.ts';
import type { Parsed } from './options.ts';
import { asUsageError } from './unknownMutant.ts';
import { UsageError } from './usageError.ts';
import { theoremIds } from './verify/theorems.ts';

const SCENARIOS_USUAL = 20_000;
const SEED_USUAL = 1;

const withoutOf = (text: string | null): string[] => {
  const ids = text === null ? [] : text.split(',');
  const known = theoremIds();
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new UsageError(`--without names '${unknown}', which is no theorem`, `the theorems are ${known.join(' ')}`);
  return ids;
};

const requestOf = (parsed: Parsed): MutantRequest => {
  const kind = parsed.text('kind');
  return {
    ids: parsed.operands,
    kinds: MUTANT_KINDS.filter((known) => known === kind),
    without: withoutOf(parsed.text('without')),
    seeds: [parsed.number('seed') ?? SEED_USUAL],
    scenarios: parsed.number('scenarios') ?? SCENARIOS_USUAL,
  };
};

const idsWith = (reports: readonly MutantReport[], status: MutantReport['status']): string[] => reports.filter((report) => report.status === status).map(({ id }) => id);

const lineOf = ({ id, kind, rule, killedBy, scenarios, seconds, status, reason }: MutantReport): string => {
  const fate = status === 'killed' ? `killed by ${killedBy ?? 'nobody'}` : status === 'argumentValidation' ? 'argument validation' : status;
  return `${id.padEnd(28)} ${kind.padEnd(8)} ${rule.padEnd(8)} ${fate.padEnd(20)} ${String(scenarios).padStart(8)} scenarios ${seconds.toFixed(1).padStart(6)} s${reason === null ? '' : `  ${reason}`}\n`;
};

const print = (reports: readonly MutantReport[], interrupted: boolean, json: boolean, io: Io): void => {
  const [survived, equivalent, argumentValidation] = (['survived', 'equivalent', 'argumentValidation'] as const).map((status) => idsWith(reports, status));
  if (json) {
    const document: MutantsDocument = { version: 1, interrupted, mutants: reports, survived, equivalent, argumentValidation };
    io.out(`${JSON.stringify(document)}\n`);
    return;
  }
  io.out(reports.map(lineOf).join(''));
  io.out(`${reports.length} mutants: ${idsWith(reports, 'killed').length} killed, ${survived.length} survived, ${equivalent.length} equivalent, ${argumentValidation.length} argument validation${interrupted ? ' (interrupted)' : ''}\n`);
};

const show = async (id: string, json: boolean, io: Io): Promise<number> => {
  const { showMutant } = await import('../check/mutation/showMutant.ts');
  const { diff, rule, killer } = await showMutant(id);
  if (json) {
    const document: MutantDocument = { version: 1, id, rule, killer, diff };
    io.out(`${JSON.stringify(document)}\n`);
  } else io.out(`${id}  rule ${rule}  killer ${killer ?? 'none'}\n${diff.endsWith('\n') ? diff : `${diff}\n`}`);
  return EXIT.fine;
};

const runAll = async (parsed: Parsed, io: Io): Promise<number> => {
  const request = requestOf(parsed);
  const { runMutants } = await import('../check/mutation/runMutants.ts');
  const json = parsed.flag('json');
  const reports = await runMutants(request, (report) => io.err(lineOf(report)), io.signal);
  print(reports, io.signal.aborted, json, io);
  if (io.signal.aborted) return EXIT.interrupted;
  return reports.some(({ status }) => status === 'survived') ? EXIT.found : EXIT.fine;
};

const showOperand = (parsed: Parsed): string => {
  const [, id, more] = parsed.operands;
  if (id === undefined) throw new UsageError('mutants show lacks ID', 'write xok mutants show ID');
  const option = ['kind', 'without', 'seed', 'scenarios'].find((name) => parsed.flag(name));
  if (option !== undefined) throw new UsageError(`mutants show does not take --${option}`, 'leave it out');
  if (more !== undefined) throw new UsageError(`mutants show does not take '${more}'`, 'give one ID');
  return id;
};

/** Runs mutants, or shows one. */
export const mutants = async (parsed: Parsed, io: Io): Promise<number> => {
  try {
    return parsed.operands[0] === 'show' ? await show(showOperand(parsed), parsed.flag('json'), io) : await runAll(parsed, io);
  } catch (error) {
    throw asUsageError(error);
  }
};
