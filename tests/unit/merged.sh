#!/bin/sh
# No file of the repository holds a conflict marker, and every shell script parses.
cd "${SOURCE_DIR:?}" || exit 1
git rev-parse --git-dir >/dev/null 2>&1 || { echo "skipped: not a git checkout"; exit 77; }
bad=0
if git grep -nIE '^(<{7,}|>{7,}|[|]{7,}) |^={7}$'; then
    echo "these lines are conflict markers"
    bad=1
fi
for script in $(git grep -lI '^#!/bin/sh'); do
    sh -n "$script" || bad=1
done
exit $bad
