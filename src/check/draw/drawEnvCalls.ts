import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { allRightsSlot, weakSlot } from './pageRights.ts';
import { invalidSlot, specialWord } from './pools.ts';
import type { Scene } from './pools.ts';

/** The slot that guards what is born; the guards about rows and frames are the state's to break. */
const guardSlot = (scene: Scene, broken: string | null, invalid: string, weak: string): number => {
  if (broken === invalid) return invalidSlot(scene);
  return broken === weak ? weakSlot(scene) : allRightsSlot(scene);
};

/** An env_alloc in which only the named guard fails; null breaks none. */
export const drawEnvAlloc = (scene: Scene, broken: string | null): Step => callStep('env_alloc', [guardSlot(scene, broken, 'ENA-1', 'ENA-2')]);

/** An env_clone in which only the named guard fails; null breaks none. */
export const drawEnvClone = (scene: Scene, broken: string | null): Step => callStep('env_clone', [guardSlot(scene, broken, 'ENC-1', 'ENC-2')]);

const anySlot = (scene: Scene): number => (scene.draw.chance(70) ? scene.draw.below(scene.env.capabilities.length + 1) : specialWord(scene));

/** Arguments without plan. */
export const wildEnvAlloc = (scene: Scene): Step => callStep('env_alloc', [anySlot(scene)]);
export const wildEnvClone = (scene: Scene): Step => callStep('env_clone', [anySlot(scene)]);
