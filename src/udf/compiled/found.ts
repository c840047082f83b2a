import { Broken } from '../../abi/broken.ts';

/** What a map has for a key that it must have; Broken if the compiler has lost it. UDF-25. */
export const found = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value => {
  const value = map.get(key);
  if (value === undefined) throw new Broken('UDF-25', `the compiler has nothing at ${String(key)}`);
  return value;
};
