/* test_hostile.c: our tools in a terminal, reading what somebody hostile wrote: messages, and
 * through a broker that lies, names of topics. No byte moves the cursor or writes the clipboard;
 * into a pipe, and with --raw, messages stay as they are. */
#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "dialogue.h"
#include "harness.h"

enum { SOON_MS = 20000, RANDOM = 500, MOST = 48, FRAME_MOST = 1 << 20 };

static struct test_broker broker;
static struct client client;
static char out_path[] = "/tmp/ground-hostile-XXXXXX"; /* $OUT in the commands */

static const char *const hostile[] = {
    "\033]52;c;aGk=\007",
    "\033]52;c;aGk=\033\\",
    "\x9d"
    "52;c;aGk=\x9c",
    "\xc2\x9d"
    "52;c;aGk=\xc2\x9c",
    "\033[2J\033[H",
    "\x9b"
    "2J",
    "\xc2\x9b"
    "2J",
    "\033c",
    "\033P$q\"p\033\\",
    "\033]0;title\007",
    "\033[5n\033[c",
    "over\rwritten",
    "back\b\b\b\bspace",
    "\x0e\x0f\x7f\x07",
    "\v\f",
    "\xff\xfe\x80",
    "\xe2\x80\xae"
    "evil",
    "\xc0\x9b",
    "\033",
};

static int start(void **state)
{
    int fd = mkstemp(out_path);
    (void)state;
    assert_true(fd >= 0);
    close(fd);
    setenv("OUT", out_path, 1);
    broker_start(&broker, NULL);
    client_connect(&client, &broker);
    create_topic(&client, "hostile", 1);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    client_close(&client);
    broker_remove(&broker);
    return unlink(out_path);
}

/* Runs a command with %d as the port, to its end. */
static struct buf shown(const char *format, int port)
{
    struct dialogue t;
    char command[400];
    snprintf(command, sizeof command, format, port);
    dialogue_open(&t, command);
    dialogue_expect(&t, "the end\n", SOON_MS);
    struct buf seen = t.seen;
    t.seen = (struct buf){0};
    assert_int_equal(dialogue_end(&t, SOON_MS), 0);
    return seen;
}

/* Printable characters, line ends and tabs: nothing that a terminal obeys. */
static void expect_harmless(const struct buf *seen)
{
    assert_true(text_is_utf8(buf_bytes(seen)));
    for (size_t i = 0; i < seen->len; i++) {
        uint8_t c = seen->data[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            fail_msg("byte %zu is %02x", i, c);
        if (c == 0xc2 && i + 1 < seen->len && seen->data[i + 1] < 0xa0)
            fail_msg("byte %zu is a C1 control", i);
    }
}

#define CONSUME                                                                                    \
    "kafka-console-consumer --topic hostile --from-beginning --bootstrap-server localhost:%d "     \
    "--timeout-ms 1500 --property print.key=true --property print.headers=true 2>/dev/null"

static void send_all(void)
{
    unsigned seed = 560;
    for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
        struct batch_spec spec = {.key = hostile[i], .value = hostile[i]};
        assert_int_equal(produce(&client, "hostile", 1, spec).error_code, 0);
    }
    for (int i = 0; i < RANDOM; i++) {
        char value[MOST + 1] = "";
        for (int n = 0; n < MOST; n++)
            value[n] = (char)(rand_r(&seed) % 3 == 0 ? '\033' : 1 + rand_r(&seed) % 255);
        struct batch_spec spec = {.key = "k", .value = value};
        assert_int_equal(produce(&client, "hostile", 1, spec).error_code, 0);
    }
}

static void messages_are_harmless_on_a_terminal(void **state)
{
    (void)state;
    struct buf seen = shown(CONSUME "; echo the end", broker.port);
    expect_harmless(&seen);
    assert_non_null(strstr(buf_text(&seen), "\\x1b]52;c;aGk=\\x07"));
    assert_non_null(strstr(buf_text(&seen), "over\\rwritten"));
    buf_deinit(&seen);
}

static void messages_stay_as_they_are_with_raw(void **state)
{
    (void)state;
    struct buf seen = shown(CONSUME " --raw; echo the end", broker.port);
    for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
        if (strchr(hostile[i], '\r') == NULL) /* which this terminal drops */
            assert_non_null(memmem(seen.data, seen.len, hostile[i], strlen(hostile[i])));
    buf_deinit(&seen);
}

static void messages_stay_as_they_are_in_a_pipe(void **state)
{
    struct buf out = {0};
    (void)state;
    struct buf seen = shown(CONSUME " | cat >$OUT; echo the end", broker.port);
    buf_deinit(&seen);
    FILE *file = fopen(out_path, "r");
    assert_non_null(file);
    out.len = fread(buf_reserve(&out, FRAME_MOST), 1, FRAME_MOST, file);
    fclose(file);
    for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
        assert_non_null(memmem(out.data, out.len, hostile[i], strlen(hostile[i])));
    buf_deinit(&out);
}

static void letters_of_all_scripts_stay_letters(void **state)
{
    static const char text[] = "Atmosph\u00e4re verlassen \u2192 \u5730\u7403 \U0001f680";
    (void)state;
    struct batch_spec spec = {.key = "k", .value = text};
    assert_int_equal(produce(&client, "hostile", 1, spec).error_code, 0);
    struct buf seen = shown(CONSUME "; echo the end", broker.port);
    assert_non_null(strstr(buf_text(&seen), text));
    buf_deinit(&seen);
}

/* ---- a broker that lies -------------------------------------------------------------------- */

/* What stands in the real broker's answers, and what the tool is told instead: as long. */
struct lie {
    char truth[16], told[16];
    size_t len;
};

static const char innocent[] = "innocent-topic";
static const char wicked[] = "\033]52;c;aGk=\007!\n";

static struct lie lies[2];

static bool all(int fd, void *data, size_t len, ssize_t (*move)(int fd, uint8_t *data, size_t len))
{
    for (size_t done = 0; done < len;) {
        ssize_t n = move(fd, (uint8_t *)data + done, len - done);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static ssize_t take(int fd, uint8_t *data, size_t len)
{
    return read(fd, data, len);
}

static ssize_t give(int fd, uint8_t *data, size_t len)
{
    return write(fd, data, len);
}

static void swap(uint8_t *data, size_t len, const char *from, const char *to, size_t n)
{
    for (size_t i = 0; i + n <= len; i++)
        if (memcmp(data + i, from, n) == 0)
            memcpy(data + i, to, n);
}

/* Hands on frames, with lies told to whoever asks, and taken back on the way to the broker. */
static void hand_on(int from, int to, bool lying)
{
    static uint8_t frame[4 + FRAME_MOST];
    while (all(from, frame, 4, take)) {
        size_t len = (size_t)frame[1] << 16 | (size_t)frame[2] << 8 | frame[3];
        if (len > FRAME_MOST || !all(from, frame + 4, len, take))
            break;
        for (size_t i = 0; i < ARRAY_SIZE(lies); i++)
            swap(frame + 4, len, lying ? lies[i].truth : lies[i].told,
                 lying ? lies[i].told : lies[i].truth, lies[i].len);
        if (!all(to, frame, 4 + len, give))
            break;
    }
    _exit(0);
}

static void serve(int listener)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a failed test leaves nobody behind */
#endif
    signal(SIGCHLD, SIG_IGN);
    for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;) {
        struct client up;
        client_connect(&up, &broker);
        if (fork() == 0)
            hand_on(fd, up.fd, false);
        if (fork() == 0)
            hand_on(up.fd, fd, true);
        client_close(&up);
        close(fd);
    }
    _exit(0);
}

static void lie_about_port(int port)
{
    static const char address[] = "localhost";
    struct lie *l = &lies[1];
    uint32_t truth = htonl((uint32_t)broker.port), told = htonl((uint32_t)port);
    l->len = sizeof address - 1 + 4;
    memcpy(l->truth, address, sizeof address - 1);
    memcpy(l->told, address, sizeof address - 1);
    memcpy(l->truth + sizeof address - 1, &truth, 4);
    memcpy(l->told + sizeof address - 1, &told, 4);
}

/* Starts the liar in front of the broker; returns its port. */
static int start_liar(pid_t *pid)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 8), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    int port = ntohs(address.sin_port);
    lies[0].len = sizeof innocent - 1;
    memcpy(lies[0].truth, innocent, lies[0].len);
    memcpy(lies[0].told, wicked, lies[0].len);
    lie_about_port(port);
    *pid = fork();
    if (*pid == 0)
        serve(listener);
    close(listener);
    return port;
}

static void names_of_topics_are_harmless_everywhere(void **state)
{
    static const char *const commands[] = {
        "kafka-topics --list --bootstrap-server 127.0.0.1:%d; echo the end",
        "kafka-topics --describe --bootstrap-server 127.0.0.1:%d; echo the end",
        "kafka-topics --list --bootstrap-server 127.0.0.1:%d | cat; echo the end",
    };
    pid_t liar;
    (void)state;
    create_topic(&client, innocent, 1);
    int port = start_liar(&liar);
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        struct buf seen = shown(commands[i], port);
        expect_harmless(&seen);
        assert_non_null(strstr(buf_text(&seen), "\\x1b]52;c;aGk=\\x07!\\n"));
        buf_deinit(&seen);
    }
    kill(liar, SIGKILL);
    waitpid(liar, NULL, 0);
}

static int send_hostile(void **state)
{
    int rc = start(state);
    send_all();
    return rc;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_harmless_on_a_terminal),
        cmocka_unit_test(messages_stay_as_they_are_with_raw),
        cmocka_unit_test(messages_stay_as_they_are_in_a_pipe),
        cmocka_unit_test(letters_of_all_scripts_stay_letters),
        cmocka_unit_test(names_of_topics_are_harmless_everywhere),
    };
    return cmocka_run_group_tests(tests, send_hostile, stop);
}
