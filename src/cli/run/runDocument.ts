import * as Schema from 'effect/Schema';

/** The JSON of `run`. */
export const RunSchema = Schema.Struct({
  version: Schema.Literal(1),
  file: Schema.String,
  /** `ended`: all environments are dead; `asleep`: some sleep and nothing can wake them; `steps`: the limit was reached. */
  end: Schema.Literals(['ended', 'asleep', 'steps', 'refuted', 'broken', 'interrupted']),
  /** The exit status that the first environment has said; null if it said none. */
  exit: Schema.NullOr(Schema.Number),
  console: Schema.String,
  /** Ring-3 instructions. */
  steps: Schema.Number,
  /** Kernel entries by event. */
  entries: Schema.Record(Schema.String, Schema.Number),
  /** Environments that had an exception which could not be delivered. */
  deaths: Schema.Array(Schema.Struct({ env: Schema.Number, vector: Schema.Number, address: Schema.Number, eip: Schema.Number })),
  finding: Schema.NullOr(Schema.Struct({ theorem: Schema.String, rule: Schema.String, message: Schema.String, path: Schema.String, want: Schema.String, got: Schema.String })),
});
export type RunDocument = typeof RunSchema.Type;
