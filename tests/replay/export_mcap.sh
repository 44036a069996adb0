#!/bin/sh
# `ground export --format mcap` is read back by MCAP's own Python package.
. "$SOURCE_DIR/tests/lib.sh"
need python3
python3 -m venv "$work/venv" >"$work/venv.log" 2>&1 || skip "python3 -m venv does not work here"
python=$work/venv/bin/python
timeout 60 "$python" -m pip install --quiet --disable-pip-version-check mcap >"$work/pip.log" 2>&1 ||
    skip "pip cannot fetch the Python package mcap"
start_broker

awk 'BEGIN { print "{\"ground_export\":1}"; for (i = 0; i < 30000; i++) {
    value = i == 7 ? "LIFTOFF" : sprintf("{\\\"n\\\":%d,\\\"half\\\":%.1f,\\\"bad\\\":NaN}", i, i / 2)
    printf "{\"time\":\"2017-08-24T18:%02d:%02d.%03dZ\",\"key\":\"%s\",\"value\":\"%s\",\"headers\":[]}\n",
        i / 6000, i / 100 % 60, i % 100 * 10, i % 2 ? "R" : "S", value } }' >"$work/in.jsonl"
ground import "$work/in.jsonl" --topic t --speed max --bootstrap-server "$bootstrap" >"$work/import.log" 2>&1 ||
    fail "cannot import"
ground record --topic t --cache "$work/t.db" --until-end --bootstrap-server "$bootstrap" >"$work/record.log" 2>&1 ||
    fail "cannot record"
ground export --cache "$work/t.db" --format mcap --output "$work/t.mcap" 2>"$work/out" || fail "cannot export"
ground export --cache "$work/t.db" --format mcap --rocket R --channels n | cat >"$work/r.mcap"

cat >"$work/read.py" <<'END'
import json, sys
from mcap.reader import make_reader
from mcap.stream_reader import StreamReader
path, topics = sys.argv[1], {}
with open(path, "rb") as f:
    reader = make_reader(f, validate_crcs=True)
    summary = reader.get_summary()
    for schema, channel, message in reader.iter_messages():
        topics.setdefault(channel.topic, []).append((message.log_time, json.loads(message.data)))
    names = ",".join(json.loads(schema.data)["properties"])
    f.seek(0)
    records = sum(1 for _ in StreamReader(f, validate_crcs=True).records)
    part = len(list(reader.iter_messages(topics=["R"], start_time=1503597660 * 10**9, end_time=1503597661 * 10**9)))
print(summary.statistics.message_count, len(summary.chunk_indexes) > 1, records > 30000, names, part)
for topic in sorted(topics):
    print(topic, len(topics[topic]), *topics[topic][3])
END
"$python" -W ignore "$work/read.py" "$work/t.mcap" >"$work/out" 2>&1 || { cat "$work/out"; fail "the package cannot read it"; }
expect "all of it" "30000 True True n,half,bad,event 50" "$(sed -n 1p "$work/out")"
expect "a text" "R 15000 1503597600070000000 {'event': 'LIFTOFF'}" "$(sed -n 2p "$work/out")"
expect "numbers" "S 15000 1503597600060000000 {'n': 6, 'half': 3}" "$(sed -n 3p "$work/out")"
"$python" -W ignore "$work/read.py" "$work/r.mcap" >"$work/out" 2>&1 || { cat "$work/out"; fail "the package cannot read it"; }
expect "a rocket's channel" "15000 False False n,event 50" "$(sed -n 1p "$work/out")"
exit 0
