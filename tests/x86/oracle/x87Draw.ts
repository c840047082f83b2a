import { INSTRUCTIONS } from '../../../src/x86/instructionTable.ts';
import type { Instruction } from '../../../src/x86/instructionTable.ts';
import { littleEndian } from './addressDraw.ts';
import { codePatch } from './caseDraw.ts';
import { Draws } from './draws.ts';
import { isX87 } from './exclusions.ts';
import { EFLAGS, EIP, WORDS } from './liveFormat.ts';
import type { LiveCase, Patch } from './liveFormat.ts';
import { CODE, DATA, STACK } from './world.ts';
import { drawAlmostNormal, drawControl, drawIntegerBound, drawOperand, drawPair, drawSpecial, drawTenBytes } from './x87Values.ts';

/*
 * Cases for the floating-point unit: FNINIT, FRSTOR of a drawn image, one to four instructions, FNSAVE. So the state
 * before and after stands in memory and the harness needs to know nothing of it. Everything has its place in the data pages.
 */

export const IMAGE = DATA + 0x100;
export const RESULT = DATA + 0x200;
/** Where FNSTENV, FNSAVE and FXSAVE of a case go, by operand size, so that it is known which bytes are theirs. */
export const STORED = DATA + 0x300;
export const STORED_SHORT = DATA + 0x400;
export const FX_STORED = DATA + 0x800;
const FX_LOADED = DATA + 0xa00;
const LOADED = DATA + 0xc00;
const OPERANDS = DATA + 0x500;
/** Room for one operand, read or written. */
const OPERAND_BYTES = 32;
const MXCSR_DEFAULT = 0x1f80;

const EBX = 3;
const ESP = 4;
const FIXED_AND_IF = 0x202;
const STATUS_FLAGS = 0x8d5;

/** Rows of the table that cases draw from. */
export const X87_DRAWN: readonly Instruction[] = INSTRUCTIONS.filter(isX87);

/** Instructions whose results are only nearly those of a real processor (MCH-105); they stand alone in their cases. */
export const isTranscendental = ({ mnemonic }: Instruction): boolean => /^(?:f2xm1|fyl2x|fyl2xp1|fpatan|fptan|fsin|fcos|fsincos)$/.test(mnemonic);

const EXACT = X87_DRAWN.filter((instruction) => !isTranscendental(instruction));

const SETUP = [0xdb, 0xe3, 0xdd, 0x25, ...littleEndian(IMAGE, 4)];
export const SETUP_BYTES = SETUP.length;
const FINISH = [0xdd, 0x35, ...littleEndian(RESULT, 4)];

/** An environment with tags, TOP and condition codes, and sometimes with exceptions that are flagged already. */
const drawEnvironment = (draws: Draws, size: number): number[] => {
  const control = drawControl(draws);
  const flags = draws.percent(10) ? draws.below(64) & (draws.percent(70) ? control : 0x3f) : 0;
  const status = (draws.word() & 0x4700) | (draws.below(8) << 11) | flags | (draws.percent(5) ? 0x40 : 0);
  let tags = 0;
  const empties = draws.percent(70) ? 10 : 50;
  const free = draws.percent(40) ? draws.between(1, 3) : 0;
  for (let number = 0; number < 8; number++) {
    // Mostly some registers right above the top are free, so that loads find room.
    const place = (number - (status >> 11)) & 7;
    if (place >= 8 - free || draws.percent(empties)) tags |= 3 << (2 * number);
  }
  const fields = [control, status, tags, 0, 0, 0, 0];
  return fields.flatMap((field) => littleEndian(field, size));
};

/** 1.5 times a power of two for each place in the stack. */
const PLAIN = Array.from({ length: 8 }, (_, i) => [0, 0, 0, 0, 0, 0, 0, 0xc0, i, 0x40]);

/** A number at a bound of the format that the instruction stores, or a special one for FXAM; null for other instructions. */
const drawBound = (draws: Draws, mnemonic: string): number[] | null => {
  if (/^f(?:ist|bst)/.test(mnemonic)) return drawIntegerBound(draws, draws.below(2));
  if (mnemonic === 'fxam') return drawSpecial(draws, draws.below(2));
  return mnemonic.startsWith('fst') ? drawAlmostNormal(draws, draws.below(2)) : null;
};

const drawImage = (draws: Draws, size: number, mnemonic: string): number[] => {
  // Few instructions look below the third register: mostly the others only show whether they stay.
  const registers = Array.from({ length: 8 }, (_, i) => (i < 3 || draws.percent(25) ? drawTenBytes(draws) : PLAIN[i]));
  const bound = drawBound(draws, mnemonic);
  if (bound !== null && draws.percent(30)) registers[0] = bound;
  else if (draws.percent(30)) [registers[0], registers[1]] = drawPair(draws);
  // Equal and nearly equal operands are where subtraction and comparison go wrong.
  if (draws.percent(15)) {
    const [from, to] = [draws.below(8), draws.below(8)];
    registers[to] = [...registers[from]];
    registers[to][draws.percent(50) ? 9 : draws.below(8)] ^= 1 << draws.below(8);
  }
  return [...drawEnvironment(draws, size), ...registers.flat()];
};

/** Offset of the exponent of ST(0) in an image. */
const TOP_EXPONENT = 36;

/** The image with an ST(0) for which FYL2XP1 is defined: a magnitude below 1/4, zeros and NaNs among it. */
const withSmallTop = (draws: Draws, bytes: number[]): number[] => {
  const exponent = ((bytes[TOP_EXPONENT + 1] & 0x7f) << 8) | bytes[TOP_EXPONENT];
  const isNan = exponent === 0x7fff && (bytes[TOP_EXPONENT - 1] & 0x7f) !== 0;
  if (exponent < 0x3ffd || isNan) return bytes;
  const smaller = 0x3ffc - draws.below(draws.percent(70) ? 8 : 80);
  return bytes.with(TOP_EXPONENT, smaller & 0xff).with(TOP_EXPONENT + 1, (bytes[TOP_EXPONENT + 1] & 0x80) | (smaller >> 8));
};

/** One case while it is drawn. */
class X87Draw {
  readonly #draws: Draws;
  readonly #code: number[] = [...SETUP];
  readonly #patches: Patch[] = [];
  #operands = 0;

  constructor(draws: Draws) {
    this.#draws = draws;
  }

  draw(first: Instruction): LiveCase {
    const draws = this.#draws;
    const count = draws.percent(60) || isTranscendental(first) ? 1 : draws.between(2, 4);
    this.#patch(IMAGE, first.mnemonic === 'fyl2xp1' ? withSmallTop(draws, drawImage(draws, 4, '')) : drawImage(draws, 4, first.mnemonic));
    this.#add(first);
    for (let i = 1; i < count; i++) this.#add(draws.pick(EXACT));
    const words = new Int32Array(WORDS);
    for (let i = 0; i < EIP; i++) words[i] = draws.value();
    words[EBX] = OPERANDS;
    words[ESP] = STACK + 0x800;
    words[EIP] = CODE + 0x100;
    words[EFLAGS] = FIXED_AND_IF | (draws.word() & STATUS_FLAGS);
    return { instructions: count + 3, words, patches: [codePatch(CODE + 0x100, [...this.#code, ...FINISH]), ...this.#patches] };
  }

  #patch(address: number, bytes: readonly number[]): void {
    if (bytes.length > 0) this.#patches.push({ address, bytes: Uint8Array.from(bytes) });
  }

  #add(instruction: Instruction): void {
    const { operands, extension, mnemonic } = instruction;
    if (extension < 0) {
      this.#addStackForm(instruction);
      return;
    }
    const short = operands[0] === 'M' && !mnemonic.startsWith('fx') && this.#draws.percent(25);
    const opcode = instruction.opcode > 0xff ? [instruction.opcode >> 8, instruction.opcode & 0xff] : [instruction.opcode];
    const prefix = short || (operands[0] !== 'M' && this.#draws.percent(3)) ? [0x66] : [];
    this.#code.push(...prefix, ...opcode, ...this.#memory(instruction, short));
  }

  #addStackForm({ opcode, operands }: Instruction): void {
    const code = opcode + (operands.includes('STi') ? (this.#draws.percent(55) ? 1 : this.#draws.below(8)) : 0);
    this.#code.push(...(code > 0xff ? [code >> 8, code & 0xff] : [code]));
  }

  /** ModRM and what follows it, for an operand that gets its contents here. */
  #memory({ extension, mnemonic, operands }: Instruction, short: boolean): number[] {
    const absolute = (address: number): number[] => [(extension << 3) | 5, ...littleEndian(address, 4)];
    switch (mnemonic) {
      case 'fnstenv': case 'fnsave': return absolute(short ? STORED_SHORT : STORED);
      case 'fxsave': return absolute(FX_STORED + (this.#draws.percent(3) ? 4 : 0));
      case 'fxrstor': return absolute(this.#fxImage());
      default:
    }
    const offset = this.#operands;
    this.#operands += OPERAND_BYTES;
    const draws = this.#draws;
    if (mnemonic === 'fldenv') this.#patch(OPERANDS + offset, drawEnvironment(draws, short ? 2 : 4));
    else if (mnemonic === 'frstor') {
      this.#patch(LOADED, drawImage(draws, short ? 2 : 4, ''));
      return absolute(LOADED);
    } else this.#patch(OPERANDS + offset, drawOperand(draws, mnemonic, operands[0]));
    return [0x40 | (extension << 3) | EBX, offset];
  }

  #fxImage(): number {
    const draws = this.#draws;
    const environment = drawEnvironment(draws, 2);
    const registers = Array.from({ length: 8 }, () => [...drawTenBytes(draws), 0, 0, 0, 0, 0, 0]).flat();
    const head = [...environment.slice(0, 4), draws.below(256), 0, ...Array.from({ length: 18 }, () => 0), ...littleEndian(MXCSR_DEFAULT, 4), 0, 0, 0, 0];
    this.#patch(FX_LOADED, [...head, ...registers]);
    return FX_LOADED;
  }
}

const draws = new Draws(0, 0);

/** Case `index` of a seed; the first instruction comes in the order of the table. */
export const drawX87Case = (seed: number, index: number): LiveCase => {
  draws.restart(seed, index);
  return new X87Draw(draws).draw(X87_DRAWN[index % X87_DRAWN.length]);
};
