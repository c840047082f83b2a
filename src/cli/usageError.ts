import { oneLine } from '../check/files/oneLine.ts';

/** A command line that cannot be carried out: one line that names what is wrong and the mend. Exit 2. */
export class UsageError extends Error {
  constructor(problem: string, mend: string) {
    super(`${oneLine(problem)}; ${oneLine(mend)}`);
    this.name = 'UsageError';
  }
}
