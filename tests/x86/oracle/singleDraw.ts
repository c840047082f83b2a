import { INSTRUCTIONS, hasModrm } from '../../../src/x86/instructionTable.ts';
import type { Instruction, OperandForm } from '../../../src/x86/instructionTable.ts';
import { drawForm16, drawForm32, drawLowTarget, drawStableForm, drawTarget, littleEndian } from './addressDraw.ts';
import type { MemoryForm } from './addressDraw.ts';
import type { Draws } from './draws.ts';
import { exclusionOf } from './exclusions.ts';
import { isData } from './world.ts';
import type { Patch } from './liveFormat.ts';

/** The instructions that live cases draw from, derived from the decoder's table. */
export const DRAWN: readonly Instruction[] = INSTRUCTIONS.filter((instruction) => exclusionOf(instruction) === null);

/** An instruction, and what its operands ask of memory. */
export interface Drawn {
  readonly bytes: number[];
  readonly patches: Patch[];
}

export interface Setting {
  /** Address of the instruction's first byte. */
  readonly at: number;
  /** Registers before the instruction; where it stands alone they are changed so that its addresses make sense. */
  readonly regs: Int32Array;
  /** The instruction stands in a sequence: registers are not chosen for it alone, and nothing may lead away. */
  readonly inSequence: boolean;
}

interface Prefixes {
  readonly bytes: number[];
  readonly operandSize: number;
  readonly addressSize: number;
  readonly locked: boolean;
}

const SEGMENT_PREFIXES = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];
const SHIFT = /^(?:ro|rc|sh|sa)[lr]d?$/;
export const DOUBLE_SHIFT = /^sh[lr]d$/;
const STRING = /^(?:movs|cmps|stos|lods|scas)/;
const ECX = 1;
const EDX = 2;
const ESP = 4;

export const isString = (instruction: Instruction): boolean => STRING.test(instruction.mnemonic) && instruction.operands.length === 0;

/** F3 makes other instructions of some opcodes: TZCNT, LZCNT, POPCNT, and those of the group of CMPXCHG8B. */
const mayHaveRepeat = ({ opcode }: Instruction): boolean => opcode < 0x0fb8 ? opcode < 0x0f00 || opcode >= 0x0f80 : ![0x0fb8, 0x0fbc, 0x0fbd, 0x0fc7].includes(opcode);

const PREFIXES = new Set([...SEGMENT_PREFIXES, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);

/** Sizes that the prefixes of an instruction choose, and how many prefixes there are. */
export const prefixesOf = (bytes: ArrayLike<number>): { length: number; operandSize: number; addressSize: number } => {
  let length = 0;
  let operandSize = 4;
  let addressSize = 4;
  for (; PREFIXES.has(bytes[length]); length++) {
    if (bytes[length] === 0x66) operandSize = 2;
    if (bytes[length] === 0x67) addressSize = 2;
  }
  return { length, operandSize, addressSize };
};

/** Instructions whose result the manual leaves open for some or all 16-bit operands: BSWAP always, SHLD and SHRD for counts above 16. */
const hasOpenResult = ({ mnemonic }: Instruction, inSequence: boolean): boolean => mnemonic === 'bswap' || (inSequence && DOUBLE_SHIFT.test(mnemonic));

const shuffled = (draws: Draws, bytes: number[]): number[] => {
  for (let i = bytes.length - 1; i > 0; i--) {
    const k = draws.below(i + 1);
    [bytes[i], bytes[k]] = [bytes[k], bytes[i]];
  }
  return bytes;
};

const drawPrefixes = (draws: Draws, instruction: Instruction, inSequence: boolean): Prefixes => {
  const bytes: number[] = [];
  const operandSize = draws.percent(30) && !hasOpenResult(instruction, inSequence) ? 2 : 4;
  const addressSize = draws.percent(inSequence ? 3 : 15) ? 2 : 4;
  if (operandSize === 2) bytes.push(0x66);
  if (addressSize === 2) bytes.push(0x67);
  if (draws.percent(12)) bytes.push(draws.pick(SEGMENT_PREFIXES));
  const locked = !inSequence && draws.percent(instruction.lockable ? 25 : 2);
  if (locked) bytes.push(0xf0);
  if (draws.percent(isString(instruction) ? 60 : 2) && mayHaveRepeat(instruction)) bytes.push(draws.percent(50) ? 0xf2 : 0xf3);
  // Once in a while more prefixes than the length limit of fifteen bytes leaves room for.
  if (!inSequence && draws.percent(1)) for (let i = draws.between(3, 13); i > 0; i--) bytes.push(draws.pick([0x2e, 0x3e, 0x26]));
  return { bytes: shuffled(draws, bytes), operandSize, addressSize, locked };
};

/** One instruction while it is drawn. */
class InstructionDraw {
  readonly #draws: Draws;
  readonly #instruction: Instruction;
  readonly #setting: Setting;
  readonly #prefixes: Prefixes;
  readonly #patches: Patch[] = [];
  #opcode: number;
  #modrm: number[] = [];
  readonly #tail: number[] = [];

  constructor(draws: Draws, instruction: Instruction, setting: Setting) {
    this.#draws = draws;
    this.#instruction = instruction;
    this.#setting = setting;
    this.#prefixes = drawPrefixes(draws, instruction, setting.inSequence);
    this.#opcode = instruction.opcode;
  }

  draw(): Drawn {
    const { operands } = this.#instruction;
    if (operands.some((form) => form.startsWith('Z'))) this.#opcode += this.#register();
    if (hasModrm(this.#instruction)) this.#drawModrm();
    for (const form of operands) this.#tail.push(...this.#immediate(form));
    const opcode = this.#opcode > 0xff ? [0x0f, this.#opcode & 0xff] : [this.#opcode];
    return { bytes: [...this.#prefixes.bytes, ...opcode, ...this.#modrm, ...this.#tail], patches: this.#patches };
  }

  /** A register number; sequences keep their pointers by changing the first three registers mostly. */
  #register(): number {
    if (!this.#setting.inSequence || this.#draws.percent(10)) {
      const number = this.#draws.below(8);
      return this.#setting.inSequence && number === ESP ? 0 : number;
    }
    return this.#draws.below(3);
  }

  #drawModrm(): void {
    const { extension, memoryOnly } = this.#instruction;
    const reg = extension >= 0 ? extension : this.#register();
    const isImplicitlyLocked = this.#instruction.mnemonic === 'xchg';
    const registerForm = !memoryOnly && (this.#setting.inSequence && isImplicitlyLocked || this.#draws.percent(this.#prefixes.locked ? 15 : 40));
    // Register forms of instructions that have none are invalid opcodes, but that of BOUND, which later became a prefix (EVEX).
    const isWrongForm = memoryOnly && this.#instruction.mnemonic !== 'bound' && !this.#setting.inSequence && this.#draws.percent(5);
    if (registerForm || isWrongForm) {
      this.#modrm = [0xc0 | (reg << 3) | this.#register()];
      return;
    }
    const form = this.#memoryForm(reg, this.#prefixes.locked || isImplicitlyLocked);
    this.#modrm = form.bytes;
    if (!this.#setting.inSequence) this.#fillMemory(form.address);
  }

  /** A locked access must not cross a cache line: Linux may punish that. */
  #memoryForm(reg: number, aligned: boolean): MemoryForm {
    const { regs, inSequence } = this.#setting;
    const draws = this.#draws;
    const align = (target: number): number => (aligned ? target & ~7 : target);
    if (inSequence && this.#prefixes.addressSize === 4) return drawStableForm(draws, reg, regs);
    for (;;) {
      const attempt = new Int32Array(regs);
      const form = this.#prefixes.addressSize === 4
        ? drawForm32(draws, reg, attempt, align(draws.percent(97) ? drawTarget(draws) : draws.word()), inSequence)
        : drawForm16(draws, reg, attempt, align(drawLowTarget(draws)), inSequence);
      if (aligned && (form.address & 7) !== 0) continue;
      regs.set(attempt);
      return form;
    }
  }

  /** Gives the operand in memory a value with a meaning: a boundary, or what a register has. */
  #fillMemory(address: number): void {
    const draws = this.#draws;
    const bytes = [0, 1].flatMap(() => littleEndian(draws.percent(25) ? this.#setting.regs[draws.pick([0, EDX, ECX, 3])] : draws.value(), 4));
    if (isData(address, bytes.length) && draws.percent(80)) this.#patches.push({ address: address >>> 0, bytes: Uint8Array.from(bytes) });
  }

  #byteImmediate(): number {
    const { mnemonic } = this.#instruction;
    if (DOUBLE_SHIFT.test(mnemonic) && this.#prefixes.operandSize === 2) return this.#draws.below(17);
    return SHIFT.test(mnemonic) && this.#draws.percent(80) ? this.#draws.below(41) : this.#draws.value();
  }

  #immediate(form: OperandForm): number[] {
    const draws = this.#draws;
    const { operandSize, addressSize } = this.#prefixes;
    switch (form) {
      case 'Ib': return [this.#byteImmediate() & 0xff];
      case 'Is': return [draws.value() & 0xff];
      case 'Iw': return littleEndian(draws.percent(50) ? draws.below(64) : draws.value(), 2);
      case 'Iz': return littleEndian(draws.value(), operandSize);
      case 'Ob': case 'Ov': {
        const target = addressSize === 4 ? drawTarget(draws) : drawLowTarget(draws);
        return littleEndian(target, addressSize);
      }
      default: return [];
    }
  }
}

export const drawInstruction = (draws: Draws, instruction: Instruction, setting: Setting): Drawn => new InstructionDraw(draws, instruction, setting).draw();
