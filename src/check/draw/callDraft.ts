import type { CallName } from '../../abi/calls.ts';
import { ARGUMENT_REGISTERS, CALLS } from '../../abi/calls.ts';
import type { RegisterSetting, Step, Store } from '../step.ts';

/** EFLAGS that draws give: interrupts are on whatever is set here. */
export const PLAIN_FLAGS = 0x202;

/** A call step from its argument words in order, after stores. */
export const callStep = (call: CallName, words: readonly number[], stores: readonly Store[] = []): Step => {
  const registers: Record<string, number> = { eax: CALLS[call].number, eflags: PLAIN_FLAGS };
  words.forEach((word, i) => { registers[ARGUMENT_REGISTERS[i]] = word; });
  const setting: RegisterSetting = registers;
  return { kind: 'call', call, stores, registers: setting };
};
