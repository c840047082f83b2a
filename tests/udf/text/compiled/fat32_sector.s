	.text
	.file	"fat32_sector.c"
	.section	"owns/512","ax",@progbits
	.globl	fat32_sector_owns               # -- Begin function fat32_sector_owns
	.p2align	3
	.type	fat32_sector_owns,@function
fat32_sector_owns:                      # @fat32_sector_owns
# %bb.0:
	r6 = r1
	r8 = 0
	r1 = 0
	r7 = 0
LBB0_1:                                 # =>This Inner Loop Header: Depth=1
	r2 = r7
	r3 = r1
	r4 = r6
	r4 += r8
	w9 = *(u32 *)(r4 + 0)
	r9 &= 268435455
	if w9 < 2 goto LBB0_8
# %bb.2:                                #   in Loop: Header=BB0_1 Depth=1
	r7 = r2
	r1 = r3
	if w9 > 80629 goto LBB0_8
# %bb.3:                                #   in Loop: Header=BB0_1 Depth=1
	if r2 == 0 goto LBB0_6
# %bb.4:                                #   in Loop: Header=BB0_1 Depth=1
	r1 = r3
	r1 += r2
	if r1 != r9 goto LBB0_6
# %bb.5:                                #   in Loop: Header=BB0_1 Depth=1
	r2 += 1
	r7 = r2
	r1 = r3
LBB0_8:                                 #   in Loop: Header=BB0_1 Depth=1
	r8 += 4
	if r8 == 512 goto LBB0_11
	goto LBB0_1
LBB0_6:                                 #   in Loop: Header=BB0_1 Depth=1
	r7 = 1
	r1 = r9
	if r2 == 0 goto LBB0_8
# %bb.7:                                #   in Loop: Header=BB0_1 Depth=1
	r3 += 1290
	r7 = 1
	r1 = r3
	r3 = 1
	call own
	r1 = r9
	goto LBB0_8
LBB0_11:
	if r7 == 0 goto LBB0_10
# %bb.9:
	r1 += 1290
	r2 = r7
	r3 = 1
	call own
LBB0_10:
	r0 = 0
	exit
.Lfunc_end0:
	.size	fat32_sector_owns, .Lfunc_end0-fat32_sector_owns
                                        # -- End function
	.addrsig
	.addrsig_sym fat32_sector_owns
