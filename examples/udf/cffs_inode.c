/* An inode of a C-FFS-like file system: 15 direct blocks, and one block of pointers of each level. */
#include "cffs.h"

XOK_OWNS(128) cffs_inode_owns(const struct cffs_inode *inode)
{
	return cffs_own_inode(inode);
}

/* The operations that the library names, by the bits of the mask that they need. */
enum { CFFS_EXECUTE = 1, CFFS_WRITE = 2, CFFS_READ = 4 };

/* The names of capabilities that stand for users and groups: a letter, and the number behind it. */
static inline u64 named(char letter, u32 number)
{
	return (u64)letter | (u64)number << 8;
}

/*
 * The first class that the caller belongs to decides, as in UNIX: owner, group, others. Who writes must hold a capability that
 * may write.
 */
XOK_ACL(128) cffs_inode_acl(const struct cffs_inode *inode, u64 length, u64 operation)
{
	u64 rights = operation & CFFS_WRITE ? XOK_RIGHT_WRITE : 0;
	u64 allowed = inode->mask;

	(void)length;
	if (inode->magic != CFFS_MAGIC || operation == 0 || operation > 7)
		return XOK_REFUSE;
	if (xok_holds(named('u', inode->uid), rights))
		allowed >>= 6;
	else if (xok_holds(named('g', inode->gid), rights))
		allowed >>= 3;
	return (operation & ~allowed & 7) == 0 ? XOK_ALLOW : XOK_REFUSE;
}

XOK_SIZE(128) cffs_inode_size(const struct cffs_inode *inode)
{
	return inode->magic == CFFS_MAGIC ? sizeof *inode : 0;
}
