import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { ENV } from '../src/abi/layout.ts';
import { budget } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { afterwards } from './support/tampering.ts';

/** P5, integrity (spec/theorems.md, table in spec/security.md). CAP-3, CAP-4, CAP-6. */
describe('P5: each changed field of each object is licensed by a capability that the actor held before', () => {
  it('on drawn scenarios', () => {
    expect(toldOf(runOnly('P5', { scenarios: budget(2000) }))).toEqual([]);
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

  it('the sharing limits of a page', () => {
    const found = refutation('P5', afterwards((tables) => {
      for (const frame of tables.framesOf('user')) tables.write(tables.pageRow(frame) + 16, 2);
    }), 500);
    expect(found?.finding.message).toContain('sharing limits');
  });
});
