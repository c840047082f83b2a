# A block of pointers of a C-FFS-like file system, of level 1: 1024 numbers of blocks of data.

.section owns/4096

	r6 = r1			# the next pointer
	r7 = r1
	r7 += 4096		# behind the last one
again:
	r1 = *(u32 *)(r6 + 0)
	r2 = 1			# one block
	r3 = 1			# of type CFFS_T_DATA
	call own		# which takes a pointer of 0 for none
	r6 += 4
	if r6 != r7 goto again
	r0 = 0
	exit

.section size/4096

	r0 = 4096
	exit
