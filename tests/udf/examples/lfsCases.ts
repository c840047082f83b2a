import { Bytes, numbersFrom } from './bytes.ts';
import { blocks, capability, owns, size } from './exampleCase.ts';
import type { ExampleCase } from './exampleCase.ts';

/*
 * A block of the inode map has 4096 bytes: the letters imap, at 4 the number of entries, at 8 the time from which nothing changes,
 * at 16 the name of the writer's capability, and from 32 on 254 entries of 16 bytes. An entry begins with the slot of an inode (1
 * byte) and its block (7 bytes). The inode in slot 0 owns the block.
 */
const FILE = 'lfs_imap.o';

interface Entry {
  readonly block: number;
  readonly slot: number;
}

interface InodeMap {
  readonly entries: readonly Entry[];
  readonly count?: number;
  readonly magic?: string;
  readonly sealed?: bigint;
  readonly owner?: readonly number[];
}

const mapBlock = ({ entries, count = entries.length, magic = 'imap', sealed = 0n, owner = [] }: InodeMap): Uint8Array => {
  const block = new Bytes(4096).dirty().u32(4, count).u64(8, sealed).u64(16, 0n);
  for (let i = 0; i < 4; i++) block.u8(i, magic.charCodeAt(i));
  for (const [i, byte] of owner.entries()) block.u8(16 + i, byte);
  for (const [i, { block: number, slot }] of entries.entries()) block.u64(32 + 16 * i, BigInt(number) * 256n + BigInt(slot));
  return block.all;
};

const ofMap = (name: string, entries: readonly Entry[]): ExampleCase =>
  owns(name, FILE, mapBlock({ entries }), blocks(1, entries.filter(({ slot }) => slot === 0).map(({ block }) => block)));

const drawnMap = (seed: number): ExampleCase => {
  const draw = numbersFrom(seed);
  return ofMap(`a drawn inode map, ${seed}`, Array.from({ length: draw(255) }, (_, i) => ({ block: draw(3) * (1_000_000 * i + 17), slot: draw(4) })));
};

const ALL = Array.from({ length: 254 }, (_, i) => ({ block: 2 ** 40 + 32 * i, slot: 0 }));
const WRITER = [1, 2, 3, 4, 5, 6, 7];
const OPEN = mapBlock({ entries: [], sealed: 1000n, owner: WRITER });

const access = (name: string, metadata: Uint8Array, operation: bigint, time: bigint, credentials: readonly bigint[], allowed: boolean): ExampleCase =>
  ({ name, file: FILE, metadata, asked: { kind: 'acl', operation, time, credentials, allowed } });

/** The inode map of a log-structured file system. */
export const LFS_CASES: readonly ExampleCase[] = [
  ofMap('an empty inode map', []),
  ofMap('a block of several inodes', [{ block: 90, slot: 2 }, { block: 90, slot: 0 }, { block: 90, slot: 31 }, { block: 91, slot: 0 }]),
  ofMap('an inode that there is not', [{ block: 0, slot: 0 }, { block: 5, slot: 0 }]),
  ofMap('a full inode map', ALL),
  ofMap('the last block that there can be', [{ block: 2 ** 48 - 1, slot: 0 }]),
  ...[11, 12, 13, 14, 15, 16].map(drawnMap),
  owns('a block beyond the last', FILE, mapBlock({ entries: [{ block: 2 ** 48, slot: 0 }] }), null),
  owns('more entries than there is room for', FILE, mapBlock({ entries: ALL, count: 255 }), null),
  owns('very many entries', FILE, mapBlock({ entries: ALL, count: 2 ** 32 - 1 }), null),
  owns('no inode map', FILE, mapBlock({ entries: ALL, magic: 'imaq' }), null),
  access('anybody reads', OPEN, 0n, 2000n, [], true),
  access('the writer appends', OPEN, 1n, 999n, [capability(1, WRITER)], true),
  access('the writer appends when it is sealed', OPEN, 1n, 1000n, [capability(1, WRITER)], false),
  access('the writer appends at the end of time', OPEN, 1n, 2n ** 64n - 1n, [capability(1, WRITER)], false),
  access('the writer may not write', OPEN, 1n, 0n, [capability(6, WRITER)], false),
  access('another appends', OPEN, 1n, 0n, [capability(7, [1, 2, 3, 4, 5, 6, 8])], false),
  access('one who dominates the writer appends', OPEN, 1n, 0n, [0n, capability(3, [1, 2])], true),
  access('the writer does something else', OPEN, 2n, 0n, [capability(7, [])], false),
  access('the root reads what is no inode map', mapBlock({ entries: [], magic: 'none' }), 0n, 0n, [capability(7, [])], false),
  size('an empty inode map', FILE, mapBlock({ entries: [] }), 32),
  size('three entries', FILE, mapBlock({ entries: ALL.slice(0, 3) }), 80),
  size('a full inode map', FILE, mapBlock({ entries: ALL }), 4096),
  size('too many entries', FILE, mapBlock({ entries: ALL, count: 1000 }), 4096),
  size('no inode map', FILE, new Uint8Array(4096), 0),
];
