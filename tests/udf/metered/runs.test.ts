import { describe } from 'vitest';
import { metered } from '../engines.ts';
import { testRuns } from '../runs.ts';

describe('runs of the metered runner', () => {
  testRuns(metered);
});
