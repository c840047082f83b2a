import { describe, expect, it } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { capabilitySlot, type CapabilitySlot, envId, type EnvId, envIndex, type EnvIndex, frameNumber, type FrameNumber, pageEntryWord, type PageEntryWord, physicalAddress, type PhysicalAddress, type Plain, quantumIndex, type QuantumIndex, type VirtualAddress, virtualAddress } from '../../src/abi/words.ts';
import type { slotAddress } from '../../src/impl/capabilities.ts';
import type { liveIndex } from '../../src/impl/envs.ts';
import type { KernelImage } from '../../src/impl/kernelImage.ts';
import type { countBinding } from '../../src/impl/pages.ts';
import type { entryAddress } from '../../src/impl/pageTables.ts';
import { slotAt } from '../../src/model/capabilities.ts';
import { idOf, isLive } from '../../src/model/environments.ts';
import { pageAt } from '../../src/model/memory.ts';
import { createModel } from '../../src/model/model.ts';
import { entryAt, spaceAt } from '../../src/model/pageEntries.ts';
import { quantumAt } from '../../src/model/quanta.ts';
import { get } from '../../src/model/vector.ts';

/*
 * The brands protect at compile time only: every `@ts-expect-error` below is a mistake that the type check must find,
 * and where it finds none any more it fails by itself. When run, all these are the same numbers.
 */
const frame: FrameNumber = frameNumber(7);
const address: VirtualAddress = virtualAddress(7);
const physical: PhysicalAddress = physicalAddress(7);
const entry: PageEntryWord = pageEntryWord(7);
const id: EnvId = envId(7);
const row: EnvIndex = envIndex(7);
const quantum: QuantumIndex = quantumIndex(7);
const slot: CapabilitySlot = capabilitySlot(7);

describe('a branded word', () => {
  it('is the number that it was made of', () => {
    expect([frame, address, physical, entry, id, row, quantum, slot]).toEqual([7, 7, 7, 7, 7, 7, 7, 7]);
  });

  it('is read as a number, and what is computed of it has no brand', () => {
    const next: number = frame + 1;
    // @ts-expect-error a frame number and one more is a number until somebody says what it means
    const unsaid: FrameNumber = frame + 1;
    expect(next).toBe(unsaid);
  });

  it('is not made from a number without its function', () => {
    const word: number = 7;
    // @ts-expect-error a number is no frame number
    const asFrame: FrameNumber = word;
    // @ts-expect-error a number is no virtual address
    const asAddress: VirtualAddress = word;
    // @ts-expect-error a number is no environment id
    const asId: EnvId = 7;
    expect([asFrame, asAddress, asId]).toEqual([7, 7, 7]);
  });

  it('is none of another meaning', () => {
    const mistaken: readonly number[] = [
      // @ts-expect-error a frame number is no physical address: that is 4096 times as much
      frame satisfies PhysicalAddress,
      // @ts-expect-error a virtual address is no physical address
      address satisfies PhysicalAddress,
      // @ts-expect-error a physical address is no virtual address
      physical satisfies VirtualAddress,
      // @ts-expect-error a page entry is no frame number: it has flags
      entry satisfies FrameNumber,
      // @ts-expect-error a frame number is no page entry
      frame satisfies PageEntryWord,
      // @ts-expect-error an environment id is no row: it has a generation
      id satisfies EnvIndex,
      // @ts-expect-error a row is no environment id
      row satisfies EnvId,
      // @ts-expect-error a row of the Env table is none of the quantum table
      row satisfies QuantumIndex,
      // @ts-expect-error a row of the quantum table is no capability slot
      quantum satisfies CapabilitySlot,
      // @ts-expect-error a capability slot is no row
      slot satisfies EnvIndex,
      // @ts-expect-error a branded word is not plain
      frame satisfies Plain,
    ];
    expect(new Set(mistaken)).toEqual(new Set([7]));
  });
});

describe('the model', () => {
  const s = createModel().boot({
    geometry: SMALL,
    principals: [{ generation: 1, capabilities: [{ rights: 7, name: [] }], status: 1, entfault: 0 }],
    quanta: [{ principal: 0, guard: { rights: 7, name: [] } }],
    pad: [],
  });
  const { directory } = get(s.envs, s.processor.running);

  it('takes each word where it belongs', () => {
    expect(get(s.envs, envIndex(0)).status).toBe('live');
    expect(get(s.envs, 0).status).toBe('live');
    expect(isLive(s, idOf(s, s.processor.running))).toBe(true);
    expect(entryAt(spaceAt(s, directory), PAD)?.present).toBe(true);
    expect(pageAt(s, directory).status).toBe('directory');
  });

  it('takes no word elsewhere', () => {
    // @ts-expect-error a frame number is no row of the Env table, although both are numbers below its length
    expect(get(s.envs, frameNumber(0)).status).toBe('live');
    // @ts-expect-error an environment id is no row of the Env table
    expect(get(s.quanta, envId(0)).used).toBe(true);
    // @ts-expect-error a row is no id: it lacks the generation
    expect(isLive(s, s.processor.running)).toBe(false);
    // @ts-expect-error a virtual address is no frame number
    expect(pageAt(s, PAD).status).toBe('kernel');
    // @ts-expect-error a frame number is no virtual address
    expect(entryAt(spaceAt(s, directory), directory)).toBeNull();
    // @ts-expect-error slot and row are in the other order
    expect(slotAt(s, capabilitySlot(0), s.processor.running)).not.toBeNull();
    // @ts-expect-error the row of the running environment is no row of the quantum table
    expect(quantumAt(s, s.processor.running).used).toBe(true);
  });
});

describe('the kernel', () => {
  it('takes no word elsewhere', () => {
    const mistaken: readonly number[] = [
      // @ts-expect-error a frame number is no virtual address
      frame satisfies Parameters<typeof entryAddress>[1],
      // @ts-expect-error a physical address is no virtual address
      physical satisfies Parameters<typeof entryAddress>[1],
      // @ts-expect-error the address of a page table is not its frame number
      physical satisfies Parameters<typeof entryAddress>[0],
      // @ts-expect-error a frame number is no page entry
      frame satisfies Parameters<typeof countBinding>[1],
      // @ts-expect-error a row index is no id: it lacks the generation
      row satisfies Parameters<typeof liveIndex>[1],
      // @ts-expect-error slot and row index are in the other order
      slot satisfies Parameters<typeof slotAddress>[1],
      // @ts-expect-error an environment id is no row index
      id satisfies Parameters<KernelImage['envRow']>[0],
      // @ts-expect-error a virtual address is no frame number
      address satisfies Parameters<KernelImage['pageRow']>[0],
    ];
    expect(new Set(mistaken)).toEqual(new Set([7]));
  });
});
