import type { CallName } from '../abi/calls.ts';

/**
 * The effect rules that a campaign must see take place (a test compares this
 * list with the specification). Rules of boot are checked once per boot image.
 */
export const EFFECT_RULES: readonly string[] = [
  'ENT-1', 'ENT-5', 'ENT-6', 'ENT-9', 'EXC-1', 'EXC-2', 'EXC-3', 'EXC-4', 'GEI-1', 'FRG-12', 'RMV-7', 'RMV-8', 'INS-14', 'INS-15', 'INS-16', 'INS-17',
  'IPR-16', 'MPR-12', 'MPR-13', 'RPT-5', 'PTF-7', 'PGA-10', 'PSM-8', 'ACQ-8', 'ENA-5', 'ENA-6', 'ENC-5', 'ENC-6', 'EFR-4', 'RDE-6', 'WRE-6', 'WRE-7', 'RDU-7',
  'WRU-7', 'QAL-8', 'QAL-9', 'QST-7', 'QFR-6', 'YLD-2', 'YLD-3', 'ENV-2', 'ENV-3', 'ENV-4', 'ENV-5', 'ENV-6', 'ENV-7', 'ENV-8', 'MEM-1', 'MEM-2', 'MEM-3', 'MEM-4', 'MEM-5',
  'MEM-6', 'MEM-7', 'MEM-8', 'TIM-2', 'TIM-3', 'TIM-4', 'TIM-5', 'TIM-8', 'TIM-9', 'TIM-10', 'BAT-3', 'BAT-4', 'BAT-5', 'BAT-6', 'BAT-7',
  'FPU-4', 'FPU-5', 'FPU-6', 'FPU-7',
];

/** Effects that a campaign must see of these calls in particular: what a call does only now and then. */
export const CALL_EFFECTS: Readonly<Partial<Record<CallName, readonly string[]>>> = {
  insert_pte: ['INS-14', 'INS-15', 'INS-16', 'MEM-4'],
  insert_pte_range: ['MEM-1', 'MEM-4', 'MEM-6', 'MEM-7'],
  mod_pte_range: ['MPR-12', 'MPR-13', 'MEM-3'],
  rdenv: ['ENT-9', 'MEM-8'],
  rdu: ['ENT-9', 'MEM-8'],
  env_alloc: ['FPU-7'],
  env_clone: ['FPU-7'],
  env_free: ['ENV-6', 'ENV-7', 'FPU-6'],
  yield: ['FPU-5'],
  quantum_set: ['ENV-7'],
  quantum_free: ['ENV-7', 'FPU-5'],
};
