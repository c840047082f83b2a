import { PAD, PAGE_BYTES, REGION_BYTES, UTOP } from '../abi/addressMap.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import { PROGRAM_GEOMETRY } from '../exos/boot.ts';
import { PROGRAM_MAP } from '../exos/programMap.ts';
import { PRINCIPAL_FRAMES } from '../impl/checkConfiguration.ts';

/** A page that a program is to have before it begins. */
export interface ProgramPage {
  readonly address: number;
  readonly bytes: Uint8Array;
  isWritable: boolean;
}

/** Frames that the machine of a program has for its pages and their tables. */
export const PROGRAM_FRAMES = PROGRAM_GEOMETRY.frames - frameMapOf(PROGRAM_GEOMETRY).kernelFrames - PRINCIPAL_FRAMES;

/** The memory of a program that is loaded, page by page; stack and input are there from the beginning. */
export class ProgramPages {
  readonly #pages = new Map<number, ProgramPage>();

  /** @param input at most PROGRAM_MAP.inputBytesMax bytes */
  constructor(input: Uint8Array) {
    const { stackEnd, stackBytes, stackPointer } = PROGRAM_MAP;
    this.put(stackEnd - stackBytes, new Uint8Array(), stackBytes, true);
    const frame = new DataView(new ArrayBuffer(12));
    frame.setUint32(4, PROGRAM_MAP.input, true);
    frame.setUint32(8, input.length, true);
    this.put(stackPointer, new Uint8Array(frame.buffer), frame.byteLength, true);
    this.put(PROGRAM_MAP.input, input, input.length, false);
  }

  /** Bytes at an address, and zeros behind them up to `length`; a page is writable if anything in it is. */
  put(address: number, bytes: Uint8Array, length: number, isWritable: boolean): void {
    for (let at = address - (address % PAGE_BYTES); at < address + length; at += PAGE_BYTES) {
      const page = this.#pages.get(at) ?? { address: at, bytes: new Uint8Array(PAGE_BYTES), isWritable: false };
      this.#pages.set(at, page);
      page.isWritable ||= isWritable;
      const from = Math.max(at, address);
      page.bytes.set(bytes.subarray(from - address, Math.max(from, at + PAGE_BYTES) - address), from - at);
    }
  }

  has(address: number): boolean {
    return this.#pages.has(address - (address % PAGE_BYTES));
  }

  /** In order of address. */
  get pages(): readonly ProgramPage[] {
    return [...this.#pages.values()].toSorted((a, b) => a.address - b.address);
  }

  /** How many frames the pages take, with the page tables that are missing for them. */
  get frames(): number {
    const regions = new Set(Array.from(this.#pages.keys(), (address) => Math.trunc(address / REGION_BYTES)));
    regions.delete(Math.trunc(PAD / REGION_BYTES));
    return this.#pages.size + regions.size;
  }
}

/** Whether a program may ask for these bytes: below the pad, and neither input nor stack. */
export const isFreeForPrograms = (address: number, length: number): boolean => length >= 0 && address + length <= UTOP - REGION_BYTES;
