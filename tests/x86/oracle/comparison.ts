import { EFLAGS, EIP, VECTOR_ENDLESS, VECTOR_SYSTEM, codeOf } from './liveFormat.ts';
import type { Answer, LiveCase, Patch } from './liveFormat.ts';
import { mayStopHalfway, undefinedFlags } from './undefinedFlags.ts';
import { HARNESS, HARNESS_END, PAGE, WORLD, worldPageOf } from './world.ts';

const NAMES = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'eip', 'eflags'];
const ECX = 1;
const RF = 0x10000;
const TF = 0x100;
const AC = 0x40000;
const SINGLE_STEP = 1;
const PAGE_FAULT = 14;
/** Page-fault error code: an instruction fetch. Two-level page tables cannot forbid that, so the emulator has no such bit. */
const FETCH = 0x10;
const PRESENT = 1;

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** Why a case is not given to the real processor; null if it is. The emulator has run it before. */
export const unfit = (answer: Answer | null): string | null => {
  if (answer === null) return 'does not end';
  if (answer.vector === PAGE_FAULT && answer.address >= HARNESS && answer.address < HARNESS_END) return 'touches the harness';
  if (answer.vector === SINGLE_STEP || (answer.words[EFLAGS] & (TF | AC)) !== 0) return 'sets TF or AC';
  return null;
};

/** The bytes at an address when the case begins. */
const initialByte = (test: LiveCase, address: number): number => {
  const patch = test.patches.findLast((one) => address >= one.address && address < one.address + one.bytes.length);
  if (patch !== undefined) return patch.bytes[address - patch.address];
  return WORLD[worldPageOf(address)]?.contents[address & (PAGE - 1)] ?? 0;
};

const faultsHalfway = (test: LiveCase, answer: Answer): boolean =>
  answer.vector === PAGE_FAULT && mayStopHalfway(Uint8Array.from({ length: 15 }, (_, i) => initialByte(test, (answer.words[EIP] >>> 0) + i)));

/** Why the answers to a case cannot be compared; null if they can. */
export const incomparable = (test: LiveCase, real: Answer): string | null => {
  // The data pages cannot be executed by the real processor: their bytes might be any instruction.
  if (real.vector === PAGE_FAULT && (real.error & (FETCH | PRESENT)) === (FETCH | PRESENT)) return 'runs into data';
  if (test.instructions > 1 && faultsHalfway(test, real)) return 'a sequence stops in the middle of an instruction';
  return null;
};

const describe = (answer: Answer): string => {
  if (answer.vector === VECTOR_ENDLESS) return 'no end';
  if (answer.vector === VECTOR_SYSTEM) return 'a system call';
  const error = answer.vector === PAGE_FAULT ? answer.error & ~FETCH : answer.error;
  return `vector ${answer.vector}, error ${hex(error)}${answer.vector === PAGE_FAULT ? `, address ${hex(answer.address)}` : ''}`;
};

const sameRun = (a: Patch, b: Patch | undefined): boolean =>
  b !== undefined && a.address === b.address && a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i]);

const sameRuns = (a: readonly Patch[], b: readonly Patch[]): boolean => a.length === b.length && a.every((run, i) => sameRun(run, b[i]));

const image = (runs: readonly Patch[]): Map<number, number> => {
  const bytes = new Map<number, number>();
  for (const run of runs) run.bytes.forEach((byte, i) => bytes.set(run.address + i, byte));
  return bytes;
};

/** `partial`: each byte may also hold its old value. */
const compareMemory = (test: LiveCase, real: Answer, emulated: Answer, partial: boolean): string[] => {
  if (sameRuns(real.changes, emulated.changes)) return [];
  const [want, got] = [image(real.changes), image(emulated.changes)];
  const lines: string[] = [];
  for (const address of [...new Set([...want.keys(), ...got.keys()])].sort((a, b) => a - b)) {
    const old = initialByte(test, address);
    const [wanted, found] = [want.get(address) ?? old, got.get(address) ?? old];
    if (wanted === found || (partial && found === old)) continue;
    lines.push(`[${hex(address)}] was ${hex(old).slice(6)} want ${hex(wanted).slice(6)} got ${hex(found).slice(6)}`);
  }
  return lines;
};

/** Whether the first instruction came to its end; what follows it is then an INT3 or an unmapped page. */
export const completed = (test: LiveCase, answer: Answer): boolean => answer.words[EIP] !== test.words[EIP];

/** Flags that the architecture leaves open at the end of a case. Sequences leave none. */
const openFlags = (test: LiveCase, real: Answer): number =>
  test.instructions === 1 && completed(test, real) ? undefinedFlags(codeOf(test).bytes, test.words[ECX]) : 0;

/** The differences between what the real processor did and what the emulator did, in words. */
export const differences = (test: LiveCase, real: Answer, emulated: Answer): string[] => {
  const lines: string[] = [];
  const [want, got] = [describe(real), describe(emulated)];
  if (want !== got) lines.push(`want ${want}; got ${got}`);
  const partial = test.instructions === 1 && !completed(test, real) && mayStopHalfway(codeOf(test).bytes);
  // RF tells how an exception was delivered, which is the kernel's business here.
  const flagsMask = ~(openFlags(test, real) | RF);
  for (let i = 0; i < NAMES.length; i++) {
    const mask = i === EFLAGS ? flagsMask : -1;
    const wanted = real.words[i] & mask;
    const found = emulated.words[i] & mask;
    if (wanted === found || (partial && found === (test.words[i] & mask))) continue;
    lines.push(`${NAMES[i]} was ${hex(test.words[i])} want ${hex(wanted)} got ${hex(found)}`);
  }
  lines.push(...compareMemory(test, real, emulated, partial).slice(0, 8));
  return lines;
};
