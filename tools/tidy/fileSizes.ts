import type { Exemption } from './exemptions.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

const SHORT = 250;
const LONG = 400;

const limitOf = (path: string): number | undefined => {
  if (path.startsWith('spec/') && path.endsWith('.md')) return SHORT;
  if (!isTypeScript(path) && !path.endsWith('.mjs')) return undefined;
  return path.startsWith('src/model/') || path.startsWith('src/refine/') ? SHORT : LONG;
};

const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length;

const tooLong = (file: RepoFile): boolean => {
  const limit = limitOf(file.path);
  return limit !== undefined && lineCount(file.text) > limit;
};

/** Specification, model and abstraction are read by people who must be able to hold a file in their head. */
export const fileSizes =
  (exemptions: readonly Exemption[]) =>
  (files: readonly RepoFile[]): readonly Finding[] => {
    const exempt = new Set(exemptions.map(({ path }) => path));
    const long = files.filter(tooLong);
    const findings = long
      .filter(({ path }) => !exempt.has(path))
      .map(({ path, text }) => ({
        file: path,
        line: limitOf(path) ?? LONG,
        message: `has ${lineCount(text)} lines; the limit here is ${limitOf(path) ?? LONG}`,
        remedy: 'split it by subject; a pure data table may be listed in tools/tidy/exemptions.ts with its reason',
      }));
    const needed = new Set(long.map(({ path }) => path));
    const idle = exemptions
      .filter(({ path }) => !needed.has(path))
      .map(({ path }) => ({
        file: 'tools/tidy/exemptions.ts',
        line: 1,
        message: `exempts ${path} from the size limit without need`,
        remedy: 'remove the entry; the list may only shrink',
      }));
    return [...findings, ...idle];
  };
