import {
  DIRECTORY, GDT, HANDLERS, HANDLER_BYTES, HANDLER_COUNT, IDT, KERNEL_CODE, KERNEL_STACK, KERNEL_STACK_TOP, LOW_TABLE, PAGE_BYTES, RUNNER, RUNNER_PAGES, SELECTOR, TSS, USER,
  USER_CODE_FRAME, USER_DATA, USER_PAGES, USER_STACK, USER_TABLE, WORLD, WORLD_BYTES,
} from './layout.ts';

/** Fields of a segment descriptor. The limit has 20 bits; flags are granularity 8 and 32-bit 4. */
export interface SegmentFields {
  readonly base: number;
  readonly limit: number;
  readonly access: number;
  readonly flags: number;
}

export interface GateFields {
  readonly selector: number;
  readonly offset: number;
  /** The byte with the present bit, DPL and type. */
  readonly access: number;
}

/** Both words of a segment descriptor. */
export const segmentWords = ({ base, limit, access, flags }: SegmentFields): readonly [number, number] =>
  [(limit & 0xffff) | (base << 16), ((base >>> 16) & 0xff) | (access << 8) | (limit & 0xf0000) | (flags << 20) | (base & 0xff000000)];

/** Both words of a gate. */
export const gateWords = ({ selector, offset, access }: GateFields): readonly [number, number] =>
  [(offset & 0xffff) | (selector << 16), (offset & 0xffff0000) | (access << 8)];

export const handlerOf = (vector: number): number => HANDLERS + vector * HANDLER_BYTES;

/** Page entries: P=1 RW=2 US=4 A=0x20 D=0x40. */
const SUPERVISOR = 3;
const EVERYBODY = 7;
const USED = 0x60;
const INT3_FOURFOLD = 0xcccccccc | 0;

const whole = (access: number): SegmentFields => ({ base: 0, limit: 0xfffff, access, flags: 0xc });
const task = (limit: number): SegmentFields => ({ base: TSS, limit, access: 0x89, flags: 0 });

const DESCRIPTORS: readonly (readonly [number, SegmentFields])[] = [
  [SELECTOR.kernelCode, whole(0x9b)], [SELECTOR.kernelData, whole(0x93)], [SELECTOR.userCode, whole(0xfb)], [SELECTOR.userData, whole(0xf3)],
  [SELECTOR.task, task(0x67)], [SELECTOR.shortTask, task(7)], [SELECTOR.cutTask, task(8)],
  [SELECTOR.limitedStack, { base: 0, limit: KERNEL_STACK_TOP - PAGE_BYTES - 1, access: 0x93, flags: 4 }],
  [SELECTOR.downStack, { base: 0, limit: (KERNEL_STACK - 1) >>> 12, access: 0x97, flags: 0xc }],
  [SELECTOR.smallData, { base: USER_DATA, limit: USER_STACK - USER_DATA - 1, access: 0xf3, flags: 4 }],
  [SELECTOR.sharedCode, whole(0x9f)],
  [SELECTOR.downData, { base: 0, limit: (USER_DATA + PAGE_BYTES - 1) >>> 12, access: 0xf7, flags: 0xc }],
];

/** Software may raise these; from 0x30 on the gates are trap gates. */
const FIRST_SOFTWARE = 0x20;
const FIRST_TRAP_GATE = 0x30;

const gateAccess = (vector: number): number => {
  const open = vector === 3 || vector === 4 || vector >= FIRST_SOFTWARE;
  return (open ? 0xe0 : 0x80) | (vector >= FIRST_TRAP_GATE ? 0x0f : 0x0e);
};

/** The world as every case finds it before its own changes, by words. */
export const pristineWorld = (): Int32Array => {
  const words = new Int32Array(WORLD_BYTES / 4);
  const put = (address: number, word: number): void => {
    words[(address - WORLD) / 4] = word;
  };
  const putPair = (address: number, [low, high]: readonly [number, number]): void => {
    put(address, low);
    put(address + 4, high);
  };
  for (const [selector, fields] of DESCRIPTORS) putPair(GDT + (selector & ~7), segmentWords(fields));
  for (let vector = 0; vector < HANDLER_COUNT; vector++) {
    putPair(IDT + vector * 8, gateWords({ selector: SELECTOR.kernelCode, offset: handlerOf(vector), access: gateAccess(vector) }));
  }
  // What runs beyond its code traps at once.
  for (const code of [KERNEL_CODE, USER_CODE_FRAME, USER_CODE_FRAME + PAGE_BYTES]) words.fill(INT3_FOURFOLD, (code - WORLD) / 4, (code - WORLD + PAGE_BYTES) / 4);
  put(TSS + 4, KERNEL_STACK_TOP - 0x400);
  put(TSS + 8, SELECTOR.kernelData);
  // The I/O permission map counts as beyond the limit.
  put(TSS + 0x64, 0x680000);
  put(DIRECTORY, LOW_TABLE | EVERYBODY);
  put(DIRECTORY + 4, USER_TABLE | EVERYBODY);
  for (let i = 0; i < WORLD_BYTES / PAGE_BYTES; i++) put(LOW_TABLE + (WORLD / PAGE_BYTES + i) * 4, (WORLD + i * PAGE_BYTES) | SUPERVISOR);
  for (let i = 0; i < RUNNER_PAGES; i++) put(LOW_TABLE + (RUNNER / PAGE_BYTES + i) * 4, (RUNNER + i * PAGE_BYTES) | SUPERVISOR | USED);
  for (let i = 0; i < USER_PAGES; i++) put(USER_TABLE + ((USER / PAGE_BYTES) % 1024 + i) * 4, (USER_CODE_FRAME + i * PAGE_BYTES) | EVERYBODY);
  return words;
};
