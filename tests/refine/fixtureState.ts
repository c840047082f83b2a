import { SMALL } from '../../src/abi/geometry.ts';
import type { Entry, Env, EntryLine, FrameContents, Line, Page, Quantum, Space, State } from '../../src/model/state.ts';
import { EMPTY_ENTRY_LINE, EMPTY_TABLE_LINES, FREE_PAGE, FREE_QUANTUM, ZERO_CONTENTS, ZERO_REGISTERS } from '../../src/model/state.ts';
import { filled, set } from '../../src/model/vector.ts';

const BINDING: Entry = {
  present: true, frame: 20, writable: true, writeThrough: false, cacheDisable: false, accessed: true, dirty: false, software: 5, payload: 0,
};
const ENTRY_LINE: EntryLine = [BINDING, ...EMPTY_ENTRY_LINE.slice(1)];
const SPACE: Space = { uareaTable: 16, uareas: [0, 2], tables: [{ region: 7, frame: 17, lines: [...EMPTY_TABLE_LINES.slice(1), ENTRY_LINE] }] };
const LINE: Line = Array.from({ length: 16 }, (_, i) => i * 3);
const LIVE: Env = {
  status: 'live', generation: 3, directory: 15, uarea: 18, registers: { ...ZERO_REGISTERS, eip: 7 },
  capabilities: [{ rights: 7, name: [] }, null, { rights: 3, name: [1, 2] }],
};
const USER: Page = { status: 'user', readers: 2, writers: 1, pins: 1, readersLimit: 2, writersLimit: 2, acl: [{ rights: 7, name: [9] }, null] };
const QUANTUM: Quantum = { used: true, env: 6144, guard: { rights: 1, name: [4, 5, 6] } };

/** A state with one row of every kind, made afresh by each call with nothing shared inside; it need not satisfy any invariant. */
export const fixtureState = (): State => JSON.parse(JSON.stringify({
  boot: { geometry: SMALL, principals: [], quanta: [], pad: [] },
  envs: set(filled<Env>(6, { ...LIVE, status: 'free', capabilities: [] }), 2, LIVE),
  pages: set(filled<Page>(48, FREE_PAGE), 17, USER),
  contents: set(filled<FrameContents>(48, null), 18, [...ZERO_CONTENTS.slice(1), LINE]),
  spaces: set(filled<Space | null>(48, null), 15, SPACE),
  quanta: set(filled<Quantum>(8, FREE_QUANTUM), 3, QUANTUM),
  processor: { clock: 12, running: 2, quantum: 3, deadline: 4000, registers: { ...ZERO_REGISTERS, eax: 1 } },
})) as State;
