/* channel_role.c: splits a name into words: at blanks and signs, at digits, and where small letters
 * turn to capitals. */
#include "flight/channel_role.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"

enum { WORD_SIZE = 24, WORDS_MOST = 8 };

/* A word of a name, or how it begins. The first row that any word of a name fits decides; who sends
 * is told by the last word only, so that "Flight Path Angle" is a measurement. */
static const struct {
    const char *word;
    bool begins;
    enum channel_role role;
} roles[] = {
    {"accel", true, ROLE_ACCELERATION},  {"acc", false, ROLE_ACCELERATION},
    {"gee", true, ROLE_ACCELERATION},    {"ax", false, ROLE_ACCELERATION},
    {"ay", false, ROLE_ACCELERATION},    {"az", false, ROLE_ACCELERATION},
    {"vel", true, ROLE_VELOCITY},        {"speed", false, ROLE_VELOCITY},
    {"climb", false, ROLE_VELOCITY},     {"vx", false, ROLE_VELOCITY},
    {"vy", false, ROLE_VELOCITY},        {"vz", false, ROLE_VELOCITY},
    {"vertv", false, ROLE_VELOCITY},     {"horzv", false, ROLE_VELOCITY},
    {"alt", true, ROLE_ALTITUDE},        {"height", false, ROLE_ALTITUDE},
    {"agl", false, ROLE_ALTITUDE},       {"falt", false, ROLE_ALTITUDE},
    {"temp", true, ROLE_TEMPERATURE},    {"volt", true, ROLE_VOLTAGE},
    {"batt", true, ROLE_VOLTAGE},        {"bat", false, ROLE_VOLTAGE},
    {"vbat", true, ROLE_VOLTAGE},        {"press", true, ROLE_PRESSURE},
    {"baro", true, ROLE_PRESSURE},       {"lat", false, ROLE_POSITION},
    {"latitude", false, ROLE_POSITION},  {"lon", false, ROLE_POSITION},
    {"lng", false, ROLE_POSITION},       {"long", false, ROLE_POSITION},
    {"longitude", false, ROLE_POSITION}, {"serial", true, ROLE_IDENTITY},
    {"version", true, ROLE_IDENTITY},    {"frame", false, ROLE_IDENTITY},
    {"flight", false, ROLE_IDENTITY},    {"seq", true, ROLE_IDENTITY},
    {"count", true, ROLE_IDENTITY},      {"counter", false, ROLE_IDENTITY},
    {"id", false, ROLE_IDENTITY},        {"index", false, ROLE_IDENTITY},
    {"packet", true, ROLE_IDENTITY},     {"crc", false, ROLE_IDENTITY},
    {"checksum", false, ROLE_IDENTITY},  {"year", false, ROLE_IDENTITY},
    {"month", false, ROLE_IDENTITY},     {"day", false, ROLE_IDENTITY},
    {"hour", false, ROLE_IDENTITY},      {"minute", false, ROLE_IDENTITY},
    {"second", false, ROLE_IDENTITY},    {"date", false, ROLE_IDENTITY},
    {"time", true, ROLE_IDENTITY},       {"clock", false, ROLE_IDENTITY},
    {"port", false, ROLE_IDENTITY},      {"channel", false, ROLE_IDENTITY},
};

/* Splits `name` into small words; returns how many. */
static int split(const char *name, char out[WORDS_MOST][WORD_SIZE])
{
    int count = 0;
    size_t len = 0;
    for (const char *p = name;; p++) {
        bool letter = isalpha((unsigned char)*p) != 0;
        bool hump = len > 0 && isupper((unsigned char)*p) && islower((unsigned char)p[-1]);
        if ((!letter || hump) && len > 0) {
            out[count++][len] = '\0';
            len = 0;
        }
        if (*p == '\0' || *p == '(' || *p == '[' || count == WORDS_MOST)
            return count;
        if (letter && len < WORD_SIZE - 1)
            out[count][len++] = (char)tolower((unsigned char)*p);
    }
}

static bool fits(const char *word, size_t row)
{
    return roles[row].begins ? strncmp(word, roles[row].word, strlen(roles[row].word)) == 0
                             : strcmp(word, roles[row].word) == 0;
}

static enum channel_role role_of(const char *name)
{
    char words[WORDS_MOST][WORD_SIZE];
    int count = split(name, words);
    for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
        for (int k = roles[i].role == ROLE_IDENTITY && count > 0 ? count - 1 : 0; k < count; k++)
            if (fits(words[k], i))
                return roles[i].role;
    return ROLE_OTHER;
}

enum channel_role channel_role(const char *name)
{
    const char *last = strrchr(name, '.');
    enum channel_role role = role_of(last != NULL ? last + 1 : name);
    return role == ROLE_OTHER && last != NULL ? role_of(name) : role; /* accel.z */
}

int channel_rank(const char *name)
{
    static const char *const best[] = {
        [ROLE_ALTITUDE] = "height agl",
        [ROLE_VELOCITY] = "vertical vert up v vz vertv climb",
        [ROLE_ACCELERATION] = "vertical vert up v z az",
        [ROLE_VOLTAGE] = "batt battery bat vbat",
    };
    char words[WORDS_MOST][WORD_SIZE];
    enum channel_role role = channel_role(name);
    int count = split(name, words);
    if ((size_t)role >= ARRAY_SIZE(best))
        return 1;
    for (int k = 0; k < count; k++) {
        size_t len = strlen(words[k]);
        for (const char *p = best[role]; (p = strstr(p, words[k])) != NULL; p++)
            if ((p == best[role] || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
                return 0;
    }
    return 1;
}

bool channel_heading(enum channel_role role, const char *unit, int columns, char *out, size_t size)
{
    static const char *const words[ROLES] = {
        [ROLE_ALTITUDE] = "alt", [ROLE_VELOCITY] = "vel",     [ROLE_ACCELERATION] = "a",
        [ROLE_VOLTAGE] = "batt", [ROLE_TEMPERATURE] = "temp", [ROLE_PRESSURE] = "p"};
    if (words[role] == NULL)
        return false;
    snprintf(out, size, "%s%s%s", words[role], unit[0] != '\0' ? " " : "", unit);
    return text_columns(out) <= columns;
}
