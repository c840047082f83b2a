import { FRAME_MASK, PTE_US } from './registers.ts';

/** Bit of a cached page entry that says it is there; the frame, RW, US and D bits lie as in a page-table entry. */
export const TLB_VALID = 1;

export type TlbCapacity = 'unlimited' | 'none';

const PAGES = 1 << 20;
const DIRECTORIES = 1 << 10;

/**
 * Translation caches: page entries and page-directory entries, apart from each other.
 * With capacity 'unlimited' an entry stays until something evicts it, which is the most that the
 * architecture allows (MCH-19); with 'none' nothing is ever cached. Source: Intel SDM vol. 3A section 4.10.
 */
export class Tlb {
  /** Packed page entries by page number: frame, D, US, RW and TLB_VALID; 0 when absent. */
  readonly entries = new Int32Array(PAGES);
  /** The page numbers that are cached, in no particular order; the first `filledPagesCount` are meaningful. */
  readonly filledPages = new Int32Array(PAGES);
  filledPagesCount = 0;
  /** Cached page-directory entries by index, as read from memory with A set; 0 when absent. */
  readonly directoryEntries = new Int32Array(DIRECTORIES);
  readonly filledDirectories = new Int32Array(DIRECTORIES);
  filledDirectoriesCount = 0;
  /** Grows whenever a cached translation ceases to hold, so that users of one can notice. */
  version = 0;
  #capacity: TlbCapacity = 'unlimited';
  /** Where a cached page stands in `filledPages`. */
  readonly #positions = new Int32Array(PAGES);

  get capacity(): TlbCapacity {
    return this.#capacity;
  }

  /** Changes the capacity; everything cached is forgotten. */
  set capacity(capacity: TlbCapacity) {
    this.flush();
    this.#capacity = capacity;
  }

  /** The packed entry of a page, 0 when absent. */
  entry(page: number): number {
    return this.entries[page];
  }

  /** The cached directory entry, 0 when absent. */
  directory(index: number): number {
    return this.directoryEntries[index];
  }

  fillPage(page: number, entry: number): void {
    if (this.#capacity === 'none') return;
    const old = this.entries[page];
    if (old === 0) {
      this.#positions[page] = this.filledPagesCount;
      this.filledPages[this.filledPagesCount++] = page;
    } else if (((old ^ entry) & (FRAME_MASK | PTE_US)) !== 0) {
      this.version = (this.version + 1) | 0;
    }
    this.entries[page] = entry;
  }

  fillDirectory(index: number, entry: number): void {
    if (this.#capacity === 'none') return;
    if (this.directoryEntries[index] === 0) this.filledDirectories[this.filledDirectoriesCount++] = index;
    this.directoryEntries[index] = entry;
  }

  evictPage(page: number): void {
    if (this.entries[page] === 0) return;
    const moved = this.filledPages[--this.filledPagesCount];
    const position = this.#positions[page];
    this.filledPages[position] = moved;
    this.#positions[moved] = position;
    this.entries[page] = 0;
    this.version = (this.version + 1) | 0;
  }

  evictDirectory(index: number): void {
    if (this.directoryEntries[index] === 0) return;
    this.directoryEntries[index] = 0;
    const position = this.filledDirectories.indexOf(index);
    this.filledDirectories[position] = this.filledDirectories[--this.filledDirectoriesCount];
  }

  evictAllDirectories(): void {
    for (let i = 0; i < this.filledDirectoriesCount; i++) this.directoryEntries[this.filledDirectories[i]] = 0;
    this.filledDirectoriesCount = 0;
  }

  /** Forgets every page and directory entry; the cost is proportional to what is cached. */
  flush(): void {
    for (let i = 0; i < this.filledPagesCount; i++) this.entries[this.filledPages[i]] = 0;
    this.filledPagesCount = 0;
    this.evictAllDirectories();
    this.version = (this.version + 1) | 0;
  }
}
