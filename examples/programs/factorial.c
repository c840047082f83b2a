/* n! for each n of the input, in words of nine decimal digits. */
#include "runtime.h"

#define N_MAX 1000
#define WORDS_MAX 300
#define WORD 1000000000u

static uint32_t words[WORDS_MAX];

/* The quotient fits a word, which the compiler cannot know: one division of the processor is enough. */
static uint32_t divided(uint64_t value, uint32_t *remainder)
{
    uint32_t quotient;
    __asm__("divl %4" : "=a"(quotient), "=d"(*remainder) : "a"((uint32_t)value), "d"((uint32_t)(value >> 32)), "r"(WORD) : "cc");
    return quotient;
}

static void put_word(uint32_t word)
{
    for (uint32_t unit = WORD / 10; unit > 0; unit /= 10)
        put_byte((uint8_t)('0' + word / unit % 10));
}

int run(const uint8_t *input, size_t length)
{
    struct reader reader = reader_of(input, length);
    for (skip_space(&reader); reader.at < reader.end; skip_space(&reader)) {
        uint32_t n = need_unsigned(&reader, 0, N_MAX);
        size_t count = 1;
        words[0] = 1;
        for (uint32_t factor = 2; factor <= n; factor++) {
            uint32_t carry = 0;
            for (size_t i = 0; i < count; i++)
                carry = divided((uint64_t)words[i] * factor + carry, &words[i]);
            if (carry > 0)
                words[count++] = carry;
        }
        put_unsigned(n);
        put_text("! = ");
        put_unsigned(words[count - 1]);
        for (size_t i = count - 1; i-- > 0;)
            put_word(words[i]);
        put_byte('\n');
    }
    return 0;
}
