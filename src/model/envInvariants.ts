import { envIndex, type EnvIndex, frameNumber, type FrameNumber } from '../abi/words.ts';
import { hasAllRights } from './capabilities.ts';
import type { UseMap } from './bindingDeltas.ts';
import type { ChangedRows } from './changedRows.ts';
import type { Violation } from './pageInvariants.ts';
import { geometryOf, NO_FLOATING_POINT, type Env, type FloatingPoint, type Registers, type State } from './state.ts';
import { get } from './vector.ts';

export const areZero = (r: Registers): boolean =>
  r.eax === 0 && r.ecx === 0 && r.edx === 0 && r.ebx === 0 && r.esp === 0 && r.ebp === 0 && r.esi === 0 && r.edi === 0 && r.eip === 0 && r.eflags === 0;

/** STA-2: a dead row keeps nothing; the running environment's registers are the processor's alone. */
const checkRegisters = (s: State, index: EnvIndex, env: Env, out: Violation[]): void => {
  const running = s.processor.running === index;
  const zero = areZero(env.registers);
  if (running && !zero) out.push({ rule: 'STA-2', message: `env ${index}: runs and has saved registers` });
  if (env.status !== 'live' && (!zero || env.directory !== 0 || env.uarea !== 0 || env.capabilities.length > 0)) {
    out.push({ rule: 'STA-2', message: `env ${index}: is ${env.status} and its row is not zero` });
  }
  // Saved EFLAGS are never zero: their second bit is always set.
  if (env.status === 'live' && !running && zero) out.push({ rule: 'STA-2', message: `env ${index}: does not run and has no saved registers` });
};

const holdsNothing = (words: FloatingPoint): boolean => words === NO_FLOATING_POINT || words.every((word) => word === 0);

/** FPU-1: the floating-point state of a live environment is in its save area, or in the unit and then nowhere else. */
const checkFloatingPoint = (s: State, index: EnvIndex, env: Env, out: Violation[]): void => {
  const inUnit = s.processor.running === index && s.processor.unit !== null;
  const nothing = holdsNothing(env.floatingPoint);
  if (env.status !== 'live' || inUnit) {
    if (!nothing) out.push({ rule: 'FPU-1', message: `env ${index}: ${inUnit ? 'has the unit' : `is ${env.status}`} and has a saved floating-point state` });
  } else if (nothing) out.push({ rule: 'FPU-1', message: `env ${index}: does not have the unit and has no saved floating-point state` });
};

/** STA-8: directory, u-area and space of a live row agree. */
const checkSpace = (s: State, index: EnvIndex, env: Env, out: Violation[]): void => {
  const space = env.directory < s.spaces.length ? get(s.spaces, env.directory) : null;
  if (space === null) out.push({ rule: 'STA-8', message: `env ${index}: has no address space` });
  else if (!space.uareas.includes(index)) out.push({ rule: 'STA-8', message: `env ${index}: its space does not bind its u-area` });
  if (env.uarea >= s.pages.length || get(s.pages, env.uarea).status !== 'user') out.push({ rule: 'STA-8', message: `env ${index}: its u-area is no user page` });
};

/** Everything that one Env row must satisfy. STA-2, STA-6, STA-8, FPU-1. */
const checkEnv = (s: State, index: EnvIndex, out: Violation[]): void => {
  const env = get(s.envs, index);
  checkRegisters(s, index, env, out);
  checkFloatingPoint(s, index, env, out);
  if (env.status !== 'live') return;
  if (env.capabilities.length !== geometryOf(s).capabilitySlots || !hasAllRights(env.capabilities[0])) {
    out.push({ rule: 'STA-6', message: `env ${index}: slot 0 lacks a right` });
  }
  checkSpace(s, index, env, out);
};

/** STA-8: a space is there for the live environments that use it, and for them only. */
const checkSpaceUsers = (s: State, directory: FrameNumber, out: Violation[]): void => {
  const space = get(s.spaces, directory);
  if (space === null) return;
  if (space.uareas.length === 0) out.push({ rule: 'STA-8', message: `space ${directory}: nobody uses it` });
  for (const index of space.uareas) {
    const env = get(s.envs, index);
    if (env.status !== 'live' || env.directory !== directory) out.push({ rule: 'STA-8', message: `space ${directory}: binds a u-area of env ${index}, which does not use it` });
  }
};

/** All environments and spaces. */
export const checkEnvs = (s: State, _uses: UseMap, out: Violation[]): void => {
  for (let index = 0; index < s.envs.length; index++) checkEnv(s, envIndex(index), out);
  for (let frame = 0; frame < s.spaces.length; frame++) checkSpaceUsers(s, frameNumber(frame), out);
};

const add = <Index extends number>(list: Index[], value: Index): void => {
  if (!list.includes(value)) list.push(value);
};

/** Rows and spaces that a change of the Env table may have made wrong. */
const suspectByEnvs = ({ before, after, envs }: ChangedRows, rows: EnvIndex[], spaces: FrameNumber[]): void => {
  for (const index of envs) {
    const old = get(before.envs, index);
    const env = get(after.envs, index);
    add(rows, index);
    if (old.status === env.status && old.generation === env.generation && old.directory === env.directory) continue;
    if (old.status === 'live' && old.directory < after.spaces.length) add(spaces, old.directory);
    if (env.status === 'live' && env.directory < after.spaces.length) add(spaces, env.directory);
  }
};

/** The same for a change of the u-areas that spaces bind. */
const suspectBySpaces = ({ before, after, spaces: changed }: ChangedRows, rows: EnvIndex[], spaces: FrameNumber[]): void => {
  for (const directory of changed) {
    const old = get(before.spaces, directory);
    if (old !== null && old.uareas === get(after.spaces, directory)?.uareas) continue;
    add(spaces, directory);
    if (old !== null) for (const index of old.uareas) add(rows, index);
  }
};

/** A u-area whose page is no longer a user page has lost its pin or its count as well, but its owner is to be named, too. */
const suspectByPages = ({ before, after, pages }: ChangedRows, rows: EnvIndex[]): void => {
  for (const frame of pages) {
    const old = get(before.pages, frame);
    if (old.pins === 0 || old.status === get(after.pages, frame).status) continue;
    for (let index = 0; index < after.envs.length; index++) if (get(after.envs, index).uarea === frame) add(rows, envIndex(index));
  }
};

/** Whether another environment runs, or the unit was lent or taken back. */
const hasChangedHands = (before: State, after: State): boolean =>
  before.processor.running !== after.processor.running || (before.processor.unit === null) !== (after.processor.unit === null);

/** Everything that speaks of environments, after rows of environments, spaces or pages changed. */
export const checkEnvsBetween = (changed: ChangedRows, _deltas: UseMap, out: Violation[]): void => {
  const { before, after } = changed;
  const { running } = after.processor;
  if (changed.envs.length === 0 && changed.spaces.length === 0 && changed.pages.length === 0 && !hasChangedHands(before, after)) return;
  const rows: EnvIndex[] = [];
  const spaces: FrameNumber[] = [];
  if (hasChangedHands(before, after)) {
    if (before.processor.running >= 0) add(rows, before.processor.running);
    if (running >= 0) add(rows, running);
  }
  suspectByEnvs(changed, rows, spaces);
  suspectBySpaces(changed, rows, spaces);
  suspectByPages(changed, rows);
  for (const index of rows) checkEnv(after, index, out);
  for (const directory of spaces) checkSpaceUsers(after, directory, out);
};
