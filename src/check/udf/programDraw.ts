import { Draw, WORDS_PER_STEP } from '../draw/draw.ts';

/** Blocks of the tape of a program behind its header: one for the metadata, and one for each statement. */
export const PROGRAM_BLOCKS = 24;
const METADATA_BLOCK = 1;

/** Reads a tape block by block, and beyond its end by mixing, so that a shorter tape is a smaller program. */
export class ProgramDraw extends Draw {
  readonly #tape: Int32Array;
  #block = METADATA_BLOCK;

  constructor(tape: Int32Array) {
    super(tape);
    this.#tape = tape;
    this.turnTo(0, tape);
    // The first word of a tape is that of its neighbours (see TapeArbitrary).
    this.word();
  }

  /** Turns to the block of the next statement. */
  nextStatement(): void {
    this.#block++;
    if ((this.#block + 1) * WORDS_PER_STEP <= this.#tape.length) this.turnTo(this.#block, this.#tape);
    else this.begin(this.#block);
  }

  /** Turns to the block of the metadata. */
  metadata(): void {
    this.turnTo(METADATA_BLOCK, this.#tape);
  }
}
