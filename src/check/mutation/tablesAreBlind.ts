import { PAD, PAGE_BYTES, UADDRS, ULIM, UVPT, UWINDOWS } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import type { FrameMap } from '../../abi/frameMap.ts';
import { ENTRY } from '../../abi/layout.ts';
import { frameNumber, type FrameNumber } from '../../abi/words.ts';
import type { State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { tlbAudit } from '../../refine/tlbAudit.ts';
import { auditSpace } from '../../refine/walk.ts';
import type { Stage } from '../arena.ts';
import { firstRow, withPageAt } from './controls/edits.ts';
import type { SelfCheckFailure } from './selfCheck.ts';
import { machines } from './sensitivity.ts';

const READ = ENTRY.present + ENTRY.user;
const WRITE = READ + ENTRY.writable;
const REGIONS = 1024;
const FRAME_WORDS = 1024;

/** A machine, one of its spaces, and where in RAM the words of its tables are. */
interface Place {
  readonly words: Int32Array;
  readonly s: State;
  readonly map: FrameMap;
  readonly directory: FrameNumber;
}

const directoryWord = ({ directory }: Place, va: number): number => directory * FRAME_WORDS + Math.floor(va / (PAGE_BYTES * REGIONS));
/** Where the page entry of an address is; its table must be there. */
const pageWord = (p: Place, va: number): number => (p.words[directoryWord(p, va)] >>> 12) * FRAME_WORDS + Math.floor(va / PAGE_BYTES) % FRAME_WORDS;
const userFrame = (s: State): number => firstRow(s.pages.length, (frame) => get(s.pages, frame).status === 'user');
/** A page of the region of the pad that nothing is bound at. */
const emptyPage = (p: Place): number => PAD - PAGE_BYTES * firstRow(1000, (pages) => p.words[pageWord(p, PAD - PAGE_BYTES * pages)] === 0);
const hasPadTable = (p: Place): boolean => (p.words[directoryWord(p, PAD)] & ENTRY.present) !== 0;

/** A word of the tables that lets somebody reach what they must not: where it is, what it is made, and what must be said. */
type Hole = readonly [string, (p: Place) => readonly [number, number] | null];

/** Each kind of translation that the walk must refuse, whatever is licensed below UTOP. */
const HOLES: readonly Hole[] = [
  ['beyond RAM', (p) => (hasPadTable(p) ? [pageWord(p, emptyPage(p)), p.s.pages.length * PAGE_BYTES + READ] : null)],
  ['is supervisor-only', (p) => (hasPadTable(p) ? [pageWord(p, emptyPage(p)), userFrame(p.s) * PAGE_BYTES + ENTRY.present] : null)],
  ['is no licensed binding', (p) => (hasPadTable(p) ? [pageWord(p, emptyPage(p)), p.map.core * PAGE_BYTES + READ] : null)],
  ['is no licensed binding', (p) => (hasPadTable(p) ? [pageWord(p, emptyPage(p)), p.map.pad * PAGE_BYTES + WRITE] : null)],
  ['is user-accessible', (p) => [directoryWord(p, ULIM), p.words[directoryWord(p, PAD)] | ENTRY.user]],
  ['is not the self-map', (p) => [directoryWord(p, UVPT), p.directory * PAGE_BYTES + WRITE]],
  ['is not the self-map', (p) => [directoryWord(p, UVPT), p.words[directoryWord(p, UADDRS)] & ~ENTRY.writable]],
  ['is no u-area', (p) => {
    const row = firstRow(p.s.envs.length, (i) => get(p.s.envs, i).status !== 'live');
    return row < 0 ? null : [pageWord(p, UADDRS + row * PAGE_BYTES), userFrame(p.s) * PAGE_BYTES + WRITE];
  }],
  ['is no u-area', (p) => {
    const row = firstRow(p.s.envs.length, (i) => get(p.s.envs, i).status === 'live' && get(p.s.envs, i).directory !== p.directory);
    return row < 0 ? null : [pageWord(p, UADDRS + row * PAGE_BYTES), get(p.s.envs, row).uarea * PAGE_BYTES + WRITE];
  }],
  ['is no u-area', (p) => [pageWord(p, UADDRS + p.s.envs.length * PAGE_BYTES), userFrame(p.s) * PAGE_BYTES + WRITE]],
  ['is no exposed window', (p) => [pageWord(p, UWINDOWS), p.words[pageWord(p, UWINDOWS)] | ENTRY.writable]],
  ['is no exposed window', (p) => [pageWord(p, UWINDOWS), p.map.core * PAGE_BYTES + READ]],
];

const holeIn = (stage: Stage, p: Place, seen: Set<string>): string | null => {
  const objection = (): string | null => auditSpace(stage.machine, p.s, p.directory, () => true)?.message ?? null;
  const clean = objection();
  if (clean !== null) return `the tables as they are were refuted: ${clean}`;
  for (const [says, make] of HOLES) {
    const hole = make(p);
    if (hole === null) continue;
    const [at, word] = hole;
    const old = p.words[at];
    p.words[at] = word;
    const told = objection();
    p.words[at] = old;
    seen.add(says);
    if (told === null || !told.includes(says)) return `a translation that ${says} was ${told === null ? 'let pass' : `called "${told}"`}`;
  }
  return null;
};

/** P8: the walk refuses each kind of translation that no licence covers; and without licences, the bindings. */
export const walkIsBlind = (): SelfCheckFailure | null => {
  const seen = new Set<string>();
  for (const stage of machines()) {
    const s = stage.abstraction.full();
    stage.machine.ram.drainStep();
    for (let directory = 0; directory < s.spaces.length; directory++) {
      if (get(s.spaces, directory) === null) continue;
      const why = holeIn(stage, { words: stage.machine.ram.words, s, map: frameMapOf(s.boot.geometry), directory: frameNumber(directory) }, seen);
      if (why !== null) return { check: 'P8', message: why };
    }
  }
  const unmet = HOLES.find(([says]) => !seen.has(says));
  return unmet === undefined ? null : { check: 'P8', message: `no machine has a place for: ${unmet[0]}` };
};

/** What may be turned in a page entry while it stays cached, if the cached one has which bit, and what must be said. */
const STALE: readonly (readonly [string, number, (pte: number) => number])[] = [
  ['has no present entry', ENTRY.present, (pte) => pte & ~ENTRY.present],
  ['in the tables', ENTRY.present, (pte) => pte ^ PAGE_BYTES],
  ['has more rights', ENTRY.writable, (pte) => pte & ~ENTRY.writable],
  ['has more rights', ENTRY.user, (pte) => pte & ~ENTRY.user],
  ['without accessed', ENTRY.present, (pte) => pte & ~ENTRY.accessed],
  ['without dirty', ENTRY.dirty, (pte) => pte & ~ENTRY.dirty],
];

const staleIn = ({ machine }: Stage, s: State, seen: Set<string>): string | null => {
  const { words } = machine.ram;
  const [cpu] = machine.cpus;
  for (let i = 0; i < cpu.tlb.filledPagesCount; i++) {
    const page = cpu.tlb.filledPages[i];
    const cached = cpu.tlb.entry(page);
    const at = (words[(cpu.cr3 >>> 2) + (page >>> 10)] >>> 12) * FRAME_WORDS + (page & 0x3ff);
    for (const [says, needed, turn] of STALE) {
      if ((cached & needed) === 0) continue;
      const old = words[at];
      words[at] = turn(old);
      const told = tlbAudit(machine, s)?.message ?? null;
      words[at] = old;
      seen.add(says);
      if (told === null || !told.includes(says)) return `a cached entry that ${says} was ${told === null ? 'let pass' : `called "${told}"`}`;
    }
    const freed = withPageAt(s, cached >>> 12, { status: 'free' });
    if (tlbAudit(machine, freed) === null) return 'a cached entry may reach a free frame';
  }
  return null;
};

/** P7: a cached entry that the tables do not cover is refused, whatever the difference is. */
export const tlbAuditIsBlind = (): SelfCheckFailure | null => {
  const seen = new Set<string>();
  for (const stage of machines()) {
    const s = stage.abstraction.full();
    stage.machine.ram.drainStep();
    const why = staleIn(stage, s, seen);
    if (why !== null) return { check: 'P7', message: why };
  }
  const unmet = STALE.find(([says]) => !seen.has(says));
  return unmet === undefined ? null : { check: 'P7', message: `no machine has a cached entry that ${unmet[0]}` };
};
