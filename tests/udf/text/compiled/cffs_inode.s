	.text
	.file	"cffs_inode.c"
	.section	"owns/128","ax",@progbits
	.globl	cffs_inode_owns                 # -- Begin function cffs_inode_owns
	.p2align	3
	.type	cffs_inode_owns,@function
cffs_inode_owns:                        # @cffs_inode_owns
# %bb.0:
	r6 = r1
	r7 = 0
	w1 = *(u32 *)(r6 + 124)
	if w1 == -806020742 goto LBB0_3
# %bb.1:
	if w1 == 0 goto LBB0_11
LBB0_2:
	r7 = 1
	goto LBB0_11
LBB0_3:
	r2 = 3
	r8 = 1
	w1 = *(u16 *)(r6 + 16)
	if w1 == 1 goto LBB0_7
# %bb.4:
	if w1 == 3 goto LBB0_11
# %bb.5:
	if w1 != 2 goto LBB0_2
# %bb.6:
	r2 = 6
	r8 = 2
LBB0_7:
	*(u64 *)(r10 - 8) = r2
	r7 = 0
	r9 = r6
	r9 += 44
LBB0_8:                                 # =>This Inner Loop Header: Depth=1
	r1 = r9
	r1 += r7
	w1 = *(u32 *)(r1 + 0)
	r2 = 1
	r3 = r8
	call own
	r7 += 4
	if r7 != 60 goto LBB0_8
# %bb.9:
	r7 = 0
	r6 += 104
	r8 = 0
	r9 = *(u64 *)(r10 - 8)
LBB0_10:                                # =>This Inner Loop Header: Depth=1
	r3 = r9
	r3 += r8
	w1 = *(u32 *)(r6 + 0)
	r2 = 1
	call own
	r6 += 4
	r8 += 1
	if r8 != 3 goto LBB0_10
LBB0_11:
	r0 = r7
	exit
.Lfunc_end0:
	.size	cffs_inode_owns, .Lfunc_end0-cffs_inode_owns
                                        # -- End function
	.section	"acl/128","ax",@progbits
	.globl	cffs_inode_acl                  # -- Begin function cffs_inode_acl
	.p2align	3
	.type	cffs_inode_acl,@function
cffs_inode_acl:                         # @cffs_inode_acl
# %bb.0:
	r7 = r1
	r0 = 0
	r1 = r3
	r1 += -8
	if r1 < -7 goto LBB1_14
# %bb.1:
	w1 = *(u32 *)(r7 + 124)
	if w1 != -806020742 goto LBB1_14
# %bb.2:
	w1 = *(u16 *)(r7 + 28)
	*(u64 *)(r10 - 16) = r1
	r8 = 0
	*(u64 *)(r10 - 8) = r3
	r6 = r3
	r6 >>= 1
	r6 &= 1
	r6 |= 8
	w9 = *(u32 *)(r7 + 20)
	r9 <<= 8
	r9 |= 117
LBB1_3:                                 # =>This Inner Loop Header: Depth=1
	r1 = r8
	call credential
	r1 = r0
	r1 &= r6
	if r1 != r6 goto LBB1_5
# %bb.4:                                #   in Loop: Header=BB1_3 Depth=1
	r1 = r0
	r1 >>= 8
	r1 ^= r9
	r0 >>= 2
	r0 &= 56
	r2 = -1
	r2 <<= r0
	r2 ^= -1
	r1 &= r2
	if r1 == 0 goto LBB1_6
LBB1_5:                                 #   in Loop: Header=BB1_3 Depth=1
	r8 += 1
	if r8 == 16 goto LBB1_7
	goto LBB1_3
LBB1_7:
	r8 = 0
	w7 = *(u32 *)(r7 + 24)
	r7 <<= 8
	r7 |= 103
	r9 = *(u64 *)(r10 - 16)
LBB1_8:                                 # =>This Inner Loop Header: Depth=1
	r1 = r8
	call credential
	r1 = r0
	r1 &= r6
	if r1 != r6 goto LBB1_10
# %bb.9:                                #   in Loop: Header=BB1_8 Depth=1
	r1 = r0
	r1 >>= 8
	r1 ^= r7
	r0 >>= 2
	r0 &= 56
	r2 = -1
	r2 <<= r0
	r2 ^= -1
	r1 &= r2
	if r1 == 0 goto LBB1_11
LBB1_10:                                #   in Loop: Header=BB1_8 Depth=1
	r8 += 1
	if r8 == 16 goto LBB1_12
	goto LBB1_8
LBB1_6:
	r9 = *(u64 *)(r10 - 16)
	r9 >>= 6
	goto LBB1_12
LBB1_11:
	r9 >>= 3
LBB1_12:
	w9 ^= -1
	r1 = *(u64 *)(r10 - 8)
	w1 &= w9
	r1 &= 7
	w0 = 1
	if r1 == 0 goto LBB1_14
# %bb.13:
	w0 = 0
LBB1_14:
	exit
.Lfunc_end1:
	.size	cffs_inode_acl, .Lfunc_end1-cffs_inode_acl
                                        # -- End function
	.section	"size/128","ax",@progbits
	.globl	cffs_inode_size                 # -- Begin function cffs_inode_size
	.p2align	3
	.type	cffs_inode_size,@function
cffs_inode_size:                        # @cffs_inode_size
# %bb.0:
	w1 = *(u32 *)(r1 + 124)
	w0 = 1
	if w1 == -806020742 goto LBB2_2
# %bb.1:
	w0 = 0
LBB2_2:
	r0 <<= 7
	exit
.Lfunc_end2:
	.size	cffs_inode_size, .Lfunc_end2-cffs_inode_size
                                        # -- End function
	.addrsig
	.addrsig_sym cffs_inode_owns
	.addrsig_sym cffs_inode_acl
	.addrsig_sym cffs_inode_size
