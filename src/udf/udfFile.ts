import type { UdfProgram } from '../abi/udf.ts';

/** What a file of downloaded code holds: at most one function of each kind, in the order of the file. UDF-27. */
export interface UdfFile {
  readonly functions: readonly UdfProgram[];
}
