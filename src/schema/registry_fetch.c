/* registry_fetch.c: GET URL/schemas/ids/ID, bounded in time and size, and what the answer says. */
#include "schema/registry_fetch.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

enum { HTTP_OK = 200, HTTP_UNAUTHORIZED = 401, HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404 };

/* What is around a schema in the answer, and its escapes. */
enum { ANSWER_MOST = 2 * SCHEMA_TEXT_MOST };

struct answer {
    struct buf body;
    bool too_long;
};

/* ---- the URL ---- */

static char *part_of(CURLU *parts, CURLUPart part)
{
    char *text = NULL;
    return curl_url_get(parts, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK ? text : NULL;
}

/* The URL as people may see it. */
static char *shown_url(CURLU *parts)
{
    char *out, *whole = NULL;
    curl_url_set(parts, CURLUPART_USER, NULL, 0);
    curl_url_set(parts, CURLUPART_PASSWORD, NULL, 0);
    curl_url_set(parts, CURLUPART_QUERY, NULL, 0);
    curl_url_get(parts, CURLUPART_URL, &whole, 0);
    char clean[160];
    text_clean(bytes_of(whole), 120, clean, sizeof clean);
    curl_free(whole);
    size_t len = strlen(clean);
    while (len > 0 && clean[len - 1] == '/')
        clean[--len] = '\0';
    out = mem_text(clean);
    return out;
}

static int check_url(struct registry_fetch *f, const char *url, struct err *err)
{
    CURLU *parts = curl_url();
    if (parts == NULL)
        return err_set(err, ERR_FAIL, "cannot start libcurl");
    bool valid = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK;
    char *scheme = valid ? part_of(parts, CURLUPART_SCHEME) : NULL;
    valid = scheme != NULL && (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    curl_free(scheme);
    if (valid) {
        f->shown = shown_url(parts);
        f->url = mem_text(url);
        for (size_t n = strlen(f->url); n > 0 && f->url[n - 1] == '/'; n--)
            f->url[n - 1] = '\0';
    }
    curl_url_cleanup(parts);
    return valid ? 0
                 : err_set(err, ERR_USAGE,
                           "--schema-registry \"%.80s\" is no URL such as http://host:8081", url);
}

/* ---- the request ---- */

static size_t take_body(char *data, size_t size, size_t count, void *owner)
{
    struct answer *a = owner;
    size_t n = size * count;
    a->too_long = n > ANSWER_MOST - a->body.len;
    if (a->too_long)
        return 0; /* ends the transfer */
    buf_add(&a->body, data, n);
    return n;
}

static int is_ended(void *owner, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct registry_fetch *f = owner;
    (void)a, (void)b, (void)c, (void)d;
    return f->ended != NULL && atomic_load(f->ended);
}

int registry_fetch_open(struct registry_fetch *f, const char *url, struct err *err)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int rc = check_url(f, url, err);
    if (rc != 0)
        return rc;
    f->curl = curl_easy_init();
    return f->curl != NULL ? 0 : err_set(err, ERR_FAIL, "cannot start libcurl");
}

void registry_fetch_close(struct registry_fetch *f)
{
    curl_easy_cleanup(f->curl);
    free(f->url);
    free(f->shown);
    f->curl = NULL;
    f->url = f->shown = NULL;
}

/* A registry redirects nobody: another host must not see the password. */
static CURLcode get(struct registry_fetch *f, const char *url, struct answer *a, long *status)
{
    struct curl_slist *headers =
        curl_slist_append(NULL, "Accept: application/vnd.schemaregistry.v1+json, application/json");
    curl_easy_reset(f->curl);
    curl_easy_setopt(f->curl, CURLOPT_URL, url);
    curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(f->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, (long)f->answer_ms);
    curl_easy_setopt(f->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)f->connect_ms);
    curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, a);
    curl_easy_setopt(f->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(f->curl, CURLOPT_XFERINFOFUNCTION, is_ended);
    curl_easy_setopt(f->curl, CURLOPT_XFERINFODATA, f);
    CURLcode code = headers == NULL ? CURLE_OUT_OF_MEMORY : curl_easy_perform(f->curl);
    curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(headers);
    return code;
}

/* ---- the answer ---- */

static void say(const struct registry_fetch *f, char why[FETCH_WHY_SIZE], const char *what,
                const char *more)
{
    char clean[128];
    text_clean(bytes_of(more), 100, clean, sizeof clean);
    snprintf(why, FETCH_WHY_SIZE, "%.160s %.60s%s", f->shown, what, clean);
}

static enum fetch_result refuse(const struct registry_fetch *f, long status, struct bytes body,
                                char why[FETCH_WHY_SIZE])
{
    char what[48];
    if (status == HTTP_UNAUTHORIZED || status == HTTP_FORBIDDEN)
        return say(f, why, "asks for a password: http://user:password@host", ""), FETCH_FAILED;
    json_t *json = json_loadb((const char *)body.data, body.len, 0, NULL);
    const char *message = json_string_value(json_object_get(json, "message"));
    snprintf(what, sizeof what, "answers %ld%s", status, message != NULL ? ": " : "");
    say(f, why, what, message != NULL ? message : "");
    json_decref(json);
    return status == HTTP_NOT_FOUND ? FETCH_HAS_NOT : FETCH_FAILED;
}

static enum fetch_result read_schema(const struct registry_fetch *f, const json_t *json,
                                     enum schema_type *type, struct buf *text,
                                     char why[FETCH_WHY_SIZE])
{
    const json_t *schema = json_object_get(json, "schema");
    const char *named = json_string_value(json_object_get(json, "schemaType"));
    size_t references = json_array_size(json_object_get(json, "references"));
    if (!json_is_string(schema))
        return say(f, why, "answers with what is no schema", ""), FETCH_HAS_NOT;
    if (!schema_type_find(bytes_of(named != NULL ? named : "AVRO"), type))
        return say(f, why, "has a schema of an unknown type: ", named), FETCH_HAS_NOT;
    if (references > 0 && *type == SCHEMA_AVRO)
        return say(f, why, "has a schema that refers to others, which are not read", ""),
               FETCH_HAS_NOT;
    if (json_string_length(schema) > SCHEMA_TEXT_MOST)
        return say(f, why, "has a schema that is too long", ""), FETCH_HAS_NOT;
    buf_add(text, json_string_value(schema), json_string_length(schema));
    return FETCH_HAS;
}

static enum fetch_result read_answer(const struct registry_fetch *f, const struct answer *a,
                                     CURLcode code, long status, enum schema_type *type,
                                     struct buf *text, char why[FETCH_WHY_SIZE])
{
    if (a->too_long)
        return say(f, why, "answers with more than 2 MiB", ""), FETCH_HAS_NOT;
    if (code != CURLE_OK)
        return say(f, why, "does not answer: ", curl_easy_strerror(code)), FETCH_FAILED;
    if (status != HTTP_OK)
        return refuse(f, status, buf_bytes(&a->body), why);
    json_t *json = json_loadb((const char *)buf_bytes(&a->body).data, a->body.len, 0, NULL);
    enum fetch_result result = read_schema(f, json, type, text, why);
    json_decref(json);
    return result;
}

enum fetch_result registry_fetch_schema(struct registry_fetch *f, uint32_t id,
                                        enum schema_type *type, struct buf *text,
                                        char why[FETCH_WHY_SIZE])
{
    struct answer a = {0};
    long status = 0;
    why[0] = '\0';
    char *url = mem_printf("%s/schemas/ids/%lu", f->url, (unsigned long)id);
    CURLcode code = get(f, url, &a, &status);
    enum fetch_result result = read_answer(f, &a, code, status, type, text, why);
    buf_deinit(&a.body);
    free(url);
    return result;
}
