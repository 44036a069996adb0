/* api.c: the rows as a table. */
#include "wire/api.h"

const struct api api_rows[] = {
#define X(id, number, text, first, last, announced, flexible, struct_name)                         \
    {.name = text,                                                                                 \
     .request = &struct_name##_request_schema,                                                     \
     .response = &struct_name##_response_schema,                                                   \
     .key = number,                                                                                \
     .min = first,                                                                                 \
     .max = last,                                                                                  \
     .announced_min = announced,                                                                   \
     .flexible_from = flexible},
    API_ROWS(X)
#undef X
};
const size_t api_count = ARRAY_SIZE(api_rows);

const struct api *api_find(int key)
{
    for (size_t i = 0; i < api_count; i++)
        if (api_rows[i].key == key)
            return &api_rows[i];
    return NULL;
}
