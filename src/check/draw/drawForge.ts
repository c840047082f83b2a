import { RIGHT_DUP, RIGHTS_ALL } from '../../abi/layout.ts';
import type { Capability } from '../../model/state.ts';
import { isDominated } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { capabilityWords, dominatedBy, notCanonical, notDominatedBy, PHANTOM, storeWords } from './capabilityBytes.ts';
import { envWish } from './envWish.ts';
import { entryOf } from './pageRights.ts';
import { invalidSlot, missingPointer, outsidePointer, scratch, slotsWhere, slotWhere, specialWord, target, windowPointer } from './pools.ts';
import type { Scene } from './pools.ts';

const ROOT: Capability = { rights: RIGHTS_ALL, name: [] };
const hasDup = (c: Capability): boolean => (c.rights & RIGHT_DUP) !== 0;

const destination = (scene: Scene, broken: string | null): number => {
  if (broken === 'FRG-5') return scene.draw.of([scene.env.capabilities.length, scene.env.capabilities.length + 1, 0xffffffff, 0x80000000]);
  if (broken === 'FRG-7' || broken === 'FRG-9') return 0;
  return scene.draw.chance(15) ? 0 : 1 + scene.draw.below(scene.env.capabilities.length - 1);
};

const source = (scene: Scene, broken: string | null, needsAll: boolean): number => {
  if (broken === 'FRG-6') return invalidSlot(scene);
  if (broken === 'FRG-10') return slotWhere(scene, (c) => !hasDup(c));
  if (broken === 'FRG-11') return slotWhere(scene, (c) => hasDup(c) && c.name.length > 0);
  return slotWhere(scene, (c) => hasDup(c) && (!needsAll || c.rights === RIGHTS_ALL));
};

const newWords = (scene: Scene, broken: string | null, k: number, kd: number): [number, number] => {
  const { draw } = scene;
  const held = scene.env.capabilities[k] ?? ROOT;
  if (broken === 'FRG-6' && draw.chance(30)) return capabilityWords(PHANTOM);
  if (broken === 'FRG-8') return notCanonical(draw, held);
  if (broken === 'FRG-9') return capabilityWords({ rights: draw.of([0, 1, 3, 5, 6]), name: held.name });
  if (broken === 'FRG-11') {
    const wanted = notDominatedBy(draw, held);
    return capabilityWords(kd === 0 ? { ...wanted, rights: RIGHTS_ALL } : isDominated(held, wanted) ? ROOT : wanted);
  }
  return capabilityWords(dominatedBy(draw, held, kd === 0 ? RIGHTS_ALL : 0));
};

/** A forge in which only the named guard fails; null breaks none. */
export const drawForge = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = target(scene, envWish(scene, broken, ['FRG-2', 'FRG-3', 'FRG-4']));
  const ke = broken === 'FRG-3' ? invalidSlot(scene) : to.slot;
  const kd = destination(scene, broken);
  const k = source(scene, broken, kd === 0);
  if (broken === 'FRG-7' || (kd !== 0 && broken === null && draw.chance(20))) return callStep('forge', [k, kd, 0, ke, to.id]);
  if (broken === 'FRG-1') return callStep('forge', [k, kd, outsidePointer(scene), ke, to.id]);
  if (broken === 'ENT-5') return callStep('forge', [k, kd, missingPointer(scene), ke, to.id]);
  if (draw.chance(6)) return callStep('forge', [k, kd, windowPointer(scene), ke, to.id]);
  // Page 0 is a page like any other, though the pointer 0 is none.
  const first = entryOf(scene.state, scene.env, 0);
  const at = first !== null && first.present && first.writable && draw.chance(30) ? 8 : scratch(scene);
  return callStep('forge', [k, kd, at, ke, to.id], storeWords(at, newWords(scene, broken, k, kd)));
};

/** Arguments without plan. */
export const wildForge = (scene: Scene): Step => {
  const slot = (): number => (scene.draw.chance(70) ? scene.draw.below(scene.env.capabilities.length + 1) : specialWord(scene));
  const to = target(scene, scene.draw.of(['self', 'other', 'bad']));
  const at = scratch(scene);
  const some = slotsWhere(scene.env, () => true);
  const words = capabilityWords(scene.env.capabilities[some[0] ?? 0] ?? ROOT);
  return callStep('forge', [slot(), slot(), scene.draw.chance(80) ? at : specialWord(scene), slot(), to.id], scene.draw.chance(60) ? storeWords(at, words) : []);
};
