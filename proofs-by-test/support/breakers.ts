import { TICKS_MAX } from '../../src/abi/costs.ts';
import { INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import { envId, envIndex, quantumIndex } from '../../src/abi/words.ts';
import { begin } from '../../src/model/edit.ts';
import type { Edit } from '../../src/model/edit.ts';
import { NO_FLOATING_POINT, ZERO_CONTENTS, ZERO_REGISTERS } from '../../src/model/state.ts';
import type { Env, Page, Quantum, Space, State } from '../../src/model/state.ts';
import { get, set } from '../../src/model/vector.ts';

/** One way to break one invariant of a well-formed state; null where the state offers no place for it. */
export interface Breaker {
  readonly rule: string;
  readonly what: string;
  readonly spoil: (s: State) => State | null;
}

const firstEnv = (s: State, test: (env: Env, index: number) => boolean): number => {
  for (let i = 0; i < s.envs.length; i++) if (test(get(s.envs, i), i)) return i;
  return -1;
};
const firstPage = (s: State, test: (page: Page, frame: number) => boolean): number => {
  for (let f = 0; f < s.pages.length; f++) if (test(get(s.pages, f), f)) return f;
  return -1;
};

const edited = (s: State, edit: (e: Edit) => void): State => {
  const e = begin(s);
  edit(e);
  return e;
};

const withEnv = (change: (env: Env) => Env, test: (env: Env, index: number, s: State) => boolean) => (s: State): State | null => {
  const index = firstEnv(s, (env, i) => test(env, i, s));
  return index < 0 ? null : edited(s, (e) => { e.envs = set(s.envs, index, change(get(s.envs, index))); });
};
const withPage = (change: (page: Page) => Page, test: (page: Page, frame: number, s: State) => boolean) => (s: State): State | null => {
  const frame = firstPage(s, (page, f) => test(page, f, s));
  return frame < 0 ? null : edited(s, (e) => { e.pages = set(s.pages, frame, change(get(s.pages, frame))); });
};
const withQuantum = (change: (row: Quantum) => Quantum, test: (row: Quantum) => boolean) => (s: State): State | null => {
  for (let q = 0; q < s.quanta.length; q++) if (test(get(s.quanta, q))) return edited(s, (e) => { e.quanta = set(s.quanta, q, change(get(s.quanta, q))); });
  return null;
};
const withSpace = (change: (space: Space) => Space | null) => (s: State): State | null => {
  const index = firstEnv(s, (env) => env.status === 'live');
  if (index < 0) return null;
  const { directory } = get(s.envs, index);
  const space = get(s.spaces, directory);
  return space === null ? null : edited(s, (e) => { e.spaces = set(s.spaces, directory, change(space)); });
};

const isLive = (env: Env): boolean => env.status === 'live';
const isUser = (page: Page): boolean => page.status === 'user';
const inPool = (_: Page, frame: number, s: State): boolean => frame >= frameMapOf(s.boot.geometry).kernelFrames;

/** Every invariant, each broken in the ways that its sentence forbids. */
export const BREAKERS: readonly Breaker[] = [
  { rule: 'STA-1', what: 'a user page has no contents', spoil: (s) => {
    const frame = firstPage(s, isUser);
    return frame < 0 ? null : edited(s, (e) => { e.contents = set(s.contents, frame, null); });
  } },
  { rule: 'STA-1', what: 'a free frame has contents', spoil: (s) => {
    const frame = firstPage(s, (page) => page.status === 'free');
    return frame < 0 ? null : edited(s, (e) => { e.contents = set(s.contents, frame, ZERO_CONTENTS); });
  } },
  { rule: 'STA-2', what: 'the running env has saved registers', spoil: withEnv((env) => ({ ...env, registers: { ...ZERO_REGISTERS, eax: 1 } }), (_, i, s) => i === s.processor.running) },
  { rule: 'STA-2', what: 'an env that does not run has none', spoil: withEnv((env) => ({ ...env, registers: ZERO_REGISTERS }), (env, i, s) => isLive(env) && i !== s.processor.running) },
  { rule: 'STA-2', what: 'a free row keeps a capability', spoil: withEnv((env) => ({ ...env, capabilities: [null] }), (env) => !isLive(env)) },
  { rule: 'STA-2', what: 'an idle processor has registers', spoil: (s) => (s.processor.running >= 0 ? null : edited(s, (e) => { e.processor = { ...s.processor, registers: { ...ZERO_REGISTERS, ebx: 1 } }; })) },
  { rule: 'FPU-1', what: 'an env without the unit has no floating-point state', spoil: withEnv((env) => ({ ...env, floatingPoint: NO_FLOATING_POINT }), (env, i, s) => isLive(env) && (i !== s.processor.running || s.processor.unit === null)) },
  { rule: 'FPU-1', what: 'an env that has the unit has a saved state as well', spoil: withEnv((env) => ({ ...env, floatingPoint: INITIAL_FLOATING_POINT }), (_, i, s) => i === s.processor.running && s.processor.unit !== null) },
  { rule: 'FPU-1', what: 'a free row keeps a floating-point state', spoil: withEnv((env) => ({ ...env, floatingPoint: INITIAL_FLOATING_POINT }), (env) => !isLive(env)) },
  { rule: 'FPU-1', what: 'an env gets the unit and keeps its saved state', spoil: (s) => (s.processor.running < 0 || s.processor.unit !== null ? null : edited(s, (e) => { e.processor = { ...s.processor, unit: INITIAL_FLOATING_POINT }; })) },
  { rule: 'FPU-1', what: 'the unit is lent while idle', spoil: (s) => (s.processor.running >= 0 ? null : edited(s, (e) => { e.processor = { ...s.processor, unit: INITIAL_FLOATING_POINT }; })) },
  { rule: 'STA-3', what: 'a reader is not counted', spoil: withPage((page) => ({ ...page, readers: page.readers - 1 }), (page) => page.readers > 0) },
  { rule: 'STA-3', what: 'a writer is counted twice', spoil: withPage((page) => ({ ...page, writers: page.writers + 1 }), (page) => page.writers > 0) },
  { rule: 'STA-3', what: 'a u-area has no pin', spoil: withPage((page) => ({ ...page, pins: 0 }), (page) => page.pins > 0) },
  { rule: 'STA-4', what: 'a frame is free and used', spoil: withPage((page) => ({ ...page, status: 'free' }), (page, f, s) => isUser(page) && inPool(page, f, s)) },
  { rule: 'STA-4', what: 'a frame is owned by nobody', spoil: withPage((page) => ({ ...page, status: 'table' }), (page) => page.status === 'free') },
  { rule: 'STA-4', what: 'a frame of the pool is the kernel\'s', spoil: withPage((page) => ({ ...page, status: 'kernel' }), (page, f, s) => page.status === 'free' && inPool(page, f, s)) },
  { rule: 'STA-4', what: 'one frame is two tables', spoil: withSpace((space) => ({ ...space, uareaTable: space.tables[0]?.frame ?? 0 })) },
  { rule: 'STA-5', what: 'readers exceed the limit', spoil: withPage((page) => ({ ...page, readersLimit: 0 }), (page) => isUser(page) && page.readers > 0) },
  { rule: 'STA-5', what: 'writers exceed the limit', spoil: withPage((page) => ({ ...page, writersLimit: 0 }), (page) => isUser(page) && page.writers > 0) },
  { rule: 'STA-6', what: 'slot 0 of a live env is empty', spoil: withEnv((env) => ({ ...env, capabilities: [null, ...env.capabilities.slice(1)] }), isLive) },
  { rule: 'STA-6', what: 'entry 0 of an ACL lacks a right', spoil: withPage((page) => ({ ...page, acl: [{ rights: 3, name: [] }, ...page.acl.slice(1)] }), isUser) },
  { rule: 'STA-7', what: 'a used quantum names a dead env', spoil: withQuantum((row) => ({ ...row, env: envId(row.env + 2048 * 8) }), (row) => row.used) },
  { rule: 'STA-7', what: 'a quantum has more ticks than it can hold', spoil: withQuantum((row) => ({ ...row, ticks: TICKS_MAX + 1 }), (row) => row.used) },
  { rule: 'STA-7', what: 'a deadline is further away than any slice', spoil: (s) => edited(s, (e) => { e.processor = { ...s.processor, deadline: s.processor.clock + (TICKS_MAX + 1) * s.boot.geometry.tickCycles }; }) },
  { rule: 'STA-7', what: 'a free quantum has ticks', spoil: withQuantum((row) => ({ ...row, ticks: 1 }), (row) => !row.used) },
  { rule: 'STA-7', what: 'an env runs on a free quantum', spoil: (s) => {
    for (let q = 0; q < s.quanta.length; q++) if (s.processor.running >= 0 && !get(s.quanta, q).used) return edited(s, (e) => { e.processor = { ...s.processor, quantum: quantumIndex(q) }; });
    return null;
  } },
  { rule: 'STA-7', what: 'an env that is not live runs', spoil: (s) => {
    const dead = firstEnv(s, (env) => !isLive(env));
    return dead < 0 || s.processor.running < 0 ? null : edited(s, (e) => { e.processor = { ...s.processor, running: envIndex(dead) }; });
  } },
  { rule: 'STA-8', what: 'a live env has no space', spoil: withSpace(() => null) },
  { rule: 'STA-8', what: 'a space does not bind the u-area of its env', spoil: withSpace((space) => ({ ...space, uareas: [] })) },
  { rule: 'STA-8', what: 'a shared space has lost one of its envs', spoil: (s) => {
    for (let d = 0; d < s.spaces.length; d++) {
      const space = get(s.spaces, d);
      if (space !== null && space.uareas.length > 1) return edited(s, (e) => { e.spaces = set(s.spaces, d, { ...space, uareas: space.uareas.slice(1) }); });
    }
    return null;
  } },
  { rule: 'STA-8', what: 'a space binds the u-area of a stranger', spoil: (s) => {
    const stranger = firstEnv(s, (env) => !isLive(env));
    return stranger < 0 ? null : withSpace((space) => ({ ...space, uareas: [...space.uareas, envIndex(stranger)] }))(s);
  } },
];
