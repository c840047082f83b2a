/** Metadata for the functions of the benchmark: 4,096 bytes each, the same in every run. */
const BYTES = 4096;

/** Numbers that look random (Marsaglia's xorshift32), below a bound. */
const numbers = (): ((below: number) => number) => {
  let state = 0x2545f491;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

/** 1,024 pointers, of which one in so many is not zero. */
export const inode = (oneIn: number): Uint8Array => {
  const next = numbers();
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < BYTES; at += 4) view.setUint32(at, next(oneIn) === 0 ? 1 + next(1_000_000) : 0, true);
  return bytes;
};

/** Records as ext2 has them: inode, bytes, bytes of the name, type, name. One in eight is not in use. */
export const directory = (): Uint8Array => {
  const next = numbers();
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < BYTES;) {
    const nameBytes = 1 + next(24);
    const needed = 8 + Math.ceil(nameBytes / 4) * 4;
    const length = BYTES - at - needed < 12 ? BYTES - at : needed;
    view.setUint32(at, next(8) === 0 ? 0 : 1 + next(1_000_000), true);
    view.setUint16(at + 4, length, true);
    view.setUint8(at + 6, Math.min(nameBytes, length - 8));
    view.setUint8(at + 7, 1 + next(2));
    for (let index = 0; index < Math.min(nameBytes, length - 8); index++) view.setUint8(at + 8 + index, 97 + next(26));
    at += length;
  }
  return bytes;
};
