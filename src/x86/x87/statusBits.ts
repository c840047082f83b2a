/**
 * Bits of the status and control words (SDM vol. 1, 8.1.3 and 8.1.5). The low six of both are the exceptions: flags in
 * the one, masks in the other.
 */

export const IE = 1 << 0;
export const DE = 1 << 1;
export const ZE = 1 << 2;
export const OE = 1 << 3;
export const UE = 1 << 4;
export const PE = 1 << 5;
/** The six exceptions. */
export const EXCEPTIONS = 0x3f;
/** Stack fault: an invalid operation that is an overflow (C1 set) or underflow (C1 clear) of the register stack. */
export const SF = 1 << 6;
/** An unmasked exception is pending; B is a copy. */
export const ES = 1 << 7;
export const C0 = 1 << 8;
export const C1 = 1 << 9;
export const C2 = 1 << 10;
export const C3 = 1 << 14;
export const B = 1 << 15;
export const TOP_SHIFT = 11;
/** Every bit of the status word but TOP, ES and B, which are kept or computed elsewhere. */
export const STATUS_KEPT = EXCEPTIONS | SF | C0 | C1 | C2 | C3;

/** Rounding control, bits 10 and 11 of the control word. */
export const Rounding = { Nearest: 0, Down: 1, Up: 2, Truncate: 3 } as const;

/** Every bit that the control word keeps: masks, precision, rounding and the infinity control, which does nothing. */
export const CONTROL_KEPT = 0x1f3f;
/** Bit 6 of the control word always reads as 1. */
export const CONTROL_FIXED = 0x40;
/** What FNINIT loads: all exceptions masked, 64 bits of precision, to nearest. */
export const CONTROL_INIT = 0x37f;
