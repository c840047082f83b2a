import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORDS_PER_STEP } from '../src/check/draw/draw.ts';
import { partsOf } from '../src/check/parts.ts';
import { cleanReuse } from '../src/check/theorems/conservation.ts';
import { forgedCapability } from '../src/check/theorems/forgedCapability.ts';
import { integrity } from '../src/check/theorems/integrity.ts';
import { violations, violationsBetween } from '../src/model/invariants.ts';
import { createModel } from '../src/model/model.ts';
import type { State } from '../src/model/state.ts';
import { budget } from './support/budget.ts';
import { BREAKERS } from './support/breakers.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { EVERY_CALL, walkModel } from '../src/check/mutation/controls/modelEntries.ts';
import { afterwards } from './support/tampering.ts';
import { stateWords, wellFormedState } from './support/wellFormedState.ts';

const model = createModel();
/** States of the model along a few drawn steps; every entry is seen. */
const walk = (start: State, tape: Int32Array, visit: (before: State, after: State) => void): void =>
  walkModel(model, start, EVERY_CALL, tape, ({ before, outcome }) => visit(before, outcome.next));

const TAPE = fc.int32Array({ minLength: 13 * WORDS_PER_STEP, maxLength: 13 * WORDS_PER_STEP, size: 'max' });

/** P3, invariants (spec/theorems.md): STA-1 to STA-8. */
describe('P3: every step preserves the invariants', () => {
  it('on the machine, on drawn scenarios', () => {
    expect(toldOf(runOnly('P3', { scenarios: budget(800) }))).toEqual([]);
  });

  it('which are satisfiable: states put together directly have no violation', () => {
    fc.assert(fc.property(stateWords, (words) => {
      expect(violations(wellFormedState(words))).toEqual([]);
    }), { numRuns: budget(1000), seed: 3 });
  });

  it('from states put together directly, too, however they are counted', () => {
    let entries = 0;
    fc.assert(fc.property(stateWords, TAPE, (words, tape) => walk(wellFormedState(words), tape, (before, after) => {
      entries++;
      expect(violationsBetween(before, after)).toEqual([]);
      expect(violations(after)).toEqual([]);
    })), { numRuns: budget(750), seed: 4 });
    expect(entries).toBeGreaterThan(budget(2500));
  });

  it('and many of those share a space, or have saved up ticks', () => {
    let shared = 0;
    let saved = 0;
    fc.assert(fc.property(stateWords, (words) => {
      const s = wellFormedState(words);
      if (s.spaces.chunks.some((chunk) => chunk.some((space) => space !== null && space.uareas.length > 1))) shared++;
      if (s.quanta.chunks.some((chunk) => chunk.some(({ ticks }) => ticks > 0))) saved++;
    }), { numRuns: budget(500), seed: 3 });
    expect(shared).toBeGreaterThan(budget(100));
    expect(saved).toBeGreaterThan(budget(300));
  });

  it('and from there the model itself forges nothing, keeps integrity and reuses cleanly (P4, P5, P9)', () => {
    fc.assert(fc.property(stateWords, TAPE, (words, tape) => walkModel(model, wellFormedState(words), EVERY_CALL, tape, (entry) => {
      for (const { before, after } of partsOf(entry.before, entry.outcome, entry.outcome.next)) {
        expect([forgedCapability(before, after), integrity(before, after), cleanReuse(before, after)]).toEqual([null, null, null]);
      }
    })), { numRuns: budget(750), seed: 5 });
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
