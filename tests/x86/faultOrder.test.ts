/** Which of several faults comes first, as the real processor was seen to decide. */

import { expect, it } from 'vitest';
import { FlatRunner } from '../../src/x86/flat.ts';
import type { FlatFault } from '../../src/x86/flat.ts';

const PAGE_END = 0x402000;
const STACK_END = 0x7fff0000;
const runner = new FlatRunner();

const faultOf = (code: readonly number[], at: number, esp = STACK_END - 64): FlatFault | null =>
  runner.run({ code: Uint8Array.from(code), at, regs: { esp }, steps: 1 }).fault;

it('LOCK where it is forbidden faults only when all bytes of the instruction have been fetched', () => {
  const cmp = [0xf0, 0x3a, 0x8f, 0xb1, 0xd2];
  expect(faultOf(cmp, PAGE_END - cmp.length)).toEqual({ vector: 14, error: 4, address: PAGE_END });
  expect(faultOf([...cmp, 0, 0], 0x401800)?.vector).toBe(6);
});

it('LOCK where it is forbidden does not excuse an instruction that is too long', () => {
  expect(faultOf([0x26, 0x2e, 0x3e, 0xf0, 0x3e, 0x2e, 0x81, 0xbb, 1, 2, 3, 4, 5, 6, 7, 8], 0x401800)).toEqual({ vector: 13, error: 0, address: 0 });
});

it('LOCK NOP at the end of a page fetches nothing behind it', () => {
  expect(faultOf([0xf0, 0x90], PAGE_END - 2)?.vector).toBe(6);
});

it('POPA touches the slot of ESP', () => {
  expect(faultOf([0x61], 0x401800, STACK_END - 14)).toEqual({ vector: 14, error: 4, address: STACK_END });
});

it('BOUND that is below its lower number does not touch the upper one', () => {
  // bound eax, [end of the page - 4], with EAX below the number there
  const code = [0x62, 0x05, 0xfc, 0x1f, 0x40, 0];
  const below = { code: Uint8Array.from(code), at: 0x401800, memory: [[PAGE_END - 4, Uint8Array.of(5, 0, 0, 0)]] as const, steps: 1 };
  expect(runner.run(below).fault?.vector).toBe(5);
  expect(runner.run({ ...below, regs: { eax: 5 } }).fault).toEqual({ vector: 14, error: 4, address: PAGE_END });
});
