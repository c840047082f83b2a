/*
 * A sector of a FAT32 table: 128 entries, each the number of the cluster that follows another in its file. The table knows
 * nothing of blocks: where clusters begin, how many there are and how many blocks each has belongs to the volume, so that a
 * library compiles the function for the volume that it mounts. The numbers here are those of the volume in tests/udf/examples.
 */
#include "xok_udf.h"

#ifndef FAT_FIRST_DATA_BLOCK
#define FAT_FIRST_DATA_BLOCK 1292	/* where cluster 2 begins */
#endif
#ifndef FAT_CLUSTERS
#define FAT_CLUSTERS 80628
#endif
#ifndef FAT_CLUSTER_BLOCKS
#define FAT_CLUSTER_BLOCKS 1
#endif

#define FAT_ENTRIES 128
#define FAT_NUMBER 0x0fffffffu	/* the upper four bits are reserved */

enum { FAT_T_CLUSTER = 1 };

struct fat_sector {
	u32 entries[FAT_ENTRIES];
};

static inline void own_clusters(u64 first, u64 count)
{
	own(FAT_FIRST_DATA_BLOCK + (first - 2) * FAT_CLUSTER_BLOCKS, count * FAT_CLUSTER_BLOCKS, FAT_T_CLUSTER);
}

/* Files are written in runs, and a run of clusters is one range. */
XOK_OWNS(512) fat32_sector_owns(const struct fat_sector *sector)
{
	u64 first = 0, count = 0;

#pragma clang loop unroll(disable)
	for (u64 i = 0; i < FAT_ENTRIES; i++) {
		u64 next = sector->entries[i] & FAT_NUMBER;

		/* Free, bad, the end of a file, or the medium in entry 0. */
		if (next < 2 || next >= FAT_CLUSTERS + 2)
			continue;
		if (count != 0 && next == first + count) {
			count++;
			continue;
		}
		if (count != 0)
			own_clusters(first, count);
		first = next;
		count = 1;
	}
	if (count != 0)
		own_clusters(first, count);
	return XOK_SET;
}
