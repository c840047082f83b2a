import { INSTRUCTIONS } from '../../src/x86/instructionTable.ts';
import type { Instruction } from '../../src/x86/instructionTable.ts';

const encoding = ({ opcode, extension, operands, privileged, lockable }: Instruction): string => {
  const number = opcode.toString(16).toUpperCase().padStart(opcode > 0xff ? 4 : 2, '0');
  const marks = `${privileged ? ' P' : ''}${lockable ? ' L' : ''}`;
  return `${number}${extension < 0 ? '' : ` /${extension}`}${operands.length === 0 ? '' : ` ${operands.join(',')}`}${marks}`;
};

const nameOf = ({ mnemonic, mnemonic16 }: Instruction): string =>
  mnemonic === mnemonic16 ? mnemonic.toUpperCase() : `${mnemonic.toUpperCase()}, ${mnemonic16.toUpperCase()}`;

/** The page of documentation that lists the implemented instructions, from the decoder's table. */
export const instructionPage = (): string => {
  const rows = new Map<string, string[]>();
  for (const instruction of INSTRUCTIONS) {
    const encodings = rows.get(nameOf(instruction)) ?? [];
    rows.set(nameOf(instruction), [...encodings, encoding(instruction)]);
  }
  const names = [...rows.keys()].sort();
  return [
    '# Instructions of the emulated processor', '',
    'Written by `npm run docs:x86` from the table in `src/x86/instructionTable.ts`, which the decoder uses; do not edit.', '',
    `${names.length} instructions in ${INSTRUCTIONS.length} encodings. A name behind a comma is that of the form with a 16-bit operand.`,
    'Operands are written as in the opcode maps of the Intel manual (volume 2, appendix A): E register or memory, G register,',
    'Z register in the opcode, I immediate, J relative target, O absolute address, M memory, S segment register; b byte, w word,',
    'v word or doubleword, z immediate of the operand size, s sign-extended byte. P: privileged; at CPL 3 it raises #GP(0).',
    'L: LOCK may precede it. w d q t after M: 2, 4, 8, 10 bytes; ST the top of the stack, STi a register of it.', 'Any other opcode raises #UD; those of the floating-point unit #NM where CR0 says so (MCH-38).', '',
    '| instruction | encodings |', '|---|---|',
    ...names.map((name) => `| ${name} | ${(rows.get(name) ?? []).join('; ')} |`), '',
  ].join('\n');
};
