import * as Schema from 'effect/Schema';
import { UDF_METADATA_BYTES_MAX, UDF_WORD_BYTES, UDF_WORDS_MAX } from '../../abi/udf.ts';
import type { UdfKind, UdfProgram } from '../../abi/udf.ts';
import { UDF_THEOREMS } from '../udf/udfFinding.ts';
import { Natural } from './bootSchema.ts';
import { decodeDocument, parseJson } from './decodeJson.ts';
import { FileError } from './fileError.ts';
import { readInput } from './readInput.ts';

const BYTES_MAX = 1024 * 1024;
const FORMAT = 'xok-program';
const FORMAT_VERSION = 1;

const KINDS: readonly UdfKind[] = ['owns', 'acl', 'size'];
const hexOf = (bytesMax: number) => Schema.String.check(Schema.isPattern(/^(?:[0-9a-f]{2})*$/), Schema.isMaxLength(2 * bytesMax));
const bounded = (maximum: number) => Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum }));

const FileSchema = Schema.Struct({
  format: Schema.Literal(FORMAT),
  version: Schema.Literal(FORMAT_VERSION),
  finding: Schema.Struct({
    theorem: Schema.Literals(UDF_THEOREMS), rule: Schema.String.check(Schema.isPattern(/^[A-Z]{3,4}-\d{1,4}$/)), message: Schema.String.check(Schema.isMaxLength(4096)),
  }),
  found: Schema.NullOr(Schema.Struct({ seed: Natural, program: Natural })),
  kind: Schema.Literals(KINDS),
  metadataBytesMin: bounded(UDF_METADATA_BYTES_MAX),
  metadata: hexOf(UDF_METADATA_BYTES_MAX),
  metadataBefore: Schema.optionalKey(hexOf(UDF_METADATA_BYTES_MAX)),
  /** One word each, as hex. */
  words: Schema.Array(Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/))).check(Schema.isMaxLength(2 * UDF_WORDS_MAX)),
});

/** A program that refuted a theorem once, with the metadata that it was run on. FIL-14. */
export interface ProgramFile {
  readonly finding: (typeof FileSchema.Type)['finding'];
  readonly found: (typeof FileSchema.Type)['found'];
  readonly program: UdfProgram;
  readonly metadata: Uint8Array;
  /** What the engines ran on before, if that matters. */
  readonly metadataBefore: Uint8Array | null;
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

const wordsOf = (words: Uint8Array): string[] =>
  Array.from({ length: Math.floor(words.length / UDF_WORD_BYTES) }, (_, place) => Buffer.from(words.subarray(place * UDF_WORD_BYTES, (place + 1) * UDF_WORD_BYTES)).toString('hex'));

/** Whether a parsed document says of itself that it is a program file. */
export const isProgramDocument = (document: unknown): boolean => typeof document === 'object' && document !== null && 'format' in document && document.format === FORMAT;

/** Decodes the bytes of a program file; `file` is the name that errors give it. @throws FileError */
export const decodeProgramFile = (file: string, bytes: Uint8Array): ProgramFile => {
  const { finding, found, kind, metadataBytesMin, metadata, metadataBefore, words } = decodeDocument(file, FileSchema, parseJson(file, bytes));
  const blockOf = (name: string, hex: string): Uint8Array => {
    const block = bytesOf(hex);
    if (block.length < metadataBytesMin) throw new FileError(file, name, `has ${block.length} bytes, fewer than the ${metadataBytesMin} that the program claims`, 'give as many');
    return block;
  };
  return {
    finding, found, program: { kind, metadataBytesMin, words: bytesOf(words.join('')) }, metadata: blockOf('metadata', metadata),
    metadataBefore: metadataBefore === undefined ? null : blockOf('metadataBefore', metadataBefore),
  };
};

/** The text of a program file, a word a line. */
export const encodeProgramFile = ({ finding, found, program, metadata, metadataBefore }: ProgramFile): string => {
  const { kind, metadataBytesMin, words } = program;
  const { theorem, rule, message } = finding;
  const head = {
    format: FORMAT, version: FORMAT_VERSION, finding: { theorem, rule, message: message.slice(0, 4096) }, found, kind, metadataBytesMin, metadata: Buffer.from(metadata).toString('hex'),
    ...(metadataBefore === null ? {} : { metadataBefore: Buffer.from(metadataBefore).toString('hex') }),
  };
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  return `{\n${fields.join('')}  "words": [\n${wordsOf(words).map((word) => `    "${word}"`).join(',\n')}\n  ]\n}\n`;
};

/** Reads a program file. @throws FileError */
export const readProgramFile = (file: string): ProgramFile => decodeProgramFile(file, readInput(file, BYTES_MAX));

