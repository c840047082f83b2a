/*
 * The flat image of both emulators, linked at 0x100000. Our machine is laid out by its host (guestMachine.ts) and enters
 * ring 3 at `program`. v86 loads the image by its multiboot header and starts at `boot`, which makes the same
 * surroundings: flat segments, ring 3, identity paging of 4 MB in small pages.
 */
  .set MAILBOX, 0x9000
  .set DIRECTORY, 0x200000
  .set TABLE, 0x201000
  .set KERNEL_STACK, 0x1ff000
  .set USER_STACK, 0x1f0000

  .text
  /* Multiboot header with load addresses, flags 0x10000. */
header:
  .long 0x1badb002, 0x10000, -(0x1badb002 + 0x10000)
  .long header, header, 0, imageEnd, boot
  /* What the host of our machine needs to know, at offset 32. */
  .long program, callHandler, halt

  /* EAX: number of the loop, EDX: rounds. Ends by INT 0x30 with the value in EAX, 0 if rounds differ. */
program:
  mov loops(, %eax, 4), %ebp
  mov %edx, %esi
  call *%ebp
  mov %eax, %edi
1:
  dec %esi
  jz 2f
  call *%ebp
  cmp %eax, %edi
  je 1b
  xor %edi, %edi
2:
  mov %edi, %eax
  int $0x30
  .balign 4
loops: .long fill, copy, sieve, crc32, quicksort, fibonacci, strings, pingPong, mixed

  /* Code of ring 0 in pages of its own: what v86 compiles of a page is for one ring. */
  .section .text.ring0, "ax"
  .balign 4096
callHandler:
  iret
halt:
  hlt

  /* From here on for v86 only. The mailbox: request, loop, rounds, value. */
boot:
  mov $KERNEL_STACK, %esp
  mov $TABLE, %edi
  mov $7, %eax
1:
  mov %eax, (%edi)
  add $4096, %eax
  add $4, %edi
  cmp $TABLE + 4096, %edi
  jb 1b
  movl $TABLE + 7, DIRECTORY
  mov $tss, %eax
  mov %ax, gdt + 0x2a
  shr $16, %eax
  mov %al, gdt + 0x2c
  mov %ah, gdt + 0x2f
  mov $callHandler, %eax
  mov $0x31, %ecx
  call gate
  mov $finish, %eax
  mov $0x30, %ecx
  call gate
  lgdt gdtPointer
  lidt idtPointer
  ljmp $0x08, $2f
2:
  mov $0x10, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  mov $0x28, %eax
  ltr %ax
  mov $DIRECTORY, %eax
  mov %eax, %cr3
  mov %cr0, %eax
  or $0x80010000, %eax
  mov %eax, %cr0
wait:
  pause
  cmpl $0, MAILBOX
  je wait
  mov $KERNEL_STACK, %esp
  mov $0x23, %eax
  mov %eax, %ds
  mov %eax, %es
  push $0x23
  push $USER_STACK
  push $2
  push $0x1b
  push $program
  mov MAILBOX + 4, %eax
  mov MAILBOX + 8, %edx
  iret
finish:
  mov $0x10, %ecx
  mov %ecx, %ds
  mov %ecx, %es
  mov %eax, MAILBOX + 12
  movl $0, MAILBOX
  mov $0x3f8, %edx
  out %al, %dx
  jmp wait

  /* An interrupt gate of DPL 3 for vector ECX to EAX. */
gate:
  mov %eax, idt(, %ecx, 8)
  mov %eax, idt + 4(, %ecx, 8)
  movw $0x08, idt + 2(, %ecx, 8)
  movw $0xee00, idt + 4(, %ecx, 8)
  ret

  .data
  .balign 16
gdt:
  .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
  .quad 0x0000890000000067
tss: .long 0, KERNEL_STACK, 0x10
  .skip 88
  .long 0x680000
idt: .skip 0x40 * 8
gdtPointer: .word 0x2f
  .long gdt
idtPointer: .word 0x1ff
  .long idt
  .section .note.GNU-stack, ""
