import { QUANTUM_ANY } from '../../abi/calls.ts';
import { TICKS_PER_ROUND } from '../../abi/costs.ts';
import { capabilitySlot, envId, type EnvId, quantumIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { hasAllRights, slotAt } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { idOf } from '../environments.ts';
import { isCpu, isQuantumRow, isQuantumUsed, type OnQuantum } from '../quanta.ts';
import type { State } from '../state.ts';
import { isKValid, isTargetLive } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface QuantumAllocArgs extends OnQuantum {
  readonly env: EnvId;
}

const EFFECTS: readonly string[] = ['QAL-8', 'QAL-9', 'ENT-1'];

const isAny = (a: QuantumAllocArgs): boolean => a.quantum === QUANTUM_ANY;

/** The row that is taken; the length of the table if none is free. */
const rowOf = (s: State, a: QuantumAllocArgs): number => {
  if (!isAny(a)) return a.quantum;
  for (let row = 0; row < s.quanta.length; row++) if (!get(s.quanta, row).used) return row;
  return s.quanta.length;
};

const effect = (s: State, a: QuantumAllocArgs): State => {
  const row = rowOf(s, a);
  if (row >= s.quanta.length) return s;
  const e = begin(s);
  const env = a.env === 0 ? idOf(s, a.caller) : a.env;
  e.quanta = set(s.quanta, row, { used: true, env, ticks: TICKS_PER_ROUND, guard: slotAt(s, a.caller, a.k) });
  return e;
};

/** quantum_alloc (k, quantum, cpu, env). */
export const quantumAlloc: Call<QuantumAllocArgs> = {
  name: 'quantum_alloc',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), quantum: quantumIndex(r.ecx), cpu: r.edx, env: envId(r.esi) }),
  guards: [
    { rule: 'QAL-1', error: 'E_INVAL', test: isCpu },
    { rule: 'QAL-2', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'QAL-3', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'QAL-4', error: 'E_CAP_INSUFF', test: (s, a) => hasAllRights(slotAt(s, a.caller, a.k)) },
    { rule: 'QAL-5', error: 'E_INVAL', test: (s, a) => isAny(a) || isQuantumRow(s, a) },
    { rule: 'QAL-6', error: 'E_EXISTS', test: (s, a) => isAny(a) || !isQuantumUsed(s, a) },
    { rule: 'QAL-7', error: 'E_NO_QUANTUM', test: (s, a) => !isAny(a) || rowOf(s, a) < s.quanta.length },
  ],
  elements: null,
  value: rowOf,
  effect,
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
