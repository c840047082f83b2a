import { describe, expect, it } from 'vitest';
import { Ram } from '../../src/x86/ram.ts';

const dirtyLines = (list: Int32Array, count: number): number[] => Array.from(list.subarray(0, count)).toSorted((a, b) => a - b);

describe('RAM', () => {
  it('reads and writes little-endian at any alignment', () => {
    const ram = new Ram(4096);
    ram.write32(5, 0x81020304);
    expect([ram.read8(5), ram.read16(6), ram.read32(5)]).toEqual([4, 0x0203, 0x81020304 | 0]);
  });

  it('outside RAM reads ones and ignores writes, byte by byte', () => {
    const ram = new Ram(4096);
    ram.write32(4094, 0x11223344);
    expect(ram.read32(4094)).toBe(0xffff3344 | 0);
    expect([ram.read8(4096), ram.read16(0xfffffffe), ram.read32(-4)]).toEqual([0xff, 0xffff, -1]);
    ram.write32(0xfffffffe, 0);
    expect(ram.read32(0)).toBe(0);
  });

  it('counts every access and no block operation', () => {
    const ram = new Ram(4096);
    ram.read8(0);
    ram.write32(1, 1);
    ram.read16(9999);
    ram.copyIn(0, Uint8Array.of(1));
    expect(ram.accessCount).toBe(3);
  });

  it('keeps two independent lists of dirty lines', () => {
    const ram = new Ram(4096);
    ram.write8(64, 1);
    ram.write32(126, 1);
    expect(dirtyLines(ram.stepDirty, ram.stepDirtyCount)).toEqual([1, 2]);
    ram.drainStep();
    ram.write8(65, 1);
    ram.fillZero(4000, 96);
    expect(dirtyLines(ram.stepDirty, ram.stepDirtyCount)).toEqual([1, 62, 63]);
    expect(dirtyLines(ram.bootDirty, ram.bootDirtyCount)).toEqual([1, 2, 62, 63]);
  });

  it.each(['bytes', 'words'] as const)('resets to the boot image given as %s', (form) => {
    const ram = new Ram(8192);
    ram.copyIn(100, Uint8Array.of(1, 2, 3));
    const image = form === 'bytes' ? ram.bytes.slice() : ram.words.slice();
    ram.markBoot();
    expect([ram.stepDirtyCount, ram.bootDirtyCount]).toEqual([0, 0]);
    ram.write32(101, -1);
    ram.drainStep();
    ram.copyIn(5000, Uint8Array.of(9));
    ram.resetTo(image);
    expect([...ram.bytes]).toEqual([...new Uint8Array(image.buffer, image.byteOffset, image.byteLength)]);
    expect([ram.stepDirtyCount, ram.bootDirtyCount]).toEqual([0, 0]);
  });

  it('loading an image dirties only the lines that change', () => {
    const ram = new Ram(4096);
    const image = ram.words.slice();
    image[40] = 7;
    ram.loadImage(image);
    expect(dirtyLines(ram.stepDirty, ram.stepDirtyCount)).toEqual([2]);
  });

  it('refuses blocks outside and odd sizes', () => {
    expect(() => new Ram(100)).toThrow(RangeError);
    expect(() => new Ram(4096).copyOut(4090, 7)).toThrow(RangeError);
  });
});
