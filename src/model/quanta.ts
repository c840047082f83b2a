import { RIGHTS_ALL } from '../abi/layout.ts';
import type { CapabilitySlot, EnvIndex, QuantumIndex } from '../abi/words.ts';
import { grants, slotAt } from './capabilities.ts';
import { FREE_QUANTUM, geometryOf, type Quantum, type State } from './state.ts';
import { get } from './vector.ts';

/** The arguments that the calls on a quantum have in common. */
export interface OnQuantum {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
  readonly quantum: QuantumIndex;
  readonly cpu: number;
}

/** A row of the quantum table; beyond its end nothing is used. */
export const quantumAt = (s: State, row: QuantumIndex): Quantum => (row < s.quanta.length ? get(s.quanta, row) : FREE_QUANTUM);

export const isCpu = (s: State, a: OnQuantum): boolean => a.cpu < geometryOf(s).cpus;
export const isQuantumRow = (s: State, a: OnQuantum): boolean => a.quantum < s.quanta.length;
export const isQuantumUsed = (s: State, a: OnQuantum): boolean => quantumAt(s, a.quantum).used;

/** CAP-6: a quantum is guarded by an ACL of one entry. */
export const ownsQuantum = (s: State, a: OnQuantum): boolean => grants(slotAt(s, a.caller, a.k), RIGHTS_ALL, [quantumAt(s, a.quantum).guard]);
