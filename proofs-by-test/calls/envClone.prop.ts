import { describe, expect, it } from 'vitest';
import { UADDRS } from '../../src/abi/addressMap.ts';
import { spaceAt } from '../../src/model/pageEntries.ts';
import { get } from '../../src/model/vector.ts';
import type { Step } from '../../src/check/step.ts';
import { bindingsOf, load } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { born, freeFrames } from '../support/uareas.ts';

const storeStep = (ebx: number, eax: number): Step => ({ kind: 'user', operation: 'store32', registers: { ebx, eax } });

/** Covers ENC-1 to ENC-6, ENV-8. */
describe('env_clone', () => {
  refusalsChangeNothing('env_clone');

  it('uses the space of the caller, which gains nothing but a u-area in the lowest free frame', () => law('env_clone', ({ before, after }) => {
    const [row] = born(before, after);
    const { directory } = get(before.envs, before.processor.running);
    const env = get(after.envs, row);
    expect([env.directory, env.uarea]).toEqual([directory, freeFrames(before)[0]]);
    expect(spaceAt(after, directory).uareas).toEqual([...spaceAt(before, directory).uareas, row].toSorted((a, b) => a - b));
    expect(bindingsOf(after)).toBe(bindingsOf(before));
    expect(after.processor.registers.edx).toBe(env.generation * 2048 + row);
    return true;
  }));

  it('gives it a list of its own, with one capability', () => law('env_clone', ({ before, after, words }) => {
    const [row] = born(before, after);
    const guard = get(before.envs, before.processor.running).capabilities[words['k']];
    expect(get(after.envs, row).capabilities.filter((slot) => slot !== null)).toEqual([guard]);
    expect(get(after.envs, before.processor.running).capabilities).toEqual(get(before.envs, before.processor.running).capabilities);
    return true;
  }));

  it('lets the caller write the u-area of the new one, through the processor', () => law('env_clone', ({ before, after, act }) => {
    const [row] = born(before, after);
    const at = UADDRS + row * 4096 + 256;
    const loaded = load({ act }, at);
    if (loaded.kind !== 'word') return false;
    expect(loaded.word).toBe(0);
    const store = act(storeStep(at, 77));
    if (store.trap !== null) return false;
    expect(get(store.after.contents, get(after.envs, row).uarea)?.[4][0]).toBe(77);
    return true;
  }));
});
