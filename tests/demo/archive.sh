#!/bin/sh
# A recording that no recorder continues: its replays raise no alarm, end with its last frame, and
# report clamping; the text and the JSON agree, for a replay and for the live screen.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
awk 'BEGIN { for (i = 0; i < 100; i++) printf "{\"time\": %d, \"velocity\": %d.5}\n", i, i * 10 }' >"$work/in.jsonl"
ground import "$work/in.jsonl" --topic falcon9 --key F9-A --lift-off 2026-01-20T10:00:00Z --speed max \
    --bootstrap-server "$bootstrap" 2>"$work/out" || { cat "$work/out"; fail "cannot import"; }
ground record --until-end --cache "$work/a.db" --bootstrap-server "$bootstrap" 2>"$work/out" || fail "cannot record"

look() { # look OPTION...: into $work/text and $work/json; standard error goes to $work/said
    ground snapshot --cache "$work/a.db" "$@" >"$work/text" 2>"$work/said" || { cat "$work/said"; fail "snapshot $*"; }
    ground snapshot --cache "$work/a.db" --format json "$@" >"$work/json" 2>/dev/null || fail "snapshot --format json $*"
}
archive() { # archive WHAT: check the last look
    expect_in "$1, row 1" '^ \(default\)  REPLAY   2026-01-20 10:01:39Z  archive         no alarms' "$work/text"
    expect_in "$1, row 2" 'archive: nothing records now' "$work/text"
    expect_in "$1, the last values" 'F9-A +REC OK .* T\+00:01:39 +990\.5' "$work/text"
    expect_in "$1, mode" '"mode": "REPLAY"' "$work/json"
    expect_in "$1, moment" '"at": "2026-01-20T10:01:39.000Z"' "$work/json"
    expect_in "$1, link" '"state": "ARCHIVE"' "$work/json"
    expect_in "$1, alarms" '"alarms": \[\]' "$work/json"
}

look --replay F9-A --at end
archive "the end of a flight"
look --at end
archive "the end of the recording"
expect_in "the end, row 23" '^ END ' "$work/text"
for past in T+99:00 2030-01-01T00:00:00Z; do
    look --at "$past"
    archive "past the end: $past"
    expect "what is said of $past" "ground snapshot: clamped to 10:01:39Z" "$(cat "$work/said")"
    expect_in "row 24" '^ clamped to 10:01:39Z' "$work/text"
done
look --replay F9-A --at T+0:30
expect "nothing is said of a moment that is there" "" "$(cat "$work/said")"
expect_in "a moment" '10:00:30Z  archive         no alarms' "$work/text"

# The live screen needs a recorder and reports that there is none.
look
expect_in "live, row 1" '^ \(default\)  NO REC .*  no recorder     ALARM 1!' "$work/text"
expect_in "live, mode" '"mode": "NO REC"' "$work/json"
expect_in "live, link" '"state": "NO RECORDER"' "$work/json"
expect_in "live, alarms" '"what": "no recorder"' "$work/json"
exit 0
