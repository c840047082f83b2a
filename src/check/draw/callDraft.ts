import type { CallName } from '../../abi/calls.ts';
import { ARGUMENT_REGISTERS, CALLS } from '../../abi/calls.ts';
import type { CallStep, RegisterSetting, Step, Store } from '../step.ts';

/** EFLAGS that draws give: interrupts are on whatever is set here. */
export const PLAIN_FLAGS = 0x202;

/** A call step from its argument words in order, after stores. The settings of all calls have one shape, which what reads them learns once. */
export const callStep = (call: CallName, words: readonly number[], stores: readonly Store[] = []): Step => {
  const word = (i: number): number | undefined => (i < words.length ? words[i] : undefined);
  const registers: RegisterSetting = {
    eax: CALLS[call].number, ecx: word(1), edx: word(2), ebx: word(0), esp: undefined, ebp: word(5), esi: word(3), edi: word(4), eflags: PLAIN_FLAGS,
  };
  return { kind: 'call', call, stores, registers };
};

/** The words of a call step, those of another taken where `takes` says so, which is asked for each word that the other has. */
export const crossedCall = (a: CallStep, b: CallStep, takes: () => boolean): Step => {
  const from = (register: keyof RegisterSetting): number | undefined => (b.registers[register] !== undefined && takes() ? b.registers[register] : a.registers[register]);
  const eax = from('eax');
  const eflags = from('eflags');
  const [ebx, ecx, edx, esi, edi, ebp] = ARGUMENT_REGISTERS.map(from);
  return { kind: 'call', call: a.call, stores: [...a.stores, ...b.stores], registers: { eax, ecx, edx, ebx, esp: undefined, ebp, esi, edi, eflags } };
};
