/* test_store_processes.c: the cache between processes: readers of other users, lock, doorbell. */
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/bell.h"
#include "store/lock.h"
#include "store/paths.h"
#include "store_kit.h"

enum { NOBODY = 65534 };

/* Runs `body` in a child, as the group's stranger if `stranger`; returns its exit code. */
static int in_child(int (*body)(struct kit *k), struct kit *k, bool stranger)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (stranger && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(99);
        _exit(body(k));
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

static int count_row(void *owner, const struct store_message *m)
{
    (void)m;
    ++*(int *)owner;
    return 0;
}

static int reads_ten_rows(struct kit *k)
{
    struct reader *r;
    struct err err;
    int count = 0;
    if (reader_open(&r, k->cache, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (reader_rows(r, 1, 100, 100, count_row, &count, &err) < 0)
        fprintf(stderr, "%s\n", err.text);
    reader_close(r);
    return count == 10 ? 0 : 2;
}

static int dies_while_writing(struct kit *k)
{
    struct writer *w;
    struct err err;
    if (writer_open(&w, k->cache, &err) != 0 || writer_begin(w, &err) != 0)
        return 1;
    raise(SIGKILL);
    return 2;
}

static void let_the_group_in(struct kit *k)
{
    const char *const suffixes[] = {"", "-wal", "-shm"};
    assert_int_equal(chown(k->dir, 0, NOBODY), 0);
    assert_int_equal(chmod(k->dir, 02750), 0);
    for (size_t i = 0; i < 3; i++) {
        char path[120];
        struct stat st;
        snprintf(path, sizeof path, "%s%s", k->cache, suffixes[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0640);
        assert_int_equal(chown(path, 0, NOBODY), 0);
    }
}

/* As a user who may read only: with the writer alive, dead, and gone in good order. */
static void a_stranger_who_may_only_read_reads(void **state)
{
    struct kit k;
    (void)state;
    if (getuid() != 0)
        skip();
    kit_open(&k);
    kit_fill(&k, 1, 10);
    let_the_group_in(&k);
    assert_int_equal(in_child(reads_ten_rows, &k, true), 0);
    reader_close(k.r);
    writer_close(k.w);
    k.r = NULL;
    k.w = NULL;
    assert_int_equal(in_child(reads_ten_rows, &k, true), 0);
    assert_int_equal(in_child(dies_while_writing, &k, false), 98);
    assert_int_equal(in_child(reads_ten_rows, &k, true), 0);
    kit_close(&k);
}

static int is_refused(struct kit *k)
{
    struct reader *r;
    struct err err;
    return reader_open(&r, k->cache, &err) == ERR_OK;
}

/* Its shared memory cannot be made there: only a file that nobody writes can be read without. */
static void a_copy_without_its_log_is_read_as_it_stands_unless_it_is_being_recorded(void **state)
{
    struct kit k;
    struct bell *bell;
    char wal[120], shm[120];
    (void)state;
    if (getuid() != 0)
        skip();
    kit_open(&k);
    kit_fill(&k, 1, 10);
    let_the_group_in(&k);
    reader_close(k.r);
    writer_close(k.w);
    k.r = NULL;
    k.w = NULL;
    snprintf(wal, sizeof wal, "%s-wal", k.cache);
    snprintf(shm, sizeof shm, "%s-shm", k.cache);
    unlink(shm);
    unlink(wal);
    assert_int_equal(in_child(reads_ten_rows, &k, true), 0);
    kit_must(&k, bell_open(&bell, k.cache, &k.err), 0);
    assert_int_equal(in_child(is_refused, &k, true), 0);
    bell_close(bell);
    int fd = open(wal, O_WRONLY | O_CREAT, 0640); /* an empty one holds nothing */
    assert_int_equal(fchown(fd, 0, NOBODY), 0);
    assert_int_equal(in_child(reads_ten_rows, &k, true), 0);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    assert_int_equal(in_child(is_refused, &k, true), 0);
    kit_close(&k);
}

static void there_is_no_cache_until_somebody_makes_one(void **state)
{
    struct reader *r;
    struct err err;
    (void)state;
    assert_int_equal(reader_open(&r, "/tmp/ground-no-such/a.db", &err), ERR_NOT_FOUND);
}

/* ---- lock ---- */

static int cannot_lock(struct kit *k)
{
    int fd;
    char pid[32];
    struct err err;
    snprintf(pid, sizeof pid, "process %d", (int)getppid());
    if (store_lock(k->cache, &fd, &err) != ERR_BUSY || strstr(err.text, pid) == NULL)
        return 1;
    return store_locked(k->cache) ? 0 : 2;
}

static int locks_and_dies(struct kit *k)
{
    int fd;
    struct err err;
    if (store_lock(k->cache, &fd, &err) != 0)
        return 1;
    raise(SIGKILL);
    return 2;
}

/* Whether this process, a child, is kept from the exclusive lock that SQLite takes to throw a log
 * away: somebody must hold the shared one. */
static int cannot_exclude_others(struct kit *k)
{
    struct flock shared = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510};
    int fd = open(k->cache, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fcntl(fd, F_GETLK, &shared) != 0)
        return 1;
    return shared.l_type == F_RDLCK ? 0 : 2;
}

static void one_recorder_holds_the_lock_until_it_dies(void **state)
{
    struct kit k;
    int fd;
    (void)state;
    kit_open(&k);
    assert_false(store_locked(k.cache));
    assert_int_equal(in_child(locks_and_dies, &k, false), 98);
    kit_must(&k, store_lock(k.cache, &fd, &k.err), 0);
    assert_int_equal(in_child(cannot_lock, &k, false), 0);
    store_unlock(fd);
    assert_false(store_locked(k.cache));
    kit_close(&k);
}

static void must_be_busy(const char *cache)
{
    int fd;
    struct err err;
    assert_true(store_locked(cache));
    assert_int_equal(store_lock(cache, &fd, &err), ERR_BUSY);
}

static void the_lock_is_on_the_file_whatever_path_leads_there(void **state)
{
    struct kit k;
    int fd;
    char link[80], dir_link[80], path[120], real[STORE_PATH_SIZE], lock[120];
    (void)state;
    kit_open(&k);
    snprintf(link, sizeof link, "%s/link.db", k.dir);
    snprintf(dir_link, sizeof dir_link, "%s/here", k.dir);
    snprintf(path, sizeof path, "%s/a.db", dir_link);
    snprintf(lock, sizeof lock, "%s-lock", k.cache);
    assert_int_equal(symlink("a.db", link), 0);
    assert_int_equal(symlink(k.dir, dir_link), 0);
    kit_must(&k, store_lock(k.cache, &fd, &k.err), 0);
    must_be_busy(link);
    must_be_busy(path);
    assert_int_equal(unlink(lock), 0);
    must_be_busy(k.cache);
    store_unlock(fd);
    kit_must(&k, store_cache_path(path, "demo", real, &k.err), 0);
    assert_string_equal(real, k.cache);
    kit_must(&k, store_cache_path(link, "demo", real, &k.err), 0);
    assert_string_equal(real, k.cache);
    kit_close(&k);
}

static void a_link_to_a_cache_that_is_not_there_yet_leads_to_its_place(void **state)
{
    struct kit k;
    char link[80], target[80], real[STORE_PATH_SIZE];
    (void)state;
    kit_open(&k);
    snprintf(link, sizeof link, "%s/link.db", k.dir);
    snprintf(target, sizeof target, "%s/b.db", k.dir);
    assert_int_equal(symlink("b.db", link), 0);
    kit_must(&k, store_cache_path(link, "demo", real, &k.err), 0);
    assert_string_equal(real, target);
    kit_close(&k);
}

/* SQLite's locks of this process go when a descriptor of the file is closed in it. */
static void asking_for_the_lock_and_holding_it_leave_sqlites_locks_alone(void **state)
{
    struct kit k;
    int fd;
    struct writer *other;
    (void)state;
    kit_open(&k);
    writer_close(k.w);
    reader_close(k.r);
    k.w = NULL;
    k.r = NULL;
    kit_must(&k, store_lock(k.cache, &fd, &k.err), 0);
    kit_must(&k, writer_open(&k.w, k.cache, &k.err), 0);
    kit_must(&k, reader_open(&k.r, k.cache, &k.err), 0);
    assert_true(store_locked(k.cache));
    kit_must(&k, writer_open(&other, k.cache, &k.err), 0);
    writer_close(other);
    assert_true(store_locked(k.cache));
    assert_int_equal(in_child(cannot_exclude_others, &k, false), 0);
    reader_close(k.r);
    writer_close(k.w);
    k.w = NULL;
    k.r = NULL;
    assert_true(store_locked(k.cache)); /* SQLite closed all of its descriptors */
    store_unlock(fd);
    assert_false(store_locked(k.cache));
    kit_close(&k);
}

static void must_say(const struct kit *k, const char *words)
{
    if (strstr(k->err.text, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, k->err.text);
}

static void a_cache_of_several_names_is_refused(void **state)
{
    struct kit k;
    int fd;
    char name[80];
    struct writer *w;
    struct reader *r;
    (void)state;
    kit_open(&k);
    snprintf(name, sizeof name, "%s/b.db", k.dir);
    assert_int_equal(link(k.cache, name), 0);
    kit_must(&k, store_lock(name, &fd, &k.err), ERR_FAIL);
    must_say(&k, "2 names");
    kit_must(&k, writer_open(&w, name, &k.err), ERR_FAIL);
    must_say(&k, "2 names");
    kit_must(&k, reader_open(&r, name, &k.err), ERR_FAIL);
    must_say(&k, "2 names");
    assert_int_equal(unlink(name), 0);
    kit_must(&k, store_lock(k.cache, &fd, &k.err), 0);
    store_unlock(fd);
    kit_close(&k);
}

/* ---- doorbell ---- */

static void wait_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&p, 1, 10000), 1);
}

static void wait_for_viewers(struct bell *b, int wanted)
{
    for (int i = 0; i < 10000 && bell_viewers(b) != wanted; i++)
        poll(NULL, 0, 1);
    assert_int_equal(bell_viewers(b), wanted);
}

static void a_ring_wakes_every_viewer_and_silence_ends_with_the_recorder(void **state)
{
    struct kit k;
    struct bell *b;
    int viewers[3];
    int64_t seq;
    bool gone;
    (void)state;
    kit_open(&k);
    assert_int_equal(bell_connect(k.cache, &viewers[0], &k.err), ERR_NOT_FOUND);
    kit_must(&k, bell_open(&b, k.cache, &k.err), 0);
    for (int i = 0; i < 3; i++)
        kit_must(&k, bell_connect(k.cache, &viewers[i], &k.err), 0);
    wait_for_viewers(b, 3);
    assert_false(bell_heard(viewers[0], &seq, &gone));
    bell_ring(b, 4711);
    for (int i = 0; i < 3; i++) {
        wait_readable(viewers[i]);
        assert_true(bell_heard(viewers[i], &seq, &gone));
        assert_int_equal(seq, 4711);
        assert_false(gone);
    }
    close(viewers[2]);
    wait_for_viewers(b, 2);
    bell_close(b);
    wait_readable(viewers[0]);
    assert_false(bell_heard(viewers[0], &seq, &gone));
    assert_true(gone);
    assert_int_equal(bell_connect(k.cache, &viewers[2], &k.err), ERR_NOT_FOUND);
    close(viewers[0]);
    close(viewers[1]);
    kit_close(&k);
}

static void a_viewer_that_does_not_listen_delays_nobody(void **state)
{
    struct kit k;
    struct bell *b;
    int deaf, other;
    int64_t seq = 0;
    bool gone;
    (void)state;
    kit_open(&k);
    kit_must(&k, bell_open(&b, k.cache, &k.err), 0);
    kit_must(&k, bell_connect(k.cache, &deaf, &k.err), 0);
    kit_must(&k, bell_connect(k.cache, &other, &k.err), 0);
    wait_for_viewers(b, 2);
    for (int64_t i = 1; i <= 100000; i++)
        bell_ring(b, i);
    /* Whose socket was full has a ring to read, if not the last; once read, it hears the next. */
    wait_readable(other);
    bell_heard(other, &seq, &gone);
    bell_ring(b, 100001);
    while (seq < 100001) {
        wait_readable(other);
        bell_heard(other, &seq, &gone);
        assert_false(gone);
    }
    assert_int_equal(bell_viewers(b), 2);
    close(deaf);
    close(other);
    bell_close(b);
    kit_close(&k);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void without_descriptors_viewers_wait_and_nothing_spins(void **state)
{
    struct kit k;
    struct bell *b;
    struct rlimit before, few;
    int viewer;
    (void)state;
    kit_open(&k);
    kit_must(&k, bell_open(&b, k.cache, &k.err), 0);
    kit_must(&k, bell_connect(k.cache, &viewer, &k.err), 0); /* the lowest free one, as is next */
    wait_for_viewers(b, 1);
    int knocking = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = (struct rlimit){(rlim_t)knocking + 1, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    snprintf(addr.sun_path, sizeof addr.sun_path, "%s-bell", k.cache);
    assert_int_equal(connect(knocking, (struct sockaddr *)&addr, sizeof addr), 0);
    double from = cpu_s();
    poll(NULL, 0, 400); /* what is measured is the waiting */
    assert_true(cpu_s() - from < 0.02);
    assert_int_equal(bell_viewers(b), 1);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    wait_for_viewers(b, 2);
    bell_close(b);
    close(viewer);
    close(knocking);
    kit_close(&k);
}

static void a_cache_with_a_long_path_has_a_doorbell_too(void **state)
{
    char cache[300] = "/tmp/ground-store-XXXXXX", dir[300], inner[300];
    struct bell *b;
    struct err err;
    int fd;
    (void)state;
    assert_non_null(mkdtemp(cache));
    snprintf(dir, sizeof dir, "%s", cache);
    snprintf(inner, sizeof inner, "%.100s/%0150d", dir, 0);
    assert_int_equal(mkdir(inner, 0700), 0);
    snprintf(cache, sizeof cache, "%.250s/a.db", inner);
    assert_int_equal(bell_open(&b, cache, &err), 0);
    assert_int_equal(bell_connect(cache, &fd, &err), 0);
    close(fd);
    bell_close(b);
    assert_int_equal(rmdir(inner), 0); /* the socket is gone */
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stranger_who_may_only_read_reads),
        cmocka_unit_test(a_copy_without_its_log_is_read_as_it_stands_unless_it_is_being_recorded),
        cmocka_unit_test(there_is_no_cache_until_somebody_makes_one),
        cmocka_unit_test(one_recorder_holds_the_lock_until_it_dies),
        cmocka_unit_test(the_lock_is_on_the_file_whatever_path_leads_there),
        cmocka_unit_test(a_link_to_a_cache_that_is_not_there_yet_leads_to_its_place),
        cmocka_unit_test(asking_for_the_lock_and_holding_it_leave_sqlites_locks_alone),
        cmocka_unit_test(a_cache_of_several_names_is_refused),
        cmocka_unit_test(a_ring_wakes_every_viewer_and_silence_ends_with_the_recorder),
        cmocka_unit_test(a_viewer_that_does_not_listen_delays_nobody),
        cmocka_unit_test(without_descriptors_viewers_wait_and_nothing_spins),
        cmocka_unit_test(a_cache_with_a_long_path_has_a_doorbell_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
