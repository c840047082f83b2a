import type { Finding, RepoFile } from './types.ts';

/** A barrel hides which file is meant and drags in the rest; only the interface itself may have one. */
export const barrels = (files: readonly RepoFile[]): readonly Finding[] =>
  files
    .filter(({ path }) => /(?:^|\/)index\.ts$/.test(path) && path !== 'src/abi/index.ts')
    .map(({ path }) => ({
      file: path,
      line: 1,
      message: 'is a barrel',
      remedy: 'name the file after its main export and import from the files themselves',
    }));
