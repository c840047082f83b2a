import { UDF_METADATA, type UdfKind } from '../../abi/udf.ts';
import type { UdfInstruction, UdfLoad } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import { anyNumber, constant, ZERO, type AbstractNumber } from './abstractNumber.ts';
import { arithmetic, byteOrder, negation, signExtension, withSignOf } from './arithmetic.ts';
import { addressOf } from './decide.ts';
import { bytesOf, helperOf } from './requirements.ts';
import { loadFromStack, storeAt, storeSomewhere, type Bytes } from './stack.ts';
import type { AbstractState } from './state.ts';
import { W64, WIDTH_OF_BYTES } from './width.ts';

type Form<Name extends UdfInstruction['form']> = Extract<UdfInstruction, { readonly form: Name }>;

/** An instruction's immediate, sign-extended. UDF-11, UDF-17. */
const immediateOf = (word: DecodedWord): AbstractNumber => constant(BigInt.asUintN(64, BigInt(word.immediate)));

/** The second operand of an instruction; null if it is a register that may hold no value. */
export const secondOperand = (state: AbstractState, word: DecodedWord, operand: 'immediate' | 'register'): AbstractNumber | null =>
  operand === 'immediate' ? immediateOf(word) : state.register(word.source);

const loadFromMetadata = (state: AbstractState, address: AbstractNumber, bytes: Bytes): AbstractNumber => {
  const number = state.rememberedLoad(address, bytes) ?? anyNumber(WIDTH_OF_BYTES[bytes], false);
  state.rememberLoad(address, bytes, number);
  return number;
};

/** The number that a load gives, with zeros above. Its bytes lie inside the metadata or are written bytes of the stack. UDF-5, UDF-16. */
const loaded = (state: AbstractState, address: AbstractNumber, bytes: Bytes): AbstractNumber => {
  if (address.full.unsignedMin >= BigInt(UDF_METADATA)) return loadFromMetadata(state, address, bytes);
  return address.isConstant ? loadFromStack(state, Number(address.full.unsignedMin), bytes) : anyNumber(WIDTH_OF_BYTES[bytes], false);
};

const isSigned = (memory: UdfLoad): boolean => memory.startsWith('S');

const load = (state: AbstractState, memory: UdfLoad, { destination, source, offset }: DecodedWord): void => {
  const address = addressOf(state, source, offset);
  if (address === null) return;
  const bytes = bytesOf(memory);
  const number = loaded(state, address, bytes);
  state.setRegister(destination, isSigned(memory) ? withSignOf(WIDTH_OF_BYTES[bytes], number) : number);
};

const store = (state: AbstractState, { memory, operand }: Form<'store'>, word: DecodedWord): void => {
  const address = addressOf(state, word.destination, word.offset);
  const number = secondOperand(state, word, operand);
  if (address === null || number === null) return;
  const bytes = bytesOf(memory);
  const { unsignedMin, unsignedMax, isConstant } = address.full;
  if (isConstant) storeAt(state, Number(unsignedMin), bytes, number);
  else storeSomewhere(state, Number(unsignedMin), Number(unsignedMax) + bytes - 1);
};

const compute = (state: AbstractState, { operation, width, operand }: Form<'arithmetic'>, word: DecodedWord): void => {
  const b = secondOperand(state, word, operand);
  const a = operation === 'MOV' ? ZERO : state.register(word.destination);
  state.setRegister(word.destination, a === null || b === null ? null : arithmetic(operation, width, a, b));
};

const change = (state: AbstractState, destination: number, source: number, operation: (number: AbstractNumber) => AbstractNumber): void => {
  const number = state.register(source);
  state.setRegister(destination, number === null ? null : operation(number));
};

/** What a helper gives, and what its call leaves. UDF-20, UDF-21. */
const callHelper = (state: AbstractState, kind: UdfKind, number: number): void => {
  const isOwn = helperOf(kind, number) === 'own';
  if (isOwn) state.tuples++;
  state.forgetWords();
  state.setRegister(0, isOwn ? ZERO : anyNumber(W64, false));
};

/** Moves a state over an instruction that goes on to the next word, and whose requirements are met. Control is the exploration's. */
export const transfer = (state: AbstractState, word: DecodedWord, kind: UdfKind): void => {
  const { instruction, destination, source } = word;
  switch (instruction.form) {
    case 'arithmetic': compute(state, instruction, word); return;
    case 'negation': change(state, destination, destination, (number) => negation(instruction.width, number)); return;
    case 'signExtension': change(state, destination, source, (number) => signExtension(instruction.operation, instruction.width, number)); return;
    case 'byteOrder': change(state, destination, destination, (number) => byteOrder(instruction.operation, number)); return;
    case 'constant': state.setRegister(destination, constant(word.constant)); return;
    case 'load': load(state, instruction.memory, word); return;
    case 'store': store(state, instruction, word); return;
    case 'callHelper': callHelper(state, kind, word.immediate); return;
    case 'branch': case 'jump': case 'callLocal': case 'exit': return;
    default: instruction satisfies never;
  }
};
