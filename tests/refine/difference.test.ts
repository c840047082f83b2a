import { expect, test } from 'vitest';
import { firstDifference } from '../../src/refine/difference.ts';
import { hashState } from '../../src/refine/stateHash.ts';
import { fixtureState } from './fixtureState.ts';

/** Every path from a value to a primitive inside it; chunk padding past a vector's end left out. */
const leavesOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const holderOf = (root: unknown, path: readonly string[]): Record<string, unknown> => {
  let at = root;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  if (!isRecord(at)) throw new Error(`no object at ${path.join('.')}`);
  return at;
};

const changed = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value === null ? 1 : 'changed';
};

/** Where a leaf of the state shows in a difference: chunk numbers become row numbers. */
const shownPath = (path: readonly string[]): string => {
  if (path[1] !== 'chunks') return path.join('.');
  const [vector, , chunk, row, ...rest] = path;
  return [vector, String(Number(chunk) * 16 + Number(row)), ...rest].join('.');
};

const ROWS: Readonly<Record<string, number>> = { envs: 6, pages: 48, contents: 48, spaces: 48, quanta: 8 };

/** Of the thousand alike leaves in contents and tables only some, chosen so that every position in a line occurs. */
const isSampled = (path: readonly string[], index: number): boolean => (path[0] !== 'contents' && path[0] !== 'spaces') || path.includes('63') || index % 17 === 0;

const isPadding = (path: readonly string[]): boolean => path[1] === 'chunks' && Number(path[2]) * 16 + Number(path[3]) >= ROWS[path[0]];

test('equal content with nothing shared is equal, and hashes alike', () => {
  expect(firstDifference(fixtureState(), fixtureState())).toBeNull();
  expect(hashState(fixtureState())).toBe(hashState(fixtureState()));
});

test('a change of any leaf is found, at its path', () => {
  const leaves = leavesOf(fixtureState()).filter((path) => !isPadding(path) && path.at(-1) !== 'length').filter(isSampled);
  expect(leaves.length).toBeGreaterThan(300);
  for (const path of leaves) {
    const got = fixtureState();
    const holder = holderOf(got, path.slice(0, -1));
    const key = path.at(-1) ?? '';
    // A frame without contents has no inside to change; give it another kind of nothing.
    holder[key] = path[0] === 'contents' && holder[key] === null ? [] : changed(holder[key]);
    expect(firstDifference(fixtureState(), got)?.path).toBe(shownPath(path));
  }
});

test('a change of any leaf but the boot configuration changes the hash', () => {
  const before = hashState(fixtureState());
  const leaves = leavesOf(fixtureState()).filter((path) => path[0] !== 'boot' && !isPadding(path) && path.at(-1) !== 'length' && path.at(-1) !== 'status').filter(isSampled);
  for (const path of leaves) {
    const got = fixtureState();
    const holder = holderOf(got, path.slice(0, -1));
    const key = path.at(-1) ?? '';
    if (holder[key] === null && (path[0] === 'contents' || path[0] === 'spaces' || path.includes('capabilities') || path.includes('acl') || key === 'guard')) continue;
    if (path[0] === 'pages' && holder.status === 'free') continue;
    if (path[0] === 'spaces' && (key === 'payload' || holder[key] === null)) continue;
    holder[key] = changed(holder[key]);
    expect({ path, hash: hashState(got) }).not.toEqual({ path, hash: before });
  }
});

test('chunk padding past the end of a vector is no part of a state', () => {
  const got = fixtureState();
  Object.assign(holderOf(got, ['envs', 'chunks', '0', '9']), { generation: 99 });
  expect(firstDifference(fixtureState(), got)).toBeNull();
  expect(hashState(got)).toBe(hashState(fixtureState()));
});
