/* SHA-256 of the input, by FIPS 180-4. The constants are computed: roots of the first primes, in integers. */
#include "runtime.h"

#define BLOCK_BYTES 64

static uint32_t round_constants[64], state[8];

static uint32_t rotated(uint32_t word, int count)
{
    return word >> count | word << (32 - count);
}

/* A number of 128 bits, the low word first. */
struct wide {
    uint32_t words[4];
};

/* What goes beyond 128 bits is lost. */
static struct wide times(struct wide a, uint32_t low, uint32_t high)
{
    struct wide product = { { 0 } };
    const uint32_t factor[2] = { low, high };
    for (int i = 0; i < 4; i++) {
        uint32_t carry = 0;
        for (int j = 0; j < 2 && i + j < 4; j++) {
            uint64_t sum = (uint64_t)a.words[i] * factor[j] + product.words[i + j] + carry;
            product.words[i + j] = (uint32_t)sum;
            carry = (uint32_t)(sum >> 32);
        }
        if (i + 2 < 4)
            product.words[i + 2] += carry;
    }
    return product;
}

/* The first 32 bits of the fraction of a root of n: the largest x for which x^degree is at most n, bit by bit. */
static uint32_t root_fraction(uint32_t n, int degree)
{
    uint32_t whole = 0, fraction = 0;
    for (int bit = 36; bit >= 0; bit--) {
        uint32_t high = bit >= 32 ? whole | 1u << (bit - 32) : whole;
        uint32_t low = bit < 32 ? fraction | 1u << bit : fraction;
        struct wide power = { { low, high } };
        for (int i = 1; i < degree; i++)
            power = times(power, low, high);
        /* The power has 32 * degree bits of fraction, so that its whole part is word number `degree`. */
        if (power.words[degree] < n) {
            whole = high;
            fraction = low;
        }
    }
    return fraction;
}

static bool is_prime(uint32_t n)
{
    for (uint32_t d = 2; d * d <= n; d++)
        if (n % d == 0)
            return false;
    return true;
}

static void make_constants(void)
{
    for (uint32_t n = 2, count = 0; count < COUNT(round_constants); n++) {
        if (!is_prime(n))
            continue;
        round_constants[count] = root_fraction(n, 3);
        if (count < COUNT(state))
            state[count] = root_fraction(n, 2);
        count++;
    }
}

static void add_block(const uint8_t *block)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t sum1 = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t t1 = s[7] + sum1 + choice + round_constants[i] + w[i];
        uint32_t sum0 = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += t1;
        s[0] = t1 + sum0 + majority;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

int run(const uint8_t *input, size_t length)
{
    make_constants();
    size_t at = 0;
    for (; length - at >= BLOCK_BYTES; at += BLOCK_BYTES)
        add_block(input + at);
    /* The end: a bit, zeros, and the length in bits as 64-bit word. */
    uint8_t last[2 * BLOCK_BYTES] = { 0 };
    size_t rest = length - at, padded = rest < 56 ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    memcpy(last, input + at, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 5; i++)
        last[padded - 1 - i] = (uint8_t)((uint64_t)length << 3 >> 8 * i);
    for (size_t i = 0; i < padded; i += BLOCK_BYTES)
        add_block(last + i);
    for (size_t i = 0; i < COUNT(state); i++)
        put_hex(state[i], 8);
    put_byte('\n');
    return 0;
}
