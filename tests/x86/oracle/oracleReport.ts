import { FLAG_NAMES } from './tally.ts';
import type { Row, Tally } from './tally.ts';
import { EXCEPTION_NAMES } from './x87Tally.ts';
import type { X87Tally } from './x87Tally.ts';

export interface Outcome<T> {
  readonly seed: number;
  readonly first: number;
  readonly cases: number;
  readonly json: boolean;
  readonly seconds: number;
  readonly differing: number;
  readonly differences: readonly unknown[];
  readonly tally: T;
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).map(([key, count]) => `${key}: ${count}`).join('; ');

const flagsText = (row: Row): string => FLAG_NAMES.map((name, i) => `${name} ${row.set[i]}/${row.clear[i]}`).join(' ');

const rowText = (row: Row): string =>
  `${row.name.padEnd(28)} ${String(row.cases).padStart(7)} ${String(row.completed).padStart(7)}  ${flagsText(row)}  ${listed(row.forms)}`
  + (Object.keys(row.faults).length === 0 ? '' : `  faults ${listed(row.faults)}`);

/** The text, or the JSON, that a run prints at its end. */
export const report = (outcome: Outcome<Tally>): string => {
  const { tally, json, ...rest } = outcome;
  const { singles, unclassified, sequences, inSequences, leftOut, compared, rows } = tally;
  if (json) return `${JSON.stringify({ ...rest, compared, singles, unclassified, sequences, inSequences, leftOut, rows }, null, 1)}\n`;
  return [
    'opcode, cases, completed, flags set/clear after completion, cases by form, faults by vector',
    ...rows.map(rowText),
    `seed ${outcome.seed}: ${compared} cases compared in ${outcome.seconds.toFixed(1)} s (${Math.round(compared / outcome.seconds)} a second): `
      + `${singles} single instructions (${unclassified} in no row: cut off or invalid), ${sequences} sequences with ${inSequences} instructions`,
    `left out: ${listed(leftOut)}`,
    `${outcome.differing} differ`, '',
  ].join('\n');
};

/** The same for the floating-point unit: a line for each instruction, with how often each exception was flagged. */
export const x87Report = (outcome: Outcome<X87Tally>): string => {
  const { tally, json, ...rest } = outcome;
  const { compared, instructions, leftOut, rows } = tally;
  if (json) return `${JSON.stringify({ ...rest, compared, instructions, leftOut, rows }, null, 1)}\n`;
  return [
    'first instruction, cases, completed, cases by exception flagged, faults by vector',
    ...rows.map(({ name, cases, completed, flagged, faults }) =>
      `${name.padEnd(28)} ${String(cases).padStart(7)} ${String(completed).padStart(7)}  ${EXCEPTION_NAMES.map((exception, i) => `${exception} ${flagged[i]}`).join(' ')}  ${listed(faults)}`),
    `seed ${outcome.seed}: ${compared} cases compared in ${outcome.seconds.toFixed(1)} s (${Math.round(compared / outcome.seconds)} a second), with ${instructions} instructions`,
    `left out: ${listed(leftOut)}`,
    `${outcome.differing} differ`, '',
  ].join('\n');
};
