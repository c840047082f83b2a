import * as Schema from 'effect/Schema';

/** The JSON of a replay. */
export const ReplaySchema = Schema.Struct({
  version: Schema.Literal(1),
  file: Schema.String,
  mutant: Schema.NullOr(Schema.String),
  verdict: Schema.Literals(['passed', 'refuted', 'broken', 'drifted', 'interrupted']),
  rule: Schema.NullOr(Schema.String),
  message: Schema.NullOr(Schema.String),
  finding: Schema.NullOr(Schema.Struct({ theorem: Schema.String, rule: Schema.String, message: Schema.String, path: Schema.String, want: Schema.String, got: Schema.String })),
  /** Hash of the abstract state at the end. */
  stateHash: Schema.String,
  steps: Schema.Array(Schema.Struct({
    index: Schema.Number, kind: Schema.String, env: Schema.Number, what: Schema.String,
    outcome: Schema.NullOr(Schema.Struct({ event: Schema.String, rule: Schema.String, error: Schema.NullOr(Schema.String) })),
    hash: Schema.NullOr(Schema.String), drift: Schema.NullOr(Schema.String), refuted: Schema.Boolean,
  })),
});
export type ReplayDocument = typeof ReplaySchema.Type;
