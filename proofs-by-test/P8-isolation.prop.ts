import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES, REGION_BYTES, UADDRS } from '../src/abi/addressMap.ts';
import { CALLS } from '../src/abi/calls.ts';
import type { CallName } from '../src/abi/calls.ts';
import { frameMapOf } from '../src/abi/frameMap.ts';
import { SMALL } from '../src/abi/geometry.ts';
import type { BootConfiguration } from '../src/abi/geometry.ts';
import { VECTOR } from '../src/abi/vectors.ts';
import { mayUse } from '../src/check/authority.ts';
import { changesBetween } from '../src/check/changes.ts';
import type { Swarm } from '../src/check/draw/drawStep.ts';
import { Ghost } from '../src/check/ghost.ts';
import { withRegisters } from '../src/check/predict.ts';
import { drawnBoots } from '../src/check/scenario.ts';
import { tapeOfSeed } from '../src/check/tapeOfSeed.ts';
import { isolation } from '../src/check/theorems/isolation.ts';
import { createModel } from '../src/model/model.ts';
import { entryAt } from '../src/model/pageEntries.ts';
import type { Registers, State } from '../src/model/state.ts';
import { get } from '../src/model/vector.ts';
import { ENTRY, ENV, PAGE, PAGE_ROW_BYTES } from '../src/abi/layout.ts';
import { budget, isQuick } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { firstRow, withEnvAt, withPageAt, withWordAt } from '../src/check/mutation/controls/edits.ts';
import { walkModel } from '../src/check/mutation/controls/modelEntries.ts';
import { NO_ADDRESS } from '../src/model/trap.ts';
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
    expect(toldOf(runOnly('P8', { scenarios: budget(800) }))).toEqual([]);
  });
});

describe('P8 licenses by history and authority, not by what is there (SEG-5)', () => {
  const at = 0x400000;
  const words = (index: number): number => UADDRS + index * PAGE_BYTES + 64;
  const inserts: readonly (readonly [string, (caller: number, pte: number) => Partial<Registers>])[] = [
    ['INS-8', (_, pte) => ({ eax: CALLS.insert_pte.number, ebx: 0, ecx: pte, edx: at, esi: 0, edi: 0 })],
    ['IPR-10', (caller) => ({ eax: CALLS.insert_pte_range.number, ebx: 0, ecx: words(caller), edx: 1, esi: at, edi: 0, ebp: 0 })],
  ];

  it.each(inserts)('so that a binding which model and kernel both allowed by mistake is still found: %s', (rule, registers) => {
    const careless = createModel({ without: rule });
    const trap = { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS };
    let found = 0;
    for (const boot of drawnBoots(SMALL)) {
      const before = careless.boot(boot);
      const { running } = before.processor;
      if (running < 0) continue;
      for (let other = 0; other < before.envs.length; other++) {
        const { status, uarea } = get(before.envs, other);
        if (status !== 'live' || mayUse(get(before.envs, running), get(before.pages, uarea).acl, 0)) continue;
        const pte = uarea * PAGE_BYTES + 1;
        const atTrap = withWordAt(withRegisters(before, registers(running, pte), PAD), get(before.envs, running).uarea, 64, pte);
        if (atTrap === null) continue;
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

describe('P8 licenses writing by the capability that was presented for it (SEG-5)', () => {
  const trap = { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS };
  const at = 0x400000;

  /** A state in which the running env may name a foreign u-area by slot 1, and not write it: bound at `at`, read-only. */
  const boundReadOnly = (boot: BootConfiguration, ghost: Ghost): State | null => {
    const start = createModel().boot(boot);
    const { running } = start.processor;
    const other = firstRow(start.envs.length, (i) => i !== running && get(start.envs, i).status === 'live');
    if (running < 0 || other < 0) return null;
    const { uarea } = get(start.envs, other);
    const [guard] = get(start.envs, running).capabilities;
    const capabilities = get(start.envs, running).capabilities.map((slot, k) => (k === 1 ? { rights: 0, name: [77] } : slot));
    const before = withPageAt(withEnvAt(start, running, { capabilities }), uarea, { acl: [{ rights: 7, name: [77, 78] }, guard], readersLimit: 2, writersLimit: 2 });
    const atTrap = withRegisters(before, { eax: CALLS.insert_pte.number, ebx: 1, ecx: uarea * PAGE_BYTES + 1, edx: at, esi: 0, edi: 0 }, PAD);
    const { next, error } = createModel().enter(atTrap, trap);
    if (error !== null) return null;
    ghost.begin(start);
    ghost.follow(atTrap, trap, next);
    expect(isolation(ghost, atTrap, next)).toBeNull();
    return next;
  };

  it('so that a binding which became writable by a name alone is found: MPR-10', () => {
    let found = 0;
    for (const boot of drawnBoots(SMALL)) {
      const ghost = new Ghost();
      const bound = boundReadOnly(boot, ghost);
      if (bound === null) continue;
      const atTrap = withRegisters(bound, { eax: CALLS.mod_pte_range.number, ebx: 1, ecx: ENTRY.writable, edx: at, esi: 1, edi: 0, ebp: 0 }, PAD);
      const { next, error } = createModel({ without: 'MPR-10' }).enter(atTrap, trap);
      expect([error, createModel().enter(atTrap, trap).rule]).toEqual([null, 'MPR-10']);
      ghost.follow(atTrap, trap, next);
      expect(isolation(ghost, atTrap, next)).toMatchObject({ theorem: 'P8', rule: 'MEM-9' });
      found++;
    }
    expect(found).toBeGreaterThan(30);
  });
});

/** A call whose guard on the space is left out of the model: what the ghost makes of the bindings that it then makes. */
const CARELESS: readonly (readonly [string, CallName])[] = [['IPR-5', 'insert_pte_range']];

describe('P8 licenses the elements of a range one by one (SEG-5)', () => {
  it.each(CARELESS)('so that without %s of %s some accepted entries are refuted, and with it none', (rule, call) => {
    const refuted = { with: 0, without: 0 };
    const swarm: Swarm = { calls: [call, call, call, 'insert_pte', 'env_clone', 'env_alloc'], userPercent: 5, aim: 'none', computes: false };
    for (const without of [null, rule]) {
      const model = without === null ? createModel() : createModel({ without });
      drawnBoots(SMALL).forEach((boot, seed) => {
        for (let i = 0; i < (isQuick ? 4 : 8); i++) {
          const start = model.boot(boot);
          const ghost = new Ghost();
          ghost.begin(start);
          let sound = true;
          walkModel(model, start, swarm, tapeOfSeed(seed, i, 40), ({ before, trap, outcome }) => {
            ghost.follow(before, trap, outcome.next);
            sound &&= isolation(ghost, before, outcome.next) === null;
          });
          if (!sound) refuted[without === null ? 'with' : 'without']++;
        }
      });
    }
    expect(refuted.with).toBe(0);
    expect(refuted.without).toBeGreaterThan(3);
  });
});

describe('P8 keeps the licences of a space as long as somebody shares it', () => {
  it('and forgets them with the last: who is born on the same directory has the pad and nothing else', () => {
    let ended = 0;
    let outlived = 0;
    const model = createModel();
    const swarm: Swarm = { calls: ['env_clone', 'env_clone', 'env_free', 'env_alloc', 'insert_pte', 'insert_pte', 'yield'], userPercent: 5, aim: 'none', computes: false };
    drawnBoots(SMALL).forEach((boot, seed) => {
      const start = model.boot(boot);
      const ghost = new Ghost();
      ghost.begin(start);
      walkModel(model, start, swarm, tapeOfSeed(seed, 5, isQuick ? 30 : 100), ({ before, trap, outcome: { next } }) => {
        ghost.follow(before, trap, next);
        for (const index of changesBetween(before, next).envs) {
          const was = get(before.envs, index);
          if (was.status !== 'live' || get(next.envs, index).status === 'live') continue;
          const pad = frameMapOf(boot.geometry).pad;
          const space = get(next.spaces, was.directory);
          if (space === null) ended++;
          else outlived++;
          const isBound = space !== null && (entryAt(space, PAD)?.present ?? false);
          expect(ghost.licenses(was.directory, PAD, pad, false)).toBe(isBound);
        }
      });
    });
    expect(ended).toBeGreaterThan(isQuick ? 10 : 30);
    expect(outlived).toBeGreaterThan(isQuick ? 10 : 30);
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
