import { describe } from 'vitest';
import { checked, verified } from '../engines.ts';
import { testInstructions } from '../instructions.ts';

describe('instructions in the checked form', () => {
  testInstructions(checked);
});

describe('instructions in the verified form', () => {
  testInstructions(verified);
});
