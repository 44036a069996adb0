#!/bin/sh
# What people have (an OpenRocket export, an AltOS log, a radiosonde's JSON, JSON of their own), each on FLEET with
# its clock, units and phases: with a bundled mission or a guessed one.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
cd "$work" || exit 1

# Up for 2 s, burnout, apogee at 12 s, down for 20 s.
flight='function up(t) { return t < 2 ? 30*t*t : t < 12 ? 120 + 120*(t-2) - 6*(t-2)^2 : t < 32 ? 720 - 36*(t-12) : 0 }
    function v(t) { return t < 2 ? 60*t : t < 12 ? 120 - 12*(t-2) : t < 32 ? -36 : 0 }
    function state(t) { return t < 0 ? "pad" : t < 2 ? "boost" : t < 12 ? "coast" : t < 22 ? "drogue" : t < 32 ? "main" : "landed" }'
awk "$flight"' function event(e, t) { printf "# Event %s occurred at t=%g seconds\n", e, t }
    BEGIN { print "# Kite (Up to date)\n# 320 data points written for 4 variables."
    print "# Time (s),Altitude (m),Vertical velocity (m/s),Vertical acceleration (m/s²)"
    for (i = 0; i <= 320; i++) { t = i / 10
        if (i == 0) { event("LAUNCH", 0); event("IGNITION", 0); event("LIFTOFF", 0.05) }
        if (i == 20) event("BURNOUT", 2)
        if (i == 120) event("APOGEE", 12)
        printf "%.3f,%.3f,%.3f,%.3f\n", t, up(t), v(t), t < 2 ? 60 : -12 }
    event("GROUND_HIT", 32); event("SIMULATION_END", 32) }' >kite.csv
awk "$flight"' BEGIN { print "#version,serial,flight,call,time,state,state_name,acceleration,pressure,altitude,height,speed,temperature,drogue_voltage,main_voltage,battery_voltage"
    for (i = -3; i <= 330; i++) { t = i / 10
        printf "6, 9001, 2,N0CALL,%8.2f, 3,%8s,%8.2f,%9.2f,%8.2f,%8.2f,%8.2f, 24.0, 4.01, 4.00, 3.98\n",
            t, state(t), t < 2 ? 60 : -12, 94710 - 11*up(t), 566 + up(t), up(t), v(t) } }' >altos.csv
awk "$flight"' BEGIN { for (i = -30; i <= 330; i++) { t = i / 10
        printf "N:{\"hdr\":{\"clock_ms\":%d},\"fsm\":{\"state\":\"%s\"},\"baro\":{\"alt_m\":%.2f},\"bat_mv\":%d}\n",
            i * 100, state(t), up(t), 7900 - i } }' >nested.txt
awk 'BEGIN { for (i = 0; i < 40; i++)
        printf "{\"type\":\"RS41\",\"serial\":\"V123\",\"frame\":%d,\"datetime\":\"2026-11-24T10:00:%02d.000Z\",\"lat\":%.5f,\"lon\":11.5,\"alt\":%.2f,\"temp\":%.1f,\"humidity\":55.2,\"vel_v\":%.2f,\"vel_h\":12.3,\"batt\":2.9}\n",
            4000 + i, i, 48.1 + i/10000, 1200 + 5*i, 10 - i/10, 5 + i/100 }' >sonde.jsonl

send() { # send FILE OPTION...: import it
    ground import --speed max --bootstrap-server "$bootstrap" "$@" >out 2>&1 || { cat out; fail "cannot import $1"; }
}
send kite.csv --topic openrocket --key KITE
send altos.csv --topic altos --key TM-9001
kafka-console-producer --topic nested --property parse.key=true --property key.separator=: \
    --bootstrap-server "$bootstrap" <nested.txt >out 2>&1 || { cat out; fail "cannot produce"; }
cat sonde.jsonl | ground import --follow - --topic sondes --bootstrap-server "$bootstrap" >out 2>&1 || { cat out; fail "cannot follow"; }

shown() { # shown MISSION CACHE [TOPIC...]: FLEET, recorded with the mission
    mission=$1 cache=$2
    shift 2
    ground record --cache "$cache" --mission "$mission" "$@" --until-end --bootstrap-server "$bootstrap" >out 2>&1 ||
        { cat out; fail "cannot record with $mission"; }
    ground snapshot --cache "$cache" --size 132x24 --format text >out
}
shown openrocket o.db
expect_in "OpenRocket's units" ' alt m +vel m/s +a m/s² ' out
expect_in "OpenRocket's clock, phase and values" '^.{2}[^ ]* +KITE +REC +ENDED +LANDED +T\+00:00:32 +0.0 +0.0 +-12.0 ' out
for phase in COAST DESCENT LANDED; do
    expect_in "OpenRocket's phases" " KITE +T\\+00:00:[0-3][0-9] phase $phase" out
done
expect_in "OpenRocket's lift-off" ' KITE +T\+00:00:00 phase LIFTOFF' out
ground export --cache o.db --format csv --rocket KITE --channels 'vel,altitude,Vertical acceleration (m/s²)' >out 2>err ||
    { cat err; fail "cannot export by the mission's names"; }
expect_in "channels by the mission's names" ',Vertical velocity \(m/s\),Altitude \(m\),Vertical acceleration \(m/s²\)' out
ground export --cache o.db --format csv --rocket KITE --channels speed >out 2>err && fail "there is no speed"
expect_in "both names of each channel" 'no channel "speed" in these messages; they have .*Altitude \(m\) \(alt\), Vertical velocity \(m/s\) \(vel\)' err
shown altos a.db
expect_in "AltOS's units" ' alt m +vel m/s +a m/s² .* batt V ' out
expect_in "AltOS's clock, phase and values" ' TM-9001 +REC +ENDED +LANDED +T\+00:00:32 +0.0 +0.0 +-12.0 .* 3.98 ' out

# All of them with a mission that is guessed.
ground record --cache all.db --topic openrocket --topic altos --topic nested --topic sondes --until-end \
    --bootstrap-server "$bootstrap" >out 2>&1 || { cat out; fail "cannot record"; }
ground snapshot --cache all.db --size 132x24 --format text >out
for rocket in KITE TM-9001; do
    expect_in "$rocket without a mission" " $rocket +REC +ENDED +LANDED +T\\+00:00:32 " out
done
ground check --guess --cache all.db >mine.yaml 2>err || { cat err; fail "nothing was guessed"; }
ground check mine.yaml >out || { cat out; fail "the guess is no mission"; }
shown "$work/mine.yaml" mine.db
expect_in "the guessed units" ' alt m +vel m/s +a m/s² ' out
expect_in "OpenRocket's flight, guessed" ' KITE +REC +ENDED +LANDED +T\+00:00:32 +0.0+ +0.0+ +-12.0+ ' out
expect_in "AltOS's flight, guessed" ' TM-9001 +REC +ENDED +LANDED +T\+00:00:32 +0.0+ +0.0+ +-12.0+ ' out
expect_in "the nested JSON, guessed" ' N +ENDED +LANDED +T\+00:00:3[12] +0.0+ ' out
ground snapshot --cache mine.db --replay V123 --at 2026-11-24T10:00:39Z --size 132x24 --format text >out 2>&1
expect_in "the radiosonde, guessed" ' V123 +REC +(OK|STALE) .* 1395.0 +5.39 ' out
exit 0
