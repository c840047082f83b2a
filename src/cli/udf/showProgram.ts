import type { UdfFinding } from '../../check/udf/udfFinding.ts';
import { disassemble } from '../../udf/text/disassemble.ts';
import { showRule } from '../scenario/showFinding.ts';

const METADATA_BYTES_SHOWN = 64;

/** A refuting program for people: what does not hold, the words, and the beginning of the metadata. */
export const showProgram = ({ rule, message, program, metadata }: Pick<UdfFinding, 'rule' | 'message' | 'program' | 'metadata'>): string => {
  const bytes = Buffer.from(metadata.subarray(0, METADATA_BYTES_SHOWN)).toString('hex');
  const rest = metadata.length > METADATA_BYTES_SHOWN ? ` and ${metadata.length - METADATA_BYTES_SHOWN} more` : '';
  return `${message}\n${showRule(rule)}.section ${program.kind}/${program.metadataBytesMin}\n${disassemble(program.words)}metadata ${bytes}${rest}\n`;
};
