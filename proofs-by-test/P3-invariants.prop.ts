import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draw, WORDS_PER_STEP } from '../src/check/draw/draw.ts';
import { DRAWERS, drawStep } from '../src/check/draw/drawStep.ts';
import { CALL_NAMES } from '../src/check/callRules.ts';
import { predictSegment } from '../src/check/segment.ts';
import { cleanReuse } from '../src/check/theorems/conservation.ts';
import { forgedCapability } from '../src/check/theorems/forgedCapability.ts';
import { integrity } from '../src/check/theorems/integrity.ts';
import { violations, violationsBetween } from '../src/model/invariants.ts';
import { createModel } from '../src/model/model.ts';
import type { State } from '../src/model/state.ts';
import { budget } from './support/budget.ts';
import { BREAKERS } from './support/breakers.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { afterwards } from './support/tampering.ts';
import { stateWords, wellFormedState } from './support/wellFormedState.ts';

const model = createModel();
const SWARM = { calls: CALL_NAMES.flatMap((name) => Array.from({ length: DRAWERS[name].weight }, () => name)), userPercent: 18, aim: 'none' } as const;

/** States of the model along a few drawn steps; every entry is seen. */
const walk = (start: State, tape: Int32Array, visit: (before: State, after: State) => void): void => {
  const draw = new Draw(tape);
  let state = start;
  for (let i = 0; i < tape.length / WORDS_PER_STEP; i++) {
    draw.turnTo(i, tape);
    const predicted = predictSegment(state, drawStep(model, state, SWARM, draw));
    if (predicted === null) continue;
    state = predicted.state;
    if (predicted.trap === null) continue;
    const { next } = model.enter(state, predicted.trap);
    visit(state, next);
    state = next;
  }
};

const TAPE = fc.int32Array({ minLength: 12 * WORDS_PER_STEP, maxLength: 12 * WORDS_PER_STEP, size: 'max' });

/** P3, invariants (spec/theorems.md): STA-1 to STA-8. */
describe('P3: every step preserves the invariants', () => {
  it('on the machine, on drawn scenarios', () => {
    expect(toldOf(runOnly('P3', { scenarios: budget(2000) }))).toEqual([]);
  });

  it('which are satisfiable: states put together directly have no violation', () => {
    fc.assert(fc.property(stateWords, (words) => {
      expect(violations(wellFormedState(words))).toEqual([]);
    }), { numRuns: budget(2000), seed: 3 });
  });

  it('from states put together directly, too, however they are counted', () => {
    let entries = 0;
    fc.assert(fc.property(stateWords, TAPE, (words, tape) => walk(wellFormedState(words), tape, (before, after) => {
      entries++;
      expect(violationsBetween(before, after)).toEqual([]);
      expect(violations(after)).toEqual([]);
    })), { numRuns: budget(1500), seed: 4 });
    expect(entries).toBeGreaterThan(budget(5000));
  });

  it('and from there the model itself forges nothing, keeps integrity and reuses cleanly (P4, P5, P9)', () => {
    // No call of this interface makes two environments share a space, and the table of P5 does not speak of it.
    fc.assert(fc.property(stateWords, TAPE, (words, tape) => walk(wellFormedState(words), tape, (before, after) => {
      expect([forgedCapability(before, after), integrity(before, after), cleanReuse(before, after)]).toEqual([null, null, null]);
    })), { numRuns: budget(1500), seed: 5 });
  });
});

describe('P3 refutes', () => {
  for (const { rule, what, spoil } of BREAKERS) {
    it(`a state in which ${what}: ${rule}`, () => {
      let broken = 0;
      fc.assert(fc.property(stateWords, (words) => {
        const spoilt = spoil(wellFormedState(words));
        if (spoilt === null) return;
        broken++;
        expect(violations(spoilt).map((violation) => violation.rule)).toContain(rule);
      }), { numRuns: budget(200), seed: 6 });
      expect(broken).toBeGreaterThan(0);
    });
  }

  it('a kernel that empties entry 0 of an ACL', () => {
    const found = refutation('P3', afterwards((tables) => {
      for (const frame of tables.framesOf('user')) tables.machine.ram.fillZero(tables.aclEntry(frame, 0), 8);
    }), 200);
    expect(found?.finding).toMatchObject({ theorem: 'P3', rule: 'STA-6' });
  });

  it('a kernel that writes a word which nothing explains', () => {
    const found = refutation('P3', afterwards((tables) => tables.write(tables.pageRow(0) + 20, 1)), 200);
    expect(found?.finding.message).toContain('broken: LAY-7');
  });
});
