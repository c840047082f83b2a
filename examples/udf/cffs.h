/*
 * The metadata of a C-FFS-like file system. Blocks have 4096 bytes, and pointers are numbers of blocks. Inodes lie in
 * directory blocks, beside the names that lead to them.
 */
#ifndef CFFS_H
#define CFFS_H

#include "xok_udf.h"

#define CFFS_MAGIC 0xcff5197au
#define CFFS_DIRECT 15
#define CFFS_INDIRECT 3

/* What an inode describes. */
enum { CFFS_FREE = 0, CFFS_REGULAR = 1, CFFS_DIRECTORY = 2, CFFS_LINK = 3 };

/* The types of blocks. Blocks of pointers know what stands at their end: level 1 points to it, level 2 to level 1. */
enum { CFFS_T_DATA = 1, CFFS_T_DIRECTORY = 2, CFFS_T_DATA_LEVEL_1 = 3, CFFS_T_DIRECTORY_LEVEL_1 = 6 };

struct cffs_inode {
	u32 self;		/* address in units of 128 bytes */
	u32 references;
	u64 length;		/* of the file, in bytes */
	u16 kind;
	u16 links;
	u32 uid;
	u32 gid;
	u16 mask;		/* rwxrwxrwx */
	u16 group_blocks;	/* the run of blocks that small files share */
	u32 modified;
	u32 accessed;
	u32 changed;
	u32 direct[CFFS_DIRECT];
	u32 indirect[CFFS_INDIRECT];	/* of level 1, 2 and 3 */
	u32 parent;
	u32 group_start;
	u32 magic;		/* 0 as long as the inode is free */
};

/* A sector is the unit of atomic writes: names and inodes change together. */
struct cffs_sector {
	u8 names[128];
	struct cffs_inode inodes[3];
};

struct cffs_directory {
	struct cffs_sector sectors[8];
};

_Static_assert(sizeof(struct cffs_inode) == 128, "an inode has 128 bytes");
_Static_assert(sizeof(struct cffs_directory) == 4096, "a directory fills a block");

/* Emits what an inode points to; XOK_NO_SET if it is none. A free inode points to nothing, whatever its other bytes say. */
static inline u64 cffs_own_inode(const struct cffs_inode *inode)
{
	u64 leaf, level;

	if (inode->magic == 0)
		return XOK_SET;
	if (inode->magic != CFFS_MAGIC)
		return XOK_NO_SET;
	switch (inode->kind) {
	case CFFS_REGULAR:
		leaf = CFFS_T_DATA;
		level = CFFS_T_DATA_LEVEL_1;
		break;
	case CFFS_DIRECTORY:
		leaf = CFFS_T_DIRECTORY;
		level = CFFS_T_DIRECTORY_LEVEL_1;
		break;
	case CFFS_LINK:
		return XOK_SET;	/* its target stands where pointers would */
	default:
		return XOK_NO_SET;
	}
#pragma clang loop unroll(disable)
	for (u64 i = 0; i < CFFS_DIRECT; i++)
		own(inode->direct[i], 1, leaf);
#pragma clang loop unroll(disable)
	for (u64 i = 0; i < CFFS_INDIRECT; i++)
		own(inode->indirect[i], 1, level + i);
	return XOK_SET;
}

#endif
