import { describe, expect, it } from 'vitest';
import { COST_UNIT_LENT } from '../../src/abi/costs.ts';
import { INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { PAD_ADDRESS, PAD_HANDLER } from '../../src/check/pad.ts';
import type { UnitOperation } from '../../src/check/pad.ts';
import { NO_FLOATING_POINT } from '../../src/model/state.ts';
import { ALICE, ALL_ALICE, ALL_BOB, BOB, CAROL, OWN, PLACES } from './world.ts';
import type { Story } from './world.ts';

const INDEFINITE = 0x80000000;
/** Every exception unmasked. */
const UNMASKED = 0x340;
const TRUNCATING = 0xf7f;
const NEGATIVE = 0xfffffff9;

/** An operation on a word of the own u-area, which the kernel lets begin anew once it has lent the unit; what it trapped with then, or null. */
const does = (s: Story, operation: UnitOperation, offset = 0x400): number | null => {
  const registers = { ebx: s.own(offset) };
  const trap = s.does(operation, registers);
  return (trap?.vector === 7 ? s.does(operation, registers) : trap)?.vector ?? null;
};

/** Loads an operand that has been stored before. */
const loads = (s: Story, operation: 'fild' | 'fldcw', word: number): number | null => {
  s.write(s.own(0x400), word);
  return does(s, operation);
};

/** What an operation stores. */
const stores = (s: Story, operation: 'fistp' | 'fnstcw'): number | null => {
  s.write(s.own(0x400), 0);
  return does(s, operation) === null ? s.read(s.own(0x400)) : null;
};

describe.each(PLACES)('floating point (%s)', (_, begin) => {
  it('two who compute in turn never see each other\'s registers nor control word', () => {
    const s = begin();
    s.as(ALICE);
    expect([loads(s, 'fild', 7), loads(s, 'fild', NEGATIVE), loads(s, 'fldcw', UNMASKED)]).toEqual([null, null, null]);
    s.as(BOB);
    expect([stores(s, 'fnstcw'), stores(s, 'fistp'), stores(s, 'fnstcw')]).toEqual([0x37f, INDEFINITE, 0x37f]);
    expect([loads(s, 'fild', 5), loads(s, 'fldcw', TRUNCATING)]).toEqual([null, null]);
    s.as(ALICE);
    expect([stores(s, 'fnstcw'), stores(s, 'fistp'), stores(s, 'fistp')]).toEqual([UNMASKED, NEGATIVE, 7]);
    s.as(BOB);
    expect([stores(s, 'fistp'), stores(s, 'fnstcw')]).toEqual([5, TRUNCATING]);
  });

  it('the unit is lent once a slice, at the instruction that wants it, which is then executed', () => {
    const s = begin();
    s.as(ALICE);
    const { clock } = s.state.processor;
    expect(s.does('fild', { ebx: s.own(0x400), eax: 4711 })).toMatchObject({ vector: 7, errorCode: 0 });
    expect(s.state.processor).toMatchObject({ clock: clock + COST_UNIT_LENT, running: ALICE, unit: INITIAL_FLOATING_POINT });
    expect(s.registers).toMatchObject({ eip: PAD_ADDRESS.fild, eax: 4711 });
    expect(s.env(ALICE).floatingPoint).toEqual(NO_FLOATING_POINT);
    expect(s.does('fild', { ebx: s.own(0x400) })).toBeNull();
    expect(s.call('geteid')).toBe('ok');
    expect(s.does('undefined')).toMatchObject({ vector: 6 });
    expect([s.registers.eip, s.does('fild', { ebx: s.own(0x400) })]).toEqual([PAD_HANDLER, null]);
  });

  it('the shortest slice is long enough to be lent the unit and to use it (FPU-4)', () => {
    const s = begin({ geometry: { tickCycles: 1 } });
    const vectors = Array.from({ length: 6 }, () => s.does('fild', { ebx: s.own(0x400) })?.vector ?? null);
    expect(vectors).toContain(null);
  });

  it('a yield to oneself gives it back, too', () => {
    const s = begin();
    s.as(ALICE);
    loads(s, 'fild', 3);
    const { unit } = s.state.processor;
    expect(s.call('yield', s.id(ALICE))).toBe('ok');
    expect([s.running, s.state.processor.unit]).toEqual([ALICE, null]);
    expect(s.env(ALICE).floatingPoint).toEqual(unit);
    expect(s.does('fistp', { ebx: s.own(0x400) })).toMatchObject({ vector: 7 });
    expect(stores(s, 'fistp')).toBe(3);
  });

  it('nobody else gets the exception that one has left pending (FPU-8)', () => {
    const s = begin();
    s.as(ALICE);
    loads(s, 'fldcw', UNMASKED);
    expect(does(s, 'fistp')).toBeNull();
    s.as(CAROL);
    expect([does(s, 'wait'), loads(s, 'fild', 1), stores(s, 'fistp')]).toEqual([null, null, 1]);
    s.as(ALICE);
    expect(does(s, 'wait')).toBe(16);
    expect(s.registers.eip).toBe(PAD_HANDLER);
    expect([does(s, 'fild'), does(s, 'fnstcw'), does(s, 'fninit'), does(s, 'wait'), does(s, 'fild')]).toEqual([16, null, null, null, null]);
  });

  it('WAIT of one without the unit is trapped as well, since something may be pending', () => {
    const s = begin();
    s.as(ALICE);
    expect(s.does('wait')).toMatchObject({ vector: 7 });
    expect(s.registers.eip).toBe(PAD_ADDRESS.wait);
    expect(s.does('wait')).toBeNull();
    expect(s.state.processor.unit).toEqual(INITIAL_FLOATING_POINT);
  });

  it('who dies with the unit leaves nothing in it', () => {
    const s = begin();
    s.as(ALICE);
    loads(s, 'fild', 7);
    loads(s, 'fldcw', UNMASKED);
    s.call('env_free', OWN, 0);
    expect([s.env(ALICE).status, s.env(ALICE).floatingPoint, s.state.processor.unit]).toEqual(['free', NO_FLOATING_POINT, null]);
    expect([stores(s, 'fnstcw'), stores(s, 'fistp')]).toEqual([0x37f, INDEFINITE]);
  });

  it('who dies by an exception of the unit leaves nothing in it either', () => {
    const s = begin();
    s.as(BOB);
    loads(s, 'fldcw', UNMASKED);
    expect([does(s, 'fistp'), does(s, 'wait')]).toEqual([null, 16]);
    expect([s.env(BOB).status, s.env(BOB).floatingPoint, s.state.processor.unit]).toEqual(['free', NO_FLOATING_POINT, null]);
    expect([does(s, 'wait'), stores(s, 'fnstcw')]).toEqual([null, 0x37f]);
  });

  it('a child born in the row of one who computed begins with the initial state', () => {
    const s = begin();
    s.as(BOB);
    loads(s, 'fild', 7);
    s.as(CAROL);
    expect(loads(s, 'fild', 9)).toBeNull();
    expect(s.env(BOB).floatingPoint).not.toEqual(INITIAL_FLOATING_POINT);
    expect(s.call('env_free', ALL_BOB, s.id(BOB))).toBe('ok');
    expect(s.env(BOB).floatingPoint).toEqual(NO_FLOATING_POINT);
    expect(s.call('env_clone', ALL_ALICE)).toBe('ok');
    expect(s.env(BOB)).toMatchObject({ status: 'live', floatingPoint: INITIAL_FLOATING_POINT });
    expect(stores(s, 'fistp')).toBe(9);
  });
});
