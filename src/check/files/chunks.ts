import { createHash } from 'node:crypto';

/** What is wrong with a machine image; the reader of the file adds its name. */
export class ImageError extends Error {
  readonly place: string;
  constructor(place: string, problem: string) {
    super(problem);
    this.name = 'ImageError';
    this.place = place;
  }
}

/** One part of an image: four letters and its bytes. */
export interface Chunk {
  readonly tag: string;
  readonly bytes: Uint8Array;
}

/** The first eight bytes of every image. */
const MAGIC = 'XOKIMAGE';
const FORMAT_VERSION = 3;
const TAG_BYTES = 4;
const HASH_BYTES = 32;
/** Tag, length and hash. */
const CHUNK_HEAD_BYTES = TAG_BYTES + 4 + HASH_BYTES;
const IMAGE_HEAD_BYTES = 12;

/** The hash covers the tag as well, so that chunks cannot change places. */
const hashOf = ({ tag, bytes }: Chunk): Uint8Array => createHash('sha256').update(tag, 'latin1').update(bytes).digest();

/** Magic and version, then each chunk with its length and hash. FIL-8. */
export const joinChunks = (chunks: readonly Chunk[]): Uint8Array => {
  const length = chunks.reduce((sum, { bytes }) => sum + CHUNK_HEAD_BYTES + bytes.length, IMAGE_HEAD_BYTES);
  const image = Buffer.alloc(length);
  image.write(MAGIC, 0, 'latin1');
  image.writeUInt32LE(FORMAT_VERSION, MAGIC.length);
  let at = IMAGE_HEAD_BYTES;
  for (const chunk of chunks) {
    image.write(chunk.tag, at, 'latin1');
    image.writeUInt32LE(chunk.bytes.length, at + TAG_BYTES);
    image.set(hashOf(chunk), at + TAG_BYTES + 4);
    image.set(chunk.bytes, at + CHUNK_HEAD_BYTES);
    at += CHUNK_HEAD_BYTES + chunk.bytes.length;
  }
  return new Uint8Array(image.buffer, image.byteOffset, image.length);
};

const chunkAt = (image: Buffer, at: number, number: number): Chunk => {
  const place = `chunk ${number}`;
  if (image.length - at < CHUNK_HEAD_BYTES) throw new ImageError(place, 'ends too early');
  const tag = image.toString('latin1', at, at + TAG_BYTES);
  if (!/^[A-Z ]{4}$/.test(tag)) throw new ImageError(place, 'has no name');
  const length = image.readUInt32LE(at + TAG_BYTES);
  const from = at + CHUNK_HEAD_BYTES;
  if (image.length - from < length) throw new ImageError(`${place} (${tag.trim()})`, 'ends too early');
  const chunk = { tag, bytes: image.subarray(from, from + length) };
  if (!image.subarray(at + TAG_BYTES + 4, from).equals(hashOf(chunk))) throw new ImageError(`${place} (${tag.trim()})`, 'is damaged: its hash differs');
  return chunk;
};

/** Takes an image apart; every chunk has its hash. @throws ImageError */
export const splitChunks = (bytes: Uint8Array): Chunk[] => {
  const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (image.length < IMAGE_HEAD_BYTES || image.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new ImageError('', 'is no machine image');
  const version = image.readUInt32LE(MAGIC.length);
  if (version !== FORMAT_VERSION) throw new ImageError('version', `is ${version}, but this program reads version ${FORMAT_VERSION}`);
  const chunks: Chunk[] = [];
  for (let at = IMAGE_HEAD_BYTES; at < image.length; at += CHUNK_HEAD_BYTES + (chunks.at(-1)?.bytes.length ?? 0)) chunks.push(chunkAt(image, at, chunks.length + 1));
  return chunks;
};
