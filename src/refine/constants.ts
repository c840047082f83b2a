import { UENVS, UPAGES, UQUANTA, USYSINFO, UWINDOWS } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import type { BootConfiguration } from '../abi/geometry.ts';
import { envRowBytes, INTERFACE_VERSION, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES, SYSINFO, SYSINFO_MAGIC } from '../abi/layout.ts';
import { requireCore } from './coreConstants.ts';
import { FRAME_WORDS, LINE, LINE_WORDS } from './lineKinds.ts';
import { FLAGS_KERNEL, FLAGS_READ_ONLY, FLAGS_TABLE, REGION } from './spaceDecoder.ts';

/** What the specification says of a frame word by word; all words that are not set are zero. */
type Expected = Int32Array;

const expectedSysinfo = (boot: BootConfiguration, map: FrameMap): Expected => {
  const g = boot.geometry;
  const words = new Int32Array(FRAME_WORDS);
  const put = (field: keyof typeof SYSINFO, value: number): void => { words[SYSINFO[field] / 4] = value; };
  put('magic', SYSINFO_MAGIC);
  put('version', INTERFACE_VERSION);
  put('frames', g.frames);
  put('envs', g.envs);
  put('capabilitySlots', g.capabilitySlots);
  put('aclEntries', g.aclEntries);
  put('quanta', g.quanta);
  put('generationBits', g.generationBits);
  put('cpus', g.cpus);
  put('tickCycles', g.tickCycles);
  put('readersLimit', g.readersLimit);
  put('writersLimit', g.writersLimit);
  put('envBytes', envRowBytes(g.capabilitySlots));
  put('pageBytes', PAGE_ROW_BYTES);
  put('quantumBytes', QUANTUM_ROW_BYTES);
  put('kernelFrames', map.kernelFrames);
  return words;
};

/** Physical frame behind each exposed window, by page of the window region; used by the page-walk audit too. */
export const windowFrames = (map: FrameMap): Map<number, number> => {
  const frames = new Map<number, number>();
  const put = (address: number, first: number, end: number): void => {
    for (let f = first; f < end; f++) frames.set((address - UWINDOWS) / 4096 + f - first, f);
  };
  put(USYSINFO, map.sysinfo, map.quantaFirst);
  put(UQUANTA, map.quantaFirst, map.envsFirst);
  put(UENVS, map.envsFirst, map.pagesFirst);
  put(UPAGES, map.pagesFirst, map.pad);
  return frames;
};

const expectedWindowTable = (map: FrameMap): Expected => {
  const words = new Int32Array(FRAME_WORDS);
  for (const [page, frame] of windowFrames(map)) words[page] = frame * 4096 + FLAGS_READ_ONLY;
  return words;
};

const expectedPad = (boot: BootConfiguration): Expected => {
  const bytes = new Uint8Array(FRAME_WORDS * 4);
  bytes.set(boot.pad);
  return new Int32Array(bytes.buffer);
};

/**
 * The kernel's constant frames. Where the specification says their bytes, those are
 * computed here or judged by `requireCore`; the others (stubs, TSS, kernel table) are compared with the
 * boot image that was captured when the abstraction was made, whose own correctness
 * is theorem P0's affair.
 */
export class Constants {
  readonly #boot: Int32Array;
  readonly #map: FrameMap;
  readonly #kinds: Uint8Array;
  readonly #expected: readonly { readonly frame: number; readonly rule: string; readonly words: Expected }[];

  constructor(words: Int32Array, configuration: BootConfiguration, map: FrameMap, kinds: Uint8Array) {
    this.#boot = words.slice(0, map.kernelFrames * FRAME_WORDS);
    this.#map = map;
    this.#kinds = kinds;
    this.#expected = [
      { frame: map.sysinfo, rule: 'LAY-5', words: expectedSysinfo(configuration, map) },
      { frame: map.windowTable, rule: 'LAY-16', words: expectedWindowTable(map) },
      { frame: map.pad, rule: 'BOO-7', words: expectedPad(configuration) },
    ];
  }

  /** Throws unless a line of constants has the bytes of the boot image, but for the words [from, to) of RAM. */
  requireLine(words: Int32Array, line: number, from: number, to: number): void {
    const first = line * LINE_WORDS;
    for (let i = first; i < first + LINE_WORDS; i++) {
      if (words[i] !== this.#boot[i] && (i < from || i >= to)) {
        throw new Broken(this.#ruleOf(Math.trunc(i / FRAME_WORDS)), `the constant word at physical ${i * 4} is 0x${(words[i] >>> 0).toString(16)}, was 0x${(this.#boot[i] >>> 0).toString(16)}`);
      }
    }
  }

  /** Throws unless what the specification says of constant frames is so. */
  requireAll(words: Int32Array): void {
    for (const { frame, rule, words: want } of this.#expected) {
      for (let i = 0; i < FRAME_WORDS; i++) {
        const got = words[frame * FRAME_WORDS + i];
        if (got !== want[i]) throw new Broken(rule, `word ${i} of kernel frame ${frame} is 0x${(got >>> 0).toString(16)}, not 0x${(want[i] >>> 0).toString(16)}`);
      }
    }
    requireCore(words, this.#map.core);
    this.#requireKernelDirectory(words);
    this.#requirePadding(words);
  }

  /** LAY-16: the kernel's own directory has the kernel table, itself and the window table, and nothing else. */
  #requireKernelDirectory(words: Int32Array): void {
    const first = this.#map.kernelDirectory * FRAME_WORDS;
    const { kernelTable, kernelDirectory, windowTable } = this.#map;
    const fixed = new Map([
      [REGION.kernel, kernelTable * 4096 + FLAGS_KERNEL], [REGION.self, kernelDirectory * 4096 + FLAGS_READ_ONLY], [REGION.windows, windowTable * 4096 + FLAGS_TABLE],
    ]);
    for (let region = 0; region < FRAME_WORDS; region++) {
      const got = words[first + region];
      if (got !== (fixed.get(region) ?? 0)) throw new Broken('LAY-16', `entry ${region} of the kernel's directory is 0x${(got >>> 0).toString(16)}`);
    }
  }

  /** Lines past the rows of a table are zero, which the boot image must be too. */
  #requirePadding(words: Int32Array): void {
    const { quantaFirst, pad, saveFirst, kernelFrames } = this.#map;
    const requireZeroLines = (fromFrame: number, toFrame: number): void => {
      for (let line = fromFrame * 64; line < toFrame * 64; line++) {
        if (this.#kinds[line] !== LINE.constant) continue;
        for (let i = line * LINE_WORDS; i < (line + 1) * LINE_WORDS; i++) {
          if (words[i] !== 0) throw new Broken(this.#ruleOf(line >> 6), `the word at physical ${i * 4}, past the rows of its table, is not zero`);
        }
      }
    };
    requireZeroLines(quantaFirst, pad);
    requireZeroLines(saveFirst, kernelFrames);
  }

  #ruleOf(frame: number): string {
    const map = this.#map;
    if (frame === map.sysinfo) return 'LAY-5';
    if (frame < map.envsFirst) return 'LAY-8';
    if (frame < map.pagesFirst) return 'LAY-6';
    if (frame < map.pad) return 'LAY-7';
    if (frame === map.pad) return 'BOO-7';
    if (frame === map.core) return 'LAY-13';
    return frame >= map.saveFirst ? 'STA-2' : 'LAY-16';
  }
}
