import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL } from '../../../src/abi/geometry.ts';
import { Arena } from '../../../src/check/arena.ts';
import { decodeMachineImage, encodeMachineImage, readMachineImage, writeMachineImage } from '../../../src/check/files/machineImage.ts';
import { cleanKit } from '../../../src/check/programs.ts';
import { drawnBoots } from '../../../src/check/scenario.ts';
import { Machine } from '../../../src/x86/machine.ts';
import type { MachineState } from '../../../src/x86/machine.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'xok-image-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [boot] = drawnBoots(SMALL);

/** A machine that has run a little, so that its translation caches are not empty. */
const someState = (): MachineState => {
  const { machine } = new Arena(cleanKit()).stage('image', boot);
  machine.cpus[0].run(1);
  return machine.save();
};

/** The place of a chunk's bytes. */
const placeOf = (image: Uint8Array, tag: string): number => Buffer.from(image).indexOf(tag, 0, 'latin1') + 40;

describe('a machine image', () => {
  it('gives back state and boot configuration, as bytes and as a file', () => {
    const state = someState();
    expect(state.cpus[0].tlbPages.length).toBeGreaterThan(0);
    const image = encodeMachineImage(state, boot);
    expect(decodeMachineImage(image)).toEqual({ state, boot });
    expect(encodeMachineImage(state, boot)).toEqual(image);
    writeMachineImage(join(folder, 'a.xok'), { state, boot });
    expect(readMachineImage(join(folder, 'a.xok'))).toEqual({ state, boot });
    expect(readdirSync(folder)).toEqual(['a.xok']);
  });

  it('loads into another machine, which then is the same', () => {
    const state = someState();
    const machine = new Machine(boot.geometry.frames * 4096);
    machine.load(decodeMachineImage(encodeMachineImage(state, boot)).state);
    expect(machine.save()).toEqual(state);
  });

  it.each(['HEAD', 'RAM ', 'CPU ', 'TIME'])('says that the chunk %s is damaged', (tag) => {
    const image = encodeMachineImage(someState(), boot);
    image[placeOf(image, tag)] ^= 1;
    expect(() => decodeMachineImage(image, 'a.xok')).toThrow(new RegExp(`^a\\.xok: chunk \\d \\(${tag.trim()}\\): is damaged: its hash differs; have xok write the image again$`));
  });

  it('says what else is wrong', () => {
    const image = encodeMachineImage(someState(), boot);
    expect(() => decodeMachineImage(new Uint8Array(), 'a')).toThrow('a: is no machine image; ');
    expect(() => decodeMachineImage(image.subarray(0, -1), 'a')).toThrow('a: chunk 4 (TIME): ends too early; ');
    expect(() => decodeMachineImage(image.subarray(0, 20), 'a')).toThrow('a: chunk 1: ends too early; ');
    expect(() => decodeMachineImage(Buffer.concat([image, image.subarray(12)]), 'a')).toThrow('a: lacks chunks, or has others than HEAD, RAM, CPU, TIME; ');
    const later = image.slice();
    later[8] = 4;
    expect(() => decodeMachineImage(later, 'a')).toThrow('a: version: is 4, but this program reads version 3; ');
  });

  it('refuses what is whole but cannot be', () => {
    const state = someState();
    const [cpu] = state.cpus;
    const forge = (change: Partial<MachineState>): (() => unknown) => () => decodeMachineImage(encodeMachineImage({ ...state, ...change }, boot), 'a');
    expect(forge({ ramWords: new Int32Array(1024) })).toThrow('a: RAM: has 4096 bytes');
    expect(forge({ clock: -5 })).toThrow('a: TIME: ');
    expect(forge({ timerVector: 300 })).toThrow('a: TIME: the vector');
    expect(forge({ cpus: [{ ...cpu, privilege: 4 }] })).toThrow('a: CPU 0: the privilege level is 4');
    expect(forge({ cpus: [{ ...cpu, tlbPages: Int32Array.of(5, 0) }] })).toThrow('a: CPU 0: has a cached translation 0 that cannot be');
    expect(forge({ cpus: [{ ...cpu, tlbPages: Int32Array.of(5, 1, 5, 1) }] })).toThrow('a: CPU 0: has a cached translation 1 that cannot be');
    expect(forge({ cpus: [cpu, cpu] })).toThrow('a: lacks chunks');
  });
});
