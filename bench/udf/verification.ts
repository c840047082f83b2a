import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UdfProgram } from '../../src/abi/udf.ts';
import { ProgramBuilder } from '../../src/check/udf/programBuilder.ts';
import { readUdfFile } from '../../src/udf/readUdfFile.ts';
import { verify } from '../../src/udf/verifier/verify.ts';

const EXAMPLES = 'examples/udf';
const ROUNDS = 40;
const BATCH_MILLISECONDS = 10;

/** 500 instructions without a jump: fields of the metadata, each loaded, masked and mixed into the answer. */
const straight = (): UdfProgram => {
  const fields = 124;
  const b = new ProgramBuilder();
  b.move(6, { register: 1 });
  b.move(0, { constant: 0 });
  for (let field = 0; field < fields; field++) {
    b.load('U32', 2, 6, 4 * field);
    b.arithmetic('AND', 64, 2, { constant: 0xffff });
    b.arithmetic('ADD', 64, 0, { register: 2 });
    b.arithmetic('XOR', 64, 0, { register: 2 });
  }
  b.arithmetic('RSH', 64, 0, { constant: 1 });
  b.exit();
  return { kind: 'owns', metadataBytesMin: 4 * fields, words: b.words() };
};

const subjects = (): readonly (readonly [name: string, program: UdfProgram])[] => [
  ['500 instructions without a jump', straight()],
  ...readdirSync(EXAMPLES).filter((file) => file.endsWith('.o') || file.endsWith('.s')).toSorted()
    .flatMap((file) => readUdfFile(readFileSync(join(EXAMPLES, file)), null).functions.map((program) => [`${file}, ${program.kind}`, program] as const)),
];

/** The least milliseconds of a verification, once the host has compiled the verifier. */
const millisecondsOf = (program: UdfProgram): number => {
  let [times, best] = [1, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    for (let i = 0; i < times; i++) verify(program);
    const spent = performance.now() - began;
    best = Math.min(best, spent / times);
    if (spent < BATCH_MILLISECONDS) times *= 2;
  }
  return best;
};

/** A line for each program: how long the verifier takes, as a whole, for 100 of its words, and for 100 words executed abstractly, turns of loops counted. */
export const verificationTimes = (): readonly string[] => subjects().map(([name, program]) => {
  const verdict = verify(program);
  if (!verdict.accepted) throw new Error(`${name} is refused`);
  const words = program.words.length / 8;
  const milliseconds = millisecondsOf(program);
  const per100 = (count: number): string => ((milliseconds * 1e5) / count).toFixed(0).padStart(6);
  return `${name.padEnd(34)}${String(words).padStart(5)} words ${milliseconds.toFixed(3).padStart(8)} ms ${per100(words)} µs for 100 words; ${String(verdict.executed).padStart(6)} executed, ${per100(verdict.executed)} µs for 100`;
});
