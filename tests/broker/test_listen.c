/* Where a broker listens and keeps its data, what it says of that, and what it refuses to start on.
 */
#include "talk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The port it last said it listens on there. */
static int port_said(const char *host)
{
    static char text[4096];
    char words[128];
    FILE *file = fopen(broker.log, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    int words_len = snprintf(words, sizeof words, "listening on %s:", host);
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
        found = at;
    assert_non_null(found);
    char *end;
    long port = strtol(found + words_len, &end, 10);
    snprintf(words, sizeof words, ", data in %s\n", broker.dir);
    assert_memory_equal(end, words, strlen(words));
    return (int)port;
}

static void expect_answers_on(const char *host, int port)
{
    struct metadata_request none = {.topics = {NULL, 0}};
    client_connect_to(&client, host, port);
    const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &none);
    expect_text(r->brokers.items[0].host, host);
    assert_int_equal(r->brokers.items[0].port, port);
    client_close(&client);
}

/* The harness has it listen on an address of its own first. */
static void localhost_is_both_loopbacks_on_one_port(void **state)
{
    (void)state;
    broker = (struct test_broker){0};
    broker_start(&broker, (const char *const[]){"--listen", "localhost:0", NULL});
    int port = port_said("127.0.0.1");
    assert_int_not_equal(port, broker.port);
    assert_int_equal(port_said("[::1]"), port);
    expect_answers_on("127.0.0.1", broker.port);
    expect_answers_on("127.0.0.1", port);
    expect_answers_on("::1", port);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM);
    assert_true(broker_said(&broker, "stopping: signal 15"));
    broker_remove(&broker);
}

static void beyond_this_machine_it_listens_when_allowed(void **state)
{
    (void)state;
    static const char *const where[] = {"0.0.0.0:0", ":0"};
    for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
        broker = (struct test_broker){0};
        broker_start(&broker, (const char *const[]){"--listen", where[i], "-c",
                                                    "allow.insecure.listeners=true", NULL});
        expect_answers_on("127.0.0.1", port_said("0.0.0.0"));
        expect_answers_on("127.9.8.7", port_said("0.0.0.0"));
        broker_remove(&broker);
    }
}

static int run_in(const char *dir, const char *const *more, char *said, size_t size)
{
    const char *arguments[24] = {"--data-dir", dir};
    size_t n = 2;
    while (*more != NULL)
        arguments[n++] = *more++;
    return broker_run_to_end(arguments, said, size);
}

static void an_address_it_cannot_listen_on_is_reported(void **state)
{
    (void)state;
    static const struct {
        const char *listen;
        int code;
        const char *words;
    } cases[] = {
        {"0.0.0.0:0", 2,
         "0.0.0.0 is reachable from other machines, and this broker does not authenticate clients"},
        {"[::]:0", 2, ":: is reachable from other machines"},
        {"128.0.0.1:0", 2, "128.0.0.1 is reachable from other machines"},
        {"126.255.255.255:0", 2, "126.255.255.255 is reachable from other machines"},
        {"localhost", 2, "cannot listen on localhost: expected HOST:PORT"},
        {"SSL://localhost:0", 2, "only PLAINTEXT:// is supported"},
    };
    char said[1024], dir[] = "/tmp/minibroker-test-XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int code = run_in(dir, (const char *const[]){"--listen", cases[i].listen, NULL}, said,
                          sizeof said);
        assert_int_equal(code, cases[i].code);
        if (strstr(said, cases[i].words) == NULL)
            fail_msg("%s: %s", cases[i].listen, said);
    }
    const char *many[2 * 9 + 1] = {NULL};
    for (size_t i = 0; i < 9; i++) {
        many[2 * i] = "--listen";
        many[2 * i + 1] = "127.0.0.1:0";
    }
    assert_int_equal(run_in(dir, many, said, sizeof said), 2);
    assert_non_null(strstr(said, "cannot listen on more than 8 addresses"));
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

static void a_port_that_is_taken_is_named(void **state)
{
    (void)state;
    char said[1024], listen[64], words[128], dir[] = "/tmp/minibroker-test-XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    broker = (struct test_broker){0};
    broker_start(&broker, NULL);
    snprintf(listen, sizeof listen, "localhost:%d", broker.port);
    snprintf(words, sizeof words, "port %d on 127.0.0.1 is in use, perhaps by another broker",
             broker.port);
    int code = run_in(dir, (const char *const[]){"--listen", listen, NULL}, said, sizeof said);
    assert_int_equal(code, 1);
    assert_non_null(strstr(said, words));
    broker_remove(&broker);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

static void a_data_directory_is_created_with_its_parents(void **state)
{
    (void)state;
    char said[1024], dir[96], words[160], command[64], root[] = "/tmp/minibroker-test-XXXXXX";
    static const char *const bad[] = {"--listen", "128.0.0.1:0", NULL};
    struct stat st;
    assert_non_null(mkdtemp(root));
    snprintf(dir, sizeof dir, "%s/a/bc/d", root);
    run_in(dir, bad, said, sizeof said);
    assert_int_equal(stat(dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0750);
    snprintf(dir, sizeof dir, "%s/file", root);
    close(creat(dir, 0600));
    assert_int_equal(run_in(dir, bad, said, sizeof said), 1);
    snprintf(words, sizeof words, "cannot open %s/.lock", dir);
    assert_non_null(strstr(said, words));
    snprintf(dir, sizeof dir, "%s/file/below", root);
    assert_int_equal(run_in(dir, bad, said, sizeof said), 1);
    snprintf(words, sizeof words, "cannot create the data directory %s", dir);
    assert_non_null(strstr(said, words));
    snprintf(command, sizeof command, "rm -rf %s", root);
    assert_int_equal(system(command), 0);
}

static void a_directory_in_use_is_refused_naming_its_user(void **state)
{
    (void)state;
    char said[1024], words[300];
    broker = (struct test_broker){0};
    broker_start(&broker, NULL);
    int code = run_in(broker.dir, (const char *const[]){"--listen", "127.0.0.1:0", NULL}, said,
                      sizeof said);
    assert_int_equal(code, 1);
    snprintf(words, sizeof words,
             "the data directory %s is in use by the minibroker with process id %ld: stop it, "
             "or choose another --data-dir",
             broker.dir, (long)broker.pid);
    assert_non_null(strstr(said, words));
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(localhost_is_both_loopbacks_on_one_port),
        cmocka_unit_test(beyond_this_machine_it_listens_when_allowed),
        cmocka_unit_test(an_address_it_cannot_listen_on_is_reported),
        cmocka_unit_test(a_port_that_is_taken_is_named),
        cmocka_unit_test(a_data_directory_is_created_with_its_parents),
        cmocka_unit_test(a_directory_in_use_is_refused_naming_its_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
