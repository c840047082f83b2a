#include "floats.h"

#define DIGITS_MAX 15
#define MILLION 1000000u

double need_double(struct reader *reader)
{
    skip_space(reader);
    bool is_negative = reader->at < reader->end && *reader->at == '-', has_point = false;
    reader->at += is_negative;
    double digits = 0, unit = 1;
    int count = 0;
    for (; reader->at < reader->end; reader->at++) {
        uint8_t byte = *reader->at;
        if (byte == '.' && !has_point) {
            has_point = true;
        } else if (byte >= '0' && byte <= '9') {
            digits = 10 * digits + (byte - '0');
            if (has_point)
                unit *= 10;
            count++;
        } else {
            break;
        }
    }
    if (count == 0 || count > DIGITS_MAX)
        fail("a number is missing or has too many digits");
    return is_negative ? -digits / unit : digits / unit;
}

void put_double(double value)
{
    double size = value < 0 ? -value : value;
    if (!(size < 4e9)) {
        put_text(size == size ? value < 0 ? "-large" : "large" : "nan");
        return;
    }
    uint32_t whole = (uint32_t)size, millionths = (uint32_t)((size - whole) * MILLION + 0.5);
    if (millionths == MILLION) {
        whole++;
        millionths = 0;
    }
    if (value < 0)
        put_byte('-');
    put_unsigned(whole);
    put_byte('.');
    for (uint32_t place = MILLION / 10; place > 0; place /= 10)
        put_byte((uint8_t)('0' + millionths / place % 10));
}
