import { Broken } from '../abi/broken.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import type { BootConfiguration } from '../abi/geometry.ts';
import { envIndex, type FrameNumber, quantumIndex } from '../abi/words.ts';
import type { FrameContents, Processor, Space, State } from '../model/state.ts';
import { FREE_PAGE, FREE_QUANTUM, IDLE, NULL_FRAME, ZERO_REGISTERS } from '../model/state.ts';
import type { Trap } from '../model/trap.ts';
import { filled } from '../model/vector.ts';
import type { Machine } from '../x86/machine.ts';
import { Constants } from './constants.ts';
import { CORE_PLACES } from './corePlaces.ts';
import { NO_ENV } from './decodeRows.ts';
import { FRAME_LINES, FRAME_WORDS, lineKindsOf } from './lineKinds.ts';
import { ProcessorView } from './processorView.ts';
import { Round } from './round.ts';

/**
 * The abstraction function: from the bytes of RAM and the processor to a state of
 * the model. It decodes with its own code and throws `Broken` on bytes that it
 * cannot explain, so it checks the representation invariant as well.
 *
 * It must be made when the machine has booted: what the specification does not say
 * of the kernel's constant frames is compared with what they hold then.
 */
export class Abstraction {
  readonly #machine: Machine;
  readonly #boot: BootConfiguration;
  readonly #map: FrameMap;
  readonly #constants: Constants;
  readonly #view: ProcessorView;
  readonly #round: Round;
  readonly #blank: State;
  /** Indices in RAM of the kernel's two words about its processor. */
  readonly #runningWord: number;
  readonly #quantumWord: number;

  constructor(machine: Machine, boot: BootConfiguration) {
    const g = boot.geometry;
    const map = frameMapOf(g);
    const { words } = machine.ram;
    if (words.length !== g.frames * FRAME_WORDS) throw new Broken('BOO-1', `RAM has ${words.length} words for ${g.frames} frames`);
    const kinds = lineKindsOf(g, map);
    this.#machine = machine;
    this.#boot = boot;
    this.#map = map;
    this.#constants = new Constants(words, boot, map, kinds);
    this.#view = new ProcessorView(machine, map.core, map.kernelDirectory);
    this.#round = new Round({ words, geometry: g, map, kinds, constants: this.#constants });
    this.#runningWord = map.core * FRAME_WORDS + CORE_PLACES.running / 4;
    this.#quantumWord = map.core * FRAME_WORDS + CORE_PLACES.quantum / 4;
    this.#blank = {
      boot, envs: filled(g.envs, NO_ENV), pages: filled(g.frames, FREE_PAGE), contents: filled<FrameContents, FrameNumber>(g.frames, null),
      spaces: filled<Space | null, FrameNumber>(g.frames, null), quanta: filled(g.quanta, FREE_QUANTUM),
      processor: { clock: 0, running: IDLE, quantum: quantumIndex(0), deadline: -1, registers: ZERO_REGISTERS, unit: null },
    };
  }

  /** The state from every byte, with the whole representation invariant. Leaves the dirty lines as they are. */
  full(): State {
    this.#constants.requireAll(this.#machine.ram.words);
    this.#round.begin(this.#blank);
    const lines = this.#map.kernelFrames * FRAME_LINES;
    // Pool frames are reached through their page rows: against the blank state each one in use has changed its use.
    for (let line = 0; line < lines; line++) this.#round.takePageLine(line);
    for (let line = 0; line < lines; line++) this.#round.takeLine(line);
    return this.#finish(this.#blank);
  }

  /** The state after `previous`, from the lines written since; drains them. `previous` must be the state at the last drain. */
  step(previous: State): State {
    const { ram } = this.#machine;
    const { stepDirty, stepDirtyCount } = ram;
    this.#round.begin(previous);
    for (let i = 0; i < stepDirtyCount; i++) this.#round.takePageLine(stepDirty[i]);
    for (let i = 0; i < stepDirtyCount; i++) this.#round.takeLine(stepDirty[i]);
    const state = this.#finish(previous);
    ram.drainStep();
    return state;
  }

  /** Why the kernel was entered; only at a trap. */
  trap(): Trap {
    return this.#view.trap();
  }

  /** Only where the kernel has just been left. @throws Broken if it has left something of ring 3 that the state does not show */
  requireLeft(): void {
    this.#view.requireFreshSegments();
  }

  #finish(previous: State): State {
    this.#round.decodeMarked();
    return this.#round.finish(previous, this.#processor(previous.processor));
  }

  #processor(old: Processor): Processor {
    const { words } = this.#machine.ram;
    const g = this.#boot.geometry;
    const { clock, timer } = this.#machine;
    const running = envIndex(words[this.#runningWord] - 1);
    const quantum = quantumIndex(words[this.#quantumWord]);
    if (running < -1 || running >= g.envs) throw new Broken('STA-7', `the running word is ${running + 1}`);
    if (quantum < 0 || quantum >= g.quanta) throw new Broken('STA-7', `the quantum word is ${quantum}`);
    const stand = this.#view.stand();
    const directory = running < 0 ? NULL_FRAME : this.#round.env(running).directory;
    const registers = this.#view.registers(stand, running, directory, old.registers);
    const unit = this.#view.unit(running, old.unit);
    const deadline = timer.deadline === Infinity ? -1 : timer.deadline;
    if (old.clock === clock && old.running === running && old.quantum === quantum && old.deadline === deadline && old.registers === registers
      && old.unit === unit) return old;
    return { clock, running, quantum, deadline, registers, unit };
  }
}
