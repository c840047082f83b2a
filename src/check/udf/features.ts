import type { UdfObservation } from '../../model/udf/observer.ts';
import { decodeWords } from '../../udf/decode.ts';
import type { DecodedWord } from '../../udf/decode.ts';
import { FRAME_POINTER } from './programBuilder.ts';

/**
 * What the runs of one program show, so that a campaign can say what its accepted programs were like: a loop taken, a
 * branch whose operand differed from one block of metadata to another, a register stored and loaded again, an emission.
 */
export class Features {
  readonly #words: readonly (DecodedWord | null)[];
  /** The first operand of each branch when it was first met, in the first run that met it. */
  readonly #operands = new Map<number, bigint>();
  readonly #metInRun = new Set<number>();
  #place = -1;
  #depth = 0;
  #isStored = false;
  instructions = 0;
  hasLoop = false;
  hasMetadataBranch = false;
  hasSpill = false;
  hasEmission = false;

  constructor(words: Uint8Array) {
    this.#words = decodeWords(words);
  }

  beginRun(): void {
    this.#metInRun.clear();
    this.#place = -1;
  }

  /** Sees a word that is about to be executed. */
  see({ place, depth, frames }: UdfObservation): void {
    this.instructions++;
    if (place <= this.#place && depth === this.#depth && this.#isJump(this.#place)) this.hasLoop = true;
    this.#place = place;
    this.#depth = depth;
    const word = this.#words[place];
    if (word === null) return;
    const { form } = word.instruction;
    if (form === 'branch') this.#branch(place, frames[depth].registers[word.destination]);
    else if (form === 'callHelper' && word.immediate === 1) this.hasEmission = true;
    else if (form === 'store' && word.destination === FRAME_POINTER && word.instruction.operand === 'register') this.#isStored = true;
    else if (form === 'load' && word.source === FRAME_POINTER && this.#isStored) this.hasSpill = true;
  }

  #isJump(place: number): boolean {
    const form = this.#words[place]?.instruction.form;
    return form === 'branch' || form === 'jump';
  }

  #branch(place: number, operand: bigint): void {
    if (this.#metInRun.has(place)) return;
    this.#metInRun.add(place);
    const before = this.#operands.get(place);
    if (before === undefined) this.#operands.set(place, operand);
    else if (before !== operand) this.hasMetadataBranch = true;
  }
}
