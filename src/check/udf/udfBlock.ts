import * as fc from 'fast-check';
import { blockSeed } from '../block.ts';
import { TapeArbitrary } from '../tape.ts';
import { drawnProgram } from './drawnProgram.ts';
import { judgeProgram, trialOn } from './judgeProgram.ts';
import type { Judgement, Trial } from './judgeProgram.ts';
import { PROGRAM_BLOCKS } from './programDraw.ts';
import { smallestProgram } from './smallestProgram.ts';
import type { UdfExhibit, UdfFinding, UdfTheorem } from './udfFinding.ts';
import type { UdfKit } from './udfKit.ts';
import { emptyUdfTotals } from './udfTotals.ts';
import type { Generator, UdfTotals } from './udfTotals.ts';

/** A program whose judgement took more instructions is left as it was drawn: to make it smaller would take minutes. */
const SHRUNK_INSTRUCTIONS_MAX = 200_000;

/** Programs of one fast-check run. */
export const UDF_BLOCK_PROGRAMS = 250;

const count = (totals: UdfTotals, generator: Generator, { isAccepted, features, instructions }: Judgement): void => {
  totals.generators[generator].programs++;
  totals.instructions += instructions;
  if (!isAccepted || features === null) return;
  totals.generators[generator].accepted++;
  if (features.hasLoop) totals.loops++;
  if (features.hasMetadataBranch) totals.metadataBranches++;
  if (features.hasSpill) totals.spills++;
  if (features.hasEmission) totals.emissions++;
};

const isSame = (a: UdfFinding, b: UdfFinding | null): boolean => b !== null && a.theorem === b.theorem && a.rule === b.rule;

/** How long a refuting program is made smaller, and who wants to know of each program that is judged meanwhile. */
export interface UdfPatience {
  readonly shrinkSecondsMax: number;
  readonly beat: () => void;
}

/** Smaller programs are looked for until there are none, so that what is found is a function of the seed. */
const ENDLESS: UdfPatience = { shrinkSecondsMax: Infinity, beat: () => {} };

/** Runs blocks of drawn programs on a kit. */
export class UdfBlockRunner {
  readonly #kit: UdfKit;
  readonly #theorems: ReadonlySet<UdfTheorem>;
  readonly #patience: UdfPatience;
  #shrinkEnd = Infinity;
  readonly #tape = new TapeArbitrary(PROGRAM_BLOCKS);

  constructor(kit: UdfKit, theorems: ReadonlySet<UdfTheorem>, patience = ENDLESS) {
    this.#kit = kit;
    this.#theorems = theorems;
    this.#patience = patience;
  }

  /** Runs the first `programs` of a block: a function of seed and block. It ends at the first that refutes a theorem, made small. */
  run(seed: number, block: number, programs: number): UdfTotals {
    const totals = emptyUdfTotals();
    let refuted: UdfFinding | null = null;
    let index = 0;
    let isLong = false;
    this.#shrinkEnd = Infinity;
    this.#tape.beginBlock(blockSeed(seed, block) >>> 8);
    const property = fc.property(this.#tape, (tape) => {
      if (isLong || this.#isShrunkEnough) return true;
      const drawn = drawnProgram(tape);
      const judgement = this.#judge(drawn);
      const found = judgement.finding;
      if (refuted === null) {
        index++;
        count(totals, drawn.generator, judgement);
        refuted = found;
        isLong = found !== null && judgement.instructions > SHRUNK_INSTRUCTIONS_MAX;
        if (found !== null) this.#shrinkEnd = performance.now() + this.#patience.shrinkSecondsMax * 1000;
        return found === null;
      }
      if (found === null || !isSame(refuted, found)) return true;
      refuted = found;
      return false;
    });
    const { failed, errorInstance } = fc.check(property, { seed: blockSeed(seed, block), numRuns: programs });
    if (failed && refuted === null) throw errorInstance;
    if (refuted !== null) totals.findings.push({ ...(isLong ? refuted : this.#small(refuted)), index: block * UDF_BLOCK_PROGRAMS + index - 1 });
    return totals;
  }

  /** Makes a refuting program smaller still, word by word, and leaves out the block before if that does not matter. */
  #small(found: UdfFinding): UdfFinding {
    const alone = this.#shown(found, { ...found, metadataBefore: null });
    let smallest = alone ?? found;
    const { metadata, metadataBefore } = smallest;
    smallestProgram(found.program, (program) => {
      const finding = this.#shown(found, { program, metadata, metadataBefore });
      smallest = finding ?? smallest;
      return finding !== null;
    });
    return smallest;
  }

  get #isShrunkEnough(): boolean {
    return performance.now() > this.#shrinkEnd;
  }

  #judge(trial: Trial): Judgement {
    this.#patience.beat();
    return judgeProgram(this.#kit, trial, this.#theorems);
  }

  /** The finding that an exhibit shows, if it is the same one and there is time to look. */
  #shown(found: UdfFinding, exhibit: UdfExhibit): UdfFinding | null {
    if (this.#isShrunkEnough) return null;
    const { finding } = this.#judge(trialOn(exhibit));
    return isSame(found, finding) ? finding : null;
  }
}
