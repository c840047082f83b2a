import { UDF_FRAMES_MAX, UDF_METADATA } from '../../src/abi/udf.ts';
import type { UdfEnd, UdfInput, UdfRun } from '../../src/abi/udf.ts';
import { add, alu, branch, callLocal, exit, helper, illegal, ja, jaLong, lddw, load, mov, neg, program, r, rawWord, store } from './words.ts';

/** A program, what it is given, and what the specification says that its run tells. */
export interface Case {
  readonly name: string;
  readonly words: Uint8Array;
  readonly input?: Partial<UdfInput>;
  readonly want: UdfRun;
}

const ending = (end: UdfEnd, cost: number, more: Partial<UdfRun> = {}): UdfRun => ({ end, cost, tuples: [], isSpoilt: false, ...more });
const value = (result: bigint, cost: number, more: Partial<UdfRun> = {}): UdfRun => ending({ kind: 'exit', value: result }, cost, more);
const fault = (rule: Extract<UdfEnd, { kind: 'fault' }>['rule'], place: number, cost: number, more: Partial<UdfRun> = {}): UdfRun =>
  ending({ kind: 'fault', place, rule }, cost, more);
const exhausted = (cost: number, more: Partial<UdfRun> = {}): UdfRun => ending({ kind: 'exhausted' }, cost, more);

const METADATA = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const given = { metadata: METADATA };
const RESIDUE = 0x1234_5678_9abc_def0n;
const TOP = 2n ** 64n;
/** R2 := an address; the load or the store is at a distance from it. */
const at = (address: bigint, access: Uint8Array): Uint8Array => program(lddw(2, address), access, exit());
const READ_8 = load('U64', 0, 2, 0);

/** Loads and stores: UDF-4 to UDF-8. */
export const MEMORY_CASES: readonly Case[] = [
  { name: 'all of the metadata', words: program(load('U64', 0, 1, 0), exit()), input: given, want: value(0x0807060504030201n, 2) },
  { name: 'one byte before the metadata', words: at(0xffffn, load('U8', 0, 2, 0)), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'across the beginning of the metadata', words: at(0xffffn, load('U16', 0, 2, 0)), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'the last byte of the metadata', words: at(0x10007n, load('U8', 0, 2, 0)), input: given, want: value(8n, 3) },
  { name: 'one byte behind the metadata', words: at(0x10008n, load('U8', 0, 2, 0)), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'across the end of the metadata', words: at(0x10001n, READ_8), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'metadata shorter than a load', words: at(0x10000n, READ_8), input: { metadata: METADATA.subarray(0, 7) }, want: fault('UDF-5', 2, 2) },
  { name: 'no metadata', words: at(0x10000n, load('U8', 0, 2, 0)), want: fault('UDF-5', 2, 2) },
  { name: 'the last byte of the longest metadata', words: at(0x1ffffn, load('U8', 0, 2, 0)), input: { metadata: new Uint8Array(65536).fill(9) }, want: value(9n, 3) },
  { name: 'behind the longest metadata', words: at(0x20000n, load('U8', 0, 2, 0)), input: { metadata: new Uint8Array(65536) }, want: fault('UDF-5', 2, 2) },
  { name: 'across the end of the longest metadata', words: at(0x1fffdn, load('U32', 0, 2, 0)), input: { metadata: new Uint8Array(65536) }, want: fault('UDF-5', 2, 2) },
  { name: 'address 0', words: at(0n, READ_8), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'the last address', words: at(TOP - 1n, load('U8', 0, 2, 0)), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'across the last address', words: at(TOP - 1n, READ_8), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'the metadata and 2^32', words: at(0x1_0001_0000n, READ_8), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'the stack and 2^63', words: program(store('U64', 10, -8, 7), lddw(2, 2n ** 63n + 0x1ff8n), READ_8, exit()), want: fault('UDF-5', 3, 3) },
  { name: 'an address that wraps around upwards', words: at(TOP - 8n, load('U8', 0, 2, 0x1008)), want: fault('UDF-5', 2, 2) },
  { name: 'an address that wraps around to the stack', words: program(lddw(2, TOP - 8n), store('U64', 10, -512, 5), load('U64', 0, 2, 0x1e08), exit()), want: value(5n, 4) },
  { name: 'an address that a negative displacement wraps around', words: at(8n, load('U8', 0, 2, -9)), want: fault('UDF-5', 2, 2) },
  { name: 'metadata by a negative displacement', words: at(0x10010n, load('U32', 0, 2, -16)), input: given, want: value(0x04030201n, 3) },
  { name: 'metadata through 2^32 and a negative displacement', words: at(2n ** 32n, load('U8', 0, 2, -1)), input: given, want: fault('UDF-5', 2, 2) },
  { name: 'a byte below the frame', words: program(load('U8', 0, 10, -513), exit()), want: fault('UDF-5', 0, 1) },
  { name: 'across the beginning of the frame', words: program(load('U16', 0, 10, -513), exit()), want: fault('UDF-5', 0, 1) },
  { name: 'a byte behind the stack', words: program(load('U8', 0, 10, 0), exit()), want: fault('UDF-5', 0, 1) },
  { name: 'across the end of the stack, written or not', words: program(store('U32', 10, -4, 1), load('U64', 0, 10, -4), exit()), want: fault('UDF-5', 1, 2) },
  { name: 'a byte that is not written', words: program(load('U8', 0, 10, -1), exit()), want: fault('UDF-7', 0, 1) },
  { name: 'bytes of which the first is not written', words: program(store('U32', 10, -4, 1), load('U32', 0, 10, -5), exit()), want: fault('UDF-7', 1, 2) },
  { name: 'bytes of which the last is not written', words: program(store('U32', 10, -8, 1), load('U32', 0, 10, -7), exit()), want: fault('UDF-7', 1, 2) },
  { name: 'bytes written one by one', words: program(...[0, 1, 2, 3].map((byte) => store('U8', 10, -4 + byte, byte + 1)), load('U32', 0, 10, -4), exit()), want: value(0x04030201n, 6) },
  { name: 'the lowest byte of the frame', words: program(store('U8', 10, -512, -1), load('S8', 0, 10, -512), exit()), want: value(TOP - 1n, 3) },
  { name: 'a store into the metadata', words: program(store('U8', 1, 0, 1), exit()), input: given, want: fault('UDF-6', 0, 1) },
  { name: 'a store into metadata that is writable', words: program(store('U16', 1, 6, -1), load('U64', 0, 1, 0), exit()), input: { ...given, isMetadataWritable: true }, want: value(0xffff060504030201n, 3) },
  { name: 'a store across the end of writable metadata', words: program(store('U16', 1, 7, -1), exit()), input: { ...given, isMetadataWritable: true }, want: fault('UDF-6', 0, 1) },
  { name: 'a store below the frame', words: program(store('U8', 10, -513, 1), exit()), want: fault('UDF-6', 0, 1) },
  { name: 'a store across the end of the stack', words: program(store('U16', 10, -1, 1), exit()), want: fault('UDF-6', 0, 1) },
  { name: 'a store to the last address', words: program(lddw(2, TOP - 1n), store('U64', 2, 0, 1), exit()), want: fault('UDF-6', 2, 2) },
  { name: 'a load that changes its own address register', words: program(load('U8', 1, 1, 1), mov(0, r(1)), exit()), input: given, want: value(2n, 3) },
];

/** Where no instruction is: UDF-10, UDF-18. */
export const PLACE_CASES: readonly Case[] = [
  { name: 'no words', words: program(), want: fault('UDF-18', 0, 0) },
  { name: 'bytes that are no whole word', words: exit().subarray(0, 7), want: fault('UDF-18', 0, 0) },
  { name: 'past the last word', words: program(mov(0, 1)), want: fault('UDF-18', 1, 1) },
  { name: 'past an LDDW at the end', words: program(lddw(0, 1n)), want: fault('UDF-18', 2, 1) },
  { name: 'before the first word', words: program(ja(-5), exit()), want: fault('UDF-18', -4, 1) },
  { name: 'far before the first word', words: program(jaLong(-(2 ** 31)), exit()), want: fault('UDF-18', 1 - 2 ** 31, 1) },
  { name: 'far behind the last word', words: program(mov(0, 1), jaLong(2 ** 31 - 1)), want: fault('UDF-18', 2 ** 31 + 1, 2) },
  { name: 'a branch out of the words', words: program(branch('JEQ', 64, 0, r(0), 100), exit()), want: fault('UDF-18', 101, 1) },
  { name: 'a branch that is not taken', words: program(branch('JNE', 64, 0, r(0), 100), mov(0, 1), exit()), want: value(1n, 3) },
  { name: 'a local call out of the words', words: program(callLocal(-100), exit()), want: fault('UDF-18', -99, 1) },
  { name: 'an illegal word', words: program(mov(0, 1), illegal(), exit()), want: fault('UDF-10', 1, 1) },
  { name: 'an illegal word that is not reached', words: program(mov(0, 1), exit(), illegal()), want: value(1n, 2) },
  { name: 'the second word of an LDDW', words: program(ja(1), lddw(0, 1n), exit()), want: fault('UDF-10', 2, 1) },
  { name: 'an LDDW without a second word', words: program(lddw(0, 1n).subarray(0, 8), exit()), want: fault('UDF-10', 0, 0) },
  { name: 'R10 changed', words: program(rawWord(0xb7, { destination: 10 }), exit()), want: fault('UDF-10', 0, 0) },
  { name: 'register 11', words: program(rawWord(0xbf, { destination: 1, source: 11 }), exit()), want: fault('UDF-10', 0, 0) },
  { name: 'a call through a register', words: program(rawWord(0x8d, { immediate: 1 }), exit()), want: fault('UDF-10', 0, 0) },
];

const OWN_1_2_3 = [mov(1, 1), mov(2, 2), mov(3, 3), helper(1)];
const own = (start: bigint, count: bigint, type: bigint): Uint8Array => program(lddw(1, start), lddw(2, count), lddw(3, type), helper(1), exit());
const OWN_COST = 4 + 8 + 1;
const TUPLE = { start: 1, count: 2, type: 3 };
const emits = (start: bigint, count: bigint, type: bigint): Pick<Case, 'words' | 'want'> =>
  ({ words: own(start, count, type), want: value(0n, OWN_COST, { tuples: [{ start: Number(start), count: Number(count), type: Number(type) }] }) });
const spoils = (start: bigint, count: bigint, type: bigint): Pick<Case, 'words' | 'want'> => ({ words: own(start, count, type), want: value(0n, OWN_COST, { isSpoilt: true }) });
const emitsNothing = (start: bigint, count: bigint, type: bigint): Pick<Case, 'words' | 'want'> => ({ words: own(start, count, type), want: value(0n, OWN_COST) });

/** `turns` tuples in a loop of five words. */
const ownLoop = (turns: number): Uint8Array =>
  program(mov(6, 0), add(6, 1), mov(1, r(6)), mov(2, 1), mov(3, 7), helper(1), branch('JLT', 64, 6, turns, -6), mov(0, 5), exit());
const ownLoopCost = (turns: number): number => 1 + turns * (5 + 9) + 2;
const ownLoopTuples = (turns: number): UdfRun['tuples'] => Array.from({ length: turns }, (_, index) => ({ start: index + 1, count: 1, type: 7 }));

/** Helpers: UDF-20 to UDF-22. */
export const HELPER_CASES: readonly Case[] = [
  { name: 'own', ...emits(1n, 2n, 3n) },
  { name: 'own of the greatest count and type', ...emits(1n, 2n ** 32n - 1n, 2n ** 32n - 1n) },
  { name: 'own of type 0', ...emits(5n, 1n, 0n) },
  { name: 'own of the last block', ...emits(2n ** 48n - 1n, 1n, 1n) },
  { name: 'own of one block too far', ...spoils(2n ** 48n, 1n, 1n) },
  { name: 'own that ends one block too far', ...spoils(2n ** 48n - 1n, 2n, 1n) },
  { name: 'own of the greatest start', ...spoils(TOP - 1n, 1n, 1n) },
  { name: 'own whose end wraps around', ...spoils(TOP - 1n, 2n ** 32n - 1n, 1n) },
  { name: 'own of a count of 33 bits', ...spoils(1n, 2n ** 32n, 1n) },
  { name: 'own of a count of 64 bits, which makes the end small', ...spoils(5n, TOP - 4n, 1n) },
  { name: 'own of a type of 33 bits', ...spoils(1n, 1n, 2n ** 32n) },
  { name: 'own of start 0', ...emitsNothing(0n, 1n, 1n) },
  { name: 'own of count 0', ...emitsNothing(1n, 0n, 1n) },
  { name: 'own of start 0 and a count and a type of 64 bits', ...emitsNothing(0n, TOP - 1n, TOP - 1n) },
  { name: 'own of count 0 and a start that lies too far', ...emitsNothing(TOP - 1n, 0n, TOP - 1n) },
  { name: 'own of a start with an empty lower half', ...emits(2n ** 32n, 1n, 1n) },
  { name: 'tuples in the order of their emission, one too far between them',
    words: program(...OWN_1_2_3, lddw(1, 2n ** 50n), mov(2, 1), helper(1), mov(1, 9), mov(2, 9), mov(3, 9), helper(1), exit()),
    want: value(0n, 12 + 11 + 12 + 1, { isSpoilt: true, tuples: [TUPLE, { start: 9, count: 9, type: 9 }] }) },
  { name: '4,096 tuples', words: ownLoop(4096), want: value(5n, ownLoopCost(4096), { tuples: ownLoopTuples(4096) }) },
  { name: '4,097 tuples', words: ownLoop(4097), want: value(5n, ownLoopCost(4097), { tuples: ownLoopTuples(4096), isSpoilt: true }) },
  { name: 'a fault keeps what was emitted', words: program(...OWN_1_2_3, illegal()), want: fault('UDF-10', 4, 12, { tuples: [TUPLE] }) },
  { name: 'time', words: program(helper(2), exit()), input: { kind: 'acl', time: TOP - 2n }, want: value(TOP - 2n, 3) },
  { name: 'a credential', words: program(mov(1, 1), helper(3), exit()), input: { kind: 'size', credentials: [1n, TOP - 3n] }, want: value(TOP - 3n, 5) },
  { name: 'a credential beyond the last', words: program(mov(1, 2), helper(3), exit()), input: { kind: 'size', credentials: [1n, 2n] }, want: value(0n, 5) },
  { name: 'a credential at 2^32', words: program(lddw(1, 2n ** 32n), helper(3), exit()), input: { kind: 'acl', credentials: [1n] }, want: value(0n, 5) },
  { name: 'a credential of index −1', words: program(mov(1, -1), helper(3), exit()), input: { kind: 'acl', credentials: [1n] }, want: value(0n, 5) },
  { name: 'own in acl', words: program(mov(0, 1), helper(1), exit()), input: { kind: 'acl' }, want: fault('UDF-20', 1, 2) },
  { name: 'time in owns', words: program(helper(2), exit()), want: fault('UDF-20', 0, 1) },
  { name: 'credential in owns', words: program(helper(3), exit()), want: fault('UDF-20', 0, 1) },
  { name: 'helper 0', words: program(helper(0), exit()), want: fault('UDF-20', 0, 1) },
  { name: 'helper −1', words: program(helper(-1), exit()), want: fault('UDF-20', 0, 1) },
];

const readsBack = (register: number): Uint8Array => program(mov(0, r(register)), exit());

/** Registers without a value, and local calls: UDF-19, UDF-21. */
export const CALL_CASES: readonly Case[] = [
  ...[0, 3, 4, 5, 6, 7, 8, 9].map((register) => ({ name: `R${register} at the beginning`, words: readsBack(register), input: { residue: RESIDUE }, want: value(RESIDUE, 2) })),
  { name: 'R1 at the beginning', words: readsBack(1), input: given, want: value(BigInt(UDF_METADATA), 2) },
  { name: 'R2 at the beginning', words: readsBack(2), input: given, want: value(8n, 2) },
  { name: 'R3 of acl at the beginning', words: readsBack(3), input: { kind: 'acl', operation: TOP - 5n }, want: value(TOP - 5n, 2) },
  { name: 'R3 of size at the beginning', words: readsBack(3), input: { kind: 'size', operation: 4n, residue: RESIDUE }, want: value(RESIDUE, 2) },
  { name: 'R10 at the beginning', words: readsBack(10), want: value(0x2000n, 2) },
  ...[1, 2, 3, 4, 5].map((register) => ({ name: `R${register} behind a helper`, words: program(mov(register, 5), helper(2), mov(0, r(register)), exit()), input: { kind: 'acl', residue: RESIDUE } as const, want: value(RESIDUE, 5) })),
  ...[6, 7, 8, 9].map((register) => ({ name: `R${register} behind a helper`, words: program(mov(register, 5), helper(2), mov(0, r(register)), exit()), input: { kind: 'acl' } as const, want: value(5n, 5) })),
  ...[1, 2, 3, 4, 5].map((register) => ({ name: `R${register} behind a local call`, words: program(callLocal(2), mov(0, r(register)), exit(), mov(register, 5), exit()), input: { residue: RESIDUE }, want: value(RESIDUE, 5) })),
  ...[6, 7, 8, 9].map((register) => ({ name: `R${register} behind a local call that changes it`, words: program(mov(register, 7), callLocal(2), mov(0, r(register)), exit(), mov(register, 5), exit()), want: value(7n, 6) })),
  ...[0, 6, 7, 8, 9].map((register) => ({ name: `R${register} where a local function begins`, words: program(mov(register, 7), callLocal(1), exit(), mov(0, r(register)), exit()), input: { residue: RESIDUE }, want: value(RESIDUE, 5) })),
  ...[1, 2, 3, 4, 5].map((register) => ({ name: `R${register} where a local function begins`, words: program(mov(register, 7), callLocal(1), exit(), mov(0, r(register)), exit()), want: value(7n, 5) })),
  { name: 'R10 in a local function', words: program(callLocal(1), exit(), mov(0, r(10)), exit()), want: value(0x1e00n, 4) },
  { name: 'R10 behind a local call', words: program(callLocal(2), mov(0, r(10)), exit(), exit()), want: value(0x2000n, 4) },
  { name: 'the frame of the caller', words: program(store('U64', 10, -8, 9), mov(1, r(10)), callLocal(1), exit(), load('U64', 0, 1, -8), exit()), want: value(9n, 6) },
  { name: 'a store into the frame of the caller', words: program(mov(1, r(10)), callLocal(2), load('U64', 0, 10, -8), exit(), store('U64', 1, -8, 6), exit()), want: value(6n, 6) },
  { name: 'the frame of a function that has ended', words: program(mov(6, r(10)), callLocal(2), load('U64', 0, 6, -520), exit(), store('U64', 10, -8, 6), exit()), want: fault('UDF-5', 2, 5) },
  { name: 'a frame is not written, though one before it was',
    words: program(mov(1, 1), callLocal(3), mov(1, 0), callLocal(1), exit(), branch('JEQ', 64, 1, 0, 2), store('U64', 10, -8, 6), exit(), load('U64', 0, 10, -8), exit()),
    want: fault('UDF-7', 8, 9) },
  { name: 'across two frames', words: program(store('U64', 10, -512, 2 ** 30), callLocal(1), exit(), store('U64', 10, -8, -1), load('U64', 0, 10, -4), exit()), want: value(0x4000_0000_ffff_ffffn, 6) },
  { name: 'below the frame of a local function', words: program(callLocal(1), exit(), load('U8', 0, 10, -513), exit()), want: fault('UDF-5', 2, 2) },
  { name: 'a chain as deep as there are frames',
    words: program(mov(1, 0), callLocal(1), exit(), add(1, 1), branch('JEQ', 64, 1, UDF_FRAMES_MAX - 1, 1), callLocal(-3), mov(0, r(10)), exit()),
    want: value(0x1e00n, 2 + 3 * 6 + 2 + 2 * 7 + 1) },
  { name: 'a ninth frame', words: program(callLocal(-1)), want: fault('UDF-19', 0, 8) },
  { name: 'a ninth frame outside of the words', words: program(mov(6, 0), callLocal(1), exit(), callLocal(0), callLocal(0), callLocal(0), callLocal(0), callLocal(0), callLocal(0), callLocal(9)), want: fault('UDF-19', 9, 9) },
  { name: 'a local call of the first word', words: program(branch('JEQ', 64, 1, 5, 3), mov(1, 5), callLocal(-3), exit(), mov(0, 3), exit()), want: value(3n, 7) },
  { name: 'two functions with one end',
    words: program(callLocal(4), mov(6, r(0)), callLocal(4), add(0, r(6)), exit(), mov(0, 1), ja(1), mov(0, 2), alu('MUL', 64, 0, 10), exit()),
    want: value(30n, 12) },
  { name: 'a helper in a local function', words: program(callLocal(2), mov(0, 4), exit(), ...OWN_1_2_3, exit()), want: value(4n, 16, { tuples: [TUPLE] }) },
  { name: 'a fault in a local function ends the run', words: program(callLocal(2), mov(0, 4), exit(), ...OWN_1_2_3, illegal()), want: fault('UDF-10', 7, 13, { tuples: [TUPLE] }) },
];

/** What decides first: UDF-24. */
export const ORDER_CASES: readonly Case[] = [
  { name: 'UDF-18 before UDF-23', words: program(), input: { costMax: 0 }, want: fault('UDF-18', 0, 0) },
  { name: 'UDF-18 before UDF-23 behind a word', words: program(mov(0, 1)), input: { costMax: 1 }, want: fault('UDF-18', 1, 1) },
  { name: 'UDF-10 before UDF-23', words: program(illegal()), input: { costMax: 0 }, want: fault('UDF-10', 0, 0) },
  { name: 'UDF-10 before UDF-23 behind a word', words: program(mov(0, 1), illegal()), input: { costMax: 1 }, want: fault('UDF-10', 1, 1) },
  { name: 'UDF-23 of an earlier word before UDF-10', words: program(mov(0, 1), mov(0, 1), illegal()), input: { costMax: 1 }, want: exhausted(1) },
  { name: 'UDF-23 before UDF-5', words: program(load('U8', 0, 10, 0), exit()), input: { costMax: 0 }, want: exhausted(0) },
  { name: 'UDF-23 before UDF-6', words: program(store('U8', 10, 0, 1), exit()), input: { costMax: 0 }, want: exhausted(0) },
  { name: 'UDF-23 before UDF-7', words: program(load('U8', 0, 10, -1), exit()), input: { costMax: 0 }, want: exhausted(0) },
  { name: 'UDF-5 before UDF-7', words: program(load('U16', 0, 10, -1), exit()), want: fault('UDF-5', 0, 1) },
  { name: 'UDF-23 before UDF-19', words: program(callLocal(-1)), input: { costMax: 7 }, want: exhausted(7) },
  { name: 'UDF-19 when the limit lets it pass', words: program(callLocal(-1)), input: { costMax: 8 }, want: fault('UDF-19', 0, 8) },
  { name: 'UDF-23 before UDF-20', words: program(helper(9), exit()), input: { costMax: 0 }, want: exhausted(0) },
  { name: 'UDF-20 costs 1', words: program(helper(9), exit()), input: { costMax: 1 }, want: fault('UDF-20', 0, 1) },
  { name: 'UDF-20 of another kind costs 1', words: program(helper(1), exit()), input: { costMax: 1, kind: 'size' }, want: fault('UDF-20', 0, 1) },
  { name: 'UDF-23 before UDF-20 of another kind', words: program(helper(1), exit()), input: { costMax: 0, kind: 'size' }, want: exhausted(0) },
  { name: 'UDF-23 counts the helper', words: program(...OWN_1_2_3, exit()), input: { costMax: 11 }, want: exhausted(3) },
  { name: 'UDF-23 lets a helper pass that fits', words: program(...OWN_1_2_3, exit()), input: { costMax: 12 }, want: exhausted(12, { tuples: [TUPLE] }) },
];

/** Control flow that no structured program has, and some that they have. */
export const FLOW_CASES: readonly Case[] = [
  { name: 'a loop', words: program(mov(0, 0), mov(1, 10), add(0, r(1)), add(1, -1), branch('JNE', 64, 1, 0, -3), exit()), want: value(55n, 33) },
  { name: 'a loop of one word', words: program(branch('JEQ', 64, 0, r(0), -1), exit()), input: { costMax: 100 }, want: exhausted(100) },
  { name: 'a jump to itself', words: program(ja(-1)), input: { costMax: 7 }, want: exhausted(7) },
  { name: 'a loop around a loop',
    words: program(mov(0, 0), mov(1, 4), mov(2, 3), add(0, 1), add(2, -1), branch('JNE', 64, 2, 0, -3), add(1, -1), branch('JNE', 64, 1, 0, -6), exit()),
    want: value(12n, 2 + 4 * (1 + 9 + 2) + 1) },
  { name: 'a loop entered in its middle',
    words: program(mov(0, 0), mov(1, 5), branch('JEQ', 64, 2, 0, 1), add(0, 100), add(0, 1), add(1, -1), branch('JNE', 64, 1, 0, -4), exit()),
    want: value(405n, 3 + 3 + 4 * 4 + 1) },
  { name: 'the same loop entered at its head',
    words: program(mov(0, 0), mov(1, 5), branch('JEQ', 64, 2, 0, 1), add(0, 100), add(0, 1), add(1, -1), branch('JNE', 64, 1, 0, -4), exit()),
    input: given, want: value(505n, 3 + 4 * 5 + 1) },
  { name: 'a branch to the word behind it', words: program(mov(0, 3), branch('JEQ', 64, 0, 3, 0), exit()), want: value(3n, 3) },
  { name: 'a branch to itself that is not taken', words: program(mov(0, 3), branch('JNE', 64, 0, 3, -1), exit()), want: value(3n, 3) },
  { name: 'branches that meet', words: program(mov(0, 1), branch('JEQ', 64, 2, 0, 2), add(0, 1), ja(1), add(0, 10), alu('MUL', 64, 0, 3), exit()), want: value(33n, 5) },
  { name: 'a function entered by a call and by a jump',
    words: program(callLocal(2), add(0, 1), ja(1), mov(0, 1), alu('MUL', 64, 0, 5), exit()), want: value(30n, 8) },
  { name: 'a loop whose head is called', words: program(mov(1, 3), callLocal(1), exit(), mov(0, 2), add(1, -1), branch('JNE', 64, 1, 0, -3), exit()), want: value(2n, 13) },
  { name: 'a negation', words: program(mov(0, 3), neg(64, 0), exit()), want: value(TOP - 3n, 3) },
];
