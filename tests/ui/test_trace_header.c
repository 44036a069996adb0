/* test_trace_header.c: the header `traceparent` as the inspector explains it. */
#include "test.h"

#include <string.h>

#include "ui/screens/trace_header.h"

static void a_trace_is_named_and_a_wrong_one_said(void **state)
{
#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN "00f067aa0ba902b7"
    static const struct {
        const char *value, *note;
    } rows[] = {
        {"00-" TRACE "-" SPAN "-01", "trace 4bf92f35…, sampled"},
        {"00-" TRACE "-" SPAN "-00", "trace 4bf92f35…, not sampled"},
        {"01-" TRACE "-" SPAN "-03-more", "trace 4bf92f35…, sampled"},
        {"00-" TRACE "-" SPAN "-01-more", "(not a trace)"},
        {"ff-" TRACE "-" SPAN "-01", "(not a trace)"},
        {"00-4BF92F3577b34da6a3ce929d0e0e4736-" SPAN "-01", "(not a trace)"},
        {"00-00000000000000000000000000000000-" SPAN "-01", "(not a trace)"},
        {"00-" TRACE "-0000000000000000-01", "(not a trace)"},
        {"00-" TRACE "-" SPAN "-0", "(not a trace)"},
        {"", "(not a trace)"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char note[TRACE_NOTE_SIZE];
        trace_header_note(bytes_of(rows[i].value), note);
        assert_string_equal(note, rows[i].note);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_trace_is_named_and_a_wrong_one_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
