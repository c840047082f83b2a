import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { ENV } from '../src/abi/layout.ts';
import { integrity } from '../src/check/theorems/integrity.ts';
import { budget, isQuick } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { INTEGRITY_CONTROLS } from '../src/check/mutation/controls/integrityControls.ts';
import { SAVE } from '../src/impl/layoutCore.ts';
import { modelEntries } from '../src/check/mutation/controls/modelEntries.ts';
import type { ModelEntry } from '../src/check/mutation/controls/modelEntries.ts';
import { afterwards } from './support/tampering.ts';

/** P5, integrity (spec/theorems.md, table in spec/security.md). CAP-3, CAP-4, CAP-6. */
describe('P5: each changed field of each object is licensed by a capability that the actor held before', () => {
  it('on drawn scenarios', () => {
    expect(toldOf(runOnly('P5', { scenarios: budget(800) }))).toEqual([]);
  });
});

/** Lawful entries, of every kind of call. */
const ENTRIES = modelEntries(isQuick ? 300 : 1500);
/** True for an entry that changed no row: where the state before is changed as well, nothing else may speak of it. */
const isStill = ({ before, outcome: { next } }: ModelEntry): boolean => before.envs === next.envs && before.pages === next.pages && before.quanta === next.quanta && before.contents === next.contents;
/** A control is met by so many entries at most; more would say the same again. */
const MET_MAX = 60;

describe('P5 refutes each change that its table forbids, on top of an entry that is lawful without it', () => {
  it.each(INTEGRITY_CONTROLS.map((control) => [`${control.what}: ${control.says}`, control] as const))('%s', (_, { says, spoil, also }) => {
    let met = 0;
    for (const entry of ENTRIES) {
      const { before: lawful, outcome } = entry;
      const before = also === undefined ? lawful : isStill(entry) ? also(lawful) : null;
      const after = before === null ? null : spoil({ before, after: outcome.next, actor: before.processor.running });
      if (before === null || after === null || met >= MET_MAX) continue;
      met++;
      expect(integrity(before, after)?.message).toContain(`: ${says}`);
    }
    expect(met).toBeGreaterThan(0);
  });

  it('and the entries themselves are lawful', () => {
    expect(ENTRIES.map(({ before, outcome }) => integrity(before, outcome.next)).filter((found) => found !== null)).toEqual([]);
  });

  it('so that no row of the table is without a control', () => {
    const page = readFileSync(join(import.meta.dirname, '../spec/security.md'), 'utf8');
    const table = page.slice(page.indexOf('| object | field |'), page.indexOf('The table never looks'));
    const refusals = [...table.matchAll(/`([^`]+)` \|$/gm)].map(([, refusal]) => refusal);
    expect([...new Set(INTEGRITY_CONTROLS.map(({ says }) => says))].toSorted()).toEqual(refusals.toSorted());
  });
});

describe('P5 refutes a kernel that, at every entry, changes', () => {
  it('memory of an environment that does not run', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const env of tables.liveEnvs()) tables.add(tables.read(tables.envRow(env) + ENV.uarea) * PAGE_BYTES + 2048, 1);
    }), 500);
    expect(found?.finding.message).toContain('memory of frame');
  });

  it('the ACL of a page that the actor has no right to modify', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const frame of tables.framesOf('user')) {
        tables.write(tables.aclEntry(frame, 1), 0x29);
        tables.write(tables.aclEntry(frame, 1) + 4, 0);
      }
    }), 500);
    expect(found?.finding.message).toContain('ACL changed without MOD');
  });

  it('the generation of a row', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const env of tables.liveEnvs()) {
        if (tables.read(tables.envRow(env) + ENV.generation) !== 1) continue;
        tables.add(tables.envRow(env) + ENV.generation, 1);
        tables.add(tables.envRow(env) + ENV.id, 2048);
      }
    }), 500);
    expect(found?.finding).toMatchObject({ theorem: 'P5' });
    expect(found?.finding.message).toContain('identity');
  });

  it('saved registers', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const env of tables.liveEnvs()) if (tables.read(tables.saveArea(env) + 36) !== 0) tables.add(tables.saveArea(env) + 8, 1);
    }), 500);
    expect(found?.finding.message).toContain('saved registers changed');
  });

  it('saved floating-point states', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const env of tables.liveEnvs()) if (tables.read(tables.saveArea(env) + SAVE.floatingPoint) !== 0) tables.add(tables.saveArea(env) + SAVE.floatingPoint + 32, 1);
    }), 500);
    expect(found?.finding.message).toContain('floating-point state');
  });

  it('the sharing limits of a page', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const frame of tables.framesOf('user')) tables.write(tables.pageRow(frame) + 16, 2);
    }), 500);
    expect(found?.finding.message).toContain('sharing limits');
  });
});
