import { assemble } from '../../../src/x86/assembler.ts';
import type { Draws } from '../oracle/draws.ts';
import { GIVEN } from './caseFormat.ts';
import type { Given, PrivilegedCase } from './caseFormat.ts';
import { gateWords, pristineWorld, segmentWords } from './image.ts';
import type { GateFields, SegmentFields } from './image.ts';
import {
  DIRECTORY, GDT, GDT_LIMIT, IDT, IDT_LIMIT, KERNEL_CODE, KERNEL_STACK_TOP, LOW_TABLE, SELECTOR, USER, USER_CODE, USER_CODE_FRAME, USER_DATA, USER_STACK_TOP,
  USER_TABLE, WORLD,
} from './layout.ts';

export type Ring = 0 | 3;

/** CR0: protection and paging on; what a case may add. */
export const CR0 = { base: 0x80000001, writeProtect: 0x10000, alignment: 0x40000, emulate: 4, taskSwitched: 8 } as const;
export const CR4 = { timeStamp: 4, largePages: 0x10 } as const;

const PRISTINE_WORDS = pristineWorld();

/** Snippets are assembled once; they do not depend on where they stand. */
const assembled = new Map<string, Uint8Array>();

const bytesOf = (text: string): Uint8Array => {
  const known = assembled.get(text);
  if (known !== undefined) return known;
  const bytes = assemble(text, 0);
  assembled.set(text, bytes);
  return bytes;
};

/** A case in the making: the world as it will begin, and the registers. */
export class Scene {
  readonly draws: Draws;
  readonly given: Record<Given, number>;
  ring: Ring = 3;
  readonly #words = new Map<number, number>();
  readonly #text: string[] = [];

  constructor(draws: Draws) {
    this.draws = draws;
    const data = (): number => USER_DATA + draws.below(0x7f0) * 4;
    this.given = {
      eax: draws.value(), ecx: draws.below(5), edx: draws.value(), ebx: data(), esp: 0, ebp: data(), esi: data(), edi: data(),
      ss: SELECTOR.kernelData, ds: SELECTOR.userData, es: SELECTOR.userData, fs: draws.pick([SELECTOR.userData, 0, SELECTOR.kernelData]), gs: 0,
      cr0: CR0.base | (draws.percent(50) ? CR0.writeProtect : 0), cr4: 0, gdtLimit: GDT_LIMIT, idtLimit: IDT_LIMIT,
      task: SELECTOR.task, cr2: draws.word(),
    };
  }

  /** The word at a physical address of the world. */
  word(address: number): number {
    const offset = address - WORLD;
    return this.#words.get(offset) ?? PRISTINE_WORDS[offset / 4];
  }

  put(address: number, word: number): void {
    this.#words.set(address - WORLD, word | 0);
  }

  /** Writes bytes at a linear address of the tables that every case begins with. */
  putBytes(linear: number, bytes: ArrayLike<number>): void {
    for (let i = 0; i < bytes.length; i++) {
      const address = this.physical(linear + i);
      const shift = 8 * (address & 3);
      const at = address & ~3;
      this.put(at, (this.word(at) & ~(0xff << shift)) | (bytes[i] << shift));
    }
  }

  /** Writes words one after another from a linear address on. */
  putWords(linear: number, words: readonly number[]): void {
    this.putBytes(linear, new Uint8Array(Int32Array.from(words).buffer));
  }

  physical(linear: number): number {
    return linear >= USER ? linear - USER + USER_CODE_FRAME : linear;
  }

  descriptor(selector: number, fields: SegmentFields): void {
    this.#pair(GDT + (selector & ~7), segmentWords(fields));
  }

  gate(vector: number, fields: GateFields): void {
    this.#pair(IDT + vector * 8, gateWords(fields));
  }

  /** Where the entry that maps a linear address stands. */
  entryAddress(linear: number): number {
    return (linear >= USER ? USER_TABLE : LOW_TABLE) + ((linear >>> 12) % 1024) * 4;
  }

  directoryAddress(linear: number): number {
    return DIRECTORY + (linear >>> 22) * 4;
  }

  /** The first address of code at the ring of the case. */
  get codeStart(): number {
    return this.ring === 0 ? KERNEL_CODE : USER_CODE;
  }

  /** Puts code where the ring's code begins, ended by a trap, and gives its bytes. */
  code(text: string, at: number = this.codeStart): void {
    this.#text.push(text);
    this.putBytes(at, [...bytesOf(text), ...bytesOf('int 0x21')]);
  }

  /** Adds to the description of the case. */
  note(text: string): void {
    this.#text.push(text);
  }

  /** Puts the frame that the first IRET pops on the stack of ring 0. */
  frame(eip: number, cs: number, flags: number, esp = 0, ss = 0): void {
    if (this.given.esp === 0) this.given.esp = KERNEL_STACK_TOP - 4 * this.draws.between(8, 40);
    this.putWords(this.given.esp, [eip, cs, flags, esp, ss]);
  }

  /** Begins in the ring of the case, at its code. */
  begin(flags = 2, esp = USER_STACK_TOP - 4 * this.draws.between(4, 40)): void {
    if (this.ring === 3) this.frame(this.codeStart, SELECTOR.userCode, flags, esp, SELECTOR.userData);
    else this.frame(this.codeStart, SELECTOR.kernelCode, flags, this.draws.word(), this.draws.word());
  }

  finish(kind: string): PrivilegedCase {
    return {
      kind, text: this.#text.join(' | ').replaceAll('\n', '; '),
      given: Int32Array.from(GIVEN.map((name) => this.given[name])),
      words: [...this.#words].toSorted(([a], [b]) => a - b),
    };
  }

  #pair(address: number, [low, high]: readonly [number, number]): void {
    this.put(address, low);
    this.put(address + 4, high);
  }
}
