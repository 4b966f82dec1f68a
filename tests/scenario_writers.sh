#!/bin/bash
# A form filled in with another program's own library loads as the same answers do that come as CSV:
# packed codes, numbers and texts are equal. What is a Debian package is installed (LibreOffice takes
# less than a minute); what comes from npm only with WRITERS=all (`make test-writers`). A writer that
# is not run is said to be skipped.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

writers=$PWD/tests/writers
survey=r3
compared=0

must() { # COMMAND…: without it nothing can be tested
    "$@" >"$work/log" 2>&1 </dev/null && return
    fail "$*"
    exit 1
}

statement() { # FILE OUTPUT
    "$renkei" db psql -qAt -v ON_ERROR_STOP=1 -v survey="$survey" -f "$writers/$1" >"$2" 2>"$work/log"
}

load() { # FOLDER OUTPUT: what its files are in an empty database; the last messages are in $work/log
    statement empty.sql /dev/null || return
    "$renkei" ingest -s "$survey" "$1" >"$work/messages" 2>&1 </dev/null
    local status=$?
    statement loaded.sql "$2" || return
    cp "$work/messages" "$work/log"
    return "$status"
}

equal() { # NAME FOLDER: the forms in it load as the reference did
    compared=$((compared + 1))
    if load "$2" "$work/loaded" && diff "$work/reference" "$work/loaded" >"$work/log"; then
        echo "ok $1: $(wc -l <"$work/units") forms load as the reference"
    else
        fail "$1: the forms do not load as the reference"
    fi
}

filled() { # NAME COMMAND…: it fills in the forms
    local name=$1
    shift
    timeout 300 "$@" >"$work/log" 2>&1 </dev/null && return
    fail "$name: the forms could not be filled in"
    return 1
}

have() { # NAME PACKAGE…: they are there or can be installed
    local name=$1
    shift
    sh common/install-packages.sh "$@" >"$work/log" 2>&1 </dev/null && return
    echo "skipped: $name: $(tail -n 1 "$work/log")"
    return 1
}

prepare() {
    local form unit
    must "$renkei" sample -s "$survey" --as csv -o "$work/sample"
    must load "$work/sample" /dev/null
    must statement items.sql "$work/items.json"
    must /usr/bin/python3 "$writers/plan.py" "$work/items.json" "$work/sample" "$work/plan"
    grep -v '^$' "$work/log" >"$work/units"
    while read -r form unit; do
        must "$renkei" forms -q -s "$survey" --form "$form" --unit "$unit" -o "$work/forms"
    done <"$work/units"
    must load "$work/plan/reference" "$work/reference"
    if [ "$(grep -c '^response' "$work/reference")" -eq "$(wc -l <"$work/units")" ]; then
        echo "ok the reference: $(wc -l <"$work/units") responses"
    else
        fail "the reference lacks responses"
    fi
}

openpyxl() {
    have openpyxl python3-openpyxl || return
    filled openpyxl /usr/bin/python3 "$writers/fill_openpyxl.py" \
        "$work/plan/plan.json" "$work/forms" "$work/openpyxl" || return
    equal openpyxl "$work/openpyxl"
}

libreoffice() {
    local fill=(/usr/bin/python3 "$writers/fill_libreoffice.py")
    # Another packaging of it, without a screen, is as good.
    if ! command -v soffice >/dev/null || ! /usr/bin/python3 -c 'import uno' 2>/dev/null; then
        have LibreOffice libreoffice-calc python3-uno || return
    fi
    filled LibreOffice "${fill[@]}" "$work/plan/plan.json" "$work/forms" "$work/typed" \
        xlsx2007 ooxml ods || return
    equal "LibreOffice, Excel 2007-365" "$work/typed/xlsx2007"
    equal "LibreOffice, Office Open XML" "$work/typed/ooxml"
    filled "LibreOffice from .ods" "${fill[@]}" - "$work/typed/ods" "$work/from-ods" xlsx2007 &&
        equal "LibreOffice, .ods saved as .xlsx" "$work/from-ods/xlsx2007"
    [ -d "$work/openpyxl" ] || return
    filled "LibreOffice from openpyxl" "${fill[@]}" - "$work/openpyxl" "$work/again" xlsx2007 &&
        equal "LibreOffice, saved anew what openpyxl wrote" "$work/again/xlsx2007"
}

# The versions are pinned: a new one is to be looked at, not to break the tests of others.
npm_writers() {
    if [ "${WRITERS:-}" != all ]; then
        echo "skipped: ExcelJS and SheetJS: make test-writers gets them through npm"
        return
    fi
    if ! command -v npm >/dev/null; then
        echo "skipped: ExcelJS and SheetJS: npm is not installed"
        return
    fi
    mkdir "$work/npm"
    if ! timeout 300 npm install --prefix "$work/npm" --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 \
        >"$work/log" 2>&1 </dev/null; then
        echo "skipped: ExcelJS and SheetJS: npm cannot get them: $(tail -n 1 "$work/log")"
        return
    fi
    node_writer ExcelJS fill_exceljs.js whole stream
    node_writer SheetJS fill_sheetjs.js shared plain
}

node_writer() { # NAME SCRIPT WAY…
    local name=$1 script=$2 way
    shift 2
    for way in "$@"; do
        filled "$name, $way" env NODE_PATH="$work/npm/node_modules" node "$writers/$script" \
            "$work/plan/plan.json" "$work/forms" "$work/$name-$way" "$way" &&
            equal "$name, $way" "$work/$name-$way"
    done
}

prepare
openpyxl
libreoffice
npm_writers
[ "$compared" -gt 0 ] || { echo "not ok no writer could be run" && bad=1; }
exit "$bad"
