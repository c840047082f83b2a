import { ENTRIES_PER_TABLE, PAGE_BYTES } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { RIGHT_WRITE } from '../../abi/layout.ts';
import type { State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import type { Machine } from '../../x86/machine.ts';
import { mayActOn, mayUse } from '../authority.ts';

const FRAME_WORDS = PAGE_BYTES / 4;

/** Frames that an environment reads by its bindings and u-area. */
export const readableFrames = (s: State, env: number): Set<number> => {
  const row = get(s.envs, env);
  const frames = new Set<number>();
  const space = get(s.spaces, row.directory);
  if (space === null) return frames;
  for (const index of space.uareas) frames.add(get(s.envs, index).uarea);
  for (const table of space.tables) for (const line of table.lines) for (const entry of line) if (entry !== null && entry.present) frames.add(entry.frame);
  return frames;
};

/** True when the environment's capabilities would let it read the frame by a call: by binding it, or as the u-area of an env that it can name. */
export const couldRead = (s: State, env: number, frame: number): boolean => {
  const page = get(s.pages, frame);
  return page.status === 'user' && (mayUse(get(s.envs, env), page.acl, 0) || (page.pins > 0 && couldName(s, env, frame)));
};

/** True when the frame is the u-area of an env on which the environment's capabilities grant by their name. */
const couldName = (s: State, env: number, uarea: number): boolean => {
  for (let i = 0; i < s.envs.length; i++) if (get(s.envs, i).status === 'live' && get(s.envs, i).uarea === uarea && mayActOn(s, env, i, 0)) return true;
  return false;
};

/** True when the environment's capabilities would let it read another's registers by a call. */
export const couldReadRegisters = (s: State, env: number, other: number): boolean =>
  get(s.envs, other).status === 'live' && mayActOn(s, env, other, RIGHT_WRITE);

/** Frames that an environment could read by a call, and those it reads by its bindings. */
export const seenFrames = (s: State, env: number): Set<number> => {
  const frames = readableFrames(s, env);
  for (let frame = frameMapOf(s.boot.geometry).kernelFrames; frame < s.pages.length; frame++) if (couldRead(s, env, frame)) frames.add(frame);
  return frames;
};

/** Its own floating-point state, wherever that is; nobody else's can be read by a call. */
const seenFloatingPoint = ({ envs, processor }: State, env: number): unknown => [processor.running === env ? processor.unit : null, get(envs, env).floatingPoint];

/** Its own registers, and those of the sleeping envs that it could read by a call. */
const seenRegisters = (s: State, env: number): string => {
  const rows = Array.from({ length: s.envs.length }, (_, i) => i).filter((i) => i !== s.processor.running && (i === env || couldReadRegisters(s, env, i)));
  const saved = rows.map((i) => [i, get(s.envs, i).registers]);
  return JSON.stringify([s.processor.running === env ? s.processor.registers : null, saved, seenFloatingPoint(s, env)]);
};

/** The words that an environment sees of the kernel: the exposed structures and its own page tables, as frames. */
const exposedFrames = (s: State, env: number): number[] => {
  const map = frameMapOf(s.boot.geometry);
  const frames: number[] = [];
  for (let f = map.sysinfo; f < map.pad; f++) frames.push(f);
  const { directory } = get(s.envs, env);
  const space = get(s.spaces, directory);
  if (space !== null) frames.push(directory, space.uareaTable, ...space.tables.map((t) => t.frame));
  return frames;
};

/** What one environment sees, for comparing two machines. */
export interface View {
  /** Where the two first differ, or null. */
  readonly differsFrom: (other: View) => string | null;
  readonly frames: ReadonlySet<number>;
  readonly words: (frame: number) => Int32Array;
  readonly clock: number;
  readonly registers: string;
  readonly alive: boolean;
}

/** The view of `env` of a machine that stands at a boundary, with its abstract state. */
export const viewOf = (machine: Machine, s: State, env: number): View => {
  const alive = get(s.envs, env).status === 'live';
  const exposed = alive ? exposedFrames(s, env) : [];
  const readable = alive ? seenFrames(s, env) : new Set<number>();
  const frames = new Set([...exposed, ...readable]);
  const registers = alive ? seenRegisters(s, env) : '';
  const words = (frame: number): Int32Array => machine.ram.words.subarray(frame * FRAME_WORDS, (frame + 1) * FRAME_WORDS);
  const view: View = {
    frames, words, clock: machine.clock, registers, alive,
    differsFrom: (other) => differenceOf(view, other),
  };
  return view;
};

const differenceOf = (a: View, b: View): string | null => {
  if (a.alive !== b.alive) return 'alive in one, dead in the other';
  if (a.clock !== b.clock) return `clock ${a.clock} and ${b.clock}`;
  if (a.registers !== b.registers) return `registers ${a.registers} and ${b.registers}`;
  if ([...a.frames].join() !== [...b.frames].join()) return 'other frames are readable';
  for (const frame of a.frames) {
    const left = a.words(frame);
    const right = b.words(frame);
    for (let i = 0; i < ENTRIES_PER_TABLE; i++) if (left[i] !== right[i]) return `frame ${frame} offset ${(i * 4).toString(16)}: ${left[i] >>> 0} and ${right[i] >>> 0}`;
  }
  return null;
};

