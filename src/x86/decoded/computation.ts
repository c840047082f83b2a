import { NO_REGISTER } from './memoryOperand.ts';

interface Terms {
  readonly a?: number;
  readonly b?: number;
  readonly factor?: number;
  readonly addend?: number;
  readonly shift?: number;
  readonly mask?: number;
  readonly toggled?: number;
}

/**
 * What an instruction does to a register when nobody wants its flags, in one form for all:
 *
 *     to = (((a + b * factor + addend) >> shift) & mask) ^ toggled
 *
 * where a, b and toggled are registers, or number 8, which is 0. It is MOV, LEA, ADD, SUB, INC, NEG, SHL, SHR, SAR, XOR, MOVZX,
 * IMUL by a constant and more, so that a run of such instructions is a list of these.
 */
export class Computation {
  /* Initialized, so that V8 knows that they are never anything but small integers. */
  readonly to: number = 0;
  readonly a: number = 0;
  readonly b: number = 0;
  readonly factor: number = 0;
  readonly addend: number = 0;
  readonly shift: number = 0;
  readonly mask: number = 0;
  readonly toggled: number = 0;

  constructor(to: number, { a = NO_REGISTER, b = NO_REGISTER, factor = 1, addend = 0, shift = 0, mask = -1, toggled = NO_REGISTER }: Terms) {
    this.to = to;
    this.a = a;
    this.b = b;
    this.factor = factor | 0;
    this.addend = addend | 0;
    this.shift = shift;
    this.mask = mask | 0;
    this.toggled = toggled;
  }

  /** One computation that does both, this one first, or null if the form has no room for them. */
  followedBy(next: Computation): Computation | null {
    const { to } = this;
    const isPlain = this.shift === 0 && this.mask === -1 && this.toggled === NO_REGISTER;
    if (!isPlain || next.to !== to || next.a !== to || next.b !== NO_REGISTER || next.toggled === to) return null;
    return new Computation(to, { ...this, addend: this.addend + next.addend, shift: next.shift, mask: next.mask, toggled: next.toggled });
  }

  /** Carries it out on the registers of `Cpu.addressRegisters`. */
  apply(registers: Int32Array): void {
    const sum = registers[this.a] + Math.imul(registers[this.b], this.factor) + this.addend;
    registers[this.to] = ((sum >> this.shift) & this.mask) ^ registers[this.toggled];
  }
}
