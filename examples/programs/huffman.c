/*
 * Unpacks canonical Huffman code: the number of bytes as a 32-bit word, 128 bytes with the lengths of the codes of all 256
 * bytes (low half first; 0 for a byte that does not occur), then the codes, each from its highest bit.
 */
#include "runtime.h"

#define BYTES_MAX 0x40000
#define SYMBOLS 256
#define LENGTH_MAX 15
#define HEADER_BYTES (4 + SYMBOLS / 2)

static uint8_t output[BYTES_MAX];
static uint32_t count_of[LENGTH_MAX + 1];
static uint8_t symbols[SYMBOLS];

static uint32_t length_of(const uint8_t *lengths, uint32_t symbol)
{
    return lengths[symbol / 2] >> 4 * (symbol % 2) & 15;
}

/* Symbols in order of length, and of value among those of one length: the order of canonical codes. */
static void make_tables(const uint8_t *lengths)
{
    size_t place = 0;
    uint32_t room = 1;
    for (uint32_t length = 1; length <= LENGTH_MAX; length++) {
        for (uint32_t symbol = 0; symbol < SYMBOLS; symbol++) {
            if (length_of(lengths, symbol) != length)
                continue;
            symbols[place++] = (uint8_t)symbol;
            count_of[length]++;
        }
        room = 2 * room;
        if (count_of[length] > room)
            fail_at("too many codes of length", length);
        room -= count_of[length];
    }
}

struct bits {
    const uint8_t *bytes;
    size_t at, end;
};

static uint32_t next_bit(struct bits *bits)
{
    if (bits->at == bits->end)
        fail("the codes end too early");
    uint32_t bit = bits->bytes[bits->at / 8] >> (7 - bits->at % 8) & 1;
    bits->at++;
    return bit;
}

/* Bit by bit: the codes of one length are numbers in a row, and the next length begins at twice the number behind them. */
static uint8_t next_symbol(struct bits *bits)
{
    uint32_t code = 0, first = 0, place = 0;
    for (uint32_t length = 1; length <= LENGTH_MAX; length++) {
        code = code << 1 | next_bit(bits);
        if (code - first < count_of[length])
            return symbols[place + code - first];
        place += count_of[length];
        first = (first + count_of[length]) << 1;
    }
    fail_at("no code ends at bit", (uint32_t)bits->at);
}

int run(const uint8_t *input, size_t length)
{
    if (length < HEADER_BYTES)
        fail("the header is cut");
    uint32_t size = input[0] | (uint32_t)input[1] << 8 | (uint32_t)input[2] << 16 | (uint32_t)input[3] << 24;
    if (size > BYTES_MAX)
        fail("there are too many bytes");
    make_tables(input + 4);
    struct bits bits = { input + HEADER_BYTES, 0, 8 * (length - HEADER_BYTES) };
    for (uint32_t i = 0; i < size; i++)
        output[i] = next_symbol(&bits);
    put_bytes(output, size);
    return 0;
}
