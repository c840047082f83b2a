/* How many ways there are to put n queens on a board of n by n so that none attacks another, and the first of them. */
#include "runtime.h"

#define ORDER_MAX 10

static uint32_t size, all, ways;
static uint32_t columns[ORDER_MAX], first[ORDER_MAX];

/* Bits are columns that are attacked: straight, and along both diagonals, which move by one each row. */
static void place(uint32_t row, uint32_t straight, uint32_t left, uint32_t right)
{
    if (row == size) {
        if (ways++ == 0)
            memcpy(first, columns, sizeof first);
        return;
    }
    for (uint32_t open = all & ~(straight | left | right); open != 0; open &= open - 1) {
        uint32_t bit = open & -open;
        columns[row] = (uint32_t)__builtin_ctz(bit);
        place(row + 1, straight | bit, (left | bit) << 1, (right | bit) >> 1);
    }
}

int run(const uint8_t *input, size_t length)
{
    struct reader reader = reader_of(input, length);
    for (skip_space(&reader); reader.at < reader.end; skip_space(&reader)) {
        size = need_unsigned(&reader, 1, ORDER_MAX);
        all = (1u << size) - 1;
        ways = 0;
        place(0, 0, 0, 0);
        put_unsigned(size);
        put_text(" queens: ");
        put_unsigned(ways);
        put_text(ways == 1 ? " way" : " ways");
        for (uint32_t row = 0; ways > 0 && row < size; row++) {
            put_text(row == 0 ? ", the first one " : " ");
            put_unsigned(first[row] + 1);
        }
        put_byte('\n');
    }
    return 0;
}
