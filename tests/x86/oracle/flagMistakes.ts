import type { Change } from '../../../src/check/mutation/mutant.ts';
import { FLAGS, FLAG_NAMES } from './tally.ts';

type Flag = (typeof FLAG_NAMES)[number];

/** A deliberate mistake in the compiled processor. */
export interface Mistake {
  readonly name: string;
  readonly change: Change;
}

/** A function whose call defines flags. */
interface FlagFunction {
  readonly group: string;
  readonly file: string;
  readonly exported: boolean;
  readonly name: string;
  readonly parameters: string;
  readonly flags: readonly Flag[];
  /** Mistakes that would be none: AND clears CF anyway. */
  readonly right?: readonly string[];
}

const ARITHMETIC = 'x86/arithmetic.js';
const SHIFTS = 'x86/shifts.js';

const FUNCTIONS: readonly FlagFunction[] = [
  { group: 'add', file: ARITHMETIC, exported: true, name: 'add', parameters: 'cpu, a, b, carry, size', flags: FLAG_NAMES },
  { group: 'subtract', file: ARITHMETIC, exported: true, name: 'subtract', parameters: 'cpu, a, b, borrow, size', flags: FLAG_NAMES },
  { group: 'logic', file: ARITHMETIC, exported: true, name: 'logic', parameters: 'cpu, result, size', flags: ['CF', 'PF', 'ZF', 'SF', 'OF'], right: ['CF always clear', 'OF always clear'] },
  { group: 'inc', file: ARITHMETIC, exported: true, name: 'increment', parameters: 'cpu, a, size', flags: FLAG_NAMES, right: ['CF kept'] },
  { group: 'dec', file: ARITHMETIC, exported: true, name: 'decrement', parameters: 'cpu, a, size', flags: FLAG_NAMES, right: ['CF kept'] },
  { group: 'multiply', file: ARITHMETIC, exported: true, name: 'setProductFlags', parameters: 'cpu, low, overflow, size', flags: ['CF', 'OF'] },
  { group: 'shl', file: SHIFTS, exported: false, name: 'shiftLeft', parameters: 'cpu, a, steps, size', flags: ['CF', 'PF', 'ZF', 'SF', 'OF'] },
  { group: 'shr', file: SHIFTS, exported: false, name: 'shiftRight', parameters: 'cpu, a, steps, size', flags: ['CF', 'PF', 'ZF', 'SF', 'OF'], right: ['SF always clear'] },
  { group: 'sar', file: SHIFTS, exported: false, name: 'shiftArithmetic', parameters: 'cpu, a, steps, size', flags: ['CF', 'PF', 'ZF', 'SF', 'OF'], right: ['OF always clear'] },
  { group: 'rol', file: SHIFTS, exported: false, name: 'rotateLeft', parameters: 'cpu, a, steps, size', flags: ['CF', 'OF'] },
  { group: 'ror', file: SHIFTS, exported: false, name: 'rotateRight', parameters: 'cpu, a, steps, size', flags: ['CF', 'OF'] },
  { group: 'rcl and rcr', file: SHIFTS, exported: false, name: 'rotateThroughCarry', parameters: 'cpu, a, steps, size, left', flags: ['CF', 'OF'] },
  { group: 'bit tests', file: 'x86/bitTest.js', exported: false, name: 'testBit', parameters: 'cpu, operation, position, size', flags: ['CF', 'ZF'], right: ['ZF kept'] },
  { group: 'daa and das', file: 'x86/decimal.js', exported: true, name: 'adjustPacked', parameters: 'cpu, direction', flags: ['CF', 'PF', 'AF', 'ZF', 'SF'] },
  { group: 'aaa and aas', file: 'x86/decimal.js', exported: true, name: 'adjustUnpacked', parameters: 'cpu, direction', flags: ['CF', 'AF'] },
  { group: 'aam', file: 'x86/decimal.js', exported: true, name: 'splitDigits', parameters: 'cpu, base', flags: ['PF', 'ZF', 'SF'] },
  { group: 'aad', file: 'x86/decimal.js', exported: true, name: 'joinDigits', parameters: 'cpu, base', flags: ['PF', 'ZF', 'SF'] },
  { group: 'shld and shrd', file: 'x86/doubleShift.js', exported: true, name: 'doubleShift', parameters: 'cpu, opcode', flags: ['CF', 'PF', 'ZF', 'SF', 'OF'] },
  { group: 'bsf and bsr', file: 'x86/bitScan.js', exported: true, name: 'bitScan', parameters: 'cpu, highest', flags: ['ZF'] },
  { group: 'cmpxchg', file: 'x86/compareExchange.js', exported: true, name: 'compareExchange', parameters: 'cpu, size', flags: FLAG_NAMES },
  { group: 'xadd', file: 'x86/compareExchange.js', exported: true, name: 'exchangeAdd', parameters: 'cpu, size', flags: FLAG_NAMES },
  { group: 'cmpxchg8b', file: 'x86/compareExchange.js', exported: true, name: 'compareExchange8', parameters: 'cpu', flags: ['CF', 'ZF'], right: ['CF kept'] },
  { group: 'arpl', file: 'x86/segmentLoads.js', exported: true, name: 'adjustPrivilege', parameters: 'cpu', flags: ['CF', 'ZF'], right: ['CF kept'] },
  { group: 'sahf', file: 'x86/stack.js', exported: true, name: 'sahf', parameters: 'cpu', flags: FLAG_NAMES, right: ['OF kept'] },
  { group: 'popf', file: 'x86/stack.js', exported: true, name: 'popf', parameters: 'cpu', flags: FLAG_NAMES },
];

/** How a flag may be wrong: the flags after a call, in terms of those before and those that are right. */
const WRONG: Readonly<Record<string, (bit: number) => string>> = {
  'always set': (bit) => `cpu.flags | ${bit}`,
  'always clear': (bit) => `cpu.flags & ${~bit}`,
  kept: (bit) => `(cpu.flags & ${~bit}) | (before & ${bit})`,
};

/** Renames the function, and puts one of its name before it that spoils a flag. */
const spoiling = (one: FlagFunction, wrong: string): Change => {
  const head = `function ${one.name}(${one.parameters}) {`;
  const spoilt = `${head} const before = cpu.flags; const given = ${one.name}Right(${one.parameters}); cpu.flags = ${wrong}; return given; }`;
  const prefix = one.exported ? 'export ' : '';
  return { file: one.file, find: `${prefix}${head}`, replace: `${prefix}${spoilt}\nfunction ${one.name}Right(${one.parameters}) {` };
};

const mistakesOf = (one: FlagFunction): Mistake[] =>
  one.flags.flatMap((flag) => Object.entries(WRONG).map(([how, wrong]) => ({ how: `${flag} ${how}`, wrong: wrong(FLAGS[flag]) })))
    .filter(({ how }) => !(one.right ?? []).includes(how))
    .map(({ how, wrong }) => ({ name: `${one.group}: ${how}`, change: spoiling(one, wrong) }));

/** Flags after an expression that only one kind of instruction evaluates. */
const inPlace = (group: string, file: string, find: string): Mistake[] =>
  FLAG_NAMES.map((flag) => ({ name: `${group}: ${flag} wrong`, change: { file, find, replace: `${find} cpu.flags ^= ${FLAGS[flag]};` } }));

const condition = (name: string, find: string, replace: string): Mistake => ({ name: `condition: ${name}`, change: { file: ARITHMETIC, find, replace } });

/** Mistakes in each computation of each flag, and in each condition that reads flags. */
export const FLAG_MISTAKES: readonly Mistake[] = [
  ...FUNCTIONS.flatMap(mistakesOf),
  ...inPlace('neg', 'x86/groups.js', 'storeRm(cpu, size, subtract(cpu, 0, operand, 0, size));'),
  ...inPlace('cmps and scas', 'x86/strings.js', 'subtract(cpu, value, other, 0, size);'),
  { name: 'adc: no carry', change: { file: ARITHMETIC, find: 'return add(cpu, a, b, cpu.flags & CF, size)', replace: 'return add(cpu, a, b, 0, size)' } },
  { name: 'sbb: no borrow', change: { file: ARITHMETIC, find: 'return subtract(cpu, a, b, cpu.flags & CF, size)', replace: 'return subtract(cpu, a, b, 0, size)' } },
  condition('o', 'holds = (flags & OF) !== 0;', 'holds = false;'),
  condition('b', 'holds = (flags & CF) !== 0;', 'holds = false;'),
  condition('e', 'holds = (flags & ZF) !== 0;', 'holds = false;'),
  condition('be', '(flags & (CF | ZF)) !== 0', '(flags & CF) !== 0'),
  condition('s', 'holds = (flags & SF) !== 0;', 'holds = false;'),
  condition('p', 'holds = (flags & PF) !== 0;', 'holds = false;'),
  condition('l', 'holds = less !== 0;', 'holds = (flags & SF) !== 0;'),
  condition('le', 'holds = less !== 0 || (flags & ZF) !== 0;', 'holds = less !== 0;'),
];
