import { UADDRS } from '../../src/abi/addressMap.ts';
import { ARGUMENT_REGISTERS, CALLS } from '../../src/abi/calls.ts';
import type { CallName } from '../../src/abi/calls.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import type { BootConfiguration, Geometry, Principal } from '../../src/abi/geometry.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { Arena } from '../../src/check/arena.ts';
import { Lockstep } from '../../src/check/lockstep.ts';
import { PAD_CODE, PAD_HANDLER } from '../../src/check/pad.ts';
import type { PadOperation } from '../../src/check/pad.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { predictSegment } from '../../src/check/segment.ts';
import type { RegisterSetting, Step } from '../../src/check/step.ts';
import { entryAt, spaceAt } from '../../src/model/pageEntries.ts';
import type { Entry, Env, Page, State } from '../../src/model/state.ts';
import type { Trap } from '../../src/model/trap.ts';
import { get } from '../../src/model/vector.ts';

/**
 * Three environments. Alice may write in Bob's lists and space, and holds her own
 * name in weaker forms; Bob holds nothing but his own name; Carol holds
 * everybody's. No name is the root.
 */
export const ALICE = 0;
export const BOB = 1;
export const CAROL = 2;

/** Slots of Alice. */
export const OWN = 0;
export const NAME_ONLY = 1;
export const WRITE_BOB = 2;
export const NO_DUP = 3;
/** Slots of Carol. */
export const ALL_ALICE = 1;
export const ALL_BOB = 2;

const person = (capabilities: Principal['capabilities'], entfault: number): Principal => ({ generation: 1, capabilities, status: 1, entfault });
const PEOPLE: readonly Principal[] = [
  person([{ rights: 7, name: [1] }, { rights: 0, name: [1] }, { rights: 1, name: [2] }, { rights: 3, name: [1] }], PAD_HANDLER),
  person([{ rights: 7, name: [2] }], 0),
  person([{ rights: 7, name: [3] }, { rights: 7, name: [1] }, { rights: 7, name: [2] }], PAD_HANDLER),
];

/** What a story may change of the machine that it begins on. */
export interface Setting {
  readonly geometry?: Partial<Geometry>;
  readonly people?: Readonly<Record<number, Partial<Principal>>>;
}

const configurationOf = ({ geometry, people }: Setting): BootConfiguration => ({
  geometry: { ...SMALL, tickCycles: 20_000, ...geometry },
  principals: PEOPLE.map((principal, i) => ({ ...principal, ...people?.[i] })),
  quanta: PEOPLE.map((_, i) => ({ principal: i, guard: { rights: 7, name: [1 + i] } })),
  pad: PAD_CODE,
});

/** Where a story takes place: the model alone, or the machine with the model beside it. */
interface Place {
  readonly state: () => State;
  readonly run: (step: Step) => Trap | null;
}

const onModel = (configuration: BootConfiguration): Place => {
  const { model } = cleanKit();
  let state = model.boot(configuration);
  return { state: () => state, run: (step) => {
    const predicted = predictSegment(state, step);
    if (predicted === null) throw new Error('a story may take only steps that are predicted');
    state = predicted.trap === null ? predicted.state : model.enter(predicted.state, predicted.trap).next;
    return predicted.trap;
  } };
};

const onMachine = (configuration: BootConfiguration): Place => {
  const kit = cleanKit();
  const lockstep = new Lockstep(kit, new Arena(kit).stage('story', configuration), new Set(), null);
  return { state: () => lockstep.state, run: (step) => {
    const { finding, trap } = lockstep.run(step);
    if (finding !== null) throw new Error(`${finding.theorem} ${finding.rule} ${finding.message} ${finding.path}`);
    return trap;
  } };
};

const nameOfError = (number: number): string => Object.entries(ERRORS).find(([, value]) => value === number)?.[0] ?? 'ok';

/** A story under way: who acts, what is called, what is seen. */
export class Story {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  get state(): State {
    return this.#place.state();
  }

  get running(): number {
    return this.state.processor.running;
  }

  get registers(): State['processor']['registers'] {
    return this.state.processor.registers;
  }

  env(index: number): Env {
    return get(this.state.envs, index);
  }

  page(frame: number): Page {
    return get(this.state.pages, frame);
  }

  id(index: number): number {
    return this.env(index).generation * 2048 + index;
  }

  /** The page entry at an address of an environment. */
  entry(index: number, va: number): Entry | null {
    return entryAt(spaceAt(this.state, this.env(index).directory), virtualAddress(va));
  }

  /** The frame that is bound at an address of an environment, -1 if none is. */
  frame(index: number, va: number): number {
    return this.entry(index, va)?.frame ?? -1;
  }

  /** Makes an environment run, by a directed yield of whoever runs. */
  as(index: number): this {
    if (this.running !== index) this.call('yield', this.id(index));
    if (this.running !== index) throw new Error(`env ${index} does not run`);
    return this;
  }

  /** A call of whoever runs: 'ok', or the name of the error; 'trapped' if the kernel was entered by something else. */
  call(name: CallName, ...words: readonly number[]): string {
    const caller = this.running;
    const registers: { -readonly [Name in keyof RegisterSetting]: RegisterSetting[Name] } = { eax: CALLS[name].number };
    words.forEach((word, i) => { registers[ARGUMENT_REGISTERS[i]] = word; });
    const trap = this.#place.run({ kind: 'call', call: name, stores: [], registers });
    if (trap === null || trap.vector !== 0x30) return 'trapped';
    const after = this.running === caller ? this.registers : this.env(caller).registers;
    return nameOfError(after.eax);
  }

  /** One instruction of the pad; what it trapped with, or null. */
  does(operation: PadOperation, registers: RegisterSetting = {}): Trap | null {
    return this.#place.run({ kind: 'user', operation, registers });
  }

  /** Stores a word; the trap if that faults. */
  write(va: number, word: number): Trap | null {
    return this.does('store32', { ebx: va, eax: word });
  }

  /** Loads a word; null if that faults. */
  read(va: number): number | null {
    return this.does('load32', { ebx: va }) === null ? this.registers.eax : null;
  }

  /** Jumps to an address where nothing can be fetched. */
  jumps(eip: number): Trap | null {
    return this.#place.run({ kind: 'raw', stores: [], registers: {}, eip, instructions: 1 });
  }

  /** Lets the clock run on. */
  waits(cycles: number): void {
    this.#place.run({ kind: 'wait', cycles });
  }

  /** Puts a capability into the own u-area and gives its address. */
  capability(rights: number, ...name: readonly number[]): number {
    const at = this.own(0x100);
    const bytes = [8 + rights + 32 * name.length, ...name, 0, 0, 0, 0, 0, 0, 0];
    this.write(at, bytes[0] + bytes[1] * 0x100 + bytes[2] * 0x10000 + bytes[3] * 0x1000000);
    this.write(at + 4, bytes[4] + bytes[5] * 0x100 + bytes[6] * 0x10000 + bytes[7] * 0x1000000);
    return at;
  }

  /** Puts words into the own u-area and gives their address. */
  list(...words: readonly number[]): number {
    words.forEach((word, i) => this.write(this.own(0x200) + 4 * i, word));
    return this.own(0x200);
  }

  /** An address in the u-area of whoever runs. */
  own(offset: number): number {
    return UADDRS + this.running * 4096 + offset;
  }

  /** Binds any free frame at an address of whoever runs, writable, and gives its number. */
  claims(va: number): number {
    const said = this.call('insert_pte', OWN, 3, va, 0, 0);
    if (said !== 'ok') throw new Error(`no frame at ${va}: ${said}`);
    return this.frame(this.running, va);
  }

  /** Unbinds one address of whoever runs. */
  unbinds(va: number): string {
    return this.call('remove_vas', this.list(va), 1, 0, 0);
  }
}

/** A story is told twice: on the model alone, and on the machine in lockstep with it. */
export const PLACES: readonly (readonly [string, (setting?: Setting) => Story])[] = [
  ['model', (setting = {}) => new Story(onModel(configurationOf(setting)))],
  ['machine', (setting = {}) => new Story(onMachine(configurationOf(setting)))],
];
