/*
 * A node of an extent tree, in the format of ext4: a header, and entries that lead to blocks of data where the depth is 0 and to
 * nodes elsewhere. It fills a block of 4096 bytes, of which the last four are a checksum.
 */
#include "xok_udf.h"

#define EXTENT_MAGIC 0xf30a
#define EXTENT_ENTRIES 340
#define EXTENT_DEPTH 5
/* A longer extent is allocated and not yet written; its length is what is above. */
#define EXTENT_WRITTEN 32768

/* A node's type tells how far above the data it stands, so that no tree is deeper than its root says. */
enum { EXTENT_T_DATA = 1, EXTENT_T_NODE = 16 };

struct extent_header {
	u16 magic;
	u16 entries;
	u16 max;
	u16 depth;
	u32 generation;
};

/* An entry of depth 0. */
struct extent {
	u32 block;
	u16 length;
	u16 start_high;
	u32 start_low;
};

/* An entry of every other depth. */
struct extent_index {
	u32 block;
	u32 node_low;
	u16 node_high;
	u16 unused;
};

struct extent_node {
	struct extent_header header;
	union {
		struct extent extent;
		struct extent_index index;
	} entries[EXTENT_ENTRIES];
	u32 checksum;
};

_Static_assert(sizeof(struct extent_node) == 4096, "a node fills a block");

static inline int is_node(const struct extent_header *header)
{
	return header->magic == EXTENT_MAGIC && header->entries <= header->max && header->max <= EXTENT_ENTRIES && header->depth <= EXTENT_DEPTH;
}

XOK_OWNS(4096) extent_node_owns(const struct extent_node *node)
{
	u64 entries = node->header.entries;
	u64 depth = node->header.depth;

	if (!is_node(&node->header))
		return XOK_NO_SET;
#pragma clang loop unroll(disable)
	for (u64 i = 0; i < EXTENT_ENTRIES; i++) {
		const struct extent *extent = &node->entries[i].extent;
		const struct extent_index *index = &node->entries[i].index;

		if (i >= entries)
			break;
		if (depth == 0) {
			u64 length = extent->length;

			own((u64)extent->start_high << 32 | extent->start_low, length > EXTENT_WRITTEN ? length - EXTENT_WRITTEN : length, EXTENT_T_DATA);
		} else {
			own((u64)index->node_high << 32 | index->node_low, 1, EXTENT_T_NODE + depth - 1);
		}
	}
	return XOK_SET;
}

XOK_SIZE(4096) extent_node_size(const struct extent_node *node)
{
	return is_node(&node->header) ? sizeof node->header + node->header.entries * sizeof node->entries[0] : 0;
}
