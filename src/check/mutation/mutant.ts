import type { MutantKind } from './types.ts';

/** One replacement in one compiled file; the search text must occur there exactly once. */
export interface Change {
  /** Path below `dist`, for example `impl/death.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One deliberate mistake: a change, the rule that it breaks, and why somebody might make it. */
export interface Mutant extends Change {
  readonly id: string;
  readonly kind: MutantKind;
  readonly rule: string;
  readonly why: string;
  /** Rules that a finding may name instead, because they govern the field in which the mistake is seen. */
  readonly named: readonly string[];
  /** The argument that no scenario can show the mistake; null if it must be killed. */
  readonly equivalent: string | null;
  /** The reason why the specification calls this guard argument validation and not protection; null if a theorem must see its absence. */
  readonly argumentValidation: string | null;
}

/** A mutant that cannot be applied as it is written: an error, never a kill. */
export class MutantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MutantError';
  }
}

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (where: string, row: Row, field: string): string => {
  const value = row[field];
  if (typeof value !== 'string') throw new MutantError(`${where}: ${field} must be text`);
  return value;
};

const listOf = (where: string, row: Row, field: string): readonly string[] => {
  const value = row[field] ?? [];
  if (!Array.isArray(value)) throw new MutantError(`${where}: ${field} must be a list`);
  return value.map((entry: unknown) => {
    if (typeof entry !== 'string') throw new MutantError(`${where}: ${field} must be a list of texts`);
    return entry;
  });
};

/** The rows of a data file. @throws MutantError */
export const rowsOf = (where: string, text: string): readonly Row[] => {
  const document: unknown = JSON.parse(text);
  if (!Array.isArray(document)) throw new MutantError(`${where} must be a list`);
  return document.map((row: unknown) => {
    if (!isRow(row)) throw new MutantError(`${where} must be a list of objects`);
    return row;
  });
};

/** The mutants of a data file. @throws MutantError */
export const mutantsOf = (where: string, kind: MutantKind, text: string): readonly Mutant[] =>
  rowsOf(where, text).map((row) => {
    const id = textOf(where, row, 'id');
    return {
      id, kind, rule: textOf(id, row, 'rule'), file: textOf(id, row, 'file'), find: textOf(id, row, 'find'), replace: textOf(id, row, 'replace'),
      why: textOf(id, row, 'why'), named: listOf(id, row, 'named'), equivalent: row['equivalent'] === undefined ? null : textOf(id, row, 'equivalent'), argumentValidation: null,
    };
  });

/** Rule by reason, from a data file of `{rule, reason}`. @throws MutantError */
export const reasonsOf = (where: string, text: string): ReadonlyMap<string, string> =>
  new Map(rowsOf(where, text).map((row) => [textOf(where, row, 'rule'), textOf(where, row, 'reason')]));

/** The text with the change made. @throws MutantError unless the search text occurs exactly once */
export const spliced = (change: Change, text: string): string => {
  const at = text.indexOf(change.find);
  if (change.find === '' || at < 0) throw new MutantError(`${change.file}: the search text does not occur`);
  if (text.includes(change.find, at + 1)) throw new MutantError(`${change.file}: the search text occurs more than once`);
  return text.slice(0, at) + change.replace + text.slice(at + change.find.length);
};
