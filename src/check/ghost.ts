import { PAD, PAGE_BYTES, ULIM } from '../abi/addressMap.ts';
import { CALLS, RANGE_COUNT_MAX } from '../abi/calls.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import { ENTRY, RIGHT_WRITE } from '../abi/layout.ts';
import { VECTOR } from '../abi/vectors.ts';
import type { State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import type { Trap } from '../model/trap.ts';
import { userLoad } from '../model/userMemory.ts';
import { mayActOn, mayClaim, mayUse } from './authority.ts';
import { changesBetween } from './changes.ts';
import { rowNamed } from './readings.ts';

/** A binding that was allowed: which frame, and whether for writing. */
interface Licence {
  readonly frame: number;
  readonly writable: boolean;
}

const PRESENT_BITS = ENTRY.present;

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
    const { pad } = frameMapOf(s.boot.geometry);
    for (let i = 0; i < s.envs.length; i++) {
      const env = get(s.envs, i);
      if (env.status === 'live') this.#space(env.directory).set(PAD, { frame: pad, writable: false });
    }
  }

  /** True when this binding, with at most these rights, was allowed. */
  licenses(directory: number, va: number, frame: number, writable: boolean): boolean {
    const licence = this.#spaces.get(directory)?.get(va);
    return licence !== undefined && licence.frame === frame && (licence.writable || !writable);
  }

  /** Follows one kernel entry: `before` is the state at the trap, `after` at its exit. */
  follow(before: State, trap: Trap, after: State): void {
    if (trap.vector === VECTOR.systemCall && before.processor.running >= 0) this.#call(before, after);
    for (const index of changesBetween(before, after).envs) {
      const was = get(before.envs, index);
      if (was.status === 'live' && get(after.envs, index).status !== 'live') this.#spaces.delete(was.directory);
    }
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
    const stillRuns = after.processor.running === caller;
    const result = stillRuns ? after.processor.registers : get(after.envs, caller).registers;
    if (result.eax !== 0) return;
    if (r.eax === CALLS.insert_pte.number) this.#insert(before, after, r.ebx, r.ecx, r.edx, rowNamed(before, r.edi));
    if (r.eax === CALLS.remove_vas.number) this.#remove(before, r.ebx, r.ecx, rowNamed(before, r.esi));
  }

  /** The licence of an accepted insert: only if the caller's capabilities allow it, whatever the kernel said. */
  #insert(before: State, after: State, k: number, pte: number, va: number, target: number): void {
    const caller = before.processor.running;
    if (target < 0 || !mayActOn(before, caller, target, RIGHT_WRITE)) return;
    const space = this.#space(get(before.envs, target).directory);
    space.delete(va);
    if ((pte & PRESENT_BITS) === 0) return;
    const env = get(before.envs, caller);
    const presented = { ...env, capabilities: [env.capabilities[k] ?? null] };
    const writable = (pte & ENTRY.writable) !== 0;
    const named = Math.floor(pte / PAGE_BYTES);
    const frame = named === 0 ? lowestClaimed(before, after) : named;
    if (frame < 0 || frame >= before.pages.length) return;
    const page = get(before.pages, frame);
    const allowed = page.status === 'free' ? mayClaim(presented) : page.status === 'user' && mayUse(presented, page.acl, writable ? RIGHT_WRITE : 0);
    if (allowed) space.set(va, { frame, writable });
  }

  #remove(before: State, address: number, count: number, target: number): void {
    if (target < 0 || count > RANGE_COUNT_MAX || address + 4 * count > ULIM) return;
    const space = this.#space(get(before.envs, target).directory);
    for (let i = 0; i < count; i++) {
      const word = userLoad(before, address + 4 * i, 4, false);
      if (word.fault === null) space.delete(word.value);
    }
  }
}

/** The frame that an "any" took: the one user page of the state after that was free before. */
const lowestClaimed = (before: State, after: State): number => {
  for (let f = 0; f < after.pages.length; f++) if (get(before.pages, f).status === 'free' && get(after.pages, f).status === 'user') return f;
  return -1;
};
