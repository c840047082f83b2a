/* Loops that no compiler makes: the string instructions and the ping-pong of system calls. CALL_VECTOR is that of the kernel underneath. */
  .text
  .globl strings
strings:
  push %ebx
  push %esi
  push %edi
  mov $0x5a5a5a5a, %eax
  mov $texts, %edi
  mov $1024, %ecx
  rep stosl
  movb $0, texts + 4000
  mov $texts, %esi
  mov $texts + 4096, %edi
  mov $1024, %ecx
  rep movsl
  mov $texts + 8192, %edi
  mov $texts + 1, %esi
  mov $4000, %ecx
  rep movsb
  mov $texts, %esi
  mov $texts + 4096, %edi
  mov $4096, %ecx
  repe cmpsb
  mov %ecx, %ebx
  xor %eax, %eax
  mov $texts + 4096, %edi
  mov $-1, %ecx
  repne scasb
  lea (%ebx, %ecx, 2), %eax
  pop %edi
  pop %esi
  pop %ebx
  ret

  .globl pingPong
pingPong:
  push %ebx
  xor %ebx, %ebx
  mov $200, %ecx
again:
  mov $20, %eax
  int $CALL_VECTOR
  inc %ebx
  dec %ecx
  jnz again
  mov %ebx, %eax
  pop %ebx
  ret

  .section .note.GNU-stack, ""
  .bss
  .balign 4096
texts: .skip 12288
