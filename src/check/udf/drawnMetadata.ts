import { UDF_METADATA_BYTES_MAX } from '../../abi/udf.ts';
import type { Draw } from '../draw/draw.ts';

/** Blocks of metadata that each accepted program is run on. */
export const METADATA_BLOCKS = 4;

const WORD = new Uint32Array(1);
const WORD_BYTES = new Uint8Array(WORD.buffer);

/** The four bytes of a word, until the next one is asked for. */
const bytesOf = (word: number): Uint8Array => {
  WORD[0] = word;
  return WORD_BYTES;
};

/** Halves at the edges of their sign and of what carries: the lower ones of eight bytes, and the upper ones. */
const LOWER: readonly number[] = [0, 0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0x80000000, 0xffffff80, 0xfffffffe, 0xffffffff];
const UPPER: readonly number[] = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];

/** All ones, or numbers at the edges of whole numbers and of halves. */
const fillWithEdges = (draw: Draw, bytes: Uint8Array): void => {
  bytes.fill(0xff);
  if (draw.chance(60)) for (let i = 0; i < bytes.length; i += 4) bytes.set(bytesOf(draw.of(i % 8 === 0 ? LOWER : UPPER)).subarray(0, bytes.length - i), i);
};

/** How the bytes of a block are drawn: none, edges, anything, mostly small numbers as counts and pointers are. */
const FILLS: readonly ((draw: Draw, bytes: Uint8Array) => void)[] = [
  (_draw, bytes) => { bytes.fill(0); },
  (draw, bytes) => { for (let i = 0; i < bytes.length; i += 4) bytes.set(bytesOf(draw.word()).subarray(0, bytes.length - i), i); },
  (draw, bytes) => { for (let i = 0; i < bytes.length; i += 1 + draw.below(4)) bytes[i] = draw.below(4); },
  fillWithEdges,
];

/** Of longer blocks the rest is zero: drawing it would cost more than running the program. */
const DRAWN_BYTES_MAX = 1024;

/** Bytes beyond the claim: mostly none or a few, now and then as many as there may be. */
const bytesBeyond = (draw: Draw, claim: number): number => {
  if (draw.chance(50)) return draw.below(9);
  return draw.chance(4) ? UDF_METADATA_BYTES_MAX - claim : draw.below(200);
};

/** The blocks for a program with this claim: one of each fill. */
export const drawnMetadata = (draw: Draw, claim: number): readonly Uint8Array[] =>
  FILLS.map((fill) => {
    const block = new Uint8Array(claim + bytesBeyond(draw, claim));
    fill(draw, block.subarray(0, DRAWN_BYTES_MAX));
    return block;
  });
