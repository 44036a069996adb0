/* test_view_copy.c: the commands that y copies. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "ui/screens/flights.h"
#include "view_kit.h"

static void expect_said(struct view *v, const char *keys, const char *said)
{
    press(v, keys);
    assert_string_equal(v->said, said);
}

static void y_copies_the_command_for_the_selected_message_or_flight(void **state)
{
    (void)state;
    char command[200];
    struct view *v = open_launch();
    expect_said(v, "y", "y copies in 3 CONSOLE and 6 FLIGHTS");
    press(v, "3k");
    assert_int_equal(view_key(v, 'y'), WISH_COPY);
    assert_string_equal(v->copy,
                        "kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic "
                        "falcon9 --partition 0 --offset 114 --max-messages 1");
    assert_memory_equal(v->said, v->copy, sizeof v->said - 1);
    press(v, "6");
    assert_int_equal(view_key(v, 'y'), WISH_COPY);
    snprintf(command, sizeof command, "ground replay %lld --cache %s",
             (long long)flights_of(&v->scene)->rows[0].id, v->cache);
    assert_string_equal(v->copy, command);
    close_view(v);
}

static struct view *open_view_of_nothing(const char *cache)
{
    struct writer *w;
    struct err err;
    assert_int_equal(writer_open(&w, cache, &err), 0);
    writer_close(w);
    return open_view_of(cache);
}

static void y_copies_the_suggested_command_on_an_empty_fleet(void **state)
{
    (void)state;
    char cache[64];
    snprintf(cache, sizeof cache, "/tmp/view-nothing.%ld.db", (long)getpid());
    struct view *v = open_view_of_nothing(cache);
    snprintf(v->scene.broker, sizeof v->scene.broker, "pad:9093");
    assert_int_equal(view_key(v, 'y'), WISH_COPY);
    assert_string_equal(v->copy, "kafka-console-producer.sh --topic flugdaten --bootstrap-server "
                                 "pad:9093");
    press(v, "j");
    snprintf(v->scene.broker, sizeof v->scene.broker, "pad:9093");
    assert_int_equal(view_key(v, 'y'), WISH_COPY);
    assert_string_equal(v->copy, "kafka-console-producer.sh --topic rockets --bootstrap-server "
                                 "pad:9093 --property parse.key=true --property key.separator=:");
    snprintf(v->scene.broker, sizeof v->scene.broker, "pad;reboot:9093");
    expect_said(v, "y", "a name here is too long or not plain text: nothing copied");
    close_view(v);
    recording_remove(cache);
}

static void y_copies_nothing_that_a_shell_would_split_or_expand(void **state)
{
    (void)state;
    static const char *const names[] = {"a b", "a;b", "$(a)", "a'b", "\xc3\xa9"};
    struct view *v = open_launch();
    const char *cache = v->cache;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        press(v, "3");
        snprintf(v->scene.broker, sizeof v->scene.broker, "%s", names[i]);
        assert_int_equal(view_key(v, 'y'), 0);
        assert_string_equal(v->said, "a name here is too long or not plain text: nothing copied");
        press(v, "6");
        v->cache = names[i];
        assert_int_equal(view_key(v, 'y'), 0);
        assert_string_equal(v->said, "a name here is too long or not plain text: nothing copied");
        v->cache = cache;
    }
    press(v, "3");
    for (int i = 0; i < v->scene.console.count; i++)
        snprintf(v->scene.console.rows[i].place, sizeof v->scene.console.rows[i].place, "a/0");
    assert_int_equal(view_key(v, 'y'), 0);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(y_copies_the_command_for_the_selected_message_or_flight),
        cmocka_unit_test(y_copies_the_suggested_command_on_an_empty_fleet),
        cmocka_unit_test(y_copies_nothing_that_a_shell_would_split_or_expand),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
