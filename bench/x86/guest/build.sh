#!/bin/sh
# Builds guest.bin anew from its sources. It is committed, so that the bench needs no compiler for the emulators.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
options="-m32 -march=i686 -O2 -ffreestanding -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -fno-tree-vectorize -fno-tree-loop-distribute-patterns"
gcc $options -c kernels.c -o "$work/kernels.o"
gcc -m32 -DCALL_VECTOR=0x31 -c loops.S -o "$work/loops.o"
gcc -m32 -c guest.S -o "$work/guest.o"
ld --no-warn-rwx-segments -m elf_i386 -T guest.ld "$work/guest.o" "$work/kernels.o" "$work/loops.o" -o "$work/guest.elf"
objcopy -O binary -j .image "$work/guest.elf" guest.bin
rm -r "$work"
