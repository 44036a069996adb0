#!/bin/sh
# Apache Kafka's dump tool reads a partition that we wrote: every batch and both indexes of every
# segment, without a complaint.
. "$SOURCE_DIR/tests/lib.sh"
need java
kafka=$SOURCE_DIR/tests/interop/kafka.sh
sh "$kafka" fetch || skip "Apache Kafka's jars are not available"

records=$(make_log "$work/ground-0") || fail "make_log failed"
expect "partition.metadata" "topic_id: Z3JvdW5kAAAAAAAAAAAAAA" "$(tail -n 1 "$work/ground-0/partition.metadata")"
expect "leader epochs" "0 1 " "$(sed -n '3,$s/ .*//p' "$work/ground-0/leader-epoch-checkpoint" | tr '\n' ' ')"

join() { # join PATTERN: the files, with commas between
    find "$work/ground-0" -name "$1" | sort | tr '\n' ',' | sed 's/,$//'
}
segments=$(find "$work/ground-0" -name '*.log' | wc -l)
[ "$segments" -gt 3 ] || fail "only $segments segments"

sh "$kafka" tool kafka-dump-log --print-data-log --deep-iteration --files "$(join '*.log')" \
    >"$work/batches" 2>"$work/dump-errors.log" || fail "the dump tool failed on the batches"
expect "records read by Kafka" "$records" "$(grep -c '^| offset: ' "$work/batches")"
expect "batches with a bad CRC" 0 "$(grep -c 'isvalid: false' "$work/batches")"
expect_in "codecs" 'compresscodec: zstd' "$work/batches"
expect_in "LogAppendTime" 'LogAppendTime' "$work/batches"
expect_in "the second epoch" 'partitionLeaderEpoch: 1' "$work/batches"
expect_in "headers" 'headerKeys: \[ground-source\]' "$work/batches"

sh "$kafka" tool kafka-dump-log --files "$(join '*.index'),$(join '*.timeindex')" \
    >"$work/indexes" 2>>"$work/dump-errors.log" || fail "the dump tool failed on the indexes"
[ "$(grep -c '^offset: .* position: ' "$work/indexes")" -gt 50 ] || fail "too few index entries"
[ "$(grep -c '^timestamp: ' "$work/indexes")" -gt "$segments" ] || fail "too few time index entries"
for complaint in Mismatches 'Found timestamp mismatch' 'out of order' 'is invalid' Exception 'trailing'; do
    ! grep -iq "$complaint" "$work/batches" "$work/indexes" "$work/dump-errors.log" ||
        { grep -i -m 5 "$complaint" "$work/batches" "$work/indexes" "$work/dump-errors.log"; fail "Kafka complains: $complaint"; }
done
for index in "$work"/ground-0/*.index; do
    sh "$kafka" tool kafka-dump-log --index-sanity-check --files "$index,${index%.index}.timeindex" \
        >"$work/sanity" 2>&1 || fail "the sanity check failed"
    expect "sane indexes of $(basename "$index")" 2 "$(grep -Ec 'passed sanity check|is empty' "$work/sanity")"
done
