import { UDF_HELPERS, UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfWidth } from '../../abi/udfInstructions.ts';
import { decodeWords } from '../decode.ts';
import type { DecodedWord } from '../decode.ts';
import { distanceOf } from '../distanceOf.ts';
import { ARITHMETIC_SIGN, CONDITION_SIGN } from './spelling.ts';

/** One word as a line of text. */
export interface ListedWord {
  /** Counted from 0. */
  readonly place: number;
  /** A name for the place, if a jump or a call leads here. */
  readonly label: string | null;
  readonly text: string;
}

type LabelAt = (place: number) => string | null;

const registerName = (register: number, width: UdfWidth): string => `${width === 64 ? 'r' : 'w'}${register}`;

const withSign = (value: number): string => (value < 0 ? `${value}` : `+${value}`);

const address = (base: number, displacement: number): string => `(r${base} ${displacement < 0 ? '-' : '+'} ${Math.abs(displacement)})`;

const hex = (value: bigint): string => `0x${value.toString(16)}`;

const helperName: ReadonlyMap<number, string> = new Map(Object.entries(UDF_HELPERS).map(([name, { number }]) => [number, name]));

/** Where a jump leads: a label, or a distance if no instruction begins there. */
const goal = (place: number, distance: number, labelAt: LabelAt): string => labelAt(place + 1 + distance) ?? withSign(distance);

const secondOperand = ({ source, immediate }: DecodedWord, operand: 'immediate' | 'register', width: UdfWidth): string =>
  operand === 'register' ? registerName(source, width) : `${immediate}`;

const spelt = (place: number, word: DecodedWord, labelAt: LabelAt): string => {
  const { instruction, destination, source, offset, immediate, constant } = word;
  switch (instruction.form) {
    case 'arithmetic': return `${registerName(destination, instruction.width)} ${ARITHMETIC_SIGN[instruction.operation]} ${secondOperand(word, instruction.operand, instruction.width)}`;
    case 'negation': return `${registerName(destination, instruction.width)} = -${registerName(destination, instruction.width)}`;
    case 'signExtension': return `${registerName(destination, instruction.width)} = (${instruction.operation.replace('MOVSX', 's')})${registerName(source, instruction.width)}`;
    case 'byteOrder': return `r${destination} = ${instruction.operation.toLowerCase()} r${destination}`;
    case 'constant': return `r${destination} = ${hex(constant)} ll`;
    case 'load': return `r${destination} = *(${instruction.memory.toLowerCase()} *)${address(source, offset)}`;
    case 'store': return `*(${instruction.memory.toLowerCase()} *)${address(destination, offset)} = ${secondOperand(word, instruction.operand, 64)}`;
    case 'branch':
      return `if ${registerName(destination, instruction.width)} ${CONDITION_SIGN[instruction.condition]} ${secondOperand(word, instruction.operand, instruction.width)} goto ${goal(place, offset, labelAt)}`;
    case 'jump': return instruction.distance === 'offset' ? `goto ${goal(place, offset, labelAt)}` : `gotol ${goal(place, immediate, labelAt)}`;
    case 'callHelper': return `call ${helperName.get(immediate) ?? immediate}`;
    case 'callLocal': return `call ${labelAt(place + 1 + immediate) ?? `pc${withSign(immediate)}`}`;
    case 'exit': return 'exit';
  }
};

const labelled = (decoded: readonly (DecodedWord | null)[]): ReadonlySet<number> => {
  const targets = decoded.flatMap((word, place) => {
    const distance = word === null ? null : distanceOf(word);
    return distance === null ? [] : [place + 1 + distance];
  });
  return new Set(targets.filter((target) => decoded[target] !== undefined && decoded[target] !== null));
};

/** A listing of words, one entry for each instruction and each illegal word. UDF-28. */
export const listWords = (words: Uint8Array): readonly ListedWord[] => {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  const decoded = decodeWords(words);
  const labels = labelled(decoded);
  const labelAt: LabelAt = (place) => (labels.has(place) ? `L${place}` : null);
  const listing: ListedWord[] = [];
  for (let place = 0; place < decoded.length;) {
    const word = decoded[place];
    const text = word === null ? `.quad ${hex(view.getBigUint64(place * UDF_WORD_BYTES, true))}` : spelt(place, word, labelAt);
    listing.push({ place, label: labelAt(place), text });
    place += word?.wordCount ?? 1;
  }
  return listing;
};

/**
 * Text that assembles to the same words. What is no legal word becomes a `.quad`; bytes at the end that make no whole word are left
 * out. UDF-28.
 */
export const disassemble = (words: Uint8Array): string =>
  listWords(words).map(({ label, text }) => `${label === null ? '' : `${label}:\n`}\t${text}\n`).join('');
