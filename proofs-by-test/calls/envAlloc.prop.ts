import { describe, expect, it } from 'vitest';
import { PAD, UADDRS } from '../../src/abi/addressMap.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { entryAt, spaceAt, tableAt } from '../../src/model/pageEntries.ts';
import { get } from '../../src/model/vector.ts';
import { load } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { born, freeFrames } from '../support/uareas.ts';

/** Covers ENA-1 to ENA-6, ENV-8. */
describe('env_alloc', () => {
  refusalsChangeNothing('env_alloc');

  it('takes the lowest free row and the four lowest free frames, in the order of the page', () => law('env_alloc', ({ before, after }) => {
    const [row] = born(before, after);
    expect(born(before, after)).toEqual([row]);
    for (let i = 0; i < row; i++) expect(get(before.envs, i).status).not.toBe('free');
    const env = get(after.envs, row);
    const space = spaceAt(after, env.directory);
    expect([env.directory, space.uareaTable, env.uarea, tableAt(space, Math.floor(PAD / 0x400000))?.frame]).toEqual(freeFrames(before).slice(0, 4));
    expect(space.uareas).toEqual([row]);
    expect(entryAt(space, PAD)).toMatchObject({ frame: frameMapOf(before.boot.geometry).pad, writable: false });
    expect(after.processor.registers.edx).toBe(env.generation * 2048 + row);
    return true;
  }));

  it('what is born has one capability, a zero u-area, the registers of a birth and no time', () => law('env_alloc', ({ before, after, words }) => {
    const [row] = born(before, after);
    const env = get(after.envs, row);
    const guard = get(before.envs, before.processor.running).capabilities[words['k']];
    expect(env.capabilities).toEqual(Array.from({ length: before.boot.geometry.capabilitySlots }, (_, i) => (i === 0 ? guard : null)));
    expect(get(after.contents, env.uarea)?.every((line) => line.every((word) => word === 0))).toBe(true);
    expect(get(after.pages, env.uarea)).toMatchObject({ readers: 0, writers: 0, pins: 1 });
    expect(env.registers).toEqual({ eax: 0, ecx: 0, edx: 0, ebx: 0, ebp: 0, esi: 0, edi: 0, eip: PAD, esp: UADDRS + (row + 1) * 4096, eflags: 0x202 });
    for (let q = 0; q < after.quanta.length; q++) expect(get(after.quanta, q).env).not.toBe(env.generation * 2048 + row);
    return true;
  }));

  it('shares nothing: the caller cannot reach the new u-area', () => law('env_alloc', (seen) => {
    const [row] = born(seen.before, seen.after);
    const loaded = load(seen, UADDRS + row * 4096);
    expect(loaded.kind).not.toBe('word');
    return loaded.kind === 'trap' && loaded.vector === VECTOR.pageFault;
  }));
});
