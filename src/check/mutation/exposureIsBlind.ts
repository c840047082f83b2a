import { PAD } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { envId, frameNumber } from '../../abi/words.ts';
import { NO_ENTRY, NULL_FRAME, type Entry, type Env, type Quantum, type State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { exposureDifference } from '../../refine/exposure.ts';
import type { Stage } from '../arena.ts';
import { firstRow, withEntryAt, withEnvAt, withPageAt, withQuantumAt, withSpaceAt } from './controls/edits.ts';
import type { SelfCheckFailure } from './selfCheck.ts';
import { machines } from './sensitivity.ts';

/** One word in so many is changed. */
const STRIDE = 13;
const FRAME_WORDS = 1024;

/** The frames whose bytes users read: the exposed structures, and the directories and tables of every space. */
const exposedFrames = (s: State): readonly number[] => {
  const { sysinfo, pad } = frameMapOf(s.boot.geometry);
  const frames = Array.from({ length: pad - sysinfo }, (_, i) => sysinfo + i);
  for (let d = 0; d < s.spaces.length; d++) {
    const space = get(s.spaces, d);
    if (space !== null) frames.push(d, space.uareaTable, ...space.tables.map(({ frame }) => frame));
  }
  return frames;
};

const unseenWord = ({ machine: { ram }, machine }: Stage, s: State): string | null => {
  for (const frame of exposedFrames(s)) {
    for (let at = frame * FRAME_WORDS; at < (frame + 1) * FRAME_WORDS; at += STRIDE) {
      const word = ram.words[at];
      ram.words[at] = word ^ (1 << at % 29);
      const difference = exposureDifference(machine, s, null);
      ram.words[at] = word;
      if (difference === null) return `word ${at % FRAME_WORDS} of frame ${frame} may be anything`;
    }
  }
  return null;
};

const BINDING: Entry = { present: true, frame: NULL_FRAME, writable: false, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 5, payload: NO_ENTRY };
const firstSpace = (s: State): number => firstRow(s.spaces.length, (d) => get(s.spaces, d) !== null);

const ofQuantum = (change: (was: Quantum) => Partial<Quantum>) => (s: State): State | null => {
  const row = firstRow(s.quanta.length, (q) => get(s.quanta, q).used);
  return row < 0 ? null : withQuantumAt(s, row, change(get(s.quanta, row)));
};

const ofEnv = (change: (was: Env) => Partial<Env>) => (s: State): State | null => {
  const row = firstRow(s.envs.length, (i) => get(s.envs, i).status === 'live');
  return row < 0 ? null : withEnvAt(s, row, change(get(s.envs, row)));
};

/** What an entry may change of what is exposed, each with one such change. */
const CHANGES: readonly (readonly [string, (s: State) => State | null])[] = [
  ['the ticks of a quantum', ofQuantum(({ ticks }) => ({ ticks: ticks + 1 }))],
  ['the env of a quantum', ofQuantum(({ env }) => ({ env: envId(env + 1) }))],
  ['the writers of a page', (s) => withPageAt(s, s.pages.length - 1, { status: 'user', writers: 3, acl: [null, null, null, null] })],
  ['a capability', ofEnv(({ capabilities }) => ({ capabilities: capabilities.map(() => ({ rights: 7, name: [9, 9] })) }))],
  ['a generation', ofEnv(({ generation }) => ({ generation: generation + 1 }))],
  ['a u-area', ofEnv(({ uarea }) => ({ uarea: frameNumber(uarea + 1) }))],
  ['a page entry', (s) => {
    const directory = firstSpace(s);
    return directory < 0 ? null : withEntryAt(s, directory, PAD - 4096, { ...BINDING, frame: frameNumber(s.pages.length - 1) });
  }],
  ['a space', (s) => {
    const directory = firstSpace(s);
    return directory < 0 ? null : withSpaceAt(s, firstRow(s.spaces.length, (d) => get(s.spaces, d) === null), get(s.spaces, directory));
  }],
];

const unseenChange = ({ machine }: Stage, s: State): string | null => {
  for (const [what, change] of CHANGES) {
    const want = change(s);
    if (want !== null && exposureDifference(machine, want, s) === null) return `${what} need not be what it should be`;
  }
  return null;
};

/** P21: each word that users can read is looked at where all is, and each that an entry changes is looked at then. */
export const exposureIsBlind = (): SelfCheckFailure | null => {
  for (const stage of machines()) {
    const state = stage.abstraction.full();
    stage.machine.ram.drainStep();
    if (exposureDifference(stage.machine, state, null) !== null) return { check: 'P21', message: 'the machine as it is was refuted' };
    const why = unseenWord(stage, state) ?? unseenChange(stage, state);
    if (why !== null) return { check: 'P21', message: why };
  }
  return null;
};
