/* fuzz_mission.c: a mission file of any bytes: it is a mission, or there is a mistake; never both.
 */
#include <stdlib.h>

#include "mission/mission_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libfyaml 0.7 leaks a buffer of its own with some files that it refuses. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mission_file *file = mission_file_read(bytes_make(data, size));
    const struct mission *mission = mission_file_mission(file);
    const struct mistakes *mistakes = mission_file_mistakes(file);
    char summary[MISSION_SUMMARY_SIZE];
    if ((mission == NULL) != (mistakes->count > 0))
        abort();
    for (int i = 1; i < mistakes->count; i++)
        if (mistakes->items[i - 1].line > mistakes->items[i].line)
            abort();
    if (mission != NULL) {
        mission_summary(mission, summary);
        mission_channel(mission, "alt");
        mission_word(mission, bytes_of("Liftoff"));
        mission_names(mission, bytes_of("K"));
    }
    mission_file_close(file);
    return 0;
}
