import { compareRuns } from './comparison.ts';
import type { Recorded } from './recording.ts';
import type { OurMachine } from './ourMachine.ts';

/** Index of the first recorded case on which a machine does not do what the reference machine did, -1 if there is none. */
export const recordedDifference = (ours: OurMachine, recorded: readonly Recorded[]): number =>
  recorded.findIndex(({ test, reference }) => {
    try {
      const verdict = compareRuns(test, reference, ours.run(test));
      return verdict.excluded !== null || verdict.lines.length > 0;
    } catch {
      // A machine with a mistake may also fall out of the world.
      return true;
    }
  });
