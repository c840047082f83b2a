import { PAD, PAGE_BYTES, UADDRS, USYSINFO, UVPT } from '../../abi/addressMap.ts';
import { envIndex } from '../../abi/words.ts';
import { get } from '../../model/vector.ts';
import { bindingWhere } from './pageRights.ts';
import { boundVa, missingPointer, scratch, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** Where results go: mostly the own u-area, its very end, across into a sharer's, or a page of its own. */
export const resultBuffer = (scene: Scene, length: number): number => {
  const { draw, running } = scene;
  const base = uareaAddress(scene);
  const kind = draw.below(10);
  if (kind < 6) return base + 64 + 16 * draw.below(12);
  if (kind < 7) return base + PAGE_BYTES - length;
  const sharers = get(scene.state.spaces, scene.env.directory)?.uareas ?? [];
  if (kind < 8 && sharers.includes(envIndex(running + 1))) return base + PAGE_BYTES - draw.below(length + 1);
  if (kind < 8 && sharers.length > 1) return UADDRS + PAGE_BYTES * draw.of(sharers) + 32 + 4 * draw.below(8);
  const own = kind < 9 ? bindingWhere(scene, scene.env, (entry) => entry.writable) : -1;
  return own >= 0 ? own + draw.of([0, 4, 64, PAGE_BYTES - length, 4090]) : base + draw.below(PAGE_BYTES - length + 1);
};

/** A buffer of which some byte cannot be written: missing, or present and read-only, the first byte or a later one. */
export const forbiddenBuffer = (scene: Scene): number => {
  const { draw } = scene;
  if (draw.chance(45)) return missingPointer(scene);
  return draw.of([PAD, PAD + 64, PAD - 4, USYSINFO, UVPT + 4 * Math.trunc(PAD / PAGE_BYTES), UADDRS - 4, boundVa(scene, scene.env) + PAGE_BYTES - 4]);
};

/** Where words that are stored first are fetched from: as a rule scratch, else anywhere that a result could go. */
export const argumentBuffer = (scene: Scene, length: number): number => (scene.draw.chance(30) ? resultBuffer(scene, length) : scratch(scene));
