#!/bin/sh
# Holds the files of a layer against calling each other in a circle: each layer's library is asked which
# of its files use what which others define. ARCHITECTURE.md names the circles that are kept.
cd "${BUILD_DIR:?}/lib" || exit 1
command -v nm >/dev/null && command -v tsort >/dev/null || { echo "nm or tsort is not installed"; exit 77; }

calls() { # calls LAYER: a line "USER DEFINER" for each pair of files
    nm -A -P "lib$1.a" 2>/dev/null | awk '
        { file = $1; sub(/^.*\[/, "", file); sub(/\.o\]:$/, "", file) }
        $3 == "U" { used[file, $2] = file; name[file, $2] = $2 }
        $3 == "T" { defined[$2] = file } # a table names its rows; that is no call
        END {
            for (use in used)
                if (name[use] in defined && defined[name[use]] != used[use])
                    print used[use], defined[name[use]]
        }' | sort -u
}

bad=0
for layer in base batch wire log broker client expr flight store recorder playhead ui source export sql sim tools; do
    pairs=$(calls $layer | grep -vx 'segment.c lookup.c')
    [ -n "$pairs" ] || { echo "$layer: no calls found in lib$layer.a"; bad=1; continue; }
    loop=$(echo "$pairs" | tsort 2>&1 >/dev/null) || { echo "$layer: $loop"; bad=1; }
done
exit $bad
