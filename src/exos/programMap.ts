import { PAD, PAGE_BYTES, REGION_BYTES, UTOP } from '../abi/addressMap.ts';

const REGION = UTOP - REGION_BYTES;

/** Where a loaded program finds what it is given (spec/programs.md): all in the region of the pad, which has a page table from birth. */
export const PROGRAM_MAP = {
  /** Bytes that the user gives; nothing is bound there without any. */
  input: REGION,
  inputBytesMax: 0x100000,
  /** End of the stack. The page above is not bound: whoever leaves the stack upward is stopped. */
  stackEnd: PAD - PAGE_BYTES,
  stackBytes: 0x40000,
  /** ESP at the entry, as if the entry had been called with the input's address and length; 16-byte alignment as the ABI of i386 wants it. */
  stackPointer: PAD - PAGE_BYTES - 20,
  /** Offset in the u-area of the page entries that loading gives to the kernel. */
  entries: 3072,
} as const;
