import { describe, expect, it } from 'vitest';
import { PAD, UADDRS, UENVS, ULIM, UPAGES, USYSINFO, UVPT } from '../../src/abi/addressMap.ts';
import { CALL_COSTS, COST_DEATH, COST_SLICE_END, COST_UPCALL } from '../../src/abi/costs.ts';
import { SYSINFO_MAGIC } from '../../src/abi/layout.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { createModel } from '../../src/model/model.ts';
import { entryAt, spaceAt } from '../../src/model/pageEntries.ts';
import type { State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { userLoad, userStore } from '../../src/model/userMemory.ts';
import { get } from '../../src/model/vector.ts';
import { A_ID, after, allRights, atCall, B_ID, call, enter, fault, machine, SCRATCH, store, withRegisters } from './machine.ts';

const VA = 0x00400000;
const HANDLER = PAD + 4;
const SLICE_END = { vector: VECTOR.timer, errorCode: 0, address: NO_ADDRESS };

/** Any frame, bound writable by A at VA. */
const bound = (s: State): State => after(s, 'insert_pte', 0, 3, VA, 0, 0);
const entryOf = (s: State, index: number, va: number) => entryAt(spaceAt(s, get(s.envs, index).directory), virtualAddress(va));
const frameOf = (s: State, index: number, va: number): number => entryOf(s, index, va)?.frame ?? 0;
const read = (s: State, va: number): number | null => {
  const access = userLoad(s, virtualAddress(va), 4, true);
  return access.fault === null ? access.value : null;
};
const switched = (s: State): State => enter(s, SLICE_END).next;

describe('boot', () => {
  it('gives each principal the four lowest free frames and runs the first quantum', () => {
    const s = machine();
    expect(s.processor).toMatchObject({ clock: 0, running: 0, quantum: 0, deadline: 4000 });
    expect(get(s.envs, 0)).toMatchObject({ directory: 11, uarea: 13 });
    expect(get(s.envs, 1)).toMatchObject({ directory: 15, uarea: 17, registers: { eip: PAD, esp: UADDRS + 0x2000, eflags: 0x202 } });
    expect(get(s.pages, 4)).toMatchObject({ status: 'kernel', readers: 2 });
  });

  it('idles when nothing is runnable, and wakes nobody', () => {
    const s = machine({ a: { status: 0 }, b: { status: 0x80000000 } });
    expect(s.processor.running).toBe(-1);
    expect(enter(s, SLICE_END)).toMatchObject({ event: 'idle', rule: 'TIM-5' });
  });
});

describe('memory', () => {
  it('shares a frame by a capability on its ACL, and not without one', () => {
    const own = bound(machine());
    const frame = frameOf(own, 0, VA);
    expect(frame).toBe(20);
    const written = store(own, VA, 77);
    const shared = after(written, 'insert_pte', 0, frame * 4096 + 1, VA, 2, B_ID);
    expect(get(shared.pages, frame)).toMatchObject({ readers: 2, writers: 1 });
    const b = switched(shared);
    expect(read(b, VA)).toBe(77);
    expect(userStore(b, virtualAddress(VA), 4, 1, true).fault).toEqual({ errorCode: 7, address: VA });
    expect(call(b, 'insert_pte', 0, frame * 4096 + 1, VA + 4096, 0, 0).rule).toBe('INS-8');
    const opened = after(store(shared, SCRATCH, allRights(2), 0), 'pgacl_mod', 0, frame, 1, SCRATCH);
    expect(call(switched(opened), 'insert_pte', 0, frame * 4096 + 3, VA + 4096, 0, 0).error).toBeNull();
  });

  it('revokes by unbinding; the last reader gone, the page is free and the contents are lost', () => {
    const own = store(bound(machine()), VA, 77);
    const gone = call(store(own, SCRATCH, VA, VA), 'remove_vas', SCRATCH, 2, 0, 0);
    expect(gone.effects).toContain('MEM-4');
    expect(gone.next.processor.clock).toBe(CALL_COSTS.insert_pte.base + CALL_COSTS.remove_vas.base + 2 * CALL_COSTS.remove_vas.perRow);
    expect(get(gone.next.pages, 20).status).toBe('free');
    expect(read(bound(gone.next), VA)).toBe(0);
  });

  it('keeps frame and ACL when its only binding is replaced by itself, and does not take the old frame when any will do', () => {
    const own = store(bound(machine()), VA, 77);
    const again = after(own, 'insert_pte', 0, 20 * 4096 + 1, VA, 0, 0);
    expect(read(again, VA)).toBe(77);
    const other = call(own, 'insert_pte', 0, 3, VA, 0, 0);
    expect(frameOf(other.next, 0, VA)).toBe(21);
    expect(other.effects).toEqual(expect.arrayContaining(['INS-16', 'MEM-4', 'MEM-7']));
  });

  it('keeps a payload for the library and an empty table until pt_free', () => {
    const kept = after(machine(), 'insert_pte', 0, 0xdeadbeee, VA, 0, 0);
    expect(read(kept, UVPT + VA / 1024)).toBe(0xdeadbeee);
    expect(call(kept, 'pt_free', VA, 0, 0).error).toBe('E_EXISTS');
    const cleared = after(kept, 'insert_pte', 0, 0, VA, 0, 0);
    expect(after(cleared, 'pt_free', VA, 0, 0).pages).toStrictEqual(machine().pages);
  });

  it('marks pages of a crossing access in order, and names the first missing byte', () => {
    const s = bound(machine());
    const access = userStore(s, virtualAddress(VA + 4094), 4, 1, true);
    expect(access.fault).toEqual({ errorCode: 6, address: VA + 4096 });
    expect(entryOf(access.state, 0, VA)).toMatchObject({ accessed: true, dirty: true });
    const both = after(s, 'insert_pte', 0, 3, VA + 4096, 0, 0);
    const crossing = userStore(both, virtualAddress(VA + 4094), 4, 0x01020304, true).state;
    expect([read(crossing, VA + 4092), read(crossing, VA + 4096), read(crossing, VA + 4094)]).toEqual([0x03040000, 0x0102, 0x01020304]);
  });

  it('exposes the tables and the pad, read-only', () => {
    const s = bound(machine());
    expect([read(s, USYSINFO), read(s, USYSINFO + 8), read(s, UENVS), read(s, UPAGES + 20 * 64)]).toEqual([SYSINFO_MAGIC, 48, A_ID, 2]);
    expect(read(s, UENVS + 32)).toBe(allRights(1));
    expect([read(s, UVPT + VA / 1024), read(s, PAD), read(s, UVPT + 959 * 4096 + 4)]).toEqual([20 * 4096 + 7, 0x909030cd, 19 * 4096 + 0x67]);
    expect([read(s, UENVS - 4096), read(s, UVPT + 4096 * 5)]).toEqual([null, null]);
    for (const va of [USYSINFO, PAD, UVPT + 959 * 4096]) expect(userStore(s, virtualAddress(va), 1, 1, true).fault?.errorCode).toBe(7);
  });
});

describe('capabilities', () => {
  it('grants by forging into the list of another, who can then use it', () => {
    const granted = after(store(machine(), SCRATCH, allRights(1), 0), 'forge', 0, 3, SCRATCH, 2, B_ID);
    const b = switched(granted);
    expect(call(b, 'insert_pte', 0, 1, VA, 3, A_ID).error).toBeNull();
    expect(call(switched(machine()), 'insert_pte', 0, 1, VA, 3, A_ID).rule).toBe('INS-2');
    expect(call(after(granted, 'forge', 1, 3, 0, 2, B_ID), 'geteid')).toMatchObject({ next: { processor: { registers: { eax: 0, edx: A_ID } } } });
  });
});

describe('death', () => {
  it('frees everything, makes the id stale and raises the generation', () => {
    const dead = call(machine(), 'env_free', 2, B_ID);
    expect(dead.effects).toEqual(['EFR-4', 'ENV-2', 'ENV-3', 'ENV-4', 'ENV-5', 'FPU-6', 'ENT-1']);
    expect(dead.next.processor.clock).toBe(CALL_COSTS.env_free.base + CALL_COSTS.env_free.perRow);
    expect(get(dead.next.envs, 1)).toMatchObject({ status: 'free', generation: 3 });
    for (const frame of [15, 16, 17, 18]) expect(get(dead.next.pages, frame).status).toBe('free');
    expect(call(dead.next, 'yield', B_ID).rule).toBe('YLD-1');
  });

  it('retires a row after its last generation', () => {
    const dead = call(machine({ b: { generation: 7 } }), 'env_free', 2, 7 * 2048 + 1);
    expect(get(dead.next.envs, 1)).toMatchObject({ status: 'retired', generation: 7 });
  });

  it('of the caller schedules another and returns to nobody', () => {
    const dead = call(machine(), 'env_free', 0, 0);
    expect(dead.effects).toEqual(expect.arrayContaining(['ENV-6', 'TIM-2']));
    expect(dead.effects).not.toContain('ENT-1');
    expect(dead.next.processor.running).toBe(1);
  });

  it('of the owner of the running quantum ends the slice of a guest', () => {
    const guest = after(switched(machine({ quanta: [0, 1, 1] })), 'yield', A_ID);
    expect(guest.processor).toMatchObject({ running: 0, quantum: 1 });
    const dead = call(guest, 'env_free', 2, B_ID);
    expect(dead.effects).toContain('ENV-7');
    expect(dead.next.processor).toMatchObject({ running: 0, quantum: 0, registers: { eax: 0 } });
  });
});

describe('time', () => {
  it('gives the rest of a slice by a directed yield', () => {
    const s = machine();
    const given = after(s, 'yield', B_ID);
    expect(given.processor).toMatchObject({ running: 1, quantum: 0, deadline: s.processor.deadline, clock: CALL_COSTS.yield.base });
    expect(get(given.envs, 0).registers).toMatchObject({ eax: 0, eip: PAD + 2 });
    expect(after(s, 'yield', A_ID).processor).toMatchObject({ running: 0, deadline: s.processor.deadline });
  });

  it('saves and restores registers at a slice end; the ticks that were left are there the next time', () => {
    const s = withRegisters(machine(), { ebx: 5 });
    const back = switched(switched(s));
    expect(back.processor).toMatchObject({ running: 0, registers: { ebx: 5 }, clock: 2 * COST_SLICE_END, deadline: 2 * COST_SLICE_END + 15 * 500 });
  });
});

describe('exceptions', () => {
  const handled = (): State => machine({ a: { entfault: HANDLER } });

  it('are delivered to the handler with a frame below u_xsp or the stack', () => {
    const s = withRegisters(handled(), { eflags: 0x302, esp: UADDRS + 0x802 });
    const { next, rule } = fault(s, VECTOR.pageFault, 6, 0x123);
    expect(rule).toBe('EXC-1');
    expect(next.processor).toMatchObject({ clock: COST_UPCALL, registers: { eip: HANDLER, esp: UADDRS + 0x802 - 28, eflags: 0x202 } });
    const frame = [0, 1, 2, 3, 4, 5, 6].map((i) => read(next, UADDRS + 0x802 - 28 + 4 * i));
    expect(frame).toEqual([14, 6, 0x123, 0x302, PAD, UADDRS + 0x802, 0]);
    const nested = store(s, UADDRS + 8, UADDRS + 0x400);
    const second = fault(nested, VECTOR.divideError);
    expect([second.next.processor.registers.esp, read(second.next, UADDRS + 8), read(second.next, UADDRS + 0x400 - 4)]).toEqual([UADDRS + 0x3e4, 0, UADDRS + 0x400]);
  });

  it('kill without a handler or without room for the frame', () => {
    const unhandled = fault(machine(), VECTOR.invalidOpcode);
    expect(unhandled).toMatchObject({ event: 'exception', rule: 'EXC-4', next: { processor: { running: 1, clock: COST_DEATH.base + COST_DEATH.perRow } } });
    for (const esp of [27, VA, ULIM + 4, PAD + 64]) expect(fault(withRegisters(handled(), { esp }), 0).rule).toBe('EXC-4');
  });

  it('restart a call whose argument page is missing', () => {
    const missed = call(bound(handled()), 'forge', 0, 2, VA + 4092, 0, 0);
    expect(missed).toMatchObject({ event: 'forge', rule: 'ENT-5', error: null });
    expect(missed.next.processor.registers).toMatchObject({ eax: 8, eip: HANDLER });
    const base = missed.next.processor.registers.esp;
    expect([0, 4, 8, 16].map((at) => read(missed.next, base + at))).toEqual([14, 0, VA + 4096, PAD]);
    expect(entryOf(missed.next, 0, VA)).toMatchObject({ accessed: false });
  });

  it('of other vectors are broken', () => {
    expect(() => fault(handled(), VECTOR.doubleFault)).toThrow('vector 8');
    expect(() => fault(machine({ quanta: [] }), VECTOR.pageFault)).toThrow('no environment');
  });
});

describe('weakened models', () => {
  const trap = { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS };

  it('lack exactly the guard that is named', () => {
    const s = atCall(machine(), 'env_free', [0, B_ID]);
    expect(createModel({ without: 'EFR-3' }).enter(s, trap).rule).toBe('EFR-4');
    expect(createModel({ without: 'INS-1' }).enter(s, trap).rule).toBe('EFR-3');
    const unknown = withRegisters(machine(), { eax: 0xffff });
    expect(createModel().enter(unknown, trap)).toMatchObject({ event: 'unknown', rule: 'ENT-2', error: 'E_INVAL' });
    expect(createModel({ without: 'ENT-2' }).enter(unknown, trap).error).toBeNull();
    expect(() => createModel({ without: 'no rule' })).toThrow('no guard');
  });

  it('lack counts and ranges, too', () => {
    expect(createModel({ without: 'RMV-1' }).enter(atCall(machine(), 'remove_vas', [SCRATCH, 65, 0, 0]), trap).rule).toBe('RMV-7');
    expect(createModel({ without: 'PGA-1' }).calls.pgacl_mod.range).toBeNull();
  });
});
