import { hasAllRights } from './capabilities.ts';
import { isLive } from './environments.ts';
import type { Violation } from './pageInvariants.ts';
import { geometryOf, type Env, type Registers, type State } from './state.ts';
import { get } from './vector.ts';

const areZero = (r: Registers): boolean =>
  r.eax === 0 && r.ecx === 0 && r.edx === 0 && r.ebx === 0 && r.esp === 0 && r.ebp === 0 && r.esi === 0 && r.edi === 0 && r.eip === 0 && r.eflags === 0;

/** STA-2: a dead row keeps nothing; the running environment's registers are the processor's alone. */
const checkRegisters = (s: State, index: number, env: Env, out: Violation[]): void => {
  const running = s.processor.running === index;
  const zero = areZero(env.registers);
  if (running && !zero) out.push({ rule: 'STA-2', message: `env ${index}: runs and has saved registers` });
  if (env.status !== 'live' && (!zero || env.directory !== 0 || env.uarea !== 0 || env.capabilities.length > 0)) {
    out.push({ rule: 'STA-2', message: `env ${index}: is ${env.status} and its row is not zero` });
  }
  // Saved EFLAGS are never zero: their second bit is always set.
  if (env.status === 'live' && !running && zero) out.push({ rule: 'STA-2', message: `env ${index}: does not run and has no saved registers` });
};

/** STA-8: directory, u-area and space of a live row agree. */
const checkSpace = (s: State, index: number, env: Env, out: Violation[]): void => {
  const space = env.directory < s.spaces.length ? get(s.spaces, env.directory) : null;
  if (space === null) out.push({ rule: 'STA-8', message: `env ${index}: has no address space` });
  else if (!space.uareas.includes(index)) out.push({ rule: 'STA-8', message: `env ${index}: its space does not bind its u-area` });
  if (env.uarea >= s.pages.length || get(s.pages, env.uarea).status !== 'user') out.push({ rule: 'STA-8', message: `env ${index}: its u-area is no user page` });
};

/** Everything that one Env row must satisfy. STA-2, STA-6, STA-8. */
export const checkEnv = (s: State, index: number, out: Violation[]): void => {
  const env = get(s.envs, index);
  checkRegisters(s, index, env, out);
  if (env.status !== 'live') return;
  if (env.capabilities.length !== geometryOf(s).capabilitySlots || !hasAllRights(env.capabilities[0])) {
    out.push({ rule: 'STA-6', message: `env ${index}: slot 0 lacks a right` });
  }
  checkSpace(s, index, env, out);
};

/** STA-8: a space is there for the live environments that use it, and for them only. */
export const checkSpaceUsers = (s: State, directory: number, out: Violation[]): void => {
  const space = get(s.spaces, directory);
  if (space === null) return;
  if (space.uareas.length === 0) out.push({ rule: 'STA-8', message: `space ${directory}: nobody uses it` });
  for (const index of space.uareas) {
    const env = get(s.envs, index);
    if (env.status !== 'live' || env.directory !== directory) out.push({ rule: 'STA-8', message: `space ${directory}: binds a u-area of env ${index}, which does not use it` });
  }
};

/** STA-7, of one quantum. */
export const checkQuantum = (s: State, row: number, out: Violation[]): void => {
  const { used, env, guard } = get(s.quanta, row);
  if (used && !isLive(s, env)) out.push({ rule: 'STA-7', message: `quantum ${row}: names no live environment` });
  if (!used && (env !== 0 || guard !== null)) out.push({ rule: 'STA-7', message: `quantum ${row}: is free with a row that is not zero` });
};

/** STA-2 and STA-7, of the processor: who runs is live and runs on a quantum in use; who idles has no registers. */
export const checkProcessor = (s: State, out: Violation[]): void => {
  const { running, quantum, registers } = s.processor;
  if (running < 0) {
    if (!areZero(registers)) out.push({ rule: 'STA-2', message: 'processor: has registers while idle' });
    return;
  }
  if (get(s.envs, running).status !== 'live') out.push({ rule: 'STA-7', message: `processor: runs env ${running}, which is not live` });
  if (!get(s.quanta, quantum).used) out.push({ rule: 'STA-7', message: `processor: runs on quantum ${quantum}, which is free` });
};
