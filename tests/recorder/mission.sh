#!/bin/sh
# A mission file: checked, flown, kept in the cache; and what a bad one does to each program.
. "$SOURCE_DIR/tests/lib.sh"

cat >"$work/mine.yaml" <<'END'
mission: mine
topics:
  pad: { rocket: topic }
  wind: { feed: wx }
channels:
  alt: { from: baro.alt_m, label: altitude, unit: ft, scale: 3.28084, decimals: 0 }
sources:
  flight: { time: clock.t, unit: ms, phase: state }
phases:
  BOOST: { words: [los], effect: t-zero }
fleet: [alt]
END
cat >"$work/late.yaml" <<'END'
mission: late
topics: { pad: { rocket: topic } }
sources: { flight: { time: clock.t, unit: ms, phase: state } }
phases:
  WAIT: { words: [countdown started], effect: opens }
  BURN: { words: [ignition], effect: t-zero }
END
printf 'mission: bad\nchanels:\ntopics: {pad: {rocket: keys}}\n' >"$work/bad.yaml"
cd "$work" || exit 1

ground check mine.yaml >out || fail "ground check refuses a good file"
expect "a good file" "mine.yaml: 2 topics (1 feed), 1 channel, 1 phase, 1 word" "$(cat out)"
ground check mine.yaml bad.yaml >out
expect "exit code with mistakes" 1 $?
cat >wanted <<'END'
mine.yaml: 2 topics (1 feed), 1 channel, 1 phase, 1 word
bad.yaml:2: unknown section "chanels"; nearest: channels
bad.yaml:3: topic "pad": rocket = "keys" is not one of key, topic, field NAME; nearest: key
bad.yaml: 2 mistakes
END
diff wanted out || fail "ground check printed something else"

for command in "ground" "ground record" "ground snapshot" "ground flights" "ground crew --cache x.db" "ground replay 1"; do
    timeout 20 $command --mission bad.yaml </dev/null >out 2>err
    expect "exit code of $command" 1 $?
    expect_in "$command" '^bad.yaml:2: unknown section "chanels"; nearest: channels$' err
    expect_in "$command" 'the mission file bad.yaml has mistakes$' err
done

start_broker
send() { # send TOPIC LINE...: with keys before a colon
    topic=$1
    shift
    printf '%s\n' "$@" | kafka-console-producer --topic "$topic" --bootstrap-server "$bootstrap" \
        --property parse.key=true --property key.separator=@ || fail "cannot send to $topic"
}
send pad 'A@{"baro": {"alt_m": 100}}' 'B@los'
send wind 'EDDH@{"gust": 12}'
send other 'X@{"alt": 1}'
ground record --cache c.db --mission mine.yaml --bootstrap-server "$bootstrap" --until-end >record.log 2>&1 ||
    fail "the recorder failed"
rm mine.yaml # the cache has it

ground snapshot --cache c.db --format text >out || fail "no snapshot"
expect_in "the screen's mission" '^ mine ' out
expect_in "one rocket for the topic, lift-off by its own word, feet" '\(pad\) .* BOOST .* 328 ' out
expect_in "its heading" ' alt ft ' out
if grep -Eq 'wind|other|EDDH|ALPHA' out; then fail "a feed or a topic that is not of the mission has a row"; fi
expect_in "the topics of the mission alone" "reading 2 partitions from" record.log

# The mission's own time and phase, once the topic's rocket says them.
send pad 'A@{"clock": {"t": 83500}, "state": "coasting", "baro": {"alt_m": 200}}'
ground record --cache c.db --bootstrap-server "$bootstrap" --until-end >record.log 2>&1 ||
    fail "the recorder does not go on by the mission in the cache"
ground snapshot --cache c.db --format text >out || fail "no snapshot"
expect_in "time in ms, phase by its field" '\(pad\) .* COASTING? +T\+00:01:2[0-9] +656 ' out

# Lift-off by the mission time leads into the mission's own phase.
send pad 'A@{"clock": {"t": -500}, "state": "countdown started"}' 'A@{"clock": {"t": 500}, "x": 1}'
ground record --cache d.db --mission late.yaml --bootstrap-server "$bootstrap" --until-end >record.log 2>&1 ||
    fail "the recorder failed"
ground snapshot --cache d.db --format text >out || fail "no snapshot"
expect_in "the phase of the mission's lift-off" '\(pad\) .* BURN ' out

# A mission guessed from the cache is one.
ground check --guess --cache c.db >guessed.yaml 2>err || fail "nothing was guessed"
expect_in "what was found" '^guess: topic pad \(JSON object, 2 keys\), topic wind' err
ground check guessed.yaml >out || { cat out; fail "the guess is not a mission"; }

# The same cache with other eyes: a mission of the viewer's own.
ground snapshot --cache c.db --mission default --format text >out || fail "no snapshot without the mission"
expect_in "another mission" '^ \(default\) ' out

# Against what the cache holds, slips that the file alone does not show.
cat >slips.yaml <<'END'
mission: slips
topics: { pad: { rocket: topic, source: flight }, wind: { source: metar } }
sources:
  flight: { time: clock.tt, phase: state }
  metar: { format: metar }
  radio: { time: t }
channels:
  alt: { from: baro.alt_n }
  gust: { from: [gust_kn, gust] }
phases:
  BOOST:
    words:
      - los
      - coastin
END
ground check slips.yaml --cache c.db >out || fail "warnings are no mistakes"
cat >wanted <<'END'
slips.yaml: 2 topics, 2 channels, 1 phase, 2 words
slips.yaml:4: source "flight": no message has time "clock.tt"; nearest: clock.t
slips.yaml:5: source "metar": no message has its format
slips.yaml:6: source "radio": no message of its topics
slips.yaml:8: channel "alt": no message has "baro.alt_n"; nearest: baro.alt_m
slips.yaml:9: channel "gust": no message has "gust_kn" or its other names; there are: baro.alt_m, clock.t, state
slips.yaml:14: phase "BOOST": no message says "coastin"; nearest: coasting
slips.yaml: 6 warnings after 4 messages of the cache
END
diff wanted out || fail "ground check --cache printed something else"
ground check mine.yaml --cache nowhere.db 2>err
expect "no such cache" 1 $?

# A viewer sees it as well.
ground snapshot --screen links --cache c.db --mission slips.yaml --format text >out || fail "no snapshot of LINKS"
expect_in "LINKS of slips" '^ mission  source flight: no message has time "clock.tt"; fields: ' out
