/* dashboard.h: the screen, for a command that manages its own recorder. */
#ifndef CMD_DASHBOARD_H
#define CMD_DASHBOARD_H

struct dashboard_keeper {
    void (*nobody_records)(void *owner); /* called repeatedly while no recorder runs */
    void *owner;
};

/* cmd_dashboard() with a keeper; NULL: start a recorder as `ground` does. */
int dashboard_run(int argc, char **argv, const struct dashboard_keeper *keeper);

#endif
