import { UDF_COST_MAX, UDF_METADATA_BYTES_MAX } from '../../abi/udf.ts';
import type { UdfProgram, UdfRun } from '../../abi/udf.ts';
import { FileError } from '../../check/files/fileError.ts';
import { readInput } from '../../check/files/readInput.ts';
import { kindSectionName } from '../../udf/kindSection.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import { UsageError } from '../usageError.ts';
import { engineOf } from './engineOf.ts';
import type { UdfTools } from './engines.ts';
import { markedListing } from './markedListing.ts';
import { kindOf, readFunctions } from './readFunctions.ts';
import type { UdfRunDocument } from './udfDocuments.ts';

const CREDENTIALS_MAX = 4096;

const credentialsOf = (text: string | null): readonly bigint[] => {
  if (text === null) return [];
  const slots = text.split(',');
  const bad = slots.find((slot) => !/^[0-9a-fA-F]{16}$/.test(slot));
  if (bad !== undefined || slots.length > CREDENTIALS_MAX) throw new UsageError(`--credentials has '${bad ?? `${slots.length} slots`}'`, `give at most ${CREDENTIALS_MAX} capabilities of 16 hexadecimal digits, with commas between them`);
  return slots.map((slot) => Buffer.from(slot, 'hex').readBigUInt64LE());
};

/** The metadata, as long as the function claims. UDF-2, UDF-3. @throws FileError */
const metadataFor = ({ metadataBytesMin }: UdfProgram, file: string): Uint8Array => {
  const metadata = readInput(file, UDF_METADATA_BYTES_MAX, `give metadata of at most ${UDF_METADATA_BYTES_MAX} bytes`);
  if (metadata.length < metadataBytesMin) throw new FileError(file, '', `has ${metadata.length} bytes, and the function claims ${metadataBytesMin}`, 'give metadata that is as long');
  return metadata;
};

const jsonNumber = (value: bigint): number | string => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString());

const documentOf = (file: string, meta: string, { kind }: UdfProgram, engine: UdfRunDocument['engine'], { end, cost, tuples, isSpoilt }: UdfRun): UdfRunDocument => {
  const hasSet = end.kind === 'exit' && end.value === 0n && !isSpoilt;
  return {
    version: 1, file, meta, kind, engine, end: end.kind, result: end.kind === 'exit' ? jsonNumber(end.value) : null, fault: end.kind === 'fault' ? { pc: end.place, rule: end.rule } : null,
    hasSet: kind === 'owns' ? hasSet : null, owns: kind === 'owns' && hasSet ? tuples : [], cost,
  };
};

/** What the answer of a function means. */
const meaning = ({ kind, result, hasSet, owns }: UdfRunDocument): string => {
  switch (kind) {
    case 'owns': return hasSet === true ? `a set of ${owns.length} ${owns.length === 1 ? 'tuple' : 'tuples'}` : `no set (R0 is ${result})`;
    case 'acl': return result === 1 ? 'allowed' : `refused (R0 is ${result})`;
    case 'size': return `${result} bytes in use`;
  }
};

const table = (owns: UdfRunDocument['owns']): string => (owns.length === 0 ? '' : `start count type\n${owns.map(({ start, count, type }) => `${start} ${count} ${type}\n`).join('')}`);

/** What people read: the answer and its cost, then the tuples, or where it went wrong. */
const told = (program: UdfProgram, document: UdfRunDocument): string => {
  const { end, fault, cost, owns } = document;
  const name = kindSectionName(program);
  if (fault !== null) return `${name}: fault at word ${fault.pc}, cost ${cost}\n${markedListing(program.words, [{ place: fault.pc, lines: [`${fault.rule}  (spec/udf.md)`] }])}`;
  if (end === 'exhausted') return `${name}: exhausted, cost ${cost}\n`;
  return `${name}: ${meaning(document)}, cost ${cost}\n${table(owns)}`;
};

/** `udf run`: runs one function of a file. Where the file has several and none is named, the one that tells what is owned. */
export const runWith = (tools: UdfTools) => async (parsed: Parsed, io: Io): Promise<number> => {
  const [file] = parsed.operands;
  const meta = parsed.text('meta');
  if (meta === null) throw new UsageError('udf run lacks --meta', 'write --meta FILE');
  const functions = readFunctions(file, kindOf(parsed));
  const program = functions.find(({ kind }) => kind === 'owns') ?? functions[0];
  const { name, engine } = await engineOf(parsed, tools);
  const run = engine(program.words, {
    kind: program.kind, metadata: metadataFor(program, meta), isMetadataWritable: false, operation: BigInt(parsed.number('operation') ?? 0), time: BigInt(parsed.number('time') ?? 0),
    credentials: credentialsOf(parsed.text('credentials')), residue: 0n, costMax: UDF_COST_MAX,
  });
  const document = documentOf(file, meta, program, name, run);
  io.out(parsed.flag('json') ? `${JSON.stringify(document)}\n` : told(program, document));
  return document.end === 'exit' ? EXIT.fine : EXIT.found;
};
