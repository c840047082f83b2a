#!/bin/sh
# Makes the recorded blocks of this folder, and beside each what another tool says of the same volume. Nothing of it is run by the
# tests. Debian bookworm: dosfstools 4.2-1, mtools 4.0.32, e2fsprogs 1.47.0.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
PATH=$PATH:/usr/sbin:/sbin
export MTOOLS_SKIP_CHECK=1
for bytes in 100 3000 5000 9000 20000 25000; do head -c "$bytes" /dev/zero > "f$bytes"; done

# Files come and go, so that chains have gaps. On FAT32 the hint at the next free cluster is wiped, so that gaps are filled.
fill() {
	mcopy -i "$1" f5000 f3000 f9000 f100 ::/
	mdel -i "$1" ::/f3000
	mmd -i "$1" ::/d
	mcopy -i "$1" f5000 ::/d/
	mdel -i "$1" ::/f5000
	[ "$1" = fat12.img ] || printf '\377\377\377\377' | dd of="$1" bs=1 seek=1004 conv=notrunc status=none
	mcopy -i "$1" f20000 f25000 ::/
	mshowfat -i "$1" ::/f9000 ::/f100 ::/d ::/d/f5000 ::/f20000 ::/f25000
}
mkfs.fat -C -F 12 --invariant fat12.img 1440 > /dev/null
fill fat12.img > "$here/fat12-table.chains"
dd if=fat12.img of="$here/fat12-table.bin" bs=512 skip=1 count=9 status=none
mkfs.fat -C -F 32 -s 1 -R 32 --invariant fat32.img 40960 > /dev/null
fill fat32.img > "$here/fat32-sector.chains"
dd if=fat32.img of="$here/fat32-sector.bin" bs=512 skip=32 count=1 status=none

# A file of 1500 single blocks with gaps, and blocks behind them that are allocated and not written: a tree of depth 2.
mkdir files
for block in $(seq 0 2 2998); do printf x | dd of=files/gaps bs=4096 seek="$block" conv=notrunc status=none; done
mke2fs -q -t ext4 -b 4096 -O ^has_journal -E hash_seed=00000000-0000-0000-0000-000000000001 -U 00000000-0000-0000-0000-000000000002 -d files ext4.img 32M
debugfs -w -R 'fallocate /gaps 4000 4100' ext4.img 2> /dev/null
debugfs -R 'dump_extents /gaps' ext4.img 2> /dev/null | tr -s ' ' > extents
# The node under the root, and the first and the last one under that; nothing is kept of the nodes between them.
awk '$1 == "1/" { node = $3 } $1 != "2/" || node == "1/" || node == "5/"' extents > "$here/extent-node.extents"
block() { awk -v level="$1" '$1 == level "/"' extents | sed -n "$2p" | awk '{ print $(NF - 1) }'; }
dd if=ext4.img of="$here/extent-node-1.bin" bs=4096 skip="$(block 0 1)" count=1 status=none
dd if=ext4.img of="$here/extent-node-0.bin" bs=4096 skip="$(block 1 1)" count=1 status=none
dd if=ext4.img of="$here/extent-node-0-last.bin" bs=4096 skip="$(block 1 '$')" count=1 status=none
