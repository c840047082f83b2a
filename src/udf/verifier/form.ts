import { UDF_WORDS_MAX, UDF_WORD_BYTES } from '../../abi/udf.ts';
import { decodeWords, type DecodedWord } from '../decode.ts';
import { targetOf } from './control.ts';
import { reasonOf, REASONS_MAX, type Reason } from './reason.ts';

/** Words that are legal and lead to legal ones, each with null where the second word of LDDW is; or why there are none. */
export type Form = { readonly words: readonly (DecodedWord | null)[] } | { readonly reasons: readonly Reason[] };

/** UVR-3. */
const sizeReason = (bytes: number): Reason | null => {
  const needed = `a program must have 1 to ${UDF_WORDS_MAX} words of ${UDF_WORD_BYTES} bytes`;
  if (bytes % UDF_WORD_BYTES !== 0) return reasonOf(0, 'UVR-3', needed, `its ${bytes} bytes are no whole number of words`);
  const words = bytes / UDF_WORD_BYTES;
  return words >= 1 && words <= UDF_WORDS_MAX ? null : reasonOf(0, 'UVR-3', needed, `it has ${words}`);
};

const opcodeAt = (bytes: Uint8Array, place: number): string => `0x${bytes[place * UDF_WORD_BYTES].toString(16).padStart(2, '0')}`;

/** UVR-1. */
const legalityReason = (bytes: Uint8Array, place: number): Reason =>
  reasonOf(place, 'UVR-1', 'every word must be an instruction of the profile', `the word with opcode ${opcodeAt(bytes, place)} is none, or uses a register or a field that it must not`);

/** UVR-2. */
const targetReason = (words: readonly (DecodedWord | null)[], word: DecodedWord, place: number): Reason | null => {
  const target = targetOf(word, place);
  if (target === null || (target >= 0 && target < words.length && words[target] !== null)) return null;
  const known = target >= 0 && target < words.length ? `word ${target} is the second one of a constant` : `${target} is outside of the ${words.length} words`;
  return reasonOf(place, 'UVR-2', 'a jump or a local call must lead to a word that begins an instruction', known);
};

/** Decides what must hold of every word of a program, reached or not. UVR-1 to UVR-3. */
export const formOf = (bytes: Uint8Array): Form => {
  const size = sizeReason(bytes.length);
  if (size !== null) return { reasons: [size] };
  const words = decodeWords(bytes);
  const reasons: Reason[] = [];
  for (let place = 0; place < words.length && reasons.length < REASONS_MAX; place++) {
    const word = words[place];
    const isSecond = place > 0 && words[place - 1]?.wordCount === 2;
    const reason = word === null ? (isSecond ? null : legalityReason(bytes, place)) : targetReason(words, word, place);
    if (reason !== null) reasons.push(reason);
  }
  return reasons.length === 0 ? { words } : { reasons };
};
