import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UDF_ROWS } from '../../../src/abi/udfInstructions.ts';
import type { UdfInstruction } from '../../../src/abi/udfInstructions.ts';
import { mutantsOf, rowsOf } from '../../../src/check/mutation/mutant.ts';
import { MUTANT_DATA } from '../../../src/check/mutation/places.ts';

/** What a mutant calls an instruction whose code it breaks; register and immediate forms are one operation, but stores. */
const operationOf = (instruction: UdfInstruction): string => {
  switch (instruction.form) {
    case 'arithmetic': return `${instruction.operation}${instruction.width}`;
    case 'negation': return `NEG${instruction.width}`;
    case 'signExtension': return `${instruction.operation}-${instruction.width}`;
    case 'byteOrder': return instruction.operation;
    case 'constant': return 'LDDW';
    case 'load': return `LDX-${instruction.memory}`;
    case 'store': return `${instruction.operand === 'register' ? 'STX' : 'ST'}-${instruction.memory}`;
    case 'branch': return `${instruction.condition}${instruction.width}`;
    case 'jump': return instruction.distance === 'offset' ? 'JA' : 'GOTOL';
    case 'callHelper': return 'CALL-HELPER';
    case 'callLocal': return 'CALL-LOCAL';
    case 'exit': return 'EXIT';
  }
};

const OPERATIONS = new Set(UDF_ROWS.map(({ instruction }) => operationOf(instruction).toLowerCase()));
const ENGINES = ['metered', 'compiled', 'model'] as const;

const textOf = (name: string): string => readFileSync(join(MUTANT_DATA, name), 'utf8');
const rows = [...rowsOf('udf-engines.json', textOf('udf-engines.json')), ...rowsOf('udf-model.json', textOf('udf-model.json'))];

/** The operations that the mutants of an engine name, each by its row's field `operations`. */
const brokenIn = (engine: string): readonly string[] =>
  rows.filter(({ id }) => String(id).startsWith(`udf-${engine}:`)).flatMap(({ operations }) => (Array.isArray(operations) ? operations.map(String) : []));

describe.each(ENGINES)('the mutants of the engine %s', (engine) => {
  test('break every operation of the instruction set, and no other', () => {
    const broken = new Set(brokenIn(engine));
    expect(OPERATIONS.size).toBeGreaterThan(80);
    expect([...OPERATIONS].filter((operation) => !broken.has(operation))).toEqual([]);
    expect([...broken].filter((operation) => !OPERATIONS.has(operation))).toEqual([]);
  });

  test('lie in the files of that engine', () => {
    const folder = engine === 'model' ? 'model/udf/' : `udf/${engine}/`;
    const mutants = [...mutantsOf('udf-engines.json', 'kernel', textOf('udf-engines.json')), ...mutantsOf('udf-model.json', 'model', textOf('udf-model.json'))];
    const own = mutants.filter(({ id }) => id.startsWith(`udf-${engine}:`));
    expect(own.length).toBeGreaterThan(45);
    expect(own.filter(({ file }) => !file.startsWith(folder)).map(({ id }) => id)).toEqual([]);
  });
});
