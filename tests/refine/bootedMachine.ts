import { PAD } from '../../src/abi/addressMap.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import type { BootConfiguration } from '../../src/abi/geometry.ts';
import type { Kernel } from '../../src/impl/kernel.ts';
import { bootKernel } from '../../src/impl/boot.ts';
import { Abstraction } from '../../src/refine/abstraction.ts';
import type { State } from '../../src/model/state.ts';
import { Machine } from '../../src/x86/machine.ts';

/** The jump of the pad: an env that faults stays there. */
const HANDLER = PAD + 4;
const ROOT = { rights: 7, name: [] };

/** Two principals of incomparable capabilities, one runnable, and a pad that begins with INT 0x30. */
export const CONFIGURATION: BootConfiguration = {
  geometry: SMALL,
  principals: [
    { generation: 1, capabilities: [ROOT, null, { rights: 3, name: [1, 2, 3, 4] }], status: 1, entfault: HANDLER },
    { generation: 2, capabilities: [{ rights: 7, name: [5] }], status: 1, entfault: HANDLER },
  ],
  quanta: [{ principal: 0, guard: ROOT }, { principal: 1, guard: { rights: 7, name: [5] } }],
  // INT 0x30; MOV [EAX], EBX; JMP to itself.
  pad: [0xcd, 0x30, 0x89, 0x18, 0xeb, 0xfe],
};

export interface Booted {
  readonly machine: Machine;
  readonly kernel: Kernel;
  readonly abstraction: Abstraction;
  readonly state: State;
}

/** A machine that stands at its first ring-3 boundary, and its abstraction. */
export const bootedMachine = (configuration: BootConfiguration = CONFIGURATION): Booted => {
  const machine = new Machine(configuration.geometry.frames * 4096);
  const kernel = bootKernel(machine, configuration);
  machine.cpus[0].run(0);
  machine.ram.markBoot();
  const abstraction = new Abstraction(machine, configuration);
  return { machine, kernel, abstraction, state: abstraction.full() };
};
