import { drawCase } from './caseDraw.ts';
import { differences, incomparable, unfit } from './comparison.ts';
import type { Emulated } from './emulated.ts';
import { ByteReader, ByteWriter, readAnswer, writeCase } from './liveFormat.ts';
import type { Answer, LiveCase } from './liveFormat.ts';
import type { LiveProcessor } from './liveProcessor.ts';

/** A case on which the processors differ. */
export interface Difference {
  readonly index: number;
  readonly test: LiveCase;
  readonly lines: readonly string[];
}

/** A case with the answer of the real processor. */
export interface Compared {
  readonly test: LiveCase;
  readonly real: Answer;
}

/** What kind of cases a run draws, and how their answers are compared and counted. */
export interface Cases {
  readonly draw: (seed: number, index: number) => LiveCase;
  readonly differences: (test: LiveCase, real: Answer, emulated: Answer) => string[];
}

/** Integer cases. */
export const INTEGER_CASES: Cases = { draw: drawCase, differences };

/** What counts the cases of a run. */
export interface Counter {
  leaveOut(reason: string): void;
  add(test: LiveCase, real: Answer): void;
}

export interface Run {
  readonly kind: Cases;
  readonly seed: number;
  readonly first: number;
  readonly cases: number;
  readonly emulated: Emulated;
  readonly live: LiveProcessor;
  readonly tally: Counter;
  readonly differ: (difference: Difference) => void;
  /** Called for every case that can be compared and does not differ. */
  readonly agree: (compared: Compared) => void;
  readonly progress: (done: number) => void;
}

interface Pending {
  readonly index: number;
  readonly test: LiveCase;
  readonly emulated: Answer;
  readonly request: Uint8Array;
}

/** A batch keeps both processes busy for some milliseconds, and is well below the harness's megabyte. */
const BATCH = 2000;

const drawBatch = (run: Run, first: number, count: number): Pending[] => {
  const pending: Pending[] = [];
  const bytes = new ByteWriter();
  for (let index = first; index < first + count; index++) {
    const test = run.kind.draw(run.seed, index);
    const emulated = run.emulated.run(test);
    const reason = unfit(emulated);
    if (emulated === null || reason !== null) {
      run.tally.leaveOut(reason ?? '');
      continue;
    }
    writeCase(bytes, test);
    pending.push({ index, test, emulated, request: bytes.take() });
  }
  return pending;
};

const compare = (run: Run, { index, test, emulated }: Pending, real: Answer): void => {
  const reason = incomparable(test, real);
  if (reason !== null) {
    run.tally.leaveOut(reason);
    return;
  }
  run.tally.add(test, real);
  const lines = run.kind.differences(test, real, emulated);
  if (lines.length > 0) run.differ({ index, test, lines });
  else run.agree({ test, real });
};

const sendBatch = async (run: Run, pending: readonly Pending[]): Promise<Uint8Array> => {
  if (pending.length === 0) return new Uint8Array(0);
  const batch = new ByteWriter();
  for (const { request } of pending) batch.raw(request);
  return run.live.run(batch.take());
};

const compareBatch = (run: Run, pending: readonly Pending[], bytes: Uint8Array): void => {
  const answers = new ByteReader(bytes);
  for (const one of pending) compare(run, one, readAnswer(answers));
};

/**
 * Draws cases and gives each to both processors. The emulator runs first, so that no case is sent which
 * would harm the harness; while the real processor runs a batch, the next one is drawn.
 */
export const runLive = async (run: Run): Promise<void> => {
  let waiting: { pending: readonly Pending[]; answers: Promise<Uint8Array> } | null = null;
  for (let first = run.first; first < run.first + run.cases; first += BATCH) {
    const pending = drawBatch(run, first, Math.min(BATCH, run.first + run.cases - first));
    // oxlint-disable-next-line no-await-in-loop
    if (waiting !== null) compareBatch(run, waiting.pending, await waiting.answers);
    waiting = { pending, answers: sendBatch(run, pending) };
    run.progress(first - run.first);
  }
  if (waiting !== null) compareBatch(run, waiting.pending, await waiting.answers);
};
