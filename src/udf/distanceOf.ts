import type { DecodedWord } from './decode.ts';

/** How far from the word behind it a jump or a local call leads, in words; null for every other instruction. UDF-9. */
export const distanceOf = ({ instruction, offset, immediate }: DecodedWord): number | null => {
  switch (instruction.form) {
    case 'branch': return offset;
    case 'jump': return instruction.distance === 'offset' ? offset : immediate;
    case 'callLocal': return immediate;
    default: return null;
  }
};
