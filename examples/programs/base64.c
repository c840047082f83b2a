/* Base64 of RFC 4648, in lines of 76: an input that begins with `=` is decoded behind it, any other is encoded. */
#include "runtime.h"

#define LINE_MAX 76

static const char alphabet[64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(const uint8_t *input, size_t length)
{
    size_t column = 0;
    for (size_t i = 0; i < length; i += 3) {
        size_t count = length - i < 3 ? length - i : 3;
        uint32_t group = (uint32_t)input[i] << 16;
        if (count > 1)
            group |= (uint32_t)input[i + 1] << 8;
        if (count > 2)
            group |= input[i + 2];
        for (size_t digit = 0; digit < 4; digit++)
            put_byte(digit <= count ? (uint8_t)alphabet[group >> (18 - 6 * digit) & 63] : '=');
        column += 4;
        if (column == LINE_MAX || i + 3 >= length) {
            put_byte('\n');
            column = 0;
        }
    }
}

/* The value of a digit; -1 for what is none. */
static int value_of(uint8_t byte)
{
    for (int i = 0; i < 64; i++)
        if (byte == (uint8_t)alphabet[i])
            return i;
    return -1;
}

static void decode(const uint8_t *input, size_t length)
{
    uint32_t group = 0;
    int digits = 0, padding = 0;
    for (size_t i = 0; i < length; i++) {
        if (input[i] == '\n')
            continue;
        int value = value_of(input[i]);
        if (input[i] == '=' && digits >= 2) {
            padding++;
            value = 0;
        } else if (value < 0 || padding > 0) {
            fail_at("not a digit at byte", i);
        }
        group = group << 6 | (uint32_t)value;
        if (++digits < 4)
            continue;
        for (int byte = 0; byte < 3 - padding; byte++)
            put_byte((uint8_t)(group >> (16 - 8 * byte)));
        digits = 0;
        group = 0;
    }
    if (digits != 0)
        fail("the last group is cut");
}

int run(const uint8_t *input, size_t length)
{
    if (length > 0 && input[0] == '=')
        decode(input + 1, length - 1);
    else
        encode(input, length);
    return 0;
}
