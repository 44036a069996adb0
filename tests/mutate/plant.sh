#!/bin/sh
# What the mutation campaign plants: by one seed always the same, each a change, none that is listed as
# equivalent.
mutate=$BUILD_DIR/bin/mutate
cd "$SOURCE_DIR" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }

cat >"$work/try.c" <<'C'
static const bool table[] = {true, false};
int try(int a, int b)
{
    assert(a > 0 && b > 0);
    int least = a < b ? a : b; /* true < false */
    if (a->x == 1)
        go(a + 1, "a < b");
    return !least;
}
C
cd "$work" || exit 1
: >none
"$mutate" pick 1 100 none try.c >picks 2>said || fail "cannot pick: $(cat said)"
sort -t "$(printf '\t')" -k3,3n -k5,5 picks | cut -f6 >what
cat >expected <<'TEXT'
int least = a < b ? a : b; /* true < false */ => int least = a >= b ? a : b; /* true < false */
if (a->x == 1) => if (a->x != 1)
go(a + 1, "a < b"); => (dropped);
go(a + 1, "a < b"); => go(a + 0, "a < b");
go(a + 1, "a < b"); => go(a + 2, "a < b");
return !least; => return least;
TEXT
diff expected what || fail "that is not what can be changed"

"$mutate" pick 1 100 none try.c 2>said | cmp -s - picks || fail "the same seed draws other changes"
tab=$(printf '\t')
while IFS=$tab read -r file line offset length new what; do
    "$mutate" plant "$file" "$offset" "$length" "$new" >planted || fail "cannot plant: $what"
    ! cmp -s planted try.c || fail "nothing was changed: $what"
done <picks

echo 'try.c: return !least; => return least;' >known
[ "$("$mutate" pick 1 100 known try.c 2>said | wc -l)" -eq $(($(wc -l <picks) - 1)) ] || fail "a change that is listed was drawn"
