import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { CALLS } from '../../src/abi/calls.ts';
import type { CallName } from '../../src/abi/calls.ts';
import { COST_UNKNOWN_CALL } from '../../src/abi/costs.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import type { ErrorName } from '../../src/abi/errors.ts';
import { ENV, PAGE, QUANTUM } from '../../src/abi/layout.ts';
import { EAX, EBP, EBX, ECX, EDI, EDX, ESI, ESP } from '../../src/x86/registers.ts';
import { B, OWN, ROOT_SLOT, STALE, ULIM_LESS_4, VA, check } from './refusals.ts';
import { TestMachine } from './testMachine.ts';

const A = 2048;
const C = 2050;
const RECORDS = 0x400;
const AT = UADDRS + RECORDS;
/** What the INT and the batch cost without any record. */
const BASE = 51;
const UNTOUCHED = 0x55;

type Entry = readonly [call: CallName | number, ...words: readonly number[]];
const GETEID: Entry = ['geteid'];

/** The seven words of each record. */
const wordsOf = (records: readonly Entry[]): readonly number[] =>
  records.flatMap(([call, ...words]) => [typeof call === 'number' ? call : CALLS[call].number, ...words, ...Array.from({ length: 6 - words.length }, () => 0)]);

/** Stores records in the running env's u-area and performs them; gives EAX, ECX, EDX and the cycles that passed. */
const perform = (m: TestMachine, records: readonly Entry[]): readonly number[] => {
  const index = (m.call('geteid'), m.cpu.regs[EDX] & 0x7ff);
  wordsOf(records).forEach((word, i) => m.pokeWord(index, RECORDS + 4 * i, word));
  m.cpu.regs[EDX] = UNTOUCHED;
  const before = m.machine.clock;
  const error = m.call('batch', UADDRS + index * PAGE_BYTES + RECORDS, records.length);
  return [error, m.cpu.regs[ECX], m.cpu.regs[EDX], m.machine.clock - before];
};

const runningQuantum = (m: TestMachine): number => m.read(m.map.core, 0xc4);

describe('batch refuses in the order of its page', () => {
  it('and leaves every byte, ECX and EDX (BAT-1, BAT-2)', () => {
    const m = new TestMachine();
    m.cpu.regs[EDX] = UNTOUCHED;
    check('batch', m, [
      [[ULIM_LESS_4, 17], 'E_INVAL'], // BAT-1
      [[ULIM_LESS_4, 0xffffffff], 'E_INVAL'], // BAT-1
      [[ULIM_LESS_4, 16], 'E_FAULT'], // BAT-2
      [[ULIM_LESS_4 - 23, 1], 'E_FAULT'], // BAT-2
      [[0xffffffff, 1], 'E_FAULT'], // BAT-2
    ]);
    expect([m.cpu.regs[ECX], m.cpu.regs[EDX], m.machine.clock]).toEqual([1, UNTOUCHED, 5 * BASE]);
  });

  it('and restarts for records of which a byte is missing (ENT-5)', () => {
    const m = new TestMachine();
    m.call('insert_pte', OWN, 3, VA, 0, 0);
    const [before, frame] = [m.machine.clock, m.map.kernelFrames + 9];
    wordsOf([['forge', OWN, 2, 0, 0, 0]]).forEach((word, i) => m.machine.ram.write32(frame * PAGE_BYTES + 4064 + 4 * i, word));
    m.call('batch', VA + 4064, 2);
    const words = Array.from({ length: 5 }, (_, i) => m.read(m.env(0, ENV.uarea), 4096 - 28 + 4 * i) >>> 0);
    expect([words, m.machine.clock - before]).toEqual([[14, 0, VA + 4096, 0x202, PAD], 81]);
    expect([m.slot(0, 2), m.entry(0, VA) & 0x60]).toEqual([0x012b, 0]);
    expect([m.call('batch', VA + 4064, 1), m.slot(0, 2), m.entry(0, VA) & 0x60]).toEqual([0, 0, 0x20]);
  });

  it('but not for no records, wherever they are', () => {
    const m = new TestMachine();
    m.cpu.regs[EDX] = UNTOUCHED;
    expect([m.call('batch', 0xffffffff, 0), m.cpu.regs[ECX], m.cpu.regs[EDX], m.machine.clock]).toEqual([0, 0, UNTOUCHED, BASE]);
  });
});

describe('the records of a batch', () => {
  it('are performed in order, each in the state that the earlier ones leave (BAT-3)', () => {
    const m = new TestMachine();
    const given = m.poke(0, 64, [0x2f, 1, 0, 0, 0, 0, 0, 0]);
    const frame = m.map.kernelFrames + 9;
    expect(perform(m, [['forge', OWN, 5, given, 0, 0], ['insert_pte', 5, 3, VA, 0, 0], ['forge', OWN, 5, 0, 0, 0]])).toEqual([0, 3, UNTOUCHED, BASE + 60 + 90 + 60]);
    expect([m.slot(0, 5), m.entry(0, VA), m.page(frame, PAGE.acl)]).toEqual([0, frame * 4096 + 7, 0x012f]);
  });

  it('can be 16, none of which disturbs the words of a later one', () => {
    const m = new TestMachine();
    for (let i = 0; i < 64; i++) m.pokeWord(0, 64 + 4 * i, VA);
    const list: readonly Entry[] = Array.from({ length: 15 }, () => ['remove_vas', UADDRS + 64, 64, 0, 0]);
    expect(perform(m, [...list, GETEID])).toEqual([0, 16, A, BASE + 15 * (40 + 64 * 12) + 20]);
  });

  it('leave the other registers and the place of the caller alone (ENT-1)', () => {
    const m = new TestMachine();
    [ESI, EDI, EBP].forEach((register) => (m.cpu.regs[register] = 70 + register));
    const [esp, flags] = [m.cpu.regs[ESP], m.cpu.eflags];
    perform(m, [['read_pte', 0, 0, 0], GETEID]);
    expect([EBX, ESI, EDI, EBP, ESP].map((register) => m.cpu.regs[register])).toEqual([AT | 0, 76, 77, 75, esp]);
    expect([m.cpu.eflags, m.cpu.eip >>> 0]).toEqual([flags, PAD + 2]);
  });

  it('are read once, though one of them writes over another', () => {
    const m = new TestMachine();
    m.poke(0, 64, [0x7f]);
    expect(perform(m, [['wru', OWN, 0, RECORDS + 28, 1, UADDRS + 64], GETEID])).toEqual([0, 2, A, BASE + 61 + 20]);
    expect(m.read(m.env(0, ENV.uarea), RECORDS + 28)).toBe(0x7f);
  });

  it('may unmap the pages that hold them, aligned or not', () => {
    const m = new TestMachine();
    for (const va of [VA, VA + 4096]) m.call('insert_pte', OWN, 3, va, 0, 0);
    const at = 4095 - 28;
    const records = wordsOf([['insert_pte', OWN, 0, VA, 0, 0], ['insert_pte', OWN, 0, VA + 4096, 0, 0], ['pt_free', VA, 0, 0], GETEID]);
    const base = (m.map.kernelFrames + 9) * PAGE_BYTES + at;
    records.forEach((word, i) => [0, 8, 16, 24].forEach((shift, j) => m.machine.ram.write8(base + 4 * i + j, (word >>> shift) & 0xff)));
    expect([m.call('batch', VA + at, 4), m.cpu.regs[ECX], m.cpu.regs[EDX], m.entry(0, VA)]).toEqual([0, 4, A, 0]);
    expect([8, 9, 10].map((frame) => m.page(m.map.kernelFrames + frame, PAGE.status))).toEqual([0, 0, 0]);
  });

  it('may free other envs, which costs the rows of each', () => {
    const m = new TestMachine();
    for (const va of [VA, VA + 4096]) m.call('insert_pte', OWN, 3, va, ROOT_SLOT, B);
    expect(perform(m, [['env_free', ROOT_SLOT, B], ['env_alloc', OWN]])).toEqual([0, 2, 2 * 2048 + 1, BASE + 120 + 30 + 400]);
    expect([m.env(1, ENV.generation), m.quantum(2, QUANTUM.status)]).toEqual([2, 0]);
  });
});

describe('a record that is refused stops its batch', () => {
  it.each<readonly [what: string, record: Entry, error: ErrorName, cost: number]>([
    ['unknown', [0x7f, 1, 2], 'E_INVAL', COST_UNKNOWN_CALL],
    ['a batch', ['batch', 0, 0], 'E_INVAL', 50],
    ['a yield', ['yield', 0], 'E_INVAL', 40],
    ['a yield to another', ['yield', B], 'E_INVAL', 40],
    ['a yield to nobody that lives', ['yield', STALE], 'E_INVAL', 40],
    ['the end of the caller', ['env_free', OWN, 0], 'E_INVAL', 120],
    ['the end of the caller by its id', ['env_free', 99, A], 'E_INVAL', 120],
    ['the end of nobody', ['env_free', 99, STALE], 'E_BAD_ENV', 120],
    ['refused by a guard', ['env_free', OWN, B], 'E_CAP_INSUFF', 120],
    ['refused for its count, without rows', ['remove_vas', UADDRS, 65, 0, 0], 'E_INVAL', 40],
    ['refused after its count, with rows', ['remove_vas', UADDRS, 2, 0, STALE], 'E_BAD_ENV', 64],
    ['out of user space', ['forge', OWN, 2, ULIM_LESS_4, 0, 0], 'E_FAULT', 60],
    ['without its argument bytes', ['forge', OWN, 2, VA, 0, STALE], 'E_FAULT', 60],
    ['without an argument byte, with rows', ['wru', OWN, 0, 0, 8, UADDRS + 4092], 'E_FAULT', 68],
    ['without a buffer', ['rdu', OWN, 0, 0, 8, UADDRS + 4092], 'E_FAULT', 68],
    ['with a buffer that is read-only', ['rdenv', ROOT_SLOT, B, PAD], 'E_FAULT', 70],
  ])('%s (BAT-4, BAT-5)', (_, record, error, cost) => {
    const m = new TestMachine();
    expect(perform(m, [['forge', OWN, 3, 0, 0, 0], record, ['forge', OWN, 4, 0, 0, 0]])).toEqual([ERRORS[error], 1, UNTOUCHED, BASE + 60 + cost]);
    expect([m.slot(0, 2), m.slot(0, 3), m.slot(0, 4), m.cpu.eip >>> 0]).toEqual([0x012b, 0, 0x05024f, PAD + 2]);
    expect([m.env(0, ENV.id), m.env(1, ENV.id), runningQuantum(m)]).toEqual([A, B, 0]);
  });

  it('and the first may be it', () => {
    const m = new TestMachine();
    expect(perform(m, [['yield', 0], GETEID])).toEqual([ERRORS.E_INVAL, 0, UNTOUCHED, BASE + 40]);
  });

  it('and has marked the pages whose bytes were read, but none of a miss (BAT-3, BAT-5)', () => {
    const m = new TestMachine();
    m.call('insert_pte', OWN, 3, VA, 0, 0);
    expect(perform(m, [['forge', OWN, 2, VA + 4092, 0, 0]])[0]).toBe(ERRORS.E_FAULT);
    expect(m.entry(0, VA) & 0x60).toBe(0);
    expect(perform(m, [['forge', OWN, 2, VA, 0, STALE]])[0]).toBe(ERRORS.E_BAD_ENV);
    expect(m.entry(0, VA) & 0x60).toBe(0x20);
  });
});

describe('the value of a batch is that of the last record that has one (BAT-6)', () => {
  it.each<readonly [what: string, records: readonly Entry[], registers: readonly number[]]>([
    ['not the first', [GETEID, ['env_alloc', OWN], GETEID], [0, 3, A]],
    ['whatever follows', [GETEID, ['env_alloc', OWN], ['forge', OWN, 3, 0, 0, 0]], [0, 3, C]],
    ['also of a batch that stops', [['env_alloc', OWN], ['env_alloc', 99]], [ERRORS.E_CAP_INVALID, 1, C]],
    ['or of none', [['forge', OWN, 3, 0, 0, 0]], [0, 1, UNTOUCHED]],
  ])('%s', (_, records, registers) => {
    expect(perform(new TestMachine(), records).slice(0, 3)).toEqual(registers);
  });
});

describe('the slice of a batch (BAT-7, ENV-7)', () => {
  const FREE: Entry = ['quantum_free', OWN, 0, 0];

  it('ends when all is done, if the quantum is free, with the results saved', () => {
    const m = new TestMachine();
    const before = m.machine.clock;
    perform(m, [FREE, GETEID, ['yield', 0], GETEID]);
    expect([runningQuantum(m), m.quantum(0, QUANTUM.status)]).toEqual([2, 0]);
    expect(m.machine.timer.deadline).toBe(before + 21 + BASE + 60 + 20 + 40 + 4000);
    const saved = [EAX, ECX, EDX].map((register) => m.read(m.map.saveFirst, 4 * register));
    expect([saved, m.call('yield', A), m.cpu.eip >>> 0]).toEqual([[ERRORS.E_INVAL, 2, A], ERRORS.E_INVAL, PAD + 2]);
    expect([m.cpu.regs[EAX], m.cpu.regs[ECX], m.cpu.regs[EDX]]).toEqual([ERRORS.E_INVAL, 2, A]);
  });

  it('goes on, if the quantum was freed and taken again for the same env', () => {
    const m = new TestMachine();
    const deadline = m.machine.timer.deadline;
    expect(perform(m, [FREE, ['quantum_alloc', OWN, 0, 0, 0]]).slice(0, 3)).toEqual([0, 2, 0]);
    expect([runningQuantum(m), m.quantum(0, QUANTUM.ticks), m.machine.timer.deadline]).toEqual([0, 8, deadline]);
  });

  it('ends, if it was taken again for another', () => {
    const m = new TestMachine();
    perform(m, [FREE, ['quantum_alloc', OWN, 0, 0, B]]);
    expect([runningQuantum(m), m.quantum(0, QUANTUM.env)]).toEqual([2, B]);
  });

  it('goes on, if the quantum was given away and back', () => {
    const m = new TestMachine();
    expect(perform(m, [['quantum_set', OWN, 0, 0, B], ['quantum_set', OWN, 0, 0, 0]]).slice(0, 2)).toEqual([0, 2]);
    expect([runningQuantum(m), m.quantum(0, QUANTUM.env)]).toEqual([0, A]);
  });

  it('ends, if a record freed the env whose quantum it was, after the records that follow', () => {
    const m = new TestMachine();
    m.call('forge', ROOT_SLOT, 3, m.poke(0, 64, [0x0f, 0, 0, 0, 0, 0, 0, 0]), ROOT_SLOT, B);
    m.call('yield', B);
    expect(perform(m, [['env_free', 3, A], GETEID]).slice(0, 3)).toEqual([0, 2, B]);
    expect([runningQuantum(m), m.env(0, ENV.status)]).toEqual([2, 0]);
  });

  it('belongs to whoever had it at the trap, in each batch anew', () => {
    const m = new TestMachine();
    m.call('env_clone', OWN);
    expect(perform(m, [['env_free', OWN, C], ['env_free', OWN, C]]).slice(0, 2)).toEqual([ERRORS.E_BAD_ENV, 1]);
    expect([runningQuantum(m), m.entry(0, UADDRS + 2 * 4096)]).toEqual([0, 0]);
  });
});
