import { describe, expect, it } from 'vitest';
import { KERNBASE, PAGE_BYTES, UADDRS, UENVS, ULIM, UPAGES, UQUANTA, USYSINFO, UTOP, UVPT } from '../../src/abi/addressMap.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import { PAD_HANDLER } from '../../src/check/pad.ts';
import { ALICE, ALL_ALICE, BOB, CAROL, NAME_ONLY, NO_DUP, OWN, PLACES, WRITE_BOB } from './world.ts';

const HERE = 0x00400000;
const THERE = 0x00800000;
const READ = 1;
const WRITE = 3;
const HANDLED = { people: { [BOB]: { entfault: PAD_HANDLER } } };

describe.each(PLACES)('what must fail (%s)', (_, begin) => {
  it('forging from a capability without DUP', () => {
    const s = begin();
    expect(s.as(ALICE).call('forge', NO_DUP, 4, s.capability(1, 1), 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('forge', OWN, 4, s.capability(1, 1), 0, 0)).toBe('ok');
  });

  it('forging a shorter name, another name, or a right that one lacks', () => {
    const s = begin();
    s.as(ALICE);
    expect(s.call('forge', OWN, 4, s.capability(7), 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('forge', OWN, 4, s.capability(1, 2), 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('forge', WRITE_BOB, 4, s.capability(3, 2), 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('forge', OWN, 4, s.capability(7, 1, 1), 0, 0)).toBe('ok');
  });

  it('writing a list that one has no right over', () => {
    const s = begin();
    expect(s.as(BOB).call('forge', OWN, 4, s.capability(7, 2), OWN, s.id(ALICE))).toBe('E_CAP_INSUFF');
    expect(s.env(ALICE).capabilities[4]).toBeNull();
  });

  it('emptying or weakening slot 0', () => {
    const s = begin();
    expect(s.as(ALICE).call('forge', OWN, 0, 0, 0, 0)).toBe('E_INVAL');
    expect(s.call('forge', OWN, 0, s.capability(3, 1), 0, 0)).toBe('E_CAP_INSUFF');
  });

  it('presenting bytes that are no canonical capability', () => {
    const s = begin();
    s.as(ALICE);
    s.write(s.own(0x300), 0x2f + 0x10 + 0x100);
    s.write(s.own(0x304), 0);
    expect(s.call('forge', OWN, 4, s.own(0x300), 0, 0)).toBe('E_CAP_INVALID');
    s.write(s.own(0x300), 0x2f + 0x100);
    s.write(s.own(0x304), 1);
    expect(s.call('forge', OWN, 4, s.own(0x300), 0, 0)).toBe('E_CAP_INVALID');
  });

  it('mapping a frame of the kernel, a directory, a table, or beyond memory', () => {
    const s = begin();
    s.as(ALICE);
    const map = frameMapOf(s.state.boot.geometry);
    for (const frame of [map.core, map.kernelTable, map.saveFirst, map.pad, map.envsFirst, s.env(BOB).directory, s.env(ALICE).directory, s.state.boot.geometry.frames]) {
      expect(s.call('insert_pte', OWN, frame * PAGE_BYTES + READ, HERE, 0, 0)).toBe('E_INVAL');
    }
    expect(s.call('insert_pte', OWN, 0xfffff000 + READ, HERE, 0, 0)).toBe('E_INVAL');
  });

  it('mapping another\'s page without its capability, or writable with the name alone', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    expect(s.as(BOB).call('insert_pte', OWN, frame * PAGE_BYTES + READ, HERE, 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.as(ALICE).call('insert_pte', NAME_ONLY, frame * PAGE_BYTES + WRITE, THERE, 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.call('insert_pte', NAME_ONLY, frame * PAGE_BYTES + READ, THERE, 0, 0)).toBe('ok');
  });

  it('mapping at or above UTOP', () => {
    const s = begin();
    s.as(ALICE);
    for (const va of [UTOP, USYSINFO, UADDRS, UVPT, ULIM, KERNBASE, 0xfffff000, HERE + 1]) expect(s.call('insert_pte', OWN, WRITE, va, 0, 0)).toBe('E_INVAL');
  });

  it('binding or unbinding in another\'s space without W on it', () => {
    const s = begin();
    s.as(ALICE).claims(HERE);
    expect(s.as(BOB).call('remove_vas', s.list(HERE), 1, OWN, s.id(ALICE))).toBe('E_CAP_INSUFF');
    expect(s.call('insert_pte', OWN, WRITE, THERE, OWN, s.id(ALICE))).toBe('E_CAP_INSUFF');
    expect(s.call('pt_free', HERE, OWN, s.id(ALICE))).toBe('E_CAP_INSUFF');
    expect(s.as(ALICE).read(HERE)).toBe(0);
  });

  it('clearing or weakening entry 0 of an ACL, or changing one without MOD', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    expect(s.call('pgacl_mod', OWN, frame, 0, 0)).toBe('E_INVAL');
    expect(s.call('pgacl_mod', OWN, frame, 0, s.capability(3, 1))).toBe('E_CAP_INSUFF');
    expect(s.call('pgacl_mod', NO_DUP, frame, 1, s.capability(7, 1))).toBe('E_CAP_INSUFF');
    expect(s.as(BOB).call('pgacl_mod', OWN, frame, 1, s.capability(7, 2))).toBe('E_CAP_INSUFF');
    expect(s.page(frame).acl).toEqual([{ rights: 7, name: [1] }, null]);
  });

  it('writing the exposed windows or the own page tables', () => {
    const s = begin();
    s.as(ALICE);
    for (const va of [USYSINFO, UQUANTA, UENVS, UPAGES]) {
      expect(s.write(va, 1)).toMatchObject({ vector: 14, errorCode: 7, address: va });
      expect(s.registers.eip).toBe(PAD_HANDLER);
    }
    s.claims(HERE);
    expect(s.write(UVPT + 4 * (HERE / PAGE_BYTES), 7)).toMatchObject({ vector: 14, errorCode: 7 });
    expect(s.write(ULIM, 1)).toMatchObject({ vector: 13, errorCode: 0 });
  });

  it('jumping into the kernel', () => {
    const s = begin();
    const stub = KERNBASE + frameMapOf(s.state.boot.geometry).core * PAGE_BYTES + 0x100;
    expect(s.as(ALICE).jumps(stub)).toMatchObject({ vector: 14, errorCode: 5, address: stub });
    expect(s.registers.eip).toBe(PAD_HANDLER);
    expect(s.jumps(UTOP)).toMatchObject({ vector: 14, errorCode: 4, address: UTOP });
  });

  it('a privileged instruction, and a software interrupt that is no gate of users', () => {
    const s = begin();
    expect(s.as(ALICE).does('halt')).toMatchObject({ vector: 13, errorCode: 0 });
    expect(s.read(s.registers.esp)).toBe(13);
    expect(s.does('interrupt')).toMatchObject({ vector: 13, errorCode: 0x21 * 8 + 2 });
    expect(s.does('breakpoint')).toMatchObject({ vector: 3 });
    expect(s.running).toBe(ALICE);
  });

  it('reading another\'s u-area', () => {
    const s = begin(HANDLED);
    expect(s.as(BOB).read(UADDRS + ALICE * PAGE_BYTES)).toBeNull();
    expect(s.registers.eip).toBe(PAD_HANDLER);
  });

  it('destroying an environment with less than all rights', () => {
    const s = begin();
    expect(s.as(ALICE).call('env_free', WRITE_BOB, s.id(BOB))).toBe('E_CAP_INSUFF');
    expect(s.call('env_free', NO_DUP, 0)).toBe('E_CAP_INSUFF');
    expect(s.as(CAROL).call('env_free', ALL_ALICE, s.id(BOB))).toBe('E_CAP_INSUFF');
    expect([ALICE, BOB, CAROL].map((index) => s.env(index).status)).toEqual(['live', 'live', 'live']);
  });

  it('freeing a table that still holds a payload', () => {
    const s = begin();
    expect(s.as(ALICE).call('insert_pte', OWN, 2, HERE, 0, 0)).toBe('ok');
    expect(s.call('pt_free', HERE, 0, 0)).toBe('E_EXISTS');
    expect(s.call('pt_free', THERE, 0, 0)).toBe('E_NOT_FOUND');
  });

  it('argument bytes outside user space, and more elements than a range may have', () => {
    const s = begin();
    s.as(ALICE);
    expect(s.call('forge', OWN, 4, ULIM - 4, 0, 0)).toBe('E_FAULT');
    expect(s.call('forge', OWN, 4, 0xfffffffc, 0, 0)).toBe('E_FAULT');
    expect(s.call('remove_vas', s.list(HERE), 65, 0, 0)).toBe('E_INVAL');
    expect(s.call('remove_vas', KERNBASE, 1, 0, 0)).toBe('E_FAULT');
  });

  it('a range of which one element is bad removes nothing', () => {
    const s = begin();
    s.as(ALICE).claims(HERE);
    expect(s.call('remove_vas', s.list(HERE, HERE + 1), 2, 0, 0)).toBe('E_INVAL');
    expect(s.frame(ALICE, HERE)).toBeGreaterThan(0);
  });
});
