#!/bin/sh
# `ground import` and `ground replay --to-topic`: what arrives, and the error when the broker refuses a
# message.
. "$SOURCE_DIR/tests/lib.sh"
start_broker

import() { # import TOPIC: send $work/in.jsonl at speed max; sets $code, the exit code
    ground import "$work/in.jsonl" --topic "$1" --speed max --bootstrap-server "$bootstrap" \
        </dev/null >"$work/out" 2>&1
    code=$?
}

# A line of more than 200 bytes near the beginning, with many lines after it.
awk 'BEGIN { for (i = 0; i < 2000; i++) {
    pad = i == 1 ? sprintf("%01000d", 0) : "x"
    printf "{\"time\": %d, \"pad\": \"%s\"}\n", i, pad } }' >"$work/in.jsonl"
kafka-topics --create --topic narrow --config max.message.bytes=200 \
    --bootstrap-server "$bootstrap" >/dev/null || fail "no topic narrow"
kafka-topics --create --topic wide --bootstrap-server "$bootstrap" >/dev/null || fail "no topic wide"
import narrow
expect "exit code of a refused import" 1 "$code"
expect_in "a refused message" "did not accept a message" "$work/out"
import wide
expect "exit code of an import" 0 "$code"

ground record --topic wide --cache "$work/a.db" --until-end --bootstrap-server "$bootstrap" \
    >"$work/record.log" 2>&1 || fail "cannot record"
again() { # again TOPIC: replay the recorded flight into another topic
    ground replay 1 --cache "$work/a.db" --to-topic "$1" --speed max \
        --bootstrap-server "$bootstrap" </dev/null >"$work/out" 2>&1
    code=$?
}
again narrow
expect "exit code of a refused replay" 1 "$code"
expect_in "a refused message" "did not accept a message" "$work/out"
again copy
expect "exit code of a replay" 0 "$code"
expect_in "what was sent" "sent 2000 of 2000 messages to copy" "$work/out"

# The key t and the keyless topic t are two rockets.
produce() { kafka-console-producer --topic t --bootstrap-server "$bootstrap" "$@" >/dev/null; }
echo 't:one' | produce --property parse.key=true --property key.separator=:
printf 'two\nthree\n' | produce
ground record --topic t --cache "$work/t.db" --until-end --bootstrap-server "$bootstrap" \
    >"$work/record.log" 2>&1 || fail "cannot record"
sent_of() { # sent_of ROCKET: the report on sending its flight
    ground replay "$1" --cache "$work/t.db" --to-topic copy --speed max \
        --bootstrap-server "$bootstrap" </dev/null 2>&1
}
expect "the key's flight" "sent 1 of 1 messages to copy" "$(sent_of t)"
expect "the topic's flight" "sent 2 of 2 messages to copy" "$(sent_of '(t)')"
shown() { ground snapshot --screen rocket --replay "$1" --cache "$work/t.db" | sed -n 3p; }
shown '(t)' >"$work/out"
expect_in "the topic's flight on screen" '^ \(t\) ' "$work/out"

# A flight older than the broker's retention: a new topic is set to keep it, an old one gets a warning.
old() { # old TOPIC: import a flight of 2017
    ground import "$work/in.jsonl" --topic "$1" --lift-off 2017-08-24T18:51:00Z --speed max \
        --bootstrap-server "$bootstrap" </dev/null >"$work/out" 2>&1
    code=$?
}
old kept
expect "exit code of an old flight's import" 0 "$code"
expect_in "what was made of its topic" "made topic kept to keep its messages for ever" "$work/out"
kafka-topics --describe --topic kept --bootstrap-server "$bootstrap" >"$work/out"
expect_in "the topic's configuration" "Configs: retention.ms=-1" "$work/out"
old wide
expect "exit code of an old flight's import" 0 "$code"
expect_in "a topic that drops it" "keeps messages for 7.0 days, and these are of 2017-08-24" "$work/out"

# A file with times of its own keeps them, and its T-0 is where it is said to be, for each key.
for i in 0 1 2 3 4 5; do
    for key in S1 S2; do
        echo "{\"serial\":\"$key\",\"datetime\":\"2026-11-24T10:00:0$i.000Z\",\"lat\":48.1,\"lon\":11.5,\"alt\":$i}"
    done
done >"$work/sondes.jsonl"
lift() { # lift WHEN: import them with that lift-off
    ground import "$work/sondes.jsonl" --topic sondes --lift-off "$1" --speed max --bootstrap-server "$bootstrap" >"$work/out" 2>&1
}
lift 2026-11-24T10:00:09Z && fail "a lift-off outside of the file"
expect_in "a lift-off outside of the file" \
    '^ground import: --lift-off 2026-11-24 10:00:09 is not within .*sondes.jsonl, which has times of its own: 2026-11-24 10:00:00 .. 2026-11-24 10:00:05 UTC' "$work/out"
lift 2026-11-24T10:00:02Z || { cat "$work/out"; fail "a lift-off within the file"; }
expect_in "what it does" 'sondes.jsonl: T-0 at 2026-11-24 10:00:02 UTC: an event LIFTOFF goes before the first message then$' "$work/out"
expect_in "what was sent" '^sent 14 messages to sondes' "$work/out"
ground record --topic sondes --cache "$work/s.db" --until-end --bootstrap-server "$bootstrap" >"$work/out" 2>&1 || fail "cannot record"
ground snapshot --cache "$work/s.db" --format text >"$work/out"
for key in S1 S2; do
    expect_in "the lift-off of $key" "^ 10:00:02 $key +T.00:00:00 phase LIFTOFF" "$work/out"
    expect_in "what came last of $key" "^ 10:00:.. $key .* last heard T.00:00:03" "$work/out"
done

# CSV as spreadsheets write it; all files are checked before anything is sent.
printf '\357\273\277time;alt\r\n0;1.5\r\n1;2\r\n' >"$work/in.csv"
ground import "$work/in.csv" --topic sheet --speed max --bootstrap-server "$bootstrap" >"$work/out" 2>&1 ||
    { cat "$work/out"; fail "a spreadsheet's CSV"; }
expect_in "a spreadsheet's rows" "^sent 2 messages to sheet" "$work/out"
ground import "$work/in.csv" "$work/none" --topic sheet --speed max --bootstrap-server "$bootstrap" >"$work/out" 2>&1
expect "exit code where a file is missing" 1 $?
grep -q "^sent " "$work/out" && fail "something was sent before the second file was looked for"

# No message is dated in the future, however fast the file is sent.
ground import "$work/in.jsonl" --topic now --speed max --bootstrap-server "$bootstrap" >"$work/out" 2>&1 || fail "import --speed max"
kafka-console-consumer --topic now --from-beginning --timeout-ms 2000 --property print.timestamp=true \
    --bootstrap-server "$bootstrap" 2>/dev/null >"$work/out"
expect "messages" 2000 "$(wc -l <"$work/out" | tr -d ' ')"
newest=$(sed -n '$s/^CreateTime:\([0-9]*\)...\t.*/\1/p' "$work/out")
[ "$newest" -le "$(date +%s)" ] && [ "$newest" -gt $(($(date +%s) - 90)) ] || fail "the last message is of $newest, now is $(date +%s)"

# A pipe is read whole before anything is sent, and with --follow line by line.
sent_to() { # sent_to TOPIC: the values that are in it
    kafka-console-consumer --topic "$1" --from-beginning --timeout-ms 2000 --bootstrap-server "$bootstrap" 2>/dev/null
}
printf 't,alt\n0,1\nsoon,2\n' | ground import - --topic half --speed max --bootstrap-server "$bootstrap" >"$work/out" 2>&1
expect "exit code of a pipe with a mistake" 1 $?
expect_in "the mistake" '^standard input:3: column 1, "t", holds "soon": not a number of time; there are: t, alt$' "$work/out"
kafka-topics --list --bootstrap-server "$bootstrap" | grep -qx half && fail "a topic was made for a file with a mistake"

# What holds no telemetry is refused, and makes no topic.
refused() { # refused FILE SENTENCE: what importing it says, with --dry-run and without
    for dry in "" --dry-run; do
        ground import "$1" $dry --topic none --speed max --bootstrap-server "$bootstrap" >"$work/out" 2>&1
        expect "exit code of importing $1 $dry" 1 $?
        expect_in "importing $1 $dry" "^$1:$2" "$work/out"
    done
    kafka-topics --list --bootstrap-server "$bootstrap" | grep -qx none && fail "a topic was made for $1"
}
printf 'Time (s),Altitude (m)\n' >"$work/header.csv"
printf 'Dear Anna,\nthe rocket is ready.\n' >"$work/letter.csv"
printf '\211PNG\r\n\032\n\000\000\000\rIHDR' >"$work/picture.csv"
head -c 4096 /dev/zero >"$work/zeros.csv"
: >"$work/empty.csv"
refused "$work/header.csv" '1: a header without rows: Time \(s\),Altitude \(m\)$'
refused "$work/letter.csv" '1: text, and no rows of numbers or times; it begins "Dear Anna,"; import reads tables'
refused "$work/picture.csv" '1: no telemetry, but a PNG picture; import reads tables'
refused "$work/zeros.csv" '1: no text, but bytes of an unknown format \(00 00 .*\); import reads tables'
refused "$work/empty.csv" '1: the file is empty$'

mkfifo "$work/live"
ground import --follow - --topic live --bootstrap-server "$bootstrap" <"$work/live" >"$work/out" 2>&1 &
follower=$!
exec 3>"$work/live"
printf '{"time":5,"alt":1}\n' >&3
for _ in 1 2 3 4 5 6 7 8 9; do # a message arrives while the stream is open
    [ -n "$(sent_to live)" ] && break
done
expect "what has arrived" '{"time":5,"alt":1}' "$(sent_to live)"
printf 'broken\n{"alt":2}\n' >&3
exec 3>&-
wait $follower || { cat "$work/out"; fail "import --follow"; }
expect "all that has arrived" '{"time":5,"alt":1} {"alt":2}' "$(sent_to live | tr '\n' ' ' | sed 's/ $//')"
expect_in "a line that is no message" 'left out: standard input:2: not a JSON object' "$work/out"

# A flight is found by its start time.
ground record --topic kept --cache "$work/b.db" --until-end --bootstrap-server "$bootstrap" >"$work/out" 2>&1 ||
    fail "cannot record"
expect_in "what the recorder says" "2000 messages recorded, 2000 in the cache $work/b.db" "$work/out"
ground export --cache "$work/b.db" --format mcap --output "$work/b.mcap" 2>"$work/out" || { cat "$work/out"; fail "cannot export"; }
ground import --dry-run "$work/b.mcap" >"$work/out" 2>&1 || { cat "$work/out"; fail "our own MCAP"; }
expect_in "our own MCAP" 'b.mcap: 2,000 messages, record times$' "$work/out"
expect_in "its times" '2017-08-24 18:51:00 .. 2017-08-24 19:24:19 UTC' "$work/out"
for start in 2017-08-24 "2017-08-24 18:51" 2017-08-24T18:51:00Z; do
    ground snapshot --cache "$work/b.db" --replay "$start" >"$work/out" 2>&1 || { cat "$work/out"; fail "--replay $start"; }
    expect_in "the flight of $start" "REPLAY +2017-08-24 18:51:00Z" "$work/out"
done
exit 0
