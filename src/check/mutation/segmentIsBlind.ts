import { KERNBASE } from '../../abi/addressMap.ts';
import { SMALL } from '../../abi/geometry.ts';
import { VECTOR } from '../../abi/vectors.ts';
import { STUB_BYTES } from '../../impl/layoutCore.ts';
import { CORE_PLACES, haltedVector } from '../../refine/corePlaces.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import type { FrameMap } from '../../abi/frameMap.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Machine } from '../../x86/machine.ts';
import { EBX, ESP } from '../../x86/registers.ts';
import { RUNNING_THEOREMS } from '../findings.ts';
import type { Kit } from '../kit.ts';
import { cleanKit } from '../programs.ts';
import { Hunter } from './hunt.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

const SCENARIOS = 1500;

/** What a defective machine does at the end of each ring-3 segment, before the kernel looks. */
type Defect = (machine: Machine, cpu: Cpu, map: FrameMap) => void;

const vectorOf = (cpu: Cpu, map: FrameMap): number => haltedVector((cpu.eip >>> 0) - KERNBASE - map.core * 4096);

/** The defects, each with what must be said of it. */
const DEFECTS: readonly (readonly [string, string, Defect])[] = [
  ['another fault address', 'another trap', (_, cpu, map) => {
    if (vectorOf(cpu, map) === VECTOR.pageFault) cpu.cr2 ^= 0x40;
  }],
  ['another error code', 'another trap', ({ ram }, cpu, map) => {
    const at = (cpu.regs[ESP] >>> 0) - KERNBASE;
    if (vectorOf(cpu, map) === VECTOR.pageFault) ram.write32(at, ram.read32(at) ^ 2);
  }],
  ['another vector', 'another trap', (_, cpu, map) => {
    if (vectorOf(cpu, map) === VECTOR.divideError) cpu.eip += STUB_BYTES;
  }],
  ['another register', 'another state', (_, cpu) => {
    if (cpu.cpl === 3) cpu.regs[EBX] ^= 1;
  }],
  ['other flags at a trap', 'another state', ({ ram }, cpu, map) => {
    const at = ((map.core * 4096 + CORE_PLACES.stackTo) - 12);
    if (vectorOf(cpu, map) === VECTOR.systemCall) ram.write32(at, ram.read32(at) ^ 1);
  }],
  ['a clock that runs too fast', 'another state', (machine) => {
    machine.clock += 1;
  }],
];

/** The clean kernel on a machine with a defect. */
const defectiveKit = (defect: Defect): Kit => {
  const clean = cleanKit();
  const spoilt = new WeakSet<Machine>();
  return { ...clean, bootKernel: (machine, configuration) => {
    const kernel = clean.bootKernel(machine, configuration);
    if (spoilt.has(machine)) return kernel;
    spoilt.add(machine);
    const cpu = machine.cpus[0];
    const run = cpu.run.bind(cpu);
    const map = frameMapOf(configuration.geometry);
    Object.defineProperty(cpu, 'run', { value: (instructions: number): number => {
      const stop = run(instructions);
      if (instructions > 0) defect(machine, cpu, map);
      return stop;
    } });
    return kernel;
  } };
};

/** SEG-1: a segment that ends in another trap or another state than predicted is refuted. */
export const segmentIsBlind = (): SelfCheckFailure | null => {
  for (const [what, says, defect] of DEFECTS) {
    const hunter = new Hunter(defectiveKit(defect), SMALL, new Set(RUNNING_THEOREMS.filter((theorem) => theorem !== 'P1')));
    const quarry = hunter.block(1, 0, SCENARIOS);
    if (quarry === null) return { check: 'SEG-1', message: `${what} was not found` };
    const { rule, message } = quarry.finding;
    if (rule !== 'SEG-1' || !message.includes(says)) return { check: 'SEG-1', message: `${what} was called ${rule}: ${message}` };
  }
  return null;
};
