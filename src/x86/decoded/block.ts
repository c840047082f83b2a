import type { Repeat } from './repeatedStrings.ts';
import type { Step } from './step.ts';

/** Where a block is left, and the block that follows once it is known. */
export class Exit {
  /** From the block's first byte to the target, in bytes. */
  readonly distance: number = 0;
  /** Instructions retired on the way. */
  readonly retired: number = 0;
  /** The target lies in the page of the block. */
  readonly staysInPage: boolean;
  next: Block | null = null;

  constructor(distance: number, retired: number, staysInPage: boolean) {
    this.distance = distance;
    this.retired = retired;
    this.staysInPage = staysInPage;
  }
}

/**
 * Decoded instructions of one page that run one after another unless a jump is taken. Nothing in it depends on anything
 * but the bytes of RAM from `offset` to the end of the last instruction: a compiler of blocks would start from here.
 * The last step never lets another follow.
 */
export class Block {
  readonly offset: number = 0;
  readonly steps: readonly Step[];
  /** By step: bytes and instructions before it. */
  readonly starts: readonly number[];
  readonly before: readonly number[];
  /** By step: where it goes if it is taken. */
  readonly exits: readonly Exit[];
  /** Instructions in all. */
  readonly retired: number = 0;
  /** The block is a repeated string instruction, of which this executes iterations; else null. */
  readonly repeat: Repeat | null;

  constructor(offset: number, steps: readonly Step[], starts: readonly number[], before: readonly number[], exits: readonly Exit[], repeat: Repeat | null) {
    this.offset = offset;
    this.steps = steps;
    this.starts = starts;
    this.before = before;
    this.exits = exits;
    this.repeat = repeat;
    this.retired = exits[steps.length - 1].retired;
  }
}
