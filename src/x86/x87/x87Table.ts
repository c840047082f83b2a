/*
 * Instructions of the floating-point unit (SDM vol. 2D, tables ). A form with an operand in memory has the
 * opcode and the reg field of ModRM; the others are two bytes, the second of which names a register of the stack in its
 * low bits where the operands say STi.
 */

/** Numeric ones wait for pending exceptions and are remembered as the last instruction, control ones wait, the others do neither. */
export type X87Role = 'numeric' | 'control' | 'nowait';

export interface X87Row {
  /** D8 to DF, or two bytes. */
  readonly opcode: number;
  /** Reg field of the form with memory, -1 for the two-byte forms. */
  readonly extension: number;
  readonly mnemonic: string;
  readonly operands: string;
  readonly role: X87Role;
}

function memory(opcode: number, extension: number, mnemonic: string, operand: string, role: X87Role = 'numeric'): X87Row {
  return { opcode, extension, mnemonic, operands: operand, role };
}

function register(opcode: number, mnemonic: string, operands: string, role: X87Role = 'numeric'): X87Row {
  return { opcode, extension: -1, mnemonic, operands, role };
}

/** By the number that the reg field gives them. */
const ARITHMETIC = ['add', 'mul', 'com', 'comp', 'sub', 'subr', 'div', 'divr'] as const;

function arithmeticRows(): X87Row[] {
  const rows: X87Row[] = [];
  ARITHMETIC.forEach((name, number) => {
    const compares = number === 2 || number === 3;
    // With another destination than ST(0) the two subtractions and the two divisions change places.
    const other = ARITHMETIC[number < 4 ? number : number ^ 1];
    const withStack = compares ? [] : [
      register(0xdcc0 + number * 8, `f${other}`, 'STi,ST'), register(0xdec0 + number * 8, `f${other}p`, 'STi,ST'),
    ];
    rows.push(
      memory(0xd8, number, `f${name}`, 'Md'), memory(0xdc, number, `f${name}`, 'Mq'), memory(0xda, number, `fi${name}`, 'Md'), memory(0xde, number, `fi${name}`, 'Mw'),
      register(0xd8c0 + number * 8, `f${name}`, compares ? 'STi' : 'ST,STi'), ...withStack,
    );
  });
  return rows;
}

function moveRows(): X87Row[] {
  return [
    memory(0xd9, 0, 'fld', 'Md'), memory(0xdd, 0, 'fld', 'Mq'), memory(0xdb, 5, 'fld', 'Mt'), register(0xd9c0, 'fld', 'STi'),
    memory(0xd9, 2, 'fst', 'Md'), memory(0xdd, 2, 'fst', 'Mq'), register(0xddd0, 'fst', 'STi'),
    memory(0xd9, 3, 'fstp', 'Md'), memory(0xdd, 3, 'fstp', 'Mq'), memory(0xdb, 7, 'fstp', 'Mt'), register(0xddd8, 'fstp', 'STi'),
    memory(0xdf, 0, 'fild', 'Mw'), memory(0xdb, 0, 'fild', 'Md'), memory(0xdf, 5, 'fild', 'Mq'),
    memory(0xdf, 2, 'fist', 'Mw'), memory(0xdb, 2, 'fist', 'Md'),
    memory(0xdf, 3, 'fistp', 'Mw'), memory(0xdb, 3, 'fistp', 'Md'), memory(0xdf, 7, 'fistp', 'Mq'),
    memory(0xdf, 4, 'fbld', 'Mt'), memory(0xdf, 6, 'fbstp', 'Mt'), register(0xd9c8, 'fxch', 'STi'),
    ...['b', 'e', 'be', 'u'].flatMap((condition, number) => [
      register(0xdac0 + number * 8, `fcmov${condition}`, 'ST,STi'), register(0xdbc0 + number * 8, `fcmovn${condition}`, 'ST,STi'),
    ]),
    ...['fld1', 'fldl2t', 'fldl2e', 'fldpi', 'fldlg2', 'fldln2', 'fldz'].map((name, number) => register(0xd9e8 + number, name, '')),
  ];
}

function compareRows(): X87Row[] {
  return [
    register(0xded9, 'fcompp', ''), register(0xdde0, 'fucom', 'STi'), register(0xdde8, 'fucomp', 'STi'), register(0xdae9, 'fucompp', ''),
    register(0xdbf0, 'fcomi', 'ST,STi'), register(0xdff0, 'fcomip', 'ST,STi'), register(0xdbe8, 'fucomi', 'ST,STi'), register(0xdfe8, 'fucomip', 'ST,STi'),
    register(0xd9e4, 'ftst', ''), register(0xd9e5, 'fxam', ''),
  ];
}

function functionRows(): X87Row[] {
  return [
    register(0xd9e0, 'fchs', ''), register(0xd9e1, 'fabs', ''), register(0xd9fa, 'fsqrt', ''), register(0xd9fc, 'frndint', ''),
    register(0xd9fd, 'fscale', ''), register(0xd9f8, 'fprem', ''), register(0xd9f5, 'fprem1', ''), register(0xd9f4, 'fxtract', ''),
    register(0xd9f0, 'f2xm1', ''), register(0xd9f1, 'fyl2x', ''), register(0xd9f9, 'fyl2xp1', ''), register(0xd9f3, 'fpatan', ''),
    register(0xd9f2, 'fptan', ''), register(0xd9fe, 'fsin', ''), register(0xd9ff, 'fcos', ''), register(0xd9fb, 'fsincos', ''),
  ];
}

/** MCH-91: FFREEP stands in the manuals of one maker only, but compilers emit it. */
function controlRows(): X87Row[] {
  return [
    memory(0xd9, 4, 'fldenv', 'M', 'control'), memory(0xd9, 5, 'fldcw', 'Mw', 'control'), memory(0xdd, 4, 'frstor', 'M', 'control'),
    memory(0xd9, 6, 'fnstenv', 'M', 'nowait'), memory(0xd9, 7, 'fnstcw', 'Mw', 'nowait'), memory(0xdd, 6, 'fnsave', 'M', 'nowait'),
    memory(0xdd, 7, 'fnstsw', 'Mw', 'nowait'), register(0xdfe0, 'fnstsw', 'AX', 'nowait'),
    register(0xdbe2, 'fnclex', '', 'nowait'), register(0xdbe3, 'fninit', '', 'nowait'),
    register(0xd9d0, 'fnop', ''), register(0xd9f6, 'fdecstp', ''), register(0xd9f7, 'fincstp', ''),
    register(0xddc0, 'ffree', 'STi'), register(0xdfc0, 'ffreep', 'STi'),
  ];
}

export const X87_ROWS: readonly X87Row[] = [...arithmeticRows(), ...moveRows(), ...compareRows(), ...functionRows(), ...controlRows()];

/** Whether an opcode byte leads to the floating-point unit. */
export function isEscape(opcode: number): boolean {
  return (opcode & ~7) === 0xd8;
}

/** The two-byte opcodes of a row: eight if it names a register of the stack. */
export function opcodesOf(row: X87Row): number[] {
  const count = row.operands.includes('STi') ? 8 : 1;
  return Array.from({ length: count }, (_, i) => row.opcode + i);
}
