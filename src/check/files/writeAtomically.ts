import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError, hostReason } from './fileError.ts';

/** Writes a file whole or not at all: readers see the old file or the new one. FIL-3. @throws FileError */
export const writeAtomically = (path: string, contents: string | Uint8Array): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new FileError(path, '', `cannot be written (${hostReason(error)})`, 'choose a folder that can be written');
  }
};
