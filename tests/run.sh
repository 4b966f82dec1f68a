#!/bin/bash
# Runs every test: the libcheck programs in the release and the sanitizer build, the scenarios, and
# the rules of the rooms. Shows each result and ends with "N passed, N failed".
# A scenario prints "ok NAME" or "not ok NAME" for each of its checks, and "skipped: WHY".
set -u
cd "$(dirname "$0")/.." || exit 1

# The messages that the tests expect are English.
export LC_ALL=C.UTF-8

passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# No answer within this many seconds is a failure: the slowest test takes a tenth of it.
limit=600

# Adds what libcheck counted: "100%: Checks: 3, Failures: 0, Errors: 0".
libcheck() {
    local status=0 line numbers
    timeout "$limit" "$@" >"$log" 2>&1 </dev/null || status=$?
    line=$(grep -E '^[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+' "$log" | tail -n 1)
    numbers=$(sed -nE 's/.*Checks: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+).*/\1 \2 \3/p' \
        <<<"$line")
    echo "$1: ${line:-no result, status $status}"
    read -r checks failures errors <<<"${numbers:-0 0 0}"
    passed=$((passed + checks - failures - errors))
    failed=$((failed + failures + errors))
    if [ "$status" -ne 0 ] && [ $((failures + errors)) -eq 0 ]; then
        failed=$((failed + 1))
    fi
    [ "$status" -eq 0 ] || tail -n 60 "$log"
}

scenario() {
    local status=0 bad
    timeout "$limit" bash "$@" >"$log" 2>&1 </dev/null || status=$?
    passed=$((passed + $(grep -c '^ok ' "$log")))
    bad=$(grep -c '^not ok ' "$log")
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
    fi
    failed=$((failed + bad))
    grep -E '^((not )?ok |skipped: )' "$log"
    [ "$bad" -eq 0 ] || tail -n 60 "$log"
}

for variant in release san; do
    for program in build/"$variant"/tests/test_*; do
        [ -x "$program" ] && [ "${program##*.}" = "$program" ] && libcheck "$program"
    done
done
scenario tests/check-rooms.sh
scenario tests/check-messages.sh
scenario tests/check-sql.sh
for script in tests/scenario_*.sh; do
    scenario "$script"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
