/* golden.c: see golden.h. */
#include "test.h"

#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/render.h"

/* Says which rows differ, and how, before it fails. */
static void print_rows(const char *name, const char *got, const char *want)
{
    for (int row = 1; *got != '\0' && *want != '\0'; row++) {
        size_t a = strcspn(got, "\n"), b = strcspn(want, "\n");
        if (a != b || memcmp(got, want, a) != 0)
            print_error("%s row %d\n got  %.*s\n want %.*s\n", name, row, (int)a, got, (int)b,
                        want);
        got += a + (got[a] != '\0');
        want += b + (want[b] != '\0');
    }
}

static void expect_file(const char *name, const char *suffix, struct buf *text)
{
    char path[512], line[4096];
    struct buf golden = {0};
    snprintf(path, sizeof path, "%s/tests/ui/golden/%s%s", SOURCE_DIR, name, suffix);
    if (getenv("GOLDEN_WRITE") != NULL) {
        FILE *out = fopen(path, "w");
        fputs(buf_text(text), out);
        fclose(out);
    }
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL)
        buf_add_text(&golden, line);
    fclose(in);
    bool same = strcmp(buf_text(text), buf_text(&golden)) == 0;
    if (!same)
        print_rows(name, buf_text(text), buf_text(&golden));
    assert_true(same);
    buf_deinit(&golden);
}

static void render_roles(const struct canvas *c, struct buf *out)
{
    static const char letters[ROLE_COUNT] = {
        [ROLE_TEXT] = '.',  [ROLE_DIM] = 'd',    [ROLE_BAR] = 'b',     [ROLE_KEY] = 'k',
        [ROLE_CHART] = 'c', [ROLE_GO] = 'G',     [ROLE_CAUTION] = 'Y', [ROLE_ALARM] = 'R',
        [ROLE_STALE] = '?', [ROLE_REPLAY] = 'P', [ROLE_SELECT] = 's',
    };
    for (int row = 0; row < c->rows; row++) {
        for (int col = 0; col < c->cols; col++)
            buf_add_byte(out, (uint8_t)letters[canvas_cell(c, row, col)->role]);
        buf_add_byte(out, '\n');
    }
}

void expect_golden(const char *name, const struct canvas *c)
{
    struct buf text = {0}, roles = {0};
    render_rows(c, "|", &text);
    render_roles(c, &roles);
    expect_file(name, ".txt", &text);
    expect_file(name, ".roles", &roles);
    buf_deinit(&text);
    buf_deinit(&roles);
}
