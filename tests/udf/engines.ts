import { UDF_COST_MAX } from '../../src/abi/udf.ts';
import type { UdfInput, UdfRun } from '../../src/abi/udf.ts';
import { compile } from '../../src/udf/compiled/compile.ts';
import { MeteredProgram } from '../../src/udf/metered/meteredProgram.ts';

/** Makes a program ready to run. */
export type Engine = (words: Uint8Array) => { run(input: UdfInput): UdfRun };

export const metered: Engine = (words) => new MeteredProgram(words);
export const checked: Engine = (words) => compile(words, 'checked');
export const verified: Engine = (words) => compile(words, 'verified');

/** What a run is given where a test does not care. */
export const inputWith = (given: Partial<UdfInput> = {}): UdfInput => ({
  kind: 'owns', metadata: new Uint8Array(0), isMetadataWritable: false, operation: 0n, time: 0n, credentials: [], residue: 0xdead_beef_0bad_cafen, costMax: UDF_COST_MAX, ...given,
});
