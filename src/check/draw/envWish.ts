import type { EnvWish, Scene } from './pools.ts';

/** What is checked before any env is looked at may fail whatever the env argument is. */
const BEFORE_ENV: readonly string[] = [
  'FRG-1', 'RMV-1', 'RMV-2', 'IPR-1', 'IPR-2', 'MPR-1', 'RDE-1', 'WRE-1', 'RDU-1', 'RDU-2', 'WRU-1', 'WRU-2', 'ENT-5',
];

/**
 * The relation of the env argument when one guard of (bad id, invalid slot,
 * slot without right) is to fail and the others to hold. The rules come in
 * that order.
 */
export const envWish = (scene: Scene, broken: string | null, rules: readonly [string, string, string]): EnvWish => {
  const [badId, invalid, withoutRight] = rules;
  if (broken === badId) return 'bad';
  if (broken === withoutRight) return 'unauthorised';
  if (broken === invalid) return scene.draw.chance(50) ? 'other' : 'authorised';
  if (broken !== null && BEFORE_ENV.includes(broken)) return scene.draw.of(['self', 'authorised', 'unauthorised', 'bad']);
  return scene.draw.chance(55) ? 'self' : 'authorised';
};
