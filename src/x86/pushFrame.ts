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
   * Stores the words at the new privilege. Every page is translated, from the first push downwards, before a
   * word is written; false with a page fault recorded if one fails.
   */
  store(cpu: Cpu): boolean {
    const user = this.privilege === 3;
    const first = (this.stack.base + this.top - 1) | 0;
    const last = (this.stack.base + this.newTop) | 0;
    const upper = cpu.mmu.translate(first & ~3, true, user);
    if (upper < 0) return this.#pageFault(cpu, first & ~3);
    const lower = cpu.mmu.translate(last, true, user);
    if (lower < 0) return this.#pageFault(cpu, last);
    const bytes = this.#count * 4;
    for (let i = 0; i < bytes; i++) {
      const la = (last + i) | 0;
      const pa = la >>> 12 === last >>> 12 ? lower + i : upper - ((first & ~3) - la);
      const word = this.#words[this.#count - 1 - (i >> 2)];
      if ((la & 3) === 0 && (i & 3) === 0) {
        cpu.ram.write32(pa, word);
        i += 3;
      } else cpu.ram.write8(pa, word >> (8 * (i & 3)));
    }
    return true;
  }

  #pageFault(cpu: Cpu, la: number): boolean {
    cpu.raisePageFault(la);
    return false;
  }
}
