/* A directory block of a C-FFS-like file system: eight sectors, each with names and the three inodes that they lead to. */
#include "cffs.h"

/* 24 inodes are looked at, and the code for one is enough. */
XOK_LOCAL u64 own_inode(const struct cffs_inode *inode)
{
	return cffs_own_inode(inode);
}

XOK_OWNS(4096) cffs_directory_owns(const struct cffs_directory *directory)
{
	u64 broken = 0;

#pragma clang loop unroll(disable)
	for (u64 sector = 0; sector < 8; sector++)
#pragma clang loop unroll(disable)
		for (u64 i = 0; i < 3; i++)
			broken |= own_inode(&directory->sectors[sector].inodes[i]);
	return broken ? XOK_NO_SET : XOK_SET;
}

/* Up to the last sector that has an inode. */
XOK_SIZE(4096) cffs_directory_size(const struct cffs_directory *directory)
{
	u64 used = 0;

#pragma clang loop unroll(disable)
	for (u64 sector = 0; sector < 8; sector++) {
		const struct cffs_inode *inodes = directory->sectors[sector].inodes;

		if (inodes[0].magic | inodes[1].magic | inodes[2].magic)
			used = sector + 1;
	}
	return used * sizeof(struct cffs_sector);
}
