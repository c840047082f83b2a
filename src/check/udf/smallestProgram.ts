import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { decodeWords } from '../../udf/decode.ts';

/** Distances lie in the offset or, of local calls and long jumps, in the immediate. */
const distanceAt = (view: DataView, place: number): { readonly read: () => number; readonly write: (distance: number) => void } | null => {
  const at = place * UDF_WORD_BYTES;
  const word = decodeWords(new Uint8Array(view.buffer, at, UDF_WORD_BYTES))[0];
  if (word === null) return null;
  const { instruction } = word;
  if (instruction.form === 'branch' || (instruction.form === 'jump' && instruction.distance === 'offset')) {
    return { read: () => word.offset, write: (distance) => view.setInt16(at + 2, distance, true) };
  }
  if (instruction.form !== 'callLocal' && instruction.form !== 'jump') return null;
  return { read: () => word.immediate, write: (distance) => view.setInt32(at + 4, distance, true) };
};

/** The words without one of them; what jumped over it still reaches its target. */
const withoutWord = (words: Uint8Array, gone: number): Uint8Array => {
  const copy = words.slice();
  const view = new DataView(copy.buffer);
  for (let place = 0; place < copy.length / UDF_WORD_BYTES; place++) {
    const distance = distanceAt(view, place);
    if (distance === null) continue;
    const target = place + 1 + distance.read();
    if (place < gone && target > gone) distance.write(distance.read() - 1);
    else if (place > gone && target <= gone) distance.write(distance.read() + 1);
  }
  return Uint8Array.from([...copy.subarray(0, gone * UDF_WORD_BYTES), ...copy.subarray((gone + 1) * UDF_WORD_BYTES)]);
};

/** Leaves out words, from the last to the first and again, as long as the program still shows what it shows. */
export const smallestProgram = (program: UdfProgram, stillFails: (candidate: UdfProgram) => boolean): UdfProgram => {
  let smallest = program;
  for (let length = Infinity; smallest.words.length < length;) {
    length = smallest.words.length;
    for (let place = length / UDF_WORD_BYTES - 1; place >= 0; place--) {
      if ((place + 1) * UDF_WORD_BYTES > smallest.words.length) continue;
      const candidate = { ...smallest, words: withoutWord(smallest.words, place) };
      if (stillFails(candidate)) smallest = candidate;
    }
  }
  return smallest;
};
