#!/bin/bash
# The text of the report from the samples: as it was printed, from the same cells as the tables, and
# never a sentence that the cells deny.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

sh common/install-packages.sh python3 python3-openpyxl || exit 1

# shellcheck disable=SC2317 # called by expect
silent() { # what prints nothing and ends well
    /usr/bin/python3 tests/check_sentences.py "$@" >"$work/wrong" 2>&1
    local status=$?
    cat "$work/wrong"
    [ "$status" -eq 0 ] && [ ! -s "$work/wrong" ]
}

without() { # NAME TEXT FILE: the text is not in the file
    if grep -qF -- "$2" "$3"; then fail "$1"; else echo "ok $1"; fi
}

for wave in r3 r4 r6 training-r4; do
    expect "$wave: sample" 0 "$renkei" sample -s "$wave" --as csv -o "$work/$wave/in"
    expect "$wave: ingest" 0 "$renkei" ingest -q -s "$wave" "$work/$wave/in"
    expect "$wave: aggregate" 0 "$renkei" aggregate -q -s "$wave"
    expect "$wave: report" 0 "$renkei" report -s "$wave" -o "$work/$wave/out"
    without "$wave: every sentence holds" "warning" "$work/log"
    without "$wave: none is left out" "印刷しない文" "$work/$wave/out/text.md"
    expect "$wave: text.md in the manifest" 0 grep -F '"text.md"' "$work/$wave/out/manifest.json"
    expect "$wave: each leads to its table" 0 silent links "$work/$wave/out/national.xlsx"
done

expect "r3: the sentences of chapter 2 as printed" 0 \
    silent printed tests/data/sentences/r3.tsv "$work/r3/out/national.xlsx"
expect "training-r4: those of chapter 6" 0 \
    silent printed tests/data/sentences/training-r4.tsv "$work/training-r4/out/national.xlsx"
expect "r3: what is not published is stated as it is counted" 0 \
    grep -qF "プロセス指標（利用者数、看取り数など）の設定率は約2割、" "$work/r3/out/text.md"
expect "r4: the published order" 0 grep -qF \
    "「日常の療養支援」が78.2％と最も高く、次いで「入退院支援」78.1％、「看取り」58.8％、「急変時の対応」43.8％" \
    "$work/r4/out/text.md"
expect "r6: both forms" 0 \
    grep -qF "市区町村は1,184（68.0％）であった。都道府県では31（66.0％）であった。" "$work/r6/out/text.md"
expect "r3: every area has its own figures" 0 silent areas "$work/r3/out"
expect "r3: and its links" 0 silent links "$work/r3/out/bureau/"*.xlsx

# Other answers: the claim does not hold, the order is another one.
# shellcheck disable=SC2317 # called by expect
edited() { # COLUMN FROM TO ROWS: in the first so many that say FROM
    /usr/bin/python3 - "$work/r3/in/municipality.csv" "$@" <<'EOF'
import csv, sys
path, column, former, value, limit = sys.argv[1], *sys.argv[2:5], int(sys.argv[5])
with open(path, encoding="utf-8-sig", newline="") as stream:
    rows = list(csv.reader(stream))
at = rows[0].index(column)
chosen = [row for row in rows[1:] if row[at] == former][:limit]
for row in chosen:
    row[at] = value
with open(path, "w", encoding="utf-8", newline="") as stream:
    csv.writer(stream).writerows(rows)
sys.exit(len(chosen) != limit)
EOF
}
expect "fewer visits at discharge" 0 edited qualitative_methods.discharge.1 1 0 2
expect "more training contracted out" 0 edited outsourcing.f 2 1 194
expect "r3: ingest again" 0 "$renkei" ingest -q -s r3 "$work/r3/in"
expect "r3: aggregate again" 0 "$renkei" aggregate -q -s r3
expect "r3: report again" 0 "$renkei" report -s r3 -o "$work/denied" --lang en
says "the claim is named with its figures" 'the sentence "discharge-highest" is not printed: what it claims does not hold: qualitative_methods.discharge has 1 > qualitative_methods has 1（10.2％、10.2％）'
without "the sentence is not printed" "現場視察やヒアリングの実施率が最も高い" "$work/denied/text.md"
expect "but listed" 0 grep -qF -- "- discharge-highest：文の述べることが成り立たない" "$work/denied/text.md"
expect "the order follows the cells" 0 \
    grep -qF "「医療・介護関係者への研修」が58.2％と最も高く、次いで「医療・介護連携に関する相談支援」50.4％" \
    "$work/denied/text.md"

exit "$bad"
