/**
 * Index of the first word in [from, to) that is not zero; `to` if there is none. Tables, directories and pages that
 * were just claimed are zero but for a few words, so eight words are looked at in one go.
 */
export const firstNonZero = (words: Int32Array, from: number, to: number): number => {
  let at = from;
  while (at + 8 <= to) {
    const any = words[at] | words[at + 1] | words[at + 2] | words[at + 3] | words[at + 4] | words[at + 5] | words[at + 6] | words[at + 7];
    if (any !== 0) break;
    at += 8;
  }
  while (at < to && words[at] === 0) at++;
  return at;
};

/** Whether every word in [from, to) is zero. */
export const areZero = (words: Int32Array, from: number, to: number): boolean => firstNonZero(words, from, to) === to;
