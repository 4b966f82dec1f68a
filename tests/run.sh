#!/bin/bash
# Runs every test: the libcheck programs in the release and the sanitizer build, the scenarios, and
# the rules of the rooms; as many at a time as there are processors, since most of them wait for
# databases of their own. Shows each result and ends with "N passed, N failed".
# A scenario prints "ok NAME" or "not ok NAME" for each of its checks, and "skipped: WHY".
set -u
cd "$(dirname "$0")/.." || exit 1

# The messages that the tests expect are English.
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

# No answer within this many seconds is a failure: the slowest test takes a fifth of it.
limit=600
jobs_most=$(nproc)
shown=60 # lines of what a failed test said

# Each notes "PASSED FAILED" and prints what there is to see, in one piece.
note() { # PASSED FAILED STATUS LOG TEXT
    {
        flock 9
        printf '%s\n' "$5"
        [ "$2" -eq 0 ] || tail -n "$shown" "$4"
        echo "$1 $2" >>"$work/counts"
    } 9>"$work/lock"
}

# What libcheck counted: "100%: Checks: 3, Failures: 0, Errors: 0".
libcheck() {
    local status=0 line numbers checks failures errors bad log
    log=$(mktemp -p "$work")
    timeout "$limit" "$@" >"$log" 2>&1 </dev/null || status=$?
    line=$(grep -aE '^[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+' "$log" | tail -n 1)
    numbers=$(sed -nE 's/.*Checks: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+).*/\1 \2 \3/p' \
        <<<"$line")
    read -r checks failures errors <<<"${numbers:-0 0 0}"
    bad=$((failures + errors))
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        note "$checks" 1 "$status" "$log" "$1: ${line:-no result}, status $status"
    else
        note $((checks - bad)) "$bad" "$status" "$log" "$1: ${line:-no result, status $status}"
    fi
}

scenario() {
    local status=0 good bad log
    log=$(mktemp -p "$work")
    timeout "$limit" bash "$@" >"$log" 2>&1 </dev/null || status=$?
    good=$(grep -ac '^ok ' "$log")
    bad=$(grep -ac '^not ok ' "$log")
    if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || ! grep -aqE '^(ok |skipped: )' "$log"; }; then
        bad=1
    fi
    note "$good" "$bad" "$status" "$log" \
        "$1: status $status
$(grep -aE '^((not )?ok |skipped: )' "$log")"
}

# Starts a test when there is room for it.
start() {
    while [ "$(jobs -rp | wc -l)" -ge "$jobs_most" ]; do
        wait -n
    done
    "$@" &
}

# The longest first, so that none is left alone at the end.
for script in tests/scenario_*.sh tests/check-*.sh; do
    start scenario "$script"
done
for variant in san release; do
    for program in build/"$variant"/tests/test_*; do
        [ -x "$program" ] && [ "${program##*.}" = "$program" ] && start libcheck "$program"
    done
done
wait

read -r passed failed < <(awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$work/counts")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
