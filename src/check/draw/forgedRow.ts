import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { PAGE, PAGE_ROW_BYTES, PAGE_STATUS, QUANTUM, QUANTUM_ROW_BYTES, QUANTUM_STATUS, RIGHTS_ALL } from '../../abi/layout.ts';
import type { Capability } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { liveIndices } from '../present.ts';
import type { Step, Store } from '../step.ts';
import { callStep } from './callDraft.ts';
import { capabilityWords, storeWords } from './capabilityBytes.ts';
import { grantsOn, idOf, slotsWhere, slotWhere, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** A row number beyond a table, the slot presented, where the own row's list begins, and the stores that write the own row. */
export interface ForgedRow {
  readonly row: number;
  readonly k: number;
  readonly list: number;
  readonly stores: readonly Store[];
}

/** How the rows of a table look, and where in a u-area one is forged. */
interface Shape {
  readonly first: 'pagesFirst' | 'quantaFirst';
  readonly offset: number;
  readonly rowBytes: number;
  readonly status: number;
  readonly used: number;
  readonly list: number;
}
const PAGES: Shape = { first: 'pagesFirst', offset: 512, rowBytes: PAGE_ROW_BYTES, status: PAGE.status, used: PAGE_STATUS.user, list: PAGE.acl };
const QUANTA: Shape = { first: 'quantaFirst', offset: 640, rowBytes: QUANTUM_ROW_BYTES, status: QUANTUM.status, used: QUANTUM_STATUS.used, list: QUANTUM.guard };

/**
 * A row number whose row, were the table that long, would lie in a u-area: the caller's own, where it writes a row that
 * it may modify, or that of another, who may have left one there that opens to the caller. Without the check of the
 * number the kernel would take it for a row, and the caller would write where it has no right.
 */
const forgedRow = (scene: Scene, shape: Shape): ForgedRow => {
  const { draw, state, env, running } = scene;
  const firstFrame = frameMapOf(state.boot.geometry)[shape.first];
  const planted = plantedAt(scene, shape);
  const owner = planted < 0 || draw.chance(20) ? running : planted;
  // The lock of a planted row is made for slot 0 of whoever finds it.
  const k = owner !== running && draw.chance(80) ? 0 : slotWhere(scene, (c) => c.rights === RIGHTS_ALL);
  const own = env.capabilities[k] ?? { rights: RIGHTS_ALL, name: [] };
  const row = ((get(state.envs, owner).uarea - firstFrame) * PAGE_BYTES + shape.offset) / shape.rowBytes;
  return { row, k, list: uareaAddress(scene) + shape.offset + shape.list, stores: rowStores(scene, shape, own) };
};

/** The stores that leave a row in the own u-area, with a lock of its own choice. */
const rowStores = (scene: Scene, { offset, status, used, list }: Shape, lock: Capability): Store[] => {
  const at = uareaAddress(scene) + offset;
  return [...storeWords(at + status, [used]), ...storeWords(at + list, capabilityWords(lock))];
};

/** The words of a line of memory. */
const WORDS_PER_LINE = 16;

const isPlanted = (scene: Scene, index: number, { offset, status, used }: Shape): boolean => {
  const word = (offset + status) / 4;
  return get(scene.state.contents, get(scene.state.envs, index).uarea)?.[Math.trunc(word / WORDS_PER_LINE)][word % WORDS_PER_LINE] === used;
};

/** An env with such a row that the caller does not own; -1 if there is none. */
const plantedAt = (scene: Scene, shape: Shape): number => {
  const { state, running, draw } = scene;
  const isForeign = (i: number): boolean => i !== running && slotsWhere(scene.env, (c) => grantsOn(c, get(state.envs, i), RIGHTS_ALL)).length === 0;
  const planted = liveIndices(state).filter((i) => isPlanted(scene, i, shape) && isForeign(i));
  return planted.length === 0 ? -1 : draw.of(planted);
};

export const forgedPageRow = (scene: Scene): ForgedRow => forgedRow(scene, PAGES);
export const forgedQuantumRow = (scene: Scene): ForgedRow => forgedRow(scene, QUANTA);

/** A call on a row that another has planted. */
const drawFound = (scene: Scene, shape: Shape): Step => {
  const { row, k, list, stores } = forgedRow(scene, shape);
  if (shape === QUANTA) return scene.draw.chance(50) ? callStep('quantum_set', [k, row, 0, 0]) : callStep('quantum_free', [k, row, 0]);
  return scene.draw.chance(50) ? callStep('pgacl_mod', [k, row, 1, list], stores) : callStep('pstate_mod', [k, row, 2, 1]);
};

/** A page row or a quantum row in the own u-area that opens to another env, which runs next; or a call on one that was found. */
export const drawPlanted = (scene: Scene): Step => {
  const { draw, state, running } = scene;
  const found = draw.chance(70) ? [PAGES, QUANTA].find((shape) => plantedAt(scene, shape) >= 0) : undefined;
  if (found !== undefined) return drawFound(scene, found);
  const others = liveIndices(state).filter((i) => i !== running);
  const other = others.length === 0 ? running : draw.of(others);
  const lock = get(state.envs, other).capabilities[0];
  const stores = lock === null ? [] : rowStores(scene, draw.chance(50) ? PAGES : QUANTA, lock);
  return callStep('yield', [idOf(get(state.envs, other), other)], stores);
};
