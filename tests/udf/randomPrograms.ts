import * as fc from 'fast-check';
import type { UdfInput } from '../../src/abi/udf.ts';
import { UDF_ROWS } from '../../src/abi/udfInstructions.ts';
import type { UdfRow } from '../../src/abi/udfInstructions.ts';
import { callLocal, exit, helper, program, rawWord, store } from './words.ts';

const EDGES = [0, 1, -1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 255, 256, 0x7fff, 0xffff, 2 ** 31 - 1, -(2 ** 31), 0x10000, -8];
const immediate = fc.oneof(fc.constantFrom(...EDGES), fc.integer({ min: -16, max: 16 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
/** Mostly forwards, so that most programs end. */
const distance = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) }, { weight: 1, arbitrary: fc.integer({ min: -6, max: -1 }) });

/** Addresses that are often fine: a few bytes of the stack, or the beginning of the metadata, whose address is the residue of many runs. */
const address = fc.oneof(
  { weight: 4, arbitrary: fc.record({ base: fc.constant(10), offset: fc.integer({ min: -34, max: -1 }) }) },
  { weight: 3, arbitrary: fc.record({ base: fc.integer({ min: 1, max: 5 }), offset: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ base: fc.integer({ min: 0, max: 10 }), offset: fc.integer({ min: -600, max: 600 }) }) },
);

const register = (use: 'changed' | 'read' | 'zero' | number): fc.Arbitrary<number> =>
  typeof use === 'number' ? fc.constant(use) : use === 'zero' ? fc.constant(0) : fc.integer({ min: 0, max: use === 'changed' ? 9 : 10 });

const fieldOf = (use: string | number): fc.Arbitrary<number> => {
  if (typeof use === 'number') return fc.constant(use);
  if (use === 'distance') return distance;
  if (use === 'helper') return fc.constantFrom(1, 1, 1, 2, 3, 4, 0);
  return use === 'zero' ? fc.constant(0) : use === 'displacement' ? fc.integer({ min: -40, max: 40 }) : immediate;
};

/** A legal word of a row; the second word of LDDW comes with it. */
const legal = ({ opcode, instruction, fields }: UdfRow): fc.Arbitrary<Uint8Array> =>
  fc.record({ destination: register(fields.destination), source: register(fields.source), offset: fieldOf(fields.offset), immediate: fieldOf(fields.immediate), at: address, upper: immediate })
    .map(({ at, upper, ...given }) => {
      if (instruction.form === 'load') return rawWord(opcode, { ...given, source: at.base, offset: at.offset });
      if (instruction.form === 'store') return rawWord(opcode, { ...given, destination: at.base, offset: at.offset });
      return instruction.form === 'constant' ? program(rawWord(opcode, given), rawWord(0, { immediate: upper })) : rawWord(opcode, given);
    });

const byForm = (...forms: readonly string[]): fc.Arbitrary<Uint8Array> => fc.oneof(...UDF_ROWS.filter(({ instruction }) => forms.includes(instruction.form)).map(legal));

const word = fc.oneof(
  { weight: 40, arbitrary: byForm('arithmetic', 'negation', 'signExtension', 'byteOrder', 'constant') },
  { weight: 12, arbitrary: byForm('load') },
  { weight: 12, arbitrary: byForm('store') },
  { weight: 16, arbitrary: byForm('branch') },
  { weight: 4, arbitrary: byForm('jump') },
  { weight: 6, arbitrary: byForm('callHelper') },
  { weight: 6, arbitrary: byForm('callLocal') },
  { weight: 3, arbitrary: byForm('exit') },
);
const anyBytes = fc.uint8Array({ minLength: 8, maxLength: 8 });

/** Bytes of the stack that many programs find written, so that loads of them are fine. */
const PREFIX = [-8, -16, -24, -32].map((offset) => store('U64', 10, offset, offset));

/** Words that break no rule where the prefix has run and exits follow: written bytes of the stack, short ways forwards. */
const aligned = ({ opcode, instruction, fields }: UdfRow): fc.Arbitrary<Uint8Array> =>
  fc.record({ destination: register(fields.destination), source: register(fields.source), offset: fc.constantFrom(-8, -16, -24, -32), immediate: fieldOf(fields.immediate) })
    .map((given) => rawWord(opcode, instruction.form === 'load' ? { ...given, source: 10 } : { ...given, destination: 10 }));
const ofForm = (form: string): readonly UdfRow[] => UDF_ROWS.filter(({ instruction }) => instruction.form === form);
const ahead = fc.integer({ min: 0, max: 6 });
const tameBranch = fc.oneof(...ofForm('branch').map(({ opcode, fields }) =>
  fc.record({ destination: register('read'), source: register(fields.source), offset: ahead, immediate: fieldOf(fields.immediate) }).map((given) => rawWord(opcode, given))));
const tame = fc.oneof(
  { weight: 30, arbitrary: byForm('arithmetic', 'negation', 'signExtension', 'byteOrder') },
  { weight: 6, arbitrary: fc.oneof(...ofForm('load').map(aligned)) },
  { weight: 6, arbitrary: fc.oneof(...ofForm('store').map(aligned)) },
  { weight: 10, arbitrary: tameBranch },
  { weight: 4, arbitrary: fc.constant(helper(1)) },
  { weight: 1, arbitrary: ahead.map(callLocal) },
);

/** Programs that mostly end by EXIT. */
export const tameProgram: fc.Arbitrary<Uint8Array> = fc.array(tame, { minLength: 1, maxLength: 40 })
  .map((words) => program(...PREFIX, ...words, ...Array.from({ length: 8 }, exit)));

/** Programs that loop, call and fault. */
export const randomProgram: fc.Arbitrary<Uint8Array> = fc.record({
  hasPrefix: fc.boolean(),
  words: fc.array(fc.oneof({ weight: 60, arbitrary: word }, { weight: 1, arbitrary: anyBytes }), { minLength: 1, maxLength: 40 }),
  hasExit: fc.boolean(),
}).map(({ hasPrefix, words, hasExit }) => program(...(hasPrefix ? PREFIX : []), ...words, ...(hasExit ? [exit()] : [])));

const long = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(0n, 1n, 0x10000n, 0x10008n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 48n, 2n ** 63n, 2n ** 64n - 1n));

export const randomInput: fc.Arbitrary<UdfInput> = fc.record({
  kind: fc.constantFrom('owns', 'owns', 'acl', 'size'),
  metadata: fc.uint8Array({ minLength: 0, maxLength: 80 }),
  isMetadataWritable: fc.boolean(),
  operation: long,
  time: long,
  credentials: fc.array(long, { maxLength: 4 }),
  residue: fc.oneof(fc.constant(0x10000n), long),
  costMax: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(2000)),
});
