import { findInstruction, hasModrm } from '../../../src/x86/instructionTable.ts';
import type { Instruction } from '../../../src/x86/instructionTable.ts';
import { completed } from './comparison.ts';
import { EFLAGS, codeOf } from './liveFormat.ts';
import type { Answer, LiveCase } from './liveFormat.ts';
import { DRAWN, prefixesOf } from './singleDraw.ts';

export const FLAGS = { CF: 0x1, PF: 0x4, AF: 0x10, ZF: 0x40, SF: 0x80, OF: 0x800 } as const;
export const FLAG_NAMES = ['CF', 'PF', 'AF', 'ZF', 'SF', 'OF'] as const;

/** What was seen of one row of the instruction table. */
export interface Row {
  readonly name: string;
  cases: number;
  completed: number;
  /** Cases by form: operand in register or memory, operand size, address size. */
  readonly forms: Record<string, number>;
  /** Faults and traps of the instruction itself, by vector. */
  readonly faults: Record<string, number>;
  /** How often each status flag was set and clear after the instruction. */
  readonly set: number[];
  readonly clear: number[];
}

export const nameOf = (instruction: Instruction): string => {
  const extension = instruction.extension < 0 ? '' : ` /${instruction.extension}`;
  return `${instruction.opcode.toString(16).padStart(2, '0')}${extension} ${instruction.mnemonic} ${instruction.operands.join(',')}`.trim();
};

const emptyRow = (name: string): Row => ({ name, cases: 0, completed: 0, forms: {}, faults: {}, set: [0, 0, 0, 0, 0, 0], clear: [0, 0, 0, 0, 0, 0] });

const count = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/** Counts of what was compared. */
export class Tally {
  readonly #rows = new Map<Instruction, Row>(DRAWN.map((instruction) => [instruction, emptyRow(nameOf(instruction))]));
  readonly leftOut: Record<string, number> = {};
  singles = 0;
  sequences = 0;
  /** Single instructions that stand in no row: cut off by the end of the page, or invalid on purpose. */
  unclassified = 0;
  /** Instructions in the code of sequences. */
  inSequences = 0;

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  get compared(): number {
    return this.singles + this.sequences;
  }

  leaveOut(reason: string): void {
    count(this.leftOut, reason);
  }

  add(test: LiveCase, answer: Answer): void {
    if (test.instructions > 1) {
      this.sequences++;
      this.inSequences += test.instructions;
      return;
    }
    this.singles++;
    const { bytes } = codeOf(test);
    const { length, operandSize, addressSize } = prefixesOf(bytes);
    const first = bytes[length];
    const [opcode, modrm] = first === 0x0f ? [0x0f00 | bytes[length + 1], bytes[length + 2]] : [first, bytes[length + 1]];
    const instruction = findInstruction(opcode, modrm);
    const row = instruction === undefined ? undefined : this.#rows.get(instruction);
    if (instruction === undefined || row === undefined) {
      this.unclassified++;
      return;
    }
    row.cases++;
    const operand = !hasModrm(instruction) ? 'plain' : modrm >= 0xc0 ? 'register' : 'memory';
    count(row.forms, `${operand} o${operandSize * 8} a${addressSize * 8}`);
    if (completed(test, answer)) this.#complete(row, answer.words[EFLAGS]);
    else count(row.faults, `${answer.vector}`);
  }

  #complete(row: Row, flags: number): void {
    row.completed++;
    FLAG_NAMES.forEach((name, i) => {
      if ((flags & FLAGS[name]) !== 0) row.set[i]++;
      else row.clear[i]++;
    });
  }
}
