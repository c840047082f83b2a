import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const isBuilt = import.meta.url.endsWith('.js');
/** The folder with package.json: two up from src/cli and from dist/cli alike. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The compiled program; worker threads run it even where the caller runs from source. */
const BUILT = isBuilt ? fileURLToPath(new URL('..', import.meta.url)) : join(ROOT, 'dist');

const fieldOf = (file: string, field: string): string => {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const value: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, field) : undefined;
  return typeof value === 'string' ? value : '';
};

/** Version of the package that this program belongs to. */
export const programVersion = (): string => fieldOf(join(ROOT, 'package.json'), 'version');

/** Whether a folder is the root of this project's repository. */
export const isRepository = (folder: string): boolean => {
  try {
    return fieldOf(join(folder, 'package.json'), 'name') === 'xok-kernel';
  } catch {
    return false;
  }
};

const scriptsIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return scriptsIn(path);
    return entry.name.endsWith('.js') ? [path] : [];
  });

/** A hash over names and contents of the compiled files: equal programs, equal hash. */
export const programHash = (): string => {
  const hash = createHash('sha256');
  const rows = scriptsIn(BUILT).map((path) => ({ name: relative(BUILT, path).replaceAll('\\', '/'), path }));
  for (const { name, path } of rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const contents = readFileSync(path);
    hash.update(`${name} ${contents.length}\n`).update(contents);
  }
  return hash.digest('hex').slice(0, 32);
};
