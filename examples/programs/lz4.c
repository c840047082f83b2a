/* Unpacks a block of the LZ4 format behind a 32-bit word with the number of bytes that it unpacks to. Nothing of it is believed. */
#include "runtime.h"

#define BYTES_MAX 0x40000
#define MATCH_MIN 4
#define MORE 15

static uint8_t output[BYTES_MAX];
static const uint8_t *at, *begin_of_input, *end_of_input;

static uint8_t next_byte(void)
{
    if (at == end_of_input)
        fail("the block ends too early");
    return *at++;
}

/* Lengths from 15 on go on in bytes, up to the first one that is not 255. */
static uint32_t length_of(uint32_t nibble)
{
    uint32_t length = nibble;
    if (nibble == MORE) {
        uint8_t more;
        do {
            more = next_byte();
            length += more;
        } while (more == 255);
    }
    return length;
}

static void unpack(uint32_t size)
{
    uint32_t done = 0;
    for (;;) {
        uint8_t token = next_byte();
        uint32_t literals = length_of(token >> 4);
        if (literals > (size_t)(end_of_input - at) || literals > size - done)
            fail_at("literals go too far at byte", (uint32_t)(at - begin_of_input));
        memcpy(output + done, at, literals);
        at += literals;
        done += literals;
        /* The last sequence has no match. */
        if (at == end_of_input)
            break;
        uint32_t distance = next_byte();
        distance |= (uint32_t)next_byte() << 8;
        uint32_t count = length_of(token & 15) + MATCH_MIN;
        if (distance == 0 || distance > done || count > size - done)
            fail_at("a match goes too far at byte", (uint32_t)(at - begin_of_input));
        /* Byte by byte: a match may overlap what it writes. */
        for (; count > 0; count--, done++)
            output[done] = output[done - distance];
    }
    if (done != size)
        fail_at("the block is too short, it unpacks to", done);
}

int run(const uint8_t *input, size_t length)
{
    begin_of_input = at = input;
    end_of_input = input + length;
    uint32_t size = 0;
    for (int i = 0; i < 4; i++)
        size |= (uint32_t)next_byte() << 8 * i;
    if (size > BYTES_MAX)
        fail("the block is too large");
    unpack(size);
    put_bytes(output, size);
    return 0;
}
