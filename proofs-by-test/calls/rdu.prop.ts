import { describe, expect, it } from 'vitest';
import { UADDRS } from '../../src/abi/addressMap.ts';
import { load, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { uareaBytes } from '../support/uareas.ts';

/** Covers RDU-1 to RDU-7, ENT-9. */
describe('rdu', () => {
  refusalsChangeNothing('rdu');

  it('gives the bytes that were there before the call, even if buffer and source overlap', () => law('rdu', ({ before, after, words }) => {
    const { env, offset, n, buffer } = words;
    const caller = before.processor.running;
    const at = buffer - (UADDRS + caller * 4096);
    if (n === 0 || at < 0 || at + n > 4096) return false;
    expect(uareaBytes(after, caller, at, n)).toEqual(uareaBytes(before, rowNamed(before, env), offset, n));
    return true;
  }));

  it('what it wrote is what a load then reads', () => law('rdu', (seen) => {
    const { before, words } = seen;
    const { env, offset, n, buffer } = words;
    if (n < 4) return false;
    const loaded = load(seen, buffer);
    if (loaded.kind !== 'word') return false;
    const [a, b, c, d] = uareaBytes(before, rowNamed(before, env), offset, 4);
    expect(loaded.word).toBe(a + b * 0x100 + c * 0x10000 + d * 0x1000000);
    return true;
  }));
});
