#include "ui/glyph.h"

#include <langinfo.h>
#include <string.h>
#include <wchar.h>

static const struct {
    const char *sign;
    char ascii;
} rows[] = {
    {"●", 'o'}, {"▲", '^'}, {"■", '#'}, {"◇", '%'}, {"○", '?'}, {"□", '-'}, {"·", '.'}, {"─", '-'},
    {"│", '|'}, {"├", '['}, {"┤", ']'}, {"◆", 'O'}, {"└", '|'}, {"━", '='}, {"┿", '+'}, {"╋", '#'},
    {"┄", '.'}, {"┈", '.'}, {"▁", '_'}, {"▂", '.'}, {"▃", '-'}, {"▄", '~'}, {"▅", '='}, {"▆", '+'},
    {"▇", '*'}, {"█", '#'}, {"…", '~'}, {"²", '2'}, {"↑", '^'}, {"↓", 'v'}, {"←", '<'}, {"→", '>'},
};

static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

char glyph_ascii(const char *text, size_t *length)
{
    *length = sequence_length((unsigned char)text[0]);
    if (*length == 1)
        return text[0];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strncmp(text, rows[i].sign, *length) == 0)
            return rows[i].ascii;
    return '?';
}

bool glyph_needs_ascii(const char *term)
{
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        return true;
    if (term != NULL && (strncmp(term, "linux", 5) == 0 || strncmp(term, "vt", 2) == 0))
        return true;
    return wcwidth(L'●') != 1;
}

const char *glyph_spark(int level)
{
    static const char *const levels[8] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    return levels[level < 0 ? 0 : level > 7 ? 7 : level];
}
