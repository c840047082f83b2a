import { describe } from 'vitest';
import { checked } from '../engines.ts';
import { testRuns } from '../runs.ts';

describe('runs of the checked form', () => {
  testRuns(checked);
});
