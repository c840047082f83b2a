import * as Schema from 'effect/Schema';
import { makeFormatterStandardSchemaV1 } from 'effect/SchemaIssue';
import { FileError } from './fileError.ts';

const format = makeFormatterStandardSchemaV1();
const MEND = 'mend it, or have xok write the file again';

/** A path into a document as a reader would write it: steps[3].registers.eax. */
const showPath = (path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string => {
  let text = '';
  for (const part of path) {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof key === 'number') text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${String(key)}`;
  }
  return text;
};

/** Values may be huge or deep, so that only their kind is told, or themselves if they are short. */
const showValue = (value: unknown): string => {
  if (value === undefined) return 'absent';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.length <= 40 ? JSON.stringify(value) : `a text of ${value.length} characters`;
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
};

const valueAt = (document: unknown, path: readonly (PropertyKey | { readonly key: PropertyKey })[]): unknown => {
  let value: unknown = document;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, typeof part === 'object' ? part.key : part);
  }
  return value;
};

/** Parses UTF-8 JSON. @throws FileError */
export const parseJson = (file: string, bytes: Uint8Array): unknown => {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(file, '', 'is not UTF-8 text', 'give a JSON file that xok wrote');
  }
  try {
    const document: unknown = JSON.parse(text);
    return document;
  } catch (error) {
    throw new FileError(file, '', `is not JSON (${error instanceof Error ? error.message : 'unreadable'})`, 'give a JSON file that xok wrote');
  }
};

/** Decodes a document by its schema; a field that the schema does not have is an error. @throws FileError */
export const decodeDocument = <S extends Schema.ConstraintDecoder<unknown>>(file: string, schema: S, document: unknown): S['Type'] => {
  const result = Schema.decodeUnknownResult(schema, { onExcessProperty: 'error' })(document);
  if (result._tag === 'Success') return result.success;
  const [issue] = format(result.failure.issue).issues;
  if (issue === undefined) throw new FileError(file, '', 'has another form', MEND);
  const path = issue.path ?? [];
  const message = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  throw new FileError(file, showPath(path), `${message}, but it is ${showValue(valueAt(document, path))}`, MEND);
};
