#!/bin/sh
# `./launch shell`: the mini-broker's log goes to a file, which is named, and not to the shell.
. "$SOURCE_DIR/tests/lib.sh"
# A tree with the launcher and the programs built already.
mkdir -p "$work/tree/build" "$work/fake" "$work/state"
cp "$SOURCE_DIR/launch" "$work/tree/launch"
ln -s "$BUILD_DIR/bin" "$work/tree/build/bin"
: >"$work/tree/build/build.ninja"
printf '#!/bin/sh\nexit 0\n' >"$work/fake/cmake"
cat >"$work/fake/shell" <<'TEXT'
#!/bin/sh
echo one | kafka-console-producer --topic typed --bootstrap-server localhost:9092
kafka-topics --list --bootstrap-server localhost:9092
exit 3
TEXT
chmod +x "$work/fake/cmake" "$work/fake/shell"
XDG_STATE_HOME=$work/state SHELL=$work/fake/shell PATH=$work/fake:$PATH timeout 60 "$work/tree/launch" shell >"$work/out" 2>&1
code=$?
grep -q 'using the broker on' "$work/out" && skip "another broker listens on localhost:9092"
expect "the shell's own exit code" 3 "$code"
expect_in "what was typed there" '^typed$' "$work/out"
log=$(sed -n 's/^launch: mini-broker on localhost:9092 .*; log: //p' "$work/out")
[ -s "$log" ] || { cat "$work/out"; fail "no log where it says: \"$log\""; }
expect_in "the log" 'INFO minibroker: ' "$log"
grep -q 'minibroker: ' "$work/out" && { cat "$work/out"; fail "the broker's log is among what is typed"; }
exit 0
