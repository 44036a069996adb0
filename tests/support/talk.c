/* talk.c: the broker runs while the tests do. */
#include "talk.h"

struct test_broker broker;
struct client client;

int talk_start(void **state)
{
    (void)state;
    broker_start(&broker, NULL);
    client_connect(&client, &broker);
    return 0;
}

int talk_stop(void **state)
{
    (void)state;
    client_close(&client);
    broker_remove(&broker);
    return 0;
}
