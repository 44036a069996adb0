/* minibroker.c: the broker as a program: options and Kafka's properties in, an exit code out. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/logline.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/text.h"
#include "broker/broker.h"
#include "broker/listen.h"
#include "client/properties.h"

struct minibroker {
    const char *data_dir;
    const char *config;
    const char *port_file;
    struct text_list listen;
    struct text_list set;
};

static const struct option_row rows[] = {
    {.name = "data-dir",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct minibroker, data_dir),
     .arg = "DIR",
     .help = "data (default: ~/.local/state/minibroker)"},
    {.name = "listen",
     .kind = OPTION_MANY,
     .offset = offsetof(struct minibroker, listen),
     .arg = "HOST:PORT",
     .help = "address to listen on; repeatable"},
    {.name = "config",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct minibroker, config),
     .arg = "FILE",
     .help = "configuration file (Kafka server.properties)"},
    {.name = "set",
     .letter = 'c',
     .kind = OPTION_MANY,
     .offset = offsetof(struct minibroker, set),
     .arg = "KEY=VALUE",
     .help = "set a configuration key; overrides --config"},
    {.name = "port-file",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct minibroker, port_file),
     .arg = "FILE",
     .help = "write HOST:PORT to this file once listening"},
};

static const struct option_table table = {
    .program = "minibroker",
    .summary = "a single-node Kafka broker in one small program",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

/* A server.properties may have keys that the mini-broker does not know: warn and continue. */
static int read_file(struct config *config, const char *path, struct err *err)
{
    struct properties properties = {0};
    int rc = properties_load(&properties, path, err);
    for (size_t i = 0; rc == 0 && i < properties.count; i++) {
        const struct property *p = &properties.items[i];
        int row = config_find(config, bytes_of(p->key));
        if (row < 0)
            log_line(LOG_WARN, "%s: ignoring unknown key %s", path, p->key);
        else if ((rc = config_set(config, row, bytes_of(p->value), err)) != 0)
            err_prefix(err, "%s: ", path);
    }
    properties_deinit(&properties);
    return rc;
}

static int read_config(struct config *config, const struct minibroker *m, struct err *err)
{
    int rc = m->config != NULL ? read_file(config, m->config, err) : 0;
    for (size_t i = 0; rc == 0 && i < m->set.count; i++)
        rc = config_set_pair(config, m->set.items[i], err);
    if (rc == 0)
        config_derive(config);
    return rc;
}

static int add_endpoint(struct endpoint *list, size_t *count, const char *text, struct err *err)
{
    if (*count == LIMIT_LISTENERS)
        return err_set(err, ERR_USAGE, "cannot listen on more than %d addresses", LIMIT_LISTENERS);
    return endpoint_parse(text, &list[(*count)++], err);
}

/* --listen, else the configured or default `listeners`; of the default ones ::1 is optional. */
static int read_endpoints(const struct config *config, const struct minibroker *m,
                          struct endpoint *list, size_t *count, struct err *err)
{
    int rc = 0;
    enum config_source source;
    char *text = mem_text(config_broker_text(config, BROKER_LISTENERS, &source));
    char *rest = NULL;
    *count = 0;
    for (size_t i = 0; rc == 0 && i < m->listen.count; i++)
        rc = add_endpoint(list, count, m->listen.items[i], err);
    if (m->listen.count == 0)
        for (char *one = strtok_r(text, ", ", &rest); rc == 0 && one != NULL;
             one = strtok_r(NULL, ", ", &rest))
            rc = add_endpoint(list, count, one, err);
    for (size_t i = 1; m->listen.count == 0 && source == CONFIG_FROM_DEFAULT && i < *count; i++)
        list[i].may_miss = true;
    free(text);
    return rc;
}

/* NULL if neither an option, the configuration nor the environment says where. */
static char *data_dir_of(const struct config *config, const struct minibroker *m)
{
    const char *configured = config_text(config, BROKER_LOG_DIRS);
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (m->data_dir != NULL || configured != NULL)
        return mem_text(m->data_dir != NULL ? m->data_dir : configured);
    if (state != NULL && state[0] == '/')
        return mem_printf("%s/minibroker", state);
    return home != NULL && home[0] != '\0' ? mem_printf("%s/.local/state/minibroker", home) : NULL;
}

static int run(const struct minibroker *m, struct err *err)
{
    struct config config;
    struct endpoint listen[LIMIT_LISTENERS];
    struct broker_options options = {.port_file = m->port_file, .listen = listen};
    config_init_broker(&config);
    int rc = read_config(&config, m, err);
    if (rc == 0)
        rc = read_endpoints(&config, m, listen, &options.listen_count, err);
    if (rc == 0) {
        char *dir = data_dir_of(&config, m);
        options.data_dir = dir;
        rc = dir != NULL ? broker_run(&options, &config, err)
                         : err_set(err, ERR_FAIL,
                                   "neither XDG_STATE_HOME nor HOME is set; give --data-dir DIR");
        free(dir);
    }
    config_deinit(&config);
    return rc;
}

static void frugal_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1); /* the threads allocate next to nothing */
    mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024);
    mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
#endif
    setenv("UV_THREADPOOL_SIZE", "1", 0); /* it only removes deleted topics' files */
}

int main(int argc, char **argv)
{
    struct minibroker m = {0};
    struct err err;
    log_init("minibroker", LOG_INFO);
    frugal_memory();
    umask(027);
    signal(SIGPIPE, SIG_IGN);
    int outcome = options_parse(&table, argc, argv, &m, NULL, &err);
    int rc = outcome == OPTIONS_OK ? run(&m, &err) : outcome < 0 ? outcome : 0;
    if (outcome == OPTIONS_HELP)
        options_help(&table, stdout);
    if (outcome == OPTIONS_VERSION)
        puts("minibroker " GROUND_VERSION);
    text_list_deinit(&m.listen);
    text_list_deinit(&m.set);
    if (rc < 0)
        return options_fail(&table, rc, &err);
    return rc > 0 ? 128 + rc : 0;
}
