/* dashboard.h: the screen for a command that keeps a recorder of its own. */
#ifndef CMD_DASHBOARD_H
#define CMD_DASHBOARD_H

struct dashboard_keeper {
    void (*nobody_records)(void *owner); /* now and then, while no recorder runs */
    void *owner;
};

/* cmd_dashboard() with a keeper; NULL: a recorder is started as `ground` does it. */
int dashboard_run(int argc, char **argv, const struct dashboard_keeper *keeper);

#endif
