#!/bin/sh
# Messages that name a schema: what --schemas DIR says of them stays in the cache.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
produce() { kafka-console-producer --topic "$1" --bootstrap-server "$bootstrap" >/dev/null; }
# Schema 7, a double 2.5 and an int 3; schema 9, which nobody knows. kafka-console-producer sends text: no
# byte above 127.
seven() { printf '\000\000\000\000\007\000\000\000\000\000\000\004\100\006\n'; }
seven | produce mine
printf '\000\000\000\000\011\002\n' | produce mine
mkdir "$work/schemas"
cat >"$work/schemas/7.avsc" <<'END'
{"type": "record", "name": "m", "fields": [{"name": "alt", "type": "double"}, {"name": "sats", "type": "int"}]}
END
echo 'not a schema' >"$work/schemas/README"

record() { # record OPTION...: record to the end into the cache; sets $code
    timeout 30 ground record --until-end --cache "$work/a.db" --bootstrap-server "$bootstrap" "$@" \
        >"$work/out" 2>&1
    code=$?
}
samples() { ground sql --cache "$work/a.db" 'SELECT channel, value FROM samples ORDER BY seq, channel' >"$work/out"; }

record
expect "exit code without schemas" 0 "$code"
samples
expect "samples without schemas" "" "$(sed 1d "$work/out")"
ground snapshot --screen console --cache "$work/a.db" >"$work/out"
expect_in "a message whose schema is not known" 'mine/0@0 +! schema 7 is not known  hex 00 00' "$work/out"
record --schemas "$work/nowhere"
expect "exit code for a directory that is not there" 1 "$code"
expect_in "a directory that is not there" "there is no directory of schemas $work/nowhere" "$work/out"

# A schema that comes later reads earlier messages too.
record --schemas "$work/schemas"
expect "exit code with schemas" 0 "$code"
expect_in "earlier messages are folded again" "folding the recording again, by schemas that are new to it" "$work/out"
samples
expect_in "the height" '^alt.*2.5' "$work/out"
expect_in "the satellites" '^sats.*3' "$work/out"

# A recorder without the directory, later, goes on as the cache says.
seven | produce mine
record
samples
expect "heights in the cache" 2 "$(grep -c '^alt.*2.5' "$work/out")"
ground snapshot --screen rocket --cache "$work/a.db" >"$work/out"
expect_in "ROCKET shows them" 'alt +2.5' "$work/out"
ground snapshot --screen links --cache "$work/a.db" >"$work/out"
expect_in "LINKS counts what was not decoded when it was recorded" 'mine/0 +OK.* 3 +2 +0$' "$work/out"
ground export --cache "$work/a.db" --format db --output "$work/b.db" >"$work/out" 2>&1 || fail "export: $(cat "$work/out")"
ground sql --cache "$work/b.db" 'SELECT channel, value FROM samples' >"$work/out"
expect_in "a copy decodes the same" '^alt.*2.5' "$work/out"

# Another text under the same number is taken, and everything folded by it.
echo '{"type": "record", "name": "m", "fields": [{"name": "height", "type": "double"}, {"name": "sats", "type": "int"}]}' \
    >"$work/schemas/7.avsc"
record --schemas "$work/schemas"
samples
expect "heights by the new schema" 2 "$(grep -c '^height.*2.5' "$work/out")"

echo '{"type": "record"}' >"$work/schemas/7.avsc"
record --schemas "$work/schemas"
expect "exit code with a schema that is none" 0 "$code"
expect_in "a schema that is none" "schemas/7.avsc cannot be used: a record, enum or fixed has no name" "$work/out"
cp "$work/schemas/7.avsc" "$work/schemas/7.json"
record --schemas "$work/schemas"
expect "exit code with two files of one schema" 2 "$code"
expect_in "two files of one schema" "another file of that directory is schema 7 too" "$work/out"

# A Schema Registry: a directory behind python3's web server is one.
need python3
mkdir -p "$work/www/schemas/ids"
printf '%s' '{"schema": "{\"type\": \"record\", \"name\": \"m\", \"fields\": [{\"name\": \"alt\", \"type\": \"double\"}, {\"name\": \"sats\", \"type\": \"int\"}]}"}' \
    >"$work/www/schemas/ids/7"
start web python3 -u -m http.server --bind 127.0.0.1 --directory "$work/www" 0
wait_for 20 "the web server to listen" grep -q 'port [0-9]' "$work/web.log"
registry=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\).*/\1/p' "$work/web.log" | head -n 1)

rm -f "$work"/a.db*
record --schema-registry "$registry"
expect "exit code with a registry" 0 "$code"
expect_in "what the registry has" 'schema 7 is known: AVRO$' "$work/out"
expect_in "what it has not" "WARN ground: Schema Registry: $registry answers 404" "$work/out"
samples
expect "heights by the registry, from the first message on" 2 "$(grep -c '^alt.*2.5' "$work/out")"
expect "requests for one schema" 1 "$(grep -c 'GET /schemas/ids/7 ' "$work/web.log")"
ground snapshot --screen links --cache "$work/a.db" >"$work/out"

# It is asked for nothing that the cache has, and for what was missing.
mv "$work/www/schemas/ids/7" "$work/www/schemas/ids/9"
record --schema-registry "$registry"
expect_in "what was missing" 'schema 9 is known: AVRO; earlier messages are read by it from the next start on' "$work/out"
expect_in "a second fold" "folding the recording again" "$work/out"
expect "requests for one schema" 1 "$(grep -c 'GET /schemas/ids/7 ' "$work/web.log")"
ground snapshot --screen console --cache "$work/a.db" >"$work/out"
expect_in "what is not as its schema says" '! Avro: 7 bytes are missing at' "$work/out"

# One that is not there delays nothing and loses nothing; LINKS says why while somebody records.
rm -f "$work"/a.db*
start recorder ground record --cache "$work/a.db" --bootstrap-server "$bootstrap" --schema-registry http://127.0.0.1:1
recorded() { [ "$(ground sql --cache "$work/a.db" 'SELECT count(*) FROM messages' 2>/dev/null | tail -n 1 | tr -d ' ')" = 3 ]; }
wait_for 10 "the messages without their schemas" recorded
told() { ground snapshot --screen links --cache "$work/a.db" | grep -q 'schemas: http://127.0.0.1:1 does not answer'; }
wait_for 10 "LINKS to say why there are no schemas" told
record --schema-registry localhost:8081
expect "exit code for what is no URL" 2 "$code"
expect_in "what is no URL" 'schema-registry "localhost:8081" is no URL such as http://host:8081' "$work/out"
