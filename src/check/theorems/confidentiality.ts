import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { FLOATING_POINT_WORDS } from '../../abi/floatingPoint.ts';
import { frameMapOf, SAVE_AREA_BYTES } from '../../abi/frameMap.ts';
import type { CallName } from '../../abi/calls.ts';
import { CAPABILITY_BYTES, ENTRY, UAREA } from '../../abi/layout.ts';
import type { BootConfiguration, Geometry } from '../../abi/geometry.ts';
import type { Model } from '../../model/model.ts';
import type { Env, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { Abstraction } from '../../refine/abstraction.ts';
import { Machine } from '../../x86/machine.ts';
import { Stop } from '../../x86/cpu.ts';
import { Arena } from '../arena.ts';
import type { Stage } from '../arena.ts';
import { mayActOnSpace } from '../authority.ts';
import { guardRules } from '../callRules.ts';
import { capabilityWords } from '../draw/capabilityBytes.ts';
import { bootCountOf, bootOf } from '../draw/drawBoot.ts';
import { Draw } from '../draw/draw.ts';
import { outsidePointer, sceneOf } from '../draw/pools.ts';
import { DRAWERS, drawStep, drawSwarm } from '../draw/drawStep.ts';
import type { Swarm } from '../draw/drawStep.ts';
import { driveSegment } from '../drive.ts';
import type { KernelInstance, Kit } from '../kit.ts';
import { SAVE } from '../../impl/layoutCore.ts';
import { isUnitOperation } from '../pad.ts';
import { padIsBound } from '../predict.ts';
import type { Step } from '../step.ts';
import { tapeOfSeed } from '../tapeOfSeed.ts';
import { couldRead, couldReadRegisters, readableFrames, seenFrames, viewOf } from './view.ts';

/** What a run over pairs says. */
export interface PairsReport {
  pairs: number;
  /** Pairs whose two states really differ where u cannot see. */
  differing: number;
  /** Pairs in which u itself took the step. */
  own: number;
  /** Pairs not judged, by the declassification that applied. */
  declassified: number;
  /** The first pair that u could tell apart. */
  refuted: { readonly scenario: number; readonly step: Step; readonly why: string } | null;
}

/** The words of a u-area that the kernel reads, which are declassified by name: u_status to u_gcap. */
const HINT_BYTES = UAREA.gcap + CAPABILITY_BYTES;
const SAVED_REGISTER_BYTES = 32;
const STEPS_BEFORE_MAX = 24;
/** In a floating-point state: the words before the registers. */
const FLOATING_POINT_HEAD_WORDS = 7;

interface Side {
  readonly machine: Machine;
  readonly kernel: KernelInstance;
  state: State;
}

/** The other machine of a pair, and what differs in it: frames, and rows whose saved registers do. */
interface Twin {
  readonly side: Side;
  readonly abstraction: Abstraction;
  readonly varied: boolean;
  readonly frames: ReadonlySet<number>;
  readonly rows: ReadonlySet<number>;
}

/**
 * P6, confidentiality: two states that are alike for u are alike for u after
 * any step. A scenario is run to some point; the machine is copied; what u
 * cannot see is changed in the copy; both take the same step.
 */
export class PairRunner {
  readonly #kit: Kit;
  readonly #geometry: Geometry;
  readonly #arena: Arena;
  readonly #draw = new Draw(new Int32Array(0));
  /** The other machine, one of each size, which is made a copy of the one of each pair; and what reads it, by what was booted. */
  readonly #twins = new Map<number, Machine>();
  readonly #abstractions = new Map<BootConfiguration, Abstraction>();

  constructor(kit: Kit, geometry: Geometry) {
    this.#kit = kit;
    this.#geometry = geometry;
    this.#arena = new Arena(kit);
  }

  /** Runs pairs `first` to `first + count` of a seed; stops at the first that u can tell apart. */
  run(seed: number, first: number, count: number): PairsReport {
    const report: PairsReport = { pairs: 0, differing: 0, own: 0, declassified: 0, refuted: null };
    for (let i = first; i < first + count && report.refuted === null; i++) this.#pair(seed, i, report);
    return report;
  }

  #pair(seed: number, index: number, report: PairsReport): void {
    const tape = tapeOfSeed(seed, index, STEPS_BEFORE_MAX + 2);
    const draw = this.#draw;
    draw.turnTo(0, tape);
    const boot = draw.below(bootCountOf(this.#geometry));
    const swarm = drawSwarm(draw);
    const stage = this.#arena.stage(`drawn ${boot}`, bootOf(boot, this.#geometry));
    const side: Side = { machine: stage.machine, kernel: stage.kernel, state: stage.state };
    const length = 1 + draw.below(STEPS_BEFORE_MAX);
    for (let i = 0; i < length; i++) {
      draw.turnTo(i + 1, tape);
      if (side.state.processor.running < 0) return;
      advance(side, stage.abstraction, drawStep(this.#kit.model, side.state, swarm, draw));
    }
    if (side.state.processor.running < 0) return;
    draw.turnTo(length + 1, tape);
    this.#compare(stage, side, this.#lastStep(side.state, swarm, draw), draw, index, report);
  }

  /** The step that both sides take: any, but rather than others one that tries to read what it must not. */
  #lastStep(state: State, swarm: Swarm, draw: Draw): Step {
    const kind = draw.below(100);
    if (kind < OUTSIDE_PERCENT) return outsideStep(state, draw);
    return kind < OUTSIDE_PERCENT + PRYING_PERCENT ? pryingStep(this.#kit.model, state, draw) : drawStep(this.#kit.model, state, swarm, draw);
  }

  #compare(stage: Stage, side: Side, step: Step, draw: Draw, index: number, report: PairsReport): void {
    const before = side.state;
    const { running } = before.processor;
    const live = Array.from({ length: before.envs.length }, (_, i) => i).filter((i) => get(before.envs, i).status === 'live');
    const u = draw.chance(60) ? running : draw.of(live);
    const twin = this.#twin(stage, before, draw, u, step);
    report.pairs++;
    if (u === running) report.own++;
    if (twin.varied) report.differing++;
    advance(side, stage.abstraction, step);
    advance(twin.side, twin.abstraction, step);
    const opened = opensVaried(before, side.state, u, twin);
    if (opened) {
      report.declassified++;
      return;
    }
    const why = viewOf(side.machine, side.state, u).differsFrom(viewOf(twin.side.machine, twin.side.state, u));
    if (why !== null) report.refuted = { scenario: index, step, why: `env ${u} can tell: ${why}` };
  }

  #abstractionOf(machine: Machine, boot: BootConfiguration): Abstraction {
    const known = this.#abstractions.get(boot);
    if (known !== undefined) return known;
    const fresh = new Abstraction(machine, boot);
    this.#abstractions.set(boot, fresh);
    return fresh;
  }

  /** A copy of the machine in which what u cannot see is different; TLB and dead stack words included. */
  #twin(stage: Stage, s: State, draw: Draw, u: number, step: Step): Twin {
    const size = stage.machine.ram.sizeBytes;
    let machine = this.#twins.get(size);
    if (machine === undefined) this.#twins.set(size, (machine = new Machine(size)));
    machine.copyFrom(stage.machine);
    const abstraction = this.#abstractionOf(machine, s.boot);
    const cpu = machine.cpus[0];
    cpu.loadCr3(cpu.cr3);
    cpu.cr2 = draw.word() | 0;
    const frames = varyFrames(machine, s, draw, u, step);
    const rows = varyRegisters(machine, s, draw, u, step);
    const entries = varyEntries(machine, s, draw, u);
    const runner = varyRunner(machine, s, draw, u, step);
    const computed = varyFloatingPoint(machine, s, draw, u, step);
    return { side: { machine, kernel: this.#kit.attachKernel(machine), state: abstraction.step(s) }, abstraction, varied: runner || computed > 0 || entries > 0 || rows.size > 0 || frames.size > 0, frames, rows };
  }
}

/** Calls whose argument pointer leaves user space: a kernel that follows it reads what u must not see. */
const OUTSIDE: readonly { readonly call: CallName; readonly pointer: 'ebx' | 'ecx' | 'edx' | 'esi' | 'edi' }[] = [
  { call: 'forge', pointer: 'edx' }, { call: 'pgacl_mod', pointer: 'esi' }, { call: 'remove_vas', pointer: 'ebx' },
  { call: 'insert_pte_range', pointer: 'ecx' }, { call: 'wrenv', pointer: 'edx' }, { call: 'wru', pointer: 'edi' },
];

/** Last steps of these kinds, in a hundred. */
const OUTSIDE_PERCENT = 12;
const PRYING_PERCENT = 10;

/** Calls whose result is what another holds. */
const PRYING: readonly CallName[] = ['rdu', 'rdu', 'rdenv', 'read_pte'];

/** One of them, in which one guard fails. */
const pryingStep = (model: Model, state: State, draw: Draw): Step => {
  const call = draw.of(PRYING);
  return DRAWERS[call].draw(sceneOf(state, draw), draw.of(guardRules(model, call)));
};

/** A call that would be accepted, but for its pointer. */
const outsideStep = (state: State, draw: Draw): Step => {
  const scene = sceneOf(state, draw);
  const { call, pointer } = draw.of(OUTSIDE);
  const step = DRAWERS[call].draw(scene, null);
  return step.kind === 'call' ? { ...step, registers: { ...step.registers, [pointer]: outsidePointer(scene) } } : step;
};

/** One step without checks: the kernel's own behaviour is the subject. */
const advance = (side: Side, abstraction: Abstraction, step: Step): void => {
  const stop = driveSegment(side.machine, step);
  const cpu = side.machine.cpus[0];
  if (stop === Stop.Halt) {
    side.kernel.service(cpu);
    cpu.run(0);
  }
  side.state = abstraction.step(side.state);
};

const NO_FRAMES: ReadonlySet<number> = new Set();

/** True unless the step is a call that fetches nothing, so that what the runner's memory holds cannot matter while its code is the pad's. Fetched bytes are declassified. */
const readsMemory = (step: Step): boolean => !(step.kind === 'call' && (step.call === null || !DRAWERS[step.call].fetches));

/** True for the calls that copy what another holds: what the caller may read by its own right it may pass on. */
const readsAnother = (step: Step): boolean => step.kind === 'call' && (step.call === 'rdenv' || step.call === 'rdu');

/** Frames that u cannot read, the free ones included, nor the env that runs, if its step reads memory; their words are changed. */
const varyFrames = (machine: Machine, s: State, draw: Draw, u: number, step: Step): Set<number> => {
  const varied = new Set<number>();
  const seen = readableFrames(s, u);
  const used = readsMemory(step) || !padIsBound(s) ? readableFrames(s, s.processor.running) : NO_FRAMES;
  const passedOn = readsAnother(step);
  const uareas = new Set(Array.from({ length: s.envs.length }, (_, i) => get(s.envs, i).uarea));
  for (let frame = frameMapOf(s.boot.geometry).kernelFrames; frame < s.pages.length; frame++) {
    const { status } = get(s.pages, frame);
    if (status !== 'free' && status !== 'user') continue;
    if (seen.has(frame) || used.has(frame) || couldRead(s, u, frame) || (passedOn && couldRead(s, s.processor.running, frame))) continue;
    const from = frame * PAGE_BYTES + (uareas.has(frame) ? HINT_BYTES : 0);
    for (let at = from; at < (frame + 1) * PAGE_BYTES; at += 4 * (1 + draw.below(64))) machine.ram.write32(at, draw.word() | 1);
    varied.add(frame);
  }
  return varied;
};

/** Saved registers of the others that u has no right over; the rows where they differ. */
const varyRegisters = (machine: Machine, s: State, draw: Draw, u: number, step: Step): Set<number> => {
  const { running } = s.processor;
  const { saveFirst } = frameMapOf(s.boot.geometry);
  const varied = new Set<number>();
  for (let i = 0; i < s.envs.length; i++) {
    if (i === u || i === running || get(s.envs, i).status !== 'live' || couldReadRegisters(s, u, i)) continue;
    if (readsAnother(step) && couldReadRegisters(s, running, i)) continue;
    const at = saveFirst * PAGE_BYTES + i * SAVE_AREA_BYTES;
    for (let word = 0; word < SAVED_REGISTER_BYTES; word += 4) machine.ram.write32(at + word, draw.word());
    if (draw.chance(50)) plantCapability(machine, at, get(s.envs, u), draw);
    varied.add(i);
  }
  return varied;
};

/** The software bits of page entries in spaces of which neither u nor the env that runs may read any (RPT-3); how many were changed. */
const varyEntries = (machine: Machine, s: State, draw: Draw, u: number): number => {
  let varied = 0;
  for (let directory = 0; directory < s.spaces.length; directory++) {
    const space = get(s.spaces, directory);
    if (space === null || mayActOnSpace(s, u, directory, 0) || mayActOnSpace(s, s.processor.running, directory, 0)) continue;
    for (const { frame, lines } of space.tables) {
      lines.forEach((line, l) => line.forEach((entry, j) => {
        if (entry === null || !entry.present) return;
        const at = frame * PAGE_BYTES + (16 * l + j) * 4;
        machine.ram.write32(at, machine.ram.read32(at) ^ (ENTRY.softwareUnit * draw.below(8)));
        varied++;
      }));
    }
  }
  return varied;
};

/** EBP of the env that runs, unless the step sets it or u could read it once it is saved. */
const varyRunner = (machine: Machine, s: State, draw: Draw, u: number, step: Step): boolean => {
  const { running } = s.processor;
  const isSet = step.kind === 'raw' || ('registers' in step && step.registers.ebp !== undefined);
  if (u === running || isSet || couldReadRegisters(s, u, running)) return false;
  machine.cpus[0].regs[5] = draw.word();
  return true;
};

/** True for a step that may execute an instruction of the floating-point unit: what it stores is the runner's to give away. */
const mayCompute = (s: State, step: Step): boolean => step.kind === 'raw' || step.kind === 'run' || !padIsBound(s) || (step.kind === 'user' && isUnitOperation(step.operation));

/** The floating-point states of all but u, in their save areas and in the unit; how many were changed. No call reads them. */
const varyFloatingPoint = (machine: Machine, s: State, draw: Draw, u: number, step: Step): number => {
  const { running, unit } = s.processor;
  const { saveFirst } = frameMapOf(s.boot.geometry);
  let varied = 0;
  for (let i = 0; i < s.envs.length; i++) {
    if (i === u || get(s.envs, i).status !== 'live' || (i === running && (unit !== null || mayCompute(s, step)))) continue;
    const at = saveFirst * PAGE_BYTES + i * SAVE_AREA_BYTES + SAVE.floatingPoint;
    for (let word = FLOATING_POINT_HEAD_WORDS; word < FLOATING_POINT_WORDS; word += 1 + draw.below(8)) machine.ram.write32(at + 4 * word, draw.word());
    varied++;
  }
  if (u === running || unit === null || mayCompute(s, step)) return varied;
  const { lows, heads } = machine.cpus[0].fpu;
  for (let number = 0; number < lows.length; number++) lows[number] = draw.word();
  heads[draw.below(heads.length)] = draw.word();
  return varied + 1;
};

/** Hidden words that look like a capability of u's, so that a kernel that takes them for an argument answers otherwise. */
const plantCapability = (machine: Machine, at: number, env: Env, draw: Draw): void => {
  const held = draw.of(env.capabilities);
  if (held === null) return;
  capabilityWords(held).forEach((word, i) => machine.ram.write32(at + 4 * i, word | 0));
};

/** Declassified: what the step newly opens to u, be it a frame or the registers of an env. */
const opensVaried = (before: State, after: State, u: number, { frames, rows }: Twin): boolean => {
  if (get(after.envs, u).status !== 'live') return false;
  for (const row of rows) if (couldReadRegisters(after, u, row)) return true;
  for (const frame of seenFrames(after, u)) if (frames.has(frame) && get(before.pages, frame).status !== 'free') return true;
  return false;
};
