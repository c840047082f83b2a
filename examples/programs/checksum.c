/* CRC-32 (ISO-HDLC, as in zlib) by table and bit by bit, Adler-32 (RFC 1950), and FNV-1a of the input. */
#include "runtime.h"

#define CRC_POLYNOMIAL 0xedb88320u
#define ADLER_BASE 65521u
#define FNV_BASIS 0x811c9dc5u
#define FNV_PRIME 0x01000193u

static uint32_t table[256];

static uint32_t eight_bits(uint32_t crc)
{
    for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? crc >> 1 ^ CRC_POLYNOMIAL : crc >> 1;
    return crc;
}

static void put_line(const char *name, uint32_t value)
{
    put_text(name);
    put_byte(' ');
    put_hex(value, 8);
    put_byte('\n');
}

int run(const uint8_t *input, size_t length)
{
    for (uint32_t i = 0; i < COUNT(table); i++)
        table[i] = eight_bits(i);
    uint32_t crc = 0xffffffffu, slow = crc, low = 1, high = 0, fnv = FNV_BASIS;
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = input[i];
        crc = crc >> 8 ^ table[(crc ^ byte) & 255];
        slow = eight_bits(slow ^ byte);
        low = (low + byte) % ADLER_BASE;
        high = (high + low) % ADLER_BASE;
        fnv = (fnv ^ byte) * FNV_PRIME;
    }
    if (crc != slow)
        fail("table and bits disagree");
    put_line("crc32", ~crc);
    put_line("adler32", high << 16 | low);
    put_line("fnv1a", fnv);
    return 0;
}
