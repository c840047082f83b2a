import { PAGE_BYTES } from '../abi/addressMap.ts';
import type { BootConfiguration } from '../abi/geometry.ts';
import type { State } from '../model/state.ts';
import { Abstraction } from '../refine/abstraction.ts';
import { bootImageOf } from '../refine/stateHash.ts';
import type { BootImage } from '../refine/stateHash.ts';
import { Machine } from '../x86/machine.ts';
import type { MachineState } from '../x86/machine.ts';
import type { Kit, KernelInstance } from './kit.ts';

/** A machine that stands at its first ring-3 boundary, with everything that reads it. */
export interface Stage {
  readonly machine: Machine;
  readonly kernel: KernelInstance;
  readonly abstraction: Abstraction;
  /** The abstraction of the booted machine. */
  readonly state: State;
  /** The booted RAM, for hashing what differs from it. */
  readonly image: BootImage;
  /** Set once the boot state was compared with the declared one (P0). */
  checked: boolean;
}

interface Booted {
  readonly image: MachineState;
  readonly stage: Stage;
  /** Lines of RAM in which the image differs from the machine before anything was booted on it. */
  readonly lines: Int32Array;
}

const LINE_WORDS = 16;

const linesThatDiffer = (a: Int32Array, b: Int32Array): Int32Array => {
  const lines: number[] = [];
  for (let word = 0; word < a.length; word++) {
    if (a[word] === b[word]) continue;
    lines.push(Math.trunc(word / LINE_WORDS));
    word += LINE_WORDS - 1 - (word % LINE_WORDS);
  }
  return Int32Array.from(lines);
};

/** At most this many boot images are kept. */
const IMAGES_MAX = 96;

/**
 * Keeps one machine per size and the boot image of each configuration met, so
 * that a scenario starts by copying bytes back and not by booting. Images are a
 * cache: they are keyed by the configuration that they came from.
 */
export class Arena {
  readonly #kit: Kit;
  readonly #machines = new Map<number, Machine>();
  /** Each machine as it was before anything was booted on it. */
  readonly #pristine = new Map<Machine, MachineState>();
  readonly #booted = new Map<string, Booted>();
  /** What each machine was booted with last: since then only dirty lines have changed. */
  readonly #standing = new Map<Machine, Booted>();

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  /** A machine booted with the configuration; `key` must name it uniquely. */
  stage(key: string, configuration: BootConfiguration): Stage {
    const machine = this.#machine(configuration.geometry.frames);
    let booted = this.#booted.get(key);
    if (booted === undefined) {
      booted = this.#boot(machine, configuration);
      if (this.#booted.size >= IMAGES_MAX) this.#booted.clear();
      this.#booted.set(key, booted);
    } else this.#putBack(machine, booted);
    this.#standing.set(machine, booted);
    machine.ram.drainStep();
    return booted.stage;
  }

  /** Puts a boot image back: the dirty lines, and those in which it or the image before differs from the pristine machine. */
  #putBack(machine: Machine, booted: Booted): void {
    const standing = this.#standing.get(machine);
    if (standing === undefined) machine.load(booted.image);
    else {
      machine.reset(standing.image);
      if (standing === booted) return;
      machine.loadLines(booted.image, standing.lines);
      machine.loadLines(booted.image, booted.lines);
    }
    machine.ram.markBoot();
  }

  #machine(frames: number): Machine {
    const known = this.#machines.get(frames);
    if (known !== undefined) return known;
    const machine = new Machine(frames * PAGE_BYTES);
    this.#machines.set(frames, machine);
    this.#pristine.set(machine, machine.save());
    return machine;
  }

  #boot(machine: Machine, configuration: BootConfiguration): Booted {
    // A boot that throws leaves nothing to stand on.
    this.#standing.delete(machine);
    const pristine = this.#pristine.get(machine) ?? machine.save();
    machine.load(pristine);
    const kernel = this.#kit.bootKernel(machine, configuration);
    machine.cpus[0].run(0);
    machine.ram.markBoot();
    const abstraction = new Abstraction(machine, configuration);
    const state = abstraction.full();
    machine.ram.drainStep();
    const image = machine.save();
    return { image, lines: linesThatDiffer(image.ramWords, pristine.ramWords), stage: { machine, kernel, abstraction, state, image: bootImageOf(image.ramWords), checked: false } };
  }
}
