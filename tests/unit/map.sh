#!/bin/sh
# Holds what the documents say of the tree against the tree: every path in them, and in the list of
# equivalent changes, is there, every directory is in ARCHITECTURE.md, each source file's first line
# says which it is, no two files and no two structs share a name, and the files and functions that
# comments name are there.
cd "${SOURCE_DIR:?}" || exit 1
bad=0
complain() { echo "$*"; bad=1; }

there() { # there WORD: a path, with * and capitals standing for any name, or a file's end
    pattern=$(printf '%s' "$1" | sed 's/[A-Z][A-Z]*\([./]\)/*\1/g; s/LAYER/*/')
    for found in ./$1 ./$pattern ./src/$pattern ./src/*/$pattern ./src/*/*/$pattern ./store/$pattern ./ui/$pattern ./ui/*/$pattern \
        ./tests/*/$pattern; do
        [ -e "$found" ] && return 0
    done
    return 1
}

for document in ARCHITECTURE.md HACKING.md README.md; do
    for word in $(grep -oE '[A-Za-z0-9_.*/-]+\.(c|h|sh|md|cmake|svg)\b|\b(src|store|ui|tests|assets)/[A-Za-z0-9_.*/-]*' "$document" | sort -u); do
        case $word in
        rdkafka.h | curses.h | *-console-* | kafka-topics.sh) continue ;; # other people's, and programs
        esac
        there "${word%.}" || complain "$document: there is no $word"
    done
done

for directory in $(find .ci src store ui tests assets docs -type d ! -path 'tests/*/*' ! -path 'assets/*/*' | sort); do
    case $directory in src | tests) continue ;; esac
    grep -q "$directory/" ARCHITECTURE.md || complain "ARCHITECTURE.md does not say what is in $directory/"
done

for file in $(find src store ui -name '*.[ch]' | sort); do
    case $file in *.c) [ -e "${file%.c}.h" ] && continue ;; esac
    case $(head -n 1 "$file") in
    "/* ${file##*/}: "*) ;;
    *) complain "$file: its first line does not say what it is" ;;
    esac
done
for file in $(sed -n 's/^\([a-z_/]*\.[ch]\): .*/\1/p' tests/mutate/equivalent.txt | sort -u); do
    [ -e "$file" ] || complain "tests/mutate/equivalent.txt: there is no $file"
done

twice=$(find src store ui -name '*.[ch]' | sed 's|.*/||' | sort | uniq -d)
[ -z "$twice" ] || complain "two files are called:" $twice
twice=$(find src store ui -name '*.[ch]' -exec grep -hoE '^struct [a-z0-9_]+ \{' {} + | sort | uniq -d)
[ -z "$twice" ] || complain "defined twice: $twice"

stale=$(find ./*.md CMakeLists.txt launch .ci assets docs src store tests ui -path tests/fuzz/corpus -prune -o -type f -print |
    sed 's|^\./||' | awk -f tests/unit/comments.awk)
[ -z "$stale" ] || complain "$stale"
exit $bad
