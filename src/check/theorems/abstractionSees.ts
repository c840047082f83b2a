import { Broken } from '../../abi/broken.ts';
import { PAGE_BYTES } from '../../abi/addressMap.ts';
import type { Geometry } from '../../abi/geometry.ts';
import type { State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { firstDifference } from '../../refine/difference.ts';
import { dontCareReason } from '../../refine/dontCare.ts';
import type { Stage } from '../arena.ts';
import type { Kit } from '../kit.ts';
import { ScenarioRunner } from '../scenario.ts';
import { tapeOfSeed } from '../tapeOfSeed.ts';

/** What a run over flipped bytes says. */
export interface FlipReport {
  states: number;
  bytes: number;
  /** Flips by which the abstract state changed. */
  seen: number;
  /** Flips that the representation invariant refused. */
  refused: number;
  /** Flips that changed nothing, by the declared reason why they may. */
  declared: Record<string, number>;
  /** The first flip that nobody saw and nobody declared, or that was declared and yet seen. */
  refuted: string | null;
}

const STEPS_MAX = 40;

/** True for frames whose bytes are the kernel's: not free, not a user's memory. */
const isKernelMemory = (s: State, frame: number): boolean => {
  const { status } = get(s.pages, frame);
  return status !== 'user' && status !== 'free';
};

/**
 * P2, the abstraction sees: flip any byte of kernel memory at a reachable
 * state, and the abstract state changes, or the representation invariant
 * fails, or the byte is on the declared list.
 */
export const abstractionSees = (kit: Kit, geometry: Geometry, seed: number, states: number): FlipReport => {
  const report: FlipReport = { states: 0, bytes: 0, seen: 0, refused: 0, declared: {}, refuted: null };
  const runner = new ScenarioRunner(kit, { geometry, without: new Set(), observe: null, split: null });
  for (let i = 0; i < states && report.refuted === null; i++) {
    runner.runTape(tapeOfSeed(seed, i, 1 + ((i * 7) % STEPS_MAX)));
    const { stage } = runner;
    if (stage !== null) flipAll(stage, i, report);
  }
  return report;
};

const flipAll = (stage: Stage, round: number, report: FlipReport): void => {
  const { machine, abstraction } = stage;
  machine.ram.drainStep();
  const state = abstraction.full();
  report.states++;
  // Most flips are refused, and nobody looks at where from: writing that down would cost more than the flip.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (let frame = 0; frame < state.pages.length; frame++) if (isKernelMemory(state, frame)) flipFrame(stage, state, frame, round, report);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

const flipFrame = (stage: Stage, state: State, frame: number, round: number, report: FlipReport): void => {
  for (let at = frame * PAGE_BYTES; at < (frame + 1) * PAGE_BYTES && report.refuted === null; at++) flip(stage, state, at, 1 << ((at + round) % 8), report);
};

const flip = (stage: Stage, state: State, at: number, bit: number, report: FlipReport): void => {
  const { ram } = stage.machine;
  const old = ram.read8(at);
  const reason = dontCareReason(state, at);
  ram.write8(at, old ^ bit);
  const what = observed(stage, state);
  ram.write8(at, old);
  ram.drainStep();
  report.bytes++;
  if (what === 'seen') report.seen++;
  if (what === 'refused') report.refused++;
  if (what === 'unseen' && reason !== null) report.declared[reason] = (report.declared[reason] ?? 0) + 1;
  if ((what === 'unseen') !== (reason !== null)) report.refuted = `byte 0x${at.toString(16)} flipped by ${bit}: ${what}, ${reason === null ? 'not declared' : `declared as "${reason}"`}`;
};

const observed = (stage: Stage, state: State): 'seen' | 'refused' | 'unseen' => {
  try {
    const decoded = stage.abstraction.step(state);
    return firstDifference(state, decoded) === null ? 'unseen' : 'seen';
  } catch (error) {
    if (error instanceof Broken) return 'refused';
    throw error;
  }
};
