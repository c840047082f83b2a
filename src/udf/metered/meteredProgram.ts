import { Broken } from '../../abi/broken.ts';
import { UDF_HELPERS, UDF_METADATA, UDF_METADATA_BYTES_MAX, UDF_WORDS_MAX, UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfEnd, UdfFaultRule, UdfInput, UdfRun } from '../../abi/udf.ts';
import { arithmetic32, negate32, signExtension32 } from './arithmetic32.ts';
import { arithmetic64, byteOrder, negate64, signExtension64 } from './arithmetic64.ts';
import { CallStack } from './callStack.ts';
import { holds32, holds64 } from './condition.ts';
import { flatten, groupNumber } from './flatProgram.ts';
import type { FlatProgram } from './flatProgram.ts';
import { MeteredHelpers, helperFor, setRegister } from './meteredHelpers.ts';
import { MeteredMemory } from './meteredMemory.ts';

const ILLEGAL = groupNumber('illegal');
const ARITHMETIC_64 = groupNumber('arithmetic64');
const ARITHMETIC_32 = groupNumber('arithmetic32');
const NEGATION_64 = groupNumber('negation64');
const NEGATION_32 = groupNumber('negation32');
const SIGN_EXTENSION_64 = groupNumber('signExtension64');
const SIGN_EXTENSION_32 = groupNumber('signExtension32');
const BYTE_ORDER = groupNumber('byteOrder');
const CONSTANT = groupNumber('constant');
const LOAD = groupNumber('load');
const STORE = groupNumber('store');
const BRANCH_64 = groupNumber('branch64');
const BRANCH_32 = groupNumber('branch32');
const JUMP = groupNumber('jump');
const CALL_HELPER = groupNumber('callHelper');
const CALL_LOCAL = groupNumber('callLocal');

/** Cells of the lower halves of registers. */
const R0 = 0;
const R1 = 2;
const R2 = 4;
const R3 = 6;
const R5 = 10;
const R6 = 12;
const R9 = 18;

/** Why a run cannot go on behind an instruction. */
type Stop = UdfFaultRule | 'exhausted';

/**
 * The metered runner: executes any words, one instruction after the other, and stops at the first that the
 * specification forbids. Nothing is thrown on the way: what a step finds out is a value that the loop looks at.
 */
export class MeteredProgram {
  readonly #flat: FlatProgram;
  readonly #memory = new MeteredMemory();
  readonly #helpers = new MeteredHelpers();
  readonly #calls = new CallStack();
  #cost = 0;
  #residueLow = 0;
  #residueHigh = 0;

  /** Throws Broken for more words than a program has. UDF-2. */
  constructor(words: Uint8Array) {
    if (words.length > UDF_WORDS_MAX * UDF_WORD_BYTES) throw new Broken('UDF-2', `a program of ${words.length} bytes`);
    this.#flat = flatten(words);
  }

  /** One run, which depends on the words and the input alone (UDF-26). Throws Broken for more metadata than there can be. UDF-2. */
  run(input: UdfInput): UdfRun {
    if (input.metadata.length > UDF_METADATA_BYTES_MAX) throw new Broken('UDF-2', `metadata of ${input.metadata.length} bytes`);
    this.#begin(input);
    const end = this.#execute(input);
    this.#memory.end();
    return { end, cost: this.#cost, tuples: this.#helpers.tuples, isSpoilt: this.#helpers.isSpoilt };
  }

  /** Registers as a run begins with them. UDF-21. */
  #begin(input: UdfInput): void {
    const { cells } = this.#flat;
    this.#cost = 0;
    this.#residueLow = Number(BigInt.asIntN(32, input.residue));
    this.#residueHigh = Number(BigInt.asIntN(32, input.residue >> 32n));
    this.#leaveResidue(R0, R9);
    setRegister(cells, R1, BigInt(UDF_METADATA));
    setRegister(cells, R2, BigInt(input.metadata.length));
    if (input.kind === 'acl') setRegister(cells, R3, input.operation);
    this.#memory.begin(input.metadata, input.isMetadataWritable);
    this.#helpers.begin();
    this.#calls.begin(cells);
  }

  /** The order of the checks is that of UDF-24. */
  #execute(input: UdfInput): UdfEnd {
    const { length, groups, operations, destinations, operands, offsets, cells } = this.#flat;
    const { costMax } = input;
    const memory = this.#memory;
    const calls = this.#calls;
    for (let place = 0; ;) {
      if (place < 0 || place >= length) return { kind: 'fault', place, rule: 'UDF-18' };
      const group = groups[place];
      if (group === ILLEGAL) return { kind: 'fault', place, rule: 'UDF-10' };
      if (this.#cost >= costMax) return { kind: 'exhausted' }; // UDF-23
      this.#cost += 1;
      const operation = operations[place];
      const d = destinations[place];
      const s = operands[place];
      let next = place + 1;
      let stop: Stop | null = null;
      switch (group) {
        case ARITHMETIC_64: arithmetic64(operation, cells, d, s); break;
        case ARITHMETIC_32: arithmetic32(operation, cells, d, s); break;
        case NEGATION_64: negate64(cells, d); break;
        case NEGATION_32: negate32(cells, d); break;
        case SIGN_EXTENSION_64: signExtension64(operation, cells, d, s); break;
        case SIGN_EXTENSION_32: signExtension32(operation, cells, d, s); break;
        case BYTE_ORDER: byteOrder(operation, cells, d); break;
        case CONSTANT:
          cells[d] = cells[s];
          cells[d + 1] = cells[s + 1];
          next += 1;
          break;
        case LOAD: stop = memory.load(operation, cells, d, s, offsets[place], calls.frame); break;
        case STORE: stop = memory.store(operation, cells, d, s, offsets[place], calls.frame); break;
        case BRANCH_64: if (holds64(operation, cells, d, s)) next += offsets[place]; break;
        case BRANCH_32: if (holds32(operation, cells, d, s)) next += offsets[place]; break;
        case JUMP: next += offsets[place]; break;
        case CALL_HELPER: stop = this.#callHelper(offsets[place], input); break;
        case CALL_LOCAL:
          stop = this.#enter(next);
          next += offsets[place];
          break;
        default:
          if (calls.isFirst) return { kind: 'exit', value: this.#value() };
          next = this.#leave();
      }
      if (stop !== null) return stop === 'exhausted' ? { kind: stop } : { kind: 'fault', place, rule: stop };
      place = next;
    }
  }

  /** UDF-20. What is paid for the call itself is given back if the helper's own cost cannot be paid. UDF-23. */
  #callHelper(number: number, input: UdfInput): Stop | null {
    const helper = helperFor(number, input.kind);
    if (helper === null) return 'UDF-20';
    const { cost } = UDF_HELPERS[helper];
    if (this.#cost + cost > input.costMax) {
      this.#cost -= 1;
      return 'exhausted';
    }
    this.#cost += cost;
    this.#helpers.call(helper, this.#flat.cells, input);
    this.#leaveResidue(R1, R5);
    return null;
  }

  /** Begins the frame of a local function. UDF-19, UDF-21. */
  #enter(returnPlace: number): Stop | null {
    if (this.#calls.isFull) return 'UDF-19';
    this.#calls.push(this.#flat.cells, returnPlace);
    this.#leaveResidue(R0, R0);
    this.#leaveResidue(R6, R9);
    return null;
  }

  /** Ends the frame of a local function; tells where its caller goes on. UDF-19, UDF-21. */
  #leave(): number {
    this.#memory.endFrame(this.#calls.frame);
    this.#leaveResidue(R1, R5);
    return this.#calls.pop(this.#flat.cells);
  }

  /** R0 as a natural. */
  #value(): bigint {
    const { cells } = this.#flat;
    return (BigInt(cells[R0 + 1] >>> 0) << 32n) | BigInt(cells[R0] >>> 0);
  }

  /** Registers that hold no value, from one to another. UDF-21. */
  #leaveResidue(from: number, to: number): void {
    const { cells } = this.#flat;
    for (let at = from; at <= to; at += 2) {
      cells[at] = this.#residueLow;
      cells[at + 1] = this.#residueHigh;
    }
  }
}
