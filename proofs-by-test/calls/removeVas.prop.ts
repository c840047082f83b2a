import { describe, expect, it } from 'vitest';
import { VECTOR } from '../../src/abi/vectors.ts';
import { get } from '../../src/model/vector.ts';
import { load, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import type { State } from '../../src/model/state.ts';

/** How often each frame is bound, by counting every entry of every space. */
const bindings = (s: State): Map<number, number> => {
  const counts = new Map<number, number>();
  for (let d = 0; d < s.spaces.length; d++) {
    const entries = (get(s.spaces, d)?.tables ?? []).flatMap((table) => table.lines.flat());
    for (const e of entries) if (e !== null && e.present) counts.set(e.frame, (counts.get(e.frame) ?? 0) + 1);
  }
  return counts;
};

/** Covers RMV-1 to RMV-8, MEM-3, MEM-4. */
describe('remove_vas', () => {
  refusalsChangeNothing('remove_vas');

  it('frees exactly the user pages that it leaves without binding and pin', () => law('remove_vas', ({ before, after }) => {
    const left = bindings(after);
    for (let f = 0; f < before.pages.length; f++) {
      const was = get(before.pages, f);
      const frees = was.status === 'user' && was.pins === 0 && (left.get(f) ?? 0) === 0;
      expect(get(after.pages, f).status).toBe(frees ? 'free' : was.status);
    }
    return true;
  }));

  it('leaves nothing to read at the addresses that it removed', () => law('remove_vas', (seen) => {
    const { before, words, after } = seen;
    const { vas, n, env } = words;
    if (n === 0 || rowNamed(before, env) !== before.processor.running) return false;
    const first = load(seen, vas);
    if (first.kind !== 'word') return false;
    const va = first.word;
    if (va % 4096 !== 0 || after.processor.running !== before.processor.running) return false;
    const loaded = load(seen, va);
    expect(loaded.kind).not.toBe('word');
    return loaded.kind === 'trap' && loaded.vector === VECTOR.pageFault;
  }));
});
