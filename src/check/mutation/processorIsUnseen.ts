import type { Stage } from '../arena.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { EAX, EBP, EBX, ECX, EDI, EDX, ESI, ESP } from '../../x86/registers.ts';
import type { SelfCheckFailure } from './selfCheck.ts';
import { isSeen, machines } from './sensitivity.ts';

const REGISTERS: readonly number[] = [EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI];

/** What a processor holds that is part of the state or must be as the kernel left it, by its path, and which bit is turned. */
const FIELDS: readonly (readonly [readonly string[], number])[] = [
  ...REGISTERS.map((register) => [['regs', String(register)], 16] as const),
  [['eip'], 1], [['eflags'], 1], [['eflags'], 0x200], [['eflags'], 0x1000], [['eflags'], 0x100], [['eflags'], 0x400],
  [['mmu', 'cr3'], 0x1000], [['mmu', 'cr0'], 0x10000], [['mmu', 'cr0'], 4], [['mmu', 'cr0'], 0x40000], [['mmu', 'cr0'], 2], [['mmu', 'cr0'], 8], [['mmu', 'cr0'], 0x20], [['mmu', 'cr4'], 4], [['mmu', 'cr4'], 16],
  [['fpu', 'control'], 1], [['fpu', 'status'], 0x400], [['fpu', 'status'], 0x800], [['fpu', 'full'], 1], [['fpu', 'lastEip'], 1], [['fpu', 'lastCode'], 1], [['fpu', 'lastOpcode'], 1], [['fpu', 'lastData'], 1], [['fpu', 'lastDataSegment'], 1],
  [['fpu', 'heads', '7'], 1], [['fpu', 'highs', '0'], 1], [['fpu', 'lows', '3'], 1], [['fpu', 'lows', '4'], 0x20000], [['fpu', 'lows', '5'], 0x20000], [['fpu', 'highs', '5'], 0x20000], [['fpu', 'heads', '4'], 0x8000],
  [['cs', 'selector'], 8], [['ss', 'selector'], 8], [['ds', 'selector'], 8], [['es', 'selector'], 8], [['fs', 'selector'], 8], [['gs', 'selector'], 8],
  [['gdtr', 'base'], 8], [['gdtr', 'limit'], 8], [['idtr', 'base'], 8], [['idtr', 'limit'], 8], [['tr', 'base'], 8], [['tr', 'selector'], 8],
];

const objectAt = (target: object, path: readonly string[]): object => {
  const [key, ...rest] = path;
  const next: unknown = key === undefined || rest.length === 0 ? null : Reflect.get(target, key);
  return typeof next === 'object' && next !== null ? objectAt(next, rest) : target;
};

/** Whether one bit of the processor can be turned without anything being said. */
const isUnseen = ({ machine, abstraction }: Stage, path: readonly string[], bit: number): boolean => {
  const state = abstraction.full();
  machine.ram.drainStep();
  const holder = objectAt(machine.cpus[0], path);
  const key = path[path.length - 1];
  const value: unknown = Reflect.get(holder, key);
  if (typeof value !== 'number') return true;
  Reflect.set(holder, key, value ^ bit);
  const seen = isSeen(() => abstraction.step(state), state);
  Reflect.set(holder, key, value);
  machine.ram.drainStep();
  return !seen;
};

/** The unit as it is while nobody has it. */
const withhold = (cpu: Cpu): void => {
  cpu.fpu.initialise();
  for (const words of [cpu.fpu.heads, cpu.fpu.highs, cpu.fpu.lows]) words.fill(0);
  cpu.taskSwitched = true;
};

const unseenOn = (stage: Stage, whose: string): SelfCheckFailure | null => {
  for (const [path, bit] of FIELDS) if (isUnseen(stage, path, bit)) return { check: 'P2', message: `bit ${bit} of ${path.join('.')} can be turned unseen ${whose}` };
  return null;
};

/** P2, for the processor: each register is part of the state, and control state that the kernel did not leave so is refused. */
export const processorIsUnseen = (): SelfCheckFailure | null => {
  let met = 0;
  for (const stage of machines()) {
    if (stage.machine.cpus[0].cpl !== 3) continue;
    met++;
    const [cpu] = stage.machine.cpus;
    withhold(cpu);
    const unseen = unseenOn(stage, 'while nobody has the unit');
    if (unseen !== null) return unseen;
    cpu.taskSwitched = false;
    const unseenOfOwner = unseenOn(stage, 'while somebody has the unit');
    if (unseenOfOwner !== null) return unseenOfOwner;
  }
  return met === 0 ? { check: 'P2', message: 'no scenario ended in ring 3' } : null;
};
