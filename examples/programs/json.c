/* Reads JSON (RFC 8259) into a tree and prints it indented, the members of each object in order of their names. */
#include "runtime.h"

#define NODES_MAX 8192
#define DEPTH_MAX 64

/* Strings, numbers and words stay as they were written: `text` is their place in the input. */
struct node {
    struct reader name, text;
    char kind; /* '{', '[', or 0 for what has no parts */
    struct node *first, *next;
};

static struct node nodes[NODES_MAX];
static size_t node_count;
static const uint8_t *begin_of_input;
static struct reader reader;

static _Noreturn void wrong(const char *text)
{
    fail_at(text, (uint32_t)(reader.at - begin_of_input));
}

static int peek(void)
{
    return reader.at < reader.end ? *reader.at : -1;
}

static bool is_taken(int byte)
{
    if (peek() != byte)
        return false;
    reader.at++;
    return true;
}

static void need_digits(void)
{
    if (peek() < '0' || peek() > '9')
        wrong("a digit is expected at byte");
    while (peek() >= '0' && peek() <= '9')
        reader.at++;
}

static void read_number(void)
{
    is_taken('-');
    if (!is_taken('0'))
        need_digits();
    if (is_taken('.'))
        need_digits();
    if (is_taken('e') || is_taken('E')) {
        if (!is_taken('+'))
            is_taken('-');
        need_digits();
    }
}

static bool is_hex(int byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'f');
}

static void read_escape(void)
{
    if (is_taken('u')) {
        for (int i = 0; i < 4; i++, reader.at++)
            if (!is_hex(peek()))
                wrong("a hexadecimal digit is expected at byte");
        return;
    }
    for (const char *letter = "\"\\/bfnrt"; *letter != '\0'; letter++)
        if (is_taken(*letter))
            return;
    wrong("no such escape at byte");
}

static struct reader read_string(void)
{
    struct reader text = reader;
    if (!is_taken('"'))
        wrong("a string is expected at byte");
    while (!is_taken('"')) {
        if (peek() < 0x20)
            wrong("a string does not end at byte");
        if (*reader.at++ == '\\')
            read_escape();
    }
    text.end = reader.at;
    return text;
}

static void read_word(const char *word)
{
    for (; *word != '\0'; word++)
        if (!is_taken(*word))
            wrong("no value at byte");
}

static struct node *read_value(int depth);

static int order_of(struct reader a, struct reader b)
{
    size_t left = (size_t)(a.end - a.at), right = (size_t)(b.end - b.at);
    int order = memcmp(a.at, b.at, left < right ? left : right);
    return order != 0 ? order : left < right ? -1 : left > right;
}

/* Where a part goes: the end of an array, the place of its name in an object, behind an equal one. */
static void insert(struct node *parent, struct node *part, struct node *last)
{
    struct node **place = &parent->first;
    if (parent->kind == '[' && last != NULL)
        place = &last->next;
    while (parent->kind == '{' && *place != NULL && order_of((*place)->name, part->name) <= 0)
        place = &(*place)->next;
    part->next = *place;
    *place = part;
}

static void read_parts(struct node *parent, int end, int depth)
{
    struct node *last = NULL;
    skip_space(&reader);
    if (is_taken(end))
        return;
    for (;;) {
        struct reader name = { NULL, NULL };
        skip_space(&reader);
        if (parent->kind == '{') {
            name = read_string();
            skip_space(&reader);
            if (!is_taken(':'))
                wrong("a colon is expected at byte");
        }
        struct node *part = read_value(depth);
        part->name = name;
        insert(parent, part, last);
        last = part;
        skip_space(&reader);
        if (is_taken(end))
            return;
        if (!is_taken(','))
            wrong("a comma or the end is expected at byte");
    }
}

static struct node *read_value(int depth)
{
    if (depth == DEPTH_MAX || node_count == NODES_MAX)
        wrong("too much or too deep at byte");
    struct node *node = &nodes[node_count++];
    skip_space(&reader);
    node->text.at = reader.at;
    switch (peek()) {
    case '{':
    case '[':
        node->kind = (char)*reader.at++;
        read_parts(node, node->kind + 2, depth + 1);
        break;
    case '"': read_string(); break;
    case 't': read_word("true"); break;
    case 'f': read_word("false"); break;
    case 'n': read_word("null"); break;
    default: read_number();
    }
    node->text.end = reader.at;
    return node;
}

static void put_reader(struct reader text)
{
    put_bytes(text.at, (size_t)(text.end - text.at));
}

static void put_line(int depth)
{
    put_byte('\n');
    for (int i = 0; i < depth; i++)
        put_text("  ");
}

static void put_node(const struct node *node, int depth)
{
    if (node->kind == '\0') {
        put_reader(node->text);
        return;
    }
    put_byte((uint8_t)node->kind);
    for (const struct node *part = node->first; part != NULL; part = part->next) {
        put_line(depth + 1);
        if (node->kind == '{') {
            put_reader(part->name);
            put_text(": ");
        }
        put_node(part, depth + 1);
        if (part->next != NULL)
            put_byte(',');
    }
    if (node->first != NULL)
        put_line(depth);
    put_byte((uint8_t)(node->kind + 2));
}

int run(const uint8_t *input, size_t length)
{
    begin_of_input = input;
    reader = reader_of(input, length);
    struct node *root = read_value(0);
    skip_space(&reader);
    if (reader.at < reader.end)
        wrong("something follows the value at byte");
    put_node(root, 0);
    put_byte('\n');
    return 0;
}
