/* test_ground_keys.c: the real dashboard at LIVE, on a terminal that sends what terminals send: no
 * escape sequence is ever typed as its letters, a paste is no row of keys, the mouse is on. */
#include "range_kit.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "terminal.h"

enum { SEQUENCES = 10000, AT_ONCE = 400, SIZE = 32, FIRST_ROW = 3, PATIENCE_MS = 30000 };

static struct range range;

static int dashboard(void *arg)
{
    (void)arg;
    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1); /* no session is kept */
    execl(BUILD_DIR "/bin/ground", "ground", "--cache", range.cache, "--bootstrap-server",
          range.bootstrap, NULL);
    return 127;
}

static int begin(void **state)
{
    static const char *const rockets[] = {"F9-A", "F9-B", "F9-C"};
    (void)state;
    range_open(&range, NULL);
    create_topic(&range.client, "t", 1);
    for (size_t i = 0; i < ARRAY_SIZE(rockets); i++) {
        struct batch_spec spec = {.key = rockets[i], .value = "{\"alt\": 1}"};
        assert_int_equal(produce(&range.client, "t", -1, spec).error_code, 0);
    }
    range_record(&range);
    range_wait_for(&range, ARRAY_SIZE(rockets));
    return 0;
}

static int end(void **state)
{
    (void)state;
    range_end(&range);
    range_close(&range);
    return 0;
}

static void start(struct terminal *t, const char *term)
{
    terminal_start(t, 24, 80, term, dashboard, NULL);
    terminal_until(t, "LIVE");
    terminal_until(t, "F9-C");
}

static void leave(struct terminal *t)
{
    terminal_type(t, "\x03");
    assert_int_equal(terminal_end(t), 0);
}

/* What was typed before has been dealt with: M is answered, by turns with these words. */
static void catch_up(struct terminal *t)
{
    terminal_type(t, "M");
    terminal_until(t, "mouse off");
    terminal_type(t, "M");
    terminal_until(t, "mouse on");
}

static bool is_selected(struct terminal *t, int rocket)
{
    return terminal_cell(t, FIRST_ROW + rocket, 0).chars[0] == '>';
}

static void until_selected(struct terminal *t, int rocket)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (!is_selected(t, rocket)) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(t, 50);
    }
}

static void expect_live_fleet(struct terminal *t, const char *after)
{
    catch_up(t);
    if (!terminal_shows(t, "LIVE ") || !terminal_shows(t, "[1FLEET]") || !is_selected(t, 0))
        fail_msg("not at LIVE on FLEET after %s", after);
}

/* ---- sequences ----------------------------------------------------------------------------- */

static void sequences_without_a_meaning_change_neither_mode_nor_screen(void **state)
{
    static const char *const sequences[] = {
        "[2~",
        "[3~",
        "[12~",
        "[1;9C",
        "[1;5D",
        "[I",
        "[O",
        "[97;5u",
        "[103u",
        "[27;2;103~",
        "[200~q1g[\r\033[201~",
        "[c",
        "[?62;22c",
        "[24;80R",
        "[[B",
        "OQ",
        "Oq",
        "O5C",
        "]0;1g[\a",
        "]52;c;MWc=\a",
        "P1g[\033\\",
        "_1g[\033\\",
        "^1g[\033\\",
        "X1g[\033\\",

        "\033[C",
        "[<2;9;9M",
        "[1!p",
    };
    struct terminal t;
    char bytes[SIZE];
    (void)state;
    start(&t, "xterm-256color");
    for (size_t i = 0; i < ARRAY_SIZE(sequences); i++) {
        snprintf(bytes, sizeof bytes, "\033%s", sequences[i]);
        terminal_type(&t, bytes);
        expect_live_fleet(&t, sequences[i]);
    }
    leave(&t);
}

static char any(unsigned *seed, int first, int last)
{
    return (char)(first + rand_r(seed) % (last - first + 1));
}

/* A CSI whose first number no key has: any marker, numbers, intermediate byte, final. */
static int random_csi(unsigned *seed, char *out)
{
    static const char *const markers[] = {"", "", "?", ">", "="}, *const odd[] = {"", "", "!", " ",
                                                                                  "$"};
    return snprintf(out, SIZE, "\033[%s%d;%d;%d%s%c", markers[rand_r(seed) % 5],
                    300 + rand_r(seed) % 1000, rand_r(seed) % 300, rand_r(seed) % 300,
                    odd[rand_r(seed) % 5], any(seed, 0x40, 0x7e));
}

static int random_string(unsigned *seed, char *out)
{
    static const char introducers[] = "]P_^X";
    int n = snprintf(out, SIZE, "\033%c", introducers[rand_r(seed) % 5]);
    for (int i = rand_r(seed) % 20; i > 0; i--)
        out[n++] = any(seed, 0x20, 0x7e);
    return n + snprintf(out + n, (size_t)(SIZE - n), "\033\\");
}

/* A sequence that means nothing here, by its shape alone. */
static int random_sequence(unsigned *seed, char out[SIZE])
{
    static const char ss3[] = "EGIQRSTUVWXZabcdjklmnopqrstuvwxyz";
    switch (rand_r(seed) % 4) {
    case 0:
        return random_string(seed, out);
    case 1:
        return snprintf(out, SIZE, "\033O%c", ss3[(size_t)rand_r(seed) % (sizeof ss3 - 1)]);
    default:
        return random_csi(seed, out);
    }
}

static void ten_thousand_random_sequences_change_neither_mode_nor_screen(void **state)
{
    struct terminal t;
    unsigned seed = 20261126;
    char bytes[AT_ONCE * SIZE + 1];
    (void)state;
    start(&t, "xterm-256color");
    for (int i = 0; i < SEQUENCES; i += AT_ONCE) {
        int n = 0;
        for (int k = 0; k < AT_ONCE; k++)
            n += random_sequence(&seed, bytes + n);
        terminal_type(&t, bytes);
        expect_live_fleet(&t, bytes);
    }
    leave(&t);
}

static void known_keys_work_whatever_the_terminal_is_called(void **state)
{
    static const char *const terms[] = {"xterm-256color", "vt100", "linux"};
    static const char *const ends[] = {"\033[4~", "\033[F", "\033OF", "\033[8~"};
    static const char *const homes[] = {"\033[1~", "\033[H", "\033OH", "\033[7~"};
    struct terminal t;
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(terms); i++) {
        start(&t, terms[i]);
        for (size_t k = 0; k < ARRAY_SIZE(ends); k++) {
            terminal_type(&t, ends[k]);
            until_selected(&t, 2);
            terminal_type(&t, homes[k]);
            until_selected(&t, 0);
        }
        leave(&t);
    }
}

static void pasted_text_is_no_key_and_in_a_prompt_it_is_text(void **state)
{
    struct terminal t;
    (void)state;
    start(&t, "xterm-256color");
    assert_non_null(strstr(buf_text(&t.raw), "\033[?2004h"));
    terminal_type(&t, "\033[200~3 [\rq\033[201~");
    terminal_until(&t, "a paste presses no keys");
    expect_live_fleet(&t, "a paste");
    terminal_type(&t, "/\033[200~caf\xc3\xa9\n1\033[201~");
    terminal_until(&t, "find: caf\xc3\xa9 1_");
    terminal_type(&t, "\033");
    expect_live_fleet(&t, "a prompt that was left");
    leave(&t);
}

/* ---- the mouse ----------------------------------------------------------------------------- */

static void the_mouse_is_on_from_the_start_and_six_of_six_clicks_count(void **state)
{
    static const struct {
        int col;
        const char *shown;
    } tabs[] = {{20, "[3CONSOLE]"}, {2, "[1FLEET]"}, {28, "[5LINKS]"},
                {35, "[6FLIGHTS]"}, {2, "[1FLEET]"}, {20, "[3CONSOLE]"}};
    struct terminal t;
    char click[SIZE];
    (void)state;
    start(&t, "xterm-256color");
    terminal_until(&t, "the mouse is on; M turns it off");
    for (size_t i = 0; i < ARRAY_SIZE(tabs); i++) {
        snprintf(click, sizeof click, "\033[<0;%d;2M\033[<0;%d;2m", tabs[i].col, tabs[i].col);
        terminal_type(&t, click); /* in one write */
        terminal_until(&t, tabs[i].shown);
    }
    terminal_type(&t, "M");
    terminal_until(&t, "mouse off");
    const char *raw = buf_text(&t.raw);
    assert_non_null(strstr(raw, "\033[?1002l"));
    snprintf(click, sizeof click, "\033[<0;%d;2M\033[<0;%d;2m", 2, 2);
    terminal_type(&t, click); /* on its way when M was pressed */
    terminal_type(&t, "1");
    terminal_until(&t, "[1FLEET]");
    leave(&t);
}

/* The file named in row 24 is found by its pattern: its name ends in the time. */
static void X_writes_the_flight_beside_the_cache_while_the_screen_goes_on(void **state)
{
    struct terminal t;
    char pattern[128], text[256] = "";
    glob_t found;
    (void)state;
    start(&t, "xterm-256color");
    terminal_type(&t, "X");
    terminal_until(&t, "1 message written to");
    leave(&t);
    snprintf(pattern, sizeof pattern, "%s/flight-*.csv*", range.dir);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    FILE *f = fopen(found.gl_pathv[0], "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    assert_memory_equal(text, "time,T,alt\r\n20", 14);
    assert_non_null(strstr(text, "Z,,1\r\n"));
    assert_int_equal(unlink(found.gl_pathv[0]), 0);
    globfree(&found);
}

static int read_only(void *arg)
{
    (void)arg;
    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1);
    execl(BUILD_DIR "/bin/ground", "ground", "crew", "--cache", range.cache, NULL);
    return 127;
}

static void X_is_refused_to_a_crew(void **state)
{
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", read_only, NULL);
    terminal_until(&t, "F9-C");
    terminal_type(&t, "X");
    terminal_until(&t, "read-only: crew session");
    leave(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_without_a_meaning_change_neither_mode_nor_screen),
        cmocka_unit_test(ten_thousand_random_sequences_change_neither_mode_nor_screen),
        cmocka_unit_test(known_keys_work_whatever_the_terminal_is_called),
        cmocka_unit_test(pasted_text_is_no_key_and_in_a_prompt_it_is_text),
        cmocka_unit_test(the_mouse_is_on_from_the_start_and_six_of_six_clicks_count),
        cmocka_unit_test(X_writes_the_flight_beside_the_cache_while_the_screen_goes_on),
        cmocka_unit_test(X_is_refused_to_a_crew),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
