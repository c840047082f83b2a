import { describe, expect, it } from 'vitest';
import { PAD, UADDRS, UENVS, UVPT } from '../../src/abi/addressMap.ts';
import { CALL_COSTS } from '../../src/abi/costs.ts';
import { REGISTER_RECORD, UAREA } from '../../src/abi/layout.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { spaceAt } from '../../src/model/pageEntries.ts';
import type { State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { userLoad } from '../../src/model/userMemory.ts';
import { get } from '../../src/model/vector.ts';
import { A_ID, after, allRights, B_ID, call, enter, machine, SCRATCH, store } from './machine.ts';

const VA = 0x00400000;
const C_ID = 2048 + 2;
const read = (s: State, va: number): number | null => {
  const access = userLoad(s, virtualAddress(va), 4, true);
  return access.fault === null ? access.value : null;
};
const C_UAREA = UADDRS + 2 * 4096;

/** A's clone, which has a quantum and is willing. */
const cloned = (): State => {
  const born = store(after(machine(), 'env_clone', 0), C_UAREA, 1);
  return after(after(born, 'quantum_alloc', 0, 2, 0, C_ID), 'insert_pte', 0, 3, VA, 0, 0);
};

describe('birth', () => {
  it('is that of boot, but for the list and what the configuration declares', () => {
    const born = call(machine(), 'env_alloc', 0);
    expect(born.next.processor).toMatchObject({ clock: CALL_COSTS.env_alloc.base, registers: { eax: 0, edx: C_ID } });
    expect(get(born.next.envs, 2)).toMatchObject({ status: 'live', generation: 1, directory: 19, uarea: 21, registers: { eip: PAD, esp: C_UAREA + 4096, eflags: 0x202 } });
    expect(get(born.next.envs, 2).capabilities).toEqual([{ rights: 7, name: [1] }, null, null, null, null, null]);
    expect([19, 20, 21, 22].map((frame) => get(born.next.pages, frame).status)).toEqual(['directory', 'table', 'user', 'table']);
    expect(get(born.next.pages, 21)).toMatchObject({ pins: 1, readers: 0, acl: [{ rights: 7, name: [1] }, null] });
    expect(get(born.next.pages, 4).readers).toBe(3);
  });

  it('takes the generation that the row has', () => {
    const dead = after(machine(), 'env_free', 2, B_ID);
    expect(call(dead, 'env_alloc', 0).next.processor.registers.edx).toBe(3 * 2048 + 1);
  });

  it('does not run before it has a quantum and is willing', () => {
    const born = after(machine({ b: { status: 0 } }), 'env_alloc', 0);
    const timed = after(born, 'quantum_alloc', 0, 2, 0, C_ID);
    expect(call(timed, 'yield', 0).next.processor.running).toBe(0);
    const willing = after(store(timed, SCRATCH, 1), 'wru', 0, C_ID, UAREA.status, 4, SCRATCH);
    expect(call(willing, 'yield', 0).next.processor).toMatchObject({ running: 2, registers: { eip: PAD } });
  });
});

describe('shared spaces', () => {
  it('bind the u-areas of all who share them, and every binding', () => {
    const s = store(cloned(), VA, 77);
    const a = get(s.envs, 0);
    expect(get(s.envs, 2)).toMatchObject({ directory: a.directory, uarea: 19 });
    expect(spaceAt(s, a.directory).uareas).toEqual([0, 2]);
    const c = after(s, 'yield', C_ID);
    expect([read(c, VA), read(c, C_UAREA), read(c, UADDRS), read(c, UADDRS + 4096)]).toEqual([77, 1, 1, null]);
    expect(read(c, UVPT + 4 * (C_UAREA / 4096))).toBe(19 * 4096 + 0x67);
    expect(read(c, UENVS + 2 * 128 + 12)).toBe(a.directory);
    expect(call(c, 'read_pte', VA, 0, 0).next.processor.registers.edx).toBe(21 * 4096 + 0x67);
  });

  it('outlive a sharer, who takes its u-area along', () => {
    const dead = call(cloned(), 'env_free', 0, C_ID);
    expect(dead.next.processor.clock - cloned().processor.clock).toBe(CALL_COSTS.env_free.base);
    expect(dead.effects).toEqual(['EFR-4', 'ENV-2', 'ENV-3', 'ENV-4', 'ENV-5', 'FPU-6', 'MEM-7', 'ENT-1']);
    expect([read(dead.next, C_UAREA), read(dead.next, VA)]).toEqual([null, 0]);
    expect([get(dead.next.pages, 19).status, get(dead.next.quanta, 2).used]).toEqual(['free', false]);
  });

  it('outlive the one that they were made for, and go with the last', () => {
    const left = call(cloned(), 'env_free', 0, 0);
    expect(left.next.processor.running).toBe(1);
    const c = enter(left.next, { vector: VECTOR.timer, errorCode: 0, address: NO_ADDRESS }).next;
    expect([c.processor.running, read(c, VA), read(c, UADDRS)]).toEqual([2, 0, null]);
    const gone = call(c, 'env_free', 0, 0);
    expect(get(gone.next.spaces, 11)).toBeNull();
    expect([11, 12, 14, 21].map((frame) => get(gone.next.pages, frame).status)).toEqual(['free', 'free', 'free', 'free']);
  });
});

describe('registers', () => {
  it('are read and set, but for the flags that are nobody\'s to give', () => {
    const written = after(store(machine(), SCRATCH, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xffffffff), 'wrenv', 2, B_ID, SCRATCH);
    expect(get(written.envs, 1).registers).toEqual({ eax: 1, ecx: 2, edx: 3, ebx: 4, esp: 5, ebp: 6, esi: 7, edi: 8, eip: 9, eflags: 0x244fd7 });
    const { next, effects } = call(written, 'rdenv', 2, B_ID, SCRATCH + 0x100);
    expect(Array.from({ length: 10 }, (_, i) => read(next, SCRATCH + 0x100 + 4 * i))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0x244fd7]);
    expect(effects).toEqual(['RDE-6', 'ENT-9', 'ENT-1']);
    expect(REGISTER_RECORD.eflags).toBe(36);
  });
});

describe('result buffers', () => {
  const s = (): State => after(machine({ a: { entfault: PAD + 4 } }), 'insert_pte', 0, 3, VA, 0, 0);
  const errorCode = (state: State): number | null => read(state, state.processor.registers.esp + 4);

  it('are marked as written when they are, and not by probing', () => {
    const done = call(s(), 'rdu', 0, 0, 0, 8, VA + 6);
    expect(done.effects).toEqual(['RDU-7', 'ENT-9', 'ENT-1', 'MEM-8']);
    expect([read(done.next, VA + 4), read(done.next, VA + 8), read(done.next, VA + 12)]).toEqual([0x00010000, (PAD + 4) % 0x10000 * 0x10000, Math.trunc(PAD / 0x10000)]);
    expect(call(done.next, 'read_pte', VA, 0, 0).next.processor.registers.edx).toBe(20 * 4096 + 0x67);
    const refused = call(s(), 'rdu', 9, 0, 0, 8, VA);
    expect(refused.rule).toBe('RDU-4');
    expect(call(refused.next, 'read_pte', VA, 0, 0).next.processor.registers.edx).toBe(20 * 4096 + 7);
  });

  it('fault as a write of the kernel does', () => {
    const missing = call(s(), 'rdu', 0, 0, 0, 8, VA + 4092);
    expect(missing.effects).toEqual(['ENT-5', 'ENT-9', 'EXC-1', 'EXC-2', 'EXC-3']);
    expect([errorCode(missing.next), read(missing.next, missing.next.processor.registers.esp + 8)]).toEqual([2, VA + 4096]);
    for (const va of [PAD, UENVS]) expect(errorCode(call(s(), 'rdenv', 2, B_ID, va).next)).toBe(3);
    expect(errorCode(call(s(), 'wru', 0, 0, 0, 4, VA + 4096).next)).toBe(0);
  });

  it('may overlap what is read', () => {
    const filled = store(machine(), SCRATCH, 0x04030201, 0x08070605, 0x0c0b0a09);
    const shifted = after(filled, 'rdu', 0, 0, 0x100, 8, SCRATCH + 3);
    expect([read(shifted, SCRATCH), read(shifted, SCRATCH + 4), read(shifted, SCRATCH + 8)]).toEqual([0x01030201, 0x05040302, 0x0c080706]);
  });
});

describe('offers', () => {
  it('give a capability without any right on the taker, once', () => {
    const offered = store(machine(), UADDRS + UAREA.aenvid, B_ID, 0, allRights(1), 0);
    const b = after(offered, 'yield', B_ID);
    const taken = call(b, 'acquire', 3, A_ID);
    expect(taken.effects).toEqual(['ACQ-8', 'ENT-1']);
    expect(get(taken.next.envs, 1).capabilities[3]).toEqual({ rights: 7, name: [1] });
    expect(call(taken.next, 'acquire', 4, A_ID).rule).toBe('ACQ-3');
    expect(call(offered, 'acquire', 3, B_ID).rule).toBe('ACQ-3');
  });
});
