import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { PAGE, PAGE_ROW_BYTES, PAGE_STATUS, RIGHTS_ALL } from '../../abi/layout.ts';
import type { Store } from '../step.ts';
import { capabilityWords, storeWords } from './capabilityBytes.ts';
import { slotWhere, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** A frame number beyond RAM, the slot that opens its row, where that row's ACL begins, and the stores that write it. */
export interface ForgedPageRow {
  readonly frame: number;
  readonly k: number;
  readonly acl: number;
  readonly stores: readonly Store[];
}

/** Where in the u-area the row lies. */
const OFFSET = 512;

/**
 * A frame number whose row, were the table that long, would lie in the caller's own u-area, where it has written a row
 * that it may modify: without the check the kernel would take it for a page.
 */
export const forgedPageRow = (scene: Scene): ForgedPageRow => {
  const { state, env } = scene;
  const address = env.uarea * PAGE_BYTES + OFFSET - frameMapOf(state.boot.geometry).pagesFirst * PAGE_BYTES;
  const k = slotWhere(scene, (c) => c.rights === RIGHTS_ALL);
  const at = uareaAddress(scene) + OFFSET;
  const words = capabilityWords(env.capabilities[k] ?? { rights: RIGHTS_ALL, name: [] });
  const stores = [...storeWords(at + PAGE.status, [PAGE_STATUS.user]), ...storeWords(at + PAGE.acl, words)];
  return { frame: address / PAGE_ROW_BYTES, k, acl: at + PAGE.acl, stores };
};
