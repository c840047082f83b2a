import { UDF_FRAME_BYTES, UDF_HELPERS, UDF_KINDS } from '../../abi/udf.ts';
import type { UdfKind, UdfProgram } from '../../abi/udf.ts';
import { UDF_ARITHMETIC, UDF_CONDITIONS, UDF_LOADS, UDF_STORES } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic, UdfWidth } from '../../abi/udfInstructions.ts';
import { NO_OPERANDS } from '../../udf/encode.ts';
import { bytesOf } from '../../udf/verifier/requirements.ts';
import { CALLS_MAX, descent } from './descent.ts';
import { endlessWords } from './endlessWords.ts';
import { both, become, copyOf, indicesOf } from './held.ts';
import type { Held } from './held.ts';
import { drawIdiom } from './drawIdiom.ts';
import { emitAtEdge } from './emitAtEdge.ts';
import { HELPERS_OF } from './kindHelpers.ts';
import { lookBehind } from './lookBehind.ts';
import { drawnConstant, OTHER_ROWS, tellingConstant, WIDE_CONSTANTS } from './drawnOperands.ts';
import { FRAME_POINTER, ProgramBuilder } from './programBuilder.ts';
import type { Label, Second } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/** R6 keeps the address of the metadata; R7 to R9 count turns and walk, R0 to R5 are for everything. */
const METADATA = 6;
const COUNTERS = [7, 8] as const;
const WALKER = 9;
const SCRATCH = 6;
const SLOTS = 12;
/** Below R10: where the length is kept in the programs that compare with it. */
const LENGTH_SLOT = -8 * (SLOTS + 1);
const STATEMENTS_MAX = 12;
const TURNS_MAX = 9;
const FUNCTIONS_MAX = 2;
const CLAIMS: readonly number[] = [0, 8, 16, 64, 64, 128, 512, 4096];
/** One of so many programs takes more turns than any may. */
const ENDLESS_ONE_OF = 2500;
/** In so many of a hundred statements something is left out or a little off: the verifier must refuse most of them. */
const RISKY_PERCENT = 2;

/** Builds one program that is meant to be accepted: bounds by claims and comparisons, loops that count, spills, calls. */
class Constructor {
  readonly #b = new ProgramBuilder();
  readonly #draw: ProgramDraw;
  readonly #kind: UdfKind;
  /** Bytes of metadata that are known to be there. */
  readonly #known: number;
  readonly #functions: Label[] = [];
  readonly #end: Label = { place: 0 };
  /** The function that calls itself, if it is called. */
  #descent: Label | null = null;
  #isLengthKept = false;
  #turns = 0;
  #loops = 0;
  #isLocal = false;

  constructor(draw: ProgramDraw, kind: UdfKind, known: number) {
    this.#draw = draw;
    this.#kind = kind;
    this.#known = known;
  }

  words(lengthChecked: boolean): Uint8Array {
    const b = this.#b;
    const end = this.#end;
    b.move(METADATA, { register: 1 });
    const given = UDF_KINDS[this.#kind].length;
    if (lengthChecked) {
      b.move(0, { constant: 1 });
      b.branch('JLT', 64, 2, { constant: this.#known }, end);
    }
    this.#isLengthKept = this.#draw.chance(40);
    if (this.#isLengthKept) b.store('U64', FRAME_POINTER, LENGTH_SLOT, { register: 2 });
    const held: Held = { registers: [lengthChecked, true, true, given > 2, false, false], slots: Array.from({ length: SLOTS }, () => false) };
    this.#block(held, 2 + this.#draw.below(STATEMENTS_MAX), 0);
    this.#answer(held);
    b.here(end);
    b.exit();
    for (const label of this.#functions) this.#localFunction(label);
    if (this.#descent !== null) descent(b, this.#draw, this.#descent);
    return b.words();
  }

  /** Whatever was computed may show in the answer: one register, or all of them mixed. */
  #answer(held: Held): void {
    const b = this.#b;
    const others = indicesOf(held.registers).filter((register) => register !== 0);
    if (!held.registers[0] || this.#draw.chance(15)) b.move(0, others.length > 0 ? { register: this.#draw.of(others) } : { constant: 0 });
    if (!this.#draw.chance(50)) return;
    for (const register of others) {
      b.arithmetic('MUL', 64, 0, { constant: 31 });
      b.arithmetic('XOR', 64, 0, { register });
    }
  }

  /** A function of its own frame: scalars in R1 and R2, mostly a result, and an end of its own or that of the program. */
  #localFunction(label: Label): void {
    this.#b.here(label);
    this.#isLocal = true;
    const held: Held = { registers: [false, true, true, false, false, false], slots: Array.from({ length: SLOTS }, () => false) };
    this.#block(held, 1 + this.#draw.below(4), 1);
    if (!this.#draw.chance(8)) this.#b.move(0, this.#value(held));
    if (this.#draw.chance(50)) this.#b.exit();
    else this.#b.jump(this.#end);
  }

  #block(held: Held, statements: number, depth: number): void {
    for (let i = 0; i < statements; i++) {
      this.#draw.nextStatement();
      this.#statement(held, depth);
    }
  }

  #statement(held: Held, depth: number): void {
    const kind = this.#draw.below(100);
    if (this.#draw.chance(RISKY_PERCENT)) this.#risky(held);
    else if (kind < 2) this.#return(held);
    else if (kind < 15) this.#load(held);
    else if (kind < 21) this.#indexedLoad(held);
    else if (kind < 32) this.#compute(held);
    else if (kind < 46) this.#idiom(held);
    else if (kind < 58) this.#choice(held, depth);
    else if (kind < 69) this.#loop(held, depth);
    else if (kind < 77) this.#spill(held);
    else if (kind < 81) this.#reload(held);
    else if (kind < 96) this.#help(held);
    else if (kind < 99) this.#callLocal(held);
    else this.#descend(held);
  }

  /** An answer on one way only. */
  #return(held: Held): void {
    const skip: Label = { place: 0 };
    this.#b.branch(this.#draw.of(UDF_CONDITIONS), this.#width(), this.#holding(held), this.#value(held), skip);
    this.#b.move(0, this.#value(held));
    this.#b.exit();
    this.#b.here(skip);
  }

  #idiom(held: Held): void {
    const site = { metadata: METADATA, lengthSlot: this.#isLengthKept && !this.#isLocal ? LENGTH_SLOT : null, known: this.#isLocal ? 0 : this.#known, slots: SLOTS };
    drawIdiom(this.#b, this.#draw, held, this.#holding(held), site);
  }

  /** A register that may be overwritten. */
  #target(held: Held): number {
    const target = this.#draw.below(SCRATCH);
    held.registers[target] = true;
    return target;
  }

  /** A register that holds a value, or a constant if none does or the draw says so. */
  #value(held: Held): Second {
    const registers = [...indicesOf(held.registers), ...COUNTERS.slice(0, this.#loops)];
    return registers.length === 0 || this.#draw.chance(30) ? { constant: drawnConstant(this.#draw) } : { register: this.#draw.of(registers) };
  }

  /** A register with a value; one is made if there is none. */
  #holding(held: Held): number {
    const registers = indicesOf(held.registers);
    if (registers.length > 0) return this.#draw.of(registers);
    const target = this.#target(held);
    this.#b.move(target, { constant: drawnConstant(this.#draw) });
    return target;
  }

  #width(): UdfWidth {
    return this.#draw.chance(30) ? 32 : 64;
  }

  /** The metadata's address where it is known: a local function is not told. */
  #base(): number {
    return this.#isLocal ? FRAME_POINTER : METADATA;
  }

  #load(held: Held): void {
    const memory = this.#draw.of(UDF_LOADS);
    const room = this.#known - bytesOf(memory);
    if (room < 0 || this.#isLocal) return this.#compute(held);
    return this.#b.load(memory, this.#target(held), this.#base(), this.#draw.chance(20) ? room : this.#draw.below(Math.min(room, 0x7fff) + 1));
  }

  /** An index out of the metadata or a computation, bounded by a mask, a division or a comparison. */
  #indexedLoad(held: Held): void {
    const memory = this.#draw.of(UDF_LOADS);
    const room = this.#known - bytesOf(memory);
    if (room < 0 || this.#isLocal) return this.#compute(held);
    const index = this.#holding(held);
    const skip: Label = { place: 0 };
    const bound = this.#draw.below(3);
    const without = copyOf(held);
    if (bound === 0) this.#b.arithmetic('AND', 64, index, { constant: 2 ** Math.floor(Math.log2(room + 1)) - 1 });
    else if (bound === 1) this.#b.arithmetic('MOD', 64, index, { constant: room + 1 });
    else this.#b.branch('JGT', 64, index, { constant: room }, skip);
    const target = this.#target(held);
    if (target === index) {
      this.#b.arithmetic('ADD', 64, index, { register: METADATA });
      this.#b.load(memory, target, index, 0);
    } else {
      this.#b.move(target, { register: METADATA });
      this.#b.arithmetic('ADD', 64, target, { register: index });
      this.#b.load(memory, target, target, 0);
    }
    this.#b.here(skip);
    if (bound === 2) become(held, both(held, without));
    return undefined;
  }

  #compute(held: Held): void {
    const register = this.#holding(held);
    if (this.#draw.chance(12)) this.#b.constant(this.#target(held), this.#draw.of(WIDE_CONSTANTS));
    if (this.#draw.chance(20)) this.#b.row(this.#draw.of(OTHER_ROWS), { ...NO_OPERANDS, destination: register, source: register });
    else this.#calculate(held, register, this.#draw.of(UDF_ARITHMETIC));
  }

  #calculate(held: Held, register: number, operation: UdfArithmetic): void {
    if ((operation === 'SDIV' || operation === 'SMOD') && this.#draw.chance(20)) return this.#divideLeast(held, register, operation);
    const isShift = operation === 'LSH' || operation === 'RSH' || operation === 'ARSH';
    // Of most numbers a shift by half the width or more leaves nothing but the sign.
    if (isShift && this.#draw.chance(25)) this.#b.constant(register, this.#draw.of(WIDE_CONSTANTS));
    const width = this.#width();
    const constant = tellingConstant(this.#draw, operation);
    return this.#b.arithmetic(operation, width, register, constant === null ? this.#value(held) : { constant });
  }

  /** The least number of a width divided by −1, whose quotient is no number of that width. */
  #divideLeast(held: Held, register: number, operation: UdfArithmetic): void {
    const width = this.#width();
    this.#b.constant(register, 1n << BigInt(width - 1));
    if (this.#draw.chance(50)) return this.#b.arithmetic(operation, width, register, { constant: -1 });
    const divisor = this.#target(held);
    this.#b.move(divisor, { constant: -1 });
    return this.#b.arithmetic(operation, width, register, { register: divisor });
  }

  #choice(held: Held, depth: number): void {
    if (depth >= 3) return this.#compute(held);
    const otherwise: Label = { place: 0 };
    const end: Label = { place: 0 };
    const register = this.#holding(held);
    this.#b.branch(this.#draw.of(UDF_CONDITIONS), this.#width(), register, this.#draw.chance(20) ? this.#near(held, register) : this.#value(held), otherwise);
    const taken = copyOf(held);
    this.#block(taken, 1 + this.#draw.below(3), depth + 1);
    const isTwoSided = this.#draw.chance(50);
    const other = copyOf(held);
    if (isTwoSided) this.#b.jump(end);
    this.#b.here(otherwise);
    if (isTwoSided) this.#block(other, 1 + this.#draw.below(3), depth + 1);
    this.#b.here(end);
    return become(held, both(taken, other));
  }

  /** A register that has at least the lower half in common with another, or nearly: what is drawn alone is hardly ever equal. */
  #near(held: Held, register: number): Second {
    const copy = this.#target(held);
    this.#b.arithmetic('MOV', this.#width(), copy, { register });
    if (this.#draw.chance(25)) this.#b.arithmetic('XOR', 64, copy, { constant: drawnConstant(this.#draw) });
    return { register: copy };
  }

  /** Up to a constant or to a bounded number of the metadata, or down while a pointer walks, as compilers write it. */
  #loop(held: Held, depth: number): void {
    if (this.#loops >= COUNTERS.length || this.#turns > 60 || this.#isLocal) return this.#compute(held);
    const counter = COUNTERS[this.#loops++];
    const turns = 1 + this.#draw.below(TURNS_MAX);
    this.#turns += turns;
    const top: Label = { place: 0 };
    const out: Label = { place: 0 };
    const isDown = this.#draw.chance(50);
    const walks = isDown && counter === COUNTERS[0] && this.#known >= 8 * turns;
    this.#b.move(counter, { constant: isDown ? turns : 0 });
    if (walks) this.#b.move(WALKER, { register: METADATA });
    this.#b.here(top);
    const body = copyOf(held);
    if (walks) {
      this.#b.load(this.#draw.of(UDF_LOADS), this.#target(body), WALKER, 0);
      this.#b.arithmetic('ADD', 64, WALKER, { constant: 1 + this.#draw.below(8) });
    }
    this.#block(body, 1 + this.#draw.below(4), depth + 1);
    if (this.#draw.chance(25)) this.#b.branch(this.#draw.of(UDF_CONDITIONS), 64, this.#holding(body), this.#value(body), out);
    this.#b.arithmetic(isDown ? 'SUB' : 'ADD', 64, counter, { constant: 1 });
    this.#b.branch(isDown ? 'JNE' : 'JLT', 64, counter, { constant: isDown ? 0 : turns }, top);
    this.#b.here(out);
    this.#loops--;
    return become(held, body);
  }

  #spill(held: Held): void {
    const slot = this.#draw.below(this.#draw.chance(50) ? 3 : SLOTS);
    const memory = this.#draw.chance(70) ? 'U64' : this.#draw.of(UDF_STORES);
    if (memory !== 'U64' && this.#draw.chance(60)) {
      this.#b.store('U64', FRAME_POINTER, -8 * (slot + 1), { constant: drawnConstant(this.#draw) });
      held.slots[slot] = true;
    }
    this.#b.store(memory, FRAME_POINTER, -8 * (slot + 1), this.#draw.chance(85) ? { register: this.#holding(held) } : { constant: drawnConstant(this.#draw) });
    // What a narrow store has changed, and what it has left alone, shows in a load.
    if (memory !== 'U64') this.#b.load(held.slots[slot] ? 'U64' : memory, this.#target(held), FRAME_POINTER, -8 * (slot + 1));
    held.slots[slot] ||= memory === 'U64';
  }

  #reload(held: Held): void {
    const slots = indicesOf(held.slots);
    if (slots.length === 0) return this.#spill(held);
    const memory = this.#draw.chance(75) ? 'U64' : this.#draw.of(UDF_LOADS);
    return this.#b.load(memory, this.#target(held), FRAME_POINTER, -8 * (this.#draw.of(slots) + 1));
  }

  #help(held: Held): void {
    const helpers = HELPERS_OF[this.#kind];
    const helper = this.#draw.of(helpers);
    const { words } = UDF_HELPERS[helper];
    if (helper === 'own' && this.#draw.chance(10)) {
      emitAtEdge(this.#b, this.#draw);
      return this.#called(held);
    }
    const values = words.map(() => this.#value(held));
    // The first word is set last, so that the others may still come from R1.
    for (let i = words.length - 1; i >= 0; i--) this.#b.move(i + 1, i > 0 && this.#draw.chance(50) ? { constant: 1 + this.#draw.below(7) } : values[i]);
    this.#b.callHelper(helper);
    return this.#called(held);
  }

  #callLocal(held: Held): void {
    if (this.#isLocal) return this.#compute(held);
    if (this.#functions.length < FUNCTIONS_MAX) this.#functions.push({ place: 0 });
    this.#b.move(2, this.#value(held));
    this.#b.move(1, this.#value(held));
    this.#b.callLocal(this.#draw.of(this.#functions));
    return this.#called(held);
  }

  /** Calls a function that calls itself, so often that all frames are taken, or one more: it gets a place for its result. */
  #descend(held: Held): void {
    if (this.#isLocal) return this.#compute(held);
    this.#descent ??= { place: 0 };
    const slot = this.#draw.below(SLOTS);
    const isLowest = this.#draw.chance(30);
    if (isLowest) this.#b.store('U64', FRAME_POINTER, -UDF_FRAME_BYTES, { constant: drawnConstant(this.#draw) });
    this.#b.store('U64', FRAME_POINTER, -8 * (slot + 1), this.#value(held));
    this.#b.move(1, this.#draw.chance(50) ? this.#value(held) : { constant: this.#draw.below(CALLS_MAX) });
    this.#b.arithmetic('MOD', 64, 1, { constant: CALLS_MAX + (this.#draw.chance(25) ? 1 : 0) });
    this.#b.move(2, { register: FRAME_POINTER });
    this.#b.arithmetic('ADD', 64, 2, { constant: -8 * (slot + 1) });
    this.#b.callLocal(this.#descent);
    held.slots[slot] = true;
    return this.#called(held);
  }

  #called(held: Held): void {
    held.registers[0] = true;
    for (let i = 1; i < SCRATCH; i++) held.registers[i] = false;
  }

  /** Something that a careless author writes: one byte too far, a register without a value, an index that nothing bounds, a jump into a constant. */
  #risky(held: Held): void {
    const target = this.#draw.below(SCRATCH);
    switch (this.#draw.below(7)) {
      case 0: this.#b.load('U32', target, this.#base(), Math.min(0x7fff, Math.max(0, this.#known - this.#draw.below(5)))); break;
      case 1: this.#b.move(target, { register: this.#draw.below(SCRATCH) }); break;
      case 2: this.#loadUnwritten(held, target); break;
      case 3:
        lookBehind(this.#b, this.#draw, drawnConstant(this.#draw));
        return this.#called(held);
      case 4:
        this.#b.move(target, { register: this.#base() });
        this.#b.arithmetic('ADD', 64, target, this.#value(held));
        this.#b.load('U8', target, target, 0);
        break;
      case 5:
        this.#b.branch('JEQ', 64, this.#holding(held), this.#value(held), { place: this.#b.place + 2 });
        this.#b.constant(target, 0n);
        break;
      default: this.#b.store('U64', FRAME_POINTER, this.#draw.below(16) - 520 * this.#draw.below(2), { constant: 1 });
    }
    held.registers[target] = true;
  }

  /** A load of a slot that may not be written or is at the end of the frame, or that is written on one way only. */
  #loadUnwritten(held: Held, target: number): void {
    const offset = this.#draw.chance(25) ? -UDF_FRAME_BYTES - 8 * this.#draw.below(2) : -8 * (1 + this.#draw.below(SLOTS));
    const skip: Label = { place: 0 };
    if (this.#draw.chance(50)) {
      this.#b.branch(this.#draw.of(UDF_CONDITIONS), 64, this.#holding(held), this.#value(held), skip);
      this.#b.store('U64', FRAME_POINTER, offset, { constant: 1 });
      this.#b.here(skip);
    }
    this.#b.load('U64', target, FRAME_POINTER, offset + this.#draw.below(2));
  }
}

/** A program that is valid by construction, but for the few that are drawn to be a little wrong. */
export const constructedProgram = (draw: ProgramDraw): UdfProgram => {
  const kind = draw.chance(15) ? draw.of(['acl', 'size'] as const) : 'owns';
  const known = draw.of(CLAIMS);
  if (draw.below(ENDLESS_ONE_OF) === ENDLESS_ONE_OF - 1) return { kind, metadataBytesMin: known, words: endlessWords(draw) };
  const lengthChecked = known > 0 && draw.chance(30);
  return { kind, metadataBytesMin: lengthChecked ? 0 : known, words: new Constructor(draw, kind, known).words(lengthChecked) };
};
