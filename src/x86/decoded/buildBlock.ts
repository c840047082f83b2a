import type { Cpu } from '../cpu.ts';
import { Block, Exit } from './block.ts';
import { decodeInstruction } from './decodeInstruction.ts';
import type { Decoded } from './decodeInstruction.ts';
import { groupSteps } from './groupSteps.ts';
import { jumpAlways } from './jumpSteps.ts';
import { repeatedString } from './repeatedStrings.ts';
import type { Repeat } from './repeatedStrings.ts';
import { REFUSED } from './step.ts';
import type { Step } from './step.ts';
import { translate } from './translate.ts';

/** Instructions in a block at most: near the end of a budget the interpreter executes up to as many. */
const INSTRUCTIONS_MAX = 32;

/** JMP, CALL and RET: nothing of the block runs after them. */
function endsBlock({ opcode, modrm }: Decoded): boolean {
  if (opcode === 0xff) return (modrm & 0x38) === 0x10 || (modrm & 0x38) === 0x20;
  return opcode === 0xc2 || opcode === 0xc3 || opcode === 0xe8 || opcode === 0xe9 || opcode === 0xeb;
}

/** Instructions of a block, one behind the other, with the step of each alone. */
class Draft {
  readonly #start: number;
  readonly #instructions: Decoded[] = [];
  readonly #single: Step[] = [];
  /** By instruction, and behind the last: bytes before it. */
  readonly #starts = [0];

  constructor(start: number) {
    this.#start = start;
  }

  get instructions(): number {
    return this.#instructions.length;
  }

  get length(): number {
    return this.#starts[this.instructions];
  }

  add(decoded: Decoded, step: Step): void {
    this.#starts.push(this.length + decoded.length);
    this.#instructions.push(decoded);
    this.#single.push(step);
  }

  finish(isEnded: boolean): Block {
    const groups = groupSteps(this.#instructions, this.#single);
    const begins = [0, ...groups.map(({ end }) => end)];
    if (isEnded) begins.pop();
    const steps = groups.map(({ step }) => step);
    const exits = groups.map(({ end }) => this.#exitTo(this.#starts[end] + this.#instructions[end - 1].immediate, end));
    if (!isEnded) {
      steps.push(jumpAlways());
      exits.push(this.#exitTo(this.length, this.instructions));
    }
    return new Block(this.#start & 0xfff, steps, begins.map((begin) => this.#starts[begin]), begins, exits, null);
  }

  #exitTo(distance: number, retired: number): Exit {
    return new Exit(distance, retired, (this.#start ^ (this.#start + distance)) >> 12 === 0);
  }
}

/** A block of one repeated string instruction: the step stands for what is left to the interpreter. */
function repeatBlock(start: number, repeat: Repeat): Block {
  return new Block(start & 0xfff, [() => REFUSED], [0], [0], [new Exit(0, 1, true)], repeat);
}

/**
 * The block that begins at a physical address, or null if its first instruction is left to the interpreter. It goes on
 * behind jumps that may be taken, and ends with any other transfer, before an instruction that is left to the
 * interpreter, or at the end of the page. Its bytes are watched from now on.
 */
export function buildBlock(cpu: Cpu, start: number): Block | null {
  const first = decodeInstruction(cpu, start);
  if (first === null) return null;
  if (first.repeat !== 0) {
    const repeat = repeatedString(first, cpu.ds);
    if (repeat === null) return null;
    cpu.ram.watchCode(start, first.length);
    return repeatBlock(start, repeat);
  }
  const draft = new Draft(start);
  let isEnded = false;
  while (!isEnded && draft.instructions < INSTRUCTIONS_MAX && start + draft.length <= (start | 0xfff)) {
    const decoded = decodeInstruction(cpu, start + draft.length);
    const step = decoded === null ? null : translate(decoded, draft.length + decoded.length);
    if (decoded === null || step === null) break;
    draft.add(decoded, step);
    isEnded = endsBlock(decoded);
  }
  if (draft.instructions === 0) return null;
  cpu.ram.watchCode(start, draft.length);
  return draft.finish(isEnded);
}
