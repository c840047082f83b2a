import { SHUTDOWN, found } from './caseFormat.ts';
import type { PrivilegedCase } from './caseFormat.ts';
import type { Verdict } from './comparison.ts';
import type { Run } from './ourMachine.ts';

/** Counts of one class of cases. */
export interface Row {
  readonly kind: string;
  cases: number;
  /** Left out, by the name of the exclusion. */
  readonly excluded: Record<string, number>;
  differing: number;
  /** The handler that was entered last, or `shutdown`, of the cases compared. */
  readonly ends: Record<string, number>;
}

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** What a comparison has seen. */
export class Tally {
  readonly #rows = new Map<string, Row>();
  /** Cases that showed a known difference, by its name. */
  readonly tolerated: Record<string, number> = {};

  add(test: PrivilegedCase, { record }: Run, verdict: Verdict): void {
    const row = this.#rows.get(test.kind) ?? { kind: test.kind, cases: 0, excluded: {}, differing: 0, ends: {} };
    this.#rows.set(test.kind, row);
    row.cases++;
    if (verdict.excluded !== null) {
      count(row.excluded, verdict.excluded);
      return;
    }
    const handler = found(record, 'handler');
    count(row.ends, handler === SHUTDOWN ? 'shutdown' : String(handler));
    for (const name of verdict.tolerated) count(this.tolerated, name);
    if (verdict.lines.length > 0) row.differing++;
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  get cases(): number {
    return this.rows.reduce((sum, row) => sum + row.cases, 0);
  }

  get excluded(): number {
    return this.rows.reduce((sum, row) => sum + Object.values(row.excluded).reduce((all, one) => all + one, 0), 0);
  }

  get differing(): number {
    return this.rows.reduce((sum, row) => sum + row.differing, 0);
  }
}

