import type { Cpu } from '../cpu.ts';
import { writeSized } from '../memory.ts';
import type { Extended } from './extended.ts';
import { restoreAll, restoreEnvironment, saveAll, storeEnvironment } from './environment.ts';
import { pushConverted, pushExact, readDecimal, readDouble, readExtended, readInteger16, readInteger32, readInteger64, readSingle } from './loads.ts';
import { operateWithMemory } from './operations.ts';
import { readHalf, readIsDone } from './operands.ts';
import { storeDecimal, storeDouble, storeExtended, storeInteger, storeSingle } from './stores.ts';

/* Instructions with an operand in memory, by opcode and reg field (SDM vol. 2D, tables ). ModRM has been decoded. */

export function executeMemoryForm(cpu: Cpu, opcode: number, operation: number): void {
  const { fpu } = cpu;
  switch (opcode) {
    case 0xd8: if (readSingle(cpu, fpu.b)) operateWithMemory(fpu, operation); return;
    case 0xd9: singleOrEnvironment(cpu, operation); return;
    case 0xda: if (readInteger32(cpu, fpu.b)) operateWithMemory(fpu, operation); return;
    case 0xdb: integer32OrExtended(cpu, operation); return;
    case 0xdc: if (readDouble(cpu, fpu.b)) operateWithMemory(fpu, operation); return;
    case 0xdd: doubleOrAll(cpu, operation); return;
    case 0xde: if (readInteger16(cpu, fpu.b)) operateWithMemory(fpu, operation); return;
    default: integerOrDecimal(cpu, operation);
  }
}

/** Loads a number with one of the reads and puts it on the stack. */
function load(cpu: Cpu, read: (cpu: Cpu, to: Extended) => boolean): void {
  const { fpu } = cpu;
  if (!read(cpu, fpu.b)) return;
  fpu.begin();
  pushExact(fpu, fpu.b);
}

function loadConverted(cpu: Cpu, read: (cpu: Cpu, to: Extended) => boolean): void {
  const { fpu } = cpu;
  if (!read(cpu, fpu.b)) return;
  fpu.begin();
  pushConverted(fpu, fpu.b);
}

function loadControl(cpu: Cpu): void {
  const control = readHalf(cpu, 0);
  if (readIsDone(cpu, 2)) cpu.fpu.control = control;
}

function singleOrEnvironment(cpu: Cpu, operation: number): void {
  switch (operation) {
    case 0: loadConverted(cpu, readSingle); return;
    case 2: case 3: storeSingle(cpu, operation === 3); return;
    case 4: restoreEnvironment(cpu); return;
    case 5: loadControl(cpu); return;
    case 6: storeEnvironment(cpu); return;
    default: writeSized(cpu, cpu.addressSegment, cpu.address, 2, cpu.fpu.control);
  }
}

function integer32OrExtended(cpu: Cpu, operation: number): void {
  switch (operation) {
    case 0: load(cpu, readInteger32); return;
    case 2: case 3: storeInteger(cpu, 32, operation === 3); return;
    case 5: load(cpu, readExtended); return;
    default: storeExtended(cpu);
  }
}

function doubleOrAll(cpu: Cpu, operation: number): void {
  switch (operation) {
    case 0: loadConverted(cpu, readDouble); return;
    case 2: case 3: storeDouble(cpu, operation === 3); return;
    case 4: restoreAll(cpu); return;
    case 6: saveAll(cpu); return;
    default: writeSized(cpu, cpu.addressSegment, cpu.address, 2, cpu.fpu.status);
  }
}

function integerOrDecimal(cpu: Cpu, operation: number): void {
  switch (operation) {
    case 0: load(cpu, readInteger16); return;
    case 2: case 3: storeInteger(cpu, 16, operation === 3); return;
    case 4: load(cpu, readDecimal); return;
    case 5: load(cpu, readInteger64); return;
    case 6: storeDecimal(cpu); return;
    default: storeInteger(cpu, 64, true);
  }
}
