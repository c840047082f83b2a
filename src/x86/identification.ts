import type { Cpu } from './cpu.ts';
import { CR4_TSD, EAX, EBX, ECX, EDX } from './registers.ts';
import { Vector } from './vectors.ts';

/** Feature bits of leaf 1 in EDX (SDM vol. 2A, CPUID, table 3-11): FPU, 4 MB pages, RDTSC, CMPXCHG8B, CMOVcc, FXSAVE. */
const FEATURES = (1 << 0) | (1 << 3) | (1 << 4) | (1 << 8) | (1 << 15) | (1 << 24);

/** Family 6, model 1, stepping 0: the oldest one with this instruction set. */
const SIGNATURE = 0x610;

const LEAF_MAX = 1;

/** The four bytes of a text that a register of leaf 0 holds. */
function packed(text: string): number {
  return [...text].reduce((word, letter, i) => word | (letter.charCodeAt(0) << (8 * i)), 0);
}

interface Leaf {
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

/** MCH-71: what CPUID answers, by leaf. The vendor reads "XokProcessor"; its parts go to EBX, EDX, ECX. */
const LEAVES: readonly Leaf[] = [
  { eax: LEAF_MAX, ebx: packed('XokP'), edx: packed('roce'), ecx: packed('ssor') },
  { eax: SIGNATURE, ebx: 0, ecx: 0, edx: FEATURES },
];

/** CPUID: a leaf that does not exist is answered as the highest one (SDM vol. 2A, CPUID). */
export function identify(cpu: Cpu): void {
  const { regs } = cpu;
  const leaf = LEAVES[Math.min(regs[EAX] >>> 0, LEAF_MAX)];
  regs[EAX] = leaf.eax;
  regs[EBX] = leaf.ebx;
  regs[ECX] = leaf.ecx;
  regs[EDX] = leaf.edx;
}

/** MCH-70: RDTSC gives the virtual clock before the instruction; with CR4.TSD set it raises #GP(0) at CPL 3. */
export function readTimeStamp(cpu: Cpu): void {
  if (cpu.privilege !== 0 && (cpu.cr4 & CR4_TSD) !== 0) {
    cpu.raise(Vector.GP, 0);
    return;
  }
  const time = cpu.privilege === 3 ? cpu.clockBase + cpu.retired : cpu.host.clock;
  cpu.regs[EAX] = time | 0;
  cpu.regs[EDX] = Math.floor(time / 0x100000000);
}
