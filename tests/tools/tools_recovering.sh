#!/bin/sh
# A broker that is recovering after a crash: the console tools wait, say why, and go on.
. "$SOURCE_DIR/tests/lib.sh"
shim=$BUILD_DIR/tests/broker/libshim_slow.so
[ -f "$shim" ] || skip "no shim for this system"
! grep -q '^GROUND_SANITIZE:STRING=.' "$BUILD_DIR/CMakeCache.txt" || skip "a sanitizer wants to be preloaded first"
said='WARN .*recoverable issue with correlation id [0-9]+ : \{flight=LEADER_NOT_AVAILABLE\}'

crash_and_hold() { # the broker comes back, but no partition does while $work/hold is there
    kill -9 "$broker_pid"
    wait "$broker_pid" 2>/dev/null
    touch "$work/hold"
    SHIM_HOLD=$work/hold LD_PRELOAD=$shim
    export SHIM_HOLD LD_PRELOAD
    start_broker
    unset SHIM_HOLD LD_PRELOAD
    T="--bootstrap-server $bootstrap"
}

start_broker
T="--bootstrap-server $bootstrap"
kafka-topics $T --create --topic flight >/dev/null
echo one | kafka-console-producer $T --topic flight

# ---- the tools that look are answered at once ----
crash_and_hold
expect "topics" flight "$(kafka-topics $T --list)"
kafka-topics $T --describe --topic flight >"$work/described.out"
expect_in "no leader yet" 'Partition: 0	Leader: none' "$work/described.out"

# ---- the consumer ----
kafka-console-consumer $T --topic flight --from-beginning --max-messages 1 >"$work/consumer.out" 2>"$work/consumer.err" &
started="$started $!"
consumer=$!
wait_for 20 "the consumer to say so" grep -Eq "$said" "$work/consumer.err"
rm "$work/hold"
wait "$consumer" || fail "the consumer did not go on"
expect "what it read" one "$(cat "$work/consumer.out")"

# ---- the producer ----
crash_and_hold
echo two >"$work/two"
kafka-console-producer $T --topic flight <"$work/two" 2>"$work/producer.err" &
started="$started $!"
producer=$!
wait_for 20 "the producer to say so" grep -Eq "$said" "$work/producer.err"
rm "$work/hold"
wait "$producer" || fail "the producer did not go on"
expect "what there is" "one two" \
    "$(kafka-console-consumer $T --topic flight --from-beginning --max-messages 2 2>/dev/null | tr '\n' ' ' | sed 's/ $//')"
