import type { CallName } from '../../abi/calls.ts';
import type { Subsystem } from '../../abi/subsystems.ts';
import { get } from '../../model/vector.ts';
import type { State } from '../../model/state.ts';
import type { Model } from '../../model/model.ts';
import { CALL_NAMES, guardRules } from '../callRules.ts';
import { IDLE_STEP } from '../step.ts';
import type { RegisterSetting, Step } from '../step.ts';
import type { Draw } from './draw.ts';
import { drawForge, wildForge } from './drawForge.ts';
import { drawInsertPte, drawPgaclMod, drawPtFree, drawRemoveVas, wildInsertPte, wildPgaclMod, wildPtFree, wildRemoveVas } from './drawMemoryCalls.ts';
import { drawEnvFree, drawGeteid, drawUnknownCall, drawYield } from './drawProcessorCalls.ts';
import { drawHint, drawMemoryAccess, drawRaw, drawTrap, drawWait } from './drawUser.ts';
import { emptyRegions } from './pools.ts';
import type { Scene } from './pools.ts';

/** How a call is drawn: with one guard broken (or none), or without plan. */
interface Drawer {
  readonly weight: number;
  readonly fetches: boolean;
  readonly draw: (scene: Scene, broken: string | null) => Step;
  readonly wild: ((scene: Scene) => Step) | null;
}

/** The drawers of each subsystem's calls. */
const SUBSYSTEM_DRAWERS = {
  time: {
    yield: { weight: 4, fetches: false, draw: drawYield, wild: null },
  },
  memory: {
    insert_pte: { weight: 12, fetches: false, draw: drawInsertPte, wild: wildInsertPte },
    remove_vas: { weight: 7, fetches: true, draw: drawRemoveVas, wild: wildRemoveVas },
    pt_free: { weight: 4, fetches: false, draw: drawPtFree, wild: wildPtFree },
    pgacl_mod: { weight: 6, fetches: true, draw: drawPgaclMod, wild: wildPgaclMod },
  },
  environments: {
    geteid: { weight: 1, fetches: false, draw: drawGeteid, wild: null },
    forge: { weight: 6, fetches: true, draw: drawForge, wild: wildForge },
    env_free: { weight: 2, fetches: false, draw: drawEnvFree, wild: null },
  },
} as const satisfies Readonly<Record<Subsystem, Readonly<Partial<Record<CallName, Drawer>>>>>;

/** One drawer per call: a call without one, and a subsystem without an entry, does not compile. */
export const DRAWERS: Readonly<Record<CallName, Drawer>> = { ...SUBSYSTEM_DRAWERS.time, ...SUBSYSTEM_DRAWERS.memory, ...SUBSYSTEM_DRAWERS.environments };

/** What a scenario leaves out and prefers: some calls are off, others weigh more. */
export interface Swarm {
  readonly calls: readonly CallName[];
  readonly userPercent: number;
}

/** Draws the swarm of a scenario from its header. */
export const drawSwarm = (draw: Draw): Swarm => {
  const off = draw.word();
  const calls: CallName[] = [];
  CALL_NAMES.forEach((name, i) => {
    const isOff = Math.floor(off / 2 ** (i * 3)) % 8 === 7;
    for (let n = 0; !isOff && n < DRAWERS[name].weight; n++) calls.push(name);
  });
  return { calls: calls.length === 0 ? ['geteid'] : calls, userPercent: draw.of([18, 10, 30]) };
};

/** Words of two steps that miss two guards, mixed: which of several failing guards decides is seen only if several fail. */
const crossed = (draw: Draw, a: Step, b: Step): Step => {
  if (a.kind !== 'call' || b.kind !== 'call') return a;
  const words: Record<string, number> = {};
  for (const [register, word] of Object.entries(a.registers)) words[register] = word;
  for (const [register, word] of Object.entries(b.registers)) if (draw.chance(50)) words[register] = word;
  const registers: RegisterSetting = words;
  return { kind: 'call', call: a.call, stores: [...a.stores, ...b.stores], registers };
};

const drawCall = (model: Model, scene: Scene, swarm: Swarm): Step => {
  const { draw } = scene;
  if (draw.chance(2)) return drawUnknownCall(scene);
  const call = draw.chance(8) && emptyRegions(scene).length > 0 ? 'pt_free' : draw.of(swarm.calls);
  const drawer = DRAWERS[call];
  const kind = draw.below(10);
  if (kind < 5) return drawer.draw(scene, null);
  const rules = guardRules(model, call);
  const misses = drawer.fetches && draw.chance(8);
  if (kind < 9 || drawer.wild === null) return drawer.draw(scene, misses ? 'ENT-5' : rules.length === 0 ? null : draw.of(rules));
  if (draw.chance(50)) return crossed(draw, drawer.draw(scene, draw.of(rules)), drawer.draw(scene, draw.of(rules)));
  return drawer.wild(scene);
};

const drawUser = (scene: Scene): Step => {
  const kind = scene.draw.below(20);
  if (kind < 7) return drawMemoryAccess(scene);
  if (kind < 12) return drawTrap(scene);
  if (kind < 15) return drawHint(scene);
  return kind < 18 ? drawWait(scene) : drawRaw(scene);
};

/** Draws the next step against the current abstract state; every tape gives one. */
export const drawStep = (model: Model, state: State, swarm: Swarm, draw: Draw): Step => {
  const { running } = state.processor;
  if (running < 0) return IDLE_STEP;
  const scene: Scene = { state, running, env: get(state.envs, running), draw };
  return draw.chance(swarm.userPercent) ? drawUser(scene) : drawCall(model, scene, swarm);
};
