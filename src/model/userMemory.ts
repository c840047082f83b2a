import { PAGE_BYTES, UADDRS, ULIM, UTOP, UVPT } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { PF } from '../abi/vectors.ts';
import { envIndex, frameNumber, type FrameNumber, type VirtualAddress, virtualAddress } from '../abi/words.ts';
import { withBytes, withWord, withWords, wordIn, type WordAt } from './contents.ts';
import { byteOf, BYTE_UNITS, quotient, remainder, weightIf, wordOfBytes } from './digits.ts';
import { begin } from './edit.ts';
import { exposedWord } from './exposure.ts';
import { kernelFramesOf } from './exposedRows.ts';
import { entryAt, spaceAt, used, withEntry } from './pageEntries.ts';
import { geometryOf, type State } from './state.ts';
import { get, set } from './vector.ts';

/**
 * User memory as a user or the kernel on its behalf sees it: MEM-8, MEM-9.
 * Everything here is about [0, ULIM). User accesses at or beyond ULIM are
 * general protection faults of the segment limits and are the caller's to see.
 */
const WORD_BYTES = 4;

/** Where the byte at an address lives: in a frame, or, with EXPOSED, among the exposed structures; or why it cannot be reached. */
export interface Place {
  readonly frame: FrameNumber;
  /** The error code of the page fault; null if there is none. */
  readonly errorCode: number | null;
}
export const EXPOSED = frameNumber(-1);
const NOWHERE = frameNumber(-2);
const AMONG_EXPOSED: Place = { frame: EXPOSED, errorCode: null };

const denied = (present: boolean, write: boolean, user: boolean): Place => ({
  frame: NOWHERE, errorCode: weightIf(present, PF.present) + weightIf(write, PF.write) + weightIf(user, PF.user),
});

/** Translates one address; nothing is marked. The kernel, too, may not write where users may not. */
export const translate = (s: State, directory: FrameNumber, va: VirtualAddress, write: boolean, user: boolean): Place => {
  if (va < UTOP) {
    const entry = entryAt(spaceAt(s, directory), va);
    if (entry === null || !entry.present) return denied(false, write, user);
    return write && !entry.writable ? denied(true, write, user) : { frame: entry.frame, errorCode: null };
  }
  if (va >= ULIM) throw new Broken('MEM-9', `address ${va} is outside user space`);
  if (va >= UADDRS && va < UVPT) {
    const index = envIndex(quotient(va - UADDRS, PAGE_BYTES));
    if (!spaceAt(s, directory).uareas.includes(index)) return denied(false, write, user);
    return { frame: get(s.envs, index).uarea, errorCode: null };
  }
  if (exposedWord(s, directory, virtualAddress(va - remainder(va, WORD_BYTES))) === null) return denied(false, write, user);
  return write ? denied(true, write, user) : AMONG_EXPOSED;
};

/** The state after a successful use of the page at an address. MEM-8. */
export const marked = (s: State, directory: FrameNumber, va: VirtualAddress, write: boolean): State => {
  if (va >= UTOP) return s;
  const space = spaceAt(s, directory);
  const entry = entryAt(space, va);
  if (entry === null) return s;
  const touched = withEntry(space, va, used(entry, write));
  if (touched === space) return s;
  const e = begin(s);
  e.spaces = set(s.spaces, directory, touched);
  return e;
};

/** The word at a multiple of four whose place is known. A binding to a kernel page can only be the pad (BOO-7). */
const wordAt = (s: State, directory: FrameNumber, frame: FrameNumber, va: VirtualAddress): number => {
  if (frame === EXPOSED) return exposedWord(s, directory, va) ?? 0;
  const contents = get(s.contents, frame);
  if (contents !== null) return wordIn(contents, remainder(va, PAGE_BYTES));
  if (frame !== kernelFramesOf(geometryOf(s)).pad) throw new Broken('STA-1', `a binding names frame ${frame}, whose contents are not part of the state`);
  return wordOfBytes(s.boot.pad, remainder(va, PAGE_BYTES));
};

/** Appends the bytes of part of one page, a word at a time. */
const appendBytes = (s: State, directory: FrameNumber, frame: FrameNumber, va: VirtualAddress, count: number, bytes: number[]): void => {
  for (let at = va; at < va + count; ) {
    const place = remainder(at, WORD_BYTES);
    const word = wordAt(s, directory, frame, virtualAddress(at - place));
    const end = Math.min(WORD_BYTES, place + va + count - at);
    for (let i = place; i < end; i++) bytes.push(byteOf(word, i));
    at = virtualAddress(at + end - place);
  }
};

const directoryOf = (s: State): FrameNumber => get(s.envs, s.processor.running).directory;
const leftInPage = (va: VirtualAddress): number => PAGE_BYTES - remainder(va, PAGE_BYTES);
const pageAfter = (va: VirtualAddress): VirtualAddress => virtualAddress(va + leftInPage(va));

export interface PageFault {
  readonly errorCode: number;
  readonly address: VirtualAddress;
}
/** What an access of user code does. A page that was passed before the fault is marked in the state all the same. */
export type Access = { readonly fault: null; readonly state: State; readonly value: number } | { readonly fault: PageFault; readonly state: State };

const onePage = (s: State, va: VirtualAddress, bytes: number, store: number | null, user: boolean): Access => {
  const directory = directoryOf(s);
  const write = store !== null;
  const { frame, errorCode } = translate(s, directory, va, write, user);
  if (errorCode !== null) return { fault: { errorCode, address: va }, state: s };
  const state = marked(s, directory, va, write);
  if (store !== null) return { fault: null, state: stored(state, frame, va, bytes, store), value: store };
  if (bytes === WORD_BYTES && remainder(va, WORD_BYTES) === 0) return { fault: null, state, value: wordAt(s, directory, frame, va) };
  const read: number[] = [];
  appendBytes(s, directory, frame, va, bytes, read);
  return { fault: null, state, value: wordOfBytes(read, 0) };
};

const stored = (s: State, frame: FrameNumber, va: VirtualAddress, bytes: number, value: number): State => {
  const contents = get(s.contents, frame);
  if (contents === null) throw new Broken('STA-1', `a writable binding names frame ${frame}, which is no user page`);
  const offset = remainder(va, PAGE_BYTES);
  const next =
    bytes === WORD_BYTES && remainder(va, WORD_BYTES) === 0
      ? withWord(contents, offset, value)
      : withBytes(contents, offset, [byteOf(value, 0), byteOf(value, 1), byteOf(value, 2), byteOf(value, 3)], 0, bytes);
  if (next === contents) return s;
  const e = begin(s);
  e.contents = set(s.contents, frame, next);
  return e;
};

const access = (s: State, va: VirtualAddress, bytes: number, store: number | null, user: boolean): Access => {
  const low = leftInPage(va);
  if (bytes <= low) return onePage(s, va, bytes, store, user);
  const unit = BYTE_UNITS[low];
  // The low page is translated first; no byte moves until both pages have been.
  const directory = directoryOf(s);
  const place = translate(s, directory, va, store !== null, user);
  if (place.errorCode !== null) return { fault: { errorCode: place.errorCode, address: va }, state: s };
  const after = marked(s, directory, va, store !== null);
  const high = onePage(after, virtualAddress(va + low), bytes - low, store === null ? null : quotient(store, unit), user);
  if (high.fault !== null) return high;
  if (store !== null) return { fault: null, state: stored(high.state, place.frame, va, low, remainder(store, unit)), value: store };
  const read: number[] = [];
  appendBytes(s, directory, place.frame, va, low, read);
  return { fault: null, state: high.state, value: wordOfBytes(read, 0) + high.value * unit };
};

/** A load of 1, 2 or 4 bytes by the running environment. */
export const userLoad = (s: State, va: VirtualAddress, bytes: number, user: boolean): Access => access(s, va, bytes, null, user);

/** A store of 1, 2 or 4 bytes by the running environment. */
export const userStore = (s: State, va: VirtualAddress, bytes: number, value: number, user: boolean): Access => access(s, va, bytes, value, user);

/** The fault of the first byte of a range, in the running environment's space, that cannot be reached; null if all can. Nothing is marked. */
export const firstFault = (s: State, va: VirtualAddress, length: number, write: boolean): PageFault | null => {
  const directory = directoryOf(s);
  for (let at = va; at < va + length; at = pageAfter(at)) {
    const { errorCode } = translate(s, directory, at, write, false);
    if (errorCode !== null) return { errorCode, address: at };
  }
  return null;
};

/** The state after the kernel used a range that firstFault found reachable. */
export const markRange = (s: State, va: VirtualAddress, length: number, write: boolean): State => {
  const directory = directoryOf(s);
  let state = s;
  for (let at = va; at < va + length; at = pageAfter(at)) state = marked(state, directory, at, write);
  return state;
};

/** Appends the bytes of a range that firstFault found reachable. */
export const appendBytesAt = (s: State, va: VirtualAddress, length: number, bytes: number[]): void => {
  const directory = directoryOf(s);
  for (let at = va; at < va + length; at = pageAfter(at)) {
    const { frame } = translate(s, directory, at, false, false);
    appendBytes(s, directory, frame, at, Math.min(leftInPage(at), va + length - at), bytes);
  }
};

/** The state with bytes written over a range that firstFault found writable. */
export const withBytesAt = (s: State, va: VirtualAddress, bytes: readonly number[]): State => {
  const directory = directoryOf(s);
  const e = begin(s);
  for (let done = 0; done < bytes.length; ) {
    const at = virtualAddress(va + done);
    const count = Math.min(leftInPage(at), bytes.length - done);
    const { frame } = translate(s, directory, at, true, false);
    const contents = get(e.contents, frame);
    if (contents === null) throw new Broken('STA-1', `a writable binding names frame ${frame}, which is no user page`);
    e.contents = set(e.contents, frame, withBytes(contents, remainder(at, PAGE_BYTES), bytes, done, count));
    done += count;
  }
  return e;
};

/** The state with words [from, from + count) of a list stored, all in one page that the running environment has just written to. */
export const withWordsAt = (s: State, words: readonly WordAt[], from: number, count: number): State => {
  const { frame } = translate(s, directoryOf(s), virtualAddress(words[from].address), true, true);
  const contents = get(s.contents, frame);
  if (contents === null) throw new Broken('STA-1', `a writable binding names frame ${frame}, which is no user page`);
  const e = begin(s);
  e.contents = set(s.contents, frame, withWords(contents, words, from, count));
  return e;
};

/** The state with a result written to a buffer that was probed; its pages are marked. ENT-9. */
export const withResultAt = (s: State, va: VirtualAddress, bytes: readonly number[]): State =>
  bytes.length === 0 ? s : withBytesAt(markRange(s, va, bytes.length, true), va, bytes);
