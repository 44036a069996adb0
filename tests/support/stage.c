/* stage.c: see stage.h. */
#include "test.h"

#include "demo_mission.h"
#include "stage.h"

#include <locale.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"

enum { MONO_MS = 1000000, PATIENCE_MS = 30000 };

/* In the child. */
static struct stage_shared *shared;

static void set_clock(int number)
{
    (void)number;
    clock_fake(shared->wall_ms, shared->mono_ms * 1000000);
    atomic_fetch_add(&shared->turns, 1);
}

static void nobody_records(void *owner)
{
    ((struct stage_shared *)owner)->asked++;
}

static void opened(void *owner)
{
    ((struct stage_shared *)owner)->opened++;
}

static int perform(void *arg)
{
    const struct stage *s = arg;
    static const volatile sig_atomic_t never = 0;
    struct view view;
    struct loop_options options = {.view = &view,
                                   .cache = s->cache,
                                   .tty = {.crew = s->crew},
                                   .fps = s->fps,
                                   .duration_ms = s->duration_ms,
                                   .past = s->past,
                                   .tour = s->tour,
                                   .stop = &never,
                                   .nobody_records = nobody_records,
                                   .opened = opened,
                                   .owner = s->shared};
    shared = s->shared;
    setlocale(LC_ALL, "");
    struct sigaction action = {.sa_handler = set_clock}; /* it interrupts poll() */
    sigaction(SIGUSR1, &action, NULL);
    set_clock(0);
    view_init(&view, &mission_demo);
    view.started_recorder = s->started_recorder;
    shared->rc = loop_run(&options, &shared->result, &shared->err);
    view_deinit(&view);
    return 0;
}

void stage_init(struct stage *s, const char *cache, int64_t start_ms)
{
    *s = (struct stage){
        .cache = cache, .start_ms = start_ms, .rows = 24, .cols = 80, .term = "xterm-256color"};
}

void stage_start(struct stage *s)
{
    s->shared =
        mmap(NULL, sizeof *s->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(s->shared != MAP_FAILED);
    s->shared->wall_ms = s->start_ms;
    s->shared->mono_ms = MONO_MS;
    s->shared->result = (struct loop_result){9, 9, 9, 9, true, true, true}; /* of nobody */
    terminal_start(&s->terminal, s->rows, s->cols, s->term, perform, s);
}

void stage_at(struct stage *s, int64_t ms)
{
    int before = atomic_load(&s->shared->turns);
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    s->shared->wall_ms = s->start_ms + ms;
    s->shared->mono_ms = MONO_MS + ms;
    kill(s->terminal.pid, SIGUSR1);
    while (atomic_load(&s->shared->turns) == before) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(&s->terminal, 1);
    }
}

void stage_wait(struct stage *s)
{
    assert_int_equal(terminal_wait(&s->terminal), 0);
}

void stage_deinit(struct stage *s)
{
    buf_deinit(&s->terminal.raw);
    munmap(s->shared, sizeof *s->shared);
}
