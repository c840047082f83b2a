import { capabilitySlot, envId, type EnvId, quantumIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { begin } from '../edit.ts';
import { idOf } from '../environments.ts';
import { isCpu, isQuantumRow, isQuantumUsed, ownsQuantum, quantumAt, type OnQuantum } from '../quanta.ts';
import type { Quantum } from '../state.ts';
import { isKValid, isTargetLive } from '../targets.ts';
import { set } from '../vector.ts';

export interface QuantumSetArgs extends OnQuantum {
  readonly env: EnvId;
}

const EFFECTS: readonly string[] = ['QST-7', 'ENT-1'];

const withEnv = (quantum: Quantum, env: EnvId): Quantum =>
  quantum.env === env ? quantum : { used: quantum.used, env, ticks: quantum.ticks, guard: quantum.guard };

/** quantum_set (k, quantum, cpu, env). */
export const quantumSet: Call<QuantumSetArgs> = {
  name: 'quantum_set',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), quantum: quantumIndex(r.ecx), cpu: r.edx, env: envId(r.esi) }),
  guards: [
    { rule: 'QST-1', error: 'E_INVAL', test: isCpu },
    { rule: 'QST-2', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'QST-3', error: 'E_INVAL', test: isQuantumRow },
    { rule: 'QST-4', error: 'E_NOT_FOUND', test: isQuantumUsed },
    { rule: 'QST-5', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'QST-6', error: 'E_CAP_INSUFF', test: ownsQuantum },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    e.quanta = set(s.quanta, a.quantum, withEnv(quantumAt(s, a.quantum), a.env === 0 ? idOf(s, a.caller) : a.env));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
