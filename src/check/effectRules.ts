/**
 * The effect rules that a campaign must see take place (a test compares this
 * list with the specification). Rules of boot are checked once per boot image.
 */
export const EFFECT_RULES: readonly string[] = [
  'ENT-1', 'ENT-5', 'ENT-6', 'EXC-1', 'EXC-2', 'EXC-3', 'EXC-4', 'GEI-1', 'FRG-12', 'RMV-7', 'RMV-8', 'INS-14', 'INS-15', 'INS-16', 'INS-17',
  'PTF-7', 'PGA-10', 'EFR-4', 'YLD-2', 'YLD-3', 'ENV-2', 'ENV-3', 'ENV-4', 'ENV-5', 'ENV-6', 'ENV-7', 'MEM-1', 'MEM-2', 'MEM-3', 'MEM-4', 'MEM-5',
  'MEM-6', 'MEM-7', 'MEM-8', 'TIM-2', 'TIM-3', 'TIM-4', 'TIM-5', 'TIM-8',
];
