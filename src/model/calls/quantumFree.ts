import { capabilitySlot, quantumIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { begin } from '../edit.ts';
import { isCpu, isQuantumRow, isQuantumUsed, ownsQuantum, type OnQuantum } from '../quanta.ts';
import { FREE_QUANTUM } from '../state.ts';
import { isKValid } from '../targets.ts';
import { set } from '../vector.ts';

export type QuantumFreeArgs = OnQuantum;

const EFFECTS: readonly string[] = ['QFR-6', 'ENT-1'];

/** quantum_free (k, quantum, cpu). */
export const quantumFree: Call<QuantumFreeArgs> = {
  name: 'quantum_free',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), quantum: quantumIndex(r.ecx), cpu: r.edx }),
  guards: [
    { rule: 'QFR-1', error: 'E_INVAL', test: isCpu },
    { rule: 'QFR-2', error: 'E_INVAL', test: isQuantumRow },
    { rule: 'QFR-3', error: 'E_NOT_FOUND', test: isQuantumUsed },
    { rule: 'QFR-4', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'QFR-5', error: 'E_CAP_INSUFF', test: ownsQuantum },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    e.quanta = set(s.quanta, a.quantum, FREE_QUANTUM);
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
