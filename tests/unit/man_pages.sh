#!/bin/sh
# The man pages name every option that --help prints, for every program and command, and no other;
# and they are sound mdoc, as mandoc reads it.
bad=0
complain() { echo "$*"; bad=1; }

# Kafka's tools print "--name ..." at the start of a line, ours "  --name ..." or "  -c, --name ...".
in_help() { # in_help PROGRAM [COMMAND]
    "$BUILD_DIR/bin/$1" ${2:+"$2"} --help 2>&1 | grep -Eo '^ {0,2}(-[a-z], )?--[a-z][a-z.-]*' | tr -d ' ' | tr , '\n'
}

in_page() { # in_page PROGRAM [COMMAND]: what .It names in the page, or in the command's part of it
    awk -v command="${2:-}" '/^\.S[hs] / { here = command == "" || $0 == ".Ss " command }
        here && /^\.It Fl/ { for (i = 2; i < NF; i++) if ($i == "Fl") print "-" $(i + 1) }' "$SOURCE_DIR/assets/man/$1.1"
}

compare() { # compare PROGRAM [COMMAND]: --help and --version of ground's commands are described once
    in_help "$@" | grep -Evx -- "${2:+--help|--version}" | sort >"$dir/help"
    in_page "$@" | sort >"$dir/page"
    [ -n "$(in_help "$@")" ] || complain "$*: --help prints no option"
    for option in $(comm -23 "$dir/help" "$dir/page"); do complain "$1.1 does not describe $option of $*"; done
    for option in $(comm -13 "$dir/help" "$dir/page"); do complain "$1.1 describes $option, which $* does not have"; done
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for page in "$SOURCE_DIR"/assets/man/*.1; do
    program=$(basename "$page" .1)
    [ "$program" = ground ] || compare "$program"
done
commands=$("$BUILD_DIR/bin/ground" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')
for command in $commands; do compare ground "$command"; done
for described in $(sed -n 's/^\.Ss //p' "$SOURCE_DIR/assets/man/ground.1"); do
    echo "$commands" | grep -qx "$described" || complain "ground.1 describes $described, which is not a command"
done

# In its text a page mentions options that it describes; --raw is not in Kafka's help.
for page in "$SOURCE_DIR"/assets/man/*.1; do
    sed -n '/^\.It/!s/^\.\(.*\)Fl /Fl /p' "$page" | tr ' ' '\n' | grep -E '^-[a-z]' | sort -u >"$dir/mentioned"
    for word in $(cat "$dir/mentioned"); do
        case $(basename "$page"):$word in
        kafka-console-consumer.1:-raw | ground.1:-help | ground.1:-version | ground.1:-name) continue ;;
        esac
        grep -Eq "^\.It .*Fl $word( |\$)" "$page" || complain "$(basename "$page") mentions -$word and does not describe it"
    done
done

# The page of the mission file has each key that the reader knows, and no section twice.
known() { sed -n 's/^    {\.name = "\([a-z]*\)".*/\1/p; s/^    X(\([a-z]*\)).*/\1/p' "$SOURCE_DIR"/src/mission/section_*.c "$SOURCE_DIR/src/mission/mission_file.h"; }
for key in $(known | sort -u); do
    grep -Eq "^\.It Ic (.*, )?$key( |,|\$)" "$SOURCE_DIR/assets/man/ground-mission.5" || complain "ground-mission.5 does not describe $key"
done
[ $bad = 0 ] || exit 1

command -v mandoc >/dev/null || { echo "skipped: mandoc is not installed"; exit 0; }
mandoc -Tlint -Wwarning "$SOURCE_DIR"/assets/man/*.[15]
