import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { FLOATING_POINT_WORDS } from '../../src/abi/floatingPoint.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { Arena } from '../../src/check/arena.ts';
import type { Stage } from '../../src/check/arena.ts';
import { bootOf } from '../../src/check/draw/drawBoot.ts';
import type { Finding } from '../../src/check/findings.ts';
import { Lockstep } from '../../src/check/lockstep.ts';
import type { UnitOperation } from '../../src/check/pad.ts';
import { cleanKit } from '../../src/check/programs.ts';
import type { Step } from '../../src/check/step.ts';
import { closeUnit, openUnit } from '../../src/check/unitImage.ts';
import type { FloatingPoint, State } from '../../src/model/state.ts';
import { get } from '../../src/model/vector.ts';
import type { FpuState } from '../../src/x86/x87/fpu.ts';
import { budget } from '../support/budget.ts';

/**
 * SEG-1 for the operations of the pad on the floating-point unit, from states of the unit that are drawn and not reached:
 * every kind of number in every register, each full or empty, every control and status word. FPU-1, FPU-8.
 */
const KIT = cleanKit();
const OPERATIONS: readonly UnitOperation[] = ['fild', 'fistp', 'fldcw', 'fnstcw', 'fninit', 'wait'];
const OPERAND = 0x400;
const IMAGE = 0x800;

/** A register: kinds of numbers that integers round from, and any bits. */
const register = fc.oneof(
  fc.record({ head: fc.integer({ min: 0x3ff0, max: 0x4022 }), high: fc.integer({ min: 1 << 31, max: -1 }), low: fc.integer(), negative: fc.boolean() }),
  fc.record({ head: fc.integer({ min: 0x3ffe, max: 0x4020 }), high: fc.constantFrom(1 << 31, 3 << 30, 0xff << 23, -1, -(1 << 8)), low: fc.constantFrom(0, 1, 1 << 31, -1), negative: fc.boolean() }),
  fc.record({ head: fc.constantFrom(0, 1, 0x7fff), high: fc.constantFrom(0, 1, 1 << 31, 3 << 30, 1 << 30), low: fc.constantFrom(0, 1), negative: fc.boolean() }),
  fc.record({ head: fc.integer({ min: 0, max: 0x7fff }), high: fc.integer(), low: fc.integer(), negative: fc.boolean() }),
);

const half = fc.integer({ min: 0, max: 0xffff });
const unitState: fc.Arbitrary<FpuState> = fc.record({
  registers: fc.array(register, { minLength: 8, maxLength: 8 }), control: fc.oneof(half, fc.constantFrom(0x37f, 0x340, 0x77f, 0xb7f, 0xf7f)),
  status: fc.oneof(fc.integer({ min: 0, max: 7 }).map((top) => top * 0x800), half), full: fc.integer({ min: 0, max: 0xff }),
  lastEip: fc.integer(), lastCode: half, lastOpcode: fc.integer({ min: 0, max: 0x7ff }), lastData: fc.integer(), lastDataSegment: half,
}).map(({ registers, ...words }) => ({
  ...words, heads: Uint16Array.from(registers, ({ head, negative }) => head + (negative ? 0x8000 : 0)), highs: Int32Array.from(registers, ({ high }) => high), lows: Int32Array.from(registers, ({ low }) => low),
}));

/** The first principal with the unit, and something in it. */
class Owner {
  readonly #stage: Stage;
  readonly #lockstep: Lockstep;

  constructor(arena: Arena, fpu: FpuState) {
    this.#stage = arena.stage('floating point', bootOf(0, SMALL));
    const lent = new Lockstep(KIT, this.#stage, new Set(), null);
    const registers = { ebx: this.own(OPERAND), esp: this.own(PAGE_BYTES - 64) };
    if (lent.run({ kind: 'user', operation: 'wait', registers }).trap?.vector !== 7) throw new Error('the unit was not lent');
    const { machine, abstraction } = this.#stage;
    machine.cpus[0].fpu.load(fpu);
    this.#lockstep = new Lockstep(KIT, { ...this.#stage, state: abstraction.full() }, new Set(), null);
  }

  get state(): State {
    return this.#lockstep.state;
  }

  get unit(): FloatingPoint {
    return this.state.processor.unit ?? [];
  }

  own(offset: number): number {
    return UADDRS + this.#stage.state.processor.running * PAGE_BYTES + offset;
  }

  /** What is refuted of an operation with a word as its operand. */
  does(operation: UnitOperation, operand: number): readonly (Finding | null)[] {
    const registers = { ebx: this.own(OPERAND), esp: this.own(PAGE_BYTES - 64) };
    return [this.#run({ kind: 'user', operation: 'store32', registers: { ...registers, eax: operand } }), this.#run({ kind: 'user', operation, registers })];
  }

  /** What FNSAVE [EBX] stores; it is raw code, of which only the frame condition is claimed. */
  stores(): readonly number[] {
    this.#run({ kind: 'raw', stores: [{ address: this.own(256), value: 0x909033dd, bytes: 4 }], registers: { ebx: this.own(IMAGE) }, eip: this.own(256), instructions: 1 });
    const contents = get(this.state.contents, get(this.state.envs, this.state.processor.running).uarea) ?? [];
    return contents.flat().slice(IMAGE / 4, IMAGE / 4 + FLOATING_POINT_WORDS);
  }

  #run(step: Step): Finding | null {
    return this.#lockstep.run(step).finding;
  }
}

describe('from every state of the floating-point unit', () => {
  const arena = new Arena(KIT);

  it('two operations of the pad are predicted exactly', () => {
    const operation = fc.constantFrom(...OPERATIONS);
    const operand = fc.oneof(fc.integer().map((word) => word >>> 0), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x37f, 0x340));
    fc.assert(fc.property(unitState, operation, operation, operand, (fpu, first, second, word) => {
      const owner = new Owner(arena, fpu);
      expect([...owner.does(first, word), ...owner.does(second, word)]).toEqual([null, null, null, null]);
    }), { numRuns: budget(1500), seed: 8 });
  });

  it('the abstraction reads what FNSAVE stores, and the checker takes it apart and puts it together again', () => {
    fc.assert(fc.property(unitState, (fpu) => {
      const owner = new Owner(arena, fpu);
      const { unit } = owner;
      expect(closeUnit(openUnit(unit))).toEqual(unit);
      expect(owner.stores()).toEqual(unit);
    }), { numRuns: budget(400), seed: 9 });
  });
});
