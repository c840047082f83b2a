	.text
	.file	"extent_node.c"
	.section	"owns/4096","ax",@progbits
	.globl	extent_node_owns                # -- Begin function extent_node_owns
	.p2align	3
	.type	extent_node_owns,@function
extent_node_owns:                       # @extent_node_owns
# %bb.0:
	r6 = r1
	r0 = 1
	w1 = *(u16 *)(r6 + 0)
	if w1 != 62218 goto LBB0_13
# %bb.1:
	w8 = *(u16 *)(r6 + 2)
	w1 = *(u16 *)(r6 + 4)
	if w8 > w1 goto LBB0_13
# %bb.2:
	if w1 > 340 goto LBB0_13
# %bb.3:
	w9 = *(u16 *)(r6 + 6)
	if w9 > 5 goto LBB0_13
# %bb.4:
	r0 = 0
	if w8 == 0 goto LBB0_13
# %bb.5:
	r7 = 0
	r6 += 20
	r1 = r9
	r1 += 15
	*(u64 *)(r10 - 8) = r1
	goto LBB0_6
LBB0_11:                                #   in Loop: Header=BB0_6 Depth=1
	call own
	r0 = 0
	if r7 > 338 goto LBB0_13
# %bb.12:                               #   in Loop: Header=BB0_6 Depth=1
	r6 += 12
	r7 += 1
	if r7 < r8 goto LBB0_6
LBB0_13:
	exit
LBB0_6:                                 # =>This Inner Loop Header: Depth=1
	if w9 != 0 goto LBB0_10
# %bb.7:                                #   in Loop: Header=BB0_6 Depth=1
	w1 = *(u16 *)(r6 - 4)
	r2 = r1
	r2 += -32768
	if w1 > 32768 goto LBB0_9
# %bb.8:                                #   in Loop: Header=BB0_6 Depth=1
	r2 = r1
LBB0_9:                                 #   in Loop: Header=BB0_6 Depth=1
	w3 = *(u32 *)(r6 + 0)
	w1 = *(u16 *)(r6 - 2)
	r1 <<= 32
	r1 |= r3
	r3 = 1
	goto LBB0_11
LBB0_10:                                #   in Loop: Header=BB0_6 Depth=1
	w2 = *(u32 *)(r6 - 4)
	w1 = *(u16 *)(r6 + 0)
	r1 <<= 32
	r1 |= r2
	r2 = 1
	r3 = *(u64 *)(r10 - 8)
	goto LBB0_11
.Lfunc_end0:
	.size	extent_node_owns, .Lfunc_end0-extent_node_owns
                                        # -- End function
	.section	"size/4096","ax",@progbits
	.globl	extent_node_size                # -- Begin function extent_node_size
	.p2align	3
	.type	extent_node_size,@function
extent_node_size:                       # @extent_node_size
# %bb.0:
	r0 = 0
	w2 = *(u16 *)(r1 + 0)
	if w2 != 62218 goto LBB1_5
# %bb.1:
	w2 = *(u16 *)(r1 + 2)
	w3 = *(u16 *)(r1 + 4)
	if w2 > w3 goto LBB1_5
# %bb.2:
	if w3 > 340 goto LBB1_5
# %bb.3:
	w1 = *(u16 *)(r1 + 6)
	if w1 > 5 goto LBB1_5
# %bb.4:
	r2 *= 12
	r2 += 12
	r0 = r2
LBB1_5:
	exit
.Lfunc_end1:
	.size	extent_node_size, .Lfunc_end1-extent_node_size
                                        # -- End function
	.addrsig
	.addrsig_sym extent_node_owns
	.addrsig_sym extent_node_size
