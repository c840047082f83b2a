import * as fc from 'fast-check';
import { WORDS_PER_STEP } from './draw/draw.ts';

/** Scenario lengths, mostly short, some long. An idle kernel ends a scenario early: they come to a little over 20 steps in the mean, which is promised. */
export const LENGTHS: readonly number[] = [5, 10, 15, 30, 35, 40, 45, 60];
/** One scenario in this many is long. */
const LONG_ONE_IN = 64;
export const LENGTH_LONG = 200;

/** A generator of 32-bit words (sfc32, Chris Doty-Humphrey's small fast counting generator), seeded from fast-check's source. */
const expand = (seedA: number, seedB: number, seedC: number, out: Int32Array): void => {
  let a = seedA | 0;
  let b = seedB | 0;
  let c = seedC | 0;
  let counter = 1;
  for (let i = -12; i < out.length; i++) {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    if (i >= 0) out[i] = t;
  }
};

/** So many tapes in a row start from the same boot configuration, which then is put back line by line instead of as a whole. */
const TAPES_PER_BOOT = 25;

const withoutSteps = (tape: Int32Array, from: number, count: number): Int32Array => {
  const kept = new Int32Array(tape.length - count * WORDS_PER_STEP);
  const cut = (from + 1) * WORDS_PER_STEP;
  kept.set(tape.subarray(0, cut));
  kept.set(tape.subarray(cut + count * WORDS_PER_STEP), cut);
  return kept;
};

/** The number of steps on a tape: the first block is the header. */
export const stepsOf = (tape: Int32Array): number => tape.length / WORDS_PER_STEP - 1;

function* smaller(tape: Int32Array): Generator<fc.Value<Int32Array>> {
  const steps = stepsOf(tape);
  for (let size = steps; size >= 1; size = Math.floor(size / 2)) {
    for (let from = steps - size; from >= 0; from -= size) {
      if (size < steps) yield new fc.Value(withoutSteps(tape, from, size), undefined);
    }
  }
  for (let i = 0; i < tape.length; i++) {
    if (tape[i] === 0) continue;
    const simpler = tape.slice();
    simpler[i] = 0;
    yield new fc.Value(simpler, undefined);
  }
}

/**
 * The choice tape as a fast-check arbitrary: a header block and one block of
 * words per step. It shrinks by leaving out steps, then by zeroing words.
 */
export class TapeArbitrary extends fc.Arbitrary<Int32Array> {
  readonly #stepsFixed: number | null;
  #headerSeed = 0;
  #generated = 0;

  constructor(stepsFixed: number | null) {
    super();
    this.#stepsFixed = stepsFixed;
  }

  /** Begins a block: the first header word of its tapes is a function of this seed and the tape's number in the block. */
  beginBlock(headerSeed: number): void {
    this.#headerSeed = headerSeed;
    this.#generated = 0;
  }

  override generate(random: fc.Random): fc.Value<Int32Array> {
    const a = random.nextInt();
    const b = random.nextInt();
    const c = random.nextInt();
    const pick = random.nextInt() >>> 0;
    const length = this.#stepsFixed ?? (pick % LONG_ONE_IN === 0 ? LENGTH_LONG : LENGTHS[(pick >>> 8) % LENGTHS.length]);
    const tape = new Int32Array((length + 1) * WORDS_PER_STEP);
    expand(a, b, c, tape);
    tape[0] = this.#headerSeed + Math.floor(this.#generated++ / TAPES_PER_BOOT);
    return new fc.Value(tape, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Int32Array {
    return value instanceof Int32Array;
  }

  override shrink(value: Int32Array): fc.Stream<fc.Value<Int32Array>> {
    return fc.stream(smaller(value));
  }
}
