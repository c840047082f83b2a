import { frameNumber, type FrameNumber } from '../abi/words.ts';
import { hasAllRights } from './capabilities.ts';
import type { UseMap, Uses } from './bindingDeltas.ts';
import type { ChangedRows } from './changedRows.ts';
import { kernelFramesOf } from './exposedRows.ts';
import { isWithin } from './memory.ts';
import { geometryOf, type Page, type State } from './state.ts';
import { get } from './vector.ts';

/** One sentence of spec/state.md that does not hold. */
export interface Violation {
  readonly rule: string;
  readonly message: string;
}

const report = (out: Violation[], rule: string, frame: FrameNumber, message: string): void => {
  out.push({ rule, message: `frame ${frame}: ${message}` });
};

const isFreeRow = (page: Page): boolean =>
  page.readers === 0 && page.writers === 0 && page.pins === 0 && page.readersLimit === 0 && page.writersLimit === 0 && page.acl.length === 0;

/** STA-3: the counts of the row are those of the recount. */
const checkCounts = (frame: FrameNumber, page: Page, uses: Uses, out: Violation[]): void => {
  if (page.readers !== uses.readers) report(out, 'STA-3', frame, `readers ${page.readers}, bindings ${uses.readers}`);
  if (page.writers !== uses.writers) report(out, 'STA-3', frame, `writers ${page.writers}, writable bindings ${uses.writers}`);
  if (page.pins !== uses.pins) report(out, 'STA-3', frame, `pins ${page.pins}, u-areas ${uses.pins}`);
  if (page.pins > 1) report(out, 'STA-3', frame, 'is the u-area of two environments');
};

/** STA-4: status and recorded use agree; only user pages and the pad are ever bound, and the pad is read-only. */
const checkStatus = (s: State, frame: FrameNumber, page: Page, uses: Uses, out: Violation[]): void => {
  const map = kernelFramesOf(geometryOf(s));
  const { status, readers, writers, pins } = page;
  if ((status === 'kernel') !== frame < map.kernelFrames) report(out, 'STA-4', frame, `status ${status} does not fit the kernel's frames`);
  if ((status === 'directory') !== (get(s.spaces, frame) !== null)) report(out, 'STA-4', frame, `status ${status}, yet the spaces say otherwise`);
  if (uses.tables !== (status === 'table' ? 1 : 0)) report(out, 'STA-4', frame, `status ${status}, used ${uses.tables} times as a table`);
  if (status === 'free' && !isFreeRow(page)) report(out, 'STA-4', frame, 'is free with a row that is not all zero');
  if (status === 'user' && readers === 0 && pins === 0) report(out, 'STA-4', frame, 'is a user page that nobody uses');
  if (status === 'free' || status === 'user') return;
  const mayBeRead = frame === map.pad;
  if ((readers > 0 && !mayBeRead) || writers > 0 || pins > 0) report(out, 'STA-4', frame, `is bound or pinned with status ${status}`);
  if (page.readersLimit !== 0 || page.writersLimit !== 0 || page.acl.length > 0) report(out, 'STA-4', frame, `has limits or an ACL with status ${status}`);
};

/** Everything that one Page row must satisfy, given the uses that are recorded for its frame. STA-1, STA-3 to STA-6. */
const checkPage = (s: State, frame: FrameNumber, uses: Uses, out: Violation[]): void => {
  const page = get(s.pages, frame);
  if ((page.status === 'user') !== (get(s.contents, frame) !== null)) report(out, 'STA-1', frame, `status ${page.status} does not fit its contents`);
  checkCounts(frame, page, uses, out);
  checkStatus(s, frame, page, uses, out);
  if (page.status !== 'user') return;
  if (!isWithin(page.readers, page.readersLimit)) report(out, 'STA-5', frame, `${page.readers} readers exceed the limit`);
  if (!isWithin(page.writers, page.writersLimit)) report(out, 'STA-5', frame, `${page.writers} writers exceed the limit`);
  if (page.acl.length !== geometryOf(s).aclEntries || !hasAllRights(page.acl[0])) report(out, 'STA-6', frame, 'ACL entry 0 lacks a right');
};

const UNUSED: Uses = { readers: 0, writers: 0, pins: 0, tables: 0 };

/** All frames, and uses of frames that do not exist. */
export const checkFrames = (s: State, uses: UseMap, out: Violation[]): void => {
  for (const frame of uses.keys()) {
    if (frame >= s.pages.length) out.push({ rule: 'STA-3', message: `frame ${frame}: is used and does not exist` });
  }
  for (let frame = 0; frame < s.pages.length; frame++) checkPage(s, frameNumber(frame), uses.get(frameNumber(frame)) ?? UNUSED, out);
};

/** The recorded uses of a frame: what the previous state, which satisfied STA-3 and STA-4, says, and by how much that changed. */
const usesAfter = (before: State, frame: FrameNumber, delta: Uses): Uses => {
  const page = get(before.pages, frame);
  return {
    readers: page.readers + delta.readers, writers: page.writers + delta.writers, pins: page.pins + delta.pins,
    tables: (page.status === 'table' ? 1 : 0) + delta.tables,
  };
};

/** Frames whose row, contents, space or recorded uses changed. */
export const checkFramesBetween = ({ before, after, pages, contents, spaces, envs }: ChangedRows, deltas: UseMap, out: Violation[]): void => {
  if (pages.length === 0 && contents.length === 0 && spaces.length === 0 && envs.length === 0) return;
  const touch = (frame: FrameNumber): void => {
    if (!deltas.has(frame)) deltas.set(frame, UNUSED);
  };
  for (const frame of pages) touch(frame);
  for (const frame of contents) if ((get(before.contents, frame) === null) !== (get(after.contents, frame) === null)) touch(frame);
  for (const frame of spaces) if ((get(before.spaces, frame) === null) !== (get(after.spaces, frame) === null)) touch(frame);
  for (const [frame, delta] of deltas) {
    if (frame < after.pages.length) checkPage(after, frame, usesAfter(before, frame, delta), out);
    else if (delta.readers !== 0 || delta.pins !== 0 || delta.tables !== 0) out.push({ rule: 'STA-3', message: `frame ${frame}: is used and does not exist` });
  }
};
