/*
 * What a program of this folder may use: no C library, no system beyond `system.h`. A program defines `run`; it is linked
 * with runtime.c and with one of the systems, system_xok.c or system_linux.c.
 */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The program: reads its input, prints, and gives its exit status. */
int run(const uint8_t *input, size_t length);

/* Output is collected and handed to the system in pieces. */
void put_byte(uint8_t byte);
void put_bytes(const void *bytes, size_t length);
void put_text(const char *text);
void put_unsigned(uint32_t value);
void put_signed(int32_t value);
void put_hex(uint32_t value, int digits);

/* Prints `error: text`, and ends with status 1. */
_Noreturn void fail(const char *text);
/* The same, with a number behind the text: a line, a place. */
_Noreturn void fail_at(const char *text, uint32_t place);

/* The rest of the input. */
struct reader {
    const uint8_t *at;
    const uint8_t *end;
};

struct reader reader_of(const uint8_t *input, size_t length);
void skip_space(struct reader *reader);
/* The next decimal number after white space; false at the end of the input. Anything else, and what is out of range, fails. */
bool read_signed(struct reader *reader, int32_t *value);
/* A number that must be there and within its bounds. */
uint32_t need_unsigned(struct reader *reader, uint32_t min, uint32_t max);
/* The bytes up to the next newline, which is passed over; false at the end of the input. */
bool read_line(struct reader *reader, struct reader *line);

/* The compiler calls these by itself. */
void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);
size_t strlen(const char *text);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
