/* kestrel.c: plan, physics in one dimension at 10 Hz, and the words for each stage. */
#include "sim/kestrel.h"

#include <math.h>
#include <stdio.h>

static const double step_s = 0.1;
static const double gravity = 9.81;

static const struct kestrel_order nominal_orders[] = {
    {0.0, KESTREL_COUNT, -20.0, "Countdown started"},
};
const struct kestrel_plan kestrel_nominal = {nominal_orders, 1};

static const struct kestrel_order troubled_orders[] = {
    {0.0, KESTREL_COUNT, -40.0, "Countdown started"},
    {8.0, KESTREL_HOLD, 0, "Countdown held"},
    {28.0, KESTREL_RESUME, 0, "Countdown resumed"},
    {38.0, KESTREL_HOLD, 0, "Hold"},
    {48.0, KESTREL_COUNT, -60.0, "Countdown started"},
    {105.0, KESTREL_ABORT, 0, "Countdown aborted"},
};
const struct kestrel_plan kestrel_troubled = {troubled_orders, 6};

void kestrel_init(struct kestrel *k, const char *name, const struct kestrel_plan *plan)
{
    *k = (struct kestrel){.name = name, .plan = plan};
}

static void say(const struct kestrel *k, sim_sink *sink, void *owner, const char *words)
{
    char json[120];
    int n = snprintf(json, sizeof json, "{\"time\":%.1f,\"event\":\"%s\"}", k->t_s, words);
    sink(owner, &(struct sim_record){"kestrel", bytes_of(k->name), bytes_make(json, (size_t)n)});
}

static void obey(struct kestrel *k, const struct kestrel_order *order)
{
    switch (order->action) {
    case KESTREL_COUNT:
        k->t_s = order->t_s;
        k->terminal = false;
        k->counting = true;
        break;
    case KESTREL_RESUME:
        k->counting = true;
        break;
    case KESTREL_HOLD:
        k->counting = false;
        break;
    case KESTREL_ABORT:
        k->counting = false;
        k->quiet_at_ms = k->next_ms + 5000;
        break;
    }
}

static double air_kg_m3(double alt_m)
{
    return 1.22 * exp(-alt_m / 7500);
}

/* Thrust less drag less weight, m/s² upwards. The landing burn aims at standing still on the pad.
 */
static double acceleration(const struct kestrel *k)
{
    double up = k->up_m_s;
    double drag_area = up > 0 ? 0.00008 : 0.0011;
    double drag = drag_area * air_kg_m3(k->alt_m) * up * fabs(up);
    double thrust = 0;
    if (k->stage == KESTREL_BURN)
        thrust = 20 + 0.45 * k->t_s;
    double stop = up * up / (2 * (k->alt_m > 1 ? k->alt_m : 1));
    if (k->stage == KESTREL_DOWN && stop > 6)
        thrust = stop + gravity + drag;
    return thrust - drag - gravity;
}

/* The stage that follows, and the words that announce it; NULL when the stage stays. */
static const char *next_stage(struct kestrel *k)
{
    switch (k->stage) {
    case KESTREL_BURN:
        if (k->t_s < 60)
            return NULL;
        k->stage = KESTREL_COAST;
        return "MECO";
    case KESTREL_COAST:
        if (k->alt_m < 80000)
            return NULL;
        k->stage = KESTREL_SPACE;
        return "Left atmosphere";
    case KESTREL_SPACE:
        if (k->up_m_s > -40)
            return NULL;
        k->stage = KESTREL_FALL;
        return "Preparing reentry";
    case KESTREL_FALL:
        if (k->alt_m > 14000)
            return NULL;
        k->stage = KESTREL_DOWN;
        return "Reentry successful";
    case KESTREL_DOWN:
        if (k->alt_m > 0)
            return NULL;
        k->stage = KESTREL_DONE;
        k->quiet_at_ms = k->next_ms + 10000;
        k->up_m_s = k->alt_m = k->acc_m_s2 = 0;
        return "Landing successful";
    case KESTREL_PAD:
    case KESTREL_DONE:
        return NULL;
    }
    return NULL;
}

static void fly(struct kestrel *k, sim_sink *sink, void *owner)
{
    k->acc_m_s2 = acceleration(k);
    k->up_m_s += k->acc_m_s2 * step_s;
    k->alt_m += k->up_m_s * step_s;
    if (k->alt_m < 0 || (k->stage == KESTREL_DOWN && k->up_m_s >= 0))
        k->alt_m = 0;
    const char *words = next_stage(k);
    if (words != NULL)
        say(k, sink, owner, words);
}

static void count_down(struct kestrel *k, sim_sink *sink, void *owner)
{
    k->t_s += step_s;
    if (k->t_s >= -10.05 && k->t_s < 0 && !k->terminal) {
        k->terminal = true;
        say(k, sink, owner, "Countdown ended");
    }
    if (k->stage == KESTREL_PAD && k->t_s > -step_s / 2) {
        k->t_s = 0;
        k->stage = KESTREL_BURN;
        say(k, sink, owner, "Liftoff");
    }
}

static void send_sample(const struct kestrel *k, sim_sink *sink, void *owner)
{
    double speed = fabs(k->up_m_s);
    double q_pa = 0.5 * air_kg_m3(k->alt_m) * speed * speed;
    double lox_k = 90.4 + 0.3 * sin((double)k->next_ms / 9000);
    char json[200];
    int n =
        snprintf(json, sizeof json,
                 "{\"time\":%.1f,\"vel\":%.1f,\"alt\":%.3f,\"acc\":%.1f,\"q\":%.1f,\"lox\":%.2f}",
                 k->t_s, speed, k->alt_m / 1000, k->acc_m_s2, q_pa, lox_k);
    sink(owner, &(struct sim_record){"kestrel", bytes_of(k->name), bytes_make(json, (size_t)n)});
}

void kestrel_step(struct kestrel *k, sim_sink *sink, void *owner)
{
    if (k->counting && k->stage != KESTREL_DONE)
        count_down(k, sink, owner);
    if (k->stage != KESTREL_PAD && k->stage != KESTREL_DONE)
        fly(k, sink, owner);
    while (k->next_order < k->plan->count &&
           k->plan->orders[k->next_order].at_s * 1000 <= (double)k->next_ms) {
        const struct kestrel_order *order = &k->plan->orders[k->next_order++];
        obey(k, order);
        say(k, sink, owner, order->words);
    }
    send_sample(k, sink, owner);
    k->next_ms += 100;
    if (k->quiet_at_ms != 0 && k->next_ms > k->quiet_at_ms)
        k->next_ms = INT64_MAX;
}
