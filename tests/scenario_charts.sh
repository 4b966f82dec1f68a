#!/bin/bash
# Figures that are made of more than counts: the distribution of a number, counted from the answers,
# and a line through waves, counted where the database has the wave and published where it has not.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

load() { # SURVEY
    expect "$1: sample" 0 "$renkei" sample -s "$1" --as csv -o "$work/$1/in"
    expect "$1: ingest" 0 "$renkei" ingest -s "$1" "$work/$1/in"
    expect "$1: aggregate" 0 "$renkei" aggregate -s "$1"
}

# The lines of a table, without quotes and carriage returns; labels hold no commas.
# shellcheck disable=SC2317 # called by expect
table() { # FILE
    tr -d '\r"' <"$1" | sed 1d
}

# ---- Waves ----

load r4
expect "r4 alone: report" 0 "$renkei" report -s r4 -o "$work/alone"
expect "r4 alone: the workbook keeps the rules" 0 "$renkei" check "$work/alone/national.xlsx" \
    "$work/alone/tables/waves.csv"

# Of every published cell of the former wave: survey, question, row, option, percent.
# shellcheck disable=SC2317
published_points() {
    table "$work/alone/tables/waves.csv" | grep '^r3,[^,]*,published,' | cut -d, -f5-7,14 | sort \
        >"$work/points"
    tr -d '\r' <configs/r3/published.csv | cut -d, -f3-5,9 |
        grep -E '^scene_effort,(daily|end_of_life|emergency|discharge),1,|^vision,,[1-5],' |
        sort -u >"$work/printed"
    [ "$(wc -l <"$work/points")" -ge 9 ] && diff "$work/points" "$work/printed"
}
expect "r4 alone: the former wave as published" 0 published_points

load r3
expect "r4 after r3: report" 0 "$renkei" report -s r4 -o "$work/both"
expect "r3: report" 0 "$renkei" report -s r3 -o "$work/r3/out"
expect "r4 after r3: the workbooks keep the rules" 0 "$renkei" check "$work/both/national.xlsx" \
    "$work/both/prefecture/"31-*.xlsx "$work/both/tables/waves.csv"

# Both waves, cell by cell: form, question, row, option, banner, class, count, base, percent.
# shellcheck disable=SC2317
counted_points() { # SURVEY FOLDER
    table "$work/both/tables/waves.csv" | grep "^$1,[^,]*,counted," | cut -d, -f4-7,9,10,12-14 |
        sort >"$work/points"
    table "$2/tables/cells.csv" | cut -d, -f2-5,7,8,10,11,13 >"$work/cells"
    sort -u "$work/cells" | comm -23 "$work/points" - >"$work/elsewhere"
    [ "$(wc -l <"$work/points")" -gt 500 ] && [ ! -s "$work/elsewhere" ]
}
expect "r4 after r3: the former wave as counted" 0 counted_points r3 "$work/r3/out"
expect "r4 after r3: its own counts" 0 counted_points r4 "$work/both"

# Five lines, two of whose labels would cover others in each wave.
# shellcheck disable=SC2317
crowded_labels() {
    /usr/bin/python3 -m zipfile -e "$work/both/national.xlsx" "$work/unpacked"
    cat "$work/unpacked/xl/charts/"*.xml |
        grep -oE '<c:dLbls><c:dLbl><c:idx val="[01]"/><c:delete val="1"/></c:dLbl><c:numFmt' |
        sort | uniq -c | awk '{ kinds++ } END { exit kinds != 2 }'
}
expect "r4 after r3: labels stand where there is room, point by point" 0 crowded_labels

expect "r3 is loaded again" 0 "$renkei" ingest -s r3 --rebuild
expect "r4 after an uncounted r3: report" 0 "$renkei" report -s r4 -o "$work/stale"
expect "r4 after an uncounted r3: it is taken as published" 0 \
    cmp "$work/alone/tables/waves.csv" "$work/stale/tables/waves.csv"

# ---- Histograms ----

# Every interval of every class: what the answers themselves say. The view knows nothing of bins.
# shellcheck disable=SC2317
intervals() {
    local histograms=$work/r3/out/tables/histograms.csv
    table "$histograms" | awk -F, '$5 == "total" {print $4 "," $10 "," $11 "," $13}' >"$work/is"
    while IFS=, read -r row lower upper _; do
        echo "SELECT '$row,$lower,$upper,' || count(*) FROM renkei.number n
            JOIN renkei.item i USING (survey, form, item)
            WHERE survey = 'r3' AND i.question = 'activity' AND i.row = '$row' AND n.value >= $lower
                AND n.value < ${upper:-1e9};"
    done <"$work/is" >"$work/statements"
    "$renkei" db psql -qAt -f "$work/statements" >"$work/should"
    [ "$(wc -l <"$work/is")" -ge 20 ] && diff "$work/is" "$work/should"
}
expect "r3: the intervals hold the answers" 0 intervals

# All classes of the prefectures together are the nation; n is that of numbers.csv.
# shellcheck disable=SC2317
sums() {
    table "$work/r3/out/tables/histograms.csv" | awk -F, '
        $5 == "total" { all[$4 "," $8] = $13 }
        $5 == "prefecture" { sum[$4 "," $8] += $13 }
        END { for (k in all) { cells++; if (all[k] != sum[k]) exit 1 } exit cells < 20 }'
}
expect "r3: the prefectures add up to the nation" 0 sums

# shellcheck disable=SC2317
same_n() {
    table "$work/r3/out/tables/histograms.csv" | cut -d, -f2-6,14 | sort -u >"$work/is"
    table "$work/r3/out/tables/numbers.csv" | cut -d, -f2-6,8 | sort -u >"$work/numbers"
    [ -s "$work/is" ] && ! comm -23 "$work/is" "$work/numbers" | grep .
}
expect "r3: n is that of the statistics" 0 same_n

# ---- A value that nobody counted ----

expect "a number changed behind the counts" 0 "$renkei" aggregate -s r3
expect "one number is taken away" 0 "$renkei" db psql -c "DELETE FROM renkei.number WHERE ctid =
    (SELECT min(ctid) FROM renkei.number WHERE survey = 'r3')"
expect "the report is refused" 1 "$renkei" report -s r3 -o "$work/torn"
says "the report says why" "the numbers of \"activity."

exit "$bad"
