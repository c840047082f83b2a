import { isAbsolute, relative } from 'node:path';
import { FileError } from '../../check/files/fileError.ts';
import { writeAtomically } from '../../check/files/writeAtomically.ts';

/** A path as the user sees it: from the working folder, if it lies in there. */
export const shownPath = (path: string, cwd: string): string => {
  const inside = relative(cwd, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
};

/** Saves a counterexample. Why it could not be saved must not hide it, so that the reason is given back; null if all is well. */
export const saveText = (path: string, text: string): string | null => {
  try {
    writeAtomically(path, text);
    return null;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
};
