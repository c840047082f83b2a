import { SMALL } from '../../abi/geometry.ts';
import { firstDifference } from '../../refine/difference.ts';
import { cleanKit } from '../programs.ts';
import { Hunter } from './hunt.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

/** Another value of the same kind; null for what is no leaf. */
const otherLeaf = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}?` : null;
};

/** Visits one leaf of each shape: what is alike but for its index is looked at once. */
const eachShape = (value: unknown, path: readonly string[], seen: Set<string>, visit: (path: readonly string[], other: unknown) => void): void => {
  const other = otherLeaf(value);
  const shape = path.join('.').replaceAll(/\d+/g, '*');
  if (other !== null && !seen.has(shape)) {
    seen.add(shape);
    visit(path, other);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) eachShape(part, [...path, key], seen, visit);
};

/** Puts a value at a path inside an object. */
const put = (target: object, path: readonly string[], value: unknown): void => {
  let at: object = target;
  for (const key of path.slice(0, -1)) {
    const next: unknown = Reflect.get(at, key);
    if (typeof next !== 'object' || next === null) return;
    at = next;
  }
  Reflect.set(at, path[path.length - 1], value);
};

/** P1: two states that differ in a single field, whichever it is, must compare as different. */
export const comparisonIsBlind = (): SelfCheckFailure | null => {
  const hunter = new Hunter(cleanKit(), SMALL, new Set());
  let failure: SelfCheckFailure | null = null;
  const seen = new Set<string>();
  for (let block = 0; block < 12 && failure === null; block++) {
    hunter.block(1, block, 1);
    const state = hunter.runner.current;
    if (state === null) continue;
    eachShape({ ...state, boot: null }, [], seen, (path, other) => {
      const changed = structuredClone(state);
      put(changed, path, other);
      if (firstDifference(state, changed) === null) failure = { check: 'P1', message: `states that differ in ${path.join('.')} compare as equal` };
    });
  }
  return failure;
};
