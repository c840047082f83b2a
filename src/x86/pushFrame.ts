import type { Cpu } from './cpu.ts';
import { Descriptor, Segment } from './segment.ts';

/** The handler that an event enters and the words that its entry pushes. One per processor, so that a trap allocates nothing. */
export class PushFrame {
  readonly code = new Descriptor();
  codeSelector = 0;
  privilege = 0;
  /** The privilege rises, so the stack changes. */
  inner = false;
  readonly stackDescriptor = new Descriptor();
  /** The stack segment of the TSS, when the privilege rises. */
  readonly newStack = new Segment(true);
  /** The stack that is pushed to and its offset before the first push. */
  stack: Segment = this.newStack;
  top = 0;
  readonly #words = new Int32Array(6);
  #count = 0;

  /** Forgets the previous event. */
  begin(): void {
    this.#count = 0;
  }

  /** Appends a word in the order of pushing. */
  add(word: number): void {
    this.#words[this.#count++] = word;
  }

  get newTop(): number {
    return (this.top - 4 * this.#count) | 0;
  }

  /** Whether every push stays within the stack segment. */
  fits(): boolean {
    for (let i = 1; i <= this.#count; i++) {
      if (!this.stack.permits((this.top - 4 * i) | 0, 4, true)) return false;
    }
    return true;
  }

  /**
   * Stores the words at the new privilege. Every page is translated before a word is written, in the order of the pushes
   * and, if a word lies across two pages, the lower one first; false with a page fault recorded if one fails.
   */
  store(cpu: Cpu): boolean {
    const user = this.privilege === 3;
    const first = (this.stack.base + this.top - 4) | 0;
    const last = (this.stack.base + this.newTop) | 0;
    const one = cpu.mmu.translate(first, true, user);
    if (one < 0) return this.#pageFault(cpu, first);
    // The page that the highest byte is in begins here.
    const boundary = (first + 3) & ~0xfff;
    if ((last & ~0xfff) === boundary) {
      this.#write(cpu, last, one - (first - last), one);
      return true;
    }
    // MCH-47: the other page is that of the lower words, or the upper part of a first word which lies across.
    const above = (first - boundary) | 0;
    const otherLa = above < 0 ? boundary : (first - 4 * ((above >> 2) + 1)) | 0;
    const other = cpu.mmu.translate(otherLa, true, user);
    if (other < 0) return this.#pageFault(cpu, otherLa);
    const lower = above < 0 ? one - (first - last) : other - (otherLa - last);
    this.#write(cpu, last, lower, above < 0 ? other : one - above);
    return true;
  }

  /** Writes the words from linear address `last` on: at `lower` up to the end of its page, at `upper` from the beginning of the next. */
  #write(cpu: Cpu, last: number, lower: number, upper: number): void {
    const bytes = this.#count * 4;
    const inLower = 0x1000 - (last & 0xfff);
    for (let i = 0; i < bytes; i++) {
      const pa = i < inLower ? lower + i : upper + i - inLower;
      const word = this.#words[this.#count - 1 - (i >> 2)];
      if ((last & 3) === 0 && (i & 3) === 0) {
        cpu.ram.write32(pa, word);
        i += 3;
      } else cpu.ram.write8(pa, word >> (8 * (i & 3)));
    }
  }

  #pageFault(cpu: Cpu, la: number): boolean {
    cpu.raisePageFault(la);
    return false;
  }
}
