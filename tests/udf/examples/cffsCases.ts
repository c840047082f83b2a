import type { UdfTuple } from '../../../src/abi/udf.ts';
import { Bytes, numbersFrom } from './bytes.ts';
import { blocks, capability, owns, size } from './exampleCase.ts';
import type { ExampleCase } from './exampleCase.ts';

/*
 * An inode has 128 bytes: at 16 its kind (2 bytes; 1 file, 2 directory, 3 link), at 20 and 24 uid and gid, at 28 the mask, at 44
 * fifteen numbers of blocks, at 104 the three blocks of pointers, at 124 the magic number, which is 0 in a free inode.
 * A directory block has eight sectors of 512 bytes; each begins with 128 bytes of names, and three inodes follow.
 */
const MAGIC = 0xcff5197a;
const FILE = 1;
const DIRECTORY = 2;
const LINK = 3;
const INODE = 'cffs_inode.o';
const BLOCK = 'cffs_directory.o';
const POINTERS = 'cffs_indirect.s';

interface Inode {
  readonly kind: number;
  readonly direct: readonly number[];
  readonly indirect: readonly number[];
  readonly magic?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mask?: number;
}

const writeInode = (to: Bytes, at: number, { kind, direct, indirect, magic = MAGIC, uid = 0, gid = 0, mask = 0 }: Inode): Bytes => {
  to.u16(at + 16, kind).u32(at + 20, uid).u32(at + 24, gid).u16(at + 28, mask).u32(at + 124, magic);
  for (let i = 0; i < 15; i++) to.u32(at + 44 + 4 * i, direct[i] ?? 0);
  for (let i = 0; i < 3; i++) to.u32(at + 104 + 4 * i, indirect[i] ?? 0);
  return to;
};

const inode = (fields: Inode): Uint8Array => writeInode(new Bytes(128).dirty(), 0, fields).all;

const FREE: Inode = { kind: FILE, direct: [9, 9, 9], indirect: [9], magic: 0 };
const FULL = Array.from({ length: 15 }, (_, i) => 1000 + 7 * i);

/** Blocks of data have type 1, directories 2, pointers to data 3 to 5, to directories 6 to 8. */
const setOf = ({ kind, direct, indirect, magic }: Inode): readonly UdfTuple[] =>
  magic === 0 || kind === LINK ? [] : [...blocks(kind, direct), ...indirect.flatMap((start, level) => blocks((kind === FILE ? 3 : 6) + level, [start]))];

const ofInode = (name: string, fields: Inode): ExampleCase => owns(name, INODE, inode(fields), setOf(fields));

const INODES: readonly ExampleCase[] = [
  ofInode('a small file', { kind: FILE, direct: [77, 78], indirect: [] }),
  ofInode('a large file', { kind: FILE, direct: FULL, indirect: [50, 51, 52] }),
  ofInode('a file with a gap', { kind: FILE, direct: [0, 0, 5], indirect: [0, 6] }),
  ofInode('a directory', { kind: DIRECTORY, direct: FULL, indirect: [50, 51, 52] }),
  ofInode('the largest numbers', { kind: FILE, direct: FULL.map(() => 2 ** 32 - 1), indirect: [2 ** 32 - 1, 0, 2 ** 32 - 1] }),
  ofInode('a link', { kind: LINK, direct: FULL, indirect: [3] }),
  ofInode('a free inode that was used', FREE),
  owns('a cleared inode', INODE, new Uint8Array(128), []),
  owns('no inode', INODE, inode({ kind: FILE, direct: FULL, indirect: [], magic: MAGIC + 1 }), null),
  owns('an unknown kind', INODE, inode({ kind: 4, direct: FULL, indirect: [] }), null),
  owns('kind 0', INODE, inode({ kind: 0, direct: FULL, indirect: [] }), null),
  size('an inode', INODE, inode({ kind: FILE, direct: [], indirect: [] }), 128),
  size('a free inode', INODE, inode(FREE), 0),
];

const OWNER = [0x75, 0x39, 0x30, 0, 0];
const GROUP = [0x67, 7, 0, 0, 0];
const NOBODY = [0x75, 0x38, 0x30, 0, 0];
const FILLER = Array.from({ length: 15 }, () => 0n);

/** Who asks for what of an inode of user 12345 and group 7 with mask rwxr-x--x. */
const ASKED: readonly (readonly [name: string, operation: bigint, credentials: readonly bigint[], allowed: boolean])[] = [
  ['the owner reads', 4n, [capability(1, OWNER)], true],
  ['the owner writes', 2n, [capability(1, OWNER)], true],
  ['the owner reads, writes and executes', 7n, [capability(7, OWNER)], true],
  ['the owner writes by a capability that may not', 2n, [capability(0, OWNER)], false],
  ['the owner reads by a capability that may not write', 4n, [capability(0, OWNER)], true],
  ['the group reads', 4n, [capability(0, GROUP)], true],
  ['the group executes', 1n, [capability(0, GROUP)], true],
  ['the group writes', 2n, [capability(1, GROUP)], false],
  ['another reads', 4n, [capability(7, NOBODY)], false],
  ['another executes', 1n, [capability(7, NOBODY)], true],
  ['nobody reads', 4n, [], false],
  ['nobody executes', 1n, [], true],
  ['the root writes', 2n, [capability(7, [])], true],
  ['a shorter name writes', 2n, [capability(1, [0x75, 0x39])], true],
  ['a longer name writes', 2n, [capability(7, [...OWNER, 1])], false],
  ['an invalid capability writes', 2n, [capability(7, OWNER, false)], false],
  ['the owner writes by the last slot that is looked at', 2n, [...FILLER, capability(1, OWNER)], true],
  ['the owner writes by the slot behind it', 2n, [...FILLER, 0n, capability(1, OWNER)], false],
  ['the owner does nothing', 0n, [capability(7, OWNER)], false],
  ['the owner does what there is not', 8n, [capability(7, OWNER)], false],
  ['the owner does what there is not by far', 2n ** 63n + 1n, [capability(7, OWNER)], false],
];

const GUARDED = { kind: FILE, direct: [], indirect: [], uid: 12345, gid: 7, mask: 0o751 };
const ACCESSES: readonly ExampleCase[] = [
  ...ASKED.map(([name, operation, credentials, allowed]): ExampleCase => ({ name, file: INODE, metadata: inode(GUARDED), asked: { kind: 'acl', operation, time: 5n, credentials, allowed } })),
  { name: 'the root reads a free inode', file: INODE, metadata: inode({ ...GUARDED, magic: 0 }), asked: { kind: 'acl', operation: 4n, time: 0n, credentials: [capability(7, [])], allowed: false } },
];

/** Inode 0 to 23 of a directory block; the rest are free and were used. */
const directory = (inodes: ReadonlyMap<number, Inode>): Uint8Array => {
  const block = new Bytes(4096).dirty();
  for (let i = 0; i < 24; i++) writeInode(block, 512 * Math.floor(i / 3) + 128 * (1 + (i % 3)), inodes.get(i) ?? FREE);
  return block.all;
};

const ofDirectory = (name: string, inodes: ReadonlyMap<number, Inode>): ExampleCase => owns(name, BLOCK, directory(inodes), [...inodes.values()].flatMap(setOf));

const drawnInode = (draw: (below: number) => number, number: number): Inode => ({
  kind: 1 + draw(3), direct: Array.from({ length: draw(16) }, (_, i) => draw(4) * (number * 100 + i)), indirect: Array.from({ length: draw(4) }, (_, i) => draw(3) * (50_000 + number * 100 + i)),
});

const drawnDirectory = (seed: number): ExampleCase => {
  const draw = numbersFrom(seed);
  const numbers = Array.from({ length: 24 }, (_, i) => i).filter(() => draw(3) > 0);
  return ofDirectory(`a drawn directory block, ${seed}`, new Map(numbers.map((number) => [number, drawnInode(draw, number + 1)])));
};

const LARGE: Inode = { kind: FILE, direct: FULL, indirect: [50, 51, 52] };
const BROKEN: Inode = { kind: FILE, direct: [], indirect: [], magic: 5 };
const DIRECTORIES: readonly ExampleCase[] = [
  ofDirectory('an empty directory block', new Map()),
  ofDirectory('its first inode', new Map([[0, LARGE]])),
  ofDirectory('its last inode', new Map([[23, LARGE]])),
  ofDirectory('a full directory block', new Map(Array.from({ length: 24 }, (_, i) => [i, { kind: 1 + (i % 3), direct: FULL.map((start) => start + 1000 * i), indirect: [9000 + i] }]))),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map(drawnDirectory),
  owns('a directory block with one inode that is none', BLOCK, directory(new Map([[0, LARGE], [17, BROKEN]])), null),
  owns('a directory block whose last inode is none', BLOCK, directory(new Map([[23, BROKEN]])), null),
  owns('a cleared directory block', BLOCK, new Uint8Array(4096), []),
  size('an empty directory block', BLOCK, directory(new Map()), 0),
  size('a directory block with one inode', BLOCK, directory(new Map([[1, LARGE]])), 512),
  size('a directory block up to sector 5', BLOCK, directory(new Map([[1, LARGE], [15, LARGE]])), 6 * 512),
  size('a full directory block', BLOCK, directory(new Map([[23, LARGE]])), 4096),
];

const pointers = (numbers: readonly number[]): Uint8Array => numbers.reduce((block, number, i) => block.u32(4 * i, number), new Bytes(4096)).all;

const ofPointers = (name: string, numbers: readonly number[]): ExampleCase => owns(name, POINTERS, pointers(numbers), blocks(1, numbers));

const POINTER_BLOCKS: readonly ExampleCase[] = [
  ofPointers('no pointer', []), ofPointers('the first pointer', [12]), ofPointers('the last pointer', [...Array.from({ length: 1023 }, () => 0), 2 ** 32 - 1]),
  ofPointers('1024 pointers', Array.from({ length: 1024 }, (_, i) => 5000 + 3 * i)), ofPointers('every other pointer', Array.from({ length: 1024 }, (_, i) => (i % 2) * (i + 9))),
  size('a block of pointers', POINTERS, pointers([]), 4096),
];

/** The C-FFS-like file system: inode, directory block, block of pointers. */
export const CFFS_CASES: readonly ExampleCase[] = [...INODES, ...ACCESSES, ...DIRECTORIES, ...POINTER_BLOCKS];
