import { PAGE_BYTES, ULIM } from '../abi/addressMap.ts';
import type { Cpu } from '../x86/cpu.ts';

/** Whether a byte range leaves user space; an empty range is not checked. ENT-4. */
export function leavesUserSpace(at: number, lengthBytes: number): boolean {
  return lengthBytes !== 0 && (at >>> 0) + lengthBytes > ULIM;
}

/** Address of the first byte of a range that is not present, or -1. Sets and caches nothing. ENT-5. */
export function missingByte(cpu: Cpu, at: number, lengthBytes: number): number {
  const end = (at >>> 0) + lengthBytes;
  let address = at >>> 0;
  while (address < end) {
    if (cpu.probe(address | 0, false, false) < 0) return address;
    address += PAGE_BYTES - (address % PAGE_BYTES);
  }
  return -1;
}

/**
 * What a handler returns when an argument byte is missing: negative, so that it is no error number, and
 * telling the address, so that nothing need be remembered elsewhere.
 */
export const missAt = (address: number): number => -1 - address;
export const addressOfMiss = (status: number): number => -1 - status;
