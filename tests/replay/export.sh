#!/bin/sh
# `ground export`: what it writes, that `ground import` gives it back, and how it fails.
. "$SOURCE_DIR/tests/lib.sh"
start_broker

record() { # record TOPIC: into $work/TOPIC.db
    ground record --topic "$1" --cache "$work/$1.db" --until-end --bootstrap-server "$bootstrap" \
        >"$work/record.log" 2>&1 || fail "cannot record $1"
}
export_of() { # export_of TOPIC OPTION...
    topic=$1
    shift
    ground export --cache "$work/$topic.db" "$@"
}
send() { # send FILE TOPIC
    ground import "$1" --topic "$2" --speed max --bootstrap-server "$bootstrap" >"$work/import.log" 2>&1 ||
        fail "cannot import $1"
}

# Two rockets, text, a null value, bytes that are not UTF-8 in key, value and header, an integer of 19 digits.
{
    echo '{"ground_export":1}'
    line() { # line SECOND KEY VALUE [HEADER]
        printf '{"time":"2017-08-24T18:51:%s.250Z","key":"%s",%s,"headers":[%s]}\n' "$1" "$2" "$3" "${4:-}"
    }
    line 00 R '"value":"{\"alt\":0.1,\"n\":9223372036854775807}"' '["x","1"]'
    line 01 S '"value":"{\"alt\":7}"'
    line 02 R '"value":"LIFTOFF"'
    line 03 R '"value":"{\"alt\":NaN,\"a,b\":-1e-300,\"time\":1}"'
    line 04 R '"value":null' '["raw",null,"/wA="],["none",null]'
    line 05 R '"value_base64":"/wD+"'
    line 06 R '"value":"{\"alt\":2.5}"'
    printf '%s\n' '{"time":"2017-08-24T18:51:07.000Z","key_base64":"//4=","value":"tab\tquote\"","headers":[]}'
} >"$work/in.jsonl"
send "$work/in.jsonl" first
record first
export_of first --format jsonl >"$work/first.jsonl" || fail "cannot export"
expect "the first line" '{"ground_export":1,"made_by":"ground 0.1.0"}' "$(head -n 1 "$work/first.jsonl")"
expect "lines" 9 "$(wc -l <"$work/first.jsonl" | tr -d ' ')"
expect_in "a message" '^\{"seq":1,"rocket":"R","topic":"first","partition":0,"offset":0,"time":"2017-08-24T18:51:00\.250Z","arrival":null,"key":"R","value":"\{\\"alt\\":0\.1,\\"n\\":9223372036854775807\}","headers":\[\["x","1"\],\["ground-source","rec"\]\]\}$' "$work/first.jsonl"
expect_in "bytes" '"key":"R","value_base64":"/wD\+"' "$work/first.jsonl"
expect_in "a header of bytes" '"value":null,"headers":\[\["raw",null,"/wA="\],\["none",null\]' "$work/first.jsonl"
expect_in "a key of bytes" '"key_base64":"//4=","value":"tab\\tquote\\""' "$work/first.jsonl"

# Imported again it is the same, but for seq, topic, offset, arrival and ground-source.
send "$work/first.jsonl" second
record second
export_of second --format jsonl >"$work/second.jsonl" || fail "cannot export"
same() { sed 's/"topic":"[a-z]*",//; s/,*\["ground-source","rec"\]//g' "$1"; }
same "$work/first.jsonl" >"$work/first.same"
same "$work/second.jsonl" >"$work/second.same"
cmp "$work/first.same" "$work/second.same" || fail "an import of the export is another flight"

# CSV: a row per message; a channel with one of our own names is numbered.
export_of first --format csv --flight R >"$work/r.csv" || fail "cannot export CSV"
tr -d '\r' <"$work/r.csv" >"$work/out"
printf '%s\n' 'time,T,alt,n,"a,b",time_2,event' \
    '2017-08-24T18:51:00.250Z,-2.000,0.1,9223372036854775807,,,' \
    '2017-08-24T18:51:02.250Z,0.000,,,,,LIFTOFF' \
    '2017-08-24T18:51:03.250Z,1.000,NaN,,-1e-300,1,' \
    '2017-08-24T18:51:04.250Z,2.000,,,,,' \
    '2017-08-24T18:51:05.250Z,3.000,,,,,' \
    '2017-08-24T18:51:06.250Z,4.000,2.5,,,,' >"$work/want"
diff "$work/want" "$work/out" || fail "the CSV of a flight"
export_of first --format csv --from 2017-08-24T18:51:01Z --to 2017-08-24T18:51:02Z --channels alt >"$work/out"
expect "the CSV of a moment, with its rocket" "time,T,rocket,alt 2017-08-24T18:51:01.250Z,,S,7" \
    "$(tr -d '\r' <"$work/out" | tr '\n' ' ' | sed 's/ $//')"

# Resampled: the last values at each step, and T-0 where the flight has it.
export_of first --format csv --rocket R --every 2s --from T+0 --channels alt,time >"$work/out"
expect "steps of two seconds" "time,T,alt,time_2 2017-08-24T18:51:04.000Z,1.750,NaN,1 2017-08-24T18:51:06.000Z,3.750,NaN,1 2017-08-24T18:51:08.000Z,5.750,2.5,1" \
    "$(tr -d '\r' <"$work/out" | tr '\n' ' ' | sed 's/ $//')"

# A database is a cache of its own: one file, with the same messages, flights and screens.
export_of first --format db --output "$work/copy.db" >"$work/out" 2>&1 || fail "cannot export a database"
expect "what lies beside it" "copy.db" "$(ls "$work" | grep copy)"
export_of copy --format jsonl | cmp - "$work/first.jsonl" || fail "the database has other messages"
for command in flights "snapshot --screen rocket --replay R --at end" "snapshot --screen flights"; do
    ground $command --cache "$work/first.db" >"$work/want" || fail "$command"
    ground $command --cache "$work/copy.db" >"$work/out" || fail "$command of the copy"
    diff "$work/want" "$work/out" || fail "$command shows something else of the database"
done
export_of first --format db --output "$work/one.db" --rocket R >"$work/out" 2>&1 || fail "cannot export one rocket"
expect "the rockets of one" "R" "$(ground flights --cache "$work/one.db" | awk 'NR > 1 { print $2 }')"
export_of one --format jsonl | sed 's/"seq":[0-9]*,//' >"$work/out"
export_of first --format jsonl --rocket R | sed 's/"seq":[0-9]*,//' | cmp - "$work/out" || fail "other messages of one rocket"
ground record --topic first --cache "$work/copy.db" --until-end --bootstrap-server "$bootstrap" >"$work/out" 2>&1
expect_in "a recorder that goes on with the database" "0 messages recorded, 8 in the cache" "$work/out"

# Errors say what there is.
refused() { # refused CODE PATTERN OPTION...
    wanted=$1
    pattern=$2
    shift 2
    export_of first "$@" >"$work/out" 2>&1
    expect "exit code of export $*" "$wanted" $?
    expect_in "export $*" "$pattern" "$work/out"
}
refused 1 'no flight or rocket "99" in this cache' --format csv --flight 99
refused 1 'no rocket "Q" in this cache; it has R, S' --format csv --rocket Q
refused 1 'no channel "vel" in these messages; they have alt, n' --format csv --rocket R --channels vel
refused 1 'no messages in that range' --format jsonl --to 2017-01-01T00:00:00Z
refused 2 'unknown format "xml"; the formats are jsonl, csv, db, mcap' --format xml
refused 2 'format is required' --rocket R
refused 2 'jsonl does not take --every' --format jsonl --rocket R --every 1s
refused 2 'db requires --output FILE' --format db
refused 2 'every takes a time from 1ms' --format csv --rocket R --every 1fortnight
refused 2 'every requires --flight or --rocket' --format csv --every 1s
refused 2 'is after --to' --format csv --from 2018-01-01T00:00:00Z --to 2017-01-01T00:00:00Z
refused 1 'cannot create .*none/x' --format csv --output "$work/none/x"
echo mine >"$work/mine"
refused 1 'mine exists; remove it' --format csv --output "$work/mine"
expect "a file that was there" mine "$(cat "$work/mine")"

# A file appears when it is complete; an interrupted export leaves none.
export_of first --format csv --output "$work/whole.csv" 2>"$work/out" || fail "cannot export to a file"
expect "the report" "8 messages written to $work/whole.csv" "$(cat "$work/out")"
awk 'BEGIN { print "{\"ground_export\":1}"; for (i = 0; i < 20000; i++)
    printf "{\"time\":\"2017-08-24T18:51:00.%03dZ\",\"key\":\"R\",\"value\":\"{\\\"n\\\":%d}\",\"headers\":[]}\n", i / 20, i }' >"$work/many.jsonl"
send "$work/many.jsonl" many
record many
mkfifo "$work/pipe"
ground export --cache "$work/many.db" --format jsonl --output "$work/pipe" >"$work/out" 2>&1 &
writer=$!
exec 5<"$work/pipe"
read -r line <&5 # it has begun, and waits for room in the pipe
kill -INT $writer
wait $writer
expect "exit code of an interrupted export" 130 $?
exec 5<&-
ground export --cache "$work/many.db" --format jsonl 2>"$work/out" | head -n 1 >/dev/null
expect "what a closed pipe prints" "" "$(cat "$work/out")"
full() { (ulimit -f 100; trap '' XFSZ; ground export --cache "$work/many.db" --format jsonl --output "$work/full.jsonl"); }
full >"$work/out" 2>&1 && fail "an export that found no room succeeded"
expect_in "no room" "cannot write $work/full.jsonl: File too large" "$work/out"
expect "what is left of it" "" "$(ls "$work" | grep full)"
exit 0

# A message's own mission time is its T, however fast it was sent.
{
    echo '{"ground_export":1}'
    line 10 B '"value":"{\"time\":-3}"'
    line 10 B '"value":"{\"time\":5.5}"'
} >"$work/burst.jsonl"
send "$work/burst.jsonl" burst
record burst
export_of burst --format csv --rocket B >"$work/out"
expect "T of a burst" "T -3.000 5.500" "$(tr -d '\r' <"$work/out" | cut -d, -f2 | tr '\n' ' ' | sed 's/ $//')"
