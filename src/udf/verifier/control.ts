import type { DecodedWord } from '../decode.ts';

/** Where a jump, a branch or a local call leads from its place; null for every other instruction. UDF-9, UDF-17, UDF-19. */
export const targetOf = (word: DecodedWord, place: number): number | null => {
  const { instruction, offset, immediate } = word;
  switch (instruction.form) {
    case 'branch': return place + 1 + offset;
    case 'jump': return place + 1 + (instruction.distance === 'offset' ? offset : immediate);
    case 'callLocal': return place + 1 + immediate;
    default: return null;
  }
};

/** Whether a path may go on with the next word: behind a local call it does so when the function returns. */
export const goesOn = (word: DecodedWord): boolean => word.instruction.form !== 'jump' && word.instruction.form !== 'exit';
