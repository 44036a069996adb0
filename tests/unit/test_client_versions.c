/* test_client_versions.c: what depends on the librdkafka that was found: topic_cache.c, refill.c.
 *
 * Two of the library's functions are replaced here: which version it is, and the call that wakes
 * its threads. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "client/refill.h"
#include "client/topic_cache.h"

static int version;
static int wakes;
static char user[16], password[16];

int rd_kafka_version(void)
{
    return version;
}

rd_kafka_error_t *rd_kafka_sasl_set_credentials(rd_kafka_t *rk, const char *name, const char *word)
{
    (void)rk;
    wakes++;
    snprintf(user, sizeof user, "%s", name);
    snprintf(password, sizeof password, "%s", word);
    return NULL;
}

static void topics_are_forgotten_soon_only_where_their_memory_is_not_safe(void **state)
{
    (void)state;
    static const struct {
        int version;
        bool unsafe;
    } table[] = {{0x020002ff, false}, {0x0203ffff, false}, {0x02040000, true}, {0x020500ff, true},
                 {0x0209ffff, true},  {0x020a0000, false}, {0x020e00ff, false}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char age[16] = "";
        size_t size = sizeof age;
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        version = table[i].version;
        topic_cache_configure(conf);
        rd_kafka_conf_get(conf, "metadata.max.age.ms", age, &size);
        assert_string_equal(age, table[i].unsafe ? "50" : "900000");
        assert_int_equal(topic_cache_pause_ms(), table[i].unsafe ? 60 : 0);
        rd_kafka_conf_destroy(conf);
    }
}

static rd_kafka_t *make_client(struct refill *r, const char *name)
{
    char why[200];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    refill_configure(r, conf);
    if (name != NULL) {
        rd_kafka_conf_set(conf, "sasl.username", name, NULL, 0);
        rd_kafka_conf_set(conf, "sasl.password", "secret", NULL, 0);
    }
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    assert_non_null(rk);
    refill_open(r, rk, 100);
    wakes = 0;
    return rk;
}

static void a_library_that_looks_again_by_itself_is_told_to_and_never_woken(void **state)
{
    (void)state;
    struct refill r;
    char backoff[16] = "";
    size_t size = sizeof backoff;
    rd_kafka_t *rk = make_client(&r, NULL);
    bool known = rd_kafka_conf_get(rd_kafka_conf(rk), "fetch.queue.backoff.ms", backoff, &size) ==
                 RD_KAFKA_CONF_OK;
    assert_string_equal(backoff, known ? "2" : "");
    assert_int_equal(r.by_itself, known);
    r.by_itself = true;
    refill_taken(&r, 1000000, 1 << 30);
    assert_int_equal(wakes, 0);
    refill_close(&r);
    rd_kafka_destroy(rk);
}

static void an_older_one_is_woken_whenever_enough_was_taken(void **state)
{
    (void)state;
    struct refill r;
    rd_kafka_t *rk = make_client(&r, "flight");
    r.by_itself = false;
    refill_taken(&r, 60, 10);
    refill_taken(&r, 39, 10);
    assert_int_equal(wakes, 0);
    refill_taken(&r, 1, 10);
    assert_int_equal(wakes, 1); /* 100 messages */
    refill_taken(&r, 99, 10);
    assert_int_equal(wakes, 1);
    refill_taken(&r, 0, 128 * 1024 - 11);
    assert_int_equal(wakes, 1);
    refill_taken(&r, 0, 1);
    assert_int_equal(wakes, 2); /* 128 KiB */
    refill_taken(&r, 99, 128 * 1024 - 1);
    assert_int_equal(wakes, 2);
    assert_string_equal(user, "flight"); /* what it logs in with stays what it was */
    assert_string_equal(password, "secret");
    refill_close(&r);
    rd_kafka_destroy(rk);
}

static void without_credentials_empty_ones_wake_it(void **state)
{
    (void)state;
    struct refill r;
    rd_kafka_t *rk = make_client(&r, NULL);
    r.by_itself = false;
    refill_taken(&r, 100, 0);
    assert_int_equal(wakes, 1);
    assert_string_equal(user, "");
    assert_string_equal(password, "");
    refill_close(&r);
    rd_kafka_destroy(rk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topics_are_forgotten_soon_only_where_their_memory_is_not_safe),
        cmocka_unit_test(a_library_that_looks_again_by_itself_is_told_to_and_never_woken),
        cmocka_unit_test(an_older_one_is_woken_whenever_enough_was_taken),
        cmocka_unit_test(without_credentials_empty_ones_wake_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
