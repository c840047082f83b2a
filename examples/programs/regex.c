/*
 * Prints the lines that a regular expression, the first line, matches somewhere, with their numbers. The expression becomes
 * a machine of states (Thompson, 1968) that goes through each line once, in all states at once: no expression is slow.
 * Known are . [a-z] [^a-z] * + ? | ( ) ^ $ and \ before a byte that is to stand for itself.
 */
#include "runtime.h"

#define STATES_MAX 4096
#define CLASSES_MAX 512
#define DEPTH_MAX 64

enum kind { ONE, ANY, CLASS, BEGIN, END, SPLIT, MATCH };

/* A state goes on to `next`; a split goes on to `other` as well, without taking a byte. */
struct state {
    enum kind kind;
    uint8_t byte;
    uint16_t class_index, next, other;
};

/* A piece of the machine: where it begins, and the state at its end, of which `next` is open. */
struct piece {
    uint16_t first, last;
};

static struct state states[STATES_MAX];
static uint32_t classes[CLASSES_MAX][8];
static uint16_t state_count, class_count;
static struct reader pattern;
static const uint8_t *begin_of_pattern;

static _Noreturn void wrong(const char *text)
{
    fail_at(text, (uint32_t)(pattern.at - begin_of_pattern));
}

static int peek(void)
{
    return pattern.at < pattern.end ? *pattern.at : -1;
}

static uint16_t new_state(enum kind kind)
{
    if (state_count == STATES_MAX)
        wrong("too many states at byte");
    states[state_count] = (struct state){ .kind = kind };
    return state_count++;
}

/* A state that only leads on: a split with both ways the same. */
static uint16_t new_joint(void)
{
    return new_state(SPLIT);
}

static void lead(uint16_t from, uint16_t to)
{
    states[from].next = to;
    if (states[from].kind == SPLIT && states[from].other == 0)
        states[from].other = to;
}

static uint8_t class_byte(void)
{
    if (peek() == '\\')
        pattern.at++;
    if (peek() < 0)
        wrong("a class does not end at byte");
    return *pattern.at++;
}

static uint16_t read_class(void)
{
    if (class_count == CLASSES_MAX)
        wrong("too many classes at byte");
    uint32_t *bits = classes[class_count];
    bool is_other = peek() == '^';
    if (is_other)
        pattern.at++;
    while (peek() != ']') {
        uint32_t low = class_byte(), high = low;
        if (peek() == '-') {
            pattern.at++;
            high = class_byte();
        }
        for (uint32_t byte = low; byte <= high; byte++)
            bits[byte / 32] |= 1u << byte % 32;
    }
    pattern.at++;
    for (int i = 0; is_other && i < 8; i++)
        bits[i] = ~bits[i];
    return class_count++;
}

static struct piece read_choice(int depth);

static struct piece read_atom(int depth)
{
    uint8_t byte = *pattern.at++;
    uint16_t state;
    switch (byte) {
    case '(': {
        struct piece inner = read_choice(depth + 1);
        if (peek() != ')')
            wrong("a parenthesis does not end at byte");
        pattern.at++;
        return inner;
    }
    case '.': state = new_state(ANY); break;
    case '^': state = new_state(BEGIN); break;
    case '$': state = new_state(END); break;
    case '[':
        state = new_state(CLASS);
        states[state].class_index = read_class();
        break;
    case '*':
    case '+':
    case '?': wrong("nothing to repeat at byte");
    case '\\':
        if (peek() < 0)
            wrong("nothing behind \\ at byte");
        byte = *pattern.at++;
        /* fallthrough */
    default:
        state = new_state(ONE);
        states[state].byte = byte;
    }
    return (struct piece){ state, state };
}

/* A way around, a way back, or both. */
static struct piece repeated(struct piece inner, int how)
{
    uint16_t split = new_joint(), end = new_joint();
    states[split].other = inner.first;
    states[split].next = end;
    if (how == '?') {
        lead(inner.last, end);
        return (struct piece){ split, end };
    }
    lead(inner.last, split);
    return (struct piece){ how == '+' ? inner.first : split, end };
}

static struct piece read_sequence(int depth)
{
    uint16_t begin = new_joint();
    struct piece whole = { begin, begin };
    while (peek() >= 0 && peek() != '|' && peek() != ')') {
        struct piece part = read_atom(depth);
        while (peek() == '*' || peek() == '+' || peek() == '?')
            part = repeated(part, *pattern.at++);
        lead(whole.last, part.first);
        whole.last = part.last;
    }
    return whole;
}

static struct piece read_choice(int depth)
{
    if (depth == DEPTH_MAX)
        wrong("too deep at byte");
    struct piece whole = read_sequence(depth);
    while (peek() == '|') {
        pattern.at++;
        struct piece other = read_sequence(depth);
        uint16_t split = new_joint(), end = new_joint();
        states[split].next = whole.first;
        states[split].other = other.first;
        lead(whole.last, end);
        lead(other.last, end);
        whole = (struct piece){ split, end };
    }
    return whole;
}

/* A set of states, each marked with the number of the set so that none is in it twice. */
struct set {
    uint16_t members[STATES_MAX], count;
};

static struct set now, then;
static uint32_t marks[STATES_MAX], mark;
static uint16_t waiting[2 * STATES_MAX];

/* Adds a state, and those that it leads to without a byte. */
static void add(struct set *set, uint16_t first, bool is_begin, bool is_end)
{
    size_t count = 0;
    waiting[count++] = first;
    while (count > 0) {
        uint16_t index = waiting[--count];
        if (marks[index] == mark)
            continue;
        marks[index] = mark;
        const struct state *state = &states[index];
        if (state->kind == SPLIT) {
            waiting[count++] = state->other;
            waiting[count++] = state->next;
        } else if (state->kind == BEGIN || state->kind == END) {
            if (state->kind == BEGIN ? is_begin : is_end)
                waiting[count++] = state->next;
        } else {
            set->members[set->count++] = index;
        }
    }
}

static bool takes(const struct state *state, uint8_t byte)
{
    switch (state->kind) {
    case ONE: return state->byte == byte;
    case ANY: return true;
    case CLASS: return classes[state->class_index][byte / 32] >> byte % 32 & 1;
    default: return false;
    }
}

static bool has_match(const struct set *set)
{
    for (uint16_t i = 0; i < set->count; i++)
        if (states[set->members[i]].kind == MATCH)
            return true;
    return false;
}

static bool is_matched(struct reader line, uint16_t first)
{
    const uint8_t *begin = line.at;
    now.count = 0;
    mark++;
    for (;; line.at++) {
        bool is_end = line.at == line.end;
        /* A match may begin anywhere. */
        add(&now, first, line.at == begin, is_end);
        if (has_match(&now))
            return true;
        if (is_end)
            return false;
        mark++;
        then.count = 0;
        for (uint16_t i = 0; i < now.count; i++)
            if (takes(&states[now.members[i]], *line.at))
                add(&then, states[now.members[i]].next, false, line.at + 1 == line.end);
        now.count = then.count;
        memcpy(now.members, then.members, then.count * sizeof *then.members);
    }
}

int run(const uint8_t *input, size_t length)
{
    struct reader text = reader_of(input, length), line;
    /* State 0 is the end, so that a way that is still open is 0. */
    new_state(MATCH);
    if (!read_line(&text, &pattern))
        fail("the first line is to hold an expression");
    begin_of_pattern = pattern.at;
    struct piece whole = read_choice(0);
    if (peek() == ')')
        wrong("a parenthesis too many at byte");
    lead(whole.last, 0);
    for (uint32_t number = 1; read_line(&text, &line); number++) {
        if (!is_matched(line, whole.first))
            continue;
        put_unsigned(number);
        put_text(": ");
        put_bytes(line.at, (size_t)(line.end - line.at));
        put_byte('\n');
    }
    return 0;
}
