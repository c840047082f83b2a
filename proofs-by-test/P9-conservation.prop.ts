import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { PAGE } from '../src/abi/layout.ts';
import { envId, pageEntryWord } from '../src/abi/words.ts';
import { idOfRow, isBorn } from '../src/check/readings.ts';
import { cleanReuse } from '../src/check/theorems/conservation.ts';
import type { State } from '../src/model/state.ts';
import { FREE_QUANTUM, NULL_FRAME } from '../src/model/state.ts';
import { get } from '../src/model/vector.ts';
import { budget, isQuick } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { firstRow, withEntryAt, withEnvAt, withPageAt, withQuantumAt, withWordAt } from '../src/check/mutation/controls/edits.ts';
import { modelEntries } from '../src/check/mutation/controls/modelEntries.ts';
import { tamperedKit } from './support/tampering.ts';
import type { Tables } from './support/tampering.ts';

/** P9, conservation and clean reuse (spec/theorems.md). STA-3, STA-4; MEM-1, MEM-2, ENV-5. */
describe('P9: free and owned are all, counts recount, and what leaves the free state is clean', () => {
  it('on drawn scenarios', () => {
    const totals = runOnly('P9', { scenarios: budget(800) });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.coverage['effect MEM-1'] ?? 0).toBeGreaterThan(budget(40));
    expect(totals.coverage['effect ENV-5'] ?? 0).toBeGreaterThan(budget(8));
    expect(totals.coverage['effect ENV-8'] ?? 0).toBeGreaterThan(budget(40));
  });
});

/** A kernel that spoils each frame that has just become a user page. */
const spoilingClaims = (spoil: (tables: Tables, frame: number) => void) =>
  tamperedKit((serve, tables) => {
    const free = new Set(tables.framesOf('free'));
    serve();
    for (const frame of tables.framesOf('user')) if (free.has(frame)) spoil(tables, frame);
  });

/** Left-overs of a birth: what, the rule that forbids it, and how row i of the state after comes by it. */
const LEFT_OVER: readonly (readonly [string, string, (s: State, i: number) => State | null])[] = [
  ['a second capability', 'ENV-8', (s, i) => withEnvAt(s, i, { capabilities: get(s.envs, i).capabilities.map((slot, k) => (k === 2 ? { rights: 0, name: [] } : slot)) })],
  ['a register', 'ENV-8', (s, i) => withEnvAt(s, i, { registers: { ...get(s.envs, i).registers, edi: 1 } })],
  ['a number in the unit', 'FPU-7', (s, i) => withEnvAt(s, i, { floatingPoint: get(s.envs, i).floatingPoint.with(7, 1) })],
  ['a quantum', 'ENV-8', (s, i) => withQuantumAt(s, 0, { ...FREE_QUANTUM, used: true, env: envId(idOfRow(s, i)) })],
  ['an old id', 'ENV-5', (s, i) => withEnvAt(s, i, { generation: get(s.envs, i).generation - 1 })],
  ['a word of a u-area', 'MEM-1', (s, i) => withWordAt(s, get(s.envs, i).uarea, 2048, 7)],
  ['another guard of its u-area', 'MEM-2', (s, i) => withPageAt(s, get(s.envs, i).uarea, { acl: [{ rights: 7, name: [250, 251] }, null] })],
  ['a pin too many', 'MEM-2', (s, i) => withPageAt(s, get(s.envs, i).uarea, { pins: 2 })],
  ['words far apart in its first table', 'MEM-6', (s, i) => {
    const { directory } = get(s.envs, i);
    const region = get(s.spaces, directory)?.tables[0].region ?? -1;
    return get(s.spaces, directory)?.uareas.length === 1 && region > 900 ? withEntryAt(s, directory, region * 0x400000, PAYLOAD) : null;
  }],
];
const PAYLOAD = { present: false, frame: NULL_FRAME, writable: false, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 0, payload: pageEntryWord(2) };

describe('P9 refutes a birth with', () => {
  const births = modelEntries(isQuick ? 200 : 1000).flatMap(({ before, outcome: { next } }) => {
    const i = firstRow(next.envs.length, (row) => isBorn(get(before.envs, row), get(next.envs, row)));
    return i < 0 ? [] : [{ before, next, i }];
  });

  it.each(LEFT_OVER)('%s: %s', (_, rule, spoil) => {
    let met = 0;
    for (const { before, next, i } of births) {
      expect(cleanReuse(before, next)).toBeNull();
      const spoilt = spoil(next, i);
      if (spoilt === null) continue;
      met++;
      expect(cleanReuse(before, spoilt)).toMatchObject({ theorem: 'P9', rule });
    }
    expect(met).toBeGreaterThan(isQuick ? 10 : 50);
  });
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
