import * as Schema from 'effect/Schema';

const KIND = Schema.Literals(['owns', 'acl', 'size']);

const REASON = { pc: Schema.Number, rule: Schema.String, message: Schema.String, needed: Schema.String, known: Schema.String };

/** The JSON of `udf check`. */
export const UdfCheckSchema = Schema.Struct({
  version: Schema.Literal(1),
  file: Schema.String,
  /** Whether all functions that were looked at are accepted. */
  accepted: Schema.Boolean,
  /** The most that a run of any of them costs; null if one is refused. */
  cost: Schema.NullOr(Schema.Number),
  reasons: Schema.Array(Schema.Struct({ kind: KIND, ...REASON })),
  functions: Schema.Array(Schema.Struct({
    kind: KIND, metadataBytesMin: Schema.Number, words: Schema.Number, accepted: Schema.Boolean,
    cost: Schema.NullOr(Schema.Number), tuples: Schema.NullOr(Schema.Number), executed: Schema.NullOr(Schema.Number), reasons: Schema.Array(Schema.Struct(REASON)),
  })),
});
export type UdfCheckDocument = typeof UdfCheckSchema.Type;

/** The JSON of `udf run`. */
export const UdfRunSchema = Schema.Struct({
  version: Schema.Literal(1),
  file: Schema.String,
  meta: Schema.String,
  kind: KIND,
  engine: Schema.Literals(['reference', 'metered', 'compiled']),
  end: Schema.Literals(['exit', 'fault', 'exhausted']),
  /** R0 at EXIT, in decimal digits where it is too large to be a number in JSON; null after another end. */
  result: Schema.NullOr(Schema.Union([Schema.Number, Schema.String])),
  fault: Schema.NullOr(Schema.Struct({ pc: Schema.Number, rule: Schema.String })),
  /** Whether the metadata has a set; null for functions that are not asked for one. */
  hasSet: Schema.NullOr(Schema.Boolean),
  /** The set, in the order of emission; empty if there is none. */
  owns: Schema.Array(Schema.Struct({ start: Schema.Number, count: Schema.Number, type: Schema.Number })),
  cost: Schema.Number,
});
export type UdfRunDocument = typeof UdfRunSchema.Type;

/** The JSON of `udf asm`; words in hexadecimal, first byte first. */
export const UdfAsmSchema = Schema.Struct({
  version: Schema.Literal(1), file: Schema.String, functions: Schema.Array(Schema.Struct({ kind: KIND, metadataBytesMin: Schema.Number, words: Schema.String })),
});
export type UdfAsmDocument = typeof UdfAsmSchema.Type;

/** The JSON of `udf disasm`; each text is one function with its section. */
export const UdfDisasmSchema = Schema.Struct({
  version: Schema.Literal(1), file: Schema.String, functions: Schema.Array(Schema.Struct({ kind: KIND, metadataBytesMin: Schema.Number, text: Schema.String })),
});
export type UdfDisasmDocument = typeof UdfDisasmSchema.Type;
