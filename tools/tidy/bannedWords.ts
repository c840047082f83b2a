import { isTypeScript, type Finding, type RepoFile } from './types.ts';

type Ban = { readonly pattern: RegExp; readonly in: (path: string) => boolean; readonly remedy: string };

const anywhere = (): boolean => true;

const BANS: readonly Ban[] = [
  {
    // `XXX-n` with a hyphen is how the specification speaks of rule IDs in general.
    pattern: /\b(?:TODO|FIXME|XXX(?!-)|HACK)\b/,
    in: (path) => path !== 'package-lock.json',
    remedy: 'do it, or write it down in docs/status.md; main holds no notes to oneself',
  },
  {
    pattern: /\.(?:only|skip)\(/,
    in: isTypeScript,
    remedy: 'let every test run; delete the one that has lost its purpose',
  },
  {
    pattern: /\bas any\b|@ts-ignore|@ts-nocheck/,
    in: isTypeScript,
    remedy: 'give the value its type; where bytes come in, decode them',
  },
  {
    pattern:
      /\b(?:LLMs?|language models?|chatgpt|gpt-\d|claude|anthropic|openai|copilot|AI[- ](?:generated|written|assisted)|(?:sub-?)?agents?|prompts?|sessions?)\b/i,
    in: (path) => path !== 'package-lock.json',
    remedy: 'say what the project is and does, not how it came about; if that was not meant, choose another word',
  },
  {
    pattern: /(?<![\w./-])\/(?:work|home|Users|root)\/[\w.-]+/,
    in: (path) => path !== 'package-lock.json',
    remedy: 'name files relative to the root of the repository',
  },
  {
    pattern: /\bregistry\.[\w-]+\.[a-z]{2,}\b|\bnpmjs\.(?:com|org)\b|\bnpm\.(?:pkg\.github\.com|jsr\.io)\b|\/artifactory\//,
    in: anywhere,
    remedy: 'name the package and its version only; where it is fetched from is the business of each host',
  },
];

const isOwnList = (path: string): boolean => path.startsWith('tools/tidy/');

/** Words that must not reach main. This folder is the one place that has to spell them. */
export const bannedWords = (files: readonly RepoFile[]): readonly Finding[] =>
  files
    .filter(({ path }) => !isOwnList(path))
    .flatMap(({ path, text }) => {
      const bans = BANS.filter((ban) => ban.in(path));
      return text.split('\n').flatMap((line, index) =>
        bans.flatMap(({ pattern, remedy }) => {
          const match = pattern.exec(line);
          return match === null ? [] : [{ file: path, line: index + 1, message: `says "${match[0]}"`, remedy }];
        }),
      );
    });
