/** Bytes in one line of the dirty tracking, as a power of two. */
const LINE_SHIFT = 6;
const LINE_BYTES = 1 << LINE_SHIFT;
const LINE_WORDS = LINE_BYTES / 4;
const FRAME_LINES = 4096 / LINE_BYTES;
/** Flag of a line that is listed in `stepDirty`. */
const STEP = 1;
/** Flag of a line that is listed in `bootDirty`. */
const BOOT = 2;
const BOTH = STEP | BOOT;
/** Flag of a line from which instructions were decoded. */
const CODE = 4;

/** `Ram.lineFlags` of a line that both consumers list and that holds no decoded code: a write to it needs no bookkeeping. */
export const SETTLED = BOTH;
export { LINE_SHIFT };

/** Who keeps something that was decoded from RAM. */
export interface CodeWatcher {
  /** Some byte of the frame that was watched has been written, or may have been. */
  forgetFrame(frame: number): void;
  forgetAll(): void;
}

/**
 * Physical memory, little-endian, with one write barrier that serves two consumers: the lines written since
 * the last `drainStep`, and the lines that differ from the boot image. Addresses and sizes are in bytes.
 *
 * MCH-1: a read outside RAM gives all ones, a write outside RAM is ignored.
 */
export class Ram {
  readonly sizeBytes: number;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  /** How many times a read or write method was called: the measure of the kernel's bounded work. Decoded instructions call none. */
  accessCount = 0;
  readonly stepDirty: Int32Array;
  stepDirtyCount = 0;
  readonly bootDirty: Int32Array;
  bootDirtyCount = 0;
  /** By line: which consumers list it, and whether it is watched. Only for comparison with `SETTLED`. */
  readonly lineFlags: Uint8Array;
  readonly #watchers: CodeWatcher[] = [];
  #watches = false;

  /** @throws RangeError unless the size is a positive multiple of 4096 below 2 GB */
  constructor(sizeBytes: number) {
    if (sizeBytes <= 0 || sizeBytes % 4096 !== 0 || sizeBytes >= 2 ** 31) {
      throw new RangeError(`RAM size must be a positive multiple of 4096 below 2^31, got ${sizeBytes}`);
    }
    const buffer = new ArrayBuffer(sizeBytes);
    const lines = sizeBytes >> LINE_SHIFT;
    this.sizeBytes = sizeBytes;
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.stepDirty = new Int32Array(lines);
    this.bootDirty = new Int32Array(lines);
    this.lineFlags = new Uint8Array(lines);
  }

  read8(pa: number): number {
    this.accessCount++;
    const at = pa >>> 0;
    return at < this.sizeBytes ? this.bytes[at] : 0xff;
  }

  read16(pa: number): number {
    this.accessCount++;
    const at = pa >>> 0;
    if (at + 2 <= this.sizeBytes) return this.bytes[at] | (this.bytes[at + 1] << 8);
    return this.#byteOrOnes(at) | (this.#byteOrOnes(at + 1) << 8);
  }

  /** The word at `pa` as a signed number. */
  read32(pa: number): number {
    this.accessCount++;
    const at = pa >>> 0;
    if ((at & 3) === 0 && at < this.sizeBytes) return this.words[at >> 2];
    return this.#byteOrOnes(at) | (this.#byteOrOnes(at + 1) << 8)
      | (this.#byteOrOnes(at + 2) << 16) | (this.#byteOrOnes(at + 3) << 24);
  }

  write8(pa: number, value: number): void {
    this.accessCount++;
    const at = pa >>> 0;
    if (at >= this.sizeBytes) return;
    this.bytes[at] = value;
    const line = at >> LINE_SHIFT;
    if (this.lineFlags[line] !== BOTH) this.#mark(line);
  }

  write16(pa: number, value: number): void {
    this.accessCount++;
    const at = pa >>> 0;
    this.#storeByte(at, value);
    this.#storeByte(at + 1, value >> 8);
  }

  write32(pa: number, value: number): void {
    this.accessCount++;
    const at = pa >>> 0;
    if ((at & 3) === 0 && at < this.sizeBytes) {
      this.words[at >> 2] = value;
      const line = at >> LINE_SHIFT;
      if (this.lineFlags[line] !== BOTH) this.#mark(line);
      return;
    }
    for (let i = 0; i < 4; i++) this.#storeByte(at + i, value >> (8 * i));
  }

  /** Of whole lines only those that are not zero yet are written: a kernel clears pages of which most never held anything. */
  fillZero(pa: number, lengthBytes: number): void {
    const end = this.#checkedEnd(pa, lengthBytes);
    if (((pa | end) & (LINE_BYTES - 1)) !== 0) {
      this.bytes.fill(0, pa, end);
      this.#markRange(pa, end);
      return;
    }
    const { words } = this;
    for (let line = pa >> LINE_SHIFT; line < end >> LINE_SHIFT; line++) {
      const first = line * LINE_WORDS;
      let any = 0;
      for (let word = first; word < first + LINE_WORDS; word++) any |= words[word];
      if (any === 0) continue;
      words.fill(0, first, first + LINE_WORDS);
      if (this.lineFlags[line] !== BOTH) this.#mark(line);
    }
  }

  copyIn(pa: number, source: Uint8Array): void {
    const end = this.#checkedEnd(pa, source.length);
    this.bytes.set(source, pa);
    this.#markRange(pa, end);
  }

  /** A copy of `lengthBytes` bytes from `pa`. */
  copyOut(pa: number, lengthBytes: number): Uint8Array {
    return this.bytes.slice(pa, this.#checkedEnd(pa, lengthBytes));
  }

  /** Forgets the step-dirty lines. */
  drainStep(): void {
    for (let i = 0; i < this.stepDirtyCount; i++) this.lineFlags[this.stepDirty[i]] &= ~STEP;
    this.stepDirtyCount = 0;
  }

  /** Declares the present contents to be the boot image and forgets all dirty lines. */
  markBoot(): void {
    this.drainStep();
    for (let i = 0; i < this.bootDirtyCount; i++) this.lineFlags[this.bootDirty[i]] &= ~BOOT;
    this.bootDirtyCount = 0;
  }

  /**
   * Copies the boot-dirty lines back from the boot image and forgets all dirty lines.
   * The image must be the contents at the last `markBoot`, as bytes or as words.
   */
  resetTo(image: Uint8Array | Int32Array): void {
    if (image.byteLength !== this.sizeBytes) throw new RangeError('boot image and RAM differ in size');
    const source = image instanceof Int32Array ? image : new Int32Array(image.slice().buffer);
    const { words, bootDirty, bootDirtyCount } = this;
    for (let i = 0; i < bootDirtyCount; i++) {
      const first = bootDirty[i] * LINE_WORDS;
      if ((this.lineFlags[bootDirty[i]] & CODE) !== 0) this.#forgetFrame(bootDirty[i]);
      for (let word = first; word < first + LINE_WORDS; word++) words[word] = source[word];
    }
    this.markBoot();
  }

  /** Replaces the whole contents through the barrier, so that only lines that change become dirty. */
  loadImage(image: Int32Array): void {
    if (image.length !== this.words.length) throw new RangeError('image and RAM differ in size');
    for (let word = 0; word < image.length; word++) {
      if (this.words[word] === image[word]) continue;
      this.words[word] = image[word];
      this.#mark(word >> (LINE_SHIFT - 2));
    }
  }

  /** Takes over the contents of another RAM of the same size; nothing of it counts as written since the last drain. */
  copyFrom(other: Ram): void {
    this.words.set(other.words);
    this.#forgetAll();
    this.drainStep();
  }

  /** Replaces the contents from the start of RAM; nothing of it counts as written. */
  overwrite(words: Int32Array): void {
    this.words.set(words);
    this.#forgetAll();
  }

  /** From now on the watcher is told before anything is executed that was decoded from bytes changed meanwhile. */
  addCodeWatcher(watcher: CodeWatcher): void {
    this.#watchers.push(watcher);
  }

  /** Watches the lines of some bytes: any write to one of them, by whomever, is told to the watchers, once. */
  watchCode(pa: number, lengthBytes: number): void {
    this.#watches = true;
    const last = (pa + lengthBytes - 1) >> LINE_SHIFT;
    for (let line = pa >> LINE_SHIFT; line <= last; line++) this.lineFlags[line] |= CODE;
  }

  /** Replaces lines by those of an image, through the barrier. */
  copyLines(image: Int32Array, lines: Int32Array): void {
    if (image.length !== this.words.length) throw new RangeError('image and RAM differ in size');
    for (let i = 0; i < lines.length; i++) {
      const first = lines[i] * LINE_WORDS;
      for (let word = first; word < first + LINE_WORDS; word++) this.words[word] = image[word];
      this.#mark(lines[i]);
    }
  }

  #byteOrOnes(at: number): number {
    return at < this.sizeBytes ? this.bytes[at] : 0xff;
  }

  #storeByte(at: number, value: number): void {
    if (at >= this.sizeBytes) return;
    this.bytes[at] = value;
    const line = at >> LINE_SHIFT;
    if (this.lineFlags[line] !== BOTH) this.#mark(line);
  }

  /** Lists a line with each consumer that does not list it yet. */
  #mark(line: number): void {
    const flags = this.lineFlags[line];
    if ((flags & CODE) !== 0) this.#forgetFrame(line);
    if ((flags & STEP) === 0) this.stepDirty[this.stepDirtyCount++] = line;
    if ((flags & BOOT) === 0) this.bootDirty[this.bootDirtyCount++] = line;
    this.lineFlags[line] = BOTH;
  }

  /** A watched line is written: the whole frame is watched no longer. */
  #forgetFrame(line: number): void {
    const first = line & -FRAME_LINES;
    for (let one = first; one < first + FRAME_LINES; one++) this.lineFlags[one] &= BOTH;
    for (const watcher of this.#watchers) watcher.forgetFrame(first / FRAME_LINES);
  }

  #forgetAll(): void {
    if (!this.#watches) return;
    this.#watches = false;
    for (let line = 0; line < this.lineFlags.length; line++) this.lineFlags[line] &= BOTH;
    for (const watcher of this.#watchers) watcher.forgetAll();
  }

  #markRange(from: number, end: number): void {
    if (end === from) return;
    const last = (end - 1) >> LINE_SHIFT;
    for (let line = from >> LINE_SHIFT; line <= last; line++) {
      if (this.lineFlags[line] !== BOTH) this.#mark(line);
    }
  }

  #checkedEnd(pa: number, lengthBytes: number): number {
    const end = pa + lengthBytes;
    if (pa < 0 || lengthBytes < 0 || end > this.sizeBytes) throw new RangeError(`block ${pa}+${lengthBytes} outside RAM`);
    return end;
  }
}
