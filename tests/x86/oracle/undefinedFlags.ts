/**
 * Which status flags the architecture leaves open after an instruction.
 *
 * The recorded processor of course left some value in them, but an emulated one
 * may leave another. Each rule names the page of the Intel manual (Software
 * Developer's Manual, volume 2) whose section "Flags Affected" it restates.
 */

const CF = 0x1;
const PF = 0x4;
const AF = 0x10;
const ZF = 0x40;
const SF = 0x80;
const OF = 0x800;

const PREFIXES = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);

interface Opcode {
  /** The opcode; two-byte opcodes as 0x0fxx. */
  number: number;
  /** The reg field of the byte behind it, which extends some opcodes. */
  extension: number;
  /** Bits of the operands. */
  size: number;
}

const decode = (code: Uint8Array): Opcode => {
  let at = 0;
  let narrow = false;
  for (; PREFIXES.has(code[at] ?? 0); at++) if (code[at] === 0x66) narrow = true;
  let number = code[at++] ?? 0;
  if (number === 0x0f) number = 0x0f00 | (code[at++] ?? 0);
  const wide = number >= 0x0f00 || (number & 1) === 1;
  return { number, extension: ((code[at] ?? 0) >> 3) & 7, size: !wide ? 8 : narrow ? 16 : 32 };
};

/** SHIFTS AND ROTATES. The count is taken modulo 32, and nothing changes when that is 0. */
const shiftFlags = (op: Opcode, count: number): number => {
  if (count === 0) return 0;
  // Pages "RCL/RCR/ROL/ROR" and "SAL/SAR/SHL/SHR": OF has a meaning for 1 bit only.
  const overflow = count === 1 ? 0 : OF;
  if (op.extension < 4) return overflow;
  // Page "SAL/SAR/SHL/SHR": AF is open for every count but 0; CF is open for SHL
  // and SHR (not SAR) when the count reaches the size of the operand.
  const carry = op.extension !== 7 && count >= op.size ? CF : 0;
  return overflow | AF | carry;
};

/** Pages "SHLD" and "SHRD": AF is open unless the count is 0, OF unless it is 1, and everything beyond the operand's size. */
const doubleShiftFlags = (op: Opcode, count: number): number => {
  if (count === 0) return 0;
  if (count > op.size) return CF | OF | SF | ZF | AF | PF;
  return AF | (count === 1 ? 0 : OF);
};

/** Pages "AAA", "AAS", "AAM", "AAD", "DAA" and "DAS"; 0 for every other opcode. */
const decimalFlags = (number: number): number => {
  // AF and CF tell of the carry between digits; the rest is open.
  if (number === 0x37 || number === 0x3f) return OF | SF | ZF | PF;
  // SF, ZF and PF are those of AL.
  if (number === 0xd4 || number === 0xd5) return OF | AF | CF;
  return number === 0x27 || number === 0x2f ? OF : 0;
};

const immediateCount = (code: Uint8Array): number => (code[code.length - 1] ?? 0) & 31;

/** The mask of flags not to compare after one completed instruction. */
export const undefinedFlags = (code: Uint8Array, ecx: number): number => {
  const op = decode(code);
  const { number, extension } = op;
  // Pages "AND", "OR", "XOR", "TEST": AF.
  const aluRow = number < 0x40 && (number & 7) < 6 ? number >> 3 : number >= 0x80 && number <= 0x83 ? extension : -1;
  if (aluRow === 1 || aluRow === 4 || aluRow === 6) return AF;
  if (number === 0x84 || number === 0x85 || number === 0xa8 || number === 0xa9) return AF;
  if (number === 0xf6 || number === 0xf7) {
    if (extension < 2) return AF;
    // Pages "MUL" and "IMUL": all but CF and OF.
    if (extension === 4 || extension === 5) return SF | ZF | AF | PF;
    // Pages "DIV" and "IDIV": all six.
    if (extension === 6 || extension === 7) return CF | OF | SF | ZF | AF | PF;
    return 0;
  }
  if (number === 0x69 || number === 0x6b || number === 0x0faf) return SF | ZF | AF | PF;
  if (number === 0xc0 || number === 0xc1) return shiftFlags(op, immediateCount(code));
  if (number === 0xd0 || number === 0xd1) return shiftFlags(op, 1);
  if (number === 0xd2 || number === 0xd3) return shiftFlags(op, ecx & 31);
  // Pages "BT", "BTS", "BTR", "BTC": CF is the bit, ZF stays, the rest is open.
  if ([0x0fa3, 0x0fab, 0x0fb3, 0x0fbb, 0x0fba].includes(number)) return OF | SF | AF | PF;
  // Pages "BSF" and "BSR": ZF tells whether the source is 0, the rest is open.
  if (number === 0x0fbc || number === 0x0fbd) return CF | OF | SF | AF | PF;
  if (number === 0x0fa4 || number === 0x0fac) return doubleShiftFlags(op, immediateCount(code));
  if (number === 0x0fa5 || number === 0x0fad) return doubleShiftFlags(op, ecx & 31);
  return decimalFlags(number);
};

/**
 * Instructions which move several words, and of which a fault may have done a
 * part: ESP and EIP stay, so that the instruction can be started anew, and no
 * page of the manual ("PUSHA", "POPA", "ENTER") says how far it got.
 */
export const mayStopHalfway = (code: Uint8Array): boolean => [0x60, 0x61, 0xc8].includes(decode(code).number);

/**
 * The flags not to compare when the single-step trap suspends a repeated CMPS or
 * SCAS. The page "REP" says only that registers are kept so that the instruction
 * can go on, and asks for the old flags after a page fault, not after a trap. The
 * recorded processor keeps the old flags there too; its flags matter to nobody, as
 * the rest of the instruction sets them anew.
 */
export const flagsOfSuspended = (code: Uint8Array): number =>
  [0xa6, 0xa7, 0xae, 0xaf].includes(decode(code).number) ? CF | OF | SF | ZF | AF | PF : 0;
