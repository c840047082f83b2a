	.text
	.file	"cffs_directory.c"
	.section	"owns/4096","ax",@progbits
	.globl	cffs_directory_owns             # -- Begin function cffs_directory_owns
	.p2align	3
	.type	cffs_directory_owns,@function
cffs_directory_owns:                    # @cffs_directory_owns
# %bb.0:
	r6 = r1
	r7 = 0
	r8 = 0
LBB0_1:                                 # =>This Loop Header: Depth=1
                                        #     Child Loop BB0_2 Depth 2
	r9 = 128
LBB0_2:                                 #   Parent Loop BB0_1 Depth=1
                                        # =>  This Inner Loop Header: Depth=2
	r1 = r6
	r1 += r9
	call own_inode
	r0 |= r8
	r9 += 128
	r8 = r0
	if r9 == 512 goto LBB0_6
	goto LBB0_2
LBB0_6:                                 #   in Loop: Header=BB0_1 Depth=1
	r6 += 512
	r7 += 1
	r8 = r0
	if r7 == 8 goto LBB0_3
	goto LBB0_1
LBB0_3:
	w1 = 1
	if r0 != 0 goto LBB0_5
# %bb.4:
	w1 = 0
LBB0_5:
	r0 = r1
	exit
.Lfunc_end0:
	.size	cffs_directory_owns, .Lfunc_end0-cffs_directory_owns
                                        # -- End function
	.text
	.p2align	3                               # -- Begin function own_inode
	.type	own_inode,@function
own_inode:                              # @own_inode
# %bb.0:
	r6 = r1
	r7 = 0
	w1 = *(u32 *)(r6 + 124)
	if w1 == -806020742 goto LBB1_3
# %bb.1:
	if w1 == 0 goto LBB1_11
LBB1_2:
	r7 = 1
	goto LBB1_11
LBB1_3:
	r2 = 3
	r8 = 1
	w1 = *(u16 *)(r6 + 16)
	if w1 == 1 goto LBB1_7
# %bb.4:
	if w1 == 3 goto LBB1_11
# %bb.5:
	if w1 != 2 goto LBB1_2
# %bb.6:
	r2 = 6
	r8 = 2
LBB1_7:
	*(u64 *)(r10 - 8) = r2
	r7 = 0
	r9 = r6
	r9 += 44
LBB1_8:                                 # =>This Inner Loop Header: Depth=1
	r1 = r9
	r1 += r7
	w1 = *(u32 *)(r1 + 0)
	r2 = 1
	r3 = r8
	call own
	r7 += 4
	if r7 != 60 goto LBB1_8
# %bb.9:
	r7 = 0
	r6 += 104
	r8 = 0
	r9 = *(u64 *)(r10 - 8)
LBB1_10:                                # =>This Inner Loop Header: Depth=1
	r3 = r9
	r3 += r8
	w1 = *(u32 *)(r6 + 0)
	r2 = 1
	call own
	r6 += 4
	r8 += 1
	if r8 != 3 goto LBB1_10
LBB1_11:
	r0 = r7
	exit
.Lfunc_end1:
	.size	own_inode, .Lfunc_end1-own_inode
                                        # -- End function
	.section	"size/4096","ax",@progbits
	.globl	cffs_directory_size             # -- Begin function cffs_directory_size
	.p2align	3
	.type	cffs_directory_size,@function
cffs_directory_size:                    # @cffs_directory_size
# %bb.0:
	r0 = 0
	r2 = 1
	r1 += 508
	goto LBB2_1
LBB2_3:                                 #   in Loop: Header=BB2_1 Depth=1
	r1 += 512
	r2 += 1
	if r2 == 9 goto LBB2_4
LBB2_1:                                 # =>This Inner Loop Header: Depth=1
	w3 = *(u32 *)(r1 - 256)
	w4 = *(u32 *)(r1 - 128)
	w4 |= w3
	w3 = *(u32 *)(r1 + 0)
	w4 |= w3
	if w4 == 0 goto LBB2_3
# %bb.2:                                #   in Loop: Header=BB2_1 Depth=1
	r0 = r2
	goto LBB2_3
LBB2_4:
	r0 <<= 9
	exit
.Lfunc_end2:
	.size	cffs_directory_size, .Lfunc_end2-cffs_directory_size
                                        # -- End function
	.addrsig
	.addrsig_sym cffs_directory_owns
	.addrsig_sym cffs_directory_size
