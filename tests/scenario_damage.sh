#!/bin/bash
# Forms of all municipalities and prefectures, 200 of them damaged in the ways of docs/damage.md, load
# so that every answer has the value it was given or the one the ledger of the damages says, and every
# finding stands where the ledger has it (tests/damage/).
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

sh common/install-packages.sh python3 || exit 1
damage=(/usr/bin/python3 "$PWD/tests/damage/damage.py")
survey=r3 other=r4

statement() { # FILE OUTPUT
    "$renkei" db psql -qAt -v ON_ERROR_STOP=1 -v survey="$survey" -f "$1" >"$2"
}

dump() { # OUTPUT: what the database holds, in an order of its own
    statement tests/damage/dump.sql "$work/unsorted" && LC_ALL=C sort "$work/unsorted" >"$1"
}

# shellcheck disable=SC2317 # called through expect
forms() { "$renkei" forms -q -s "$other" --form municipality -o "$work/other"; }
# shellcheck disable=SC2317 # called through expect
table() { "${damage[@]}" table | diff docs/damage.md -; }

expect "docs/damage.md lists the ways" 0 table
expect "a sample" 0 "$renkei" sample -s "$survey" --as xlsx -o "$work/sample" || exit 1
expect "its answers" 0 "$renkei" sample -s "$survey" --as csv -o "$work/answers" || exit 1
expect "forms of another survey" 0 forms || exit 1
expect "the answers load" 0 "$renkei" ingest -s "$survey" "$work/answers" || exit 1
statement tests/writers/items.sql "$work/items.json"
expect "the damages" 0 "${damage[@]}" make "$work/sample" "$work/answers" "$work/items.json" \
    "$work/other" "$work/made" || exit 1
grep "damaged in" "$work/log"

statement tests/writers/empty.sql /dev/null
expect "the undamaged forms load" 0 "$renkei" ingest -s "$survey" "$work/made/clean"
dump "$work/clean"
statement tests/writers/empty.sql /dev/null
expect "the damaged ones load, but for those rejected" 3 \
    "$renkei" ingest -s "$survey" "$work/made/damaged"
dump "$work/damaged"
expect "every answer is right, every damage read or named" 0 \
    "${damage[@]}" compare "$work/made" "$work/answers" "$work/clean" "$work/damaged"
tail -n 1 "$work/log"

expect "loaded again" 3 "$renkei" ingest -s "$survey" "$work/made/damaged"
dump "$work/again"
expect "nothing has changed" 0 diff -q "$work/damaged" "$work/again"
expect "made again from the archive" 3 "$renkei" ingest -s "$survey" --rebuild
dump "$work/rebuilt"
expect "the same answers and findings" 0 diff -q "$work/damaged" "$work/rebuilt"
exit "$bad"
