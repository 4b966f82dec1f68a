#!/bin/bash
# A sample with unequal weights, from its answers to the tables: estimates, weights, comparisons and
# letters are those that R computed from the answers (tests/data/inference/school/expected.R), and
# verify finds damage.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

data=$PWD/tests/data/inference/school
export RENKEI_CONFIGS=$work/configs LC_ALL=C.UTF-8

same() { # NAME: the tables that R computed
    local name=$1 table
    shift
    for table in "$@"; do
        expect "$name: $table.csv" 0 diff "$data/expected/$table.csv" "$work/out/tables/$table.csv"
        expect "$name: $table.csv in the manifest" 0 grep -F "tables/$table.csv" "$work/out/manifest.json"
    done
}

damage() { # NAME SQL TEXT: verify says TEXT
    expect "$1: done" 0 "$renkei" db psql -c "$2"
    expect "$1: found" 4 "$renkei" verify -s school
    says "$1: named" "$3"
    expect "$1: aggregate again" 0 "$renkei" aggregate -s school
    expect "$1: repaired" 0 "$renkei" verify -s school
}

cp -R "$data/configs" "$work/configs"
expect "ingest" 0 "$renkei" ingest -s school "$data/in"
expect "aggregate" 0 "$renkei" aggregate -s school
says "a stratum without answers is named" \
    'nobody answered in class "4" (北部) of "district": its 6 units are not represented'
expect "report" 0 "$renkei" report -s school -o "$work/out"
same "weighted" estimates weights comparisons comparison-letters
expect "verify" 0 "$renkei" verify -s school

expect "the engine sql" 0 "$renkei" aggregate -s school --engine sql
expect "the engine sql: report" 0 "$renkei" report -s school -o "$work/out"
same "the engine sql" estimates comparisons

damage "a weighted count" \
    "update estimate set weighted_count = weighted_count + 1 where item = 0 and option = 1 and banner = 1 and class = 2" \
    "school: lunch = 2, district 3: weighted"
damage "a percentage" \
    "update estimate set percent = percent + 0.1 where item = 2 and option = 0 and banner = 0" \
    "school: cook = 1, total all: weighted"
damage "a weighted base" \
    "update estimate set weighted_base = weighted_base - 1 where banner = 1 and class = 1" \
    'the answers of class "2" of "district" stand for 29.0000 to 29.0000 units, but the frame has 30'
damage "an estimate that is missing" "delete from estimate where item = 1" "school: clubs = 1"

# Other wishes: verify says so until they are counted.
cp "$data/wilson/tables.yaml" "$work/configs/school/tables.yaml"
expect "other wishes" 4 "$renkei" verify -s school
says "other wishes are named" "the estimates are not those that tables.yaml asks for"
expect "wilson: aggregate" 0 "$renkei" aggregate -s school
expect "wilson: verify" 0 "$renkei" verify -s school
expect "wilson: report" 0 "$renkei" report -s school -o "$work/wilson"
expect "wilson: estimates.csv" 0 \
    diff "$data/expected/estimates-wilson.csv" "$work/wilson/tables/estimates.csv"
for table in weights comparisons comparison-letters; do
    expect "wilson: no $table.csv" 1 test -e "$work/wilson/tables/$table.csv"
done

echo 'weights: {form: school, stratum: district}' >>"$work/configs/school/tables.yaml"
expect "weighted wilson: aggregate" 0 "$renkei" aggregate -s school
expect "weighted wilson: verify" 0 "$renkei" verify -s school
expect "weighted wilson: report" 0 "$renkei" report -s school -o "$work/weighted"
expect "weighted wilson: estimates.csv" 0 \
    diff "$data/expected/estimates-weighted-wilson.csv" "$work/weighted/tables/estimates.csv"

# Nothing is asked for: nothing is written.
printf 'figures: []\n' >"$work/configs/school/tables.yaml"
expect "nothing: aggregate" 0 "$renkei" aggregate -s school
expect "nothing: verify" 0 "$renkei" verify -s school
expect "nothing: report" 0 "$renkei" report -s school -o "$work/nothing"
expect "nothing: no estimates.csv" 1 test -e "$work/nothing/tables/estimates.csv"

exit "$bad"
