import * as Schema from 'effect/Schema';
import { Natural } from './bootSchema.ts';
import { decodeDocument, parseJson } from './decodeJson.ts';
import { FileError } from './fileError.ts';
import { readInput } from './readInput.ts';

const BYTES_MAX = 64 * 1024 * 1024;
const SKETCH_BYTES = 1024;
const LIST_MAX = 65536;

const Seconds = Schema.Number.check(Schema.isFinite(), Schema.isGreaterThanOrEqualTo(0));
const Counts = Schema.Record(Schema.String, Natural);
const Hash = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/));
const Shard = Schema.Struct({
  index: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 4096 })),
  count: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 4096 })),
});
const list = <S extends Schema.Constraint>(item: S) => Schema.Array(item).check(Schema.isMaxLength(LIST_MAX));

const CounterexampleSchema = Schema.Struct({
  theorem: Schema.String, rule: Schema.String, file: Schema.NullOr(Schema.String), steps: Natural, stepsDrawn: Natural, scenario: Natural, broken: Schema.Boolean,
  message: Schema.String, path: Schema.String, want: Schema.String, got: Schema.String,
});

/** The JSON of a campaign, of a shard and of merged shards. FIL-12. */
export const CampaignSchema = Schema.Struct({
  format: Schema.Literal('xok-campaign'),
  version: Schema.Literal(1),
  source: Schema.Struct({ version: Schema.String, interface: Natural, hash: Schema.String }),
  seed: Natural,
  /** What was asked for; of a campaign by time, `scenarios` is the number that repeats it. */
  request: Schema.Struct({ scenarios: Natural, steps: Schema.NullOr(Natural), geometry: Schema.String, theorems: list(Schema.String) }),
  shard: Schema.NullOr(Shard),
  interrupted: Schema.Boolean,
  scenarios: Natural, steps: Natural, entries: Natural,
  /** Of merged shards: the slowest one's. */
  seconds: Seconds,
  /** Seconds times processors that worked; of merged shards the sum. */
  coreSeconds: Seconds,
  stepsPerSecond: Seconds, microsecondsPerStepAndCore: Seconds,
  stateHash: Hash,
  verdicts: Schema.Struct({ passed: Natural, refuted: Natural, broken: Natural, budget: Natural }),
  theorems: list(Schema.Struct({ id: Schema.String, name: Schema.String, scenarios: Natural, steps: Natural, refuted: Natural })),
  coverage: Schema.Struct({ cells: Natural, hit: Natural, impossible: Natural, missed: list(Schema.String), contradicted: list(Schema.String) }),
  depth: Schema.Struct({ acceptedMedian: Natural, distinctStates: Natural }),
  /** Programs of P11 to P14, and what the accepted ones were seen to do; null if none was run. */
  downloaded: Schema.NullOr(Schema.Struct({
    programs: Natural, accepted: Natural, loops: Natural, metadataBranches: Natural, spills: Natural, emissions: Natural, instructions: Natural,
    generators: list(Schema.Struct({ name: Schema.String, programs: Natural, accepted: Natural })),
  })),
  counterexamples: list(CounterexampleSchema),
  /** What parts of a campaign are added up from. */
  totals: Schema.Struct({
    idleSteps: Natural, coverage: Counts, accepted: Counts,
    distinct: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9+/]*={0,2}$/), Schema.isMaxLength(4096)),
  }),
});
export type CampaignDocument = typeof CampaignSchema.Type;
export type CampaignCounterexample = CampaignDocument['counterexamples'][number];

const MEND = 'run xok verify --shard again';

/** Decodes the JSON of a shard. @throws FileError */
export const decodeCampaign = (file: string, bytes: Uint8Array): CampaignDocument => {
  const document = decodeDocument(file, CampaignSchema, parseJson(file, bytes));
  if (Buffer.from(document.totals.distinct, 'base64').length !== SKETCH_BYTES) throw new FileError(file, 'totals.distinct', `does not have ${SKETCH_BYTES} bytes`, MEND);
  if (document.shard !== null && document.shard.index > document.shard.count) throw new FileError(file, 'shard.index', `is more than ${document.shard.count}`, MEND);
  return document;
};

/** Reads the JSON of a shard. @throws FileError */
export const readCampaign = (file: string): CampaignDocument => decodeCampaign(file, readInput(file, BYTES_MAX));
