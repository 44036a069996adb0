/* test_store_guard.c: somebody removes or cuts the files of a cache that is open: nothing dies,
 * nothing is damaged, and what is opened again is whole. */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "append_row.h"
#include "base/db_guard.h"
#include "store_kit.h"

static struct kit kit;

static int begin(void **state)
{
    (void)state;
    kit_open(&kit);
    kit_fill(&kit, 1, 10);
    return 0;
}

static int end(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static void side_path(const char *suffix, char out[120])
{
    snprintf(out, 120, "%s%s", kit.cache, suffix);
}

static void cut(const char *suffix, off_t size)
{
    char path[120];
    side_path(suffix, path);
    assert_int_equal(truncate(path, size), 0);
}

static void take_away(const char *suffix)
{
    char path[120];
    side_path(suffix, path);
    assert_int_equal(unlink(path), 0);
}

static off_t size_of(const char *suffix)
{
    char path[120];
    struct stat st;
    side_path(suffix, path);
    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void must_say(const char *words)
{
    if (strstr(kit.err.text, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, kit.err.text);
}

static void both_must_have_lost(const char *words)
{
    int64_t seq;
    kit_must(&kit, writer_begin(kit.w, &kit.err), ERR_LOST);
    must_say(words);
    kit_must(&kit, reader_last_seq(kit.r, &seq, &kit.err), ERR_LOST);
    must_say(words);
    kit_must(&kit, writer_begin(kit.w, &kit.err), ERR_LOST); /* it stays so */
}

static void close_both(void)
{
    reader_close(kit.r);
    writer_close(kit.w);
    kit.r = NULL;
    kit.w = NULL;
}

/* As the next recorder and the next viewer find it; what it holds is whole. */
static void open_again(int64_t rows)
{
    sqlite3 *db;
    sqlite3_stmt *check;
    int64_t seq;
    close_both();
    kit_must(&kit, writer_open(&kit.w, kit.cache, &kit.err), 0);
    kit_must(&kit, reader_open(&kit.r, kit.cache, &kit.err), 0);
    kit_must(&kit, reader_last_seq(kit.r, &seq, &kit.err), 0);
    assert_int_equal(seq, rows);
    assert_int_equal(sqlite3_open_v2(kit.cache, &db, SQLITE_OPEN_READONLY, db_guard_vfs()), 0);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL), 0);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    sqlite3_close(db);
}

/* Everything is in the database, nothing but what comes from now on in the log. */
static void checkpoint(void)
{
    close_both();
    kit_must(&kit, writer_open(&kit.w, kit.cache, &kit.err), 0);
    kit_must(&kit, reader_open(&kit.r, kit.cache, &kit.err), 0);
}

static void an_index_that_is_cut_kills_nobody_and_loses_nothing(void **state)
{
    const off_t sizes[] = {0, 4096, 20000};
    (void)state;
    db_guard_vfs(); /* cmocka has put its own handler before ours since */
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        cut("-shm", sizes[i]);
        both_must_have_lost("-shm was truncated by another program");
        open_again(10);
    }
}

static void only_the_cache_that_was_cut_is_lost(void **state)
{
    struct kit other;
    int64_t seq;
    (void)state;
    db_guard_vfs();
    cut("-shm", 0);
    both_must_have_lost("-shm was truncated by another program");
    kit_open(&other); /* in the same process, afterwards */
    kit_fill(&other, 1, 3);
    kit_must(&other, reader_last_seq(other.r, &seq, &other.err), 0);
    assert_int_equal(seq, 3);
    kit_close(&other);
    open_again(10);
}

static void an_index_that_is_cut_within_a_transaction_kills_nobody(void **state)
{
    struct store_message m = kit_message(&kit, 11);
    (void)state;
    db_guard_vfs();
    kit_must(&kit, writer_begin(kit.w, &kit.err), 0);
    kit_must(&kit, append_row(kit.w, &m, true, &kit.err), 0);
    cut("-shm", 0);
    int rc = writer_commit(kit.w, true, &kit.err);
    bool written = rc == 0; /* before anything looked into the index */
    if (!written) {
        assert_int_equal(rc, ERR_LOST);
        writer_rollback(kit.w);
    }
    both_must_have_lost("-shm was truncated by another program");
    open_again(written ? 11 : 10);
}

static void a_log_that_is_cut_to_nothing_takes_back_what_was_only_there(void **state)
{
    (void)state;
    checkpoint();
    kit_fill(&kit, 11, 20);
    cut("-wal", 0);
    both_must_have_lost("-wal was truncated by another program");
    assert_int_equal(size_of("-wal"), 0);
    open_again(10);
    kit_fill(&kit, 11, 20);
    open_again(20);
}

static void a_log_that_is_cut_in_the_middle_keeps_its_whole_transactions(void **state)
{
    (void)state;
    checkpoint();
    kit_fill(&kit, 11, 20);
    off_t whole = size_of("-wal");
    kit_fill(&kit, 21, 30);
    cut("-wal", whole + 5000);
    both_must_have_lost("-wal was truncated by another program");
    open_again(20);
}

static void a_log_that_is_cut_within_a_transaction_gets_no_hole(void **state)
{
    struct store_message m = kit_message(&kit, 11);
    (void)state;
    kit_must(&kit, writer_begin(kit.w, &kit.err), 0);
    kit_must(&kit, append_row(kit.w, &m, true, &kit.err), 0);
    cut("-wal", 40);
    kit_must(&kit, writer_commit(kit.w, true, &kit.err), ERR_LOST);
    must_say("-wal was truncated by another program");
    assert_int_equal(size_of("-wal"), 40);
}

static void a_log_that_is_removed_is_missed(void **state)
{
    (void)state;
    checkpoint();
    kit_fill(&kit, 11, 20);
    take_away("-wal");
    both_must_have_lost("-wal was removed by another program");
    open_again(10);
}

static void an_index_that_is_removed_is_missed(void **state)
{
    (void)state;
    take_away("-shm");
    both_must_have_lost("-shm was removed by another program");
    open_again(10);
}

static void a_database_that_is_cut_removed_or_replaced_is_missed(void **state)
{
    char aside[120];
    (void)state;
    checkpoint();
    side_path("-aside", aside);
    assert_int_equal(rename(kit.cache, aside), 0);
    both_must_have_lost("a.db was removed by another program");
    close(open(kit.cache, O_WRONLY | O_CREAT, 0640));
    close_both();
    assert_int_equal(rename(aside, kit.cache), 0);
    checkpoint();
    cut("", size_of("") / 2);
    both_must_have_lost("a.db was truncated by another program");
}

/* While others hold on to the log as it was, nobody can open the cache; then everybody can. */
static void a_log_that_was_cut_is_mended_once_all_have_let_go(void **state)
{
    struct writer *next;
    (void)state;
    checkpoint();
    kit_fill(&kit, 11, 20);
    cut("-wal", 0);
    kit_must(&kit, writer_open(&next, kit.cache, &kit.err), ERR_LOST);
    must_say("-wal was truncated by another program");
    open_again(10);
}

static void die_of_a_bus_error_elsewhere(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    const volatile char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    _exit(page[0] == 0 ? 1 : 2);
}

static void a_bus_error_of_others_is_still_one(void **state)
{
    char path[120];
    int status;
    (void)state;
    side_path("-other", path);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGBUS, SIG_DFL); /* a sanitizer's handler would talk */
        db_guard_vfs();
        die_of_a_bus_error_elsewhere(path);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGBUS);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(an_index_that_is_cut_kills_nobody_and_loses_nothing),
        ROW(only_the_cache_that_was_cut_is_lost),
        ROW(an_index_that_is_cut_within_a_transaction_kills_nobody),
        ROW(a_log_that_is_cut_to_nothing_takes_back_what_was_only_there),
        ROW(a_log_that_is_cut_in_the_middle_keeps_its_whole_transactions),
        ROW(a_log_that_is_cut_within_a_transaction_gets_no_hole),
        ROW(a_log_that_is_removed_is_missed),
        ROW(an_index_that_is_removed_is_missed),
        ROW(a_database_that_is_cut_removed_or_replaced_is_missed),
        ROW(a_log_that_was_cut_is_mended_once_all_have_let_go),
        ROW(a_bus_error_of_others_is_still_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
