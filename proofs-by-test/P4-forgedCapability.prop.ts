import { describe, expect, it } from 'vitest';
import { CAPABILITY_VALID } from '../src/abi/layout.ts';
import { drawnBoots } from '../src/check/scenario.ts';
import { SMALL } from '../src/abi/geometry.ts';
import { isDominated } from '../src/check/authority.ts';
import { budget } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { afterwards } from './support/tampering.ts';

/** P4, no forged capability (spec/theorems.md). CAP-1, CAP-2, CAP-5. */
describe('P4: a capability held after a step and not before is dominated, with DUP, by one that the granter held before', () => {
  it('on drawn scenarios', () => {
    const totals = runOnly('P4', { scenarios: budget(2000) });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.coverage['effect FRG-12'] ?? 0).toBeGreaterThan(budget(100));
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
