#!/bin/bash
# A wave after another: the workbooks of a bureau and its prefectures with the last wave beside the
# present one, every number counted again from the answers by another program; a question that is
# not comparable; a last wave that cannot be used. And every kind of workbook keeps the rules of
# renkei check.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

sh common/install-packages.sh python3 python3-openpyxl python3-yaml || exit 1

recount=(/usr/bin/python3 "$PWD/tests/recount_areas.py")
export RENKEI_CONFIGS=$work/configs
cp -R configs "$work/configs"

wave() { # ID
    expect "$1: sample" 0 "$renkei" sample -s "$1" --as csv -o "$work/$1"
    expect "$1: ingest" 0 "$renkei" ingest -s "$1" "$work/$1"
    expect "$1: aggregate" 0 "$renkei" aggregate -s "$1"
}

wave r4
expect "r4 alone: report" 0 "$renkei" report -s r4 --prefecture 11 -o "$work/alone"
expect "r4 alone: there is no last wave" 1 test -e "$work/alone/tables/previous.csv"
wave r3
expect "r4 after r3: report" 0 "$renkei" report -s r4 -o "$work/out"
expect "r4 after r3: every number again" 0 "${recount[@]}" "$work/out" 3 configs r4 \
    "$work/r4/municipality.csv" r3 "$work/r3/municipality.csv"
says "r4 after r3: nothing differs" "0 differ"
expect "r4 after r3: the former counts are a table" 0 \
    grep -q '"r3","municipality","council","","1","設置している","prefecture","11"' \
    "$work/out/tables/previous.csv"
expect "r4 after r3: what was not asked is not in it" 1 \
    grep -q end_of_life_detail "$work/out/tables/previous.csv"
expect "r4 after r3: it is in the manifest" 0 grep -q tables/previous.csv "$work/out/manifest.json"

expect "one bureau: report" 0 "$renkei" report -s r4 --bureau 3 -o "$work/three"
files=$(cd "$work/three" && find . -type f | LC_ALL=C sort | paste -sd ' ')
expect "one bureau: its workbook and those of its prefectures" 0 test "$files" = \
    "$(cd "$work/out" && find bureau/3-* prefecture/{08,09,10,11,12,13,14,15,19,20}-* -printf './%p\n' |
        LC_ALL=C sort | paste -sd ' ')"
# shellcheck disable=SC2016 # the inner shell expands it
expect "one bureau: the same bytes as in the whole run" 0 bash -c '
    cd "$1" && for f in */*.xlsx; do cmp "$f" "$2/$f" || exit 1; done' - "$work/three" "$work/out"

# A count that is changed is found by the recount.
expect "another count of the last wave" 0 "$renkei" db psql -c "UPDATE renkei.cell_block
    SET counts[41] = counts[41] + 1, counts[42] = counts[42] - 1 -- 11, both of 4 answers
    WHERE survey = 'r3' AND form = 'municipality' AND item = 0 AND banner = 1"
expect "another count: report" 0 "$renkei" report -s r4 --bureau 3 -o "$work/three"
cp "$work/out/national.xlsx" "$work/three/"
expect "another count is found" 1 "${recount[@]}" "$work/three" 3 configs r4 \
    "$work/r4/municipality.csv" r3 "$work/r3/municipality.csv"
says "another count is named" "council None 1 11 前回 ％"

# shellcheck disable=SC2317 # called by expect
sheet_says() { # FILE SHEET YES|NO TEXT: a cell of the sheet contains it
    /usr/bin/python3 - "$@" <<'PYTHON'
import sys
import openpyxl
path, sheet, wanted, text = sys.argv[1:]
cells = [str(c) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True) for c in row]
sys.exit(0 if (wanted == "yes") == any(text in cell for cell in cells) else 1)
PYTHON
}

expect "old counts: the last wave is changed" 0 "$renkei" ingest -s r3 --rebuild
expect "old counts: report" 0 "$renkei" report --lang en -s r4 --prefecture 11 -o "$work/old"
says "old counts: the last wave is left out" 'the last wave "r3" is left out: its tables are older'
book=("$work"/old/prefecture/11-*.xlsx)
expect "old counts: no columns of it" 0 sheet_says "${book[0]}" "問1 council" no 前回
expect "old counts: counted again" 0 "$renkei" aggregate -s r3

sed -i '/- id: council$/a\        break: 協議体の定義を改めたため' "$work/configs/r4/codebook.yaml"
expect "a break: rebuild" 0 "$renkei" ingest -s r4 --rebuild
expect "a break: aggregate" 0 "$renkei" aggregate -s r4
expect "a break: report" 0 "$renkei" report -s r4 --prefecture 11 -o "$work/break"
book=("$work"/break/prefecture/11-*.xlsx)
expect "a break: the reason stands there" 0 sheet_says "${book[0]}" "問1 council" yes \
    "とは比較しない：系列の断絶（協議体の定義を改めたため）"
expect "a break: no columns" 0 sheet_says "${book[0]}" "問1 council" no "前回 ％"
expect "a break: other questions have them" 0 sheet_says "${book[0]}" "問2 vision" yes "前回 ％"
rm -r "$work/configs/r3"
expect "no configuration of the last wave: report" 0 \
    "$renkei" report --lang en -s r4 --prefecture 11 -o "$work/none"
says "no configuration of the last wave: it is left out" 'the last wave "r3" is left out: it is not'
cp -R configs/r3 "$work/configs/r3"

# The units that said most have a sheet of one page, without print under six points.
# shellcheck disable=SC2317 # called by expect
one_page() { # CSV FOLDER
    local unit
    for unit in $(/usr/bin/python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig")))[1:]
rows.sort(key=lambda row: (-sum(value not in ("", "0") for value in row), row[0]))
print(*(row[0] for row in rows[:4]))' "$1"); do
        "$renkei" report -s r3 --unit "$unit" -o "$2" || return 1
    done
    /usr/bin/python3 - "$2"/unit/*.xlsx <<'PYTHON'
import sys
import openpyxl
for path in sys.argv[1:]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    setup = sheet.page_setup
    pages = (setup.fitToWidth, setup.fitToHeight)
    high = sum((sheet.row_dimensions[row].height or 18) for row in range(1, sheet.max_row + 1))
    print(path, pages, sheet.max_row, high)
    if not sheet.sheet_properties.pageSetUpPr.fitToPage or any(p not in (1, None) for p in pages):
        sys.exit(1)
    if high * 0.6 > 842 - 72 * (sheet.page_margins.top + sheet.page_margins.bottom):
        sys.exit(1)
PYTHON
}
expect "feedback: one page" 0 one_page "$work/r3/municipality.csv" "$work/unit"
if command -v soffice pdfinfo >"$work/log"; then
    expect "feedback: printed" 0 soffice --headless "-env:UserInstallation=file://$work/office" \
        --convert-to pdf --outdir "$work/pdf" "$work"/unit/unit/*.xlsx
    # shellcheck disable=SC2016 # the inner shell expands it
    expect "feedback: one page each in print" 0 bash -c '
        for f in "$1"/*.pdf; do pdfinfo "$f" | grep -q "^Pages: *1$" || exit 1; done' - "$work/pdf"
fi

# Every kind of workbook.
expect "compare" 0 "$renkei" compare r3 r4 -o "$work/compare"
expect "status" 0 "$renkei" status -s r3 -q -o "$work/status"
expect "query" 0 "$renkei" query -s r3 --prefecture 11 -o "$work/query"
expect "unit" 0 "$renkei" report -s r4 --unit 112241 -o "$work/unit"
mapfile -t books < <(find "$work/compare" "$work/status" "$work/query" "$work/unit" "$work/three" \
    -name '*.xlsx' | LC_ALL=C sort)
expect "every workbook keeps the rules" 0 "$renkei" check "${books[@]}"

exit "$bad"
