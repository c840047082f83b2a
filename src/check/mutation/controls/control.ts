import type { State } from '../../../model/state.ts';
import type { Finding } from '../../findings.ts';
import type { ModelEntry } from './modelEntries.ts';

/** An entry that is unlawful: both states. */
export type Spoilt = readonly [State, State];

/** One unlawful change on top of a lawful entry, and what must be said of it. */
export interface Control {
  readonly what: string;
  /** The rule that the finding must name. */
  readonly rule: string;
  /** What its message must contain. */
  readonly says: string;
  /** Null where the entry offers no place for the change. */
  readonly spoil: (entry: ModelEntry) => Spoilt | null;
}

/** A theorem that judges an entry by its two states, and what it must refute. */
export interface Judge {
  readonly theorem: string;
  readonly judge: (before: State, after: State, entry: ModelEntry) => Finding | null;
  readonly controls: readonly Control[];
}

/** The entry with another state after. */
export const spoiltAfter = (before: State, after: State | null): Spoilt | null => (after === null ? null : [before, after]);
