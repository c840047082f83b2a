import type { Change } from '../../../src/check/mutation/mutant.ts';
import { FLAGS, FLAG_NAMES } from './tally.ts';

type Flag = (typeof FLAG_NAMES)[number];

/** Deliberate mistakes at one place of the compiled processor. */
interface Site {
  readonly file: string;
  /** The text at the place, and what takes its place, given the numbers of the mistakes. */
  readonly find: string;
  readonly replace: (numbers: readonly number[]) => string;
  /** The names of the mistakes, which are numbered in the order of all sites. */
  readonly names: readonly string[];
}

/** Where a copy with all mistakes looks up which one it is to make; none of them if the number is no mistake's. */
export const CHOSEN_MISTAKE = 'chosenMistake';
const CHOSEN = `globalThis.${CHOSEN_MISTAKE}`;

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

const wrongOf = (one: FlagFunction): { readonly how: string; readonly wrong: string }[] =>
  one.flags.flatMap((flag) => Object.entries(WRONG).map(([how, wrong]) => ({ how: `${flag} ${how}`, wrong: wrong(FLAGS[flag]) })))
    .filter(({ how }) => !(one.right ?? []).includes(how));

/** Renames the function, and puts one of its name before it that spoils a flag. */
const spoiling = (one: FlagFunction): Site => {
  const head = `function ${one.name}(${one.parameters}) {`;
  const prefix = one.exported ? 'export ' : '';
  const wrong = wrongOf(one);
  return {
    file: one.file, find: `${prefix}${head}`, names: wrong.map(({ how }) => `${one.group}: ${how}`),
    replace: (numbers) => {
      const cases = wrong.map((each, i) => `case ${numbers[i]}: cpu.flags = ${each.wrong}; break;`).join(' ');
      const spoilt = `${head} const before = cpu.flags; const given = ${one.name}Right(${one.parameters}); switch (${CHOSEN}) { ${cases} } return given; }`;
      return `${prefix}${spoilt}\nfunction ${one.name}Right(${one.parameters}) {`;
    },
  };
};

/** Flags after an expression that only one kind of instruction evaluates. */
const inPlace = (group: string, file: string, find: string): Site => ({
  file, find, names: FLAG_NAMES.map((flag) => `${group}: ${flag} wrong`),
  replace: (numbers) => `${find} switch (${CHOSEN}) { ${FLAG_NAMES.map((flag, i) => `case ${numbers[i]}: cpu.flags ^= ${FLAGS[flag]}; break;`).join(' ')} }`,
});

/** One value in place of another, at the end of a statement. */
const instead = (name: string, statement: 'return' | 'holds =', value: string, wrong: string): Site =>
  ({ file: ARITHMETIC, find: `${statement} ${value};`, names: [name], replace: ([number]) => `${statement} ${CHOSEN} === ${number} ? ${wrong} : ${value};` });

/** Mistakes in each computation of each flag, and in each condition that reads flags. */
const SITES: readonly Site[] = [
  ...FUNCTIONS.map(spoiling),
  inPlace('neg', 'x86/groups.js', 'storeRm(cpu, size, subtract(cpu, 0, operand, 0, size));'),
  inPlace('cmps and scas', 'x86/strings.js', 'subtract(cpu, value, other, 0, size);'),
  instead('adc: no carry', 'return', 'add(cpu, a, b, cpu.flags & CF, size)', 'add(cpu, a, b, 0, size)'),
  instead('sbb: no borrow', 'return', 'subtract(cpu, a, b, cpu.flags & CF, size)', 'subtract(cpu, a, b, 0, size)'),
  instead('condition: o', 'holds =', '(flags & OF) !== 0', 'false'),
  instead('condition: b', 'holds =', '(flags & CF) !== 0', 'false'),
  instead('condition: e', 'holds =', '(flags & ZF) !== 0', 'false'),
  instead('condition: be', 'holds =', '(flags & (CF | ZF)) !== 0', '(flags & CF) !== 0'),
  instead('condition: s', 'holds =', '(flags & SF) !== 0', 'false'),
  instead('condition: p', 'holds =', '(flags & PF) !== 0', 'false'),
  instead('condition: l', 'holds =', 'less !== 0', '(flags & SF) !== 0'),
  instead('condition: le', 'holds =', 'less !== 0 || (flags & ZF) !== 0', 'less !== 0'),
];

/** All mistakes by their names; the place in the list is the number by which one is chosen. */
export const FLAG_MISTAKES: readonly string[] = SITES.flatMap(({ names }) => names);

/** What makes a copy of the processor that can make each of the mistakes. */
export const FLAG_MISTAKE_CHANGES: readonly Change[] = SITES.map(({ file, find, names, replace }) => ({ file, find, replace: replace(names.map((name) => FLAG_MISTAKES.indexOf(name))) }));
