/* The set of Mandelbrot in letters: columns, rows, the most iterations, then the centre and the width of what is shown. */
#include "floats.h"

#define EDGE_MAX 200
#define ITERATIONS_MAX 10000

static const char shades[] = " .:-=+*%$";

static uint32_t escape_time(double x, double y, uint32_t most)
{
    double a = 0, b = 0;
    uint32_t count = 0;
    for (; count < most && a * a + b * b <= 4; count++) {
        double next = a * a - b * b + x;
        b = 2 * a * b + y;
        a = next;
    }
    return count;
}

int run(const uint8_t *input, size_t length)
{
    round_to_doubles();
    struct reader reader = reader_of(input, length);
    uint32_t columns = need_unsigned(&reader, 1, EDGE_MAX), rows = need_unsigned(&reader, 1, EDGE_MAX);
    uint32_t most = need_unsigned(&reader, 1, ITERATIONS_MAX), total = 0;
    double x = need_double(&reader), y = need_double(&reader), width = need_double(&reader);
    double unit = width / columns;
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t column = 0; column < columns; column++) {
            /* A letter is about twice as high as wide. */
            uint32_t count = escape_time(x + (column - 0.5 * columns) * unit, y + (row - 0.5 * rows) * 2 * unit, most);
            put_byte(count == most ? '#' : (uint8_t)shades[count % (COUNT(shades) - 1)]);
            total += count;
        }
        put_byte('\n');
    }
    put_unsigned(total);
    put_text(" iterations\n");
    return 0;
}
