import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { FileError, hostReason } from './fileError.ts';

const open = (path: string): number => {
  try {
    // Without O_NONBLOCK the host would wait for a writer if the path were a pipe.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new FileError(path, '', `cannot be opened (${hostReason(error)})`, 'give the path of a readable file');
  }
};

/** The bytes of a regular file of at most so many bytes; `mend` is what to do about a longer one. @throws FileError */
export const readInput = (path: string, bytesMax: number, mend = 'give a file that xok wrote'): Uint8Array => {
  const handle = open(path);
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) throw new FileError(path, '', 'is not a regular file', 'give the path of a file');
    if (status.size > bytesMax) throw new FileError(path, '', `is longer than ${bytesMax} bytes`, mend);
    return readFileSync(handle);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(path, '', `cannot be read (${hostReason(error)})`, 'give the path of a readable file');
  } finally {
    closeSync(handle);
  }
};
