#!/bin/sh
# `make report`: from a folder of responses (or, without one, a synthetic sample) to the finished
# workbook. A run that rejects some submissions goes on with the others and says so at the end.
# usage: make-report.sh SURVEY OUT RESPONSES
set -eu

survey=$1 out=$2 responses=$3
renkei=build/bin/renkei

# Real answers drive out a sample that was loaded before; a sample never enters beside real ones.
first=--drop-synthetic
if [ -z "$responses" ]; then
    responses=build/sample/$survey
    first=
    echo "no RESPONSES=folder given: writing the synthetic sample of $survey to $responses"
    "$renkei" sample -s "$survey" --as xlsx -o "$responses"
fi

rejected=0
"$renkei" ingest -s "$survey" $first "$responses" || rejected=$?
[ "$rejected" -eq 0 ] || [ "$rejected" -eq 3 ] || exit "$rejected"
"$renkei" aggregate -s "$survey"
verified=0
"$renkei" verify -s "$survey" || verified=$?
[ "$verified" -eq 0 ] || [ "$verified" -eq 4 ] || exit "$verified"
"$renkei" report -s "$survey" -o "$out"
[ -n "${RENKEI_DB:-}" ] || "$renkei" db stop

if [ "$rejected" -eq 3 ]; then
    echo "some submissions were rejected: see the messages above" >&2
fi
if [ "$verified" -eq 4 ]; then
    echo "the verification failed: see the table above before anything is published" >&2
fi
echo "finished: $out/national.xlsx"
[ "$verified" -eq 0 ] || exit "$verified"
exit "$rejected"
