import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RepoFile } from './types.ts';

/** Larger files are data; none of the checks looks into them. */
const TEXT_BYTES_MAX = 2 * 1024 * 1024;

/** The folders that .gitignore names are not part of the project, and neither is the history. */
const ignoredFolders = (root: string): ReadonlySet<string> => {
  const lines = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
  const folders = lines.filter((line) => line.endsWith('/')).map((line) => line.replace(/^\/|\/$/g, ''));
  return new Set(['.git', ...folders]);
};

const readText = (path: string): string => {
  const bytes = readFileSync(path);
  return bytes.length > TEXT_BYTES_MAX || bytes.includes(0) ? '' : bytes.toString('utf8');
};

/** Reads every file of the project in a fixed order, so that findings come in the same order on every host. */
export const readTree = (root: string): readonly RepoFile[] => {
  const ignored = ignoredFolders(root);
  const walk = (folder: string): readonly RepoFile[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) return ignored.has(entry.name) ? [] : walk(path);
        return entry.isFile() ? [{ path, text: readText(join(root, path)) }] : [];
      });
  return walk('');
};
