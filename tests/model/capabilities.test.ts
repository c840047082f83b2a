import { describe, expect, it } from 'vitest';
import { capabilityOfBytes, capabilityWord, dominates, grants } from '../../src/model/capabilities.ts';
import type { Capability } from '../../src/model/state.ts';

const capability = (rights: number, ...name: number[]): Capability => ({ rights, name });

describe('capabilities', () => {
  it.each([
    [[0x0f, 0, 0, 0, 0, 0, 0, 0], capability(7)],
    [[0x29, 255, 0, 0, 0, 0, 0, 0], capability(1, 255)],
    [[0xea, 1, 2, 3, 4, 5, 6, 7], capability(2, 1, 2, 3, 4, 5, 6, 7)],
    [[0, 0, 0, 0, 0, 0, 0, 0], null],
    [[0x1f, 0, 0, 0, 0, 0, 0, 0], null],
    [[0x07, 0, 0, 0, 0, 0, 0, 0], null],
    [[0x2f, 1, 1, 0, 0, 0, 0, 0], null],
    [[0x0f, 0, 0, 0, 0, 0, 0, 1], null],
  ])('CAP-1: %j is %j', (bytes, expected) => expect(capabilityOfBytes(bytes)).toEqual(expected));

  it('are encoded as they are decoded', () => {
    const long = capability(2, 1, 2, 3, 4, 5, 6, 7);
    expect([capabilityWord(long, 0), capabilityWord(long, 1)]).toEqual([0x030201ea, 0x07060504]);
    expect([capabilityWord(null, 0), capabilityWord(null, 1)]).toEqual([0, 0]);
  });

  it('CAP-2: dominate by a shorter name and more rights', () => {
    expect(dominates(capability(7), capability(3, 1))).toBe(true);
    expect(dominates(capability(3, 1), capability(3, 1))).toBe(true);
    expect(dominates(capability(7, 1), capability(0))).toBe(false);
    expect(dominates(capability(7, 1), capability(0, 2, 1))).toBe(false);
    expect(dominates(capability(5), capability(3))).toBe(false);
  });

  it('CAP-3: grant only what both presenter and one entry carry', () => {
    expect(grants(capability(1, 1), 1, [null, capability(1, 1, 2)])).toBe(true);
    expect(grants(capability(1, 1, 2), 1, [capability(7, 1)])).toBe(false);
    expect(grants(capability(0, 1), 0, [capability(0, 1)])).toBe(true);
    expect(grants(capability(0, 1), 1, [capability(7, 1)])).toBe(false);
    expect(grants(capability(7, 1), 1, [capability(6, 1), capability(7, 2)])).toBe(false);
    expect(grants(null, 0, [capability(7)])).toBe(false);
  });
});
