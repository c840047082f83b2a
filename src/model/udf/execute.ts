import type { UdfFaultRule } from '../../abi/udf.ts';
import type { UdfOperand } from '../../abi/udfInstructions.ts';
import { negation } from './addition.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { byteOrder } from './byteOrder.ts';
import { CONDITIONS } from './conditions.ts';
import type { Word } from './decodeWord.ts';
import { signExtension } from './extension.ts';
import { afterCall, enterFrame, leaveFrame } from './frames.ts';
import { helperOf, HELPERS } from './helpers.ts';
import type { Machine } from './machine.ts';
import { loaded, store } from './memory.ts';
import { modulo, numberOf, WIDTHS, type Width } from './widths.ts';

/** The destination as an operand of a width. UDF-11, UDF-17. */
const leftOf = (word: Word, registers: readonly bigint[], width: Width): bigint => modulo(registers[word.destination], width);

/** The source register or the immediate, likewise. UDF-11, UDF-17. */
const rightOf = (word: Word, operand: UdfOperand, registers: readonly bigint[], width: Width): bigint =>
  modulo(operand === 'register' ? registers[word.source] : word.constant, width);

/** A register and the offset, modulo 2^64. UDF-8. */
const addressOf = (register: bigint, { offset }: Word): bigint => modulo(numberOf(register + BigInt(offset), WIDTHS[64]), WIDTHS[64]);

/** A helper of the function's kind gives R0. UDF-20. */
const callHelper = (m: Machine, registers: bigint[], number: number): UdfFaultRule | null => {
  const helper = helperOf(m.input.kind, number);
  if (helper === null) return 'UDF-20';
  afterCall(registers, HELPERS[helper](m, registers), m.residue);
  return null;
};

/**
 * What one legal word does to a machine whose place is behind the word already, so that distances are added to it
 * (UDF-9); or the rule that the word breaks, and then it has done nothing. EXIT of the first frame is not its business.
 */
export const execute = (m: Machine, word: Word): UdfFaultRule | null => {
  const { registers } = m.frames[m.depth];
  const { instruction, destination, source } = word;
  switch (instruction.form) {
    case 'arithmetic': {
      const width = WIDTHS[instruction.width];
      const right = rightOf(word, instruction.operand, registers, width);
      registers[destination] = ARITHMETIC[instruction.operation](leftOf(word, registers, width), right, width);
      return null;
    }
    case 'negation': {
      const width = WIDTHS[instruction.width];
      registers[destination] = negation(leftOf(word, registers, width), width);
      return null;
    }
    case 'signExtension':
      registers[destination] = signExtension(instruction.operation, registers[source], WIDTHS[instruction.width]);
      return null;
    case 'byteOrder':
      registers[destination] = byteOrder(instruction.operation, registers[destination]);
      return null;
    case 'constant':
      registers[destination] = word.constant;
      return null;
    case 'load': {
      const value = loaded(m, m.depth, addressOf(registers[source], word), instruction.memory);
      if (typeof value === 'string') return value;
      registers[destination] = value;
      return null;
    }
    case 'store': {
      const value = rightOf(word, instruction.operand, registers, WIDTHS[64]);
      return store(m, m.depth, addressOf(registers[destination], word), instruction.memory, value);
    }
    case 'branch': {
      const width = WIDTHS[instruction.width];
      const right = rightOf(word, instruction.operand, registers, width);
      if (CONDITIONS[instruction.condition](leftOf(word, registers, width), right, width)) m.place += word.offset;
      return null;
    }
    case 'jump':
      m.place += instruction.distance === 'offset' ? word.offset : word.immediate;
      return null;
    case 'callHelper':
      return callHelper(m, registers, word.immediate);
    case 'callLocal':
      return enterFrame(m, word.immediate);
    case 'exit':
      leaveFrame(m);
      return null;
  }
};
