import type { BootConfiguration } from '../abi/geometry.ts';
import { quantumIndex } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Machine } from '../x86/machine.ts';
import { CR0_MP, CR0_NE, CR0_PE, CR0_PG, CR0_WP, CR4_TSD, CS, DS, ES, FS, GS, SS } from '../x86/registers.ts';
import { writeBootImage } from './bootImage.ts';
import { ConfigurationError, checkConfiguration } from './checkConfiguration.ts';
import { withholdUnit } from './floatingPoint.ts';
import { Kernel } from './kernel.ts';
import { KernelImage } from './kernelImage.ts';
import { CORE, GDT_BYTES, IDT_ENTRIES, SELECTOR } from './layoutCore.ts';
import { setRunningQuantum } from './processor.ts';

/**
 * Puts a processor into ring 0 of the kernel's address space. WP makes kernel stores through user addresses honour
 * read-only entries; MP lets WAIT trap as well while the floating-point unit is not lent, NE makes its exceptions vector 16;
 * TSD keeps the clock within a slice from programs.
 */
function startProcessor(image: KernelImage, cpu: Cpu): void {
  cpu.loadCr3(image.kernelDirectory);
  cpu.cr0 = CR0_PE | CR0_MP | CR0_NE | CR0_WP | CR0_PG; // LAY-13
  withholdUnit(cpu); // FPU-2
  cpu.cr4 = CR4_TSD;
  cpu.loadTables({
    gdtBase: image.coreLinear + CORE.gdt, gdtLimit: GDT_BYTES - 1,
    idtBase: image.coreLinear + CORE.idt, idtLimit: IDT_ENTRIES * 8 - 1, trSelector: SELECTOR.tss,
  });
  cpu.loadSegment(CS, SELECTOR.kernelCode);
  cpu.loadSegment(SS, SELECTOR.kernelData);
  for (const register of [DS, ES, FS, GS]) cpu.loadSegment(register, SELECTOR.userData);
  cpu.eflags = 0;
}

/**
 * Boots a machine: afterwards `cpu.run(0)` executes the IRET into the first env, or the idle stub.
 * @throws ConfigurationError if the configuration is outside its bounds
 */
export function bootKernel(machine: Machine, configuration: BootConfiguration): Kernel {
  checkConfiguration(configuration, machine.ram.sizeBytes); // BOO-8
  const cpu = machine.cpus[0];
  if (cpu === undefined) throw new ConfigurationError('geometry.cpus', 'at most the processors of the machine', machine.cpus.length);
  writeBootImage(machine, configuration);
  const image = new KernelImage(machine);
  startProcessor(image, cpu);
  machine.clock = 0; // BOO-6
  setRunningQuantum(image, cpu, quantumIndex(image.quanta - 1)); // BOO-6
  const kernel = Kernel.attach(machine);
  kernel.start(cpu); // BOO-6
  return kernel;
}
