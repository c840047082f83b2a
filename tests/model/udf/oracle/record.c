/*
 * Computes random cases of what words of downloaded code do, with the integer arithmetic of this machine, and prints
 * them as lines for tests/model/udf/native.test.ts. README.md describes the lines and how to record anew.
 *
 * The rules are those of spec/udf.md, UDF-11 to UDF-17, said once more in C: unsigned types wrap, signed types are
 * two's complement, conversions to a smaller type keep the lowest bits, >> of a signed type keeps the sign (all of it
 * promised by gcc). What C leaves undefined, division by zero and of the least number by -1, is written out.
 */
#include <endian.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

enum { ARITHMETIC_CASES = 80, SHIFT_CASES = 80, UNARY_CASES = 60, CONDITION_CASES = 300 };

/* A generator that is the same on every host: splitmix64. */
static uint64_t seed = 9669;

static uint64_t draw(void)
{
    uint64_t z = seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static const uint64_t edges[] = {
    0, 1, 2, UINT64_MAX, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
    0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffff80000000, 0xffffffff7fffffff, 0xffffffff00000000,
};

/* Edges, their neighbours, small numbers of either sign, powers of two, and numbers of all lengths. */
static uint64_t number(void)
{
    uint64_t z = draw();
    uint64_t edge = edges[draw() % (sizeof edges / sizeof *edges)];
    switch (z % 8) {
    case 0: return edge;
    case 1: return edge + draw() % 5 - 2;
    case 2: return draw() % 200 - 100;
    case 3: return (uint64_t)1 << draw() % 64;
    case 4: return (uint64_t)(int32_t)draw();
    case 5: return (uint32_t)draw();
    default: z = draw(); return z >> draw() % 64;
    }
}

/* A number that is often near the other one, so that comparisons and divisions are close. */
static uint64_t other(uint64_t left)
{
    switch (draw() % 8) {
    case 0: return left;
    case 1: return left + draw() % 3 - 1;
    case 2: return -left;
    case 3: return (left & 0xffffffff) | draw() << 32;
    default: return number();
    }
}

/* What the operations of one width give. */
#define OPERATIONS(width, natural, integer, least)                                                                       \
    static uint64_t add##width(natural a, natural b) { return (natural)(a + b); }                                        \
    static uint64_t sub##width(natural a, natural b) { return (natural)(a - b); }                                        \
    static uint64_t mul##width(natural a, natural b) { return (natural)(a * b); }                                        \
    static uint64_t div##width(natural a, natural b) { return b == 0 ? 0 : a / b; }                                      \
    static uint64_t mod##width(natural a, natural b) { return b == 0 ? a : a % b; }                                      \
    static uint64_t or##width(natural a, natural b) { return a | b; }                                                    \
    static uint64_t and##width(natural a, natural b) { return a & b; }                                                   \
    static uint64_t xor##width(natural a, natural b) { return a ^ b; }                                                   \
    static uint64_t mov##width(natural a, natural b) { (void)a; return b; }                                              \
    static uint64_t lsh##width(natural a, natural b) { return (natural)(a << b % width); }                               \
    static uint64_t rsh##width(natural a, natural b) { return a >> b % width; }                                          \
    static uint64_t arsh##width(natural a, natural b) { return (natural)((integer)a >> b % width); }                     \
    static uint64_t sdiv##width(natural a, natural b)                                                                    \
    {                                                                                                                    \
        if (b == 0) return 0;                                                                                            \
        return a == least && b == (natural)-1 ? a : (natural)((integer)a / (integer)b);                                  \
    }                                                                                                                    \
    static uint64_t smod##width(natural a, natural b)                                                                    \
    {                                                                                                                    \
        if (b == 0) return a;                                                                                            \
        return a == least && b == (natural)-1 ? 0 : (natural)((integer)a % (integer)b);                                  \
    }                                                                                                                    \
    static uint64_t neg##width(uint64_t a) { return (natural)(0 - (natural)a); }                                         \
    static void conditions##width(natural a, natural b)                                                                  \
    {                                                                                                                    \
        integer s = (integer)a, t = (integer)b;                                                                          \
        printf("%d%d%d%d%d%d%d%d%d%d%d\n", a == b, a > b, a >= b, (a & b) != 0, a != b, s > t, s >= t, a < b, a <= b,    \
               s < t, s <= t);                                                                                           \
    }
OPERATIONS(32, uint32_t, int32_t, 0x80000000u)
OPERATIONS(64, uint64_t, int64_t, 0x8000000000000000u)

static uint64_t movsx8_32(uint64_t a) { return (uint32_t)(int32_t)(int8_t)a; }
static uint64_t movsx16_32(uint64_t a) { return (uint32_t)(int32_t)(int16_t)a; }
static uint64_t movsx8_64(uint64_t a) { return (uint64_t)(int64_t)(int8_t)a; }
static uint64_t movsx16_64(uint64_t a) { return (uint64_t)(int64_t)(int16_t)a; }
static uint64_t movsx32_64(uint64_t a) { return (uint64_t)(int64_t)(int32_t)a; }
static uint64_t le16(uint64_t a) { return htole16((uint16_t)a); }
static uint64_t le32(uint64_t a) { return htole32((uint32_t)a); }
static uint64_t le64(uint64_t a) { return htole64(a); }
static uint64_t be16(uint64_t a) { return htobe16((uint16_t)a); }
static uint64_t be32(uint64_t a) { return htobe32((uint32_t)a); }
static uint64_t be64(uint64_t a) { return htobe64(a); }
static uint64_t bswap16(uint64_t a) { return __builtin_bswap16((uint16_t)a); }
static uint64_t bswap32(uint64_t a) { return __builtin_bswap32((uint32_t)a); }
static uint64_t bswap64(uint64_t a) { return __builtin_bswap64(a); }

static void unary(const char *name, uint64_t (*operation)(uint64_t))
{
    for (int i = 0; i < UNARY_CASES; i++) {
        uint64_t a = number();
        printf("%s %" PRIx64 " %" PRIx64 "\n", name, a, operation(a));
    }
}

#define BINARY(name, operation, cases, right)                                                                            \
    for (int i = 0; i < cases; i++) {                                                                                    \
        uint64_t a = number(), b = right;                                                                                \
        printf("%s %" PRIx64 " %" PRIx64 " %" PRIx64 "\n", name, a, b, operation(a, b));                                 \
    }
#define ARITHMETIC(NAME, name) BINARY(NAME "32", name##32, ARITHMETIC_CASES, other(a)) BINARY(NAME "64", name##64, ARITHMETIC_CASES, other(a))
/* Counts are mostly near the width, and sometimes anything. */
#define COUNT (draw() % 4 == 0 ? number() : draw() % 72)
#define SHIFT(NAME, name) BINARY(NAME "32", name##32, SHIFT_CASES, COUNT) BINARY(NAME "64", name##64, SHIFT_CASES, COUNT)
#define CONDITIONS(width)                                                                                                \
    for (int i = 0; i < CONDITION_CASES; i++) {                                                                          \
        uint64_t a = number(), b = other(a);                                                                             \
        printf("CONDITIONS%d %" PRIx64 " %" PRIx64 " ", width, a, b);                                                    \
        conditions##width(a, b);                                                                                         \
    }

int main(void)
{
    ARITHMETIC("ADD", add) ARITHMETIC("SUB", sub) ARITHMETIC("MUL", mul)
    ARITHMETIC("DIV", div) ARITHMETIC("SDIV", sdiv) ARITHMETIC("MOD", mod) ARITHMETIC("SMOD", smod)
    ARITHMETIC("OR", or) ARITHMETIC("AND", and) ARITHMETIC("XOR", xor) ARITHMETIC("MOV", mov)
    SHIFT("LSH", lsh) SHIFT("RSH", rsh) SHIFT("ARSH", arsh)
    unary("NEG32", neg32), unary("NEG64", neg64);
    unary("MOVSX8_32", movsx8_32), unary("MOVSX16_32", movsx16_32);
    unary("MOVSX8_64", movsx8_64), unary("MOVSX16_64", movsx16_64), unary("MOVSX32_64", movsx32_64);
    unary("LE16", le16), unary("LE32", le32), unary("LE64", le64);
    unary("BE16", be16), unary("BE32", be32), unary("BE64", be64);
    unary("BSWAP16", bswap16), unary("BSWAP32", bswap32), unary("BSWAP64", bswap64);
    CONDITIONS(32)
    CONDITIONS(64)
    return 0;
}
