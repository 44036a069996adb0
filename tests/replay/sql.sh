#!/bin/sh
# `ground sql`: what its views say, that it only reads, and how it ends.
. "$SOURCE_DIR/tests/lib.sh"
start_broker

{
    echo '{"ground_export":1}'
    line() { # line SECOND KEY VALUE
        printf '{"time":"2017-08-24T18:51:%s.250Z","key":"%s",%s,"headers":[]}\n' "$1" "$2" "$3"
    }
    line 00 R '"value":"{\"alt\":0.1,\"n\":9223372036854775807}"'
    line 01 S '"value":"{\"alt\":7}"'
    line 02 R '"value":"LIFTOFF"'
    line 03 R '"value":"{\"alt\":NaN,\"vel\":12}"'
    line 04 R '"value_base64":"/wD+"'
    line 05 R '"value":"{\"alt\":2.5,\"note\":\"\\u001b[31mred\"}"'
} >"$work/in.jsonl"
ground import "$work/in.jsonl" --topic t --speed max --bootstrap-server "$bootstrap" >"$work/import.log" 2>&1 ||
    fail "cannot import"
ground record --topic t --cache "$work/t.db" --until-end --bootstrap-server "$bootstrap" >"$work/record.log" 2>&1 ||
    fail "cannot record"
sum=$(cksum <"$work/t.db")

answers() { # answers WANTED QUERY: as CSV, rows separated by a blank
    got=$(ground sql --cache "$work/t.db" --format csv "$2" 2>&1 | tr -d '\r' | tail -n +2 | tr '\n' ' ' | sed 's/ $//')
    expect "$2" "$1" "$got"
}
answers '1,R,alt,0.1 1,R,n,9223372036854775807 2,S,alt,7 4,R,alt, 4,R,vel,12 6,R,alt,2.5' \
    "SELECT seq, rocket, channel, value FROM samples"
answers '0.1 2.5' "SELECT value FROM samples WHERE rocket = 'R' AND channel = 'alt' AND value IS NOT NULL"
answers '-2.0 1.0 3.0' "SELECT printf('%.1f', clock) FROM samples WHERE rocket = 'R' AND channel = 'alt'"
answers 'S' "SELECT rocket FROM samples WHERE t >= 1503600661.25 AND t < 1503600662"
answers '4' "SELECT count(*) FROM samples WHERE t > 1503600660.25"
answers '12' "SELECT samples.value FROM messages JOIN samples USING (seq) WHERE channel = 'vel' AND offset = 3 AND topic = 't'"
answers '2017-08-24T18:51:02.250Z,R,LIFTOFF' "SELECT time, key, value FROM messages WHERE seq = 3"
answers "X'ff00fe'" "SELECT value FROM messages WHERE seq = 5"
answers 'R,5,2017-08-24T18:51:02.250Z S,1,' "SELECT rocket, messages, t_zero FROM flights ORDER BY rocket"
answers 'text,R,LIFTOFF,0' "SELECT kind, rocket, text, clock FROM events WHERE kind = 'text'"
answers '1970-01-01T00:00:01.000Z' "SELECT utc(1000)"
answers '' "SELECT * FROM samples WHERE rocket = 'nobody'"

expect "JSON" '[ {"alt":0.1,"none":null,"b":{"base64":"/wD+"}}, {"alt":2.5,"none":null,"b":{"base64":"/wD+"}} ]' \
    "$(ground sql --cache "$work/t.db" --format json "SELECT value AS alt, NULL AS none, x'ff00fe' AS b FROM samples
        WHERE rocket = 'R' AND channel = 'alt' AND value < 9" | tr '\n' ' ' | sed 's/ $//')"
expect "JSON of no rows" "[]" "$(ground sql --cache "$work/t.db" --format json "SELECT 1 WHERE 0")"
ground sql --cache "$work/t.db" "SELECT rocket, value AS said FROM messages WHERE seq > 5" >"$work/out"
expect "the head of a table" "rocket  said" "$(sed -n 1p "$work/out")"
expect_in "escapes are shown, not sent" 'R       \{"alt":2\.5,"note":"\\u001b\[31mred"\}' "$work/out"
ground sql --cache "$work/t.db" "SELECT char(27) || '[31m' AS red" >"$work/out"
expect "a control character in a table" '\x1b[31m' "$(sed -n 2p "$work/out")"

refused() { # refused CODE PATTERN QUERY [OPTION...]
    wanted=$1
    pattern=$2
    query=$3
    shift 3
    ground sql --cache "$work/t.db" "$query" "$@" >"$work/out" 2>&1
    expect "exit code of $query" "$wanted" $?
    expect_in "$query" "$pattern" "$work/out"
}
forever="WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n)"
for write in "DELETE FROM message" "CREATE TEMP TABLE x(a)" "PRAGMA query_only = 0" "ATTACH '$work/x' AS x" "VACUUM INTO '$work/x'" \
    "WITH a AS (SELECT 1) INSERT INTO meta SELECT 1, 1" "DROP VIEW messages" "BEGIN"; do
    refused 2 'only SELECT is allowed|not authorized' "$write"
done
refused 2 'no such column: thrust' "SELECT thrust FROM samples"
refused 2 'one statement at a time' "SELECT 1; SELECT 2"
refused 2 'the query is empty' " "
refused 2 'no such function: load_extension|not authorized' "SELECT load_extension('x')"
refused 2 'format takes table, csv or json' "SELECT 1" --format xml
refused 1 'took longer than --timeout' "$forever SELECT count(*) FROM n" --timeout 1
refused 1 'took longer than --timeout' "SELECT count(*) FROM samples a, samples b, samples c, samples d, samples e, samples f, samples g,
    samples h, samples i, samples j" --timeout 1
expect "the cache after all that" "$sum" "$(cksum <"$work/t.db")"

ground sql --cache "$work/t.db" "$forever SELECT i FROM n" \
    --format csv >"$work/numbers" 2>"$work/out" &
query=$!
wait_for 10 "the query to print" test -s "$work/numbers"
kill -INT $query
wait $query
expect "exit code of an interrupted query" 130 $?
exit 0
