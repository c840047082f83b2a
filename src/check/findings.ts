/** The theorems that the campaign checks while it runs scenarios (spec/theorems.md). */
export const RUNNING_THEOREMS = ['P1', 'P3', 'P4', 'P5', 'P7', 'P8', 'P9', 'P19', 'P21'] as const;
export type RunningTheorem = (typeof RUNNING_THEOREMS)[number];

/** One refuted statement: which theorem, which rule of the specification, and where want and got part. */
export interface Finding {
  readonly theorem: RunningTheorem;
  readonly rule: string;
  readonly message: string;
  readonly path: string;
  readonly want: string;
  readonly got: string;
}

/** A finding without a pair of values. */
export const finding = (theorem: RunningTheorem, rule: string, message: string): Finding =>
  ({ theorem, rule, message, path: '', want: '', got: '' });
