/* trouble.c: librdkafka names brokers "host:port/bootstrap" or "host:port/7" in front of its words.
 */
#include "client/trouble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "client/client_config_apply.h"

/* Extracts "Connection refused" from "bootstrap: Connect to ipv4#127.0.0.1:9 failed: Connection
 * refused (after 0ms in state CONNECT)". */
static void tell_why(const char *reason, char *out, size_t size)
{
    const char *at = strstr(reason, "failed: ");
    if (at != NULL)
        at += strlen("failed: ");
    else if ((at = strstr(reason, ": ")) != NULL)
        at += strlen(": ");
    else
        at = reason;
    const char *end = strstr(at, " (after");
    int len = end == NULL ? (int)strlen(at) : (int)(end - at);
    snprintf(out, size, "%.*s", len, at);
}

void trouble_report(const struct client_events *events, int code, const char *reason, bool reached)
{
    if (code != RD_KAFKA_RESP_ERR__TRANSPORT && code != RD_KAFKA_RESP_ERR__RESOLVE)
        return;
    char address[300];
    const char *slash = strchr(reason, '/');
    if (slash == NULL || (size_t)(slash - reason) >= sizeof address || events->trouble == NULL)
        return;
    const char *scheme = strstr(reason, "://"); /* "sasl_ssl://host:port/..." */
    if (scheme != NULL && scheme < slash) {
        reason = scheme + 3;
        slash = strchr(reason, '/');
        if (slash == NULL || (size_t)(slash - reason) >= sizeof address)
            return;
    }
    memcpy(address, reason, (size_t)(slash - reason));
    address[slash - reason] = '\0';
    char *colon = strrchr(address, ':');
    if (colon == NULL)
        return;
    *colon = '\0';
    char why[160];
    tell_why(slash + 1, why, sizeof why);
    bool bootstrap = strncmp(slash + 1, "bootstrap", 9) == 0;
    struct client_trouble t = {.node = bootstrap ? -1 : (int32_t)atoi(slash + 1),
                               .host = address,
                               .port = colon + 1,
                               .why = why,
                               .never_reached = !reached};
    events->trouble(events->ctx, &t);
}

void trouble_configure(rd_kafka_conf_t *conf)
{
    client_config_set(conf, "log_level", "0");
    client_config_set(conf, "client.software.name", "ground-control");
    client_config_set(conf, "client.software.version", GROUND_VERSION);
    client_config_set(conf, "reconnect.backoff.ms", "50");
    client_config_set(conf, "reconnect.backoff.max.ms", "1000");
    client_config_set(conf, "socket.nagle.disable", "true");
    client_config_set(conf, "allow.auto.create.topics", "true");
}
