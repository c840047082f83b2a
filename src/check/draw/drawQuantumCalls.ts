import { QUANTUM_ANY } from '../../abi/calls.ts';
import { RIGHTS_ALL } from '../../abi/layout.ts';
import type { Capability, Slot } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import { liveIndices } from '../present.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { forgedQuantumRow } from './forgedRow.ts';
import { allRightsSlot, weakSlot } from './pageRights.ts';
import { badEnvId, idOf, invalidSlot, slotsWhere, slotWhere, specialWord } from './pools.ts';
import type { Scene } from './pools.ts';

/** Processors that this machine does not have. */
const BAD_CPUS: readonly number[] = [1, 1, 2, 0x80000000, 0xffffffff];

/** Does this capability grant all rights on the guard of a quantum? */
const opensGuard = (scene: Scene, c: Capability, guard: Slot): boolean => mayUse({ ...scene.env, capabilities: [c] }, [guard], RIGHTS_ALL);

/** What a quantum should be: used and opened by some slot, used and not opened by some slot, or free. */
type RowWish = 'open' | 'closed' | 'free';

const isAsWished = (scene: Scene, row: number, wish: RowWish): boolean => {
  const { used, guard } = get(scene.state.quanta, row);
  if (!used || wish === 'free') return used === (wish !== 'free');
  return slotsWhere(scene.env, (c) => opensGuard(scene, c, guard) === (wish === 'open')).length > 0;
};

/** A row of the wish, looked for from a random one on; any row if there is none. */
const rowWhere = (scene: Scene, wish: RowWish): number => {
  const { length } = scene.state.quanta;
  const from = scene.draw.below(length);
  for (let i = 0; i < length; i++) if (isAsWished(scene, (from + i) % length, wish)) return (from + i) % length;
  return from;
};

/** The running quantum now and then, so that the slice ends with the call (ENV-7); else one of the wish. */
const usedRow = (scene: Scene, wish: RowWish): number => {
  const { quantum } = scene.state.processor;
  return scene.draw.chance(25) && isAsWished(scene, quantum, wish) ? quantum : rowWhere(scene, wish);
};

const beyondRows = (scene: Scene): number => scene.draw.of([scene.state.quanta.length, scene.state.quanta.length + 1, 0x7fffffff, 0x80000000, 0xfffffffe]);

/** Whom time is given to: oneself, or anybody who lives. */
const beneficiary = (scene: Scene): number => {
  const { draw, state, env, running } = scene;
  if (draw.chance(35)) return draw.chance(60) ? 0 : idOf(env, running);
  const index = draw.of(liveIndices(state));
  return idOf(get(state.envs, index), index);
};

/** An env argument, bad when the named guard is the one about it, or whatever it is when an earlier one fails. */
const envArgument = (scene: Scene, broken: string | null, badId: string, earlier: string): number =>
  broken === badId || (broken === earlier && scene.draw.chance(25)) ? badEnvId(scene) : beneficiary(scene);

const cpuArgument = (scene: Scene, broken: string | null, rule: string): number => (broken === rule ? scene.draw.of(BAD_CPUS) : 0);

/** The row asked of quantum_alloc: any, or one that is free, used or beyond the table as the guard wants it. */
const rowAsked = (scene: Scene, broken: string | null): number => {
  if (broken === 'QAL-5') return beyondRows(scene);
  if (broken === 'QAL-6') return rowWhere(scene, scene.draw.chance(50) ? 'open' : 'closed');
  return broken === 'QAL-7' || scene.draw.chance(55) ? QUANTUM_ANY : rowWhere(scene, 'free');
};

/** A quantum_alloc in which only the named guard fails; null breaks none. */
export const drawQuantumAlloc = (scene: Scene, broken: string | null): Step => {
  const env = envArgument(scene, broken, 'QAL-2', 'QAL-1');
  const k = broken === 'QAL-3' ? invalidSlot(scene) : broken === 'QAL-4' ? weakSlot(scene) : allRightsSlot(scene);
  return callStep('quantum_alloc', [k, rowAsked(scene, broken), cpuArgument(scene, broken, 'QAL-1'), env]);
};

/** The row and slot of a call on a used quantum. */
interface Named {
  readonly row: number;
  readonly k: number;
}

/** The rules of a call on a used quantum: a bad processor, no such row, a free row, an invalid slot, a slot without right. */
type QuantumRules = readonly [string, string, string, string, string];
const QST: QuantumRules = ['QST-1', 'QST-3', 'QST-4', 'QST-5', 'QST-6'];
const QFR: QuantumRules = ['QFR-1', 'QFR-2', 'QFR-3', 'QFR-4', 'QFR-5'];

/** Any row at all, for a guard that fails before rows are looked at. */
const whateverRow = (scene: Scene): number => (scene.draw.chance(25) ? beyondRows(scene) : rowWhere(scene, scene.draw.of(['open', 'closed', 'free'] as const)));

const namedQuantum = (scene: Scene, broken: string | null, rules: QuantumRules): Named => {
  const [cpu, noRow, freeRow, invalid, withoutRight] = rules;
  if (broken === noRow) return { row: beyondRows(scene), k: allRightsSlot(scene) };
  if (broken === freeRow) return { row: rowWhere(scene, 'free'), k: allRightsSlot(scene) };
  if (broken === cpu) return { row: whateverRow(scene), k: allRightsSlot(scene) };
  const row = usedRow(scene, broken === withoutRight || (broken === invalid && scene.draw.chance(50)) ? 'closed' : 'open');
  const { guard } = get(scene.state.quanta, row);
  if (broken === invalid) return { row, k: invalidSlot(scene) };
  return { row, k: slotWhere(scene, (c) => opensGuard(scene, c, guard) !== (broken === withoutRight)) };
};

/** A quantum_set in which only the named guard fails; null breaks none. */
export const drawQuantumSet = (scene: Scene, broken: string | null): Step => {
  const env = envArgument(scene, broken, 'QST-2', 'QST-1');
  if (broken === 'QST-3' && scene.draw.chance(60)) {
    const forged = forgedQuantumRow(scene);
    return callStep('quantum_set', [forged.k, forged.row, 0, env], forged.stores);
  }
  const { row, k } = namedQuantum(scene, broken, QST);
  return callStep('quantum_set', [k, row, cpuArgument(scene, broken, 'QST-1'), env]);
};

/** A quantum_free in which only the named guard fails; null breaks none. */
export const drawQuantumFree = (scene: Scene, broken: string | null): Step => {
  const { row, k } = namedQuantum(scene, broken, QFR);
  return callStep('quantum_free', [k, row, cpuArgument(scene, broken, 'QFR-1')]);
};

/** Words without plan: slot, row, processor. */
const wildWords = (scene: Scene): number[] => {
  const { draw, state, env } = scene;
  return [draw.below(env.capabilities.length + 1), draw.chance(80) ? draw.below(state.quanta.length + 1) : specialWord(scene), draw.chance(85) ? 0 : specialWord(scene)];
};
const wildEnv = (scene: Scene): number => (scene.draw.chance(30) ? badEnvId(scene) : beneficiary(scene));

/** Arguments without plan. */
export const wildQuantumAlloc = (scene: Scene): Step => callStep('quantum_alloc', [...wildWords(scene), wildEnv(scene)]);
export const wildQuantumSet = (scene: Scene): Step => callStep('quantum_set', [...wildWords(scene), wildEnv(scene)]);
export const wildQuantumFree = (scene: Scene): Step => callStep('quantum_free', wildWords(scene));
