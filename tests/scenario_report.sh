#!/bin/bash
# From nothing to the national workbook and back: every survey's sample is loaded, counted, verified
# and reported in a folder of its own; runs twice, with 1 and 4 threads, and gives the same bytes.
set -u
cd "$(dirname "$0")/.." || exit 1

renkei=$PWD/build/bin/renkei
work=$(mktemp -d)
export RENKEI_HOME=$work/home
unset RENKEI_DB RENKEI_CONFIGS
# shellcheck disable=SC2317 # called by the trap
finish() {
    "$renkei" db stop -q
    if [ -n "${RENKEI_KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM
bad=0

expect() { # NAME STATUS COMMAND…: its output goes to $work/log
    local name=$1 wanted=$2 status=0
    shift 2
    "$@" >"$work/log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq "$wanted" ]; then
        echo "ok $name"
    else
        echo "not ok $name: status $status, not $wanted"
        tail -n 20 "$work/log"
        bad=1
    fi
}

says() { # NAME TEXT: the last command said so
    if grep -qF -- "$2" "$work/log"; then
        echo "ok $1"
    else
        echo "not ok $1: '$2' is not in the output"
        tail -n 20 "$work/log"
        bad=1
    fi
}

survey() { # ID FORMAT
    expect "$1: sample" 0 "$renkei" sample -s "$1" --as "$2" -o "$work/$1/in"
    expect "$1: ingest" 0 "$renkei" ingest -s "$1" "$work/$1/in"
    expect "$1: aggregate" 0 "$renkei" aggregate -s "$1"
    expect "$1: report" 0 "$renkei" report -s "$1" -o "$work/$1/out"
    expect "$1: verify" 0 "$renkei" verify -s "$1"
}

survey r3 xlsx
says "r3: every published figure is reproduced" "72 of 72"
cp -R "$work/r3/out" "$work/r3/first"
expect "r3: the same forms again change nothing" 0 "$renkei" ingest -s r3 "$work/r3/in"
expect "r3: report without counting again" 0 "$renkei" report -s r3 -o "$work/r3/out"
expect "r3: aggregate again" 0 "$renkei" aggregate -s r3 --jobs 1
expect "r3: report again" 0 "$renkei" report -s r3 -o "$work/r3/out"
expect "r3: the same bytes" 0 diff -r "$work/r3/first" "$work/r3/out"
expect "r3: rebuild from the archive" 0 "$renkei" ingest -s r3 --rebuild
expect "r3: aggregate after the rebuild" 0 "$renkei" aggregate -s r3 --jobs 4
expect "r3: report after the rebuild" 0 "$renkei" report -s r3 -o "$work/r3/rebuilt"
expect "r3: the same cells" 0 diff -r "$work/r3/first/tables" "$work/r3/rebuilt/tables"

survey r4 csv
says "r4: every published figure is reproduced" "20 of 20"
survey training-r4 csv
says "training-r4: every possible figure is reproduced" "21 of 23"
says "training-r4: the contradiction is named" "図表6-10"
survey r6 csv

# A survey with other questions, rows, bases, frames and banners: nothing of r3 is in the code.
export RENKEI_CONFIGS=$work/configs
cp -R tests/data/configs "$work/configs"
survey library csv

# Answers with mistakes of every kind against tables that were checked by another program.
expect "golden: ingest" 0 "$renkei" ingest -s library --drop-synthetic tests/data/golden/library/in
expect "golden: aggregate" 0 "$renkei" aggregate -s library
expect "golden: report" 0 "$renkei" report -s library -o "$work/golden"
expect "golden: published figures that are not met" 4 "$renkei" verify -s library
for table in cells numbers; do
    expect "golden: $table.csv" 0 \
        diff "tests/data/golden/library/$table.csv" "$work/golden/tables/$table.csv"
done

exit "$bad"
