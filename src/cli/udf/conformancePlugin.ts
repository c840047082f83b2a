import { UDF_COST_MAX, UDF_METADATA_BYTES_MAX, UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfEnd } from '../../abi/udf.ts';
import { elfSections } from '../../udf/object/elfFile.ts';
import { isElf } from '../../udf/object/elfHeader.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import { ruleSentence } from '../ruleSentence.ts';
import { UsageError } from '../usageError.ts';
import { engineOf } from './engineOf.ts';
import type { UdfTools } from './engines.ts';
import { inFile } from './readFunctions.ts';

/** The program on standard input, as messages name it. */
const INPUT = 'standard input';
const DIGITS_MAX = 1 << 24;

const bytesOf = (what: string, text: string): Uint8Array => {
  const digits = text.replaceAll(/\s/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw new UsageError(`${what} is not in hexadecimal`, 'write each byte as two digits');
  return Uint8Array.from(Buffer.from(digits, 'hex'));
};

const readAll = async (input: Io['input']): Promise<string> => {
  let text = '';
  for await (const chunk of input) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
    if (text.length > DIGITS_MAX) throw new UsageError(`${INPUT} is longer than ${DIGITS_MAX} characters`, 'give one program');
  }
  return text;
};

/** The suite may wrap a program into an object with one section of code, whatever its name. */
const wordsOf = (bytes: Uint8Array): Uint8Array => {
  const code = isElf(bytes) ? inFile(INPUT, () => elfSections(bytes)).find((section) => section.isCode && section.bytes.length > 0)?.bytes : bytes;
  if (code === undefined || code.length === 0 || code.length % UDF_WORD_BYTES !== 0) throw new UsageError(`${INPUT} is no program`, `give at least one word of ${UDF_WORD_BYTES} bytes`);
  return code;
};

/** Says which sentence was broken: most tests outside of the profile end with an instruction that it does not have. UDF-10. */
const told = (end: Exclude<UdfEnd, { readonly kind: 'exit' }>): string => {
  if (end.kind === 'exhausted') return 'exhausted';
  const sentence = ruleSentence(end.rule);
  return `fault at word ${end.place}, rule ${end.rule}${sentence === null ? '' : `: ${sentence}`}`;
};

/**
 * `udf conformance-plugin`: runs one program as the public conformance suite asks for it. UDF-6. Memory is the first word of the
 * command line unless that is an option; the suite's runner appends options of its own, which are skipped.
 */
export const conformancePluginWith = (tools: UdfTools) => async (parsed: Parsed, io: Io): Promise<number> => {
  const [first = ''] = parsed.operands;
  const metadata = bytesOf('the memory', first.startsWith('-') ? '' : first);
  if (metadata.length > UDF_METADATA_BYTES_MAX) throw new UsageError(`the memory has ${metadata.length} bytes`, `give at most ${UDF_METADATA_BYTES_MAX}`);
  const { engine } = await engineOf(parsed, tools);
  const words = wordsOf(bytesOf(INPUT, await readAll(io.input)));
  const { end } = engine(words, { kind: 'owns', metadata, isMetadataWritable: true, operation: 0n, time: 0n, credentials: [], residue: 0n, costMax: UDF_COST_MAX });
  if (end.kind === 'exit') {
    io.out(`${end.value.toString(16)}\n`);
    return EXIT.fine;
  }
  io.err(`xok: ${told(end)}\n`);
  return EXIT.found;
};
