import { FLOATING_POINT_WORDS } from '../../src/abi/floatingPoint.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { envId, envIndex, frameNumber, pageEntryWord, quantumIndex } from '../../src/abi/words.ts';
import type { Entry, Env, FloatingPoint, Line, Page, Quantum, Registers, Space, State } from '../../src/model/state.ts';
import type { Vector } from '../../src/model/vector.ts';

const CHUNK = 16;

const listOf = <T>(length: number, one: (index: number) => T): T[] => Array.from({ length }, (_, index) => one(index));

/** A vector whose rows are all different objects, padding of the last chunk included. */
const vectorOf = <Row>(length: number, row: (index: number) => Row): Vector<Row> =>
  ({ length, chunks: listOf(Math.ceil(length / CHUNK), (c) => listOf(CHUNK, (i) => row(c * CHUNK + i))) });

const registers = (eip: number): Registers => ({ eax: 1, ecx: 0, edx: 0, ebx: 0, esp: 0, ebp: 0, esi: 0, edi: 0, eip, eflags: 0 });

const words = (step: number): FloatingPoint => listOf(FLOATING_POINT_WORDS, (i) => i * step);

const freeEnv = (): Env => ({ status: 'free', generation: 3, directory: frameNumber(0), uarea: frameNumber(0), capabilities: [], registers: registers(0), floatingPoint: words(0) });

const liveEnv = (): Env => ({
  status: 'live', generation: 3, directory: frameNumber(15), uarea: frameNumber(18), registers: registers(7), floatingPoint: words(3),
  capabilities: [{ rights: 7, name: [] }, null, { rights: 3, name: [1, 2] }],
});

const page = (status: Page['status']): Page => ({ status, readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] });

const userPage = (): Page =>
  ({ status: 'user', readers: 2, writers: 1, pins: 1, readersLimit: 2, writersLimit: 2, acl: [{ rights: 7, name: [9] }, null] });

const line = (step: number): Line => listOf(CHUNK, (i) => i * step);

const binding = (): Entry =>
  ({ present: true, frame: frameNumber(20), writable: true, writeThrough: false, cacheDisable: false, accessed: true, dirty: false, software: 5, payload: pageEntryWord(0) });

const space = (): Space => ({
  uareaTable: frameNumber(16), uareas: [envIndex(0), envIndex(2)],
  tables: [{ region: 7, frame: frameNumber(17), lines: listOf(64, (l) => listOf(CHUNK, (i) => (l === 63 && i === 0 ? binding() : null))) }],
});

const quantum = (used: boolean): Quantum => ({ used, env: envId(used ? 6144 : 0), ticks: used ? 5 : 0, guard: used ? { rights: 1, name: [4, 5, 6] } : null });

/** A state with a row of every kind, made afresh by each call with nothing shared inside; it need not satisfy any invariant. */
export const fixtureState = (): State => ({
  boot: { geometry: { ...SMALL }, principals: [], quanta: [], pad: [] },
  envs: vectorOf(6, (i) => (i === 2 ? liveEnv() : freeEnv())),
  pages: vectorOf(48, (i) => (i === 17 ? userPage() : page('free'))),
  contents: vectorOf(48, (i) => (i === 18 ? listOf(64, (l) => line(l === 63 ? 3 : 0)) : null)),
  spaces: vectorOf(48, (i) => (i === 15 ? space() : null)),
  quanta: vectorOf(8, (i) => quantum(i === 3)),
  processor: { clock: 12, running: envIndex(2), quantum: quantumIndex(3), deadline: 4000, registers: registers(9), unit: words(5) },
});
