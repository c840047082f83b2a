import { Broken } from '../abi/broken.ts';
import { LIMIT_NONE, LIMIT_ONE } from '../abi/geometry.ts';
import { frameNumber, type FrameNumber } from '../abi/words.ts';
import type { Edit } from './edit.ts';
import { geometryOf, ZERO_CONTENTS, FREE_PAGE, type Entry, type Page, type Slot, type State } from './state.ts';
import { get, set } from './vector.ts';

export const DIRECTORY_PAGE: Page = { status: 'directory', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };
export const TABLE_PAGE: Page = { status: 'table', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };
export const KERNEL_PAGE: Page = { status: 'kernel', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };

/** A row of the page table; what lies beyond RAM is nobody's to have. */
export const pageAt = (s: State, frame: FrameNumber): Page => (frame < s.pages.length ? get(s.pages, frame) : KERNEL_PAGE);

/** What a lowest free frame is when there is none. */
export const NO_FRAME = frameNumber(-1);

/** No frame is named. */
export const NONE_NAMED: readonly FrameNumber[] = [];

/** MEM-5: of the free frames above `above` that are not named, the one that so many come before; NO_FRAME if there is none. */
export const nthFree = (s: State, named: readonly FrameNumber[], before: number, above: FrameNumber): FrameNumber => {
  let frame = frameNumber(0);
  let passed = 0;
  for (const chunk of s.pages.chunks) {
    for (const page of chunk) {
      if (frame >= s.pages.length) return NO_FRAME;
      if (frame > above && page.status === 'free' && !named.includes(frame)) {
        if (passed === before) return frame;
        passed += 1;
      }
      frame = frameNumber(frame + 1);
    }
  }
  return NO_FRAME;
};

/** The lowest free frame above `above` that a guard has found to exist. */
export const takeLowestFree = (s: State, named: readonly FrameNumber[], above: FrameNumber): FrameNumber => {
  const frame = nthFree(s, named, 0, above);
  if (frame === NO_FRAME) throw new Broken('MEM-5', 'a frame is to be taken and none is free');
  return frame;
};

/** Whether that many frames are free besides those that are named. */
export const hasFree = (s: State, named: readonly FrameNumber[], needed: number): boolean =>
  needed === 0 || nthFree(s, named, needed - 1, NO_FRAME) !== NO_FRAME;

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
export const claimUser = (e: Edit, frame: FrameNumber, guard: Slot): void => {
  e.pages = set(e.pages, frame, freshUserPage(e, guard, 0));
  e.contents = set(e.contents, frame, ZERO_CONTENTS);
};

/** A free frame becomes a page table. MEM-6. */
export const claimTable = (e: Edit, frame: FrameNumber): void => {
  e.pages = set(e.pages, frame, TABLE_PAGE);
};

export const freeFrame = (e: Edit, frame: FrameNumber): void => {
  e.pages = set(e.pages, frame, FREE_PAGE);
  e.contents = set(e.contents, frame, null);
};

/** A page with other counts. */
const recount = (e: Edit, frame: FrameNumber, readers: number, writers: number, pins: number): void => {
  const { status, readersLimit, writersLimit, acl } = get(e.pages, frame);
  e.pages = set(e.pages, frame, { status, readers, writers, pins, readersLimit, writersLimit, acl });
};

/** Whether a user page has neither readers nor pins: it becomes free at the end of the call. MEM-4. */
export const isUnused = ({ status, readers, pins }: Page): boolean => status === 'user' && readers === 0 && pins === 0;

export const freeIfUnused = (e: Edit, frame: FrameNumber): void => {
  if (isUnused(get(e.pages, frame))) freeFrame(e, frame);
};

const bindingIn = (entry: Entry | null): Entry | null => (entry !== null && entry.present ? entry : null);

/** Replaces one entry by another in the counts. A page that is left without use stays until the call ends. MEM-3. */
export const rebind = (e: Edit, before: Entry | null, after: Entry | null): void => {
  const old = bindingIn(before);
  const binding = bindingIn(after);
  const isKept = old !== null && binding !== null && old.frame === binding.frame;
  if (isKept && old.writable === binding.writable) return;
  if (binding !== null) {
    const { readers, writers, pins } = get(e.pages, binding.frame);
    recount(e, binding.frame, readers + 1, binding.writable ? writers + 1 : writers, pins);
  }
  if (old !== null) {
    const { readers, writers, pins } = get(e.pages, old.frame);
    recount(e, old.frame, readers - 1, old.writable ? writers - 1 : writers, pins);
  }
};

/** Counts a new binding. MEM-3. */
export const countBinding = (e: Edit, binding: Entry): void => rebind(e, null, binding);

/** Takes a binding's counts back, where nothing that follows in the call binds its frame again. MEM-4. */
export const releaseBinding = (e: Edit, binding: Entry): void => {
  rebind(e, binding, null);
  freeIfUnused(e, binding.frame);
};

/** A u-area loses its pin. ENV-3. */
export const unpin = (e: Edit, frame: FrameNumber): void => {
  const { readers, writers, pins } = get(e.pages, frame);
  recount(e, frame, readers, writers, pins - 1);
  freeIfUnused(e, frame);
};
