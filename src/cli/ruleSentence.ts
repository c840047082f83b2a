import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The specification is shipped with the program. */
const SPEC = fileURLToPath(new URL('../../spec', import.meta.url));

const pagesIn = (folder: string): string[] => readdirSync(join(SPEC, folder)).filter((name) => name.endsWith('.md')).map((name) => (folder === '' ? name : `${folder}/${name}`));

/** The sentence that a rule is declared by, and the page it stands on; null where the specification is not at hand. */
export const ruleSentence = (rule: string): string | null => {
  try {
    for (const page of [...pagesIn('calls'), ...pagesIn('')]) {
      const found = readFileSync(join(SPEC, page), 'utf8').split('\n').find((line) => line.startsWith(`- **${rule}** (`));
      if (found !== undefined) return `${found.replace(/^- \*\*[A-Z]+-\d+\*\* \([a-z, ]+\) /, '')}  (spec/${page})`;
    }
    return null;
  } catch {
    return null;
  }
};
