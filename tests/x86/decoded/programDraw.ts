import type { Draws } from '../oracle/draws.ts';
import { chain } from './chainDraw.ts';
import { ALIAS, CODE, CODE_BYTES, DATA, DATA_BYTES, TABLE_WINDOW } from './twin.ts';

/** Registers that programs may change freely; EBP points to data, ESP to the stack. */
const FREE = [0, 1, 2, 3, 6, 7];
const EBP_MODRM = 0x45;
export const FOCUS_BYTES = 192;

/** Code for a twin: instructions that are decoded and others, loops, calls, and stores into the code itself. */
export class ProgramDraw {
  readonly #draws: Draws;
  /** Where the program mostly begins, and what it mostly changes of itself. */
  readonly focus: number;
  readonly code = new Uint8Array(CODE_BYTES);
  /** Offsets at which instructions begin. */
  readonly starts: number[] = [];
  #at = 0;

  constructor(draws: Draws) {
    this.#draws = draws;
    this.focus = draws.below(CODE_BYTES - FOCUS_BYTES) & ~63;
    while (this.#at < CODE_BYTES - 16) {
      this.starts.push(this.#at);
      this.#instruction();
    }
  }

  /** An instruction to begin with. */
  entry(): number {
    const draws = this.#draws;
    const near = draws.percent(70) ? this.starts.filter((start) => start >= this.focus && start < this.focus + FOCUS_BYTES) : this.starts;
    return draws.pick(near);
  }

  #put(...bytes: number[]): void {
    for (const byte of bytes) this.code[this.#at++] = byte;
  }

  #word(value: number): void {
    this.#put(value, value >> 8, value >> 16, value >> 24);
  }

  #register(): number {
    return this.#draws.pick(FREE);
  }

  #registers(): number {
    return 0xc0 | (this.#register() << 3) | this.#register();
  }

  /** ModRM and what follows it, with a memory operand. */
  #memory(reg: number): void {
    const draws = this.#draws;
    const field = reg << 3;
    const kind = draws.below(100);
    if (kind < 40) this.#put(EBP_MODRM | field, draws.word());
    else if (kind < 55) this.#put(0x44 | field, 0x24, draws.below(64) * 4);
    else if (kind < 65) this.#put(0x44 | field, 0x05 | (this.#register() << 3), draws.word());
    else if (kind < 68) this.#put(field | this.#register());
    else {
      this.#put(0x05 | field);
      this.#word(this.#address());
    }
  }

  #address(): number {
    const draws = this.#draws;
    const kind = draws.below(100);
    if (kind < 64) return DATA + draws.below(DATA_BYTES);
    if (kind < 74) return DATA + draws.between(0xff8, 0x1003);
    if (kind < 88) return CODE + this.focus + draws.below(FOCUS_BYTES);
    if (kind < 92) return CODE + draws.below(CODE_BYTES);
    if (kind < 98) return ALIAS + ((this.focus + draws.below(FOCUS_BYTES)) & 0xfff);
    return TABLE_WINDOW + draws.below(8) * 4 + 4;
  }

  /** A ModRM operand of either kind. */
  #operand(reg: number): void {
    if (this.#draws.percent(50)) this.#put(0xc0 | (reg << 3) | this.#register());
    else this.#memory(reg);
  }

  #instruction(): void {
    const draws = this.#draws;
    if (draws.percent(6)) {
      const bytes = chain(draws);
      if (this.#at + bytes.length < CODE_BYTES) this.#put(...bytes);
      return;
    }
    if (draws.percent(6)) this.#put(0x66);
    if (draws.percent(2)) this.#put(draws.pick([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x67, 0xf0, 0xf2]));
    const kind = draws.below(100);
    if (kind < 26) this.#arithmetic();
    else if (kind < 44) this.#move();
    else if (kind < 52) this.#wide();
    else if (kind < 60) this.#stack();
    else if (kind < 67) this.#shift();
    else if (kind < 84) this.#jump();
    else if (kind < 89) this.#unary();
    else this.#rare();
  }

  #arithmetic(): void {
    const draws = this.#draws;
    const operation = draws.below(8);
    switch (draws.below(6)) {
      case 0: this.#put(operation * 8 + draws.below(4)); this.#operand(this.#register()); return;
      case 1: this.#put(operation * 8 + 1, this.#registers()); return;
      case 2: this.#put(0x83); this.#operand(operation); this.#put(draws.value()); return;
      case 3: this.#put(0x81, 0xc0 | (operation << 3) | this.#register()); this.#word(draws.value()); return;
      case 4: this.#put(0x80); this.#operand(operation); this.#put(draws.value()); return;
      default: this.#put(draws.pick([0x84, 0x85])); this.#operand(this.#register());
    }
  }

  #move(): void {
    const draws = this.#draws;
    switch (draws.below(8)) {
      case 0: this.#put(0x88 + draws.below(4)); this.#operand(this.#register()); return;
      case 1: this.#put(0x89); this.#memory(this.#register()); return;
      case 2: this.#put(0x8b); this.#memory(this.#register()); return;
      case 3: this.#put(0xb8 + this.#register()); this.#word(draws.percent(30) ? this.#address() : draws.value()); return;
      case 4: this.#put(0xc7); this.#memory(0); this.#word(draws.value()); return;
      case 5: this.#put(0xc6); this.#memory(0); this.#put(draws.value()); return;
      case 6: this.#put(0x8d); this.#memory(this.#register()); return;
      default: this.#put(0xa0 + draws.below(4)); this.#word(this.#address());
    }
  }

  /** MOVZX, MOVSX, IMUL, SETcc, CMOVcc. */
  #wide(): void {
    const draws = this.#draws;
    const second = draws.pick([0xb6, 0xb7, 0xbe, 0xbf, 0xaf, 0x90 + draws.below(16), 0x40 + draws.below(16), 0x40 + draws.below(16)]);
    this.#put(0x0f, second);
    this.#operand(this.#register());
  }

  #stack(): void {
    const draws = this.#draws;
    switch (draws.below(6)) {
      case 0: this.#put(0x50 + this.#register()); return;
      case 1: this.#put(0x58 + this.#register()); return;
      case 2: this.#put(0x6a, draws.word()); return;
      case 3: this.#put(0xff); this.#memory(6); return;
      case 4: this.#put(0x9c); return;
      default: this.#put(draws.pick([0x9d, 0xc9, 0xc3, 0xc3, 0x68]));
    }
  }

  #shift(): void {
    const draws = this.#draws;
    this.#put(draws.pick([0xc0, 0xc1, 0xc1, 0xd0, 0xd1, 0xd2, 0xd3]));
    const hasCount = (this.code[this.#at - 1] & 0xf0) === 0xc0;
    this.#operand(draws.below(8));
    if (hasCount) this.#put(draws.below(36));
  }

  #jump(): void {
    const draws = this.#draws;
    const kind = draws.below(10);
    if (kind < 2) this.#compareAndJump();
    else if (kind < 4) this.#put(0x70 + draws.below(16), draws.between(0, 12));
    else if (kind < 6) this.#back(0x70 + draws.below(16));
    else if (kind < 7) this.#loop();
    else if (kind < 8) {
      this.#put(0x0f, 0x80 + draws.below(16));
      this.#word(this.#somewhere() - this.#at - 4);
    } else if (kind < 9) {
      this.#put(draws.pick([0xe8, 0xe8, 0xe9]));
      this.#word(this.#somewhere() - this.#at - 4);
    } else this.#put(0xff, 0xc0 | (draws.pick([2, 4]) << 3) | this.#register());
  }

  /** A comparison of words and Jcc at once, which are decoded as one. */
  #compareAndJump(): void {
    const draws = this.#draws;
    switch (draws.below(4)) {
      case 0: this.#put(draws.pick([0x39, 0x3b, 0x85])); this.#operand(this.#register()); break;
      case 1: this.#put(0x83, 0xf8 | this.#register(), draws.value()); break;
      case 2: this.#put(0x3d); this.#word(draws.value()); break;
      default: this.#put(draws.pick([0x39, 0x3b, 0x85]), this.#registers());
    }
    this.#put(0x70 + draws.below(16), draws.between(0, 12));
  }

  #somewhere(): number {
    return this.#draws.percent(60) ? this.#draws.pick(this.starts) : this.#draws.below(CODE_BYTES);
  }

  /** A short jump to an instruction a little before. */
  #back(opcode: number): void {
    const near = this.starts.filter((start) => start > this.#at - 60);
    const target = this.#draws.pick(near);
    this.#put(opcode, target - this.#at - 2);
  }

  /** DEC of a register and JNZ back. */
  #loop(): void {
    this.#put(0x48 + this.#register());
    this.#back(0x75);
  }

  #unary(): void {
    const draws = this.#draws;
    switch (draws.below(5)) {
      case 0: this.#put(0x40 + this.#register()); return;
      case 1: this.#put(0x48 + this.#register()); return;
      case 2: {
        const operation = draws.between(2, 7);
        this.#put(draws.pick([0xf6, 0xf7, 0xf7]));
        this.#operand(operation);
        return;
      }
      case 3: this.#put(0xff); this.#operand(draws.below(2)); return;
      default: this.#put(draws.pick([0x90, 0x98, 0x99, 0x91, 0x92, 0x93]));
    }
  }

  /** What is left to the interpreter. */
  #rare(): void {
    const draws = this.#draws;
    switch (draws.below(9)) {
      case 0: this.#put(0x0f, 0x31); return;
      case 1:
        if (draws.percent(30)) this.#put(draws.pick([0xf2, 0xf3]));
        this.#put(0x0f, draws.pick([0xa3, 0xbc, 0xbd, 0xc1, 0xa5, 0xad, 0xaf, 0xa4]));
        this.#operand(this.#register());
        return;
      case 2: this.#put(draws.pick([0xf5, 0xf8, 0xf9, 0xfc, 0xfa, 0xfb, 0x9e, 0x9f])); return;
      case 3: case 8: this.#repeated(); return;
      case 4: this.#put(draws.pick([0x69, 0x6b])); this.#rareProduct(this.code[this.#at - 1]); return;
      case 5: this.#put(0x87, this.#registers()); return;
      case 6: this.#put(0xe2, 0); return;
      default: this.#put(draws.word());
    }
  }

  /** A repeated string instruction, mostly on memory that there is. */
  #repeated(): void {
    const draws = this.#draws;
    if (draws.percent(60)) this.#put(0xfc);
    this.#put(0xb9);
    this.#word(draws.pick([draws.below(9), draws.below(200), 2000]));
    if (draws.percent(80)) {
      this.#put(0xbf);
      this.#word(draws.percent(50) ? DATA + draws.below(DATA_BYTES) : this.#address());
    }
    if (draws.percent(70)) {
      this.#put(draws.percent(40) ? 0xbe : 0x8d);
      if (this.code[this.#at - 1] === 0xbe) this.#word(this.#address());
      else this.#put(0x77, draws.pick([0, 0, 0, 1, 4, 0xff, 0xff, 0xfe, 0xfc, 0xf8]));
    }
    if (draws.percent(20)) this.#put(0x66);
    // SHLD has the number of MOVS in the other opcode map.
    if (draws.percent(10)) this.#put(0xf3, 0x0f, 0xa5, this.#registers());
    else this.#put(draws.pick([0xf2, 0xf3]), draws.pick([0xaa, 0xab, 0xa4, 0xa5, 0xa4, 0xa5, 0xa6, 0xa7, 0xa6, 0xa7, 0xae, 0xaf, 0xac]));
  }

  #rareProduct(opcode: number): void {
    this.#operand(this.#register());
    if (opcode === 0x6b) this.#put(this.#draws.value());
    else this.#word(this.#draws.value());
  }
}
