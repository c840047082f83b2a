/* The sieve of Eratosthenes up to each number of the input: how many primes there are, the last one, and the widest gap. */
#include "runtime.h"

#define LIMIT_MAX 1000000

/* A bit for each odd number. */
static uint32_t composite[LIMIT_MAX / 64 + 1];

static bool is_composite(uint32_t odd)
{
    return composite[odd / 64] >> odd / 2 % 32 & 1;
}

static void sieve(uint32_t limit)
{
    memset(composite, 0, sizeof composite);
    for (uint32_t n = 3; n * n <= limit; n += 2)
        if (!is_composite(n))
            for (uint32_t multiple = n * n; multiple <= limit; multiple += 2 * n)
                composite[multiple / 64] |= 1u << multiple / 2 % 32;
}

int run(const uint8_t *input, size_t length)
{
    struct reader reader = reader_of(input, length);
    for (skip_space(&reader); reader.at < reader.end; skip_space(&reader)) {
        uint32_t limit = need_unsigned(&reader, 2, LIMIT_MAX), count = 1, last = 2, gap = 0;
        sieve(limit);
        for (uint32_t n = 3; n <= limit; n += 2) {
            if (is_composite(n))
                continue;
            if (n - last > gap)
                gap = n - last;
            last = n;
            count++;
        }
        put_unsigned(limit);
        put_text(": ");
        put_unsigned(count);
        put_text(" primes, the last one ");
        put_unsigned(last);
        put_text(", widest gap ");
        put_unsigned(gap);
        put_byte('\n');
    }
    return 0;
}
