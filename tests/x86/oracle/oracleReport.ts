import { FLAG_NAMES } from './tally.ts';
import type { Row, Tally } from './tally.ts';

export interface Outcome {
  readonly seed: number;
  readonly first: number;
  readonly cases: number;
  readonly json: boolean;
  readonly seconds: number;
  readonly differing: number;
  readonly differences: readonly unknown[];
  readonly tally: Tally;
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).map(([key, count]) => `${key}: ${count}`).join('; ');

const flagsText = (row: Row): string => FLAG_NAMES.map((name, i) => `${name} ${row.set[i]}/${row.clear[i]}`).join(' ');

const rowText = (row: Row): string =>
  `${row.name.padEnd(28)} ${String(row.cases).padStart(7)} ${String(row.completed).padStart(7)}  ${flagsText(row)}  ${listed(row.forms)}`
  + (Object.keys(row.faults).length === 0 ? '' : `  faults ${listed(row.faults)}`);

/** The text, or the JSON, that a run prints at its end. */
export const report = (outcome: Outcome): string => {
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
