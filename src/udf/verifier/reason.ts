/** Reports end with this many reasons. */
export const REASONS_MAX = 32;

/** Why a program is refused. */
export interface Reason {
  /** The word, counted from 0; the number of words for a path that runs past the last one. */
  readonly place: number;
  readonly rule: `UVR-${number}`;
  /** What the rule demands of this place, as a part of a sentence. */
  readonly needed: string;
  /** What is known instead, as a part of a sentence. */
  readonly known: string;
  /** One line made of the two. */
  readonly message: string;
}

export const reasonOf = (place: number, rule: Reason['rule'], needed: string, known: string): Reason => ({ place, rule, needed, known, message: `${needed}, but ${known}` });
