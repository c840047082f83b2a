import { tapeOfSeed } from '../../src/check/tapeOfSeed.ts';
import { drawnProgram } from '../../src/check/udf/drawnProgram.ts';
import { judgeProgram } from '../../src/check/udf/judgeProgram.ts';
import { PROGRAM_BLOCKS } from '../../src/check/udf/programDraw.ts';
import { UdfBlockRunner } from '../../src/check/udf/udfBlock.ts';
import { UDF_THEOREMS } from '../../src/check/udf/udfFinding.ts';
import type { UdfFinding, UdfTheorem } from '../../src/check/udf/udfFinding.ts';
import { cleanUdfKit } from '../../src/check/udf/udfKit.ts';
import type { UdfKit } from '../../src/check/udf/udfKit.ts';
import { addUdfTotals, emptyUdfTotals } from '../../src/check/udf/udfTotals.ts';
import type { UdfTotals } from '../../src/check/udf/udfTotals.ts';

const BLOCK = 250;
const SEED = 7;

/** What a kit says of so many drawn programs; it stops at the first that refutes a theorem. */
export const runPrograms = (kit: UdfKit, programs: number, theorems: readonly UdfTheorem[] = UDF_THEOREMS): UdfTotals => {
  const runner = new UdfBlockRunner(kit, new Set(theorems));
  const totals = emptyUdfTotals();
  for (let block = 0; block * BLOCK < programs && totals.findings.length === 0; block++) addUdfTotals(totals, runner.run(SEED, block, Math.min(BLOCK, programs - block * BLOCK)));
  return totals;
};

/**
 * What refutes the clean kit with some parts broken; null if nothing does. Nothing is made small: a broken verifier lets
 * programs pass that run to the limit of cost.
 */
export const refutationOf = (broken: Partial<UdfKit>, programs = 1000, theorems: readonly UdfTheorem[] = UDF_THEOREMS): UdfFinding | null => {
  const kit = { ...cleanUdfKit(), ...broken };
  const wanted = new Set(theorems);
  for (let i = 0; i < programs; i++) {
    const drawn = drawnProgram(tapeOfSeed(SEED, i, PROGRAM_BLOCKS));
    const { finding } = judgeProgram(kit, { ...drawn, isCheckedCompiled: true }, wanted);
    if (finding !== null) return finding;
  }
  return null;
};
