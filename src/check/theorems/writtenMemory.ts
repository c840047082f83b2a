import { ENTRIES_PER_TABLE, PAGE_BYTES, UADDRS } from '../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../abi/calls.ts';
import { EXCEPTION_FRAME_BYTES, RIGHTS_ALL, UAREA } from '../../abi/layout.ts';
import { envIndex } from '../../abi/words.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { Contents, EntryLine, Env, Space, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayActOn } from '../authority.ts';
import { changesBetween } from '../changes.ts';
import { liveIndices } from '../present.ts';
import { idOfRow, offeredTo } from '../readings.ts';

/** The bytes of one user frame that an entry changed, as offsets, ascending. */
export interface Written {
  readonly frame: number;
  readonly offsets: readonly number[];
}

/** The offsets of the bytes in which two contents of one frame differ. */
const differingBytes = (was: Contents, is: Contents): readonly number[] => {
  const offsets: number[] = [];
  for (let line = 0; line < is.length; line++) {
    const old = was[line];
    const now = is[line];
    if (old === now) continue;
    for (let i = 0; i < 16; i++) {
      const bits = old[i] ^ now[i];
      for (let byte = 0; bits !== 0 && byte < 4; byte++) if (((bits >>> (8 * byte)) & 0xff) !== 0) offsets.push((line * 16 + i) * 4 + byte);
    }
  }
  return offsets;
};

/** What an entry changed in user memory; pages that were claimed or freed by it are judged elsewhere. */
export const writtenMemory = (before: State, after: State): readonly Written[] => {
  const written: Written[] = [];
  for (const frame of changesBetween(before, after).contents) {
    const was = get(before.contents, frame);
    const is = get(after.contents, frame);
    const offsets = was === null || is === null ? [] : differingBytes(was, is);
    if (offsets.length > 0) written.push({ frame, offsets });
  }
  return written;
};

const lineMapsWritable = (line: EntryLine, frame: number): boolean => {
  if (line !== EMPTY_ENTRY_LINE) for (const entry of line) if (entry !== null && entry.present && entry.writable && entry.frame === frame) return true;
  return false;
};

export const mapsWritable = (space: Space | null, frame: number): boolean => {
  if (space !== null) for (const table of space.tables) for (const line of table.lines) if (lineMapsWritable(line, frame)) return true;
  return false;
};

/** True when the frame is the u-area of an env of the space: all of them are writable in it (MEM-9). */
export const bindsUarea = (s: State, space: Space | null, frame: number): boolean => space !== null && space.uareas.some((index) => get(s.envs, index).uarea === frame);

/** True when the env may write to the frame by a store. */
export const mayStore = (s: State, env: Env, frame: number): boolean => {
  const space = get(s.spaces, env.directory);
  return bindsUarea(s, space, frame) || mapsWritable(space, frame);
};

/** The user frame that a page of the env's space lets it write, -1 for none. */
const writableFrame = (s: State, env: Env, page: number): number => {
  const space = get(s.spaces, env.directory);
  const uarea = page - UADDRS / PAGE_BYTES;
  if (space === null || page < 0) return -1;
  if (space.uareas.includes(envIndex(uarea))) return get(s.envs, uarea).uarea;
  const table = space.tables.find((t) => t.region === Math.floor(page / ENTRIES_PER_TABLE));
  const entry = table?.lines[Math.floor((page % ENTRIES_PER_TABLE) / 16)][page % 16] ?? null;
  return entry !== null && entry.present && entry.writable ? entry.frame : -1;
};

/** Every page at which the env may write to the frame. */
const writablePages = (s: State, env: Env, frame: number): readonly number[] => {
  const space = get(s.spaces, env.directory);
  if (space === null) return [];
  const bound = space.tables.flatMap((t) => t.lines.flatMap((line, l) => line.flatMap((entry, i) =>
    (entry !== null && entry.present && entry.writable && entry.frame === frame ? [t.region * ENTRIES_PER_TABLE + l * 16 + i] : []))));
  return [...bound, ...space.uareas.filter((index) => get(s.envs, index).uarea === frame).map((index) => UADDRS / PAGE_BYTES + index)];
};

/** EXC-1, EXC-2: all of it is u_xsp, or the exception frame below u_xsp or ESP. */
export const isExceptionFrame = (s: State, env: Env, written: readonly Written[]): boolean => {
  const xsp = get(s.contents, env.uarea)?.[0][UAREA.xsp / 4] ?? 0;
  const top = xsp === 0 ? s.processor.registers.esp : xsp;
  const base = top - EXCEPTION_FRAME_BYTES;
  const low = Math.floor(base / PAGE_BYTES);
  const high = Math.floor((top - 1) / PAGE_BYTES);
  const lowFrame = writableFrame(s, env, low);
  const highFrame = high === low ? lowFrame : writableFrame(s, env, high);
  for (const { frame, offsets } of written) {
    for (const offset of offsets) {
      if (frame === env.uarea && offset >= UAREA.xsp && offset < UAREA.xsp + 4) continue;
      const isLow = frame === lowFrame && low * PAGE_BYTES + offset >= base && low * PAGE_BYTES + offset < top;
      const isHigh = frame === highFrame && high * PAGE_BYTES + offset >= base && high * PAGE_BYTES + offset < top;
      if (!isLow && !isHigh) return false;
    }
  }
  return true;
};

/** All of it lies in one range that is no longer than the longest result, where the env may write by stores. */
export const isResult = (s: State, env: Env, written: readonly Written[]): boolean => {
  const [{ frame, offsets }] = written;
  const last = offsets[offsets.length - 1];
  if (written.length === 1 && last - offsets[0] < UAREA_COUNT_MAX && mayStore(s, env, frame)) return true;
  return crossesPages(s, env, written);
};

/** The range of a result that begins in one page and ends in the next, whose frames may even be the same. */
const crossesPages = (s: State, env: Env, written: readonly Written[]): boolean => {
  const all = written.flatMap(({ frame, offsets }) => offsets.map((offset) => ({ frame, offset })));
  const upper = all.filter(({ offset }) => offset > PAGE_BYTES - UAREA_COUNT_MAX);
  const lower = all.filter(({ offset }) => offset < UAREA_COUNT_MAX - 1);
  if (upper.length === 0 || lower.length === 0 || upper.length + lower.length !== all.length) return false;
  const [first] = upper;
  const [next] = lower;
  if (upper.some(({ frame }) => frame !== first.frame) || lower.some(({ frame }) => frame !== next.frame)) return false;
  const length = PAGE_BYTES - Math.min(...upper.map(({ offset }) => offset)) + Math.max(...lower.map(({ offset }) => offset)) + 1;
  return length <= UAREA_COUNT_MAX && writablePages(s, env, first.frame).some((page) => writableFrame(s, env, page + 1) === next.frame);
};

const uareaOwner = (s: State, frame: number): number => {
  for (const i of liveIndices(s)) if (get(s.envs, i).uarea === frame) return i;
  return -1;
};

/** All of it lies in one range of the u-area of an env on which the actor has all rights, no longer than the longest argument. */
export const isUareaWrite = (s: State, actor: number, written: readonly Written[]): boolean => {
  const [{ frame, offsets }] = written;
  if (written.length !== 1 || offsets[offsets.length - 1] - offsets[0] >= UAREA_COUNT_MAX) return false;
  const owner = uareaOwner(s, frame);
  return owner >= 0 && mayActOn(s, actor, owner, RIGHTS_ALL);
};

/** ACQ-8: it is the word of an offer to the actor, which is now an offer to nobody. */
export const isOfferTaken = (before: State, after: State, actor: number, written: readonly Written[]): boolean => {
  const [{ frame, offsets }] = written;
  if (written.length !== 1 || !offsets.every((offset) => offset >= UAREA.aenvid && offset < UAREA.aenvid + 4)) return false;
  const owner = uareaOwner(before, frame);
  return owner >= 0 && offeredTo(before, owner) === idOfRow(before, actor) && offeredTo(after, owner) === 0;
};
