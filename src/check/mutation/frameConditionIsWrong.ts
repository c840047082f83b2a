import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { INITIAL_FLOATING_POINT } from '../../abi/floatingPoint.ts';
import { envIndex, frameNumber, quantumIndex } from '../../abi/words.ts';
import type { State, Table } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { frameViolation } from '../frameCondition.ts';
import { firstRow, withEntryAt, withEnvAt, withPageAt, withProcessorAt, withQuantumAt, withSpaceAt, withWordAt } from './controls/edits.ts';
import { modelEntries } from './controls/modelEntries.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

const SCENARIOS = 60;
/** Offset of a word that no drawn scenario writes, so that writing it is a change. */
const PLACE = 2052;
const WORD = 0x5a5a5a5a;

const own = (s: State): number => get(s.envs, s.processor.running).directory;

/** The first binding of a space that satisfies a test: its address and entry. */
const bindingIn = (s: State, directory: number, test: (frame: number, writable: boolean) => boolean): number => {
  for (const { region, lines } of get(s.spaces, directory)?.tables ?? []) {
    for (let page = 0; page < 1024; page++) {
      const entry = lines[Math.floor(page / 16)][page % 16];
      if (entry !== null && entry.present && test(entry.frame, entry.writable)) return (region * 1024 + page) * PAGE_BYTES;
    }
  }
  return -1;
};

/** Read off rows and entries, and not by the helpers that the frame condition has. */
const mayWrite = (s: State, frame: number): boolean =>
  firstRow(s.envs.length, (i) => get(s.envs, i).status === 'live' && get(s.envs, i).directory === own(s) && get(s.envs, i).uarea === frame) >= 0
  || bindingIn(s, own(s), (bound, writable) => bound === frame && writable) >= 0;

const stranger = (s: State): number => firstRow(s.spaces.length, (d) => d !== own(s) && get(s.spaces, d) !== null);
const unmarked = (table: Table): Table => ({ ...table, lines: table.lines.map((line) => line.map((entry) => (entry === null ? null : { ...entry, accessed: false }))) });
/** The state in which no page of a space was accessed; null if none was. */
const withoutMarks = (s: State, directory: number): State | null => {
  const space = directory < 0 ? null : get(s.spaces, directory);
  const isMarked = space !== null && space.tables.some(({ lines }) => lines.some((line) => line.some((entry) => entry !== null && entry.accessed)));
  return isMarked ? withSpaceAt(s, directory, { ...space, tables: space.tables.map(unmarked) }) : null;
};
const withoutBinding = (s: State): State | null => {
  const va = bindingIn(s, own(s), () => true);
  return va < 0 ? null : withEntryAt(s, own(s), va, null);
};

/** What no segment may change, each with the change; null where the state has no place for it. */
const FORBIDDEN: readonly (readonly [string, (s: State) => State | null])[] = [
  ['a row of an env', (s) => withEnvAt(s, s.processor.running, { generation: 99 })],
  ['a row of a page', (s) => withPageAt(s, own(s), { readers: 99 })],
  ['the quantum table', (s) => withQuantumAt(s, s.processor.quantum, { ticks: 99 })],
  ['its tables', (s) => {
    const space = get(s.spaces, own(s));
    return space === null || space.tables.length === 0 ? null : withSpaceAt(s, own(s), { ...space, tables: space.tables.map(({ region, frame, lines }) => ({ region, frame: frameNumber(frame + 1), lines })) });
  }],
  ['who shares its space', (s) => {
    const space = get(s.spaces, own(s));
    return space === null ? null : withSpaceAt(s, own(s), { ...space, uareas: [] });
  }],
  ['a binding', withoutBinding],
  ['accessed bits, by clearing them', (s) => withoutMarks(s, own(s))],
  ['marks in the space of another', (s) => withoutMarks(s, stranger(s))],
  ['who runs', (s) => withProcessorAt(s, { running: envIndex(s.processor.running + 1) })],
  ['the quantum that it runs on', (s) => withProcessorAt(s, { quantum: quantumIndex(s.processor.quantum + 1) })],
  ['the clock, backwards', (s) => withProcessorAt(s, { clock: s.processor.clock - 1 })],
  ['who has the floating-point unit', (s) => withProcessorAt(s, { unit: s.processor.unit === null ? INITIAL_FLOATING_POINT : null })],
  ['its deadline', (s) => withProcessorAt(s, { deadline: s.processor.deadline + 1 })],
];

const failure = (message: string): SelfCheckFailure => ({ check: 'SEG-2', message });

const allowedIn = (s: State, seen: Set<string>): string | null => {
  for (const [what, change] of FORBIDDEN) {
    const after = change(s);
    if (after === null) continue;
    seen.add(what);
    if (frameViolation(s, after) === null) return `a segment may change ${what}`;
  }
  for (let frame = 0; frame < s.pages.length; frame++) {
    const after = withWordAt(s, frame, PLACE, WORD);
    if (after === null) continue;
    const isForeignUarea = get(s.pages, frame).pins > 0 && get(s.envs, s.processor.running).uarea !== frame;
    seen.add(`${mayWrite(s, frame)} ${isForeignUarea}`);
    if ((frameViolation(s, after) === null) !== mayWrite(s, frame)) return `a segment may ${mayWrite(s, frame) ? 'not ' : ''}write to frame ${frame}`;
  }
  return null;
};

/** SEG-2: the frame condition objects to each thing that no segment may change, and to no store that a segment may make. */
export const frameConditionIsWrong = (): SelfCheckFailure | null => {
  const seen = new Set<string>();
  for (const { before } of modelEntries(SCENARIOS)) {
    const why = before.processor.running < 0 ? null : allowedIn(before, seen);
    if (why !== null) return failure(why);
  }
  const wanted = [...FORBIDDEN.map(([what]) => what), 'true true', 'true false', 'false true', 'false false'];
  const absent = wanted.find((what) => !seen.has(what));
  return absent === undefined ? null : failure(`no state has a place for: ${absent}`);
};
