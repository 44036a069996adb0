#!/bin/sh
# `ground import` and `ground replay --to-topic`: what arrives, and what is said when the broker does
# not take a message.
. "$SOURCE_DIR/tests/lib.sh"
start_broker

import() { # import TOPIC: of $work/in.jsonl, as fast as it goes; the exit code in $code
    ground import "$work/in.jsonl" --topic "$1" --speed max --bootstrap-server "$bootstrap" \
        </dev/null >"$work/out" 2>&1
    code=$?
}

# A line of more than 200 bytes near the beginning; many behind it.
awk 'BEGIN { for (i = 0; i < 2000; i++) {
    pad = i == 1 ? sprintf("%01000d", 0) : "x"
    printf "{\"time\": %d, \"pad\": \"%s\"}\n", i, pad } }' >"$work/in.jsonl"
kafka-topics --create --topic narrow --config max.message.bytes=200 \
    --bootstrap-server "$bootstrap" >/dev/null || fail "no topic narrow"
kafka-topics --create --topic wide --bootstrap-server "$bootstrap" >/dev/null || fail "no topic wide"
import narrow
expect "exit code of a refused import" 1 "$code"
expect_in "a refused message" "did not take a message" "$work/out"
import wide
expect "exit code of an import" 0 "$code"

ground record --topic wide --cache "$work/a.db" --until-end --bootstrap-server "$bootstrap" \
    >"$work/record.log" 2>&1 || fail "cannot record"
again() { # again TOPIC: the recorded flight, into another topic
    ground replay 1 --cache "$work/a.db" --to-topic "$1" --speed max \
        --bootstrap-server "$bootstrap" </dev/null >"$work/out" 2>&1
    code=$?
}
again narrow
expect "exit code of a refused replay" 1 "$code"
expect_in "a refused message" "did not take a message" "$work/out"
again copy
expect "exit code of a replay" 0 "$code"
expect_in "what was sent" "2000 of 2000 messages into copy" "$work/out"

# The key t and the keyless topic t are two rockets.
produce() { kafka-console-producer --topic t --bootstrap-server "$bootstrap" "$@" >/dev/null; }
echo 't:one' | produce --property parse.key=true --property key.separator=:
printf 'two\nthree\n' | produce
ground record --topic t --cache "$work/t.db" --until-end --bootstrap-server "$bootstrap" \
    >"$work/record.log" 2>&1 || fail "cannot record"
sent_of() { # sent_of ROCKET: how many messages its flight has
    ground replay "$1" --cache "$work/t.db" --to-topic copy --speed max \
        --bootstrap-server "$bootstrap" </dev/null 2>&1
}
expect "the key's flight" "1 of 1 messages into copy" "$(sent_of t)"
expect "the topic's flight" "2 of 2 messages into copy" "$(sent_of '(t)')"
shown() { ground snapshot --screen rocket --replay "$1" --cache "$work/t.db" | sed -n 3p; }
shown '(t)' >"$work/out"
expect_in "the topic's flight on screen" '^ \(t\) ' "$work/out"
