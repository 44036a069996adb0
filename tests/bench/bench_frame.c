/* bench_frame.c: what a frame costs: the time to lay it out and to hand it to the terminal, and the
 * bytes the terminal gets, for a whole frame, ten changed numbers, and no change (the bound: 0). */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "scene_fixture.h"
#include "terminal.h"
#include "test.h"
#include "ui/layout.h"
#include "ui/tty.h"

enum { FRAMES = 200 };

enum change { CHANGE_ALL, CHANGE_NUMBERS, CHANGE_NOTHING, CHANGES };

static const char *const changes[CHANGES] = {
    [CHANGE_ALL] = "drawn whole",
    [CHANGE_NUMBERS] = "numbers changed",
    [CHANGE_NOTHING] = "nothing changed",
};

struct painter {
    int rows, cols;
    int command[2], result[2]; /* pipes: a change to draw, and the time it took in us */
};

static void change_scene(struct scene *s, struct tty *screen, enum change change)
{
    if (change == CHANGE_ALL)
        tty_redraw(screen);
    if (change == CHANGE_NUMBERS)
        for (int i = 0; i < s->fleet_count; i++)
            for (int k = 0; k < (int)ARRAY_SIZE(s->fleet[i].values); k++)
                s->fleet[i].values[k].value += 1.1;
}

/* The child on the terminal: draws one frame per command. */
static int paint(void *arg)
{
    struct painter *p = arg;
    struct tty *screen;
    struct tty_options options = {0};
    struct err err;
    struct canvas c;
    struct scene *s = mem_zero(1, sizeof *s);
    char change;
    bool eof;
    if (tty_open(&screen, &options, &err) != 0)
        return 1;
    scene_init(s);
    fixture_fleet(s);
    canvas_init(&c, p->rows, p->cols, false);
    while (read(p->command[0], &change, 1) == 1 && change != CHANGES) {
        change_scene(s, screen, (enum change)change);
        int64_t start_ns = clock_mono_ns();
        layout_draw(s, &c);
        tty_draw(screen, &c, clock_mono_ms());
        double us = (double)(clock_mono_ns() - start_ns) / 1e3;
        while (tty_key(screen, clock_mono_ms(), &eof) !=
               KEYCODE_NONE) /* the terminal's responses */
            ;
        if (write(p->result[1], &us, sizeof us) != sizeof us)
            break;
    }
    tty_close(screen);
    return 0;
}

static double draw(struct painter *p, struct terminal *t, char change)
{
    double us = 0;
    if (write(p->command[1], &change, 1) != 1 || read(p->result[0], &us, sizeof us) != sizeof us)
        fail_msg("the painter is gone");
    while (terminal_pump(t, 2))
        ;
    return us;
}

static void measure(struct painter *p, struct terminal *t, enum change change)
{
    double us[FRAMES];
    char what[64], ours[40];
    size_t before = t->raw.len;
    for (int i = 0; i < FRAMES; i++)
        us[i] = draw(p, t, (char)change);
    size_t bytes = (t->raw.len - before) / FRAMES;
    snprintf(what, sizeof what, "frame %dx%d, %s", p->cols, p->rows, changes[change]);
    snprintf(ours, sizeof ours, "%.0f / %.0f", bench_percentile(us, FRAMES, 50),
             bench_percentile(us, FRAMES, 99));
    bench_print((struct bench_row){.what = what, .unit = "us", .ours = ours});
    snprintf(ours, sizeof ours, "%zu", bytes);
    bench_print((struct bench_row){.what = what,
                                   .unit = "bytes",
                                   .ours = ours,
                                   .bound = change == CHANGE_NOTHING ? "0" : NULL,
                                   .missed = change == CHANGE_NOTHING && bytes > 0});
}

static void measure_size(int rows, int cols)
{
    struct painter p = {.rows = rows, .cols = cols};
    struct terminal t;
    if (pipe(p.command) != 0 || pipe(p.result) != 0)
        fail_msg("no pipe");
    terminal_start(&t, rows, cols, "xterm-256color", paint, &p);
    draw(&p, &t, CHANGE_ALL);
    for (int change = 0; change < CHANGES; change++)
        measure(&p, &t, (enum change)change);
    if (write(p.command[1], &(char){CHANGES}, 1) != 1)
        fail_msg("the painter is gone");
    terminal_end(&t);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    measure_size(24, 80);
    measure_size(48, 160);
    return bench_result();
}
