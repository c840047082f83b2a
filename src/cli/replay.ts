import { setImmediate } from 'node:timers/promises';
import { parseJson } from '../check/files/decodeJson.ts';
import { FileError } from '../check/files/fileError.ts';
import type { RecordedStep, ScenarioFile } from '../check/files/scenarioFile.ts';
import { isProgramDocument } from '../check/files/programFile.ts';
import { readInput } from '../check/files/readInput.ts';
import { decodeScenario, SCENARIO_BYTES_MAX } from '../check/files/scenarioFile.ts';
import type { Finding } from '../check/findings.ts';
import type { Kit } from '../check/kit.ts';
import { EXIT } from './io.ts';
import type { Io } from './io.ts';
import { kitFor } from './kitFor.ts';
import type { Parsed } from './options.ts';
import type { ReplayDocument } from './replayDocument.ts';
import { describeStep, showInstructions } from './scenario/describeStep.ts';
import { Performance } from './scenario/performScenario.ts';
import type { PerformedStep } from './scenario/performScenario.ts';
import { isBroken, showDifference, showEnv, showOutcome, showRecords, showRule } from './scenario/showFinding.ts';

type StepRow = ReplayDocument['steps'][number];

/** What differs from the record: nothing, the outcome or the hash. A step without record cannot drift. */
const driftOf = (was: RecordedStep, is: PerformedStep): string | null => {
  if (was.outcome !== undefined) {
    const [before, now] = [was.outcome, is.outcome ?? null];
    if (before?.event !== now?.event || before?.rule !== now?.rule || before?.error !== now?.error)
      return `the recorded outcome is ${before === null ? 'no kernel entry' : `${before.event} ${before.rule} ${before.error ?? 'accepted'}`}`;
  }
  if (was.hash !== undefined && was.hash !== is.hash) return `the recorded state hash is ${was.hash}`;
  return null;
};

/** How a replay went. */
interface Replayed {
  readonly rows: StepRow[];
  readonly finding: Finding | null;
  readonly drift: { readonly rule: string; readonly message: string } | null;
  readonly stateHash: string;
  readonly interrupted: boolean;
}

const rowOf = (index: number, what: string, is: PerformedStep, drift: string | null): StepRow => ({
  index, kind: is.step.kind, env: is.env, what, outcome: is.outcome ?? null, hash: is.hash ?? null, drift, refuted: is.finding !== null,
});

/** Steps between two looks at whether the user interrupts. */
const STEPS_IN_A_ROW = 32;

const run = async (kit: Kit, scenario: ScenarioFile, io: Io, say: (text: string) => void): Promise<Replayed> => {
  const performance = new Performance(kit, scenario.boot, new Set());
  const rows: StepRow[] = [];
  let finding = performance.bootFinding;
  let drift: Replayed['drift'] = null;
  for (const [i, was] of scenario.steps.entries()) {
    if (i % STEPS_IN_A_ROW === 0) await setImmediate();
    if (finding !== null || io.signal.aborted) break;
    const what = describeStep(was.step, scenario.boot);
    if (!performance.fits(was.step)) {
      drift ??= { rule: 'TIM-3', message: `step ${i + 1}: the machine ${was.step.kind === 'idle' ? 'is not idle' : 'is idle'}, so that the step cannot be taken` };
      break;
    }
    const is = performance.perform(was.step);
    const difference = is.finding === null ? driftOf(was, is) : null;
    if (difference !== null) drift ??= { rule: is.outcome?.rule ?? was.outcome?.rule ?? 'SEG-1', message: `step ${i + 1}: ${difference}` };
    finding = is.finding;
    rows.push(rowOf(i + 1, what, is, difference));
    say(`${String(i + 1).padStart(4)}  ${showEnv(is.env).padEnd(6)}  ${what}\n              ${showOutcome(is)}  ${is.hash ?? ''}${showRecords(is)}${difference === null ? '' : `\n              DRIFTED: ${difference}`}\n`);
  }
  return { rows, finding, drift, stateHash: performance.stateHash, interrupted: io.signal.aborted };
};

const verdictOf = ({ finding, drift, interrupted }: Replayed): ReplayDocument['verdict'] => {
  if (finding !== null) return isBroken(finding) ? 'broken' : 'refuted';
  if (drift !== null) return 'drifted';
  return interrupted ? 'interrupted' : 'passed';
};

const EXIT_OF: Readonly<Record<ReplayDocument['verdict'], number>> = { passed: EXIT.fine, refuted: EXIT.found, broken: EXIT.found, drifted: EXIT.found, interrupted: EXIT.interrupted };

/** The code of the step that was refuted. */
const showCode = (rows: readonly StepRow[], scenario: ScenarioFile): string => {
  const last = scenario.steps[rows.length - 1];
  const code = last === undefined ? null : showInstructions(last.step, scenario.boot);
  return code === null ? '' : `ring 3: ${code}\n`;
};

/** Replays one scenario file, or judges one program file. */
export const replay = async (parsed: Parsed, io: Io): Promise<number> => {
  const [file] = parsed.operands;
  const bytes = readInput(file, SCENARIO_BYTES_MAX);
  if (isProgramDocument(parseJson(file, bytes))) return (await import('./udf/replayProgram.ts')).replayProgram(file, bytes, parsed, io);
  const scenario = decodeScenario(file, bytes);
  const kit = await kitFor(parsed.text('mutant'));
  if (scenario.steps.length === 0 && scenario.finding === null) throw new FileError(file, 'steps', 'is empty', 'give a scenario with steps');
  const json = parsed.flag('json');
  const replayed = await run(kit, scenario, io, json ? () => undefined : io.out);
  const { rows, finding, drift, stateHash } = replayed;
  const verdict = verdictOf(replayed);
  const rule = finding?.rule ?? drift?.rule ?? null;
  if (json) {
    const document: ReplayDocument = { version: 1, file, mutant: parsed.text('mutant'), verdict, rule, message: finding?.message ?? drift?.message ?? null, finding, stateHash, steps: rows };
    io.out(`${JSON.stringify(document)}\n`);
  } else {
    if (finding !== null) io.out(`${showCode(rows, scenario)}${finding.theorem}: ${finding.message}\n${showDifference(finding)}${showRule(finding.rule)}`);
    else if (drift !== null) io.out(`${drift.message}\n`);
    io.out(`${verdict}${rule === null ? '' : `  rule ${rule}`}  ${rows.length} of ${scenario.steps.length} steps  state hash ${stateHash}\n`);
  }
  return EXIT_OF[verdict];
};
