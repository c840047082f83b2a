/** What is mutated: the kernel, kernel and model alike, the model, or the checker itself. */
export const MUTANT_KINDS = ['kernel', 'twin', 'model', 'harness'] as const;
export type MutantKind = (typeof MUTANT_KINDS)[number];

/** Which mutants are to be run, and how long each may live. */
export interface MutantRequest {
  /** Empty for all. */
  readonly ids: readonly string[];
  /** Empty for all. */
  readonly kinds: readonly MutantKind[];
  /** Theorems that are switched off. */
  readonly without: readonly string[];
  readonly seeds: readonly number[];
  /** Scenarios for each mutant and seed at most. */
  readonly scenarios: number;
}

/** What became of a mutant. An equivalent one and one that is argument validation carry a written reason. */
export type MutantStatus = 'killed' | 'survived' | 'equivalent' | 'argumentValidation';

/** What one seed did to a mutant: one row of the kill matrix. */
export interface SeedRun {
  readonly seed: number;
  /** The theorem that refuted it; null if none did. */
  readonly killedBy: string | null;
  /** The rule that the finding names. */
  readonly rule: string | null;
  readonly message: string | null;
  /** Scenarios until it was refuted, or all that were run. */
  readonly scenarios: number;
}

/** What became of one mutant. */
export interface MutantReport {
  readonly id: string;
  readonly kind: MutantKind;
  readonly rule: string;
  readonly file: string;
  readonly killedBy: string | null;
  readonly scenarios: number;
  readonly seconds: number;
  readonly counterexample: string | null;
  readonly status: MutantStatus;
  readonly reason: string | null;
  /** Seed by seed; absent for a mutant that was not run to its end. */
  readonly runs?: readonly SeedRun[];
}

/** One mutant as it is shown: its change as a diff, the rule that it breaks, and who kills it. */
export interface MutantView {
  readonly diff: string;
  readonly rule: string;
  readonly killer: string | null;
}

/** Thrown for an ID that no mutant has. */
export class UnknownMutant extends Error {
  readonly id: string;
  constructor(id: string) {
    super(`no mutant has the ID '${id}'`);
    this.name = 'UnknownMutant';
    this.id = id;
  }
}
