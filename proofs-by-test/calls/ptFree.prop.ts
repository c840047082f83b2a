import { describe, expect, it } from 'vitest';
import { REGION_BYTES, UVPT } from '../../src/abi/addressMap.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { frameNumber } from '../../src/abi/words.ts';
import { get } from '../../src/model/vector.ts';
import { spaceAt, tableAt } from '../../src/model/pageEntries.ts';
import { walkSpace } from '../../src/refine/walk.ts';
import { load, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers PTF-1 to PTF-7, MEM-7. */
describe('pt_free', () => {
  refusalsChangeNothing('pt_free');

  it('leaves no way to the frame of the table: none in any space, none in the TLB, none by the self-map', () => law('pt_free', ({ before, after, words, machine, act }) => {
    const { va, env } = words;
    const target = rowNamed(before, env);
    const { directory } = get(before.envs, target);
    const frame = tableAt(spaceAt(before, directory), Math.floor(va / REGION_BYTES))?.frame ?? -1;
    expect(get(after.pages, frame)).toMatchObject({ status: 'free', readers: 0, acl: [] });
    for (let d = 0; d < after.spaces.length; d++) {
      if (get(after.spaces, d) !== null) walkSpace(machine, frameNumber(d), (at, bound) => expect(at < 0xf0000000 ? bound : -1).not.toBe(frame));
    }
    const { tlb } = machine.cpus[0];
    for (let i = 0; i < tlb.filledPagesCount; i++) expect(Math.floor((tlb.entry(tlb.filledPages[i]) >>> 0) / 4096)).not.toBe(frame);
    for (let i = 0; i < tlb.filledDirectoriesCount; i++) expect(Math.floor((tlb.directory(tlb.filledDirectories[i]) >>> 0) / 4096)).not.toBe(frame);
    if (target !== before.processor.running) return true;
    const loaded = load({ act }, UVPT + va / 1024);
    expect(loaded.kind).not.toBe('word');
    return loaded.kind === 'trap' && loaded.vector === VECTOR.pageFault;
  }, 1600));
});
