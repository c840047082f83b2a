import type { EnvWish, Scene } from './pools.ts';

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
  return scene.draw.chance(55) ? 'self' : 'authorised';
};
