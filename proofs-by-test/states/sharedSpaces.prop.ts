import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import type { CallName } from '../../src/abi/calls.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { ENV, ENV_ID_GENERATION_UNIT, PAGE, PAGE_ROW_BYTES } from '../../src/abi/layout.ts';
import { Arena } from '../../src/check/arena.ts';
import type { Stage } from '../../src/check/arena.ts';
import { CALL_NAMES } from '../../src/check/callRules.ts';
import { Draw, WORDS_PER_STEP } from '../../src/check/draw/draw.ts';
import { bootCountOf, bootOf } from '../../src/check/draw/drawBoot.ts';
import { drawStep } from '../../src/check/draw/drawStep.ts';
import type { Kit } from '../../src/check/kit.ts';
import { Lockstep } from '../../src/check/lockstep.ts';
import type { Step } from '../../src/check/step.ts';
import { kernelKit } from '../../src/check/mutation/kernelKit.ts';
import { DIST } from '../../src/check/mutation/places.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { fullRecount } from '../../src/check/recount.ts';
import { violations } from '../../src/model/invariants.ts';
import { createModel } from '../../src/model/model.ts';
import { get } from '../../src/model/vector.ts';
import { budget } from '../support/budget.ts';
import { Tables } from '../support/tampering.ts';

/**
 * P1 and all running theorems from machines on which two environments share a space (spec/theorems.md). ENV-2: no call
 * of this version makes such a state, so that scenarios from boots never enter what the kernel does with one.
 */
const STEPS = 24;
const CALLS: readonly CallName[] = [...CALL_NAMES, 'env_free', 'env_free', 'yield', 'yield', 'insert_pte', 'insert_pte', 'remove_vas'];
const TABLE_FRAME = (word: number): number => Math.trunc(word / PAGE_BYTES);

/** Moves env 1 into the space of env 0, by hand: its u-area is bound there, and its own space is no more. */
const share = (stage: Stage): Stage => {
  const { machine } = stage;
  const tables = new Tables(machine);
  const directoryOf = (env: number): number => tables.read(tables.envRow(env) + ENV.directory);
  const [kept, gone] = [directoryOf(0), directoryOf(1)];
  const uareaEntry = (UADDRS / 0x400000) * 4;
  const goneTables = Array.from({ length: 1024 }, (_, i) => tables.read(gone * PAGE_BYTES + 4 * i)).filter((word, i) => word !== 0 && (i < 0xee000000 / 0x400000 || 4 * i === uareaEntry)).map(TABLE_FRAME);
  const uarea = tables.read(tables.envRow(1) + ENV.uarea);
  tables.write(TABLE_FRAME(tables.read(kept * PAGE_BYTES + uareaEntry)) * PAGE_BYTES + 4, uarea * PAGE_BYTES + 0x67);
  tables.write(tables.envRow(1) + ENV.directory, kept);
  for (const frame of [gone, ...goneTables]) machine.ram.fillZero(tables.pageRow(frame), PAGE_ROW_BYTES);
  tables.add(tables.pageRow(tables.map.pad) + PAGE.readers, -1);
  const state = stage.abstraction.full();
  machine.ram.drainStep();
  return { ...stage, state };
};

/** The u-area of the other is read, so that its translation is cached when it dies. */
const loadFromOther = (running: number): Step => ({ kind: 'user', operation: 'load32', registers: { ebx: UADDRS + (running === 0 ? PAGE_BYTES : 0) } });

interface Told {
  /** Environments that died while another lived on in their space, and those that were the last of theirs. */
  sharers: number;
  last: number;
  readonly findings: string[];
}

/** Runs scenarios from shared spaces, up to the first that is refuted. */
const run = (kit: Kit, scenarios: number): Told => {
  const arena = new Arena(kit);
  const draw = new Draw(new Int32Array(0));
  const told: Told = { sharers: 0, last: 0, findings: [] };
  for (let index = 0; index < scenarios && told.findings.length === 0; index++) {
    const boot = bootOf(index % bootCountOf(SMALL), SMALL);
    if (boot.principals.length < 2) continue;
    const stage = share(arena.stage(`boot ${index % bootCountOf(SMALL)}`, boot));
    const lockstep = new Lockstep(kit, stage, new Set(), null);
    told.findings.push(...violations(stage.state).map(({ rule, message }) => `${rule} ${message}`));
    const tape = Int32Array.from({ length: (STEPS + 1) * WORDS_PER_STEP }, (_, i) => Math.imul(index * 977 + i + 1, 0x9e3779b1) ^ Math.imul(i + 7, 0x85ebca6b));
    for (let i = 1; i <= STEPS && lockstep.state.processor.running >= 0 && told.findings.length === 0; i++) {
      draw.turnTo(i, tape);
      const step = i % 3 === 1 ? loadFromOther(lockstep.state.processor.running) : drawStep(kit.model, lockstep.state, { calls: CALLS, userPercent: 25, aim: 'none', computes: false }, draw);
      const { finding, atTrap, after } = lockstep.run(step);
      if (finding !== null) told.findings.push(`${finding.theorem} ${finding.rule}`);
      for (const env of [0, 1]) {
        if (get(atTrap.envs, env).status !== 'live' || get(after.envs, env).status === 'live') continue;
        if (get(after.spaces, get(atTrap.envs, env).directory) === null) told.last++;
        else told.sharers++;
      }
    }
    const recounted = told.findings.length > 0 ? null : fullRecount(stage, lockstep.state, lockstep.ghost, new Set());
    if (recounted !== null) told.findings.push(`${recounted.theorem} ${recounted.rule} ${recounted.message}`);
  }
  return told;
};

describe('P1 and all that is judged at every step, from states in which two environments share a space', () => {
  it('hold, whichever of them dies first', () => {
    const told = run(cleanKit(), budget(800));
    expect(told.findings).toEqual([]);
    expect(told.sharers).toBeGreaterThan(budget(30));
    expect(told.last).toBeGreaterThan(budget(10));
  });
});

/** Mistakes that only a shared space shows. */
const MISTAKES: readonly (readonly [string, string, string, string])[] = [
  ['a space that goes with the first of its environments', 'impl/death.js', 'if (isShared(image, index, directory))', 'if (index < 0)'],
  ['a u-area of the dead that stays bound', 'impl/death.js', '    image.ram.write32(entryAddress(tableFor(image, directory, UADDRS), address), 0); // ENV-2\n', ''],
  ['a u-area of the dead that stays cached', 'impl/death.js', '    cpu.invlpg(address); // MEM-7\n', ''],
  ['a space that outlives the last of its environments', 'impl/death.js', 'if (directoryOf(image, envIndex(other)) === directory)', 'if (true)'],
  ['a removal from the space of another that is one\'s own', 'impl/calls/removeVas.js', '    cpu.invlpg(va); // MEM-7', '    if (directory === 0)\n        cpu.invlpg(va);'],
  ['invalidation only for who names itself', 'impl/insertEntries.js', '    cpu.invlpg(va); // MEM-7', `    if (cpu.regs[7] === 0 || image.ram.read32(image.core + 0xc0) - 1 === cpu.regs[7] % ${ENV_ID_GENERATION_UNIT})\n        cpu.invlpg(va);`],
];

describe('P1 from shared spaces refutes', () => {
  it.each(MISTAKES)('%s', async (_what, file, find, replace) => {
    const told = run(await kernelKit(DIST, { file, find, replace }, createModel()), 2500);
    expect(told.findings).not.toEqual([]);
  });
});
