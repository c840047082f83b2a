import { RIGHT_DUP, UAREA } from '../../abi/layout.ts';
import type { Env, Slot, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { isDominated, sameSlot } from '../authority.ts';
import { changesBetween } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { idOfRow, offeredTo, slotWords, uareaWord } from '../readings.ts';

const grants = (held: Slot, slot: Slot): boolean => held !== null && slot !== null && (held.rights & RIGHT_DUP) !== 0 && isDominated(held, slot);

/** A capability that is new in a list must be dominated, with DUP, by one that the granter held before. */
const isDerived = (granter: Env, slot: Slot): boolean => slot === null || granter.capabilities.some((held) => grants(held, slot));

/**
 * Or somebody offered it to the actor: their u-area named the actor, the capability and
 * the slot that vouches for it, which dominates it with DUP; and the offer is used up.
 */
const wasOffered = (before: State, after: State, actor: number, slot: Slot): boolean => {
  const [low, high] = slotWords(slot);
  for (let i = 0; i < before.envs.length; i++) {
    const granter = get(before.envs, i);
    if (granter.status !== 'live' || offeredTo(before, i) !== idOfRow(before, actor)) continue;
    const isThis = uareaWord(before, i, UAREA.gcap) === low && uareaWord(before, i, UAREA.gcap + 4) === high;
    const vouches = grants(granter.capabilities[uareaWord(before, i, UAREA.gkey)] ?? null, slot);
    if (isThis && vouches && offeredTo(after, i) === 0) return true;
  }
  return false;
};

/**
 * P4, no forged capability: whatever an environment holds after an entry and
 * did not hold before descends from what the granter held before: the
 * environment that entered the kernel, or one that had offered it to that one.
 */
export const forgedCapability = (before: State, after: State): Finding | null => {
  const actor = before.processor.running;
  for (const index of changesBetween(before, after).envs) {
    const was = get(before.envs, index);
    const is = get(after.envs, index);
    if (was.capabilities === is.capabilities || is.status !== 'live') continue;
    for (const slot of is.capabilities) {
      if (was.capabilities.some((held) => sameSlot(held, slot))) continue;
      const granted = actor >= 0 && (isDerived(get(before.envs, actor), slot) || (index === actor && wasOffered(before, after, actor, slot)));
      if (!granted) return finding('P4', 'FRG-11', `env ${index} holds a capability that nobody could grant`);
    }
  }
  return null;
};
