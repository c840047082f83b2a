import { RIGHT_DUP } from '../../abi/layout.ts';
import type { Env, Slot, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { isDominated, sameSlot } from '../authority.ts';
import { changesBetween } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';

/** A capability that is new in a list must be dominated, with DUP, by one that the granter held before. */
const isDerived = (granter: Env, slot: Slot): boolean =>
  slot === null || granter.capabilities.some((held) => held !== null && (held.rights & RIGHT_DUP) !== 0 && isDominated(held, slot));

/**
 * P4, no forged capability: whatever an environment holds after an entry and
 * did not hold before descends from what the granter (the environment that
 * entered the kernel) held before.
 */
export const forgedCapability = (before: State, after: State): Finding | null => {
  const actor = before.processor.running;
  for (const index of changesBetween(before, after).envs) {
    const was = get(before.envs, index);
    const is = get(after.envs, index);
    if (was.capabilities === is.capabilities || is.status !== 'live') continue;
    for (const slot of is.capabilities) {
      if (was.capabilities.some((held) => sameSlot(held, slot))) continue;
      if (actor < 0 || !isDerived(get(before.envs, actor), slot)) return finding('P4', 'FRG-11', `env ${index} holds a capability that nobody could grant`);
    }
  }
  return null;
};
