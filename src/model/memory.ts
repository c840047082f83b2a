import { Broken } from '../abi/broken.ts';
import { LIMIT_NONE, LIMIT_ONE } from '../abi/geometry.ts';
import type { Edit } from './edit.ts';
import { geometryOf, ZERO_CONTENTS, FREE_PAGE, type Entry, type Page, type Slot, type State } from './state.ts';
import { get, set } from './vector.ts';

export const DIRECTORY_PAGE: Page = { status: 'directory', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };
export const TABLE_PAGE: Page = { status: 'table', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };
export const KERNEL_PAGE: Page = { status: 'kernel', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };

/** What a lowest free frame is when there is none. */
export const NO_FRAME = -1;

/** MEM-5: the lowest free frame above `above` that is not the named one; NO_FRAME if there is none. */
export const lowestFree = (s: State, named: number, above: number): number => {
  let frame = 0;
  for (const chunk of s.pages.chunks) {
    for (const page of chunk) {
      if (frame >= s.pages.length) return NO_FRAME;
      if (frame > above && page.status === 'free' && frame !== named) return frame;
      frame += 1;
    }
  }
  return NO_FRAME;
};

/** The lowest free frame that a guard has found to exist. */
export const takeLowestFree = (s: State, named: number): number => {
  const frame = lowestFree(s, named, NO_FRAME);
  if (frame === NO_FRAME) throw new Broken('MEM-5', 'a frame is to be taken and none is free');
  return frame;
};

/** Whether that many frames, 0 to 2, are free besides the named one. */
export const hasFree = (s: State, named: number, needed: number): boolean => {
  if (needed === 0) return true;
  const first = lowestFree(s, named, NO_FRAME);
  if (first === NO_FRAME || needed === 1) return first !== NO_FRAME;
  return lowestFree(s, named, first) !== NO_FRAME;
};

/** Whether a number of bindings is within a sharing limit. STA-5. */
export const isWithin = (bindings: number, limit: number): boolean => {
  if (limit === LIMIT_NONE) return bindings === 0;
  return limit !== LIMIT_ONE || bindings <= 1;
};

/** A user page that leaves the free state. MEM-2. */
export const freshUserPage = (s: State, guard: Slot, pins: number): Page => {
  const { aclEntries, readersLimit, writersLimit } = geometryOf(s);
  const acl: Slot[] = [guard];
  while (acl.length < aclEntries) acl.push(null);
  return { status: 'user', readers: 0, writers: 0, pins, readersLimit, writersLimit, acl };
};

/** A free frame becomes a user page: cleared, guarded by the presented capability. MEM-1, MEM-2. */
export const claimUser = (e: Edit, frame: number, guard: Slot): void => {
  e.pages = set(e.pages, frame, freshUserPage(e, guard, 0));
  e.contents = set(e.contents, frame, ZERO_CONTENTS);
};

/** A free frame becomes a page table. MEM-6. */
export const claimTable = (e: Edit, frame: number): void => {
  e.pages = set(e.pages, frame, TABLE_PAGE);
};

export const freeFrame = (e: Edit, frame: number): void => {
  e.pages = set(e.pages, frame, FREE_PAGE);
  e.contents = set(e.contents, frame, null);
};

/** A page with other counts; a user page that nobody uses becomes free. MEM-4. */
const recount = (e: Edit, frame: number, page: Page, readers: number, writers: number, pins: number): void => {
  if (page.status === 'user' && readers === 0 && pins === 0) freeFrame(e, frame);
  else {
    const { status, readersLimit, writersLimit, acl } = page;
    e.pages = set(e.pages, frame, { status, readers, writers, pins, readersLimit, writersLimit, acl });
  }
};

/** Counts a new binding. MEM-3. */
export const countBinding = (e: Edit, binding: Entry): void => {
  const page = get(e.pages, binding.frame);
  recount(e, binding.frame, page, page.readers + 1, binding.writable ? page.writers + 1 : page.writers, page.pins);
};

/**
 * Takes a binding's counts back. A call that binds the frame again counts the
 * new binding first, so that the page does not become free in between. MEM-4.
 */
export const releaseBinding = (e: Edit, binding: Entry): void => {
  const page = get(e.pages, binding.frame);
  recount(e, binding.frame, page, page.readers - 1, binding.writable ? page.writers - 1 : page.writers, page.pins);
};

/** A u-area loses its pin. ENV-3. */
export const unpin = (e: Edit, frame: number): void => {
  const page = get(e.pages, frame);
  recount(e, frame, page, page.readers, page.writers, page.pins - 1);
};
