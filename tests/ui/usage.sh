#!/bin/sh
# Wrong usage: a sentence names what is wrong, the exit code is 2, and nothing is done.
. "$SOURCE_DIR/tests/lib.sh"

refused() { # refused SENTENCE COMMAND...
    sentence=$1
    shift
    timeout 60 "$@" </dev/null >"$work/out" 2>&1
    expect "exit code of $*" 2 $?
    expect_in "$*" "$sentence" "$work/out"
}

refused 'launch: unknown command "fly"' "$SOURCE_DIR/launch" fly
refused 'launch: build: unexpected argument "all"' "$SOURCE_DIR/launch" build all
refused 'launch: install: unexpected argument "/b"' "$SOURCE_DIR/launch" install /a /b
refused 'ground: unknown command "fly"' ground fly
refused 'ground: unknown command "fly"' ground help fly
refused '^ground flights: unknown mission "moon": name a file, default, demo, flugdaten, sonde, balloon, openrocket or altos' ground flights --mission moon
refused '^ground snapshot: unknown screen "moon"; the screens are fleet, ' ground snapshot --screen moon
refused '^ground demo: --keep needs a value: DIR' ground demo --keep ''
refused '^minibroker: unexpected argument "x"' minibroker x
for size in 501x24 80x501 0x24 80x0 80x24x 80; do
    refused "^ground snapshot: --size takes COLSxROWS up to 500x500, not \"$size\"" ground snapshot --size $size
done
refused '^ground snapshot: --format takes text, ansi, svg or json, not "table"' ground snapshot --format table
refused '^ground flights: --format takes table or json, not "text"' ground flights --format text
refused '^ground: unknown theme "dark"; the only theme is default' ground --theme dark
for speed in 0.09 60.1 2x '' maximum; do
    refused "^ground: --speed (takes 0.1 to 60 or max, not \"$speed\"|needs a value)" ground --replay 1 --speed "$speed"
done
for speed in 0 0.009 1001 1x; do
    refused "^ground import: --speed takes 0.01 to 1000 or max, not \"$speed\"" ground import "$work" --topic t --speed $speed
    refused "^ground replay: --speed takes 0.01 to 1000 or max, not \"$speed\"" ground replay 1 --to-topic t --speed $speed
done
refused '^ground import: --topic TOPIC is required' ground import "$work/x"
refused '^ground import: no input file given' ground import --topic t
refused '^ground import: --lift-off takes a UTC time such as 2017-08-24T18:51:00Z, not "noon"' \
    ground import "$work/x" --topic t --lift-off noon
refused '^ground import: --time-unit takes s, ms, us, ns or days, not "h"' \
    ground import "$SOURCE_DIR/assets/flights/FormoSat-5/stage2.jsonl" --dry-run --time-unit h
refused '^ground replay: expected one FLIGHT; `ground flights` lists them' ground replay
refused '^ground replay: --at cannot be used with --to-topic' ground replay 1 --to-topic t --at start
refused '^ground replay: --ascii cannot be used with --to-topic' ground replay 1 --to-topic t --ascii
refused '^ground crew: --cache FILE is required' ground crew
many=$(i=0; while [ $i -le 16 ]; do echo "--listen 127.0.0.1:0"; i=$((i + 1)); done)
# shellcheck disable=SC2086
refused '^minibroker: cannot listen on more than [0-9]+ addresses' minibroker --data-dir "$work/data" $many
for server in localhost localhost:x localhost:0 localhost:99999 :9092; do
    refused "^ground record: --bootstrap-server takes HOST:PORT, as in localhost:9092, not \"$server\"" \
        ground record --cache "$work/a.db" --bootstrap-server "$server"
done
[ -e "$work/a.db" ] && fail "a recording was begun all the same"

# Every error line begins with the program's name; only log lines may come before it.
named() { # named PROGRAM COMMAND...
    program=$1
    shift
    timeout 60 "$@" </dev/null >"$work/out" 2>"$work/err"
    code=$?
    [ $code -eq 1 ] || [ $code -eq 2 ] || fail "exit code of $*: $code"
    [ "$(grep -Ev '^[0-9-]{10} [0-9:.]{12} (INFO|WARN) ' "$work/err" | grep -vc "^$program: .")" = 0 ] ||
        { cat "$work/err"; fail "$*: a line does not begin with $program:"; }
    grep -q "^$program: ." "$work/err" || fail "$*: nothing begins with $program:"
}

nobody="--bootstrap-server 127.0.0.1:1"
: >"$work/empty"
for command in '' ' record' ' demo' ' flights' ' replay' ' import' ' crew' ' snapshot'; do
    named "ground$command" ground$command --nope
    named "ground$command" ground$command --version=1
done
for command in flights snapshot 'replay 1' record; do
    named "ground ${command% 1}" ground $command --cache "$work"
done
for command in flights snapshot 'replay 1'; do
    named "ground ${command% 1}" ground $command --cache "$work/nowhere.db"
done
named ground ground --read-only --cache "$work/nowhere.db"
named 'ground crew' ground crew
named 'ground crew' ground crew --cache "$work/nowhere.db"
named 'ground record' ground record $nobody --cache "$work/a.db" --until-end
named 'ground record' ground record $nobody --cache "$work/a.db" --include '('
named 'ground record' ground record $nobody --cache "$work/a.db" --topic 'a b'
named 'ground record' ground record $nobody --cache "$work/a.db" --command-config "$work/nowhere"
named 'ground import' ground import "$work/nowhere" --topic t
named 'ground import' ground import "$work" --topic t
named 'ground snapshot' ground snapshot --cache "$work/a.db" --at T+x
named 'ground snapshot' ground snapshot --cache "$work/a.db" --at never
named 'ground snapshot' ground snapshot --cache "$work/a.db" --rocket nobody
named 'ground snapshot' ground snapshot --cache "$work/a.db" --replay 99
named minibroker minibroker --nope
named minibroker minibroker --listen localhost
named minibroker minibroker --data-dir "$work/empty"
named minibroker minibroker --config "$work/nowhere"
named minibroker minibroker -c nope=1
named minibroker minibroker --listen 127.0.0.1:0 --data-dir "$work/data" --port-file "$work"

# A demo does not overwrite another one's recording.
mkdir "$work/kept" && : >"$work/kept/demo.db"
timeout 60 ground demo --keep "$work/kept" </dev/null >"$work/out" 2>&1
expect "exit code of a demo over another" 1 $?
expect_in "a demo over another" "already holds a demo's recording; choose another directory" "$work/out"

# Without a home directory, the data does not go into the root directory.
(unset HOME XDG_STATE_HOME; timeout 60 minibroker --listen 127.0.0.1:0 >"$work/out" 2>&1)
expect "exit code of a broker without a home" 1 $?
expect_in "a broker without a home" "is set; give --data-dir DIR" "$work/out"

# Help succeeds, and is the same in both forms.
ground help >"$work/help" || fail "ground help"
expect_in "ground help" '^  import ' "$work/help"
ground help replay >"$work/a" || fail "ground help replay"
ground replay --help >"$work/b" || fail "ground replay --help"
cmp -s "$work/a" "$work/b" || fail "ground help replay and ground replay --help differ"
"$SOURCE_DIR/launch" help | grep -q 'launch install' || fail "launch help"
exit 0
