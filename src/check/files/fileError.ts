import { oneLine } from './oneLine.ts';

/** A part of the message that is longer is cut, so that the others can still be read. */
const PART_MAX = 500;

/** A file that cannot be read or written: one line that names the file, the place in it, and the mend. */
export class FileError extends Error {
  constructor(file: string, place: string, problem: string, mend: string) {
    super([file, place, `${oneLine(problem)}; ${mend}`].filter((part) => part !== '').map((part) => oneLine(part, PART_MAX)).join(': '));
    this.name = 'FileError';
  }
}

/** What the host says of a failed file operation, without its path: 'ENOENT: no such file or directory'. */
export const hostReason = (error: unknown): string => {
  if (!(error instanceof Error)) return 'the host refuses';
  const [reason] = error.message.split(', ');
  return reason;
};
