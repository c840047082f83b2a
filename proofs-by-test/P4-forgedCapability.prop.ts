import { describe, expect, it } from 'vitest';
import { drawnBoots } from '../src/check/scenario.ts';
import { SMALL } from '../src/abi/geometry.ts';
import { isDominated, sameSlot } from '../src/check/authority.ts';
import { idOfRow, uareaWord } from '../src/check/readings.ts';
import { forgedCapability } from '../src/check/theorems/forgedCapability.ts';
import { CAPABILITY_VALID, RIGHT_DUP, UAREA } from '../src/abi/layout.ts';
import type { State } from '../src/model/state.ts';
import { get } from '../src/model/vector.ts';
import { budget, isQuick } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { firstRow, withEnvAt, withWordAt } from '../src/check/mutation/controls/edits.ts';
import { modelEntries } from '../src/check/mutation/controls/modelEntries.ts';
import { afterwards } from './support/tampering.ts';

/** P4, no forged capability (spec/theorems.md). CAP-1, CAP-2, CAP-5. */
describe('P4: a capability held after a step and not before is dominated, with DUP, by one that the granter held before', () => {
  it('on drawn scenarios', () => {
    const totals = runOnly('P4', { scenarios: budget(800) });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.coverage['effect FRG-12'] ?? 0).toBeGreaterThan(budget(40));
    expect(totals.coverage['effect ACQ-8'] ?? 0).toBeGreaterThan(budget(40));
  });

  it('from boots most of which have no root that would dominate everything', () => {
    const boots = drawnBoots(SMALL);
    const rootless = boots.filter(({ principals }) => !principals.some((p) => p.capabilities.some((c) => c !== null && c.rights === 7 && c.name.length === 0)));
    expect(rootless.length).toBeGreaterThan(boots.length / 2);
    const incomparable = rootless.filter(({ principals }) => {
      const [first, second] = principals.map((p) => p.capabilities[0]);
      return first !== undefined && second !== undefined && first !== null && second !== null && !isDominated(first, second) && !isDominated(second, first);
    });
    expect(incomparable.length).toBeGreaterThan(boots.length / 4);
  });
});

/** An accepted acquire that needed its offer, whose granter's row is known: before, after, granter. */
interface Taken {
  readonly before: State;
  readonly after: State;
  readonly granter: number;
}

const acquisitions = (): readonly Taken[] => modelEntries(isQuick ? 400 : 2000).flatMap(({ before, outcome }) => {
  if (outcome.event !== 'acquire' || outcome.error !== null) return [];
  const { running } = before.processor;
  const granter = firstRow(before.envs.length, (i) => get(before.envs, i).status === 'live' && uareaWord(before, i, UAREA.aenvid) === idOfRow(before, running)
    && uareaWord(outcome.next, i, UAREA.aenvid) === 0);
  const held = get(before.envs, running).capabilities;
  const gained = get(outcome.next.envs, running).capabilities.filter((slot) => slot !== null && !held.some((one) => sameSlot(one, slot)));
  const couldForge = gained.some((slot) => held.some((one) => one !== null && slot !== null && (one.rights & RIGHT_DUP) !== 0 && isDominated(one, slot)));
  return gained.length === 0 || couldForge || granter === running ? [] : [{ before, after: outcome.next, granter }];
});

const uareaOf = (s: State, index: number): number => get(s.envs, index).uarea;

/** Acquisitions, each with one thing that made it lawful taken away. */
const UNLAWFUL: readonly (readonly [string, (taken: Taken) => readonly [State | null, State | null]])[] = [
  ['was offered to another', ({ before, after, granter }) => [withWordAt(before, uareaOf(before, granter), UAREA.aenvid, 2047), after]],
  ['is not the one that was offered', ({ before, after, granter }) => [withWordAt(before, uareaOf(before, granter), UAREA.gcap, 0x0f), after]],
  ['no slot of the granter vouches for', ({ before, after, granter }) => [withWordAt(before, uareaOf(before, granter), UAREA.gkey, 99), after]],
  ['is vouched for without DUP', ({ before, after, granter }) => [
    withEnvAt(before, granter, { capabilities: get(before.envs, granter).capabilities.map((slot) => (slot === null ? null : { ...slot, rights: slot.rights & ~RIGHT_DUP })) }), after]],
  ['is offered still', ({ before, after, granter }) => [before, withWordAt(after, uareaOf(after, granter), UAREA.aenvid, idOfRow(before, before.processor.running))]],
];

describe('P4 refutes a capability that was acquired and', () => {
  const taken = acquisitions();

  it.each(UNLAWFUL)('%s', (_, spoil) => {
    expect(taken.length).toBeGreaterThan(isQuick ? 2 : 20);
    for (const each of taken) {
      expect(forgedCapability(each.before, each.after)).toBeNull();
      const [before, after] = spoil(each);
      if (before === null || after === null) throw new Error('a u-area is no user page');
      expect(forgedCapability(before, after)).toMatchObject({ theorem: 'P4', rule: 'FRG-11' });
    }
  });
});

describe('P4 refutes', () => {
  it('a kernel that leaves the root in somebody\'s list', () => {
    const found = refutation('P4', afterwards((tables) => {
      const [env] = tables.liveEnvs();
      if (env !== undefined) tables.write(tables.slot(env, 3), CAPABILITY_VALID + 7);
    }), 2000);
    expect(found?.finding).toMatchObject({ theorem: 'P4', rule: 'FRG-11' });
  });

  it('a kernel that gives a right more than the granter has', () => {
    const found = refutation('P4', afterwards((tables) => {
      for (const env of tables.liveEnvs()) {
        for (let k = 1; k < tables.geometry.capabilitySlots; k++) {
          const word = tables.read(tables.slot(env, k));
          if (word % 16 === CAPABILITY_VALID + 1) tables.write(tables.slot(env, k), word + 6);
        }
      }
    }), 4000, 8);
    expect(found?.finding.theorem).toBe('P4');
  });
});
