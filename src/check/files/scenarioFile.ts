import * as Schema from 'effect/Schema';
import type { BootConfiguration } from '../../abi/geometry.ts';
import { INTERFACE_VERSION } from '../../abi/layout.ts';
import type { Step } from '../step.ts';
import { BootSchema, bootDocument, bootOfDocument, Natural } from './bootSchema.ts';
import { decodeDocument, parseJson } from './decodeJson.ts';
import { FileError } from './fileError.ts';
import { readInput } from './readInput.ts';
import { StepSchema, stepDocument, stepOfDocument } from './stepDocument.ts';
import { writeAtomically } from './writeAtomically.ts';

/** Steps of one scenario file at most. */
export const FILE_STEPS_MAX = 4096;
/** Bytes of a scenario file at most. */
export const SCENARIO_BYTES_MAX = 16 * 1024 * 1024;
const FORMAT_VERSION = 1;

const TEXT = Schema.String.check(Schema.isMaxLength(4096));
const RULE = Schema.String.check(Schema.isPattern(/^[A-Z]{3,4}-\d{1,4}$/));
const THEOREM = Schema.String.check(Schema.isPattern(/^P\d{1,3}$/));

const OutcomeSchema = Schema.Struct({ event: TEXT, rule: RULE, error: Schema.NullOr(TEXT) });
/** What the specification says of a kernel entry. */
export type RecordedOutcome = typeof OutcomeSchema.Type;

const FileSchema = Schema.Struct({
  format: Schema.Literal('xok-scenario'),
  version: Schema.Literal(FORMAT_VERSION),
  interface: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 65535 })),
  finding: Schema.NullOr(Schema.Struct({ theorem: THEOREM, rule: RULE, message: TEXT, path: TEXT, want: TEXT, got: TEXT })),
  found: Schema.NullOr(Schema.Struct({ seed: Natural, scenario: Natural, stepsDrawn: Natural })),
  boot: BootSchema,
  steps: Schema.Array(Schema.Struct({
    step: StepSchema,
    outcome: Schema.optionalKey(Schema.NullOr(OutcomeSchema)),
    hash: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/))),
  })).check(Schema.isMaxLength(FILE_STEPS_MAX)),
});

/** One step and what must come of it. */
export interface RecordedStep {
  readonly step: Step;
  /** Null: the kernel is not entered. Undefined: nobody knew when the file was written. */
  readonly outcome: RecordedOutcome | null | undefined;
  /** Hash of the abstract state after the step; undefined like the outcome. */
  readonly hash: string | undefined;
}

/** A scenario as it is kept: how the machine boots, what is done, and what must come of it. */
export interface ScenarioFile {
  readonly interface: number;
  readonly finding: (typeof FileSchema.Type)['finding'];
  readonly found: (typeof FileSchema.Type)['found'];
  readonly boot: BootConfiguration;
  readonly steps: readonly RecordedStep[];
}

/** The oldest interface whose scenario files can be read. */
const INTERFACE_OLDEST = 2;

const isOlder = (parsed: unknown): boolean =>
  typeof parsed === 'object' && parsed !== null && 'interface' in parsed && typeof parsed.interface === 'number' && parsed.interface < INTERFACE_OLDEST;

/** Decodes the bytes of a scenario file; `file` is the name that errors give it. FIL-1, FIL-2. @throws FileError */
export const decodeScenario = (file: string, bytes: Uint8Array): ScenarioFile => {
  const parsed = parseJson(file, bytes);
  if (isOlder(parsed)) throw new FileError(file, 'interface', `is older than ${INTERFACE_OLDEST}: its machines had slices and no ticks`, 'find the scenario anew, or replay it with the xok that wrote it');
  const document = decodeDocument(file, FileSchema, parsed);
  if (document.interface > INTERFACE_VERSION)
    throw new FileError(file, 'interface', `is ${document.interface}, but this program has interface ${INTERFACE_VERSION}`, 'use a newer xok');
  return {
    interface: document.interface, finding: document.finding, found: document.found,
    boot: bootOfDocument(file, document.boot),
    steps: document.steps.map(({ step, outcome, hash }, i) => ({ step: stepOfDocument(file, `steps[${i}].step`, step), outcome, hash })),
  };
};

const cut = (text: string): string => text.slice(0, 4096);

/** The text of a scenario file: one line per step, so that differences between versions can be read. */
export const encodeScenario = (scenario: ScenarioFile): string => {
  const { finding } = scenario;
  const head = {
    format: 'xok-scenario', version: FORMAT_VERSION, interface: scenario.interface,
    finding: finding === null ? null : { ...finding, message: cut(finding.message), path: cut(finding.path), want: cut(finding.want), got: cut(finding.got) },
    found: scenario.found, boot: bootDocument(scenario.boot),
  };
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  const steps = scenario.steps.map(({ step, outcome, hash }) => `    ${JSON.stringify({ step: stepDocument(step), outcome, hash })}`);
  return `{\n${fields.join('')}  "steps": [\n${steps.join(',\n')}\n  ]\n}\n`;
};

/** Reads a scenario file. @throws FileError */
export const readScenario = (file: string): ScenarioFile => decodeScenario(file, readInput(file, SCENARIO_BYTES_MAX));

/** Writes a scenario file. @throws FileError */
export const writeScenario = (file: string, scenario: ScenarioFile): void => writeAtomically(file, encodeScenario(scenario));
