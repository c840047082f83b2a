/*
 * Bodies that attract each other: the number of steps and the length of one, then of each body its mass, place and velocity.
 * Prints the energy before and after, and where the bodies are.
 */
#include "floats.h"

#define BODIES_MAX 16
#define STEPS_MAX 100000

struct body {
    double mass, place[3], velocity[3];
};

static struct body bodies[BODIES_MAX];
static size_t count;

static double square_root(double value)
{
    __asm__("fsqrt" : "+t"(value));
    return value;
}

/* The way from one body to another; gives the square of its length. */
static double way(const struct body *from, const struct body *to, double difference[3])
{
    double square = 0;
    for (int i = 0; i < 3; i++) {
        difference[i] = to->place[i] - from->place[i];
        square += difference[i] * difference[i];
    }
    return square;
}

static void attract(struct body *a, struct body *b, double time)
{
    double difference[3], square = way(a, b, difference);
    double strength = time / (square * square_root(square));
    for (int i = 0; i < 3; i++) {
        a->velocity[i] += difference[i] * b->mass * strength;
        b->velocity[i] -= difference[i] * a->mass * strength;
    }
}

static void step(double time)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            attract(&bodies[i], &bodies[j], time);
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 3; k++)
            bodies[i].place[k] += time * bodies[i].velocity[k];
}

static double energy(void)
{
    double sum = 0, difference[3];
    for (size_t i = 0; i < count; i++) {
        double square = 0;
        for (int k = 0; k < 3; k++)
            square += bodies[i].velocity[k] * bodies[i].velocity[k];
        sum += 0.5 * bodies[i].mass * square;
        for (size_t j = i + 1; j < count; j++)
            sum -= bodies[i].mass * bodies[j].mass / square_root(way(&bodies[i], &bodies[j], difference));
    }
    return sum;
}

static void put_line(const char *name, const double *values, int length)
{
    put_text(name);
    for (int i = 0; i < length; i++) {
        put_byte(' ');
        put_double(values[i]);
    }
    put_byte('\n');
}

int run(const uint8_t *input, size_t length)
{
    round_to_doubles();
    struct reader reader = reader_of(input, length);
    uint32_t steps = need_unsigned(&reader, 0, STEPS_MAX);
    double time = need_double(&reader);
    for (skip_space(&reader); reader.at < reader.end; skip_space(&reader)) {
        if (count == BODIES_MAX)
            fail("too many bodies");
        struct body *body = &bodies[count++];
        body->mass = need_double(&reader);
        for (int i = 0; i < 3; i++)
            body->place[i] = need_double(&reader);
        for (int i = 0; i < 3; i++)
            body->velocity[i] = need_double(&reader);
    }
    double before = energy();
    for (uint32_t i = 0; i < steps; i++)
        step(time);
    double after = energy();
    put_line("energy", &before, 1);
    put_line("energy", &after, 1);
    for (size_t i = 0; i < count; i++)
        put_line("place", bodies[i].place, 3);
    return 0;
}
