import { Extended } from './extended.ts';
import { B, C1, CONTROL_FIXED, CONTROL_INIT, CONTROL_KEPT, DE, ES, EXCEPTIONS, IE, OE, PE, SF, STATUS_KEPT, TOP_SHIFT, UE, ZE } from './statusBits.ts';

/** The architectural state of the floating-point unit: eight registers, then words in the order of an FNSTENV image. */
export interface FpuState {
  /** Sign and exponent, and the significand in two words, of each register by its number (not by its place in the stack). */
  readonly heads: Uint16Array;
  readonly highs: Int32Array;
  readonly lows: Int32Array;
  readonly control: number;
  /** With TOP. */
  readonly status: number;
  /** Bit n: register n is not empty. */
  readonly full: number;
  readonly lastEip: number;
  readonly lastCode: number;
  readonly lastOpcode: number;
  readonly lastData: number;
  readonly lastDataSegment: number;
}

const ALL_FULL = 0xff;

/**
 * The floating-point unit (MCH-90). The fields up to `lastDataSegment` are architectural state; the rest is scratch of
 * the instruction in progress.
 */
export class Fpu {
  /** Sign and exponent, and the significand in two words, of each register by its number. */
  readonly heads = new Uint16Array(8);
  readonly highs = new Int32Array(8);
  readonly lows = new Int32Array(8);
  #control = CONTROL_FIXED;
  #status = 0;
  top = 0;
  /** Bit n: register n is not empty. */
  full = ALL_FULL;
  /** Offset and selector of the last instruction that was no control instruction, its opcode in eleven bits, and its operand in memory. */
  lastEip = 0;
  lastCode = 0;
  lastOpcode = 0;
  lastData = 0;
  lastDataSegment = 0;

  /** Exceptions of the instruction in progress. */
  flags = 0;
  /** What C1 becomes: the result was rounded away from zero, or the stack has overflown. */
  roundedUp = false;
  /** 32 bits below the significand in work; the lowest says whether anything is left below them. */
  extra = 0;
  readonly a = new Extended();
  readonly b = new Extended();
  readonly result = new Extended();

  get control(): number {
    return this.#control;
  }

  set control(value: number) {
    this.#control = (value & CONTROL_KEPT) | CONTROL_FIXED;
  }

  /** MCH-93: ES and B say whether an exception is flagged that is not masked, whatever was loaded there. */
  get status(): number {
    return this.#status | (this.top << TOP_SHIFT) | (this.pending ? ES | B : 0);
  }

  set status(value: number) {
    this.#status = value & STATUS_KEPT;
    this.top = (value >> TOP_SHIFT) & 7;
  }

  /** An unmasked exception waits for the next instruction that looks for one. */
  get pending(): boolean {
    return (this.#status & ~this.#control & EXCEPTIONS) !== 0;
  }

  /** FNINIT. The registers keep their bits and become empty. */
  initialise(): void {
    this.#control = CONTROL_INIT;
    this.#status = 0;
    this.top = 0;
    this.full = 0;
    this.lastEip = 0;
    this.lastCode = 0;
    this.lastOpcode = 0;
    this.lastData = 0;
    this.lastDataSegment = 0;
  }

  /** The register that ST(i) is. */
  number(i: number): number {
    return (this.top + i) & 7;
  }

  isEmpty(i: number): boolean {
    return ((this.full >> ((this.top + i) & 7)) & 1) === 0;
  }

  /** Reads ST(i), empty or not. */
  read(i: number, to: Extended): void {
    const number = (this.top + i) & 7;
    const head = this.heads[number];
    to.set(head >> 15, head & 0x7fff, this.highs[number], this.lows[number]);
  }

  /** Writes ST(i), which is not empty afterwards. */
  write(i: number, from: Extended): void {
    const number = (this.top + i) & 7;
    this.heads[number] = (from.sign << 15) | from.exponent;
    this.highs[number] = from.high;
    this.lows[number] = from.low;
    this.full |= 1 << number;
  }

  push(from: Extended): void {
    this.top = (this.top - 1) & 7;
    this.write(0, from);
  }

  pop(): void {
    this.full &= ~(1 << this.top);
    this.top = (this.top + 1) & 7;
  }

  begin(): void {
    this.flags = 0;
    this.roundedUp = false;
  }

  /** MCH-94: an operand or a destination on the stack is not there. */
  stackUnderflow(): void {
    this.flags |= IE | SF;
  }

  stackOverflow(): void {
    this.flags |= IE | SF;
    this.roundedUp = true;
  }

  /** An invalid operation: its masked result is the indefinite QNaN. */
  invalid(to: Extended): void {
    this.flags |= IE;
    to.setIndefinite();
  }

  /**
   * MCH-93: notes the exceptions of the instruction. False if an unmasked one of those found before the computation
   * leaves everything else as it was; the others are then not seen. `preventing`: which ones do.
   */
  commit(preventing = IE | DE | ZE): boolean {
    const before = this.flags & preventing;
    const refused = (before & ~this.#control) !== 0;
    this.#note(refused ? before | (this.flags & SF) : this.flags, this.roundedUp && (!refused || (this.flags & SF) !== 0));
    return !refused;
  }

  /** MCH-103: the same for an instruction that leaves C1 as it is unless the stack is at fault. */
  commitKeepingC1(): boolean {
    const kept = this.#status & C1;
    const done = this.commit();
    if ((this.flags & SF) === 0) this.#status |= kept;
    return done;
  }

  /** The same for a result that goes to memory, where overflow and underflow, too, leave everything as it was. */
  commitStore(): boolean {
    if ((this.flags & (IE | DE | ZE | OE | UE) & ~this.#control) === 0) return this.commit();
    this.#note(this.flags & ~PE, this.roundedUp && (this.flags & SF) !== 0);
    return false;
  }

  /** Whether a store to memory may go on; it is asked before the memory is touched. */
  mayStore(): boolean {
    return (this.flags & (IE | DE | ZE | OE | UE) & ~this.#control) === 0;
  }

  /** Replaces condition codes. */
  setConditions(mask: number, bits: number): void {
    this.#status = (this.#status & ~mask) | bits;
  }

  clearExceptions(): void {
    this.#status &= ~(EXCEPTIONS | SF);
  }

  /** Whether the unit is as the reset of the processor left it (SDM vol. 3A, table 9-1). */
  isReset(): boolean {
    if ((this.#control ^ CONTROL_FIXED) !== 0 || (this.#status | this.top) !== 0 || this.full !== ALL_FULL) return false;
    if ((this.lastEip | this.lastCode | this.lastOpcode | this.lastData | this.lastDataSegment) !== 0) return false;
    let any = 0;
    for (let i = 0; i < 8; i++) any |= this.heads[i] | this.highs[i] | this.lows[i];
    return any === 0;
  }

  #note(flags: number, c1: boolean): void {
    this.#status = (this.#status & ~C1) | flags | (c1 ? C1 : 0);
  }

  save(): FpuState {
    const { control, status, full, lastEip, lastCode, lastOpcode, lastData, lastDataSegment } = this;
    return {
      heads: this.heads.slice(), highs: this.highs.slice(), lows: this.lows.slice(),
      control, status, full, lastEip, lastCode, lastOpcode, lastData, lastDataSegment,
    };
  }

  load(state: FpuState): void {
    this.heads.set(state.heads);
    this.highs.set(state.highs);
    this.lows.set(state.lows);
    this.control = state.control;
    this.status = state.status;
    this.full = state.full;
    this.lastEip = state.lastEip;
    this.lastCode = state.lastCode;
    this.lastOpcode = state.lastOpcode;
    this.lastData = state.lastData;
    this.lastDataSegment = state.lastDataSegment;
  }
}
