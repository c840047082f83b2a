import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import type { Draw } from '../draw/draw.ts';

const EDITS_MAX = 3;

/** Changes one field of one word by a little, or a bit of anything, or repeats, leaves out or exchanges words. */
const edited = (draw: Draw, words: Uint8Array): Uint8Array => {
  const count = words.length / UDF_WORD_BYTES;
  const at = draw.below(count) * UDF_WORD_BYTES;
  const copy = words.slice();
  const view = new DataView(copy.buffer);
  switch (draw.below(8)) {
    case 0: view.setInt32(at + 4, view.getInt32(at + 4, true) + (draw.chance(50) ? 1 : -1), true); break;
    case 1: view.setInt16(at + 2, view.getInt16(at + 2, true) + (draw.chance(50) ? 1 : -1), true); break;
    case 2: view.setUint8(at + 1, (view.getUint8(at + 1) & 0xf0) | draw.below(11)); break;
    case 3: view.setUint8(at + 1, (view.getUint8(at + 1) & 0x0f) | (draw.below(11) << 4)); break;
    // The codes of arithmetic and conditions are the upper four bits of the opcode, the class the lower three.
    case 4: view.setUint8(at, (view.getUint8(at) & 0x0f) | (draw.below(14) << 4)); break;
    case 5: copy[at + draw.below(UDF_WORD_BYTES)] ^= 1 << draw.below(8); break;
    case 6: {
      const from = draw.below(count) * UDF_WORD_BYTES;
      copy.copyWithin(at, from, from + UDF_WORD_BYTES);
      break;
    }
    default: return count === 1 ? copy : Uint8Array.from([...words.subarray(0, at), ...words.subarray(at + UDF_WORD_BYTES)]);
  }
  return copy;
};

/** A program with a few words changed. */
export const mutatedProgram = (draw: Draw, program: UdfProgram): UdfProgram => {
  let { words } = program;
  for (let edits = 1 + draw.below(EDITS_MAX); edits > 0; edits--) words = edited(draw, words);
  return { ...program, words };
};
