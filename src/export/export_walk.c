/* export_walk.c: the walk that every format makes: counts messages and reports progress. */
#include "export/export.h"

struct export_step {
    struct export_job *job;
    selection_row_fn *fn;
    void *owner;
};

static int take_row(void *owner, const struct store_message *m, struct err *err)
{
    struct export_step *step = owner;
    struct export_job *job = step->job;
    job->messages++;
    if (job->progress != NULL)
        job->progress(job->owner, job->messages, m->t_ms);
    return step->fn(step->owner, m, err);
}

int export_walk(struct export_job *job, selection_row_fn *fn, void *owner, struct err *err)
{
    struct export_step step = {job, fn, owner};
    job->messages = 0;
    return selection_walk(job->selection, job->stop, take_row, &step, err);
}
