import * as Schema from 'effect/Schema';
import { MUTANT_KINDS } from '../check/mutation/types.ts';

/** The JSON of a run of mutants. */
export const MutantsSchema = Schema.Struct({
  version: Schema.Literal(1),
  interrupted: Schema.Boolean,
  mutants: Schema.Array(Schema.Struct({
    id: Schema.String, kind: Schema.Literals(MUTANT_KINDS), rule: Schema.String, file: Schema.String, killedBy: Schema.NullOr(Schema.String),
    scenarios: Schema.Number, seconds: Schema.Number, counterexample: Schema.NullOr(Schema.String),
    status: Schema.Literals(['killed', 'survived', 'equivalent', 'argumentValidation']), reason: Schema.NullOr(Schema.String),
    runs: Schema.optionalKey(Schema.Array(Schema.Struct({
      seed: Schema.Number, killedBy: Schema.NullOr(Schema.String), rule: Schema.NullOr(Schema.String), message: Schema.NullOr(Schema.String), scenarios: Schema.Number,
    }))),
  })),
  survived: Schema.Array(Schema.String),
  equivalent: Schema.Array(Schema.String),
  argumentValidation: Schema.Array(Schema.String),
});
export type MutantsDocument = typeof MutantsSchema.Type;

/** The JSON of `mutants show`. */
export const MutantSchema = Schema.Struct({
  version: Schema.Literal(1), id: Schema.String, rule: Schema.String, killer: Schema.NullOr(Schema.String), diff: Schema.String,
});
export type MutantDocument = typeof MutantSchema.Type;
