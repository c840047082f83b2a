import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES, REGION_BYTES } from '../src/abi/addressMap.ts';
import { CALLS } from '../src/abi/calls.ts';
import { SMALL } from '../src/abi/geometry.ts';
import { VECTOR } from '../src/abi/vectors.ts';
import { mayUse } from '../src/check/authority.ts';
import { Ghost } from '../src/check/ghost.ts';
import { withRegisters } from '../src/check/predict.ts';
import { drawnBoots } from '../src/check/scenario.ts';
import { isolation } from '../src/check/theorems/isolation.ts';
import { createModel } from '../src/model/model.ts';
import { get } from '../src/model/vector.ts';
import { ENTRY, ENV, PAGE, PAGE_ROW_BYTES } from '../src/abi/layout.ts';
import { budget } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { afterwards, tamperedKit } from './support/tampering.ts';
import type { Tables } from './support/tampering.ts';

/** Address in RAM of the page entry `pages` below the pad, in the space of an environment that has a table there. */
const entryBelowPad = (tables: Tables, env: number, pages: number): number => {
  const va = PAD - pages * PAGE_BYTES;
  const directory = tables.read(tables.envRow(env) + ENV.directory);
  const table = Math.floor(tables.read(directory * PAGE_BYTES + Math.floor(va / REGION_BYTES) * 4) / PAGE_BYTES);
  return table * PAGE_BYTES + (Math.floor(va / PAGE_BYTES) % 1024) * 4;
};

/** Writes an entry into the first free place below the pad, in every space. */
const bindingEverywhere = (frameOf: (tables: Tables, env: number) => number, flags: number) => (tables: Tables): void => {
  for (const env of tables.liveEnvs()) {
    const at = entryBelowPad(tables, env, 1);
    if (tables.read(at) === 0) tables.write(at, frameOf(tables, env) * PAGE_BYTES + flags);
  }
};

const READ = ENTRY.present + ENTRY.user + ENTRY.accessed;

/** P8, memory isolation (spec/theorems.md). MEM-9. */
describe('P8: the page tables of every environment hold licensed bindings, read-only windows and nothing else', () => {
  it('on drawn scenarios, new entries judged at once and real tables walked where states are recounted', () => {
    expect(toldOf(runOnly('P8', { scenarios: budget(2000) }))).toEqual([]);
  });
});

describe('P8 licenses by history and authority, not by what is there (SEG-5)', () => {
  it('so that a binding which model and kernel both allowed by mistake is still found', () => {
    const careless = createModel({ without: 'INS-8' });
    const trap = { vector: VECTOR.systemCall, errorCode: 0, address: 0 };
    let found = 0;
    for (const boot of drawnBoots(SMALL)) {
      const before = careless.boot(boot);
      const { running } = before.processor;
      if (running < 0) continue;
      for (let other = 0; other < before.envs.length; other++) {
        const { status, uarea } = get(before.envs, other);
        if (status !== 'live' || mayUse(get(before.envs, running), get(before.pages, uarea).acl, 0)) continue;
        const atTrap = withRegisters(before, { eax: CALLS.insert_pte.number, ebx: 0, ecx: uarea * PAGE_BYTES + 1, edx: 0x400000, esi: 0, edi: 0 }, PAD);
        const { next, error } = careless.enter(atTrap, trap);
        if (error !== null) continue;
        const ghost = new Ghost();
        ghost.begin(before);
        ghost.follow(atTrap, trap, next);
        expect(isolation(ghost, atTrap, next)).toMatchObject({ theorem: 'P8', rule: 'MEM-9' });
        found++;
      }
    }
    expect(found).toBeGreaterThan(10);
  });
});

describe('P8 refutes', () => {
  it('a kernel that maps another env\'s u-area', () => {
    const found = refutation('P8', afterwards(bindingEverywhere((tables, env) => tables.read(tables.envRow(tables.liveEnvs().find((i) => i !== env) ?? env) + ENV.uarea), READ)), 500);
    expect(found?.finding).toMatchObject({ theorem: 'P8', rule: 'MEM-9' });
  });

  it('a kernel that grants writing where reading was licensed', () => {
    const found = refutation('P8', afterwards((tables) => {
      for (const env of tables.liveEnvs()) {
        for (let pages = 1; pages < 64; pages++) {
          const at = entryBelowPad(tables, env, pages);
          const word = tables.read(at);
          if (word % 4 === 1) tables.write(at, word + ENTRY.writable);
        }
      }
    }), 4000);
    expect(found?.finding).toMatchObject({ theorem: 'P8' });
  });

  it('a kernel that leaves a binding of a page that it frees', () => {
    const found = refutation('P8', tamperedKit((serve, tables) => {
      const used = tables.framesOf('user').find((frame) => tables.read(tables.pageRow(frame) + PAGE.pins) === 0);
      serve();
      if (used !== undefined) tables.machine.ram.fillZero(tables.pageRow(used), PAGE_ROW_BYTES);
    }), 500);
    expect(found?.finding).toMatchObject({ theorem: 'P8', rule: 'MEM-4' });
  });
});
