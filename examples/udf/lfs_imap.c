/*
 * A block of the inode map of a log-structured file system: where the newest version of each inode lies. Several inodes share
 * a block; the one in its slot 0 owns it, so that each block has one owner.
 */
#include "xok_udf.h"

#define LFS_MAGIC 0x70616d69	/* "imap" */
#define LFS_ENTRIES 254

enum { LFS_T_INODES = 1 };
enum { LFS_READ = 0, LFS_APPEND = 1 };

struct lfs_entry {
	u64 location;	/* block * 256 + slot; 0 for an inode that there is not. A block beyond 2^48 spoils the set */
	u32 version;
	u32 accessed;
};

struct lfs_imap {
	u32 magic;
	u32 count;	/* entries that are in use */
	u64 sealed;	/* the time from which nothing changes any more */
	u64 owner;	/* the name of the writer's capability, up to seven bytes */
	u64 sequence;
	struct lfs_entry entries[LFS_ENTRIES];
};

_Static_assert(sizeof(struct lfs_imap) == 4096, "a map fills a block");

XOK_OWNS(4096) lfs_imap_owns(const struct lfs_imap *map)
{
	u64 count = map->count;

	if (map->magic != LFS_MAGIC || count > LFS_ENTRIES)
		return XOK_NO_SET;
#pragma clang loop unroll(disable)
	for (u64 i = 0; i < LFS_ENTRIES; i++) {
		u64 location = map->entries[i].location;

		if (i >= count)
			break;
		if ((location & 0xff) == 0)
			own(location >> 8, 1, LFS_T_INODES);
	}
	return XOK_SET;
}

/* Everybody reads; the writer appends until the segment is sealed. */
XOK_ACL(4096) lfs_imap_acl(const struct lfs_imap *map, u64 length, u64 operation)
{
	(void)length;
	if (map->magic != LFS_MAGIC)
		return XOK_REFUSE;
	if (operation == LFS_READ)
		return XOK_ALLOW;
	if (operation != LFS_APPEND || time() >= map->sealed)
		return XOK_REFUSE;
	return xok_holds(map->owner, XOK_RIGHT_WRITE) ? XOK_ALLOW : XOK_REFUSE;
}

XOK_SIZE(4096) lfs_imap_size(const struct lfs_imap *map)
{
	u64 count = map->count > LFS_ENTRIES ? LFS_ENTRIES : map->count;

	return map->magic == LFS_MAGIC ? 32 + count * sizeof(struct lfs_entry) : 0;
}
