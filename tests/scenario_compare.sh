#!/bin/bash
# Two years side by side, from the samples of r3 and r4: the four scenes rise as published, every
# change is the exact sum of its parts, and a wave that is known from publications only stands with
# its published figures.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

check() { # NAME, then what is wrong on standard input
    local lines
    lines=$(cat)
    if [ -z "$lines" ]; then
        echo "ok $1"
    else
        echo "not ok $1"
        echo "$lines"
        bad=1
    fi
}

# Records of a table without quotes, fields between tabs.
records() { # TABLE
    sed -e 's/^\xEF\xBB\xBF//' -e 's/\r$//' -e 's/^"//' -e 's/"$//' -e 's/","/\t/g' "$1"
}

for wave in r3 r4; do
    expect "$wave: sample" 0 "$renkei" sample -s "$wave" --as csv -o "$work/$wave"
    expect "$wave: ingest" 0 "$renkei" ingest -q -s "$wave" "$work/$wave"
done
expect "compare" 0 "$renkei" compare r3 r4 -o "$work/two"
expect "compare with a published wave" 0 "$renkei" compare r3 r4 r6 -o "$work/three"

# Percentages of published.csv, by question, row and option, beside those of the trend.
published() { # WAVE
    awk -F, -v wave="$1" '$3 == "scene_effort" && $5 == 1 {
        print wave "\t" $4 "\t" $9 }' "configs/$1/published.csv"
}
{ published r3 && published r4; } | grep -v other | sort >"$work/should"
records "$work/two/trend.csv" | awk -F'\t' '$2 == "scene_effort" && $6 == 1 && $3 != "other" {
    print $8 "\t" $3 "\t" $14 }' | sort >"$work/is"
diff "$work/should" "$work/is" | check "the four scenes are those published in both years"
wc -l <"$work/is" | grep -vx 8 | check "there are four scenes in two years"

records "$work/two/panel.csv" | awk -F'\t' '
    $2 == "scene_effort" && $6 == 1 { scenes++
        if (!($16 > 0)) print $3 " does not rise: " $16
        if (!($17 == 1717)) print $3 ": panel of " $17
        if (!($22 > 0)) print $3 " does not rise in the panel: " $22 }
    END { if (scenes != 4) print scenes + 0 " scenes" }' | check "the four scenes rise"

# Whole numbers below 2^53, which awk adds exactly.
records "$work/two/decomposition.csv" | awk -F'\t' '
    function close_answer() {
        if (answer != "" && (parts != 7 || sum != total))
            print answer ": " parts " parts sum to " sum ", not " total }
    NR == 1 { next }
    $10 == "total" { close_answer(); answer = $2 "." $3 "." $6; total = $13; parts = sum = 0
        denominator = $14; answers++; next }
    { parts++; sum += $13
      if ($14 != denominator) print answer ": another denominator"
      if (($13 < 0 ? -$13 : $13) > 9007199254740992) print answer ": too large for this check" }
    END { close_answer(); if (answers < 30) print answers + 0 " answers" }' |
    check "every change is exactly the sum of its parts"

records "$work/two/transitions.csv" | awk -F'\t' '
    NR > 1 && $2 == "scene_effort" && $3 == "daily" { sum += $14 }
    END { if (sum != 1717) print sum }' | check "the moves are those of all units of the panel"

records "$work/three/trend.csv" | awk -F'\t' '
    $1 == "municipality" && $2 == "council" && $6 == 1 && $8 == "r6" { found++
        if ($10 != "published" || $11 != "公表値" || $12 != 1184 || $14 != "68.0") print }
    END { if (found != 1) print found + 0 " rows" }' | check "r6 stands with its published figure"
cmp "$work/two/panel.csv" "$work/three/panel.csv" 2>&1 |
    check "a published wave changes nothing about the others"
records "$work/two/trend.csv" | awk -F'\t' 'NR > 1 && $10 == "counted" && $NF != "yes"' |
    check "synthetic figures are called so"
{ grep -q 'synthetic data' "$work/log" || echo "not said"; } |
    check "the screen says that they are synthetic"
LC_ALL=C.UTF-8 wc -L <"$work/log" | awk '$1 > 80' | check "the screen fits 80 columns"

# Numbers and texts, on two copies of r3, one of them as the wave after it: other values, some of them blank or
# unusable, and respondents that came and left. Fields 107 to 110 are the numbers, 111 is the text.
mkdir "$work/r3-former" "$work/r3-next"
cp -R configs "$work/configs"
for copy in former next; do
    cp -R configs/r3 "$work/configs/r3-$copy"
    sed -i -e "s/^survey: r3$/survey: r3-$copy/" "$work/configs/r3-$copy/codebook.yaml"
done
sed -i -e 's/^year: 2021$/year: 2022/' "$work/configs/r3-next/codebook.yaml"
expect "another sample" 0 "$renkei" sample -s r3 --seed 2 --as csv -o "$work/next"
disturb() { # STEP FILE: every STEP-th line goes, others lose a number or the text
    awk -v step="$1" 'BEGIN { FS = OFS = "\",\"" }
        NR > 1 && NR % step == 0 { next }
        NR > 1 && NR % (step + 3) == 0 { for (i = 107; i <= 110; i++) $i = "" }
        NR > 1 && NR % (step + 5) == 0 { for (i = 107; i <= 110; i++) $i = "未定" }
        NR > 1 && NR % (step + 7) == 0 { $111 = "" }
        { print }' "$2"
}
disturb 31 "$work/r3/municipality.csv" >"$work/r3-former/municipality.csv"
disturb 23 "$work/next/municipality.csv" >"$work/r3-next/municipality.csv"
export RENKEI_CONFIGS="$work/configs"
for copy in former next; do
    expect "numbers: ingest $copy" 0 "$renkei" ingest -q -s "r3-$copy" "$work/r3-$copy"
done
expect "numbers: compare" 0 "$renkei" compare r3-former r3-next -o "$work/numbers"
/usr/bin/python3 tests/recount_compare.py "$work/numbers" "$work/r3-former/municipality.csv" \
    "$work/r3-next/municipality.csv" activity.council_meetings activity.training_sessions \
    activity.training_participants activity.consultations -- remarks 2>&1 |
    check "numbers and texts are those counted again from the files"
expect "the workbook keeps the rules" 0 "$renkei" check "$work/numbers/compare.xlsx"
expect "the tables keep the rules" 0 "$renkei" check --as data "$work"/numbers/*.csv

exit "$bad"
