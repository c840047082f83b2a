import { PAGE_BYTES, ULIM } from '../abi/addressMap.ts';
import type { VirtualAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Call } from './call.ts';

/** Whether a byte range leaves user space; an empty range is not checked. ENT-4. */
export function leavesUserSpace(at: VirtualAddress, lengthBytes: number): boolean {
  return lengthBytes !== 0 && (at >>> 0) + lengthBytes > ULIM;
}

/** Address of the first byte of a range that the kernel cannot read, or write, or -1. Sets and caches nothing. */
function firstBarredByte(cpu: Cpu, at: VirtualAddress, lengthBytes: number, write: boolean): number {
  const end = (at >>> 0) + lengthBytes;
  let address = at >>> 0;
  while (address < end) {
    if (cpu.probe(address | 0, write, false) < 0) return address;
    address += PAGE_BYTES - (address % PAGE_BYTES);
  }
  return -1;
}

/** Address of the first byte of an argument range that is not present, or -1. ENT-5. */
export function missingByte(cpu: Cpu, at: VirtualAddress, lengthBytes: number): number {
  return firstBarredByte(cpu, at, lengthBytes, false);
}

/** Address of the first byte of a result buffer that is missing or read-only, or -1; `cpu.faultError` tells which. ENT-9. */
export function unwritableByte(cpu: Cpu, at: VirtualAddress, lengthBytes: number): number {
  return firstBarredByte(cpu, at, lengthBytes, true);
}

/** Fetches an argument range, all of which was found present, into the data of the call. */
export function fetchData(cpu: Cpu, call: Call, at: VirtualAddress, lengthBytes: number): void {
  const whole = lengthBytes >> 2;
  for (let i = 0; i < whole; i++) call.dataWords[i] = cpu.readSupervisor32((at + 4 * i) | 0); // ENT-6
  for (let i = 4 * whole; i < lengthBytes; i++) call.data[i] = cpu.readSupervisor8((at + i) | 0); // ENT-6
}

/** Stores the data of the call in a result buffer, all of which was found writable: accessed and dirty are set. */
export function storeData(cpu: Cpu, call: Call, at: VirtualAddress, lengthBytes: number): void {
  const whole = lengthBytes >> 2;
  for (let i = 0; i < whole; i++) cpu.writeSupervisor32((at + 4 * i) | 0, call.dataWords[i]); // ENT-9
  for (let i = 4 * whole; i < lengthBytes; i++) cpu.writeSupervisor8((at + i) | 0, call.data[i]); // ENT-9
}

const ADDRESSES = 2 ** 32;

/**
 * What a handler returns when a byte of an argument is missing, or one of a result buffer cannot be written: negative,
 * so that it is no error number, and telling address and error code, so that nothing need be remembered elsewhere.
 */
export const missAt = (address: number, errorCode: number): number => -1 - address - errorCode * ADDRESSES;
export const addressOfMiss = (status: number): number => (-1 - status) % ADDRESSES;
export const errorCodeOfMiss = (status: number): number => Math.floor((-1 - status) / ADDRESSES);
