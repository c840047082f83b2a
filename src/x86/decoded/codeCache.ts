import type { Cpu } from '../cpu.ts';
import type { CodeWatcher } from '../ram.ts';
import type { Block } from './block.ts';
import { buildBlock } from './buildBlock.ts';

/** By offset in the page: a block, null if the interpreter must execute what begins there, undefined if nobody has asked. */
class CodePage {
  readonly blocks: (Block | null | undefined)[] = Array.from({ length: 4096 });
}

/**
 * What has been decoded of the frames whose code runs often. MCH-2: it is pure acceleration: everything in it is a
 * function of bytes of RAM that are watched, and goes when one of them is written.
 */
export class CodeCache implements CodeWatcher {
  readonly #cpu: Cpu;
  readonly #pages: (CodePage | undefined)[] = [];
  readonly #heat: Uint8Array;
  #isWarm = false;
  /** Configuration: how often a frame must be seen executing before its code is decoded, 255 at most; Infinity: never. */
  heatNeeded = 16;
  /** Configuration: instructions that the interpreter executes in cold code before the cache is looked at again. */
  patience = 64;
  /** The frame that `find` looked for is cold: nothing of it is decoded. */
  isCold = false;

  constructor(cpu: Cpu) {
    this.#cpu = cpu;
    this.#heat = new Uint8Array(cpu.ram.sizeBytes >> 12);
    cpu.ram.addCodeWatcher(this);
  }

  /** The block at EIP; null if there is none, if the frame is not hot yet, or if fetching would need a walk. */
  find(): Block | null {
    const cpu = this.#cpu;
    const la = (cpu.cs.base + cpu.eip) | 0;
    const entry = cpu.tlb.entries[la >>> 12];
    this.isCold = true;
    if ((entry & cpu.readMask) !== cpu.readMask) return null;
    const frame = entry >>> 12;
    const page = this.#pages[frame] ?? this.#warm(frame);
    if (page === undefined) return null;
    this.isCold = false;
    const block = page.blocks[la & 0xfff];
    return block === undefined ? this.#build(page, frame, la & 0xfff) : block;
  }

  /** The block at an offset in the page of another one that is being executed. */
  inPage(offset: number): Block | null {
    const cpu = this.#cpu;
    const frame = cpu.tlb.entries[((cpu.cs.base + cpu.eip) | 0) >>> 12] >>> 12;
    const page = this.#pages[frame];
    if (page === undefined) return null;
    const block = page.blocks[offset];
    return block === undefined ? this.#build(page, frame, offset) : block;
  }

  forgetFrame(frame: number): void {
    this.#pages[frame] = undefined;
    this.#heat[frame] = 0;
  }

  forgetAll(): void {
    this.#pages.length = 0;
    this.cool();
  }

  /** Forgets which frames were seen, not what was decoded. */
  cool(): void {
    if (!this.#isWarm) return;
    this.#isWarm = false;
    this.#heat.fill(0);
  }

  #warm(frame: number): CodePage | undefined {
    if (frame >= this.#heat.length) return undefined;
    if (this.#heat[frame] < this.heatNeeded) {
      this.#heat[frame]++;
      this.#isWarm = true;
      return undefined;
    }
    const page = new CodePage();
    this.#pages[frame] = page;
    return page;
  }

  #build(page: CodePage, frame: number, offset: number): Block | null {
    const block = buildBlock(this.#cpu, frame * 4096 + offset);
    page.blocks[offset] = block;
    return block;
  }
}
