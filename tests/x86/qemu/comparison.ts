import { FOUND, SHUTDOWN, found, given } from './caseFormat.ts';
import type { PrivilegedCase, Record } from './caseFormat.ts';
import { pristineWorld } from './image.ts';
import { WORLD } from './layout.ts';
import { EXCLUSIONS, TOLERATED_BITS, TOLERATED_REGISTERS } from './knownDifferences.ts';
import type { BitDifference, Context } from './knownDifferences.ts';
import type { Run } from './ourMachine.ts';

/** What became of a case: left out for a reason, or compared, with what disagrees and which known differences it showed. */
export interface Verdict {
  readonly excluded: string | null;
  readonly tolerated: readonly string[];
  readonly lines: readonly string[];
}

const PRISTINE_WORDS = pristineWorld();
const hex = (value: number): string => (value >>> 0).toString(16);

/** Words of the world that at least one of the machines changed, with what each has there in the end. */
const words = ({ test, reference, run }: Context): { place: number; theirs: number; ours: number }[] => {
  const theirs = new Map(reference.changes);
  const mine = new Map(run.record.changes);
  const before = new Map(test.words);
  const offsets = new Set([...theirs.keys(), ...mine.keys()]);
  return [...offsets].toSorted((a, b) => a - b).map((offset) => {
    const old = before.get(offset) ?? PRISTINE_WORDS[offset / 4];
    return { place: WORLD + offset, theirs: theirs.get(offset) ?? old, ours: mine.get(offset) ?? old };
  });
};

/** The known differences that explain all bits in which a word differs; null if one bit stays unexplained. */
const explainWord = (place: number, theirs: number, ours: number, context: Context): string[] | null => {
  const names: string[] = [];
  for (let bit = 0; bit < 32; bit++) {
    if ((((theirs ^ ours) >>> bit) & 1) === 0) continue;
    const one: BitDifference = { place, bit, setBy: ((ours >>> bit) & 1) === 1 ? 'ours' : 'reference' };
    const known = TOLERATED_BITS.find(({ explains }) => explains(one, context));
    if (known === undefined) return null;
    names.push(known.name);
  }
  return names;
};

/** Compares what the reference machine did with what ours did. */
export const compareRuns = (test: PrivilegedCase, reference: Record, run: Run): Verdict => {
  const context: Context = { test, reference, run };
  const exclusion = EXCLUSIONS.find(({ applies }) => applies(context));
  if (exclusion !== undefined) return { excluded: exclusion.name, tolerated: [], lines: [] };
  const tolerated = new Set<string>();
  const lines: string[] = [];
  const note = (names: readonly string[] | null, place: string, theirs: number, ours: number): void => {
    if (names === null) lines.push(`${place}: reference ${hex(theirs)}, ours ${hex(ours)}`);
    else for (const name of names) tolerated.add(name);
  };
  const bothShutDown = found(run.record, 'handler') === SHUTDOWN && found(reference, 'handler') === SHUTDOWN;
  for (const name of bothShutDown ? [] : FOUND) {
    const theirs = found(reference, name);
    const ours = found(run.record, name);
    const known = TOLERATED_REGISTERS.find(({ explains }) => explains(name, theirs, ours, context));
    if (theirs !== ours) note(known === undefined ? null : [known.name], name, theirs, ours);
  }
  for (const { place, theirs, ours } of words(context)) note(explainWord(place, theirs, ours, context), hex(place), theirs, ours);
  return { excluded: null, tolerated: [...tolerated], lines };
};

/** A case for people: what runs, and with which registers. */
export const describe = (test: PrivilegedCase): string =>
  `${test.kind}: ${test.text} (cr0 ${hex(given(test, 'cr0'))}, esp ${hex(given(test, 'esp'))}, eax ${hex(given(test, 'eax'))})`;
