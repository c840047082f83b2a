import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { UDF_COST_MAX } from '../../../src/abi/udf.ts';
import type { UdfInput, UdfKind, UdfProgram, UdfRun, UdfTuple } from '../../../src/abi/udf.ts';
import { readUdfFile } from '../../../src/udf/readUdfFile.ts';
import { CFFS_CASES } from './cffsCases.ts';
import type { Asked, ExampleCase } from './exampleCase.ts';
import { EXTENT_CASES } from './extentCases.ts';
import { FAT_CASES } from './fatCases.ts';
import { LFS_CASES } from './lfsCases.ts';

export const EXAMPLE_FOLDER = 'examples/udf';

export const EXAMPLE_CASES: readonly ExampleCase[] = [...CFFS_CASES, ...LFS_CASES, ...EXTENT_CASES, ...FAT_CASES];

/** Executes words on an input, as every engine does. */
export type Engine = (words: Uint8Array, input: UdfInput) => UdfRun;

const read = new Map<string, readonly UdfProgram[]>();

/** The function of a kind of a file of examples/udf. @throws Error if the file has none */
export const exampleProgram = (file: string, kind: UdfKind): UdfProgram => {
  const functions = read.get(file) ?? readUdfFile(readFileSync(join(EXAMPLE_FOLDER, file)), null).functions;
  read.set(file, functions);
  const program = functions.find((one) => one.kind === kind);
  if (program === undefined) throw new Error(`${file} has no function of kind ${kind}`);
  return program;
};

const inputOf = ({ metadata, asked }: ExampleCase, residue: bigint): UdfInput => ({
  kind: asked.kind, metadata, isMetadataWritable: false, residue, costMax: UDF_COST_MAX,
  operation: asked.kind === 'acl' ? asked.operation : 0n, time: asked.kind === 'acl' ? asked.time : 0n, credentials: asked.kind === 'acl' ? asked.credentials : [],
});

/** One way to write a set: sorted, without empty tuples, neighbours of one type joined. */
export const normalised = (tuples: readonly UdfTuple[]): readonly UdfTuple[] => {
  const joined: UdfTuple[] = [];
  for (const tuple of tuples.filter(({ start, count }) => start !== 0 && count !== 0).toSorted((a, b) => a.type - b.type || a.start - b.start)) {
    const last = joined.at(-1);
    if (last?.type === tuple.type && last.start + last.count === tuple.start) joined[joined.length - 1] = { ...last, count: last.count + tuple.count };
    else joined.push(tuple);
  }
  return joined;
};

/** What a run says, in the form of what a case expects. */
const answered = ({ end, tuples, isSpoilt }: UdfRun, kind: UdfKind): unknown => {
  if (end.kind !== 'exit') return end;
  switch (kind) {
    case 'owns': return end.value === 0n && !isSpoilt ? normalised(tuples) : null;
    case 'acl': return end.value === 1n;
    case 'size': return end.value;
  }
};

const expectedOf = (asked: Asked): unknown => {
  switch (asked.kind) {
    case 'owns': return asked.set === null ? null : normalised(asked.set);
    case 'acl': return asked.allowed;
    case 'size': return BigInt(asked.bytes);
  }
};

const RESIDUES = [0n, 0xdead_beef_0bad_cafen];

/** Asks an engine every case of every example, whatever registers without a value hold, and compares the answers. */
export const expectSet = (run: Engine): void => {
  for (const one of EXAMPLE_CASES) {
    const { words } = exampleProgram(one.file, one.asked.kind);
    for (const residue of RESIDUES) expect([one.name, answered(run(words, inputOf(one, residue)), one.asked.kind)]).toEqual([one.name, expectedOf(one.asked)]);
  }
};
