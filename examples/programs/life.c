/* Conway's game of life on a torus: the number of generations, then the board in `.` and `#`. Cells are bits of words. */
#include "runtime.h"

#define ROWS_MAX 64
#define COLUMNS_MAX 32
#define GENERATIONS_MAX 1000

static uint32_t board[ROWS_MAX], next[ROWS_MAX];
static uint32_t rows, columns, mask;

/* Each cell's neighbour to the left or to the right, around the edge. */
static uint32_t left_of(uint32_t row)
{
    return (row << 1 | row >> (columns - 1)) & mask;
}

static uint32_t right_of(uint32_t row)
{
    return (row >> 1 | row << (columns - 1)) & mask;
}

/* Adds one neighbour of every cell to counters of three bits, of which 8 counts as 0: both are death. */
static void add(uint32_t counters[3], uint32_t neighbours)
{
    for (int i = 0; i < 3; i++) {
        uint32_t carry = counters[i] & neighbours;
        counters[i] ^= neighbours;
        neighbours = carry;
    }
}

static void step(void)
{
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t above = board[(i + rows - 1) % rows], here = board[i], below = board[(i + 1) % rows];
        uint32_t counters[3] = { 0 };
        add(counters, left_of(above));
        add(counters, above);
        add(counters, right_of(above));
        add(counters, left_of(here));
        add(counters, right_of(here));
        add(counters, left_of(below));
        add(counters, below);
        add(counters, right_of(below));
        next[i] = ~counters[2] & counters[1] & (counters[0] | here);
    }
    memcpy(board, next, sizeof board);
}

static void read_board(struct reader *reader)
{
    struct reader line;
    while (read_line(reader, &line)) {
        uint32_t width = (uint32_t)(line.end - line.at);
        if (rows == ROWS_MAX || width < 2 || width > COLUMNS_MAX || (columns != 0 && width != columns))
            fail_at("wrong length or one too many, row", rows);
        columns = width;
        for (; line.at < line.end; line.at++) {
            if (*line.at != '.' && *line.at != '#')
                fail_at("neither . nor #, row", rows);
            board[rows] = board[rows] << 1 | (*line.at == '#');
        }
        rows++;
    }
    if (rows == 0)
        fail("there is no board");
    mask = columns == COLUMNS_MAX ? 0xffffffffu : (1u << columns) - 1;
}

int run(const uint8_t *input, size_t length)
{
    struct reader reader = reader_of(input, length);
    uint32_t generations = need_unsigned(&reader, 0, GENERATIONS_MAX);
    skip_space(&reader);
    read_board(&reader);
    while (generations-- > 0)
        step();
    for (uint32_t i = 0; i < rows; i++) {
        for (uint32_t column = columns; column-- > 0;)
            put_byte(board[i] >> column & 1 ? '#' : '.');
        put_byte('\n');
    }
    return 0;
}
