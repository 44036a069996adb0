/* A broker with impossible metadata of some partitions: these are set aside, with a sentence, and
 * everything else is recorded. */
#include "range_kit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "liar.h"

static struct range range;
static struct liar *liar;

static const char *const lies[] = {"minus-seven", "too-far", "below", "backwards"};

static int begin(void **state)
{
    int port;
    (void)state;
    range_open(&range, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
        create_topic(&range.client, lies[i], 1);
        range_send(&range, lies[i], "a", 0, 3);
    }
    create_topic(&range.client, "true", 1);
    range_send(&range, "true", "a", 0, 3);
    liar = liar_start(range.broker.port, &port);
    snprintf(range.bootstrap, sizeof range.bootstrap, "127.0.0.1:%d", port);
    return 0;
}

static int end(void **state)
{
    (void)state;
    range_close(&range);
    liar_stop(liar);
    return 0;
}

/* What LINKS says of a partition is its note. */
static void wait_for_note(const char *topic, int32_t partition, const char *note)
{
    struct reader *reader;
    struct store_part part = {0};
    struct err err;
    bool found = false;
    assert_int_equal(reader_open(&reader, range.cache, &err), 0);
    for (int i = 0; i < 200 && !found; i++) {
        found = reader_part_find(reader, topic, partition, &part, &err) == 0 &&
                part.state == PART_DAMAGED && strstr(part.note, note) != NULL;
        if (!found)
            poll(NULL, 0, 50);
    }
    reader_close(reader);
    if (!found)
        fail_msg("%s: \"%s\" is said, not \"%s\"", topic, part.note, note);
}

static void what_cannot_be_is_set_aside_and_all_else_is_recorded(void **state)
{
    (void)state;
    range_record(&range);
    range_wait_for(&range, 3);
    wait_for_note("minus-seven", -7, "set aside: negative partition number");
    wait_for_note("backwards", 0, "set aside: invalid offsets");
    wait_for_note("too-far", 0, "invalid offset 9223372036854775807");
    range_send(&range, "true", "a", 3, 10);
    range_wait_for(&range, 10);
    range_end(&range);
}

static void until_end_names_one_of_them_and_ends(void **state)
{
    char out[8000], arguments[128];
    (void)state;
    snprintf(arguments, sizeof arguments, "record --until-end --bootstrap-server %s",
             range.bootstrap);
    assert_int_equal(range_ground(&range, arguments, out, sizeof out), 1);
    for (size_t i = 0; i < ARRAY_SIZE(lies); i++)
        if (strcmp(lies[i], "below") != 0) /* librdkafka leaves out what lies below its question */
            assert_non_null(strstr(out, lies[i]));
    range_wait_for(&range, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_cannot_be_is_set_aside_and_all_else_is_recorded, begin,
                                        end),
        cmocka_unit_test_setup_teardown(until_end_names_one_of_them_and_ends, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
