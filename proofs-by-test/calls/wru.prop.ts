import { describe, expect, it } from 'vitest';
import { UADDRS } from '../../src/abi/addressMap.ts';
import { get } from '../../src/model/vector.ts';
import { rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { uareaBytes } from '../support/uareas.ts';

/** Covers WRU-1 to WRU-7. */
describe('wru', () => {
  refusalsChangeNothing('wru');

  it('writes the bytes of the buffer, as they were at the trap', () => law('wru', ({ before, after, words }) => {
    const { env, offset, n, buffer } = words;
    const caller = before.processor.running;
    const at = buffer - (UADDRS + caller * 4096);
    if (n === 0 || at < 0 || at + n > 4096) return false;
    expect(uareaBytes(after, rowNamed(before, env), offset, n)).toEqual(uareaBytes(before, caller, at, n));
    return true;
  }));

  it('writes nothing but those bytes', () => law('wru', ({ before, after, words }) => {
    const { env, offset, n } = words;
    const target = rowNamed(before, env);
    const { uarea } = get(before.envs, target);
    for (let f = 0; f < before.contents.length; f++) if (f !== uarea) expect(get(after.contents, f)).toEqual(get(before.contents, f));
    expect(uareaBytes(after, target, 0, offset)).toEqual(uareaBytes(before, target, 0, offset));
    expect(uareaBytes(after, target, offset + n, 4096 - offset - n)).toEqual(uareaBytes(before, target, offset + n, 4096 - offset - n));
    return true;
  }));
});
