import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMALL } from '../../abi/geometry.ts';
import { createModel } from '../../model/model.ts';
import { batchIsTakenWhole } from './batchIsTakenWhole.ts';
import { comparisonIsBlind } from './comparisonIsBlind.ts';
import { Coverage, coverageReport, declaredCells } from '../coverage.ts';
import { RUNNING_THEOREMS } from '../findings.ts';
import type { RunningTheorem } from '../findings.ts';
import { cleanKit } from '../programs.ts';
import { exposureIsBlind } from './exposureIsBlind.ts';
import { frameConditionIsWrong } from './frameConditionIsWrong.ts';
import { ghostIsCareless } from './ghostIsCareless.ts';
import { Hunter } from './hunt.ts';
import { judgesAreBlind } from './judgesAreBlind.ts';
import { kernelKit } from './kernelKit.ts';
import { mutantsOf, rowsOf } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { pairsAreBlind } from './pairsAreBlind.ts';
import { tellApart } from './pairs.ts';
import { processorIsUnseen } from './processorIsUnseen.ts';
import { segmentIsBlind } from './segmentIsBlind.ts';
import { auditIsBlind, hashIsBlind, unseenByte } from './sensitivity.ts';
import { tlbAuditIsBlind, walkIsBlind } from './tablesAreBlind.ts';

/** What the check of the checker needs to know of its surroundings: it may run as a mutated copy elsewhere. */
export interface SelfCheckRequest {
  readonly dist: URL;
  /** Folder of the mutants' data. */
  readonly data: string;
  readonly beat: () => void;
}

/** Which part of the checker does not do its work, and how that shows. */
export interface SelfCheckFailure {
  readonly check: string;
  readonly message: string;
}

/** A kernel mutant that one check alone must find. */
interface Canary {
  readonly mutant: Mutant;
  readonly on: readonly string[];
  /** True when only the full recount at the end of a scenario can see it. */
  readonly recount: boolean;
}

const CANARY_SCENARIOS = 4000;
const CANARY_PAIRS = 20_000;
const COVERAGE_SCENARIOS = 6000;
const BLOCK = 500;
const SEED = 1;

const canariesOf = (data: string): readonly Canary[] => {
  const text = readFileSync(join(data, 'canaries.json'), 'utf8');
  const rows = rowsOf('canaries.json', text);
  return mutantsOf('canaries.json', 'kernel', text).map((mutant, i) => {
    const { on, recount } = rows[i];
    return { mutant, on: Array.isArray(on) ? on.map(String) : [], recount: recount === true };
  });
};

const failure = (check: string, message: string): SelfCheckFailure => ({ check, message });

/** A canary must be found by its own check, with all others off, under the rule that it names. */
const canaryFailure = async ({ mutant, on, recount }: Canary, request: SelfCheckRequest): Promise<SelfCheckFailure | null> => {
  const kit = await kernelKit(request.dist, mutant, createModel());
  if (on.includes('P6')) return tellApart(kit, SMALL, SEED, CANARY_PAIRS, request.beat) === null ? failure('P6', `${mutant.id} was not found`) : null;
  const without = new Set<RunningTheorem>(RUNNING_THEOREMS.filter((theorem) => !on.includes(theorem)));
  const hunter = new Hunter(kit, SMALL, without);
  for (let block = 0; block * BLOCK < CANARY_SCENARIOS; block++) {
    request.beat();
    const quarry = hunter.block(SEED, block, BLOCK);
    if (quarry === null) continue;
    const { theorem, rule, message } = quarry.finding;
    const expected = on.includes(theorem) && (mutant.rule === '' || mutant.rule === rule);
    if (!expected) return failure(on.join(), `${mutant.id} was found by ${theorem} ${rule}: ${message}`);
    const isSeenAtOnce = hunter.runSteps(quarry.result.boot, quarry.result.steps, false).finding !== null;
    return isSeenAtOnce === recount ? failure(on.join(), `${mutant.id} was found by ${recount ? 'a step' : 'the full recount'} only`) : null;
  }
  return failure(on.join(), `${mutant.id} was not found`);
};

/** The relation of caller and object is left out: which cells of it are rare is the business of the campaign's gate. */
const withoutRelation = (cell: string): string => (/^(?:event|effect) /.test(cell) ? cell : cell.split(' ').slice(0, 2).join(' '));

/** Clean programs pass, every outcome of every call takes place, and the report says so of what did not. */
const coverageFailure = (request: SelfCheckRequest): SelfCheckFailure | null => {
  const model = createModel();
  const cells = declaredCells(model);
  const { missed, hit, impossible } = coverageReport(model, new Map());
  if (hit !== 0 || missed.length + impossible !== cells.length) return failure('coverage', 'a campaign that never ran covers something');
  const coverage = new Coverage();
  const hunter = new Hunter(cleanKit(), SMALL, new Set(), (_step, _before, result) => {
    if (result.outcome !== null) coverage.entered(result.atTrap, result.outcome);
  });
  for (let block = 0; block * BLOCK < COVERAGE_SCENARIOS; block++) {
    request.beat();
    const quarry = hunter.block(SEED, block, BLOCK);
    if (quarry !== null) return failure('clean', `${quarry.finding.theorem} ${quarry.finding.rule}: ${quarry.finding.message}`);
  }
  const seen = new Set(Object.keys(coverage.counts()).map(withoutRelation));
  const absent = missed.map(withoutRelation).find((cell) => !seen.has(cell));
  return absent === undefined ? null : failure('coverage', `${absent} never took place`);
};

/** What can be checked without any mutant of the kernel, cheapest first. */
const PARTS: readonly (() => SelfCheckFailure | null)[] = [
  processorIsUnseen, comparisonIsBlind, unseenByte, exposureIsBlind, walkIsBlind, tlbAuditIsBlind, auditIsBlind, hashIsBlind, frameConditionIsWrong, segmentIsBlind,
  batchIsTakenWhole, judgesAreBlind, ghostIsCareless, pairsAreBlind,
];

/**
 * The checker checks itself: it passes clean programs, reaches every outcome,
 * sees every byte it should, and finds one designed mistake for each of its
 * checks with that check alone. Null if all is well.
 */
export const harnessSelfCheck = async (request: SelfCheckRequest): Promise<SelfCheckFailure | null> => {
  for (const part of PARTS) {
    request.beat();
    const found = part();
    if (found !== null) return found;
  }
  for (const canary of canariesOf(request.data)) {
    const found = await canaryFailure(canary, request);
    if (found !== null) return found;
  }
  return coverageFailure(request);
};
