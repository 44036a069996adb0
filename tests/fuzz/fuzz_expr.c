/* fuzz_expr.c: any text as an expression: it is one, or there is a mistake; its value is a number
 * or UNKNOWN, a condition's true, false or UNKNOWN. */
#include <math.h>
#include <stdlib.h>

#include "expr/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static int channel(void *owner, const char *name)
{
    (void)owner;
    return name[0] >= 'a' && name[0] <= 'h' ? name[0] - 'a' : EXPR_NO_NAME;
}

static bool word_of(void *owner, int at, const char *word, double *out)
{
    (void)owner;
    *out = at;
    return word[0] == 's';
}

static void check_value(const struct expr *e, const struct expr_windows *windows)
{
    static const double channels[EXPR_CHANNELS_MOST] = {1, -2, 1e300, 0, 7, 0.1, 3, 4};
    struct window samples[EXPR_WINDOWS_MOST] = {0};
    double values[EXPR_WINDOWS_MOST];
    for (int i = 0; i < windows->count; i++) {
        struct window_kind kind = windows->items[i].kind;
        for (int64_t t = 0; t < 3; t++)
            window_add(&samples[i], kind, t * kind.span_ms / 2,
                       expr_value(windows->items[i].of, channels, values));
        values[i] = window_value(&samples[i], kind, kind.span_ms);
        check(isnan(values[i]) || isfinite(values[i]));
    }
    double value = expr_value(e, channels, values);
    check(isnan(value) || isfinite(value));
    check(!e->condition || isnan(value) || !(value < 0 || (value > 0 && value < 1) || value > 1));
    for (int i = 0; i < windows->count; i++)
        window_deinit(&samples[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct expr_names names = {.channel = channel, .state = word_of};
    struct expr_windows windows = {.count = 0};
    struct expr_mistake mistake;
    struct arena arena;
    arena_init(&arena, 0);
    const char *text = (const char *)arena_copy(&arena, bytes_make(data, size)).data;
    const struct expr *e = expr_parse(&arena, text, &names, &windows, &mistake);
    check((e == NULL) == (mistake.text[0] != '\0'));
    check(e != NULL || windows.count == 0);
    if (e != NULL)
        check_value(e, &windows);
    arena_deinit(&arena);
    return 0;
}
