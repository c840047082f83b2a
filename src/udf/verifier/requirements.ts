import { UDF_HELPERS, type UdfHelper, type UdfKind } from '../../abi/udf.ts';
import type { UdfLoad, UdfStore } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import type { Bytes } from './stack.ts';

/** Bytes of memory that an instruction reads or writes: `bytes` of them from a register's number plus the displacement on. */
interface Access {
  readonly register: number;
  readonly displacement: number;
  readonly bytes: Bytes;
}

/** One need of an instruction, under the rule that demands it. */
export type Requirement =
  | { readonly rule: 'UVR-4' }
  | { readonly rule: 'UVR-5'; readonly register: number; readonly use: string }
  | ({ readonly rule: 'UVR-6' } & Access)
  | ({ readonly rule: 'UVR-7' } & Access)
  | ({ readonly rule: 'UVR-8' } & Access)
  | { readonly rule: 'UVR-9'; readonly helper: number; readonly kind: UdfKind }
  | { readonly rule: 'UVR-10' }
  | { readonly rule: 'UVR-11'; readonly cost: number }
  | { readonly rule: 'UVR-12' };

const BYTES: Readonly<Record<UdfLoad, Bytes>> = { U8: 1, U16: 2, U32: 4, U64: 8, S8: 1, S16: 2, S32: 4 };

/** How many bytes a load or a store moves. */
export const bytesOf = (memory: UdfLoad | UdfStore): Bytes => BYTES[memory];

const isHelper = (name: string): name is UdfHelper => Object.hasOwn(UDF_HELPERS, name);

/** The helper of a number, if a function of the kind has it. UDF-20. */
export const helperOf = (kind: UdfKind, number: number): UdfHelper | null => {
  for (const [name, helper] of Object.entries(UDF_HELPERS)) {
    if (isHelper(name) && helper.number === number && helper.kinds.some((having) => having === kind)) return name;
  }
  return null;
};

const value = (register: number, use: string): Requirement => ({ rule: 'UVR-5', register, use });

const ofHelper = (number: number, kind: UdfKind): readonly Requirement[] => {
  const name = helperOf(kind, number);
  if (name === null) return [{ rule: 'UVR-9', helper: number, kind }];
  const words = UDF_HELPERS[name].words.map((word, index) => value(index + 1, `the ${word} of helper ${name}`));
  return name === 'own' ? [...words, { rule: 'UVR-12' }] : words;
};

const ofLoad = (memory: UdfLoad, { source, offset }: DecodedWord): readonly Requirement[] => {
  const access: Access = { register: source, displacement: offset, bytes: bytesOf(memory) };
  return [value(source, 'the address of a load'), { rule: 'UVR-6', ...access }, { rule: 'UVR-8', ...access }];
};

const ofStore = (memory: UdfStore, { destination, offset }: DecodedWord): readonly Requirement[] => [
  value(destination, 'the address of a store'),
  { rule: 'UVR-7', register: destination, displacement: offset, bytes: bytesOf(memory) },
];

/** What an instruction needs beside its cost. */
const ofInstruction = (word: DecodedWord, kind: UdfKind, isFirstFrame: boolean): readonly Requirement[] => {
  const { instruction, destination, source } = word;
  switch (instruction.form) {
    case 'arithmetic': {
      const read = instruction.operand === 'register' ? [value(source, 'an operand')] : [];
      return instruction.operation === 'MOV' ? read : [value(destination, 'an operand'), ...read];
    }
    case 'negation': case 'byteOrder': return [value(destination, 'an operand')];
    case 'signExtension': return [value(source, 'an operand')];
    case 'load': return ofLoad(instruction.memory, word);
    case 'store': return [...(instruction.operand === 'register' ? [value(source, 'what is stored')] : []), ...ofStore(instruction.memory, word)];
    case 'branch': return [
      value(destination, 'what is compared'), ...(instruction.operand === 'register' ? [value(source, 'what is compared')] : []),
    ];
    case 'callHelper': return ofHelper(word.immediate, kind);
    case 'callLocal': return [{ rule: 'UVR-10' }];
    case 'exit': return isFirstFrame ? [value(0, 'the answer of the function')] : [];
    case 'constant': case 'jump': return [];
    default: return instruction satisfies never;
  }
};

/** What a word costs when it is executed. UDF-23. */
export const costOf = (word: DecodedWord, kind: UdfKind): number => {
  const name = word.instruction.form === 'callHelper' ? helperOf(kind, word.immediate) : null;
  return 1 + (name === null ? 0 : UDF_HELPERS[name].cost);
};

/**
 * What an instruction of a function of the kind needs, in the order in which a run would miss it (UDF-24): first that its
 * cost is within the limit. Outside of the program, where there is no word, nothing can be met.
 */
export const requirementsOf = (word: DecodedWord | undefined, kind: UdfKind, isFirstFrame: boolean): readonly Requirement[] =>
  word === undefined ? [{ rule: 'UVR-4' }] : [{ rule: 'UVR-11', cost: costOf(word, kind) }, ...ofInstruction(word, kind, isFirstFrame)];
