import { ENTRIES_PER_TABLE, PAGE_BYTES, UADDRS, UTOP } from '../abi/addressMap.ts';
import { ENTRY, ENV, ENV_STATUS, PAGE, QUANTUM, QUANTUM_ROW_BYTES } from '../abi/layout.ts';
import { envId, type EnvId, envIndex, type EnvIndex, frameNumber, type FrameNumber, pageEntryWord, virtualAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import { directoryOf, NO_ROW } from './envs.ts';
import { clearFloatingPoint, withholdUnit } from './floatingPoint.ts';
import type { KernelImage } from './kernelImage.ts';
import { SAVE_USED_BYTES } from './layoutCore.ts';
import { entryAddress, nextUsedWord, tableFor } from './pageTables.ts';
import { freeFrame, freeIfUnused, uncountBinding } from './pages.ts';
import { runningEnv, setRunningEnv } from './processor.ts';

const USER_REGIONS = UTOP >>> 22;

/** Whether a live env other than `index` uses the space at `directory`. */
function isShared(image: KernelImage, index: EnvIndex, directory: FrameNumber): boolean {
  for (let other = 0; other < image.envs; other++) {
    if (other === index || image.ram.read32(image.envRow(other) + ENV.status) !== ENV_STATUS.live) continue;
    if (directoryOf(image, envIndex(other)) === directory) return true;
  }
  return false;
}

/** Releases every binding of one page table; gives their number. */
function releaseBindings(image: KernelImage, table: FrameNumber): number {
  let released = 0;
  for (let word = nextUsedWord(image, table, 0); word < ENTRIES_PER_TABLE; word = nextUsedWord(image, table, word + 1)) {
    const entry = pageEntryWord(image.ram.read32(table * PAGE_BYTES + word * 4));
    if ((entry & ENTRY.present) === 0) continue;
    uncountBinding(image, entry); // ENV-2
    freeIfUnused(image, frameNumber(entry >>> 12)); // ENV-2
    released++;
  }
  return released;
}

/** Releases a whole space; gives the number of its bindings. */
function releaseSpace(image: KernelImage, directory: FrameNumber): number {
  let released = 0;
  for (let region = nextUsedWord(image, directory, 0); region < USER_REGIONS; region = nextUsedWord(image, directory, region + 1)) {
    const table = tableFor(image, directory, virtualAddress(region << 22));
    released += releaseBindings(image, table); // ENV-2
    freeFrame(image, table); // ENV-2
  }
  freeFrame(image, tableFor(image, directory, UADDRS)); // ENV-2
  freeFrame(image, directory); // ENV-2
  return released;
}

/** Unbinds the u-area of an env from a space that lives on. */
function unbindUarea(image: KernelImage, cpu: Cpu, index: EnvIndex, directory: FrameNumber): void {
  const address = virtualAddress((UADDRS + index * PAGE_BYTES) | 0);
  image.ram.write32(entryAddress(tableFor(image, directory, UADDRS), address), 0); // ENV-2
  cpu.invlpg(address); // MEM-7
}

function freeQuantaOf(image: KernelImage, id: EnvId): void {
  for (let quantum = 0; quantum < image.quanta; quantum++) {
    const row = image.quantumRow(quantum);
    if (image.ram.read32(row + QUANTUM.env) === id) image.ram.fillZero(row, QUANTUM_ROW_BYTES); // ENV-4
  }
}

/** Ends the present life of a row. */
function endLife(image: KernelImage, index: EnvIndex): void {
  const { ram } = image;
  const row = image.envRow(index);
  const generation = ram.read32(row + ENV.generation);
  const last = generation >= image.generationLast;
  ram.fillZero(row, image.envBytes); // ENV-5
  ram.write32(row + ENV.status, last ? ENV_STATUS.retired : ENV_STATUS.free); // ENV-5
  ram.write32(row + ENV.generation, last ? generation : generation + 1); // ENV-5
  ram.fillZero(image.saveArea(index), SAVE_USED_BYTES); // ENV-5
  clearFloatingPoint(image, index); // FPU-6
}

/**
 * An env dies. If it was running, no env runs afterwards and the caller must schedule. Charges `perRow` for
 * each binding that is released; the base cost is the caller's.
 */
export function death(image: KernelImage, cpu: Cpu, index: EnvIndex, perRow: number): void {
  const { ram } = image;
  const row = image.envRow(index);
  const id = envId(ram.read32(row + ENV.id));
  const directory = directoryOf(image, index);
  const uarea = frameNumber(ram.read32(row + ENV.uarea));
  if (runningEnv(image, cpu) === index) {
    cpu.loadCr3(image.kernelDirectory); // ENV-6
    setRunningEnv(image, cpu, NO_ROW); // ENV-6
    if (!cpu.taskSwitched) withholdUnit(cpu); // FPU-6
  }
  if (isShared(image, index, directory)) unbindUarea(image, cpu, index, directory);
  else image.charge(perRow * releaseSpace(image, directory));
  ram.write32(image.pageRow(uarea) + PAGE.pins, 0); // ENV-3
  freeIfUnused(image, uarea); // ENV-3
  freeQuantaOf(image, id); // ENV-4
  endLife(image, index); // ENV-5
}
