import type { Instruction, OperandForm } from '../../../src/x86/instructionTable.ts';

const SEGMENT_FORMS: ReadonlySet<OperandForm> = new Set<OperandForm>(['Sw', 'ES', 'CS', 'SS', 'DS', 'FS', 'GS']);

/** Whether an instruction belongs to the floating-point unit. */
export const isX87 = ({ opcode, mnemonic }: Instruction): boolean =>
  ((opcode > 0xff ? opcode >> 8 : opcode) & ~7) === 0xd8 || mnemonic === 'wait' || mnemonic === 'fxsave' || mnemonic === 'fxrstor';

/** Why live cases leave an instruction of the table out; null if they do not. */
export const exclusionOf = (instruction: Instruction): string | null => {
  const { mnemonic, operands, privileged } = instruction;
  if (privileged) return 'privileged: always #GP(0) in ring 3, recorded in vectors/privileged.data';
  if (isX87(instruction)) return 'floating point: compared apart, with the state of its unit (x87Draw.ts)';
  if (operands.some((form) => SEGMENT_FORMS.has(form))) return 'segment registers: the selectors of Linux are not those of the emulator';
  if (/^(?:ver[rw]|lar|lsl|s[gil]dt|str|smsw|l[defgs]s)$/.test(mnemonic)) return 'reads or loads descriptors, which are those of Linux';
  if (mnemonic === 'iret' || /^(?:callf|jmpf|retf)$/.test(mnemonic)) return 'loads segment registers, whose selectors are those of Linux';
  if (mnemonic === 'int') return 'system calls and gates are those of Linux; INT3 and INTO are run, the rest is recorded in vectors/gates.data';
  if (mnemonic === 'rdtsc' || mnemonic === 'cpuid') return 'tells what processor this is and what time it is';
  return null;
};
