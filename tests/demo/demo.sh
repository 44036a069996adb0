#!/bin/sh
# `ground demo` without a terminal: it flies, prints FLEET as text, leaves nothing running, and prints
# where the recording is; the recording can be replayed without a broker.
. "$SOURCE_DIR/tests/lib.sh"
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME

ground demo --duration 12 >"$work/fleet.txt" 2>"$work/said.txt" || { cat "$work/said.txt"; fail "exit code $?"; }

# Two real stages, two simulated rockets, the tutorial's topic; the weather is not a rocket.
expect_in "the frame" '^ demo +LIVE ' "$work/fleet.txt"
expect_in "the second stage" 'F9-FS5-S2 +REC ' "$work/fleet.txt"
expect_in "the nominal rocket" 'KESTREL-2 +SIM OK .* T-00:00:0[0-9]' "$work/fleet.txt"
expect_in "the troubled rocket" 'KESTREL-3 +SIM .*HOLD +T-00:00:3[0-9]' "$work/fleet.txt"
expect_in "the keyless topic" '\(flugdaten\) +SIM .*"Countdown ended"|\(flugdaten\) +SIM .*"Liftoff"' "$work/fleet.txt"
grep -Eq '^.{3} ?\(weather\)' "$work/fleet.txt" && fail "the weather has a row in FLEET"
expect "rows of the frame" 24 "$(wc -l <"$work/fleet.txt" | tr -d ' ')"

# Nothing is left running.
if pgrep -f "$work/data" >/dev/null; then
    pgrep -af "$work/data"
    fail "processes are left"
fi

# It prints where the recording is, and how to replay it.
cache=$(sed -n 's/^recorded in //p' "$work/said.txt")
[ -s "$cache" ] || { cat "$work/said.txt"; fail "no recording where it says"; }
expect_in "the advice" 'ground replay KESTREL-2 --cache' "$work/said.txt"
advice=$(sed -n 's/^replay it with:  //p' "$work/said.txt")
sh -c "$advice" </dev/null >"$work/again.txt" 2>&1
expect_in "the advice, taken" "there is no terminal here" "$work/again.txt"
ground flights --cache "$cache" >"$work/flights.txt" || fail "ground flights"
expect_in "the flights" 'F9-FS5-S2 ' "$work/flights.txt"
# The real flight is recorded from lift-off, though the demo showed it only from T+00:09:00.
ground snapshot --cache "$cache" --mission demo --screen fleet --rocket F9-FS5-S2 --at T+01:00 >"$work/replay.txt" || fail "snapshot --at"
expect_in "a minute after lift-off" 'F9-FS5-S2 +REC .* T\+00:01:00 ' "$work/replay.txt"
exit 0
