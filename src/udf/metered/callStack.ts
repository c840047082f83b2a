import { UDF_FRAME_BYTES, UDF_FRAMES_MAX, UDF_STACK_END } from '../../abi/udf.ts';

/** Cells of R6 to R9, which a local call saves, and of R10. */
const SAVED_FROM = 12;
const SAVED_END = 20;
const R10 = 20;
const SAVED = SAVED_END - SAVED_FROM;

/** The frames of a run: where each returns to, and the registers of its caller. UDF-19. */
export class CallStack {
  readonly #saved = new Int32Array(SAVED * UDF_FRAMES_MAX);
  readonly #returns = new Int32Array(UDF_FRAMES_MAX);
  #depth = 0;
  /** Lowest address of the frame that runs. */
  frame = 0;

  begin(cells: Int32Array): void {
    this.#depth = 0;
    this.#point(cells);
  }

  get isFull(): boolean {
    return this.#depth === UDF_FRAMES_MAX - 1;
  }

  get isFirst(): boolean {
    return this.#depth === 0;
  }

  push(cells: Int32Array, returnPlace: number): void {
    this.#saved.set(cells.subarray(SAVED_FROM, SAVED_END), SAVED * this.#depth);
    this.#returns[this.#depth] = returnPlace;
    this.#depth += 1;
    this.#point(cells);
  }

  /** Ends a frame that is not the first; tells the place behind its call. */
  pop(cells: Int32Array): number {
    this.#depth -= 1;
    cells.set(this.#saved.subarray(SAVED * this.#depth, SAVED * (this.#depth + 1)), SAVED_FROM);
    this.#point(cells);
    return this.#returns[this.#depth];
  }

  /** R10 of the frame at depth d is 0x2000 − 512·d. UDF-4. */
  #point(cells: Int32Array): void {
    const end = UDF_STACK_END - UDF_FRAME_BYTES * this.#depth;
    this.frame = end - UDF_FRAME_BYTES;
    cells[R10] = end;
    cells[R10 + 1] = 0;
  }
}
