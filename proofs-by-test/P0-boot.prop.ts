import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { LARGE, SIXTEENFOLD, SMALL } from '../src/abi/geometry.ts';
import type { BootConfiguration } from '../src/abi/geometry.ts';
import { ENV } from '../src/abi/layout.ts';
import { frameNumber } from '../src/abi/words.ts';
import { Ghost } from '../src/check/ghost.ts';
import { cleanKit } from '../src/check/programs.ts';
import { drawnBoots } from '../src/check/scenario.ts';
import { violations } from '../src/model/invariants.ts';
import { get } from '../src/model/vector.ts';
import { Abstraction } from '../src/refine/abstraction.ts';
import { firstDifference } from '../src/refine/difference.ts';
import { exposureDifference } from '../src/refine/exposure.ts';
import { auditSpace } from '../src/refine/walk.ts';
import { Machine } from '../src/x86/machine.ts';
import { isQuick } from './support/budget.ts';
import { Tables } from './support/tampering.ts';

/** Boots the real image on a fresh machine, lets it be spoilt, and gives every objection to its state. */
const objections = (configuration: BootConfiguration, spoil: (tables: Tables) => void = () => undefined): readonly string[] => {
  const { model, bootKernel } = cleanKit();
  const machine = new Machine(configuration.geometry.frames * PAGE_BYTES);
  bootKernel(machine, configuration);
  machine.cpus[0].run(0);
  const want = model.boot(configuration);
  const abstraction = new Abstraction(machine, configuration);
  spoil(new Tables(machine));
  const found: string[] = [];
  const state = abstraction.full();
  const difference = firstDifference(want, state);
  if (difference !== null) found.push(`another state at ${difference.path}`);
  for (const { rule, message } of violations(state)) found.push(`${rule} ${message}`);
  const exposed = exposureDifference(machine, want, null);
  if (exposed !== null) found.push(`exposed ${exposed.path}`);
  const ghost = new Ghost();
  ghost.begin(want);
  for (let directory = 0; directory < state.spaces.length; directory++) {
    if (get(state.spaces, directory) === null) continue;
    const audit = auditSpace(machine, state, frameNumber(directory), (va, frame, writable) => ghost.licenses(directory, va, frame, writable));
    if (audit !== null) found.push(audit.message);
  }
  return found;
};

/** P0, boot (spec/theorems.md): BOO-2 to BOO-7. */
describe('P0: the booted image satisfies the representation invariant and is the declared initial state', () => {
  it('for every drawn configuration of the small machine', () => {
    for (const configuration of drawnBoots(SMALL)) expect(objections(configuration)).toEqual([]);
  });

  it('for drawn configurations of a machine sixteen times as large', () => {
    const every = isQuick ? 8 : 1;
    for (const configuration of drawnBoots(SIXTEENFOLD).filter((_, i) => i % every === 0)) expect(objections(configuration)).toEqual([]);
  });

  it('for a machine with 64 MB and 1,024 environments', () => {
    const [configuration] = drawnBoots(LARGE);
    expect(objections(configuration)).toEqual([]);
  });

  it('and the configurations differ: capabilities comparable and not, handlers, statuses, generations, free rows', () => {
    const boots = drawnBoots(SMALL);
    const principals = boots.flatMap((boot) => boot.principals);
    expect(new Set(boots.map((boot) => boot.principals.length)).size).toBeGreaterThan(2);
    expect(new Set(principals.map((p) => p.generation)).size).toBeGreaterThan(2);
    expect(new Set(principals.map((p) => p.status)).size).toBe(2);
    expect(new Set(principals.map((p) => p.entfault)).size).toBe(2);
    expect(boots.some((boot) => boot.quanta.includes(null))).toBe(true);
    expect(new Set(boots.map((boot) => boot.geometry.frames)).size).toBeGreaterThan(2);
  });
});

describe('P0 refutes a machine that boots with', () => {
  const [configuration] = drawnBoots(SMALL);

  it('another u_status', () => {
    const found = objections(configuration, (tables) => tables.add(tables.read(tables.envRow(0) + ENV.uarea) * PAGE_BYTES, 1));
    expect(found).not.toEqual([]);
  });

  it('a capability that was not declared', () => {
    expect(objections(configuration, (tables) => tables.write(tables.slot(1, tables.geometry.capabilitySlots - 1), 0x0f))).not.toEqual([]);
  });

  it('a frame counted once too often', () => {
    expect(objections(configuration, (tables) => tables.add(tables.pageRow(tables.map.pad) + 4, 1))).not.toEqual([]);
  });

  it('a saved register that is not zero', () => {
    expect(objections(configuration, (tables) => tables.add(tables.saveArea(1) + 4, 1))).not.toEqual([]);
  });
});
