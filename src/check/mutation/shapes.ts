/** Another value of the same kind; null for what is no leaf. */
const otherLeaf = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}?` : null;
};

/** Visits one leaf of each shape: what is alike but for its index is looked at once. */
export const eachShape = (value: unknown, path: readonly string[], seen: Set<string>, visit: (path: readonly string[], other: unknown) => void): void => {
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
export const put = (target: object, path: readonly string[], value: unknown): void => {
  let at: object = target;
  for (const key of path.slice(0, -1)) {
    const next: unknown = Reflect.get(at, key);
    if (typeof next !== 'object' || next === null) return;
    at = next;
  }
  Reflect.set(at, path[path.length - 1], value);
};
