/* Where the first line of the input stands in the rest of it, by the search of Boyer, Moore and Horspool. */
#include "runtime.h"

static size_t shift[256];

int run(const uint8_t *input, size_t length)
{
    struct reader text = reader_of(input, length), word;
    if (!read_line(&text, &word) || word.at == word.end)
        fail("the first line is to hold what is looked for");
    size_t word_length = (size_t)(word.end - word.at), text_length = (size_t)(text.end - text.at), found = 0, looks = 0;
    for (size_t i = 0; i < COUNT(shift); i++)
        shift[i] = word_length;
    for (size_t i = 0; i + 1 < word_length; i++)
        shift[word.at[i]] = word_length - 1 - i;
    for (size_t at = 0; at + word_length <= text_length; at += shift[text.at[at + word_length - 1]], looks++) {
        if (memcmp(text.at + at, word.at, word_length) != 0)
            continue;
        put_unsigned(at);
        put_byte('\n');
        found++;
    }
    put_unsigned(found);
    put_text(" found, looked at ");
    put_unsigned(looks);
    put_text(" places of ");
    put_unsigned(text_length);
    put_byte('\n');
    return 0;
}
