import { PAD, PAGE_BYTES } from '../abi/addressMap.ts';
import { ENTRY, UAREA } from '../abi/layout.ts';

/** Where the library keeps things in every environment below UTOP. Page tables are needed for two regions only. */
const DATA = 0x00400000;
const OWN = PAD - 4 * PAGE_BYTES;

/** Numbers of this library operating system; another one would choose others. */
export const LIBRARY_MAP = {
  DATA,
  SHARED: DATA + 0x10000,
  STACK: PAD - 2 * PAGE_BYTES,
  OWN,
  SCRATCH: PAD - 6 * PAGE_BYTES,

  /** Words of the library in the u-area, which OWN is a second address of: after those of the kernel, before the buffers. */
  OWN_STATUS: OWN + UAREA.status,
  OWN_ENTFAULT: OWN + UAREA.entfault,
  OWN_XSP: OWN + UAREA.xsp,
  OWN_AENVID: OWN + UAREA.aenvid,
  OWN_GKEY: OWN + UAREA.gkey,
  OWN_GCAP: OWN + UAREA.gcap,
  OWN_ROLE: OWN + 64,
  OWN_PEER: OWN + 68,
  OWN_NAME: OWN + 72,
  OWN_CHILD: OWN + 76,
  OWN_TEXT: OWN + 80,
  OWN_WORDS: OWN + 84,
  OWN_RESUME: OWN + 88,
  OWN_FORK_ESP: OWN + 92,
  OWN_RUN: OWN + 96,
  OWN_RUN_START: OWN + 100,
  OWN_FRAME: OWN + 104,
  OWN_ROW: OWN + 108,
  OWN_MADE: OWN + 112,
  OWN_FREE: OWN + 124,
  /** What fork copies of the u-area. */
  INHERITED_BYTES: 256,
  ENTRIES: OWN + 256,
  RECORD: OWN + 512,
  EXCEPTION_STACK: OWN + 2016,

  /** The software bit of a page that is to be copied before it is written, as in ExOS. */
  COPY_ON_WRITE: 2 * ENTRY.softwareUnit,
  WRITABLE_PAGE: ENTRY.present + ENTRY.writable + ENTRY.user,
  READ_ONLY_PAGE: ENTRY.present + ENTRY.user,
  /** Most bytes that are printed of a text which somebody else wrote. */
  TEXT_MAX: 32,

  /** Offsets in the page that A and B share. */
  ANSWERED: 0,
  SEEN: 4,
  ASKED: 8,
  GREETING: 64,
  ANSWER: 128,
} as const;
