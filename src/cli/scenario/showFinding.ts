import { ERRORS } from '../../abi/errors.ts';
import type { BootConfiguration } from '../../abi/geometry.ts';
import type { Finding } from '../../check/findings.ts';
import type { Act } from '../../model/trap.ts';
import { ruleSentence } from '../ruleSentence.ts';
import { describeStep, showInstructions, showWords } from './describeStep.ts';
import type { PerformedStep } from './performScenario.ts';

/** Whether a finding is a failed assertion or an exception, and not a statement with another value. */
export const isBroken = ({ message }: Pick<Finding, 'message'>): boolean => message.startsWith('broken: ') || message.startsWith('the kernel threw: ');

const errorName = (word: number): string => {
  if (word === 0) return 'accepted';
  return Object.entries(ERRORS).find(([, number]) => number === word)?.[0] ?? `EAX = 0x${(word >>> 0).toString(16)}`;
};

const showAct = ({ call, rule, error, before }: Act, i: number): string => {
  const { registers } = before.processor;
  const what = call === null ? `no call has the number ${registers.eax}` : showWords(call, registers);
  return `\n                record ${i + 1}: ${what}: ${error === null ? 'done' : `refused with ${error}`} (${rule})`;
};

/** What the model says of the records of a batch, a line for each. */
export const showRecords = ({ said }: PerformedStep): string => (said?.acts ?? []).map(showAct).join('');

/** What the model says of a step, and what the kernel answered. */
export const showOutcome = ({ said, result, step }: PerformedStep): string => {
  if (said === null) return 'no kernel entry';
  const model = said.error === null ? `${said.event}: accepted (${said.rule})` : `${said.event}: refused with ${said.error} (${said.rule})`;
  return step.kind === 'call' && result !== null ? `${model}; the kernel: ${errorName(result)}` : model;
};

export const showEnv = (env: number): string => (env < 0 ? 'idle' : `env ${env}`);

/** The rule that a finding names, in the words of the specification. */
export const showRule = (rule: string): string => {
  const sentence = ruleSentence(rule);
  return sentence === null ? '' : `${rule}  ${sentence}\n`;
};

/** Where want and got part. */
export const showDifference = ({ path, want, got }: Pick<Finding, 'path' | 'want' | 'got'>): string => (path === '' ? '' : `${path}    want ${want}    got ${got}\n`);

/** What is known of a refuted scenario. */
export interface Refuted {
  readonly finding: Finding;
  readonly boot: BootConfiguration;
  readonly performed: readonly PerformedStep[];
  readonly stepsDrawn: number;
  readonly seed: number;
  readonly scenario: number;
  readonly file: string;
}

/** A report that a stranger can act on: what failed, how to see it again, the last step, and where want and got part. */
export const showRefuted = ({ finding, boot, performed, stepsDrawn, seed, scenario, file }: Refuted): string => {
  const last = performed.at(-1);
  const what = last === undefined ? 'boot' : last.step.kind === 'call' && last.step.call !== null ? last.step.call : last.step.kind;
  const lines = [`${isBroken(finding) ? 'BROKEN ' : 'REFUTED'}  ${what}  ${finding.theorem}  rule ${finding.rule}   seed ${seed}  scenario ${scenario}   replay: xok replay ${file}`];
  const sentence = showRule(finding.rule).trimEnd();
  if (sentence !== '') lines.push(sentence);
  performed.forEach((step, i) => {
    lines.push(`step ${i + 1} of ${performed.length}${step === last ? ` (shrunk from ${stepsDrawn})` : ''}, ${showEnv(step.env)}:  ${describeStep(step.step, boot)}`);
  });
  const code = last === undefined ? null : showInstructions(last.step, boot);
  if (code !== null) lines.push(`code   ${code}`);
  if (last !== undefined) lines.push(`model  ${showOutcome(last)}${showRecords(last)}`);
  lines.push(finding.message);
  return `${lines.join('\n')}\n${showDifference(finding)}`;
};
