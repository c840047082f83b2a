import { describe, expect, it } from 'vitest';
import type { UdfInput } from '../../../src/abi/udf.ts';
import { call, constant, copy, exit, load, set, store, storeImmediate, type Bytes } from './assembly.ts';
import { answerOf, RESIDUE, runOf } from './runs.ts';

const SIZES = { u8: 1, u16: 2, u32: 4, u64: 8, s8: 1, s16: 2, s32: 4 } as const;
const LOADS = ['u8', 'u16', 'u32', 'u64', 's8', 's16', 's32'] as const;
const STORES = ['u8', 'u16', 'u32', 'u64'] as const;
const metadata = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
const given: Partial<UdfInput> = { metadata };
const M1 = 0xffff_ffff_ffff_ffffn;

/** How a load at an address ends: null if it succeeds. The address is put into R4 by LDDW, so that the load is at place 2. */
const loading = (size: (typeof LOADS)[number], address: bigint, input: Partial<UdfInput> = given): unknown => {
  const { end, cost } = runOf([constant(4, address), load(size, 0, 4, 0), exit()], input);
  return end.kind === 'exit' ? null : { end, cost };
};
const storing = (size: (typeof STORES)[number], address: bigint, input: Partial<UdfInput> = given): unknown => {
  const { end, cost } = runOf([constant(4, address), store(size, 4, 0, 4), exit()], input);
  return end.kind === 'exit' ? null : { end, cost };
};
const faultOf = (rule: string): unknown => ({ end: { kind: 'fault', place: 2, rule }, cost: 2 });

describe('loads (UDF-5)', () => {
  it.each(LOADS)('%s reads metadata from the first byte to the last, and not a byte beyond', (size) => {
    const bytes = BigInt(SIZES[size]);
    expect(loading(size, 0x10000n)).toBeNull();
    expect(loading(size, 0x10010n - bytes)).toBeNull();
    expect(loading(size, 0x10000n - 1n)).toEqual(faultOf('UDF-5'));
    expect(loading(size, 0x10010n - bytes + 1n)).toEqual(faultOf('UDF-5'));
    expect(loading(size, 0x10010n)).toEqual(faultOf('UDF-5'));
  });

  it.each(LOADS)('%s reads nothing elsewhere', (size) => {
    for (const address of [0n, 0xfffn, 0x1000n, 0x1dffn, 0x2000n, 0x8000n, 0x1_0001_0000n, 0x7fff_ffff_ffff_ffffn, M1, M1 - 7n]) {
      expect(loading(size, address)).toEqual(faultOf('UDF-5'));
    }
    expect(loading(size, 0x10000n, { metadata: new Uint8Array(0) })).toEqual(faultOf('UDF-5'));
  });

  it('partly outside the stack is a fault of UDF-5, not of UDF-7', () => {
    expect(loading('u64', 0x1dffn)).toEqual(faultOf('UDF-5'));
    expect(loading('u64', 0x1ff9n)).toEqual(faultOf('UDF-5'));
    expect(loading('u64', 0x1ff8n)).toEqual(faultOf('UDF-7'));
    expect(loading('u64', 0x1e00n)).toEqual(faultOf('UDF-7'));
  });

  it('read 65,536 bytes of metadata', () => {
    const long = { metadata: new Uint8Array(65_536).fill(7, 65_535) };
    expect(loading('u64', 0x1fff8n, long)).toBeNull();
    expect(loading('u8', 0x20000n, long)).toEqual(faultOf('UDF-5'));
    expect(answerOf([constant(4, 0x1ffffn), load('u8', 0, 4, 0), exit()], long)).toBe(7n);
  });

  it('compute addresses modulo 2^64 (UDF-8)', () => {
    const above = [storeImmediate('u8', 10, -8, 9), set(4, -16), load('u8', 0, 4, 0x2008), exit()];
    expect(answerOf(above)).toBe(9n);
    const below = [set(4, 5), load('u8', 0, 4, -6), exit()];
    expect(answerOf(below)).toEqual({ kind: 'fault', place: 1, rule: 'UDF-5' });
    const intoMetadata = [constant(4, 0x10003n - 0x7000n), load('u8', 0, 4, 0x7000), exit()];
    expect(answerOf(intoMetadata, given)).toBe(4n);
  });

  it('change the destination although it is the base', () => {
    expect(answerOf([constant(4, 0x10000n), load('u32', 4, 4, 0), copy(0, 4), exit()], given)).toBe(0x0403_0201n);
  });
});

describe('stores (UDF-6)', () => {
  it.each(STORES)('%s writes the stack of the frame from the first byte to the last', (size) => {
    const bytes = BigInt(SIZES[size]);
    expect(storing(size, 0x1e00n)).toBeNull();
    expect(storing(size, 0x2000n - bytes)).toBeNull();
    expect(storing(size, 0x1dffn)).toEqual(faultOf('UDF-6'));
    expect(storing(size, 0x2000n - bytes + 1n)).toEqual(faultOf('UDF-6'));
    expect(storing(size, 0x2000n)).toEqual(faultOf('UDF-6'));
  });

  it.each(STORES)('%s writes nothing elsewhere', (size) => {
    for (const address of [0n, 0x1000n, 0x10000n, 0x10008n, 0x1_0000_1ff0n, M1, M1 - 7n]) expect(storing(size, address)).toEqual(faultOf('UDF-6'));
  });

  it('of the conformance plug-in write metadata, of which the caller keeps the old bytes (UDF-26)', () => {
    const writable = { metadata: Uint8Array.from(metadata), isMetadataWritable: true };
    expect(storing('u64', 0x10008n, writable)).toBeNull();
    expect(storing('u64', 0x10009n, writable)).toEqual(faultOf('UDF-6'));
    expect(storing('u8', 0xffffn, writable)).toEqual(faultOf('UDF-6'));
    expect(answerOf([constant(4, 0x10000n), storeImmediate('u16', 4, 1, 0x5566), load('u32', 0, 4, 0), exit()], writable)).toBe(0x0455_6601n);
    expect(writable.metadata).toEqual(metadata);
    const buffer = Buffer.from(metadata);
    expect(storing('u64', 0x10008n, { metadata: buffer, isMetadataWritable: true })).toBeNull();
    expect([...buffer]).toEqual([...metadata]);
  });
});

describe('bytes of the stack (UDF-7)', () => {
  const reading = (words: readonly Bytes[], size: (typeof LOADS)[number], offset: number): unknown => answerOf([...words, load(size, 0, 10, offset), exit()]);

  it('are not written when a run begins', () => {
    expect(reading([], 'u8', -1)).toEqual({ kind: 'fault', place: 0, rule: 'UDF-7' });
    expect(reading([], 'u8', -512)).toEqual({ kind: 'fault', place: 0, rule: 'UDF-7' });
  });

  it.each(STORES)('are written by %s, and their neighbours are not', (size) => {
    const bytes = SIZES[size];
    const stored = [set(1, -1), store(size, 10, -64, 1)];
    for (let at = -72; at < -48; at++) {
      const isStored = at >= -64 && at < -64 + bytes;
      expect(reading(stored, 'u8', at)).toEqual(isStored ? 0xffn : { kind: 'fault', place: 2, rule: 'UDF-7' });
    }
  });

  it('are read in any other size that lies on written ones', () => {
    const stored = [constant(1, 0x8877_6655_4433_2211n), store('u64', 10, -8, 1), storeImmediate('u8', 10, -9, 0)];
    expect(reading(stored, 'u64', -9)).toBe(0x7766_5544_3322_1100n);
    expect(reading(stored, 's32', -4)).toBe(0xffff_ffff_8877_6655n);
    expect(reading(stored, 'u16', -7)).toBe(0x3322n);
    expect(reading(stored, 'u64', -10)).toEqual({ kind: 'fault', place: 4, rule: 'UDF-7' });
  });

  it('of its callers are read and written by a callee', () => {
    const callee = [load('u8', 0, 10, 511), storeImmediate('u8', 10, 510, 7), exit()];
    const caller = [storeImmediate('u8', 10, -1, 3), call(3), load('u8', 1, 10, -2), store('u8', 10, -3, 1), exit()];
    expect(answerOf([...caller, ...callee])).toBe(3n);
    expect(answerOf([call(1), exit(), storeImmediate('u8', 10, 511, 7), exit()])).toBe(RESIDUE);
    expect(answerOf([call(1), exit(), storeImmediate('u8', 10, 512, 7), exit()])).toEqual({ kind: 'fault', place: 2, rule: 'UDF-6' });
    expect(answerOf([call(1), exit(), storeImmediate('u8', 10, -512, 7), exit()])).toBe(RESIDUE);
    expect(answerOf([call(1), exit(), storeImmediate('u8', 10, -513, 7), exit()])).toEqual({ kind: 'fault', place: 2, rule: 'UDF-6' });
  });

  it('below its own frame are out of reach', () => {
    expect(answerOf([call(2), load('u8', 0, 10, -513), exit(), storeImmediate('u8', 10, -1, 1), exit()])).toEqual({ kind: 'fault', place: 1, rule: 'UDF-5' });
    expect(answerOf([storeImmediate('u8', 10, -513, 1), exit()])).toEqual({ kind: 'fault', place: 0, rule: 'UDF-6' });
  });
});
