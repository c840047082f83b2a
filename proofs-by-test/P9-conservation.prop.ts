import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { PAGE } from '../src/abi/layout.ts';
import { budget } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { tamperedKit } from './support/tampering.ts';
import type { Tables } from './support/tampering.ts';

/** P9, conservation and clean reuse (spec/theorems.md). STA-3, STA-4; MEM-1, MEM-2, ENV-5. */
describe('P9: free and owned are all, counts recount, and what leaves the free state is clean', () => {
  it('on drawn scenarios', () => {
    const totals = runOnly('P9', { scenarios: budget(2000) });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.coverage['effect MEM-1'] ?? 0).toBeGreaterThan(budget(100));
    expect(totals.coverage['effect ENV-5'] ?? 0).toBeGreaterThan(budget(20));
  });
});

/** A kernel that spoils each frame that has just become a user page. */
const spoilingClaims = (spoil: (tables: Tables, frame: number) => void) =>
  tamperedKit((serve, tables) => {
    const free = new Set(tables.framesOf('free'));
    serve();
    for (const frame of tables.framesOf('user')) if (free.has(frame)) spoil(tables, frame);
  });

describe('P9 refutes', () => {
  it('a kernel that does not clear a frame', () => {
    const found = refutation('P9', spoilingClaims((tables, frame) => tables.write(frame * PAGE_BYTES + 4092, 1)), 1000);
    expect(found?.finding).toMatchObject({ theorem: 'P9', rule: 'MEM-1' });
  });

  it('a kernel that leaves an old ACL entry in a claimed frame', () => {
    const found = refutation('P9', spoilingClaims((tables, frame) => tables.write(tables.aclEntry(frame, 1), 0x0f)), 1000);
    expect(found?.finding).toMatchObject({ theorem: 'P9', rule: 'MEM-2' });
  });

  it('a kernel that loses a reader', () => {
    const found = refutation('P9', spoilingClaims((tables, frame) => tables.add(tables.pageRow(frame) + PAGE.readers, 1)), 1000);
    expect(found?.finding).toMatchObject({ theorem: 'P9', rule: 'STA-3' });
  });

  it('a kernel that keeps a generation over a death', () => {
    const found = refutation('P9', tamperedKit((serve, tables) => {
      const live = tables.liveEnvs();
      serve();
      for (const env of live) if (tables.read(tables.envRow(env) + 4) === 0) tables.add(tables.envRow(env) + 8, -1);
    }), 3000);
    expect(found?.finding).toMatchObject({ theorem: 'P9', rule: 'ENV-5' });
  });

  it('a kernel that does not free a page that nobody uses any more', () => {
    const found = refutation('P9', tamperedKit((serve, tables) => {
      const used = new Set(tables.framesOf('user'));
      serve();
      for (const frame of tables.framesOf('free')) if (used.has(frame)) tables.write(tables.pageRow(frame) + PAGE.status, 2);
    }), 1000);
    expect(found?.finding).toMatchObject({ theorem: 'P9', rule: 'STA-4' });
  });
});
