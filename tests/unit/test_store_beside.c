/* test_store_beside.c: what lies beside the cache: the doorbell's socket, the room for a full disk.
 */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fd.h"
#include "store/bell.h"
#include "store/reserve.h"

static struct {
    char dir[64], cache[96];
} k;
static struct err err;

static int begin(void **state)
{
    (void)state;
    snprintf(k.dir, sizeof k.dir, "/tmp/ground-beside-XXXXXX");
    assert_non_null(mkdtemp(k.dir));
    snprintf(k.cache, sizeof k.cache, "%s/a.db", k.dir);
    return 0;
}

static int end(void **state)
{
    char path[120];
    (void)state;
    snprintf(path, sizeof path, "%s-room", k.cache);
    unlink(path);
    return rmdir(k.dir); /* nothing else was left */
}

static struct stat side(const char *suffix)
{
    char path[120];
    struct stat st = {0};
    snprintf(path, sizeof path, "%s%s", k.cache, suffix);
    if (stat(path, &st) != 0)
        st.st_size = -1;
    return st;
}

static void must(int rc)
{
    if (rc != 0)
        fail_msg("%d: %s", rc, err.text);
}

static int open_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* ---- room ---- */

static void the_room_is_real_bytes_that_nobody_else_reads(void **state)
{
    (void)state;
    int before = open_descriptors();
    must(store_reserve_make(k.cache, &err));
    struct stat st = side("-room");
    assert_int_equal(st.st_size, STORE_RESERVE);
    assert_true(st.st_blocks * 512 >= STORE_RESERVE); /* no hole */
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(open_descriptors(), before);
    store_reserve_release(k.cache);
    assert_int_equal(side("-room").st_size, -1);
    store_reserve_release(k.cache); /* there is none: fine */
}

static void room_that_is_there_is_left_alone_and_less_is_made_whole(void **state)
{
    char path[120];
    (void)state;
    snprintf(path, sizeof path, "%s-room", k.cache);
    must(store_reserve_make(k.cache, &err));
    assert_int_equal(chmod(path, 0640), 0);
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    must(store_reserve_make(k.cache, &err));
    assert_int_equal(side("-room").st_mtime, 1000); /* not written again */
    assert_int_equal(truncate(path, STORE_RESERVE - 1), 0);
    must(store_reserve_make(k.cache, &err));
    assert_int_equal(side("-room").st_size, STORE_RESERVE);
}

static void a_reserve_that_cannot_be_created_is_an_error(void **state)
{
    (void)state;
    assert_true(store_reserve_make("/tmp/ground-no-such-directory/a.db", &err) < 0);
    assert_non_null(strstr(err.text, "cannot create /tmp/ground-no-such-directory/a.db-room"));
    assert_true(store_has_space("/tmp/ground-no-such-directory/a.db"));
}

/* ---- doorbell ---- */

static void a_doorbell_is_the_groups_and_leaves_nothing_behind(void **state)
{
    int viewer;
    struct bell *b;
    (void)state;
    int before = open_descriptors();
    must(bell_open(&b, k.cache, &err));
    assert_true(S_ISSOCK(side("-bell").st_mode));
    assert_int_equal(side("-bell").st_mode & 0777, 0660);
    must(bell_connect(k.cache, &viewer, &err));
    assert_true((fcntl(viewer, F_GETFL) & O_NONBLOCK) != 0);
    close(viewer);
    bell_close(b);
    bell_close(NULL);
    assert_int_equal(side("-bell").st_size, -1);
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(bell_connect(k.cache, &viewer, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "no recorder is running for"));
    assert_int_equal(open_descriptors(), before);
}

static void a_doorbell_without_a_directory_is_no_doorbell(void **state)
{
    struct bell *b;
    (void)state;
    int before = open_descriptors();
    assert_true(bell_open(&b, "/tmp/ground-no-such-directory/a.db", &err) < 0);
    assert_non_null(strstr(err.text, "cannot create the doorbell /tmp/ground-no-such-directory"));
    assert_int_equal(open_descriptors(), before);
}

static void a_name_too_long_for_a_socket_leaves_nothing_open(void **state)
{
    struct bell *b;
    char path[400];
    int viewer;
    (void)state;
    int before = open_descriptors();
    snprintf(path, sizeof path, "%s/%0200d.db", k.dir, 0);
    assert_int_equal(bell_open(&b, path, &err), ERR_TOO_BIG);
    assert_int_equal(bell_connect(path, &viewer, &err), ERR_TOO_BIG);
    assert_string_equal(err.text, "path of the cache too long for a socket");
    assert_int_equal(open_descriptors(), before);
}

static void what_a_dead_recorder_left_is_replaced(void **state)
{
    char path[120];
    int viewer;
    struct bell *b;
    (void)state;
    snprintf(path, sizeof path, "%s-bell", k.cache);
    close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    must(bell_open(&b, k.cache, &err));
    must(bell_connect(k.cache, &viewer, &err));
    close(viewer);
    bell_close(b);
}

/* The recorder's end of a viewer's socket. */
static int line_to(int *viewer)
{
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    fd_own(pair[0]);
    *viewer = pair[0];
    return pair[1];
}

static void ring(int line, uint64_t seq, size_t from, size_t to)
{
    uint8_t bytes[8];
    be64_put(bytes, seq);
    assert_int_equal(write(line, bytes + from, to - from), to - from);
}

static void the_newest_whole_ring_is_heard(void **state)
{
    int viewer, line = line_to(&viewer);
    int64_t seq = -1;
    bool gone = true;
    (void)state;
    assert_false(bell_heard(viewer, &seq, &gone));
    assert_false(gone);
    for (uint64_t i = 1; i <= 200; i++) /* more than one read takes */
        ring(line, i, 0, 8);
    ring(line, 0x0102030405060708, 0, 3);
    assert_true(bell_heard(viewer, &seq, &gone));
    assert_int_equal(seq, 200);
    assert_false(bell_heard(viewer, &seq, &gone));
    assert_int_equal(seq, 200);
    ring(line, 0x0102030405060708, 3, 8);
    assert_true(bell_heard(viewer, &seq, &gone));
    assert_true(seq == 0x0102030405060708);
    assert_false(gone);
    ring(line, 300, 0, 8);
    close(line);
    assert_true(bell_heard(viewer, &seq, &gone)); /* the last words */
    assert_int_equal(seq, 300);
    assert_true(gone);
    close(viewer);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(the_room_is_real_bytes_that_nobody_else_reads),
        ROW(room_that_is_there_is_left_alone_and_less_is_made_whole),
        ROW(a_reserve_that_cannot_be_created_is_an_error),
        ROW(a_doorbell_is_the_groups_and_leaves_nothing_behind),
        ROW(a_doorbell_without_a_directory_is_no_doorbell),
        ROW(a_name_too_long_for_a_socket_leaves_nothing_open),
        ROW(what_a_dead_recorder_left_is_replaced),
        ROW(the_newest_whole_ring_is_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
