import { PAD, PAGE_BYTES, ULIM, UTOP } from '../abi/addressMap.ts';
import { CALLS, RANGE_COUNT_MAX } from '../abi/calls.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import { ENTRY, RIGHT_WRITE } from '../abi/layout.ts';
import { VECTOR } from '../abi/vectors.ts';
import { virtualAddress } from '../abi/words.ts';
import type { Env, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import type { Trap } from '../model/trap.ts';
import { userLoad } from '../model/userMemory.ts';
import { mayActOn, mayClaim, mayUse } from './authority.ts';
import { changesBetween } from './changes.ts';
import { liveIndices } from './present.ts';
import { isBorn, rowNamed } from './readings.ts';

/** A binding that was allowed: which frame, and whether for writing. */
interface Licence {
  readonly frame: number;
  readonly writable: boolean;
}

/** What an accepted call asked for in one space, and the one capability that it presented. */
interface Asked {
  readonly before: State;
  readonly space: Map<number, Licence>;
  readonly presented: Env;
}

/** The half of the flags of mod_pte_range that says what to remove. */
const REMOVED_UNIT = 0x10000;

/**
 * The ghost: the checker's own history of which binding was allowed, from the
 * abstract capabilities at the moment of each accepted call. It reads the
 * caller's registers and argument bytes and the state before; it never asks
 * the page tables whether a binding is there.
 */
export class Ghost {
  readonly #spaces = new Map<number, Map<number, Licence>>();

  /** Forgets everything and licenses what the environments of this state were born with. */
  begin(s: State): void {
    this.#spaces.clear();
    for (const index of liveIndices(s)) this.#bear(s, get(s.envs, index).directory);
  }

  /** True when this binding, with at most these rights, was allowed. */
  licenses(directory: number, va: number, frame: number, writable: boolean): boolean {
    const licence = this.#spaces.get(directory)?.get(va);
    return licence !== undefined && licence.frame === frame && (licence.writable || !writable);
  }

  /** Follows one kernel entry: `before` is the state at the trap, `after` at its exit. */
  follow(before: State, trap: Trap, after: State): void {
    if (trap.vector === VECTOR.systemCall && before.processor.running >= 0) this.#call(before, after);
    const { envs } = changesBetween(before, after);
    for (const index of envs) {
      const was = get(before.envs, index);
      if (was.status === 'live' && get(after.envs, index).status !== 'live' && !isShared(after, was.directory)) this.#spaces.delete(was.directory);
    }
    for (const index of envs) {
      const is = get(after.envs, index);
      // Who is born into a space that somebody has gets the licences that are there.
      if (isBorn(get(before.envs, index), is) && !this.#spaces.has(is.directory)) this.#bear(after, is.directory);
    }
  }

  /** The licence by birth of a space: the pad, read-only. */
  #bear(s: State, directory: number): void {
    this.#space(directory).set(PAD, { frame: frameMapOf(s.boot.geometry).pad, writable: false });
  }

  #space(directory: number): Map<number, Licence> {
    const space = this.#spaces.get(directory);
    if (space !== undefined) return space;
    const fresh = new Map<number, Licence>();
    this.#spaces.set(directory, fresh);
    return fresh;
  }

  #call(before: State, after: State): void {
    const r = before.processor.registers;
    const caller = before.processor.running;
    // Whom a fault of its argument bytes has killed got no answer, though its registers are zero as those of a success (EXC-4).
    if (get(after.envs, caller).status !== 'live') return;
    const stillRuns = after.processor.running === caller;
    const result = stillRuns ? after.processor.registers : get(after.envs, caller).registers;
    if (result.eax !== 0) return;
    if (r.eax === CALLS.insert_pte.number) this.#insert(before, after, r.ebx, [r.ecx], r.edx, rowNamed(before, r.edi));
    if (r.eax === CALLS.insert_pte_range.number) this.#insert(before, after, r.ebx, wordsAt(before, r.ecx, r.edx), r.esi, rowNamed(before, r.ebp));
    if (r.eax === CALLS.mod_pte_range.number) this.#modify(before, r.ebx, r.ecx, r.edx, r.esi, rowNamed(before, r.ebp));
    if (r.eax === CALLS.remove_vas.number) this.#remove(before, wordsAt(before, r.ebx, r.ecx), rowNamed(before, r.esi));
  }

  /** What a call on a target's space may do at all; null if the caller had no right on the target, whatever the kernel said. */
  #asked(before: State, k: number, target: number): Asked | null {
    const { running } = before.processor;
    if (target < 0 || !mayActOn(before, running, target, RIGHT_WRITE)) return null;
    const env = get(before.envs, running);
    return { before, space: this.#space(get(before.envs, target).directory), presented: { ...env, capabilities: [env.capabilities[k] ?? null] } };
  }

  /** The licences of an accepted insert, element by element: each only if the capability presented allows it. */
  #insert(before: State, after: State, k: number, ptes: readonly number[], va: number, target: number): void {
    const asked = this.#asked(before, k, target);
    if (asked === null || va % PAGE_BYTES !== 0 || va + PAGE_BYTES * ptes.length > UTOP) return;
    const anys = framesTaken(before, after, new Set(ptes.map(frameNamed)));
    ptes.forEach((pte, i) => {
      const isPresent = (pte & ENTRY.present) !== 0;
      const named = frameNamed(pte);
      license(asked, va + PAGE_BYTES * i, pte, isPresent && named === 0 ? anys.shift() ?? -1 : named);
    });
  }

  /** Writing is licensed by the capability presented for the frame that is licensed there, and taken away as asked. */
  #modify(before: State, k: number, flags: number, va: number, count: number, target: number): void {
    const asked = this.#asked(before, k, target);
    if (asked === null || count > RANGE_COUNT_MAX) return;
    const removes = (Math.floor(flags / REMOVED_UNIT) & ENTRY.writable) !== 0;
    const adds = !removes && (flags & ENTRY.writable) !== 0;
    for (let at = va; at < va + PAGE_BYTES * count; at += PAGE_BYTES) {
      const licence = asked.space.get(at);
      if (licence === undefined) continue;
      const page = get(before.pages, licence.frame);
      if (removes) asked.space.set(at, { frame: licence.frame, writable: false });
      else if (adds && page.status === 'user' && mayUse(asked.presented, page.acl, RIGHT_WRITE)) asked.space.set(at, { frame: licence.frame, writable: true });
    }
  }

  #remove(before: State, addresses: readonly number[], target: number): void {
    if (target < 0) return;
    const space = this.#space(get(before.envs, target).directory);
    for (const va of addresses) space.delete(va);
  }
}

const isShared = (s: State, directory: number): boolean => {
  for (const i of liveIndices(s)) if (get(s.envs, i).directory === directory) return true;
  return false;
};

const frameNamed = (pte: number): number => Math.floor(pte / PAGE_BYTES);

/** The argument words that a call read; none if it should have been refused for their number or place. */
const wordsAt = (s: State, address: number, count: number): readonly number[] => {
  if (count > RANGE_COUNT_MAX || address + 4 * count > ULIM) return [];
  const words: number[] = [];
  for (let i = 0; i < count; i++) {
    const word = userLoad(s, virtualAddress(address + 4 * i), 4, false);
    if (word.fault === null) words.push(word.value);
  }
  return words;
};

/**
 * One element of an insert replaces what was licensed there. A frame that an earlier
 * element claimed needs all rights here, too: in the state before it is free.
 */
const license = ({ before, space, presented }: Asked, va: number, pte: number, frame: number): void => {
  space.delete(va);
  if ((pte & ENTRY.present) === 0 || frame < 0 || frame >= before.pages.length) return;
  const writable = (pte & ENTRY.writable) !== 0;
  const page = get(before.pages, frame);
  const allowed = page.status === 'free' ? mayClaim(presented) : page.status === 'user' && mayUse(presented, page.acl, writable ? RIGHT_WRITE : 0);
  if (allowed) space.set(va, { frame, writable });
};

/** The frames that were taken as "any", in order: user pages of the state after that were free before and that nobody named. */
const framesTaken = (before: State, after: State, named: ReadonlySet<number>): number[] => {
  const { pages } = changesBetween(before, after);
  return pages.filter((frame) => !named.has(frame) && get(before.pages, frame).status === 'free' && get(after.pages, frame).status === 'user');
};
