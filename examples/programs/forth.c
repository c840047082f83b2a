/*
 * A small Forth: words are compiled to a threaded code that a machine with two stacks runs. Known are numbers,
 * + - * / mod negate dup drop swap over rot = < > 0= and or xor invert lshift rshift . cr emit depth >r r> r@ @ ! allot here
 * : name … ; if … else … then, begin … until, begin … while … repeat, do … loop with i, recurse, exit, ( … ) and \ to the
 * end of the line.
 */
#include "runtime.h"

#define CODE_MAX 4096
#define WORDS_MAX 256
#define STACK_MAX 256
#define CELLS_MAX 4096
#define STEPS_MAX 200000u

enum operation {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, DUP, DROP, SWAP, OVER, ROT, EQUAL, LESS, GREATER, IS_ZERO, AND, OR, XOR,
    INVERT, LEFT, RIGHT, PRINT, NEWLINE, EMIT, DEPTH, TO_RETURN, FROM_RETURN, PEEK_RETURN, FETCH, STORE, ALLOT, HERE, INDEX, EXIT,
    LITERAL, JUMP, JUMP_IF_ZERO, CALL, DO, LOOP, HALT,
};

static const char *const names[] = {
    "+", "-", "*", "/", "mod", "negate", "dup", "drop", "swap", "over", "rot", "=", "<", ">", "0=", "and", "or", "xor",
    "invert", "lshift", "rshift", ".", "cr", "emit", "depth", ">r", "r>", "r@", "@", "!", "allot", "here", "i", "exit",
};

struct word {
    struct reader name;
    int32_t start;
};

static int32_t code[CODE_MAX], stack[STACK_MAX], returns[STACK_MAX], cells[CELLS_MAX];
static struct word words[WORDS_MAX];
static int32_t code_count, word_count, stack_count, return_count, cell_count, line_number = 1;
static struct reader source, token;

static _Noreturn void wrong(const char *text)
{
    put_text("\n");
    fail_at(text, (uint32_t)line_number);
}

/* ---- the machine ---- */

static void push(int32_t value)
{
    if (stack_count == STACK_MAX)
        wrong("the stack is full, line");
    stack[stack_count++] = value;
}

static int32_t pop(void)
{
    if (stack_count == 0)
        wrong("the stack is empty, line");
    return stack[--stack_count];
}

static void push_return(int32_t value)
{
    if (return_count == STACK_MAX)
        wrong("too deep, line");
    returns[return_count++] = value;
}

static int32_t *top_return(int32_t depth)
{
    if (return_count < depth)
        wrong("the return stack is empty, line");
    return &returns[return_count - depth];
}

static int32_t pop_return(void)
{
    int32_t value = *top_return(1);
    return_count--;
    return value;
}

static int32_t *cell(int32_t address)
{
    if (address < 0 || address >= cell_count)
        wrong("no such cell, line");
    return &cells[address];
}

/* Divisions round towards zero; the one that overflows wraps, which the processor would not do. */
static int32_t divided(int32_t a, int32_t b, bool is_remainder)
{
    if (b == 0)
        wrong("division by zero, line");
    if (b == -1)
        return is_remainder ? 0 : (int32_t)(0u - (uint32_t)a);
    return is_remainder ? a % b : a / b;
}

static int32_t truth(bool is_true)
{
    return is_true ? -1 : 0;
}

static int32_t combined(enum operation operation, int32_t a, int32_t b)
{
    uint32_t x = (uint32_t)a, y = (uint32_t)b;
    switch (operation) {
    case ADD: return (int32_t)(x + y);
    case SUBTRACT: return (int32_t)(x - y);
    case MULTIPLY: return (int32_t)(x * y);
    case DIVIDE: return divided(a, b, false);
    case MODULO: return divided(a, b, true);
    case EQUAL: return truth(a == b);
    case LESS: return truth(a < b);
    case GREATER: return truth(a > b);
    case AND: return a & b;
    case OR: return a | b;
    case XOR: return a ^ b;
    case LEFT: return (int32_t)(x << (y & 31));
    default: return (int32_t)(x >> (y & 31));
    }
}

static void rotate(void)
{
    int32_t c = pop(), b = pop(), a = pop();
    push(b);
    push(c);
    push(a);
}

static void print(int32_t value)
{
    put_signed(value);
    put_byte(' ');
}

static void allot(int32_t count)
{
    if (count < 0 || count > CELLS_MAX - cell_count)
        wrong("no room, line");
    cell_count += count;
}

/* What neither jumps nor takes a word of code. */
static void operate(enum operation operation)
{
    int32_t b;
    switch (operation) {
    case NEGATE: push((int32_t)(0u - (uint32_t)pop())); break;
    case DUP: b = pop(); push(b); push(b); break;
    case DROP: pop(); break;
    case OVER: b = pop(); { int32_t a = pop(); push(a); push(b); push(a); } break;
    case SWAP: b = pop(); { int32_t a = pop(); push(b); push(a); } break;
    case ROT: rotate(); break;
    case IS_ZERO: push(truth(pop() == 0)); break;
    case INVERT: push(~pop()); break;
    case PRINT: print(pop()); break;
    case NEWLINE: put_byte('\n'); break;
    case EMIT: put_byte((uint8_t)pop()); break;
    case DEPTH: push(stack_count); break;
    case TO_RETURN: push_return(pop()); break;
    case FROM_RETURN: push(pop_return()); break;
    case PEEK_RETURN:
    case INDEX: push(*top_return(1)); break;
    case FETCH: push(*cell(pop())); break;
    case STORE: b = pop(); *cell(b) = pop(); break;
    case ALLOT: allot(pop()); break;
    case HERE: push(cell_count); break;
    default: b = pop(); push(combined(operation, pop(), b));
    }
}

/* The limit of a loop lies below its index on the return stack. */
static bool is_loop_over(void)
{
    int32_t *index = top_return(1), limit = *top_return(2);
    *index = (int32_t)((uint32_t)*index + 1);
    if (*index != limit)
        return false;
    return_count -= 2;
    return true;
}

/* All that the input says together has so many steps. */
static uint32_t steps;

static void execute(int32_t at)
{
    for (;;) {
        if (steps++ == STEPS_MAX)
            wrong("it does not end, line");
        if (at < 0 || at + 1 >= CODE_MAX)
            wrong("nowhere to return to, line");
        int32_t operation = code[at++];
        switch (operation) {
        case HALT: return;
        case LITERAL: push(code[at++]); break;
        case JUMP: at = code[at]; break;
        case JUMP_IF_ZERO: at = pop() == 0 ? code[at] : at + 1; break;
        case CALL: push_return(at + 1); at = code[at]; break;
        case EXIT: at = pop_return(); break;
        case DO: { int32_t index = pop(); push_return(pop()); push_return(index); } break;
        case LOOP: at = is_loop_over() ? at + 1 : code[at]; break;
        default: operate((enum operation)operation);
        }
    }
}

/* ---- the compiler ---- */

static void compile(int32_t value)
{
    /* The last places stay HALT. */
    if (code_count >= CODE_MAX - 4)
        wrong("too much code, line");
    code[code_count++] = value;
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

static bool next_token(void)
{
    for (; source.at < source.end && is_space(*source.at); source.at++)
        if (*source.at == '\n')
            line_number++;
    token.at = source.at;
    while (source.at < source.end && !is_space(*source.at))
        source.at++;
    token.end = source.at;
    return token.at < token.end;
}

static bool is_same(struct reader name, const void *text, size_t length)
{
    return (size_t)(name.end - name.at) == length && memcmp(name.at, text, length) == 0;
}

static bool is_token(const char *text)
{
    return is_same(token, text, strlen(text));
}

static bool is_number(int32_t *value)
{
    const uint8_t *at = token.at;
    bool is_negative = *at == '-' && token.end - at > 1;
    uint32_t sum = 0;
    for (at += is_negative; at < token.end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        sum = 10 * sum + (*at - '0');
    }
    *value = (int32_t)(is_negative ? 0u - sum : sum);
    return true;
}

/* Places in the code that structures under way have left open or will jump back to. */
static int32_t open_places[STACK_MAX], open_count;

static void open_place(int32_t place)
{
    if (open_count == STACK_MAX)
        wrong("too deep, line");
    open_places[open_count++] = place;
}

static int32_t close_place(void)
{
    if (open_count == 0)
        wrong("nothing is open here, line");
    return open_places[--open_count];
}

/* A jump whose place comes later. */
static void compile_open(enum operation jump)
{
    compile(jump);
    open_place(code_count);
    compile(0);
}

static void compile_back(enum operation jump)
{
    compile(jump);
    compile(close_place());
}

static void close_here(void)
{
    code[close_place()] = code_count;
}

static bool is_structure(void)
{
    if (is_token("if")) {
        compile_open(JUMP_IF_ZERO);
    } else if (is_token("else")) {
        int32_t place = close_place();
        compile_open(JUMP);
        code[place] = code_count;
    } else if (is_token("then")) {
        close_here();
    } else if (is_token("begin")) {
        open_place(code_count);
    } else if (is_token("until")) {
        compile_back(JUMP_IF_ZERO);
    } else if (is_token("while")) {
        int32_t start = close_place();
        compile_open(JUMP_IF_ZERO);
        open_place(start);
    } else if (is_token("repeat")) {
        compile_back(JUMP);
        close_here();
    } else if (is_token("do")) {
        compile(DO);
        open_place(code_count);
    } else if (is_token("loop")) {
        compile_back(LOOP);
    } else {
        return false;
    }
    return true;
}

static void skip_comment(uint8_t end)
{
    while (source.at < source.end && *source.at != end)
        if (*source.at++ == '\n')
            line_number++;
    if (end == ')' && source.at < source.end)
        source.at++;
}

static bool is_defined(void)
{
    /* A later definition of a name hides an earlier one. */
    for (int32_t i = word_count; i-- > 0;) {
        if (!is_same(words[i].name, token.at, (size_t)(token.end - token.at)))
            continue;
        compile(CALL);
        compile(words[i].start);
        return true;
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!is_token(names[i]))
            continue;
        compile((int32_t)i);
        return true;
    }
    return false;
}

static void compile_token(void)
{
    int32_t value;
    if (is_token("\\")) {
        skip_comment('\n');
    } else if (is_token("(")) {
        skip_comment(')');
    } else if (!is_structure() && !is_defined()) {
        if (!is_number(&value))
            wrong("no such word, line");
        compile(LITERAL);
        compile(value);
    }
}

static void define(void)
{
    if (!next_token() || word_count == WORDS_MAX)
        wrong("no name or too many, line");
    struct word word = { token, code_count };
    for (;;) {
        if (!next_token())
            wrong("a definition does not end, line");
        if (is_token(";"))
            break;
        if (is_token("recurse")) {
            compile(CALL);
            compile(word.start);
        } else {
            compile_token();
        }
    }
    if (open_count > 0)
        wrong("a structure does not end, line");
    compile(EXIT);
    words[word_count++] = word;
}

/* Outside of definitions a line of words is compiled, run, and forgotten. */
static void interpret(void)
{
    int32_t start = code_count;
    do
        compile_token();
    while (open_count > 0 && next_token());
    if (open_count > 0)
        wrong("a structure does not end, line");
    compile(HALT);
    code_count = start;
    execute(start);
}

int run(const uint8_t *input, size_t length)
{
    source = reader_of(input, length);
    for (size_t i = 0; i < COUNT(code); i++)
        code[i] = HALT;
    while (next_token()) {
        if (is_token(":"))
            define();
        else
            interpret();
    }
    put_byte('\n');
    return 0;
}
