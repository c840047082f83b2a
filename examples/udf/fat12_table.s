# The table of a FAT12 volume, as a floppy disk of 1440 KB has it: 9 sectors, 3072 numbers of clusters of 12 bits, two in three
# bytes. Cluster 2 is block 33, behind the boot sector, two tables and the root directory; a cluster is one block, and there are
# 2847.

.section owns/4608

	r6 = r1			# the next three bytes
	r7 = r1
	r7 += 4608		# behind the last ones
pair:
	r8 = *(u8 *)(r6 + 0)
	r1 = *(u8 *)(r6 + 1)
	r9 = *(u8 *)(r6 + 2)
	r9 <<= 4
	r2 = r1
	r2 >>= 4
	r9 |= r2		# the second number
	r1 &= 15
	r1 <<= 8
	r8 |= r1		# the first number
	r1 = r8
	call own_cluster
	r1 = r9
	call own_cluster
	r6 += 3
	if r6 != r7 goto pair
	r0 = 0
	exit

.text

# Emits the block of the cluster in r1, if it is one: other numbers stand for free and bad clusters, ends of files, and in the
# first entry for the medium.
own_cluster:
	if r1 < 2 goto none
	if r1 > 2848 goto none
	r1 += 31
	r2 = 1
	r3 = 1
	call own
none:
	r0 = 0			# which EXIT reads
	exit
