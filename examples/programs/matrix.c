/* A power of a square matrix, modulo 2^32: the size, the exponent, then the numbers row by row. */
#include "runtime.h"

#define ORDER_MAX 24
#define EXPONENT_MAX 1000000000

typedef uint32_t matrix[ORDER_MAX][ORDER_MAX];

static matrix base, power, product;
static uint32_t order;

static void multiply(matrix into, matrix by)
{
    for (uint32_t i = 0; i < order; i++)
        for (uint32_t j = 0; j < order; j++) {
            uint32_t sum = 0;
            for (uint32_t k = 0; k < order; k++)
                sum += into[i][k] * by[k][j];
            product[i][j] = sum;
        }
    memcpy(into, product, sizeof product);
}

int run(const uint8_t *input, size_t length)
{
    struct reader reader = reader_of(input, length);
    order = need_unsigned(&reader, 1, ORDER_MAX);
    uint32_t exponent = need_unsigned(&reader, 0, EXPONENT_MAX);
    for (uint32_t i = 0; i < order; i++) {
        power[i][i] = 1;
        for (uint32_t j = 0; j < order; j++) {
            int32_t value;
            if (!read_signed(&reader, &value))
                fail_at("numbers are missing in row", i);
            base[i][j] = (uint32_t)value;
        }
    }
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1)
            multiply(power, base);
        if (exponent > 1)
            multiply(base, base);
    }
    for (uint32_t i = 0; i < order; i++)
        for (uint32_t j = 0; j < order; j++) {
            put_unsigned(power[i][j]);
            put_byte(j + 1 < order ? ' ' : '\n');
        }
    return 0;
}
