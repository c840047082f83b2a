import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { PAGE, PAGE_ROW_BYTES, PAGE_STATUS, QUANTUM, QUANTUM_ROW_BYTES, QUANTUM_STATUS, RIGHTS_ALL } from '../../abi/layout.ts';
import { get } from '../../model/vector.ts';
import type { Store } from '../step.ts';
import { capabilityWords, storeWords } from './capabilityBytes.ts';
import { liveIndices, slotWhere, uareaAddress } from './pools.ts';
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
  readonly offset: number;
  readonly rowBytes: number;
  readonly status: number;
  readonly used: number;
  readonly list: number;
}
const PAGES: Shape = { offset: 512, rowBytes: PAGE_ROW_BYTES, status: PAGE.status, used: PAGE_STATUS.user, list: PAGE.acl };
const QUANTA: Shape = { offset: 640, rowBytes: QUANTUM_ROW_BYTES, status: QUANTUM.status, used: QUANTUM_STATUS.used, list: QUANTUM.guard };

/**
 * A row number whose row, were the table that long, would lie in a u-area: the caller's own, where it writes a row that
 * it may modify, or that of another, who may have left one there that opens to the caller. Without the check of the
 * number the kernel would take it for a row, and the caller would write where it has no right.
 */
const forgedRow = (scene: Scene, { offset, rowBytes, status, used, list }: Shape, firstFrame: number): ForgedRow => {
  const { draw, state, env, running } = scene;
  const live = liveIndices(state);
  const owner = draw.chance(50) ? running : draw.of(live);
  const k = slotWhere(scene, (c) => c.rights === RIGHTS_ALL);
  const at = uareaAddress(scene) + offset;
  const own = env.capabilities[k] ?? { rights: RIGHTS_ALL, name: [] };
  const lock = draw.chance(50) ? own : get(state.envs, draw.of(live)).capabilities[0] ?? own;
  const stores = [...storeWords(at + status, [used]), ...storeWords(at + list, capabilityWords(lock))];
  return { row: ((get(state.envs, owner).uarea - firstFrame) * PAGE_BYTES + offset) / rowBytes, k, list: at + list, stores };
};

export const forgedPageRow = (scene: Scene): ForgedRow => forgedRow(scene, PAGES, frameMapOf(scene.state.boot.geometry).pagesFirst);
export const forgedQuantumRow = (scene: Scene): ForgedRow => forgedRow(scene, QUANTA, frameMapOf(scene.state.boot.geometry).quantaFirst);
