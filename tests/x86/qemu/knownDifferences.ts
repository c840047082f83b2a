import { Vector } from '../../../src/x86/vectors.ts';
import { found, given } from './caseFormat.ts';
import type { Found, PrivilegedCase, Record } from './caseFormat.ts';
import { DIRECTORY, GDT, IDT, KERNEL_CODE, LOW_TABLE, PAGE_BYTES, SPARE, TSS } from './layout.ts';
import type { Run } from './ourMachine.ts';

/** What one machine did otherwise than the other, and all around it. */
export interface Context {
  readonly test: PrivilegedCase;
  readonly reference: Record;
  readonly run: Run;
}

interface Exclusion {
  readonly name: string;
  /** Why, and what the manual says (SDM: Intel Software Developer's Manual). */
  readonly reason: string;
  readonly applies: (context: Context) => boolean;
}

/** One bit of one word of the world that differs. */
export interface BitDifference {
  /** Physical address of the word, and the bit in it. */
  readonly place: number;
  readonly bit: number;
  /** Which machine has it set. */
  readonly setBy: 'ours' | 'reference';
}

interface ToleratedBit {
  readonly name: string;
  readonly reason: string;
  readonly explains: (one: BitDifference, context: Context) => boolean;
}

interface ToleratedRegister {
  readonly name: string;
  readonly reason: string;
  readonly explains: (name: Found, reference: number, ours: number, context: Context) => boolean;
}

/** Bits of page entries, and of the upper words of descriptors. */
const ACCESSED_BIT = 5;
const DIRTY_BIT = 6;
const ACCESSED_DESCRIPTOR_BIT = 8;
/** The entry of the page that the descriptor table is in. */
const GDT_ENTRY = LOW_TABLE + (GDT / PAGE_BYTES) * 4;
/** Bits of EFLAGS and of error codes. */
const RESUME_BIT = 16;
const STATUS_FLAGS = 0x8d5;
const WRITE_BIT = 1;
const PRESENT_BIT = 0;
const EXTERNAL_BIT = 0;
/** Our processor gives up after a thousand steps of ring 0 (MCH-65). */
const ENDLESS_FRAMES = 500;

/** Cases of which nothing is compared. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    name: 'segment checks',
    reason: 'QEMU\'s translator checks neither limit nor type of a segment when data is accessed. SDM vol. 3A 5.3: the limit check raises #GP, or #SS for SS; 5.5 and 3.4.5.1: so do writes to what is not writable.',
    applies: ({ run }) => run.segmentRefused,
  },
  {
    name: 'code that ends before its entry',
    reason: 'QEMU lets gates, IRET and RET go on beyond the limit of the code segment; CALL and JMP fail with #GP(selector), CALL after its pushes. SDM vol. 2A, operation of CALL, JMP, INT n, RET and IRET: an EIP outside the limit of the new code segment is #GP(0).',
    applies: ({ run }) => run.beyondLimit,
  },
  {
    name: 'absent stack of a return or a gate',
    reason: 'QEMU raises #NP in returns and #TS in gates. SDM vol. 2A, operation of IRET and of INT n: a stack segment of the new ring that is not present is #SS with its selector, in INT n with EXT.',
    applies: ({ run }) => run.stackAbsent,
  },
  {
    name: 'transfers on a stack of ring 3',
    reason: 'QEMU uses the stack of IRET, far RET, far CALL and gates as ring 0 would. SDM vol. 3A 4.6.1: accesses at CPL 3 are user-mode accesses; only those to system structures such as descriptor tables are implicitly those of a supervisor.',
    applies: ({ run }) => run.userStackFaulted,
  },
  {
    name: 'accessed code and stacks',
    reason: 'QEMU marks the descriptors that MOV, POP and the like load, not those of gates, far transfers and returns; so it does not fault when it may not. SDM vol. 3A 3.4.5.1: "The processor sets this bit whenever it loads a segment selector for the segment into a segment register".',
    applies: ({ run, test }) => run.markingFaulted && test.kind !== 'segment loads',
  },
  {
    name: 'alignment checks',
    reason: 'QEMU\'s translator has no #AC. SDM vol. 3A 6.15, interrupt 17.',
    applies: ({ run }) => run.faults.has(Vector.AC),
  },
  {
    name: 'single steps of LSS and STI',
    reason: 'QEMU takes no trap behind them. SDM vol. 3A 6.8.3 names MOV SS and POP SS only, and vol. 2B, STI: "The IF flag and the STI and CLI instructions do not prohibit the generation of exceptions".',
    applies: ({ test }) => test.kind.startsWith('single') && /lss|sti/.test(test.text),
  },
  {
    name: 'endless faults',
    reason: 'A handler that faults again and again fills the stack; MCH-65 ends that on our machine.',
    applies: ({ run }) => run.frames.length > ENDLESS_FRAMES,
  },
];

const inTables = (place: number): boolean => (place >= DIRECTORY && place < KERNEL_CODE) || place >= SPARE;

/** The number of a bit in the value at some address, which need not be aligned to words. */
const bitOf = ({ place, bit }: BitDifference, address: number): number => (place - address) * 8 + bit;

/** The bits of error codes that a bit is, in the frames of page faults or in those of other faults. */
const errorBits = (one: BitDifference, { run }: Context, ofPageFault: boolean): number[] =>
  run.frames.flatMap((frame) => (frame.error === null || frame.ofPageFault !== ofPageFault ? [] : [bitOf(one, frame.error)])).filter((bit) => bit >= 0 && bit < 32);

/** An operand that is read and written lies across two pages: QEMU reads both before it finds that it may not write the first. */
const secondPageFirst = (reference: number, ours: number): boolean => (reference & 0xfff) === 0 && reference - ours > 0 && reference - ours < 8;

const suspended = ({ test }: Context): boolean => test.kind.startsWith('single') && /rep\w* (scas|cmps)/.test(test.text);

/** Bits that may differ in one way. */
export const TOLERATED_BITS: readonly ToleratedBit[] = [
  {
    name: 'RF in frames',
    reason: 'QEMU neither sets RF in the frame of a fault nor clears it behind an instruction. SDM vol. 3B 17.3.1.1: "For any fault-class exception except a debug exception generated in response to an instruction breakpoint, the value pushed for RF is 1"; an instruction that ends clears RF.',
    explains: (one, { run }) => run.frames.some(({ flags }) => bitOf(one, flags) === RESUME_BIT),
  },
  {
    name: 'A and D before a page fault',
    reason: 'QEMU marks an entry as it reads it and an operand read and written as read, ours when the translation has succeeded, for all that is to come. SDM vol. 3A 4.8: "Whenever the processor uses a paging-structure entry as part of linear-address translation, it sets the accessed flag in that entry", which leaves open what a failed access has used.',
    explains: ({ place, bit }, { run }) => run.pageFaulted && inTables(place) && (bit === ACCESSED_BIT || bit === DIRTY_BIT),
  },
  {
    name: 'accessed code and stacks',
    reason: 'As among the exclusions.',
    explains: ({ place, bit, setBy }) => setBy === 'ours' && ((place >= GDT && place < IDT && place % 8 === 4 && bit === ACCESSED_DESCRIPTOR_BIT) || (place === GDT_ENTRY && bit === DIRTY_BIT)),
  },
  {
    name: 'first words of a frame that does not fit',
    reason: 'QEMU pushes word by word until one faults; ours pushes all or nothing (MCH-42). The manual does not say what lies below the stack pointer after such a fault.',
    explains: ({ place }, { run }) => run.refusedPushes.some(([from, to]) => place + 3 >= from && place < to),
  },
  {
    name: 'I/O permission map',
    reason: 'QEMU looks at the map of the TSS, which counts as absent on our machine (MCH-55); only the A bit of the page tells.',
    explains: ({ place, bit, setBy }, { test }) => test.kind === 'privileged instructions' && place === LOW_TABLE + (TSS / PAGE_BYTES) * 4 && bit === ACCESSED_BIT && setBy === 'reference',
  },
  {
    name: 'W of an operand read and written',
    reason: 'QEMU reads such an operand first, as a read. Real processors were seen to fault as for a write (MCH-31, tests/x86/vectors).',
    explains: (one, context) => one.setBy === 'ours' && errorBits(one, context, true).includes(WRITE_BIT),
  },
  {
    name: 'EXT',
    reason: 'QEMU never sets EXT. SDM vol. 3A 6.13: "EXT: External event (bit 0) — When set, indicates that the exception occurred during delivery of an event external to the program, such as an interrupt or an earlier exception."',
    explains: (one, context) => one.setBy === 'ours' && errorBits(one, context, false).includes(EXTERNAL_BIT),
  },
  {
    name: 'P with a reserved bit',
    reason: 'QEMU clears P when a reserved bit was set. SDM vol. 3A 4.7: "P flag (bit 0). This flag is 0 if there is no translation for the linear address because the P flag was 0 in one of the paging-structure entries".',
    explains: (one, context) => one.setBy === 'ours' && given(context.test, 'cr4') !== 0 && errorBits(one, context, true).includes(PRESENT_BIT),
  },
  {
    name: 'P of an operand read and written',
    reason: 'As W; the first of its two pages may not be written, the second is absent.',
    explains: (one, context) => secondPageFirst(found(context.reference, 'cr2'), found(context.run.record, 'cr2')) && errorBits(one, context, true).includes(PRESENT_BIT),
  },
  {
    name: 'status flags of suspended CMPS and SCAS',
    reason: 'QEMU sets them in each repetition, ours in the last (MCH-34), as a real processor was seen to do (tests/x86/oracle/README.md).',
    explains: (one, context) => suspended(context) && context.run.frames.some(({ flags }) => bitOf(one, flags) >= 0 && ((STATUS_FLAGS >> bitOf(one, flags)) & 1) !== 0),
  },
];

/** Registers that may differ in one way. */
export const TOLERATED_REGISTERS: readonly ToleratedRegister[] = [
  {
    name: 'null selectors on return',
    reason: 'QEMU keeps a null selector of 1 to 3, MCH-53 makes it 0. The SDM (vol. 2A, operation of IRET) clears what has a DPL below the new CPL and does not name null.',
    explains: (name, reference, ours) => ['ds', 'es', 'fs', 'gs'].includes(name) && ours === 0 && reference >= 1 && reference <= 3,
  },
  {
    name: 'W of an operand read and written',
    reason: 'The same across two pages: QEMU faults on the second.',
    explains: (name, reference, ours, { run }) => name === 'cr2' && run.pageFaulted && secondPageFirst(reference, ours),
  },
  {
    name: 'order of PUSHA',
    reason: 'QEMU writes the lowest word first. SDM vol. 2B, operation of PUSHA: EAX, the highest, is pushed first.',
    explains: (name, reference, ours, { run, test }) => name === 'cr2' && run.pageFaulted && test.text.includes('pusha') && ours - reference > 0 && ours - reference < 32,
  },
  {
    name: 'status flags of suspended CMPS and SCAS',
    reason: 'As in frames.',
    explains: (name, reference, ours, context) => name === 'eflags' && suspended(context) && ((reference ^ ours) & ~STATUS_FLAGS) === 0,
  },
];
