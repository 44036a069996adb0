/* json_format.c: the table of JSON formats. */
#include "source/json_format.h"

#include "source/json_walk.h"

static const struct json_format formats[] = {
    {.name = "kcat",
     .title = "kcat -J",
     .has = {"topic", "partition", "offset", "payload"},
     .key = {"key"},
     .time = "ts",
     .unit = UNIT_MS,
     .value = "payload",
     .coded = true,
     .in_order = true},
    {.name = "ttn",
     .title = "The Things Network uplinks",
     .has = {"end_device_ids.device_id", "uplink_message.decoded_payload"},
     .key = {"end_device_ids.device_id"},
     .time = "received_at",
     .value = "uplink_message.decoded_payload"},
    {.name = "helium",
     .title = "Helium uplinks",
     .has = {"decoded.payload", "reported_at", "dev_eui"},
     .key = {"name", "dev_eui"},
     .time = "reported_at",
     .unit = UNIT_MS,
     .value = "decoded.payload"},
    {.name = "chirpstack",
     .title = "ChirpStack uplinks",
     .has = {"deviceInfo.devEui", "object", "time"},
     .key = {"deviceInfo.deviceName", "deviceInfo.devEui"},
     .time = "time",
     .value = "object"},
    {.name = "sondehub",
     .title = "SondeHub telemetry",
     .has = {"datetime", "lat", "lon", "serial"},
     .key = {"serial"},
     .time = "datetime"},
    {.name = "sondehub-amateur",
     .title = "SondeHub amateur telemetry",
     .has = {"datetime", "lat", "lon", "payload_callsign"},
     .key = {"payload_callsign"},
     .time = "datetime"},
    {.name = "mavlogdump",
     .title = "mavlogdump JSON",
     .has = {"meta.type", "meta.timestamp", "data"},
     .time = "meta.timestamp",
     .unit = UNIT_S,
     .value = "data",
     .group = "meta.type"},
    {.name = "openmct",
     .title = "Open MCT telemetry",
     .has = {"timestamp", "value", "id"},
     .time = "timestamp",
     .unit = UNIT_MS,
     .value = "value",
     .group = "id"},
};

static bool has_all(const struct json_format *f, struct bytes value)
{
    for (int i = 0; i < JSON_FORMAT_PATHS && f->has[i] != NULL; i++)
        if (bytes_is_null(json_find(value, f->has[i])))
            return false;
    return true;
}

const struct json_format *json_format_recognise(struct bytes value)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (has_all(&formats[i], value))
            return &formats[i];
    return NULL;
}

const struct json_format *json_format_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

void json_format_list(struct buf *out)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", formats[i].name);
}
