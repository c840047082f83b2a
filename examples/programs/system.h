/* What a system gives to runtime.c. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stddef.h>
#include <stdint.h>

/* The most bytes of one write. */
#define WRITE_MAX 1024

void system_write(const uint8_t *bytes, size_t length);
_Noreturn void system_exit(int status);

/* What a system calls when the program is in memory; gives back nothing. */
_Noreturn void begin(const uint8_t *input, size_t length);

#endif
