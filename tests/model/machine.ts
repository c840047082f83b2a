import { CALLS, ARGUMENT_REGISTERS, type CallName } from '../../src/abi/calls.ts';
import { PAD, UADDRS } from '../../src/abi/addressMap.ts';
import { SMALL, type BootConfiguration, type Geometry, type Principal } from '../../src/abi/geometry.ts';
import { ENV_ID_GENERATION_UNIT } from '../../src/abi/layout.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { createModel, type Model } from '../../src/model/model.ts';
import { violations, violationsBetween } from '../../src/model/invariants.ts';
import type { Registers, State } from '../../src/model/state.ts';
import { NO_ADDRESS, type Outcome, type Trap } from '../../src/model/trap.ts';
import { userStore } from '../../src/model/userMemory.ts';

/** Two principals of incomparable names; A also holds what B's lists are guarded by, and two weak capabilities. */
const A: Principal = {
  generation: 1,
  capabilities: [{ rights: 7, name: [1] }, { rights: 0, name: [1] }, { rights: 7, name: [2] }, { rights: 3, name: [1] }],
  status: 1,
  entfault: 0,
};
const B: Principal = { generation: 2, capabilities: [{ rights: 7, name: [2] }], status: 1, entfault: 0 };

export const A_ID = ENV_ID_GENERATION_UNIT;
export const B_ID = 2 * ENV_ID_GENERATION_UNIT + 1;
/** An id of B's row in an earlier life. */
export const STALE_ID = ENV_ID_GENERATION_UNIT + 1;

export interface Variation {
  readonly geometry?: Partial<Geometry>;
  readonly a?: Partial<Principal>;
  readonly b?: Partial<Principal>;
  /** The principals of the quanta, in row order. */
  readonly quanta?: readonly (0 | 1 | null)[];
}

export const configuration = ({ geometry = {}, a = {}, b = {}, quanta = [0, 1] }: Variation = {}): BootConfiguration => ({
  geometry: { ...SMALL, ...geometry },
  principals: [{ ...A, ...a }, { ...B, ...b }],
  quanta: quanta.map((principal) => (principal === null ? null : { principal, guard: { rights: 7, name: [] } })),
  pad: [0xcd, 0x30, 0x90, 0x90, 0xc3],
});

export const model: Model = createModel();
export const machine = (variation: Variation = {}): State => model.boot(configuration(variation));

/** Ring 3 is free to set its general registers. */
export const withRegisters = (s: State, registers: Partial<Registers>): State => ({
  ...s,
  processor: { ...s.processor, registers: { ...s.processor.registers, ...registers } },
});

/** A trap at the pad's INT with the words of a call in their registers. */
export const atCall = (s: State, name: CallName, words: readonly number[]): State => {
  const registers: Record<string, number> = { eax: CALLS[name].number, eip: PAD + 2 };
  words.forEach((word, i) => (registers[ARGUMENT_REGISTERS[i]] = word));
  return withRegisters(s, registers);
};

/** Enters the model and requires that it keeps the invariants, counted both ways. */
export const enter = (s: State, trap: Trap, using: Model = model): Outcome => {
  const outcome = using.enter(s, trap);
  const all = violations(outcome.next);
  if (all.length > 0) throw new Error(JSON.stringify(all));
  const between = violationsBetween(s, outcome.next);
  if (between.length > 0) throw new Error(JSON.stringify(between));
  return outcome;
};

export const call = (s: State, name: CallName, ...words: readonly number[]): Outcome =>
  enter(atCall(s, name, words), { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS });

/** A call that must succeed. */
export const after = (s: State, name: CallName, ...words: readonly number[]): State => {
  const { next, error, rule } = call(s, name, ...words);
  if (error !== null) throw new Error(`${name} was refused by ${rule}`);
  return next;
};

export const fault = (s: State, vector: number, errorCode = 0, address = 0): Outcome => enter(s, { vector, errorCode, address: virtualAddress(address) });

/** Stores words by the running environment; they must not fault. */
export const store = (s: State, va: number, ...words: readonly number[]): State => {
  let state = s;
  words.forEach((word, i) => {
    const access = userStore(state, virtualAddress(va + 4 * i), 4, word, true);
    if (access.fault !== null) throw new Error(`store at ${va + 4 * i} faults`);
    state = access.state;
  });
  return state;
};

/** Somewhere in A's u-area where arguments can be put. */
export const SCRATCH = UADDRS + 0x100;
/** The first word of a capability with all rights, DUP included, and a name of one byte. */
export const allRights = (name: number): number => 0x2f + name * 256;
