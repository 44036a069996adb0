#include "cmd/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/paths.h"

static bool session_path(const char *mission, char out[STORE_PATH_SIZE])
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (state != NULL && state[0] != '\0')
        n = snprintf(out, STORE_PATH_SIZE, "%s/ground/%s.session", state, mission);
    else if (home != NULL && home[0] != '\0')
        n = snprintf(out, STORE_PATH_SIZE, "%s/.local/state/ground/%s.session", home, mission);
    return n > 0 && n < STORE_PATH_SIZE;
}

/* One with a tab; what was open over it is not opened again. */
static void restore_screen(struct view *v, const char *name)
{
    enum screen_id screen = screen_by_name(name);
    if (screen != SCREEN_COUNT && screen_of(screen)->digit != 0)
        v->place.screen = screen;
}

void session_load(const char *mission, struct view *v, char rocket[SCENE_NAME])
{
    char path[STORE_PATH_SIZE], line[256];
    rocket[0] = '\0';
    FILE *in = session_path(mission, path) ? fopen(path, "re") : NULL;
    if (in == NULL)
        return;
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "screen ", 7) == 0)
            restore_screen(v, line + 7);
        if (strncmp(line, "rocket ", 7) == 0)
            bytes_to_text(bytes_of(line + 7), rocket, SCENE_NAME);
    }
    fclose(in);
}

void session_save(const char *mission, const struct view *v)
{
    char path[STORE_PATH_SIZE];
    struct err err;
    if (!session_path(mission, path) || store_make_directory(path, &err) != 0)
        return;
    FILE *out = fopen(path, "we");
    if (out == NULL)
        return;
    fprintf(out, "screen %s\n", screen_of(v->place.screen)->name);
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == v->scene.place.rocket)
            fprintf(out, "rocket %s\n", v->scene.fleet[i].name);
    fclose(out);
}
