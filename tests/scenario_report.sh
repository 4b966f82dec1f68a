#!/bin/bash
# From nothing to the national workbook and back: every survey's sample is loaded, counted, verified
# and reported in a folder of its own; runs twice, with 1 and 4 threads, and gives the same bytes.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

sh common/install-packages.sh python3 python3-yaml || exit 1
recount=(/usr/bin/python3 "$PWD/tests/recount_measures.py")

survey() { # ID FORMAT
    expect "$1: sample" 0 "$renkei" sample -s "$1" --as "$2" -o "$work/$1/in"
    expect "$1: ingest" 0 "$renkei" ingest -s "$1" "$work/$1/in"
    expect "$1: aggregate" 0 "$renkei" aggregate -s "$1"
    expect "$1: report" 0 "$renkei" report -s "$1" -o "$work/$1/out"
    expect "$1: check" 0 "$renkei" check "$work/$1/out/national.xlsx" "$work/$1/out/tables/"*.csv
    counts "$1" >"$work/$1/tally"
    expect "$1: aggregate by the other engine" 0 "$renkei" aggregate -s "$1" --engine sql
    counts "$1" >"$work/$1/sql"
    expect "$1: both engines count the same" 0 cmp "$work/$1/tally" "$work/$1/sql"
    expect "$1: verify" 0 "$renkei" verify -s "$1"
}

counts() { # SURVEY
    "$renkei" db psql -- -X -A -t -c "SELECT c::text FROM cell c WHERE survey = '$1' ORDER BY 1" \
        -c "SELECT s::text FROM statistic s WHERE survey = '$1' ORDER BY 1"
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
expect "r3: the sample as CSV" 0 "$renkei" sample -s r3 --as csv -o "$work/r3/csv"
expect "r3: every measure is recounted" 0 "${recount[@]}" "$work/r3/out" configs r3 \
    "municipality=$work/r3/csv/municipality.csv" "prefecture=$work/r3/csv/prefecture.csv"
expect "r3: aggregate by SQL" 0 "$renkei" aggregate -s r3 --engine sql
expect "r3: report of what SQL counted" 0 "$renkei" report -s r3 -o "$work/r3/by-sql"
expect "r3: the same bytes by the other engine" 0 diff -r "$work/r3/first" "$work/r3/by-sql"

# One question by another, printed, says what the table of tables.yaml says.
# shellcheck disable=SC2317 # called by expect
crossed() { # ROW: of scene_effort, by vision, as in cells.csv
    "$renkei" aggregate -s r3 --cross "scene_effort.$1:vision" | tr -d '\r' |
        sed 1d | cut -d, -f3,5- >"$work/cross"
    [ -s "$work/cross" ] && tr -d '\r' <"$work/r3/out/tables/cells.csv" |
        grep "\"scene_effort\",\"$1\",.*,\"vision\"," |
        sed -E 's/^("[^"]*",){4}("[^"]*"),"[^"]*","vision",("[^"]*"),"[^"]*",(("[^"]*",){3}"[^"]*").*/\2,\3,\4/' |
        diff "$work/cross" -
}
expect "r3: a cross on the command line" 0 crossed emergency
expect "r3: a cross by several answers" 2 "$renkei" aggregate -s r3 --cross vision:obstacles

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
expect "library: every measure is recounted" 0 "${recount[@]}" "$work/library/out" "$work/configs" \
    library "branch=$work/library/in/branch.csv" "reader=$work/library/in/reader.csv"
expect "library: aggregate by SQL" 0 "$renkei" aggregate -s library --engine sql
expect "library: report of what SQL counted" 0 "$renkei" report -s library -o "$work/library/by-sql"
expect "library: the same bytes by the other engine" 0 \
    diff -r "$work/library/out" "$work/library/by-sql"
expect "library: a rate is changed by hand" 0 "$renkei" db psql -c "UPDATE renkei.rate
    SET denominator = denominator + 1 WHERE per = 'seats' AND banner = 1 AND class = 2"
expect "library: the recount finds it" 4 "$renkei" verify -s library
says "library: the rate is named" "branch: visits per seats, region 3"
expect "library: replicas of units" 0 "$renkei" sample -s library --units 100 -o "$work/replicas"
expect "library: replicas are loaded" 0 "$renkei" ingest -s library "$work/replicas"
expect "library: replicas are counted" 0 "$renkei" aggregate -s library
expect "library: replicas are not what was published" 4 "$renkei" verify -s library
says "library: replicas have the rates of their units" "counted again: all agree"

# Answers with mistakes of every kind against tables that were checked by another program.
expect "golden: ingest" 0 "$renkei" ingest -s library --drop-synthetic tests/data/golden/library/in
expect "golden: aggregate" 0 "$renkei" aggregate -s library
expect "golden: report" 0 "$renkei" report -s library -o "$work/golden"
expect "golden: published figures that are not met" 4 "$renkei" verify -s library
for table in cells numbers subtotals rates panel codebook questions; do
    expect "golden: $table.csv" 0 \
        diff "tests/data/golden/library/$table.csv" "$work/golden/tables/$table.csv"
done
for table in codebook questions metadata; do
    expect "golden: $table.csv in the manifest" 0 \
        grep -F "tables/$table.csv" "$work/golden/manifest.json"
done

expect "golden: measures" 0 "${recount[@]}" "$work/golden" "$work/configs" library

exit "$bad"
