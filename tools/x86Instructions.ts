import { writeFileSync } from 'node:fs';
import { instructionPage } from './x86/instructionPage.ts';

/** Writes docs/x86-instructions.md; run it in the root of the repository: `npm run docs:x86`. */
writeFileSync('docs/x86-instructions.md', instructionPage());
