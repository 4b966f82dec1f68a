#!/bin/bash
# 疑義照会 there and back for a whole prefecture: damaged answers are loaded and asked back, the
# workbooks are filled in by a script as officers would, loaded, and what was not settled is asked
# once more. Then nothing is open, what was typed is still there, and the counts have changed.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

sh common/install-packages.sh python3 python3-openpyxl || exit 1
officer=(/usr/bin/python3 "$PWD/tests/query_officer.py")
tables=$PWD/tests/data/query

# shellcheck disable=SC2317 # called through expect
query() { "$renkei" query -s r3 --prefecture 11 "$@"; }
saitama="survey = 'r3' AND form = 'municipality' AND unit LIKE '11%'"
unusable="SELECT count(*) FROM answer WHERE $saitama AND value = 'INVALID' AND option IS NULL"
counted="SELECT sum(c.count) FROM cell c JOIN item i USING (survey, form, item)
    JOIN banner b ON b.survey = c.survey AND b.form = c.form AND b.position = c.banner
    JOIN class k ON k.survey = c.survey AND k.form = c.form AND k.banner = b.banner
                AND k.position = c.class
    WHERE c.survey = 'r3' AND i.question = 'vision' AND b.banner = 'prefecture' AND k.class = '11'
      AND c.option ="

expect "the sample" 0 "$renkei" sample -s r3 --as csv -o "$work/sample"
mkdir "$work/in"
expect "answers as people type them" 0 \
    "${officer[@]}" damage "$tables/damages.csv" "$work/sample/municipality.csv" "$work/in/answers.csv"
expect "they load" 0 "$renkei" ingest -s r3 "$work/in"
expect "they are counted" 0 "$renkei" aggregate -s r3
holds "unusable answers" 7 "$unusable"
# options 2 and 5, and 不明 behind the five options and 無回答
before=$("$renkei" db psql -qAt -c "$counted 1" -c "$counted 4" -c "$counted 6" | paste -sd ' ')

expect "a dry run" 0 query --dry-run
says "a dry run says what would be asked" "112011 埼玉県 川越市: not asked yet, findings: 2"
holds "a dry run records nothing" 0 "SELECT count(*) FROM query"
expect "queries" 0 query -o "$work/out"
says "queries are summed up" "18 query workbooks for 18 units: 24 findings"
holds "who was asked what is recorded" "18 24" \
    "SELECT count(DISTINCT query) || ' ' || count(*) FROM query_item"
expect "the same queries again" 0 query -o "$work/again"
expect "they have the same bytes" 0 diff -r "$work/out" "$work/again"
holds "and the same numbers" 18 "SELECT count(*) FROM query"
expect "queries as a ZIP file" 0 query --zip -o "$work/zip"
expect "only about what does not count" 0 query --severity error --dry-run
says "only about what does not count: fewer" "7 query workbooks would be written for 9 findings"

# The first return: a correction that cannot be read, a blank workbook, a blank confirmation.
expect "officers fill them in" 0 \
    "${officer[@]}" fill "$tables/corrections.csv" "$work/out/query" "$work/filled"
cp "$work"/out/query/112143-* "$work/filled/"
expect "the returned queries load" 0 "$renkei" ingest -s r3 "$work/filled"
says "a correction that cannot be used" "error E012: the correction cannot be used: \"7\" is not an option"
says "a blank query" "W008"
holds "what is still open" "112143 E005 112241 E010" \
    "SELECT unit || ' ' || code FROM open_finding WHERE $saitama ORDER BY unit"
expect "the same again" 0 "$renkei" ingest -s r3 "$work/filled"
holds "changes nothing" 22 "SELECT count(*) FROM reply"

# The second: what was left. One workbook goes through LibreOffice.
expect "queries about the rest" 0 query -o "$work/rest"
says "queries about the rest: fewer" "2 query workbooks for 2 units: 2 findings"
holds "an unanswered query keeps its number" "12 19" \
    "SELECT query FROM query WHERE unit IN ('112101', '112143', '112241') AND query > 11
         AND query <> 13 ORDER BY query"
expect "officers fill in the rest" 0 \
    "${officer[@]}" fill "$tables/corrections-again.csv" "$work/rest/query" "$work/filled-rest"
if command -v soffice >/dev/null; then
    mkdir "$work/resaved"
    expect "LibreOffice saves one" 0 soffice "-env:UserInstallation=file://$work/office" \
        --headless --convert-to xlsx --outdir "$work/resaved" "$work"/filled-rest/112241-*
    mv "$work"/resaved/* "$work/filled-rest/"
else
    echo "skipped: LibreOffice is not installed"
fi
expect "a prefecture sends a ZIP file" 0 \
    /usr/bin/python3 -m zipfile -c "$work/rest.zip" "$work"/filled-rest/*
expect "the rest loads" 0 "$renkei" ingest -s r3 "$work/rest.zip"
holds "nothing is open" 0 "SELECT count(*) FROM open_finding WHERE $saitama"
holds "the units are corrected" "accepted 45 corrected 18" \
    "SELECT state || ' ' || count(*) FROM unit_state WHERE $saitama GROUP BY state ORDER BY state"
holds "the history is complete" "received queried corrected queried corrected" \
    "SELECT event FROM history WHERE $saitama AND unit = '112241' ORDER BY run"
holds "a confirmation has its reason" "担当課に確認しました。" \
    "SELECT note FROM history WHERE $saitama AND unit = '112143' AND event = 'confirmed'"
holds "what was typed is still there" "1 特に設定はしていない > 5" \
    "SELECT raw || ' > ' || reading FROM reading WHERE $saitama AND unit = '112241'
         AND item = 'vision'"
holds "a confirmed error does not count" 1 "$unusable"
holds "a list of options is ticked" "1 3" \
    "SELECT option FROM answer WHERE $saitama AND unit = '112097' AND question = 'contractor'
         AND value = '1' ORDER BY option"
holds "a text is a text" "=医師の不足" "SELECT value FROM text WHERE $saitama AND unit = '112071'"
expect "the corrected answers are counted" 0 "$renkei" aggregate -s r3
read -r two five invalid <<<"$before"
holds "the counts changed" "$((two + 1)) $((five + 1)) $((invalid - 3))" \
    "SELECT ($counted 1) || ' ' || ($counted 4) || ' ' || ($counted 6)"
# the damage is repaired otherwise than the sample had it: published figures differ, totals do not
expect "both engines" 4 "$renkei" verify -s r3
says "both engines agree" "cells counted again: all agree, all totals tie"
expect "nothing is left to ask" 0 query -o "$work/none"
says "nothing is left to ask: it says so" "nothing to ask"
expect "responses made again from the archive" 0 "$renkei" ingest -s r3 --rebuild
holds "still nothing is open" 0 "SELECT count(*) FROM open_finding WHERE $saitama"

exit "$bad"
