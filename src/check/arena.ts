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

/** What a configuration boots into. RAM beyond `ramWords` is zero: an image of a large machine is mostly nothing. */
interface Booted {
  readonly image: MachineState;
  readonly stage: Stage;
}

/** A machine with the boot image that it was last put back to, whole. */
interface Platform {
  readonly machine: Machine;
  readonly bootWords: Int32Array;
  /** The processor before anything was booted. */
  readonly pristine: MachineState;
  standing: Booted | null;
}

const NO_WORDS = new Int32Array(0);

/** The words up to the last one that is not zero. */
const withoutZeros = (words: Int32Array): Int32Array => {
  let length = words.length;
  while (length > 0 && words[length - 1] === 0) length--;
  return words.slice(0, length);
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
  readonly #platforms = new Map<number, Platform>();
  readonly #booted = new Map<string, Booted>();

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  /** A machine booted with the configuration; `key` must name it uniquely. */
  stage(key: string, configuration: BootConfiguration): Stage {
    const platform = this.#platform(configuration.geometry.frames);
    let booted = this.#booted.get(key);
    if (booted === undefined) {
      booted = this.#boot(platform, configuration);
      if (this.#booted.size >= IMAGES_MAX) this.#booted.clear();
      this.#booted.set(key, booted);
    } else putBack(platform, booted.image);
    platform.standing = booted;
    platform.machine.ram.drainStep();
    return booted.stage;
  }

  #platform(frames: number): Platform {
    const known = this.#platforms.get(frames);
    if (known !== undefined) return known;
    const machine = new Machine(frames * PAGE_BYTES);
    const platform = { machine, bootWords: new Int32Array(machine.ram.words.length), pristine: { ...machine.save(), ramWords: NO_WORDS }, standing: null };
    this.#platforms.set(frames, platform);
    return platform;
  }

  #boot(platform: Platform, configuration: BootConfiguration): Booted {
    const { machine, bootWords, pristine } = platform;
    putBack(platform, pristine);
    const kernel = this.#kit.bootKernel(machine, configuration);
    machine.cpus[0].run(0);
    const abstraction = new Abstraction(machine, configuration);
    const state = abstraction.full();
    // Only now: what a boot wrote that threw on the way is undone like everything else.
    machine.ram.markBoot();
    const saved = machine.save();
    const ramWords = withoutZeros(saved.ramWords);
    bootWords.set(ramWords);
    return { image: { ...saved, ramWords }, stage: { machine, kernel, abstraction, state, image: bootImageOf(bootWords, ramWords.length), checked: false } };
  }
}

/**
 * Puts a machine back to a boot image. What was run since it stood at the last one is undone by the lines that differ;
 * only a change to another image copies, and no more than the two images hold.
 */
const putBack = (platform: Platform, image: MachineState): void => {
  const { machine, bootWords, standing } = platform;
  const old = standing === null ? NO_WORDS : standing.image.ramWords;
  if (old !== image.ramWords) {
    machine.ram.resetTo(bootWords);
    bootWords.set(image.ramWords);
    if (old.length > image.ramWords.length) bootWords.fill(0, image.ramWords.length, old.length);
    machine.ram.overwrite(bootWords.subarray(0, Math.max(old.length, image.ramWords.length)));
    platform.standing = null;
  }
  machine.reset({ ...image, ramWords: bootWords });
};
