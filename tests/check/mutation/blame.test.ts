import { expect, test } from 'vitest';
import { runMutants } from '../../../src/check/mutation/runMutants.ts';

/** One mutant for each field that a rule governs, with the rule that the first divergence must name. */
const NAMED: Readonly<Record<string, string>> = {
  'kernel:RMV-5': 'RMV-5', 'kernel:FRG-5': 'FRG-5', 'kernel:frame-not-cleared': 'MEM-1', 'kernel:writer-not-counted': 'MEM-3', 'kernel:pin-survives-death': 'ENV-3',
  'kernel:generation-not-bumped': 'ENV-5', 'kernel:quanta-not-freed': 'ENV-4', 'kernel:xsp-not-cleared': 'EXC-2', 'kernel:error-code-omitted': 'EXC-1',
  'kernel:refusals-free-of-charge': 'LAY-14', 'kernel:register-not-restored': 'TIM-8', 'kernel:directed-yield-rearms': 'YLD-2', 'kernel:born-on-the-stack-of-another': 'ENV-8',
  'kernel:ticks-capped-one-higher': 'TIM-9', 'kernel:quantum-guard-not-stored': 'QAL-8', 'kernel:offer-not-used-up': 'ACQ-8',
  'kernel:limits-swapped': 'PSM-8', 'kernel:privilege-level-from-user': 'WRE-7', 'kernel:own-uarea-written': 'WRU-7', 'kernel:entry-told-without-marks': 'RPT-5',
  'kernel:pad-not-counted': 'ENA-5', 'kernel:slice-on-a-borrowed-quantum-ends': 'ENV-7', 'kernel:BAT-4': 'BAT-4', 'kernel:BAT-1': 'BAT-1', 'kernel:IPR-10': 'IPR-10',
};

test('the first divergence names the rule that was broken', async () => {
  const reports = await runMutants({ ids: Object.keys(NAMED), kinds: [], without: [], seeds: [1], scenarios: 3000 }, () => {}, new AbortController().signal);
  expect(Object.fromEntries(reports.map((report) => [report.id, report.runs?.[0]?.rule]))).toEqual(NAMED);
});
