import { readFileSync } from 'node:fs';
import type { UdfTuple } from '../../../src/abi/udf.ts';
import { Bytes, numbersFrom } from './bytes.ts';
import { owns, size } from './exampleCase.ts';
import type { ExampleCase } from './exampleCase.ts';

/*
 * A node of ext4's extent tree: magic number 0xf30a, number of entries, room for entries, depth (2 bytes each), 4 bytes, then
 * entries of 12 bytes. At depth 0 an entry has the length of an extent at 4 (more than 32768: not yet written, and that much
 * shorter), the upper 16 bits of its first block at 6 and the lower 32 at 8. Elsewhere it has the lower 32 bits of a node's block
 * at 4 and the upper 16 at 8.
 */
const FILE = 'extent_node.o';
const DATA = 1;
/** The type of a node of depth 0; others follow. */
const NODE = 16;
const UNWRITTEN = 32768;

interface Extent {
  readonly start: number;
  readonly length: number;
  readonly isUnwritten?: boolean;
}

interface Header {
  readonly magic?: number;
  readonly entries?: number;
  readonly max?: number;
  readonly depth?: number;
}

const node = (count: number, { magic = 0xf30a, entries = count, max = 340, depth = 0 }: Header): Bytes => new Bytes(4096).dirty().u16(0, magic).u16(2, entries).u16(4, max).u16(6, depth);

const leaf = (extents: readonly Extent[], header: Header = {}): Uint8Array => {
  const block = node(extents.length, header);
  for (const [i, { start, length, isUnwritten = false }] of extents.entries()) block.u16(12 + 12 * i + 4, length + (isUnwritten ? UNWRITTEN : 0)).u16(12 + 12 * i + 6, Math.floor(start / 2 ** 32)).u32(12 + 12 * i + 8, start % 2 ** 32);
  return block.all;
};

const index = (starts: readonly number[], depth: number): Uint8Array => {
  const block = node(starts.length, { depth });
  for (const [i, start] of starts.entries()) block.u32(12 + 12 * i + 4, start % 2 ** 32).u16(12 + 12 * i + 8, Math.floor(start / 2 ** 32));
  return block.all;
};

const ofLeaf = (name: string, extents: readonly Extent[]): ExampleCase => owns(name, FILE, leaf(extents), extents.map(({ start, length }) => ({ start, count: length, type: DATA })));

const ofIndex = (name: string, starts: readonly number[], depth: number): ExampleCase => owns(name, FILE, index(starts, depth), starts.map((start) => ({ start, count: 1, type: NODE + depth - 1 })));

const drawnLeaf = (seed: number): ExampleCase => {
  const draw = numbersFrom(seed);
  return ofLeaf(`a drawn leaf, ${seed}`, Array.from({ length: draw(341) }, (_, i) => ({ start: 2 ** 33 * draw(2) + 100_000 * (i + 1), length: 1 + draw(32767), isUnwritten: draw(2) === 1 })));
};

const EXTENTS = Array.from({ length: 340 }, (_, i) => ({ start: 10_000 + 8 * i, length: 4 }));

const vector = (name: string): Uint8Array => Uint8Array.from(readFileSync(new URL(`vectors/${name}`, import.meta.url)));

/** One line of what debugfs says: the level of an entry, and its range of blocks. */
interface Row {
  readonly level: number;
  readonly start: number;
  readonly count: number;
}

/** Interior entries name one block, leaves a first and a last one. */
const rows = (): readonly Row[] => new TextDecoder().decode(vector('extent-node.extents')).split('\n').flatMap((line) => {
  const read = /^ (\d)\/ 2 +\d+\/ ?\d+ \d+ - \d+ (\d+)(?: - (\d+))? \d+/.exec(line);
  return read === null ? [] : [{ level: Number(read[1]), start: Number(read[2]), count: read[3] === undefined ? 1 : Number(read[3]) - Number(read[2]) + 1 }];
});

const tuplesOf = (some: readonly Row[], type: number): readonly UdfTuple[] => some.map(({ start, count }) => ({ start, count, type }));

const recorded = (): readonly ExampleCase[] => {
  const all = rows();
  const nodes = all.flatMap(({ level }, i) => (level === 1 ? [i] : []));
  return [
    owns('the node under the root of a tree by mke2fs', FILE, vector('extent-node-1.bin'), tuplesOf(all.filter(({ level }) => level === 1), NODE)),
    owns('its first leaf', FILE, vector('extent-node-0.bin'), tuplesOf(all.slice(nodes[0] + 1, nodes[1]), DATA)),
    owns('its last leaf, with an extent that is not written', FILE, vector('extent-node-0-last.bin'), tuplesOf(all.slice(nodes[nodes.length - 1] + 1), DATA)),
  ];
};

/** A node of an extent tree. */
export const EXTENT_CASES: readonly ExampleCase[] = [
  ofLeaf('an empty leaf', []),
  ofLeaf('one extent', [{ start: 7, length: 9 }]),
  ofLeaf('a full leaf', EXTENTS),
  ofLeaf('extents that are as long as can be', [{ start: 2 ** 47, length: 32768 }, { start: 5, length: 32767, isUnwritten: true }]),
  ofLeaf('an extent of no length', [{ start: 7, length: 0 }, { start: 20, length: 1 }]),
  ...[21, 22, 23, 24, 25, 26].map(drawnLeaf),
  ofIndex('an index above leaves', [5, 2 ** 32 + 6, 2 ** 48 - 1], 1),
  ofIndex('a full index at the top', EXTENTS.map(({ start }) => start), 5),
  ofIndex('an index with an empty entry', [0, 8], 3),
  ...recorded(),
  owns('no node', FILE, leaf(EXTENTS, { magic: 0xf30b }), null),
  owns('more entries than it has room for', FILE, leaf(EXTENTS, { max: 339 }), null),
  owns('room for more than a block has', FILE, leaf(EXTENTS, { max: 341, entries: 2 }), null),
  owns('a tree too deep', FILE, leaf(EXTENTS, { depth: 6 }), null),
  owns('a cleared block', FILE, new Uint8Array(4096), null),
  owns('an extent that ends beyond the last block', FILE, leaf([{ start: 2 ** 48 - 1, length: 2 }]), null),
  size('an empty leaf', FILE, leaf([]), 12),
  size('a full leaf', FILE, leaf(EXTENTS), 4092),
  size('no node', FILE, leaf(EXTENTS, { magic: 1 }), 0),
];
