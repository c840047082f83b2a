import { KERNBASE, PAGE_BYTES } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { SAVE_AREA_BYTES, frameMapOf } from '../abi/frameMap.ts';
import type { Geometry } from '../abi/geometry.ts';
import { INTERFACE_VERSION, PAGE_LIMIT_WRITERS_UNIT, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES, SYSINFO, SYSINFO_MAGIC } from '../abi/layout.ts';
import { type EnvIndex, type FrameNumber, physicalAddress, type PhysicalAddress, type Plain, type QuantumIndex, type VirtualAddress, virtualAddress } from '../abi/words.ts';
import type { Machine } from '../x86/machine.ts';
import type { Ram } from '../x86/ram.ts';
import { CORE } from './layoutCore.ts';

/** The geometry as the sysinfo page states it. BOO-1. */
function geometryOf(ram: Ram): Geometry {
  const word = (offset: number): number => ram.read32(offset) >>> 0;
  return {
    frames: word(SYSINFO.frames), envs: word(SYSINFO.envs), capabilitySlots: word(SYSINFO.capabilitySlots),
    aclEntries: word(SYSINFO.aclEntries), quanta: word(SYSINFO.quanta), generationBits: word(SYSINFO.generationBits),
    cpus: word(SYSINFO.cpus), tickCycles: word(SYSINFO.tickCycles),
    readersLimit: word(SYSINFO.readersLimit), writersLimit: word(SYSINFO.writersLimit),
  };
}

/**
 * A booted kernel's memory and where its parts lie: constants that follow from the sysinfo page and nothing
 * that ever changes, so that another object over the same RAM goes on in the same way. Addresses are physical.
 */
export class KernelImage {
  readonly machine: Machine;
  readonly ram: Ram;
  readonly frames: number;
  readonly kernelFrames: FrameNumber;
  readonly envs: number;
  readonly slots: number;
  readonly aclEntries: number;
  readonly quanta: number;
  readonly generationLast: number;
  readonly cpus: number;
  readonly tickCycles: number;
  /** Limits word of a page that leaves the free state. */
  readonly birthLimits: number;
  readonly envTable: PhysicalAddress;
  readonly envBytes: number;
  readonly pageTable: PhysicalAddress;
  readonly quantumTable: PhysicalAddress;
  readonly saveAreas: PhysicalAddress;
  readonly kernelDirectory: PhysicalAddress;
  /** Frames of the page tables that all directories share, and of the pad. */
  readonly kernelTable: FrameNumber;
  readonly windowTable: FrameNumber;
  readonly pad: FrameNumber;
  readonly core: PhysicalAddress;
  /** Linear address of the core frame. */
  readonly coreLinear: VirtualAddress;
  /** Physical address of the end of the kernel stack, from which trap frames are counted. */
  readonly stackTop: PhysicalAddress;

  constructor(machine: Machine) {
    const { ram } = machine;
    if (ram.read32(SYSINFO.magic) !== SYSINFO_MAGIC || ram.read32(SYSINFO.version) !== INTERFACE_VERSION) {
      throw new Broken('LAY-5', 'frame 0 is not the sysinfo page of this interface');
    }
    const geometry = geometryOf(ram);
    const map = frameMapOf(geometry);
    this.machine = machine;
    this.ram = ram;
    this.frames = geometry.frames;
    this.kernelFrames = map.kernelFrames;
    this.envs = geometry.envs;
    this.slots = geometry.capabilitySlots;
    this.aclEntries = geometry.aclEntries;
    this.quanta = geometry.quanta;
    this.generationLast = 2 ** geometry.generationBits - 1;
    this.cpus = geometry.cpus;
    this.tickCycles = geometry.tickCycles;
    this.birthLimits = geometry.readersLimit + PAGE_LIMIT_WRITERS_UNIT * geometry.writersLimit;
    this.envTable = physicalAddress(map.envsFirst * PAGE_BYTES);
    this.envBytes = ram.read32(SYSINFO.envBytes);
    this.pageTable = physicalAddress(map.pagesFirst * PAGE_BYTES);
    this.quantumTable = physicalAddress(map.quantaFirst * PAGE_BYTES);
    this.saveAreas = physicalAddress(map.saveFirst * PAGE_BYTES);
    this.kernelDirectory = physicalAddress(map.kernelDirectory * PAGE_BYTES);
    this.kernelTable = map.kernelTable;
    this.windowTable = map.windowTable;
    this.pad = map.pad;
    this.core = physicalAddress(map.core * PAGE_BYTES);
    this.coreLinear = virtualAddress((KERNBASE + this.core) | 0);
    this.stackTop = physicalAddress(this.core + CORE.stackTop);
  }

  /** Address of an Env row. Here as below, a row may be named by its index or be counted. */
  envRow(index: EnvIndex | Plain): PhysicalAddress {
    return physicalAddress(this.envTable + index * this.envBytes);
  }

  /** Address of a Page row. */
  pageRow(frame: FrameNumber | Plain): PhysicalAddress {
    return physicalAddress(this.pageTable + frame * PAGE_ROW_BYTES);
  }

  /** Address of a quantum row. */
  quantumRow(index: QuantumIndex | Plain): PhysicalAddress {
    return physicalAddress(this.quantumTable + index * QUANTUM_ROW_BYTES);
  }

  /** Address of an env's save area. */
  saveArea(index: EnvIndex): PhysicalAddress {
    return physicalAddress(this.saveAreas + index * SAVE_AREA_BYTES);
  }

  /** Lets the declared cost of a kernel entry pass on the clock. LAY-14. */
  charge(cycles: number): void {
    this.machine.clock += cycles; // TIM-6
  }
}
