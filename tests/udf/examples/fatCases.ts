import { readFileSync } from 'node:fs';
import type { UdfTuple } from '../../../src/abi/udf.ts';
import { Bytes, numbersFrom } from './bytes.ts';
import { owns } from './exampleCase.ts';
import type { ExampleCase } from './exampleCase.ts';

/*
 * A FAT tells of each cluster which one follows it in its file. In FAT32 an entry has 32 bits, of which the upper four are
 * reserved; in FAT12 two entries have three bytes, the lower bits of the first one first. Clusters are numbered from 2; every
 * number that is no cluster of the volume is something else: free, bad, the end of a file.
 */
interface Volume {
  readonly file: string;
  readonly entries: number;
  /** The block of cluster 2; a cluster has one block. */
  readonly firstBlock: number;
  readonly clusters: number;
  /** This and what is above stands for a bad cluster or the end of a file. */
  readonly bad: number;
  readonly table: (next: readonly number[]) => Uint8Array;
}

const FAT12: Volume = {
  file: 'fat12_table.s', entries: 3072, firstBlock: 33, clusters: 2847, bad: 0xff7,
  table: (next) => {
    const bytes = new Uint8Array(4608);
    for (const [cluster, number] of next.entries()) {
      const at = 3 * Math.floor(cluster / 2);
      if (cluster % 2 === 0) {
        bytes[at] = number % 256;
        bytes[at + 1] += Math.floor(number / 256);
      } else {
        bytes[at + 1] += 16 * (number % 16);
        bytes[at + 2] = Math.floor(number / 16);
      }
    }
    return bytes;
  },
};

const FAT32: Volume = { file: 'fat32_sector.o', entries: 128, firstBlock: 1292, clusters: 80_628, bad: 0xffffff7, table: (next) => next.reduce((block, number, i) => block.u32(4 * i, number), new Bytes(512)).all };

const tuplesOf = ({ firstBlock }: Volume, clusters: readonly number[]): readonly UdfTuple[] => clusters.map((cluster) => ({ start: firstBlock + cluster - 2, count: 1, type: 1 }));

const ofTable = (name: string, volume: Volume, next: readonly number[]): ExampleCase => owns(name, volume.file, volume.table(next), tuplesOf(volume, next.map((number) => number % 2 ** 28).filter((number) => number >= 2 && number < volume.clusters + 2)));

const vector = (name: string): Uint8Array => Uint8Array.from(readFileSync(new URL(`vectors/${name}`, import.meta.url)));

/** The chains of clusters that mshowfat tells, file by file. */
const chains = (name: string): readonly (readonly number[])[] => new TextDecoder().decode(vector(name)).trim().split('\n').map((line) =>
  [...line.matchAll(/<(\d+)(?:-(\d+))?>/g)].flatMap(([, first, last]) => Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, i) => Number(first) + i)));

/** A table owns every cluster of a file but the first, which the file's entry in its directory owns, as far as the cluster before it is among its entries. */
const recorded = (name: string, volume: Volume, stem: string): ExampleCase =>
  owns(name, volume.file, vector(`${stem}.bin`), tuplesOf(volume, chains(`${stem}.chains`).flatMap((chain) => chain.filter((_, i) => i > 0 && chain[i - 1] < volume.entries))));

const drawn = (volume: Volume) => (seed: number): ExampleCase => {
  const draw = numbersFrom(seed);
  const ends = [0, 1, volume.bad, volume.bad + 1, volume.bad + 8];
  return ofTable(`drawn entries of ${volume.file}, ${seed}`, volume, Array.from({ length: volume.entries }, (_, i) => (draw(3) === 0 ? ends[draw(ends.length)] : draw(2) === 0 ? i + 1 : 2 + draw(volume.bad - 2))));
};

const casesOf = (volume: Volume): readonly ExampleCase[] => [
  ofTable(`an empty table of ${volume.file}`, volume, []),
  ofTable(`one run of ${volume.file}`, volume, Array.from({ length: volume.entries }, (_, i) => i + 1)),
  ofTable(`runs upwards and downwards in ${volume.file}`, volume, [0, 0, 3, 4, volume.bad + 8, 9, 8, 7, 6, 20, 21, 23, 25, 26]),
  ofTable(`the edges of what is a cluster in ${volume.file}`, volume, [volume.bad - 7, 1, 2, volume.clusters + 1, volume.clusters + 2, volume.bad - 1, volume.bad, volume.bad + 8, 0]),
  ofTable(`the last entry of ${volume.file}`, volume, Array.from({ length: volume.entries }, (_, i) => (i === volume.entries - 1 ? 5 : 0))),
  ...[31, 32, 33, 34].map(drawn(volume)),
];

/** Tables of FAT12 and FAT32. */
export const FAT_CASES: readonly ExampleCase[] = [
  ...casesOf(FAT12), ...casesOf(FAT32),
  ofTable('entries whose reserved bits are set', FAT32, [0xf0000000, 0xf0000009, 0x7ffffff8, 0x9000000a]),
  recorded('the table of a floppy disk by mkfs.fat and mtools', FAT12, 'fat12-table'),
  recorded('the first sector of a table by mkfs.fat and mtools', FAT32, 'fat32-sector'),
];
