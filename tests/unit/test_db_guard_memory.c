/* test_db_guard_memory.c: memory that SQLite maps and that is gone, and bus errors of others. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/db_guard.h"
#include "guard_kit.h"

enum { SURVIVED = 9, MEMORY_PAGE = 4096 };

static void an_access_to_memory_that_is_gone_gives_zeros_and_a_finding(void **state)
{
    (void)state;
    db_guard_vfs();
    volatile char *memory = first_region();
    must_be_sound(db);
    assert_int_not_equal(memory[0] | memory[1] | memory[2] | memory[3], 0);
    cut("-shm", 0);
    assert_int_equal(memory[0] | memory[1] | memory[2] | memory[3], 0);
    assert_int_equal(memory[REGION - 1], 0);
    cut("-shm", REGION); /* its size tells nothing any more */
    must_find(db, "-shm", "truncated");
}

/* 4062 frames are what the first region has room for. */
static void an_access_to_the_second_region_is_caught_as_well(void **state)
{
    (void)state;
    void volatile *memory = NULL;
    db_guard_vfs();
    while (frames <= 4062)
        run(db, "INSERT INTO t SELECT randomblob(400000)");
    sqlite3_file *file = file_of(db);
    assert_int_equal(file->pMethods->xShmMap(file, 1, REGION, 0, &memory), SQLITE_OK);
    cut("-shm", REGION);
    assert_int_equal(((volatile char *)memory)[0], 0);
    cut("-shm", 2 * REGION);
    must_find(db, "-shm", "truncated");
}

static void whoever_maps_torn_memory_later_finds_it_and_others_do_not(void **state)
{
    (void)state;
    char name[128];
    db_guard_vfs();
    volatile char *memory = first_region();
    cut("-shm", 0);
    assert_int_equal(memory[0], 0);
    cut("-shm", REGION);
    sqlite3 *later = open_db(path);
    must_find(later, "-shm", "truncated");
    snprintf(name, sizeof name, "%s", beside("-other"));
    sqlite3 *other = open_db(name);
    run(other, "PRAGMA journal_mode=WAL; CREATE TABLE t(a)");
    must_be_sound(other);
    sqlite3_close(later);
    sqlite3_close(db);
    db = open_db(path); /* with memory of its own */
    must_be_sound(db);
    sqlite3_close(other);
    unlink(beside("-other-wal"));
    unlink(beside("-other-shm"));
}

static void pages_looked_up_in_torn_memory_are_not_written(void **state)
{
    (void)state;
    db_guard_vfs();
    sqlite3_file *log = log_of(db);
    volatile char *memory = first_region();
    cut("-shm", 0);
    assert_int_equal(memory[0], 0);
    cut("-shm", REGION);
    assert_int_equal(log->pMethods->xWrite(log, "x", 1, size_of("-wal")), SQLITE_IOERR_WRITE);
    must_find(db, "-shm", "truncated");
}

/* A page of a file that has none, at `where` (NULL: anywhere): reading it is a bus error. */
static const volatile char *page_beyond_the_end(void *where)
{
    int fd = open(beside("-other"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    int fixed = where != NULL ? MAP_FIXED : 0;
    return mmap(where, MEMORY_PAGE, PROT_READ, MAP_SHARED | fixed, fd, 0);
}

static void touch(const volatile char *page)
{
    _exit(page[0] == 0 ? SURVIVED : SURVIVED + 1);
}

static void touch_beyond_the_end(void)
{
    touch(page_beyond_the_end(NULL));
}

static void say_and_exit(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    (void)context;
    _exit(3);
}

static void exit_at_once(int number)
{
    (void)number;
    _exit(4);
}

static void only_fall_back_on_the_system(void)
{
    signal(SIGBUS, SIG_DFL);
    db_guard_vfs();
    db_guard_vfs(); /* ours is there already: it does not come before itself */
    touch_beyond_the_end();
}

static void fall_back_on_a_plain_handler(void)
{
    signal(SIGBUS, exit_at_once);
    db_guard_vfs();
    touch_beyond_the_end();
}

static void fall_back_on_a_handler_with_details(void)
{
    struct sigaction theirs = {.sa_sigaction = say_and_exit, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &theirs, NULL);
    db_guard_vfs();
    volatile char *memory = first_region();
    cut("-shm", 0);
    if (memory[0] != 0)
        _exit(1);
    touch_beyond_the_end();
}

enum { ROOMS = 16, PLUGS = 2000 }; /* other allocations may take some of the rooms */

/* Between two pages of ours there is just room for a region. */
static char *leave_room_for_a_region(void)
{
    char *fence =
        mmap(NULL, REGION + 2 * MEMORY_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(fence + MEMORY_PAGE, REGION);
    return fence + MEMORY_PAGE;
}

static void touch_what_lies_behind_the_region(void)
{
    signal(SIGBUS, SIG_DFL);
    db_guard_vfs();
    char *rooms[ROOMS];
    for (int i = 0; i < PLUGS; i++) /* so that no older gap is taken instead */
        mmap(NULL, REGION, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < ROOMS; i++)
        rooms[i] = leave_room_for_a_region();
    db = open_db(beside("-fenced"));
    run(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(a)");
    for (int i = 0; i < ROOMS; i++)
        if ((char *)(uintptr_t)first_region() == rooms[i])
            touch(page_beyond_the_end(rooms[i] + REGION));
    fail_msg("the region does not lie where there was room for it");
}

static void touch_what_was_the_region(void)
{
    signal(SIGBUS, SIG_DFL);
    db_guard_vfs();
    char *memory = (char *)(uintptr_t)first_region();
    sqlite3_file *file = file_of(db);
    file->pMethods->xShmUnmap(file, 0);
    touch(page_beyond_the_end(memory));
}

static void a_bus_error_that_is_not_ours_goes_to_the_handler_before(void **state)
{
    static const struct {
        void (*run)(void);
        int exit, signal;
    } rows[] = {
        {only_fall_back_on_the_system, 0, SIGBUS},   {fall_back_on_a_plain_handler, 4, 0},
        {fall_back_on_a_handler_with_details, 3, 0}, {touch_what_lies_behind_the_region, 0, SIGBUS},
        {touch_what_was_the_region, 0, SIGBUS},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0) {
            alarm(60); /* an access that is repeated forever */
            rows[i].run();
            _exit(1);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, rows[i].signal);
        assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : 0, rows[i].exit);
        end(state);
        begin(state);
    }
}

/* As another program that may read the index but not write it; ours keeps it alive. */
static void read_with_a_read_only_index(void)
{
    char uri[160];
    signal(SIGBUS, SIG_DFL);
    snprintf(uri, sizeof uri, "file:%s?readonly_shm=1", path);
    sqlite3 *reader = open_db(uri);
    if (sqlite3_exec(reader, "SELECT * FROM t", NULL, NULL, NULL) != SQLITE_OK)
        _exit(1);
    cut("-shm", 0);
    if (sqlite3_exec(reader, "SELECT * FROM t", NULL, NULL, NULL) != SQLITE_IOERR)
        _exit(2);
    const char *finding = db_guard_finding(reader);
    _exit(finding != NULL && strstr(finding, "-shm was truncated") != NULL ? SURVIVED : 3);
}

static void a_reader_of_an_index_that_it_may_not_write_is_guarded(void **state)
{
    char program[] = "/proc/self/exe", which[] = "--read-only-index";
    int status;
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        execl(program, program, which, path, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), SURVIVED);
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        snprintf(path, sizeof path, "%s", argv[2]);
        read_with_a_read_only_index();
    }
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(an_access_to_memory_that_is_gone_gives_zeros_and_a_finding),
        ROW(an_access_to_the_second_region_is_caught_as_well),
        ROW(whoever_maps_torn_memory_later_finds_it_and_others_do_not),
        ROW(pages_looked_up_in_torn_memory_are_not_written),
        ROW(a_bus_error_that_is_not_ours_goes_to_the_handler_before),
        ROW(a_reader_of_an_index_that_it_may_not_write_is_guarded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
