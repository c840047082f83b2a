import * as Schema from 'effect/Schema';
import { ARGUMENT_REGISTERS, CALLS } from '../../abi/calls.ts';
import type { CallName } from '../../abi/calls.ts';
import { PAD_ADDRESS } from '../pad.ts';
import type { PadOperation } from '../pad.ts';
import type { RegisterSetting, Step, Store } from '../step.ts';
import { Word } from './bootSchema.ts';
import { FileError } from './fileError.ts';

const isCall = (name: string): name is CallName => Object.hasOwn(CALLS, name);
const isOperation = (name: string): name is PadOperation => Object.hasOwn(PAD_ADDRESS, name);
const CALL_NAMES = Object.keys(CALLS).filter(isCall);
const OPERATIONS = Object.keys(PAD_ADDRESS).filter(isOperation);

const REGISTERS = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'eflags'] as const;
type SettableRegister = (typeof REGISTERS)[number];

const STORES_MAX = 4096;
const INSTRUCTIONS_MAX = 65536;

const Instructions = Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: INSTRUCTIONS_MAX }));
const StoreSchema = Schema.Struct({ address: Word, value: Word, bytes: Schema.Literals([1, 4]) });
const Stores = Schema.Array(StoreSchema).check(Schema.isMaxLength(STORES_MAX));
const Registers = Schema.Struct({
  eax: Schema.optionalKey(Word), ecx: Schema.optionalKey(Word), edx: Schema.optionalKey(Word), ebx: Schema.optionalKey(Word), esp: Schema.optionalKey(Word),
  ebp: Schema.optionalKey(Word), esi: Schema.optionalKey(Word), edi: Schema.optionalKey(Word), eflags: Schema.optionalKey(Word),
});

/** A step in a file. A call is named, and so are its arguments; the remaining registers stand beside them. FIL-6. */
export const StepSchema = Schema.Union([
  Schema.Struct({ kind: Schema.Literal('call'), call: Schema.NullOr(Schema.Literals(CALL_NAMES)), arguments: Schema.Record(Schema.String, Word), registers: Registers, stores: Stores }),
  Schema.Struct({ kind: Schema.Literal('user'), operation: Schema.Literals(OPERATIONS), registers: Registers }),
  Schema.Struct({ kind: Schema.Literal('raw'), stores: Stores, registers: Registers, eip: Word, instructions: Instructions }),
  Schema.Struct({ kind: Schema.Literal('run'), instructions: Instructions }),
  Schema.Struct({ kind: Schema.Literal('wait'), cycles: Word }),
  Schema.Struct({ kind: Schema.Literal('idle') }),
]);
export type StepDocument = typeof StepSchema.Type;
type CallDocument = Extract<StepDocument, { readonly kind: 'call' }>;

const asWord = (value: number): number => value >>> 0;

const registersDocument = (setting: RegisterSetting): { [name in SettableRegister]?: number } => {
  const words: { [name in SettableRegister]?: number } = {};
  for (const name of REGISTERS) {
    const value = setting[name];
    if (value !== undefined) words[name] = asWord(value);
  }
  return words;
};

const storeDocument = ({ address, value, bytes }: Store): Store => ({ address: asWord(address), value: asWord(value), bytes });

/** A call is named only if EAX says so, since it is EAX that the kernel looks at. */
const callDocument = (step: Extract<Step, { readonly kind: 'call' }>): CallDocument => {
  const words = registersDocument(step.registers);
  const named: Record<string, number> = {};
  const call = step.call !== null && words.eax === CALLS[step.call].number ? step.call : null;
  if (call !== null) {
    delete words.eax;
    CALLS[call].words.forEach((argument, i) => {
      const value = words[ARGUMENT_REGISTERS[i]];
      if (value !== undefined) named[argument] = value;
      delete words[ARGUMENT_REGISTERS[i]];
    });
  }
  return { kind: 'call', call, arguments: named, registers: words, stores: step.stores.map(storeDocument) };
};

/** The document of a step. */
export const stepDocument = (step: Step): StepDocument => {
  switch (step.kind) {
    case 'call': return callDocument(step);
    case 'user': return { kind: 'user', operation: step.operation, registers: registersDocument(step.registers) };
    case 'raw': return { kind: 'raw', stores: step.stores.map(storeDocument), registers: registersDocument(step.registers), eip: asWord(step.eip), instructions: step.instructions };
    case 'run': return { kind: 'run', instructions: step.instructions };
    case 'wait': return { kind: 'wait', cycles: step.cycles };
    case 'idle': return { kind: 'idle' };
  }
};

const callRegisters = (file: string, place: string, document: CallDocument): RegisterSetting => {
  const { call, arguments: named, registers } = document;
  const words: readonly string[] = call === null ? [] : CALLS[call].words;
  const unknown = Object.keys(named).find((name) => !words.includes(name));
  if (unknown !== undefined) throw new FileError(file, `${place}.arguments.${unknown}`, `is no argument of ${call ?? 'an unknown call'}`, words.length === 0 ? 'leave it out' : `the arguments are ${words.join(', ')}`);
  if (call === null) return registers;
  const taken: { [name in SettableRegister]?: number } = { eax: CALLS[call].number };
  words.forEach((word, i) => {
    if (Object.hasOwn(named, word)) taken[ARGUMENT_REGISTERS[i]] = named[word];
  });
  const twice = REGISTERS.find((name) => taken[name] !== undefined && registers[name] !== undefined);
  if (twice !== undefined) throw new FileError(file, `${place}.registers.${twice}`, 'is set by the call or its arguments already', 'leave it out');
  return { ...taken, ...registers };
};

/** The step of a document. @throws FileError */
export const stepOfDocument = (file: string, place: string, document: StepDocument): Step =>
  document.kind === 'call'
    ? { kind: 'call', call: document.call, stores: document.stores, registers: callRegisters(file, place, document) }
    : document;
