#include "ui/tour.h"

#include <stdio.h>
#include <string.h>

/* A command is there to be typed: rather than cut it, what leads up to it is left out. */
static void say_command(struct view *v, const char *text, const char *broker)
{
    char line[200];
    snprintf(line, sizeof line, "%.*s%.40s%s", (int)(broker - text), text, v->scene.broker,
             broker + 2);
    bool fits = strlen(line) + 2 <= (size_t)v->cols;
    bytes_to_text(bytes_of(fits ? line : strstr(line, "kafka-")), v->said, sizeof v->said);
}

void tour_say(struct view *v, int *step, int64_t elapsed_ms)
{
    static const struct {
        int64_t after_ms;
        const char *text;
    } steps[] = {
        {30000, "Space stops time, ← goes back, L returns"},
        {45000, "Enter opens the rocket; Tab goes to the next; ? has all keys"},
        {60000, "it is Kafka: kafka-console-consumer.sh --bootstrap-server %s --topic kestrel"},
    };
    if (*step >= (int)ARRAY_SIZE(steps) || elapsed_ms < steps[*step].after_ms || v->said[0] != '\0')
        return;
    const char *text = steps[(*step)++].text, *broker = strstr(text, "%s");
    if (broker == NULL)
        bytes_to_text(bytes_of(text), v->said, sizeof v->said);
    else
        say_command(v, text, broker);
}
