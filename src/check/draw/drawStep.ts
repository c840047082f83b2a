import type { CallName } from '../../abi/calls.ts';
import type { Subsystem } from '../../abi/subsystems.ts';
import type { State } from '../../model/state.ts';
import type { Model } from '../../model/model.ts';
import { CALL_NAMES, guardRules } from '../callRules.ts';
import { IDLE_STEP } from '../step.ts';
import type { Step } from '../step.ts';
import { AIMS, stepTowards } from './aims.ts';
import type { Aim } from './aims.ts';
import { crossedCall } from './callDraft.ts';
import type { Draw } from './draw.ts';
import { drawAcquire, wildAcquire } from './drawAcquire.ts';
import { drawBatch } from './drawBatch.ts';
import { drawEnvAlloc, drawEnvClone, wildEnvAlloc, wildEnvClone } from './drawEnvCalls.ts';
import { drawForge, wildForge } from './drawForge.ts';
import { drawInsertPte, drawPgaclMod, drawPtFree, drawRemoveVas, wildInsertPte, wildPgaclMod, wildPtFree, wildRemoveVas } from './drawMemoryCalls.ts';
import { drawInsertPteRange, drawModPteRange, drawReadPte, wildInsertPteRange, wildModPteRange, wildReadPte } from './drawPageEntryRanges.ts';
import { drawPstateMod, wildPstateMod } from './drawPageState.ts';
import { drawEnvFree, drawGeteid, drawUnknownCall, drawYield } from './drawProcessorCalls.ts';
import { drawQuantumAlloc, drawQuantumFree, drawQuantumSet, wildQuantumAlloc, wildQuantumFree, wildQuantumSet } from './drawQuantumCalls.ts';
import { drawRdenv, drawRdu, drawWrenv, drawWru, wildRdenv, wildRdu, wildWrenv, wildWru } from './drawUareaCalls.ts';
import { drawComputation } from './drawComputation.ts';
import { drawHint, drawMemoryAccess, drawRaw, drawTrap, drawWait } from './drawUser.ts';
import { drawPlanted } from './forgedRow.ts';
import { drawOffer, offerersTo } from './offers.ts';
import { emptyRegions, sceneOf } from './pools.ts';
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
    quantum_alloc: { weight: 4, fetches: false, draw: drawQuantumAlloc, wild: wildQuantumAlloc },
    quantum_set: { weight: 4, fetches: false, draw: drawQuantumSet, wild: wildQuantumSet },
    quantum_free: { weight: 2, fetches: false, draw: drawQuantumFree, wild: wildQuantumFree },
  },
  memory: {
    insert_pte: { weight: 10, fetches: false, draw: drawInsertPte, wild: wildInsertPte },
    insert_pte_range: { weight: 9, fetches: true, draw: drawInsertPteRange, wild: wildInsertPteRange },
    mod_pte_range: { weight: 7, fetches: false, draw: drawModPteRange, wild: wildModPteRange },
    read_pte: { weight: 2, fetches: false, draw: drawReadPte, wild: wildReadPte },
    remove_vas: { weight: 6, fetches: true, draw: drawRemoveVas, wild: wildRemoveVas },
    pt_free: { weight: 4, fetches: false, draw: drawPtFree, wild: wildPtFree },
    pgacl_mod: { weight: 6, fetches: true, draw: drawPgaclMod, wild: wildPgaclMod },
    pstate_mod: { weight: 5, fetches: false, draw: drawPstateMod, wild: wildPstateMod },
  },
  environments: {
    geteid: { weight: 1, fetches: false, draw: drawGeteid, wild: null },
    forge: { weight: 6, fetches: true, draw: drawForge, wild: wildForge },
    acquire: { weight: 5, fetches: false, draw: drawAcquire, wild: wildAcquire },
    env_alloc: { weight: 4, fetches: false, draw: drawEnvAlloc, wild: wildEnvAlloc },
    env_clone: { weight: 3, fetches: false, draw: drawEnvClone, wild: wildEnvClone },
    env_free: { weight: 3, fetches: false, draw: drawEnvFree, wild: null },
    rdenv: { weight: 3, fetches: true, draw: drawRdenv, wild: wildRdenv },
    wrenv: { weight: 3, fetches: true, draw: drawWrenv, wild: wildWrenv },
    rdu: { weight: 4, fetches: true, draw: drawRdu, wild: wildRdu },
    wru: { weight: 5, fetches: true, draw: drawWru, wild: wildWru },
    batch: { weight: 5, fetches: true, draw: (scene, broken) => drawBatch(scene, broken, CALL_NAMES, (s, call, rule) => DRAWERS[call].draw(s, rule)), wild: null },
  },
} as const satisfies Readonly<Record<Subsystem, Readonly<Partial<Record<CallName, Drawer>>>>>;

/** One drawer per call: a call without one, and a subsystem without an entry, does not compile. */
export const DRAWERS: Readonly<Record<CallName, Drawer>> = { ...SUBSYSTEM_DRAWERS.time, ...SUBSYSTEM_DRAWERS.memory, ...SUBSYSTEM_DRAWERS.environments };

/** What a scenario leaves out and prefers: some calls are off, others weigh more, and accepted steps go towards an aim. */
export interface Swarm {
  readonly calls: readonly CallName[];
  readonly userPercent: number;
  readonly aim: Aim;
  /** Whether environments use the floating-point unit. */
  readonly computes: boolean;
}

/** How often each call stands in the list that calls are drawn from. */
const WEIGHED = CALL_NAMES.map((name) => ({ name, weight: DRAWERS[name].weight }));

/** One call in so many is off. */
const OFF_ONE_IN = 8;
/** In one scenario in so many environments compute. */
const COMPUTES_ONE_IN = 8;
/** Of their steps, so many in a hundred are on the floating-point unit: of one that has it, more, so that it goes on using it. */
const COMPUTE_PERCENT = { without: 12, with: 45 } as const;
/** One word of the tape decides about so many calls. */
const CALLS_PER_WORD = 10;

/** Draws the swarm of a scenario from its header. */
export const drawSwarm = (draw: Draw): Swarm => {
  const calls: CallName[] = [];
  let off = 0;
  for (let i = 0; i < WEIGHED.length; i++) {
    off = i % CALLS_PER_WORD === 0 ? draw.word() : Math.floor(off / OFF_ONE_IN);
    if (off % OFF_ONE_IN === OFF_ONE_IN - 1) continue;
    const { name, weight } = WEIGHED[i];
    for (let n = 0; n < weight; n++) calls.push(name);
  }
  return { calls: calls.length === 0 ? ['geteid'] : calls, userPercent: draw.of([18, 10, 30]), aim: draw.of(AIMS), computes: draw.below(COMPUTES_ONE_IN) === COMPUTES_ONE_IN - 1 };
};

/** Of the accepted steps, so many in a hundred go towards the aim of the scenario. */
const AIM_PERCENT = 35;

/** The call drawn, or now and then the one for which the state is ready: a table is empty, or something is offered. */
const chooseCall = (scene: Scene, swarm: Swarm): CallName => {
  const { draw, state, running } = scene;
  if (draw.chance(6) && emptyRegions(scene).length > 0) return 'pt_free';
  if (draw.chance(8) && offerersTo(state, running).length > 0) return 'acquire';
  return draw.of(swarm.calls);
};

/** Words of two steps that miss two guards, mixed: which of several failing guards decides is seen only if several fail. */
const crossed = (draw: Draw, a: Step, b: Step): Step => {
  if (a.kind !== 'call' || b.kind !== 'call') return a;
  return crossedCall(a, b, () => draw.chance(50));
};

const drawCall = (model: Model, scene: Scene, swarm: Swarm): Step => {
  const { draw } = scene;
  if (draw.chance(2)) return drawUnknownCall(scene);
  const call = chooseCall(scene, swarm);
  const drawer = DRAWERS[call];
  const kind = draw.below(10);
  if (kind < 5) return (draw.chance(AIM_PERCENT) ? stepTowards(scene, swarm.aim) : null) ?? drawer.draw(scene, null);
  const rules = guardRules(model, call);
  const misses = drawer.fetches && draw.chance(8);
  if (kind < 9 || drawer.wild === null) return drawer.draw(scene, misses ? 'ENT-5' : rules.length === 0 ? null : draw.of(rules));
  if (draw.chance(50)) return crossed(draw, drawer.draw(scene, draw.of(rules)), drawer.draw(scene, draw.of(rules)));
  return drawer.wild(scene);
};

const drawUser = (scene: Scene): Step => {
  const kind = scene.draw.below(22);
  if (kind < 7) return drawMemoryAccess(scene);
  if (kind < 12) return drawTrap(scene);
  if (kind < 15) return drawHint(scene);
  if (kind < 17) return scene.draw.chance(40) ? drawPlanted(scene) : drawOffer(scene);
  return kind < 20 ? drawWait(scene) : drawRaw(scene);
};

/** Draws the next step against the current abstract state; every tape gives one. */
export const drawStep = (model: Model, state: State, swarm: Swarm, draw: Draw): Step => {
  const { running } = state.processor;
  if (running < 0) return IDLE_STEP;
  const scene = sceneOf(state, draw);
  if (swarm.computes && draw.chance(COMPUTE_PERCENT[state.processor.unit === null ? 'without' : 'with'])) return drawComputation(scene);
  return draw.chance(swarm.userPercent) ? drawUser(scene) : drawCall(model, scene, swarm);
};
