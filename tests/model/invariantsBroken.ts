import { INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { envId, frameNumber, virtualAddress } from '../../src/abi/words.ts';
import { IDLE, NO_FLOATING_POINT, ZERO_CONTENTS, ZERO_REGISTERS, type Env, type Page, type Quantum, type Space, type State } from '../../src/model/state.ts';
import { withEntry } from '../../src/model/pageEntries.ts';
import { get, set } from '../../src/model/vector.ts';

interface Bad {
  readonly rule: string;
  readonly what: string;
  readonly state: State;
}

const FRAME = 20;

/** States that differ from a good one in which A has bound frame 20 at 0x400000, each by one lie. */
export const invariantsBroken = (s: State): readonly Bad[] => {
  const page = (frame: number, change: Partial<Page>): State => ({ ...s, pages: set(s.pages, frame, { ...get(s.pages, frame), ...change }) });
  const env = (index: number, change: Partial<Env>): State => ({ ...s, envs: set(s.envs, index, { ...get(s.envs, index), ...change }) });
  const quantum = (row: number, change: Partial<Quantum>): State => ({ ...s, quanta: set(s.quanta, row, { ...get(s.quanta, row), ...change }) });
  const { directory } = get(s.envs, 0);
  const space = get(s.spaces, directory);
  if (space === null) throw new Error('A has no space');
  const spaces = (row: Space | null): State => ({ ...s, spaces: set(s.spaces, directory, row) });
  return [
    { rule: 'STA-1', what: 'a user page without contents', state: { ...s, contents: set(s.contents, FRAME, null) } },
    { rule: 'STA-1', what: 'a free frame with contents', state: { ...s, contents: set(s.contents, 40, ZERO_CONTENTS) } },
    { rule: 'STA-2', what: 'saved registers of the running env', state: env(0, { registers: { ...ZERO_REGISTERS, eax: 1 } }) },
    { rule: 'STA-2', what: 'no saved registers', state: env(1, { registers: ZERO_REGISTERS }) },
    { rule: 'STA-2', what: 'a dead row that keeps something', state: env(3, { directory: frameNumber(1) }) },
    { rule: 'STA-2', what: 'registers while idle', state: { ...s, processor: { ...s.processor, running: IDLE } } },
    { rule: 'FPU-1', what: 'no floating-point state', state: env(1, { floatingPoint: NO_FLOATING_POINT }) },
    { rule: 'FPU-1', what: 'a floating-point state of nobody', state: env(3, { floatingPoint: INITIAL_FLOATING_POINT }) },
    { rule: 'FPU-1', what: 'a floating-point state in two places', state: { ...s, processor: { ...s.processor, unit: INITIAL_FLOATING_POINT } } },
    { rule: 'FPU-1', what: 'a floating-point state that the unit should have taken', state: env(0, { floatingPoint: NO_FLOATING_POINT }) },
    { rule: 'STA-3', what: 'a reader too many', state: page(FRAME, { readers: 2 }) },
    { rule: 'STA-3', what: 'a writer too few', state: page(FRAME, { writers: 0 }) },
    { rule: 'STA-3', what: 'a pin too many', state: page(FRAME, { pins: 1 }) },
    { rule: 'STA-3', what: 'a binding lost', state: spaces(withEntry(space, virtualAddress(0x00400000), null)) },
    { rule: 'STA-4', what: 'a free page in use', state: page(FRAME, { status: 'free' }) },
    { rule: 'STA-4', what: 'a user page without use', state: page(40, { status: 'user' }) },
    { rule: 'STA-4', what: 'a kernel page beyond the kernel', state: page(40, { status: 'kernel' }) },
    { rule: 'STA-4', what: 'a table that no space has', state: page(40, { status: 'table' }) },
    { rule: 'STA-4', what: 'a directory that is free', state: page(directory, { status: 'free' }) },
    { rule: 'STA-4', what: 'one frame as two tables', state: spaces({ ...space, tables: space.tables.map((table) => ({ ...table, frame: frameNumber(19) })) }) },
    { rule: 'STA-5', what: 'readers beyond the limit', state: page(FRAME, { readersLimit: 0 }) },
    { rule: 'STA-5', what: 'writers beyond the limit', state: page(FRAME, { writersLimit: 0 }) },
    { rule: 'STA-6', what: 'an ACL entry 0 without MOD', state: page(FRAME, { acl: [{ rights: 3, name: [] }, null] }) },
    { rule: 'STA-6', what: 'an empty slot 0', state: env(1, { capabilities: [null, null, null, null, null, null] }) },
    { rule: 'STA-7', what: 'a quantum of nobody', state: quantum(3, { used: true, env: envId(5) }) },
    { rule: 'STA-7', what: 'ticks beyond the most', state: quantum(1, { ticks: 16 }) },
    { rule: 'STA-7', what: 'ticks of a free quantum', state: quantum(3, { ticks: 1 }) },
    { rule: 'STA-7', what: 'a stale quantum', state: env(1, { generation: 3 }) },
    { rule: 'STA-7', what: 'a free running quantum', state: quantum(0, { used: false, env: envId(0), guard: null }) },
    { rule: 'STA-7', what: 'a running env that is dead', state: env(0, { status: 'free' }) },
    { rule: 'STA-8', what: 'a live env without space', state: spaces(null) },
    { rule: 'STA-8', what: 'a space without users', state: spaces({ ...space, uareas: [] }) },
    { rule: 'STA-8', what: 'an env in the space of another', state: env(1, { directory }) },
    { rule: 'STA-8', what: 'a u-area that is a table', state: page(get(s.envs, 1).uarea, { status: 'table' }) },
  ];
};
