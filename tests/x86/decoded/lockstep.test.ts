/** Decoded instructions against the interpreter: drawn programs, changed under way, state by state. */

import { expect, it } from 'vitest';
import { PROCESSOR } from '../oracle/processor.ts';
import { LockstepRun } from './lockstepRun.ts';

const PROGRAMS = process.env['XOK_BUDGET'] === 'full' ? 1000 : 150;

it('MCH-2: drawn programs run alike with everything decoded and with nothing', () => {
  const run = new LockstepRun(PROCESSOR);
  let retired = 0;
  for (let index = 0; index < PROGRAMS; index++) retired += run.program(1, index);
  expect(retired).toBeGreaterThan(PROGRAMS * 300);
});
