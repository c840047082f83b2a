import { describe } from 'vitest';
import { metered } from '../engines.ts';
import { testInstructions } from '../instructions.ts';

describe('instructions in the metered runner', () => {
  testInstructions(metered);
});
