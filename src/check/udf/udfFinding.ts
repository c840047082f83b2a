import type { UdfEnd, UdfInput, UdfProgram, UdfRun } from '../../abi/udf.ts';

/** The theorems on downloaded code, all judged on the same programs. */
export const UDF_THEOREMS = ['P11', 'P12', 'P13', 'P14'] as const;
export type UdfTheorem = (typeof UDF_THEOREMS)[number];

/** A program that refutes a theorem: the sentence of the specification that does not hold, and what was seen. */
export interface UdfFinding {
  readonly theorem: UdfTheorem;
  readonly rule: string;
  readonly message: string;
  readonly program: UdfProgram;
  readonly metadata: Uint8Array;
  /** The block that the engines ran on before, where what that run left behind may matter; null if there was none. */
  readonly metadataBefore: Uint8Array | null;
}

/** What shows a finding again. */
export type UdfExhibit = Pick<UdfFinding, 'program' | 'metadata' | 'metadataBefore'>;

const showEnd = (end: UdfEnd): string => {
  switch (end.kind) {
    case 'exit': return `R0 = 0x${end.value.toString(16)}`;
    case 'fault': return `fault ${end.rule} at ${end.place}`;
    case 'exhausted': return 'exhausted';
  }
};

const showTuples = ({ tuples, isSpoilt }: UdfRun): string => `${tuples.map(({ start, count, type }) => `(${start}, ${count}, ${type})`).join(' ')}${isSpoilt ? ' spoilt' : ''}`;

/** What differs between two runs that must tell the same; null if nothing does. UDF-25. */
export const runDifference = (aName: string, a: UdfRun, bName: string, b: UdfRun): string | null => {
  const [endA, endB] = [showEnd(a.end), showEnd(b.end)];
  if (endA !== endB) return `${aName} ends with ${endA}, ${bName} with ${endB}`;
  if (a.cost !== b.cost) return `${aName} costs ${a.cost}, ${bName} ${b.cost}`;
  const [tuplesA, tuplesB] = [showTuples(a), showTuples(b)];
  return tuplesA === tuplesB ? null : `${aName} emits ${tuplesA}, ${bName} ${tuplesB}`;
};

/** Everything that a run is given beside its metadata, as usual. */
export const usualInput = (program: UdfProgram, metadata: Uint8Array, costMax: number): UdfInput => ({
  kind: program.kind, metadata, isMetadataWritable: false, operation: 1n, time: 1000n, credentials: [0x1f00n, 0xffffffffffffffffn], residue: 0n, costMax,
});
