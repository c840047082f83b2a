/**
 * Arithmetic on words. A word is a natural below 2^32; a set of flags is a sum
 * of distinct powers of two, and membership is parity of a quotient.
 */
export const WORD_SPAN = 4294967296;
/** Words from here on are negative when read as signed. */
export const SIGNED_SPAN = 2147483648;

/** How many whole times n goes into a natural. */
export const quotient = (x: number, n: number): number => Math.floor(x / n);

/** What is left then. The same as x % n, which is slow for words above 2^31. */
export const remainder = (x: number, n: number): number => x - Math.floor(x / n) * n;

/** Whether the flag of this weight is a summand. */
export const has = (sum: number, weight: number): boolean => remainder(quotient(sum, weight), 2) === 1;

/** The weight if it is wanted, else nothing. */
export const weightIf = (wanted: boolean, weight: number): number => (wanted ? weight : 0);

/** The flags that are summands of both. */
export const common = (sum: number, other: number): number => {
  let flags = 0;
  let left = sum;
  let right = other;
  for (let weight = 1; left > 0 && right > 0; weight *= 2) {
    if (remainder(left, 2) === 1 && remainder(right, 2) === 1) flags += weight;
    left = quotient(left, 2);
    right = quotient(right, 2);
  }
  return flags;
};

/** The sum with the flags of another added. */
export const withFlags = (sum: number, flags: number): number => sum + flags - common(sum, flags);

/** The sum with the flags of another removed. */
export const withoutFlags = (sum: number, flags: number): number => sum - common(sum, flags);

/** 256 to the power of a byte's place in its word. */
export const BYTE_UNITS: readonly number[] = [1, 256, 65536, 16777216];

/** The byte at a place, 0 to 3, little-endian. */
export const byteOf = (word: number, place: number): number => remainder(quotient(word, BYTE_UNITS[place]), 256);

/** The word with the byte at a place replaced. */
export const withByte = (word: number, place: number, byte: number): number => word + (byte - byteOf(word, place)) * BYTE_UNITS[place];

/** The word of four bytes that start at an index; missing bytes are 0. */
export const wordOfBytes = (bytes: readonly number[], at: number): number => {
  let word = 0;
  for (let place = 0; place < 4 && at + place < bytes.length; place++) word += bytes[at + place] * BYTE_UNITS[place];
  return word;
};

/** The words that a list of bytes holds, little-endian; `meaning` gives each its brand. */
export const wordsOfBytes = <Word extends number>(bytes: readonly number[], meaning: (word: number) => Word): readonly Word[] => {
  const words: Word[] = [];
  for (let at = 0; at < bytes.length; at += 4) words.push(meaning(wordOfBytes(bytes, at)));
  return words;
};
