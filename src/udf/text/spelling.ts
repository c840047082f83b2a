import type { UdfArithmetic, UdfCondition } from '../../abi/udfInstructions.ts';

/*
 * How LLVM writes the parts of an instruction of BPF. Assembler and disassembler read the same tables, so that they
 * cannot spell differently; tests compare both with LLVM itself.
 */

/** What stands between the two operands. */
export const ARITHMETIC_SIGN: Readonly<Record<UdfArithmetic, string>> = {
  ADD: '+=', SUB: '-=', MUL: '*=', DIV: '/=', SDIV: 's/=', OR: '|=', AND: '&=', LSH: '<<=', RSH: '>>=', MOD: '%=', SMOD: 's%=', XOR: '^=', MOV: '=', ARSH: 's>>=',
};

export const CONDITION_SIGN: Readonly<Record<UdfCondition, string>> = {
  JEQ: '==', JGT: '>', JGE: '>=', JSET: '&', JNE: '!=', JSGT: 's>', JSGE: 's>=', JLT: '<', JLE: '<=', JSLT: 's<', JSLE: 's<=',
};

/** Registers R0 to R10 as 64 bits; their lower halves have a w instead of the r. */
export const REGISTER_COUNT = 11;

/** A table of spellings the other way round. */
export const namesBySign = <Name extends string>(table: Readonly<Record<Name, string>>, names: readonly Name[]): ReadonlyMap<string, Name> => new Map(names.map((name) => [table[name], name]));
