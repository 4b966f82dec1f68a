#!/bin/bash
# Releases of a whole survey: corrected by a query between two of them, killed in the middle, two at
# once; verified elsewhere by somebody who has nothing but the folder; and forged by somebody who
# writes the manifest anew.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

sh common/install-packages.sh python3 python3-openpyxl || exit 1
officer=(/usr/bin/python3 "$PWD/tests/query_officer.py")
forger=(/usr/bin/python3 "$PWD/tests/release_forger.py")
tables=$PWD/tests/data/query
shelf=$work/shelf
# shellcheck disable=SC2317 # called through expect
release() { "$renkei" release -s r3 -o "$shelf" "$@"; }
# shellcheck disable=SC2317
verify() { "$renkei" verify "$@"; }
names() { (cd "$1" && find . -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | paste -sd ' '); }

elsewhere=$(mktemp -d)
# shellcheck disable=SC2317 # called by finish
stop_servers() {
    "$renkei" db stop -q
    chmod -R u+w "$work" "$elsewhere"
    rm -rf "$elsewhere"
}

expect "the sample" 0 "$renkei" sample -s r3 --as csv -o "$work/sample"
mkdir "$work/in"
cp "$work/sample/prefecture.csv" "$work/in"
expect "answers as people type them" 0 \
    "${officer[@]}" damage "$tables/damages.csv" "$work/sample/municipality.csv" "$work/in/answers.csv"
expect "they load" 0 "$renkei" ingest -s r3 "$work/in"
expect "they are counted" 0 "$renkei" aggregate -s r3
expect "the first release" 0 release
expect "nothing new" 0 release
says "nothing new: it says so" "nothing has changed since release 1"
[ "$(names "$shelf")" = ".number 001" ]
result "nothing new: no release" $?

# ---- A query that comes back ----

expect "queries" 0 "$renkei" query -s r3 --prefecture 11 -o "$work/out"
expect "officers fill them in" 0 \
    "${officer[@]}" fill "$tables/corrections.csv" "$work/out/query" "$work/filled"
expect "the returned queries load" 0 "$renkei" ingest -s r3 "$work/filled"
expect "the counts are old" 1 release
expect "they are counted again" 0 "$renkei" aggregate -s r3
expect "the second release" 0 release
says "the second release: how much differs" "cells and"

# 111007 had typed 9 for vision, which counted as 不明, and corrected it to 2 in its query.
changes=$shelf/002/tables/changes.csv
grep -q '"vision","","2",.*"total","all",.*"correction","照会による訂正","111007",.*"vision","","","INVALID","2",.*"111007-.*照会.*\.xlsx","1"' \
    "$changes"
result "a change names the unit, the answer and the query" $?
grep -q '"vision","","INVALID",.*"prefecture","11",.*"111007"' "$changes"
result "a change of its prefecture too" $?
[ -s "$changes" ] && ! grep -qE '"(unknown|configuration)"' "$changes" \
    "$shelf/002/tables/number-changes.csv"
result "the units account for all changes" $?
[ -s "$changes" ] && ! grep -qE '"prefecture","(0[1-9]|10|1[2-9]|[234][0-9])"' "$changes"
result "other prefectures have not changed" $?
grep -q '111007' "$shelf/002/changes.md"
result "the list for people names the unit" $?
expect "the releases are good" 0 verify "$shelf/002"
says "compared with the one before" "compared with release 1"

# ---- The end of a run ----

started() { # FOLDER: waits until tables are being written there
    for _ in $(seq 400); do
        [ -s "$1/tables/cells.csv" ] || compgen -G "$1/tables/cells.csv.*" >/dev/null && return 0
        sleep 0.01
    done
    return 1
}
for signal in KILL TERM; do
    other=$work/$signal
    "$renkei" release -q -s r3 -o "$other" >/dev/null 2>&1 &
    pid=$!
    started "$other/001.part" && kill -s "$signal" "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    status=$?
    [ "$status" -gt 128 ] && [ ! -e "$other/001" ]
    result "ended by $signal in the middle: no release" $?
    sleep 0.5 # its helpers end too
    expect "after $signal: the next one" 0 "$renkei" release -s r3 -o "$other"
    [ "$(names "$other")" = ".number 001" ]
    result "after $signal: nothing is left of the first" $?
    expect "after $signal: it is the same" 0 diff -r "$other/001/tables" "$shelf/002/tables" \
        --exclude 'changes.csv' --exclude 'number-changes.csv'
done

twice=$work/twice
"$renkei" release -s r3 -o "$twice" >"$work/one" 2>&1 &
first=$!
"$renkei" release -s r3 -o "$twice" --all >"$work/two" 2>&1 &
second=$!
wait "$first" && wait "$second"
result "two at once: both end well" $?
[ "$(names "$twice")" = ".number 001 002" ]
result "two at once: each has its number" $?
for number in 001 002; do
    expect "two at once: $number is whole" 0 verify "$twice/$number"
done

# ---- Anywhere ----

chmod 755 "$elsewhere"
mkdir "$elsewhere/bin"
cp "$(dirname "$renkei")"/renkei "$(dirname "$renkei")"/renkei-* "$elsewhere/bin"
cp -r "$shelf/002" "$elsewhere/a release"
digest=$(sha256sum "$shelf/002/manifest.json" | cut -d ' ' -f 1)
as_nobody=()
if [ "$(id -u)" -eq 0 ]; then
    as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
expect "without database, home and configurations" 0 "${as_nobody[@]}" env -i -C / \
    "$elsewhere/bin/renkei" verify "$elsewhere/a release" --manifest-sha256 "$digest"
says "how much was compared" "chart points"
says "the release before is not there" "not compared with release 1"

# ---- Forgery ----

forge() { # NAME PLACE FILE ARGUMENT…: forged in a copy and listed anew; found at the place
    local name=$1 place=$2 copy=$work/copies/002
    shift 2
    rm -rf "$work/copies"
    mkdir "$work/copies"
    ln -s "$shelf/001" "$work/copies" # the changes are compared with it
    cp -r "$shelf/002" "$copy"
    chmod -R u+w "$copy"
    expect "$name: forged" 0 "${forger[@]}" "$copy" "$@"
    expect "$name: found" 4 verify "$copy"
    says "$name: with its place" "$place"
}
cell='(<c r="F9"[^>]*><v>)[0-9.]+(</v>)'
point='(<c:numCache>.*?<c:pt idx="0"><c:v>)[0-9.]+(</c:v>)'
saitama=prefecture/11-埼玉県.xlsx
forge "a number of the national workbook" "national.xlsx" \
    national.xlsx 'xl/worksheets/sheet' "$cell" '\g<1>7\2'
forge "its cell" "F9" national.xlsx 'xl/worksheets/sheet' "$cell" '\g<1>7\2'
forge "a number of a prefecture" "$saitama" "$saitama" 'xl/worksheets/sheet' "$cell" '\g<1>7\2'
forge "an n of the text that is gone" '"本文" E9' \
    national.xlsx 'xl/worksheets/sheet' '(<c r="E9"[^>]*)><v>1741</v></c>(?=<c r="F9"[^>]*/></row>)' \
    '\g<1>/>'
forge "a point of a chart" "national.xlsx" national.xlsx 'xl/charts/chart' "$point" '\g<1>99.9\2'
forge "a number of the page" "site/index.html" site/index.html '("c":\[)([0-9]+)' '\g<1>1\2'
forge "a count of a table" "tables/cells.csv" \
    tables/cells.csv '("vision","","1",.*?"total","all","[^"]*",")([0-9]+)' '\g<1>1\2'
forge "a mean" "tables/numbers.csv" \
    tables/numbers.csv '("total","all","[^"]*","[0-9]+","[0-9]+",")([0-9]+)' '\g<1>1\2'
forge "the list of changes" "tables/changes.csv" \
    tables/changes.csv '("total","all","[^"]*",")([0-9]+)' '\g<1>1\2'

exit "$bad"
