/* Floating-point numbers for programs that have some. They are rounded to 53 bits at each step, as IEEE 754 has double. */
#ifndef FLOATS_H
#define FLOATS_H

#include "runtime.h"

/* Makes the unit round to 53 bits, which it does not do by itself; exceptions are masked. */
static inline void round_to_doubles(void)
{
    const uint16_t control = 0x27f;
    __asm__ volatile("fninit\n\tfldcw %0" : : "m"(control));
}

/* A decimal number of at most 15 digits, with or without a point: one division rounds it. Must be there. */
double need_double(struct reader *reader);

/* Six digits behind the point, halves away from zero; the value is below 4e9. */
void put_double(double value);

#endif
