import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { instructionPage } from '../../tools/x86/instructionPage.ts';

test('the list of instructions is that of the decoder (npm run docs:x86 writes it)', () => {
  expect(readFileSync(new URL('../../docs/x86-instructions.md', import.meta.url), 'utf8')).toBe(instructionPage());
});
