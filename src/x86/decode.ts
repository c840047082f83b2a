import type { Cpu } from './cpu.ts';
import { EBP, ESP } from './registers.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/** Longest instruction in bytes (SDM vol. 2A section 2.3.11). */
const LENGTH_MAX = 15;

/** The next code byte; 0 with a fault recorded if it cannot be fetched. */
export function fetch8(cpu: Cpu): number {
  const distance = (cpu.pc - cpu.windowStart) >>> 0;
  if (distance < cpu.windowLength) {
    cpu.pc = (cpu.pc + 1) | 0;
    return cpu.ram.bytes[cpu.windowAddress + distance];
  }
  return fetchSlow(cpu);
}

/** The next code byte as a signed number. */
export function fetchSigned8(cpu: Cpu): number {
  return (fetch8(cpu) << 24) >> 24;
}

export function fetch16(cpu: Cpu): number {
  const low = fetch8(cpu);
  return low | (fetch8(cpu) << 8);
}

export function fetch32(cpu: Cpu): number {
  const distance = (cpu.pc - cpu.windowStart) >>> 0;
  if (distance + 4 <= cpu.windowLength) {
    cpu.pc = (cpu.pc + 4) | 0;
    const { bytes } = cpu.ram;
    const at = cpu.windowAddress + distance;
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  }
  const low = fetch16(cpu);
  return low | (fetch16(cpu) << 16);
}

/** An immediate of 1, 2 or 4 bytes: zero-extended, or a signed word. */
export function fetchSized(cpu: Cpu, size: number): number {
  if (size === 4) return fetch32(cpu);
  return size === 1 ? fetch8(cpu) : fetch16(cpu);
}

/** Prepares fetching at EIP: what is cached of the code page is dropped when translations changed. */
export function beginFetch(cpu: Cpu): void {
  cpu.pc = cpu.eip;
  if (cpu.windowVersion !== cpu.tlb.version || cpu.tlb.capacity === 'none') {
    cpu.windowLength = 0;
    cpu.windowVersion = cpu.tlb.version;
  }
}

/** Closes the window at the longest possible end of the instruction, so that fetching beyond it is noticed. */
export function limitFetch(cpu: Cpu): void {
  const left = ((cpu.eip + LENGTH_MAX) - cpu.windowStart) | 0;
  cpu.longInstruction = true;
  cpu.windowLength = Math.max(0, Math.min(cpu.windowLength, left));
}

/**
 * MCH-21: code beyond the CS limit raises #GP(0). MCH-22: the sixteenth byte of an instruction raises #GP(0).
 * MCH-23: only the bytes that an instruction has are fetched, each through the translation of its own page.
 */
function fetchSlow(cpu: Cpu): number {
  if (cpu.faultVector !== NO_FAULT) return 0;
  const tooLong = ((cpu.pc - cpu.eip) >>> 0) >= LENGTH_MAX;
  if (tooLong || cpu.pc >>> 0 > cpu.cs.limit >>> 0) {
    cpu.raise(Vector.GP, 0);
    return 0;
  }
  const la = (cpu.cs.base + cpu.pc) | 0;
  const pa = cpu.mmu.translate(la, false, cpu.privilege === 3);
  if (pa < 0) {
    cpu.raisePageFault(la);
    return 0;
  }
  openWindow(cpu, la, pa);
  cpu.pc = (cpu.pc + 1) | 0;
  return cpu.ram.read8(pa);
}

/** Lets the following bytes of the page be fetched without translation. */
function openWindow(cpu: Cpu, la: number, pa: number): void {
  const inPage = 0x1000 - (la & 0xfff);
  const toLimit = (cpu.cs.limit >>> 0) - (cpu.pc >>> 0) + 1;
  const inRam = Math.max(0, cpu.ram.sizeBytes - pa);
  const length = Math.min(inPage, toLimit, inRam);
  const before = la & 0xfff;
  // The window reaches back to the start of the page, for loops, unless EIP would wrap.
  const back = pa < cpu.ram.sizeBytes && cpu.pc >>> 0 >= before ? before : 0;
  cpu.windowStart = (cpu.pc - back) | 0;
  cpu.windowAddress = pa - back;
  cpu.windowLength = length + back;
  if (cpu.longInstruction) limitFetch(cpu);
}

/** Reads ModRM, SIB and displacement; leaves `modrm`, `address`, `addressSegment`. False if a fetch failed. */
export function decodeModrm(cpu: Cpu): boolean {
  const modrm = fetch8(cpu);
  cpu.modrm = modrm;
  if (modrm < 0xc0) {
    if (cpu.addressSize === 4) decodeAddress32(cpu, modrm);
    else decodeAddress16(cpu, modrm);
  }
  return cpu.faultVector === NO_FAULT;
}

function decodeAddress32(cpu: Cpu, modrm: number): void {
  const mod = modrm >> 6;
  const rm = modrm & 7;
  const { regs } = cpu;
  let segment = cpu.ds;
  let address = 0;
  if (rm === ESP) {
    const sib = fetch8(cpu);
    const index = (sib >> 3) & 7;
    const base = sib & 7;
    if (base === EBP && mod === 0) address = fetch32(cpu);
    else {
      address = regs[base];
      if (base === ESP || base === EBP) segment = cpu.ss;
    }
    if (index !== ESP) address += regs[index] << (sib >> 6);
  } else if (rm === EBP && mod === 0) address = fetch32(cpu);
  else {
    address = regs[rm];
    if (rm === EBP) segment = cpu.ss;
  }
  if (mod === 1) address += fetchSigned8(cpu);
  else if (mod === 2) address += fetch32(cpu);
  cpu.address = address | 0;
  cpu.addressSegment = cpu.segmentOverride ?? segment;
}

/** Source: SDM vol. 2A table 2-1. */
function decodeAddress16(cpu: Cpu, modrm: number): void {
  const mod = modrm >> 6;
  const rm = modrm & 7;
  const { regs } = cpu;
  const usesBp = rm === 2 || rm === 3 || (rm === 6 && mod !== 0);
  let address = 0;
  if (rm === 6 && mod === 0) address = fetch16(cpu);
  else {
    // Rows 0 to 3 add BX or BP to SI or DI; rows 4 to 7 are one register.
    if (rm < 4) address = regs[rm < 2 ? 3 : 5] + regs[6 + (rm & 1)];
    else address = rm === 4 ? regs[6] : rm === 5 ? regs[7] : rm === 6 ? regs[5] : regs[3];
    if (mod === 1) address += fetchSigned8(cpu);
    else if (mod === 2) address += fetch16(cpu);
  }
  cpu.address = address & 0xffff;
  cpu.addressSegment = cpu.segmentOverride ?? (usesBp ? cpu.ss : cpu.ds);
}
