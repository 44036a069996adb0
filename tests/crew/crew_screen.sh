#!/bin/sh
# The crew's screen and keyboard through a real sshd: terminals of any size, also when it changes, the
# Linux console, an absurd size, the mouse, and escape sequences without a meaning.
. "$SOURCE_DIR/tests/lib.sh"
. "$SOURCE_DIR/tests/crew/sshd.sh"

# The hints are in the last row and row 2 is complete: the frame is as large as the terminal.
full() { row "$1" '\? keys|q quit'; }
ascii() { ! screen | LC_ALL=C grep -q '[^ -~]'; }
uncover() { keys Escape; } # any key removes the message that covers the hints

# The size in the environment is ignored.
crew_terminal 40 12 "export LINES=24 COLUMNS=80"
wait_for 10 "the small frame" row 5 'KESTREL-7'
wait_for 5 "the list's own words" row 11 '^40x12: this list'
uncover
wait_for 5 "its last row" full 12
row 1 'LIVE .* link OK 1/1$' || fail "row 1 at 40x12: $(screen | head -n 1)"

# The frame follows the terminal's size.
resize 160 48
wait_for 5 "row 48" full 48
wait_for 5 "the large frame" row 4 'KESTREL-7 .* 1\.5 .* 12\.5 '
resize 80 24
wait_for 5 "row 24" full 24
wait_for 5 "tabs" row 2 '^\[1FLEET\]2ROCKET 3CONSOLE 5LINKS 6FLIGHTS'
resize 30 5
wait_for 5 "one row" row 1 '^LIVE  ?(no alarms|ALARM)'
resize 80 24
wait_for 5 "row 24 again" full 24

# Six of six clicks, press and release in one packet.
for click in "20:3CONSOLE" "2:1FLEET" "28:5LINKS" "35:6FLIGHTS" "2:1FLEET" "20:3CONSOLE"; do
    column=${click%%:*}
    keys -l "$(printf '\033[<0;%s;2M\033[<0;%s;2m' "$column" "$column")"
    wait_for 5 "a click to show ${click#*:}" row 2 "\\[${click#*:}\\]"
done

# No sequence is taken for its letters: the screen stays LIVE and on FLEET.
keys 1
wait_for 5 "FLEET" row 2 '\[1FLEET\]'
for sequence in '[2~' '[1;9C' '[I' '[103u' '[c' '[[B' 'Oq' ']0;1g[\007' 'P1g[\033\\' '[200~3[q\033[201~'; do
    keys -l "$(printf "\\033$sequence")"
    keys M
    wait_for 5 "the answer to M" row 24 'mouse o'
    row 1 ' crew LIVE ' && row 2 '^\[1FLEET\]' || fail "ESC$sequence was typed: $(screen | head -n 2)"
    uncover
    wait_for 5 "the hints" full 24
done
keys q
wait_for 5 "the end" shows 'session over'
close_terminal

# The Linux console at its own size, in ASCII.
for size in "40 12" "160 48"; do
    # shellcheck disable=SC2086
    crew_terminal $size "export TERM=linux"
    wait_for 10 "TERM=linux at $size" shows 'KESTREL-7'
    uncover
    wait_for 5 "the last row of TERM=linux at $size" full "${size#* }"
    ascii || fail "TERM=linux shows more than ASCII"
    close_terminal
done

# An absurd size: the frame is a jumble on the real terminal, but memory is bounded and keys work.
crew_terminal 80 24 "stty rows 65535 cols 65535"
wait_for 10 "something on the screen" shows '[a-z]{4}'
pid=$(pgrep -u "$user" -f 'ground crew') || fail "no crew process"
if [ -r "/proc/$pid/status" ]; then
    kib=$(awk '/^VmHWM/ {print $2}' "/proc/$pid/status")
    [ "$kib" -lt 131072 ] || fail "65535x65535 takes $kib KiB"
fi
keys q
wait_for 5 "the end at 65535x65535" shows 'session over'
exit 0
