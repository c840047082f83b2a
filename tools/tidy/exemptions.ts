/** A file that one check lets pass, and why. An entry that is no longer needed is itself a finding. */
export type Exemption = { readonly path: string; readonly reason: string };

/** Data tables that may be longer than the limit. */
export const LONG_TABLES: readonly Exemption[] = [];

/** Decoding files, the only ones that may tell the compiler what a value is (`x as T`). */
export const DECODING_FILES: readonly Exemption[] = [
  { path: 'src/abi/words.ts', reason: 'the functions that give a word its brand' },
  { path: 'src/model/vector.ts', reason: 'a row number that is counted gets the brand of its vector' },
];
