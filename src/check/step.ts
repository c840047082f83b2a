import type { CallName } from '../abi/calls.ts';
import type { PadOperation } from './pad.ts';

/** Flags that POPF may change in ring 3: all but IF, IOPL, RF, VM, VIF and VIP (SDM vol. 2, POPF). */
export const FLAGS_OF_POPF = 0x244dd5;

/** Values that the driver puts into registers at a ring-3 boundary; what is absent or undefined keeps its value. */
export interface RegisterSetting {
  readonly eax?: number | undefined;
  readonly ecx?: number | undefined;
  readonly edx?: number | undefined;
  readonly ebx?: number | undefined;
  readonly esp?: number | undefined;
  readonly ebp?: number | undefined;
  readonly esi?: number | undefined;
  readonly edi?: number | undefined;
  /** Only the flags that POPF may change in ring 3. */
  readonly eflags?: number | undefined;
}

/** A word or byte that the environment stores by executing a store of the pad. */
export interface Store {
  readonly address: number;
  readonly value: number;
  readonly bytes: 1 | 4;
}

/**
 * A resolved step: one ring-3 segment and the kernel entry that ends it, if
 * any. This is what a scenario file keeps; it names no tape and no generator.
 */
export type Step =
  /** The stores, then `int 0x30` with the registers set; `call` is null for an unknown call number. */
  | { readonly kind: 'call'; readonly call: CallName | null; readonly stores: readonly Store[]; readonly registers: RegisterSetting }
  /** One instruction of the pad. */
  | { readonly kind: 'user'; readonly operation: PadOperation; readonly registers: RegisterSetting }
  /** Jump to an address and run at most `instructions` of whatever is there, after storing some bytes. */
  | { readonly kind: 'raw'; readonly stores: readonly Store[]; readonly registers: RegisterSetting; readonly eip: number; readonly instructions: number }
  /** At most `instructions` from where the environment stands: a program that runs by itself. */
  | { readonly kind: 'run'; readonly instructions: number }
  /** The clock moves forward by so many cycles. */
  | { readonly kind: 'wait'; readonly cycles: number }
  /** The kernel is idle and waits for its timer. */
  | { readonly kind: 'idle' };

export type CallStep = Extract<Step, { readonly kind: 'call' }>;

/** The step while the kernel is idle. */
export const IDLE_STEP: Step = { kind: 'idle' };
