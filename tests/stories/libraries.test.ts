import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { LIMIT_ALL, LIMIT_ONE } from '../../src/abi/geometry.ts';
import { UAREA } from '../../src/abi/layout.ts';
import { PAD_ADDRESS, PAD_HANDLER } from '../../src/check/pad.ts';
import { get } from '../../src/model/vector.ts';
import { ALICE, ALL_ALICE, ALL_BOB, BOB, CAROL, NAME_ONLY, NO_DUP, OWN, PLACES, WRITE_BOB } from './world.ts';
import type { Story } from './world.ts';

const HERE = 0x00400000;
const THERE = 0x00800000;
const READ = 1;
const WRITE = 3;
/** The row of the first env that a story makes: the three people have the rows before it. */
const CHILD = 3;
const ANY_QUANTUM = 0xffffffff;

/** Wakes the child: u_status and u_entfault are written for it. */
const wake = (s: Story, k: number): string => s.call('wru', k, s.id(CHILD), UAREA.status, 8, s.list(1, PAD_HANDLER));

/** The words of an offer, in the own u-area. */
const offer = (s: Story, to: number, gkey: number, rights: number, ...name: readonly number[]): void => {
  const bytes = [8 + rights + 32 * name.length, ...name, 0, 0, 0];
  s.write(s.own(UAREA.aenvid), s.id(to));
  s.write(s.own(UAREA.gkey), gkey);
  s.write(s.own(UAREA.gcap), bytes[0] + bytes[1] * 0x100 + bytes[2] * 0x10000 + bytes[3] * 0x1000000);
  s.write(s.own(UAREA.gcap) + 4, 0);
};

describe.each(PLACES)('what libraries do (%s)', (_, begin) => {
  it('a library forks: a new env gets every page read-only by one range, and a copy when it writes', () => {
    const s = begin();
    const frames = [s.as(ALICE).claims(HERE), s.claims(HERE + PAGE_BYTES)];
    s.write(HERE, 41);
    expect(s.call('env_alloc', OWN)).toBe('ok');
    expect(s.registers.edx).toBe(s.id(CHILD));
    const ptes = s.list(...frames.map((frame) => frame * PAGE_BYTES + READ));
    expect(s.call('insert_pte_range', OWN, ptes, 2, HERE, OWN, s.id(CHILD))).toBe('ok');
    expect(s.call('mod_pte_range', OWN, 2 * 0x10000, HERE, 2, 0, 0)).toBe('ok');
    expect(s.write(HERE, 42)).toMatchObject({ vector: 14, errorCode: 7 });
    expect(frames.map((frame) => s.page(frame))).toMatchObject([{ readers: 2, writers: 0 }, { readers: 2, writers: 0 }]);
    expect(wake(s, OWN)).toBe('ok');
    expect(s.call('quantum_alloc', OWN, ANY_QUANTUM, 0, s.id(CHILD))).toBe('ok');
    s.as(CHILD);
    expect([s.registers.eip, s.read(HERE)]).toEqual([PAD_ADDRESS.call, 41]);
    expect(s.write(HERE, 43)).toMatchObject({ vector: 14, errorCode: 7, address: HERE });
    s.claims(HERE);
    expect(s.write(HERE, 43)).toBeNull();
    expect([s.page(frames[0]).readers, s.as(ALICE).read(HERE)]).toEqual([1, 41]);
  });

  it('a right is granted by an offer and taken by acquire, once', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    offer(s, BOB, OWN, 1, 1, 5);
    expect(s.call('pgacl_mod', OWN, frame, 1, s.capability(7, 1, 5))).toBe('ok');
    expect(s.as(BOB).call('acquire', 2, s.id(ALICE))).toBe('ok');
    expect(s.env(BOB).capabilities[2]).toEqual({ rights: 1, name: [1, 5] });
    expect(s.call('acquire', 3, s.id(ALICE))).toBe('E_NOT_FOUND');
    expect(s.call('insert_pte', 2, frame * PAGE_BYTES + WRITE, THERE, 0, 0)).toBe('ok');
    expect(s.as(ALICE).read(s.own(UAREA.aenvid))).toBe(0);
  });

  it('a library starts a thread: the space is one, the lists are two', () => {
    const s = begin();
    s.as(ALICE).claims(HERE);
    expect(s.call('env_clone', OWN)).toBe('ok');
    expect(s.env(CHILD).directory).toBe(s.env(ALICE).directory);
    s.write(UADDRS + CHILD * PAGE_BYTES + UAREA.status, 1);
    s.as(CHILD);
    s.write(HERE, 7);
    expect(s.claims(THERE)).toBeGreaterThan(0);
    expect(s.call('forge', OWN, 2, s.capability(1, 1), 0, 0)).toBe('ok');
    s.as(ALICE);
    expect([s.read(HERE), s.write(THERE, 8), s.env(ALICE).capabilities[2]]).toEqual([7, null, { rights: 1, name: [2] }]);
    expect(s.call('env_free', OWN, s.id(CHILD))).toBe('ok');
    expect([s.read(HERE), s.read(THERE), s.read(UADDRS + CHILD * PAGE_BYTES)]).toEqual([7, 8, null]);
  });

  it('the space of threads goes with the last of them, whichever that is', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    expect(s.call('env_clone', OWN)).toBe('ok');
    s.write(UADDRS + CHILD * PAGE_BYTES + UAREA.status, 1);
    s.as(CHILD);
    expect(s.call('env_free', OWN, s.id(ALICE))).toBe('ok');
    expect([s.running, s.as(CHILD).read(HERE), s.page(frame).status]).toEqual([BOB, 0, 'user']);
    expect(s.as(CAROL).call('env_free', ALL_ALICE, s.id(CHILD))).toBe('ok');
    expect(s.page(frame).status).toBe('free');
  });

  it('a debugger reads and sets the registers of an env that it may write, flags of ring 3 only', () => {
    const s = begin();
    s.as(BOB).does('nop', { esi: 11, ebp: 22 });
    const record = s.as(ALICE).own(0x400);
    expect(s.call('rdenv', WRITE_BOB, s.id(BOB), record)).toBe('ok');
    expect([s.read(record + 24), s.read(record + 20), s.read(record + 36)]).toEqual([11, 22, 0x202]);
    s.write(record + 24, 33);
    s.write(record + 32, PAD_ADDRESS.nop);
    s.write(record + 36, 0x33002);
    expect(s.call('wrenv', WRITE_BOB, s.id(BOB), record)).toBe('ok');
    expect(s.as(BOB).registers).toMatchObject({ esi: 33, ebp: 22, eip: PAD_ADDRESS.nop, eflags: 0x202 });
  });

  it('a page is taken back from who has it: no new binding, and the old one is removed', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    expect(s.call('pgacl_mod', OWN, frame, 1, s.capability(7, 2))).toBe('ok');
    const bind = (): string => s.call('insert_pte', OWN, frame * PAGE_BYTES + WRITE, THERE, 0, 0);
    expect([s.as(BOB).running, bind()]).toEqual([BOB, 'ok']);
    expect(s.as(ALICE).call('pstate_mod', OWN, frame, LIMIT_ONE, LIMIT_ONE)).toBe('E_SHARE');
    expect(s.call('remove_vas', s.list(THERE), 1, WRITE_BOB, s.id(BOB))).toBe('ok');
    expect(s.call('pstate_mod', OWN, frame, LIMIT_ONE, LIMIT_ONE)).toBe('ok');
    expect([s.as(BOB).running, bind()]).toEqual([BOB, 'E_SHARE']);
    expect(s.as(ALICE).call('pstate_mod', OWN, frame, LIMIT_ALL, LIMIT_ALL)).toBe('ok');
    expect([s.as(BOB).running, bind()]).toEqual([BOB, 'ok']);
  });

  it('time is given away: the slice ends at once, and the quantum runs another from then on', () => {
    const s = begin();
    expect(s.as(ALICE).state.processor.quantum).toBe(0);
    expect(s.call('quantum_set', OWN, 0, 0, s.id(BOB))).toBe('ok');
    expect(get(s.state.quanta, 0)).toMatchObject({ used: true, env: s.id(BOB), guard: { rights: 7, name: [1] } });
    expect(s.state.processor).toMatchObject({ running: BOB, quantum: 1 });
    expect(s.as(BOB).call('quantum_set', OWN, 0, 0, s.id(BOB))).toBe('E_CAP_INSUFF');
    expect(s.as(ALICE).call('quantum_free', OWN, 0, 0)).toBe('ok');
    expect(get(s.state.quanta, 0).used).toBe(false);
  });

  it('a range of pages is bound, across the end of a region and with what the library keeps between', () => {
    const s = begin();
    const va = THERE - PAGE_BYTES;
    expect(s.as(ALICE).call('insert_pte_range', OWN, s.list(WRITE, 0x1230, READ), 3, va, 0, 0)).toBe('ok');
    expect([s.call('read_pte', THERE, 0, 0), s.registers.edx]).toEqual(['ok', 0x1230]);
    expect([s.write(va, 9), s.read(va), s.read(THERE + PAGE_BYTES)]).toEqual([null, 9, 0]);
  });
});

describe.each(PLACES)('what libraries cannot do (%s)', (_, begin) => {
  it('take what was offered to another, or what the granter could not have given', () => {
    const s = begin();
    s.as(ALICE);
    offer(s, BOB, OWN, 1, 1);
    expect(s.as(CAROL).call('acquire', 4, s.id(ALICE))).toBe('E_NOT_FOUND');
    for (const [gkey, rights, name, said] of [[OWN, 7, 2, 'E_CAP_INSUFF'], [NO_DUP, 1, 1, 'E_CAP_INSUFF'], [5, 1, 1, 'E_CAP_INVALID']] as const) {
      s.as(ALICE);
      offer(s, BOB, gkey, rights, name);
      expect(s.as(BOB).call('acquire', 2, s.id(ALICE))).toBe(said);
    }
    expect(s.call('acquire', 0, s.id(ALICE))).toBe('E_INVAL');
    expect(s.call('acquire', 2, 0)).toBe('E_BAD_ENV');
    expect(s.env(BOB).capabilities[2]).toBeNull();
  });

  it('read or set registers with the name alone, or those of who runs', () => {
    const s = begin();
    const record = s.as(ALICE).own(0x400);
    expect(s.call('rdenv', WRITE_BOB, s.id(CAROL), record)).toBe('E_CAP_INSUFF');
    expect(s.call('wrenv', NAME_ONLY, 0, record)).toBe('E_CAP_INSUFF');
    expect(s.call('wrenv', OWN, 0, record)).toBe('E_INVAL');
    expect(s.call('rdenv', OWN, s.id(ALICE), record)).toBe('E_INVAL');
  });

  it('write a u-area with the right to write the env, or beyond its page', () => {
    const s = begin();
    s.as(ALICE);
    expect(s.call('wru', WRITE_BOB, s.id(BOB), 0, 4, s.list(0))).toBe('E_CAP_INSUFF');
    expect(s.call('rdu', WRITE_BOB, s.id(BOB), 0, 4, s.own(0x400))).toBe('ok');
    expect(s.call('rdu', OWN, 0, 4092, 8, s.own(0x400))).toBe('E_INVAL');
    expect(s.call('rdu', OWN, 0, 0xfffffffc, 8, s.own(0x400))).toBe('E_INVAL');
    expect(s.call('rdu', OWN, 0, 0, 257, s.own(0x400))).toBe('E_INVAL');
    expect(s.as(CAROL).call('wru', ALL_BOB, s.id(BOB), 0, 4, s.list(0))).toBe('ok');
  });

  it('have a result written where they cannot write', () => {
    const s = begin();
    s.as(ALICE).claims(HERE);
    s.call('mod_pte_range', OWN, 2 * 0x10000, HERE, 1, 0, 0);
    s.call('rdu', OWN, 0, 0, 4, HERE);
    expect([s.registers.eip, s.read(s.registers.esp + 4)]).toEqual([PAD_HANDLER, 3]);
    s.call('rdu', OWN, 0, 0, 4, THERE);
    expect([s.registers.eip, s.read(s.registers.esp + 4), s.read(s.registers.esp + 8)]).toEqual([PAD_HANDLER, 2, THERE]);
  });

  it('gain W on a page by its flags', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    expect(s.call('pgacl_mod', OWN, frame, 1, s.capability(0, 2))).toBe('ok');
    expect(s.as(BOB).call('insert_pte', OWN, frame * PAGE_BYTES + READ, THERE, 0, 0)).toBe('ok');
    expect(s.call('mod_pte_range', OWN, 2, THERE, 1, 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('mod_pte_range', OWN, 2 + 2 * 0x10000, THERE, 1, 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('mod_pte_range', OWN, 0x10000, THERE, 1, 0, 0)).toBe('E_INVAL');
    expect(s.call('mod_pte_range', OWN, 0x80, THERE, 1, 0, 0)).toBe('E_INVAL');
    expect(s.entry(BOB, THERE)).toMatchObject({ frame, writable: false });
  });

  it('bind part of a range', () => {
    const s = begin();
    const frame = s.as(CAROL).claims(HERE);
    expect(s.as(ALICE).call('insert_pte_range', OWN, s.list(WRITE, frame * PAGE_BYTES + READ), 2, HERE, 0, 0)).toBe('E_CAP_INSUFF');
    expect([s.entry(ALICE, HERE), s.call('insert_pte_range', OWN, s.list(WRITE), 65, HERE, 0, 0)]).toEqual([null, 'E_INVAL']);
  });

  it('make an env with a weak capability, or when rows or frames are used up', () => {
    const s = begin();
    expect(s.as(ALICE).call('env_alloc', NO_DUP)).toBe('E_CAP_INSUFF');
    expect(s.call('env_clone', 5)).toBe('E_CAP_INVALID');
    expect([0, 1, 2].map(() => s.call('env_clone', OWN))).toEqual(['ok', 'ok', 'ok']);
    expect([s.call('env_clone', OWN), s.call('env_alloc', OWN)]).toEqual(['E_NO_FREE_ENV', 'E_NO_FREE_ENV']);
  });
});
