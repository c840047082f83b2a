import { UnknownMutant } from '../check/mutation/types.ts';
import { UsageError } from './usageError.ts';

/** What the user can mend of a failure to load mutants; anything else is given back as it is. */
export const asUsageError = (error: unknown): unknown => {
  if (error instanceof UnknownMutant) return new UsageError(`'${error.id}' is no mutant`, 'xok mutants lists them');
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new UsageError('the sources or the list of mutants are not here', 'run it in the repository');
  return error;
};
