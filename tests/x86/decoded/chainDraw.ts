import type { Draws } from '../oracle/draws.ts';

/** Registers that programs may change freely. */
const FREE = [0, 1, 2, 3, 6, 7];

/** Bytes of instructions that become one step together: an access, ROL or MUL, computations on registers, a comparison and a jump. */
export const chain = (draws: Draws): readonly number[] => {
  const bytes: number[] = [];
  for (let i = draws.below(3); i > 0; i--) bytes.push(...computation(draws));
  if (draws.percent(70)) bytes.push(...first(draws));
  for (let i = draws.below(5); i > 0; i--) bytes.push(...computation(draws));
  if (draws.percent(70)) {
    bytes.push(...comparison(draws));
    if (draws.percent(30)) bytes.push(0x89, registers(draws));
    bytes.push(0x70 + draws.below(16), draws.below(8));
  }
  return bytes;
};

const registers = (draws: Draws): number => 0xc0 | (draws.pick(FREE) << 3) | draws.pick(FREE);

/** ModRM bytes for data near EBP, or behind a register, which mostly points nowhere. */
const operand = (draws: Draws, reg: number): readonly number[] =>
  draws.percent(90) ? [0x45 | (reg << 3), draws.word() & 0xff] : [(reg << 3) | draws.pick(FREE)];

const first = (draws: Draws): readonly number[] => {
  const reg = draws.pick(FREE);
  switch (draws.below(8)) {
    case 0: case 1: case 2: return [0x8b, ...operand(draws, reg)];
    case 3: return [0x0f, 0xb6, ...operand(draws, reg)];
    case 4: return [0x88 + draws.below(2), ...operand(draws, reg)];
    case 5: return [0xc6, ...operand(draws, 0), draws.word() & 0xff];
    case 6: return [0xc1, 0xc0 | reg, draws.below(36)];
    default: return [0xf7, 0xe0 | reg];
  }
};

const computation = (draws: Draws): readonly number[] => {
  const reg = draws.pick(FREE);
  const value = draws.word() & 0xff;
  switch (draws.below(10)) {
    case 0: return [draws.pick([0x89, 0x8b]), registers(draws)];
    case 1: return [draws.pick([0x01, 0x03, 0x29, 0x2b, 0x31, 0x33]), registers(draws)];
    case 2: return [draws.pick([0x30, 0x32]), registers(draws)];
    case 3: return [0x83, 0xc0 | (draws.pick([0, 4, 5]) << 3) | reg, value];
    case 4: return [0xc1, 0xc0 | (draws.pick([4, 5, 7]) << 3) | reg, value & 31];
    case 5: return [0x8d, 0x44 | (reg << 3), 0x40 | (draws.pick(FREE) << 3) | draws.pick(FREE), value];
    case 6: return [0x0f, draws.pick([0xb6, 0xb7, 0xbe, 0xbf]), registers(draws)];
    case 7: return [0x40 + draws.below(2) * 8 + reg];
    case 8: return [0xf7, 0xd0 | (draws.below(2) << 3) | reg];
    default: return [0x6b, registers(draws), value];
  }
};

const comparison = (draws: Draws): readonly number[] => {
  const value = draws.word() & 0xff;
  switch (draws.below(3)) {
    case 0: return [draws.pick([0x39, 0x3b]), registers(draws)];
    case 1: return [0x83, 0xf8 | draws.pick(FREE), value];
    default: return [0x85, registers(draws)];
  }
};
