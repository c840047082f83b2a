#include "runtime.h"
#include "system.h"

static uint8_t pending[WRITE_MAX];
static size_t pending_length;

static void flush(void)
{
    if (pending_length > 0)
        system_write(pending, pending_length);
    pending_length = 0;
}

_Noreturn void begin(const uint8_t *input, size_t length)
{
    int status = run(input, length);
    flush();
    system_exit(status);
}

void put_byte(uint8_t byte)
{
    pending[pending_length++] = byte;
    if (pending_length == WRITE_MAX)
        flush();
}

void put_bytes(const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    for (size_t i = 0; i < length; i++)
        put_byte(from[i]);
}

void put_text(const char *text)
{
    put_bytes(text, strlen(text));
}

void put_unsigned(uint32_t value)
{
    char digits[10];
    int count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count > 0)
        put_byte((uint8_t)digits[--count]);
}

void put_signed(int32_t value)
{
    if (value < 0)
        put_byte('-');
    put_unsigned(value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}

void put_hex(uint32_t value, int digits)
{
    while (digits-- > 0)
        put_byte((uint8_t)"0123456789abcdef"[value >> (4 * digits) & 15]);
}

static _Noreturn void leave_failed(void)
{
    put_byte('\n');
    flush();
    system_exit(1);
}

_Noreturn void fail(const char *text)
{
    put_text("error: ");
    put_text(text);
    leave_failed();
}

_Noreturn void fail_at(const char *text, uint32_t place)
{
    put_text("error: ");
    put_text(text);
    put_byte(' ');
    put_unsigned(place);
    leave_failed();
}

struct reader reader_of(const uint8_t *input, size_t length)
{
    return (struct reader){ input, input + length };
}

void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' || *reader->at == '\r'))
        reader->at++;
}

static bool is_digit(const struct reader *reader)
{
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

bool read_signed(struct reader *reader, int32_t *value)
{
    skip_space(reader);
    if (reader->at == reader->end)
        return false;
    bool is_negative = *reader->at == '-';
    if (is_negative)
        reader->at++;
    if (!is_digit(reader))
        fail("a number is expected");
    /* Magnitudes up to that of the least number. */
    uint32_t max = 0x7fffffffu + is_negative, sum = 0;
    for (; is_digit(reader); reader->at++) {
        uint32_t digit = *reader->at - '0';
        if (sum > (max - digit) / 10)
            fail("a number is out of range");
        sum = 10 * sum + digit;
    }
    *value = (int32_t)(is_negative ? 0u - sum : sum);
    return true;
}

uint32_t need_unsigned(struct reader *reader, uint32_t min, uint32_t max)
{
    int32_t value;
    if (!read_signed(reader, &value))
        fail("a number is missing");
    if (value < 0 || (uint32_t)value < min || (uint32_t)value > max)
        fail("a number is out of range");
    return (uint32_t)value;
}

bool read_line(struct reader *reader, struct reader *line)
{
    if (reader->at == reader->end)
        return false;
    line->at = reader->at;
    while (reader->at < reader->end && *reader->at != '\n')
        reader->at++;
    line->end = reader->at;
    if (reader->at < reader->end)
        reader->at++;
    return true;
}

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
    void *at = to;
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(length) : : "memory");
    return to;
}

void *memmove(void *to, const void *from, size_t length)
{
    if ((uintptr_t)to - (uintptr_t)from >= length)
        return memcpy(to, from, length);
    uint8_t *at = (uint8_t *)to + length - 1;
    const uint8_t *last = (const uint8_t *)from + length - 1;
    __asm__ volatile("std\n\trep movsb\n\tcld" : "+D"(at), "+S"(last), "+c"(length) : : "memory", "cc");
    return to;
}

void *memset(void *to, int byte, size_t length)
{
    void *at = to;
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(length) : "a"(byte) : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t length)
{
    const uint8_t *left = a, *right = b;
    for (size_t i = 0; i < length; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0')
        length++;
    return length;
}
