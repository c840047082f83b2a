import type { Progress } from '../../check/campaign.ts';
import { coverageReport } from '../../check/coverage.ts';
import type { Totals } from '../../check/totals.ts';
import type { Model } from '../../model/model.ts';
import type { Io } from '../io.ts';

const SECONDS_BETWEEN_LINES = 5;
const SECONDS_BETWEEN_DRAWINGS = 0.2;
const CLEAR_LINE = '\r\x1b[K';

/** What a campaign ends at, whichever comes first; null is no end. */
export interface Ends {
  /** Scenarios of this run, not of other shards. */
  readonly scenarios: number | null;
  readonly steps: number | null;
  readonly seconds: number | null;
}

/** Shows how far a campaign is: one live line on a terminal, elsewhere a line every few seconds. */
export class ProgressLine {
  readonly #io: Io;
  readonly #model: Model;
  readonly #ends: Ends;
  #shownAt = 0;
  #isDrawn = false;

  constructor(io: Io, model: Model, ends: Ends) {
    this.#io = io;
    this.#model = model;
    this.#ends = ends;
  }

  show(progress: Progress): void {
    const { errIsTerminal } = this.#io;
    if (progress.seconds - this.#shownAt < (errIsTerminal ? SECONDS_BETWEEN_DRAWINGS : SECONDS_BETWEEN_LINES)) return;
    this.#shownAt = progress.seconds;
    this.#isDrawn = errIsTerminal;
    this.#io.err(errIsTerminal ? `${CLEAR_LINE}${this.#text(progress)}` : `${this.#text(progress)}\n`);
  }

  /** Removes the live line, if there is one. */
  clear(): void {
    if (this.#isDrawn) this.#io.err(CLEAR_LINE);
  }

  #text({ totals, seconds }: Progress): string {
    const coverage = coverageReport(this.#model, new Map(Object.entries(totals.coverage)));
    const rate = Math.round(totals.steps / Math.max(seconds, 0.001));
    const refuted = totals.counterexamples.length === 0 ? '' : `  ${totals.counterexamples.length} REFUTED`;
    return `${totals.scenarios} scenarios  ${totals.steps} steps  ${rate} steps/s  ${coverage.hit}/${coverage.cells - coverage.impossible} cells  ${this.#left(totals, seconds)} s left${refuted}`;
  }

  #left({ scenarios, steps }: Totals, seconds: number): number {
    const ends = this.#ends;
    const at = (end: number | null, done: number): number => (end === null ? Infinity : ((end - done) * seconds) / Math.max(1, done));
    const byTime = ends.seconds === null ? Infinity : ends.seconds - seconds;
    return Math.max(0, Math.round(Math.min(byTime, at(ends.scenarios, scenarios), at(ends.steps, steps))));
  }
}
