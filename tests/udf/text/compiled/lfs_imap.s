	.text
	.file	"lfs_imap.c"
	.section	"owns/4096","ax",@progbits
	.globl	lfs_imap_owns                   # -- Begin function lfs_imap_owns
	.p2align	3
	.type	lfs_imap_owns,@function
lfs_imap_owns:                          # @lfs_imap_owns
# %bb.0:
	r6 = r1
	r7 = 1
	w1 = *(u32 *)(r6 + 0)
	if w1 != 1885433193 goto LBB0_7
# %bb.1:
	w8 = *(u32 *)(r6 + 4)
	if w8 > 254 goto LBB0_7
# %bb.2:
	r7 = 0
	r6 += 32
	r8 <<= 4
	r9 = 0
LBB0_3:                                 # =>This Inner Loop Header: Depth=1
	if r8 == r9 goto LBB0_7
# %bb.4:                                #   in Loop: Header=BB0_3 Depth=1
	r1 = r6
	r1 += r9
	r1 = *(u64 *)(r1 + 0)
	r2 = r1
	r2 &= 255
	if r2 != 0 goto LBB0_6
# %bb.5:                                #   in Loop: Header=BB0_3 Depth=1
	r1 >>= 8
	r2 = 1
	r3 = 1
	call own
LBB0_6:                                 #   in Loop: Header=BB0_3 Depth=1
	r9 += 16
	if r9 != 4064 goto LBB0_3
LBB0_7:
	r0 = r7
	exit
.Lfunc_end0:
	.size	lfs_imap_owns, .Lfunc_end0-lfs_imap_owns
                                        # -- End function
	.section	"acl/4096","ax",@progbits
	.globl	lfs_imap_acl                    # -- Begin function lfs_imap_acl
	.p2align	3
	.type	lfs_imap_acl,@function
lfs_imap_acl:                           # @lfs_imap_acl
# %bb.0:
	r7 = r1
	r0 = 0
	w1 = *(u32 *)(r7 + 0)
	if w1 != 1885433193 goto LBB1_9
# %bb.1:
	r0 = 1
	if r3 == 0 goto LBB1_9
# %bb.2:
	if r3 != 1 goto LBB1_4
# %bb.3:
	call time
	r1 = *(u64 *)(r7 + 8)
	if r0 < r1 goto LBB1_5
LBB1_4:
	r0 = 0
	goto LBB1_9
LBB1_5:
	r6 = 0
	r7 = *(u64 *)(r7 + 16)
LBB1_6:                                 # =>This Inner Loop Header: Depth=1
	r1 = r6
	call credential
	r1 = r0
	r1 &= 9
	if r1 != 9 goto LBB1_8
# %bb.7:                                #   in Loop: Header=BB1_6 Depth=1
	r1 = r0
	r1 >>= 8
	r1 ^= r7
	r0 >>= 2
	r0 &= 56
	r2 = -1
	r2 <<= r0
	r2 ^= -1
	r1 &= r2
	r0 = 1
	if r1 == 0 goto LBB1_9
LBB1_8:                                 #   in Loop: Header=BB1_6 Depth=1
	r0 = 0
	r6 += 1
	if r6 != 16 goto LBB1_6
LBB1_9:
	exit
.Lfunc_end1:
	.size	lfs_imap_acl, .Lfunc_end1-lfs_imap_acl
                                        # -- End function
	.section	"size/4096","ax",@progbits
	.globl	lfs_imap_size                   # -- Begin function lfs_imap_size
	.p2align	3
	.type	lfs_imap_size,@function
lfs_imap_size:                          # @lfs_imap_size
# %bb.0:
	w2 = *(u32 *)(r1 + 4)
	r0 = 4096
	if w2 > 254 goto LBB2_2
# %bb.1:
	r2 <<= 4
	r2 += 32
	r0 = r2
LBB2_2:
	w1 = *(u32 *)(r1 + 0)
	if w1 == 1885433193 goto LBB2_4
# %bb.3:
	r0 = 0
LBB2_4:
	exit
.Lfunc_end2:
	.size	lfs_imap_size, .Lfunc_end2-lfs_imap_size
                                        # -- End function
	.addrsig
	.addrsig_sym lfs_imap_owns
	.addrsig_sym lfs_imap_acl
	.addrsig_sym lfs_imap_size
