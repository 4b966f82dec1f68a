#!/bin/bash
# Every kind of workbook that leaves the house is opened by programs that are not ours: LibreOffice,
# openpyxl, R's readxl, and with READERS=all (`make test-readers`) ExcelJS and SheetJS, which npm has.
# None of them may say anything about it; all see the same cells, and the numbers are those of the
# tables, found by their labels (tests/readers/compare.py). What Excel would repair is looked for
# without it (tests/readers/validate.py). A reader that is not run is said to be skipped.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

readers=$PWD/tests/readers
export RENKEI_HOME=$work/home LC_ALL=C.UTF-8
ran=()   # readers whose cells are in $work/NAME.csv
books=() # NAME=WORKBOOK

must() { # COMMAND…: without it nothing can be tested
    "$@" >"$work/log" 2>&1 </dev/null && return
    echo "not ok $*"
    tail -n 20 "$work/log"
    exit 1
}

have() { # NAME PACKAGE…: they are there or can be installed
    local name=$1
    shift
    sh common/install-packages.sh "$@" >"$work/log" 2>&1 </dev/null && return
    echo "skipped: $name: $(tail -n 1 "$work/log")"
    return 1
}

# A kind of workbook, and the first of its files.
book() { # NAME FILE…
    if [ -s "$2" ]; then
        books+=("$1=$2")
    else
        echo "not ok $1: no workbook was written"
        bad=1
    fi
}

make_workbooks() {
    local wave
    for wave in r3 r4; do
        must "$renkei" sample -q -s "$wave" --as csv -o "$work/$wave"
        must "$renkei" ingest -q -s "$wave" "$work/$wave"
    done
    must "$renkei" aggregate -q -s r3
    must "$renkei" report -q -s r3 -o "$work/out"
    must "$renkei" report -q -s r3 --unit 112241 -o "$work/out"
    must "$renkei" status -s r3 -o "$work/status"
    must "$renkei" query -q -s r3 --prefecture 11 -o "$work/query"
    must "$renkei" compare -q r3 r4 -o "$work/compare"
    must "$renkei" forms -q -s r3 --unit 112241 --form municipality -o "$work/forms"
    must "$renkei" forms -q -s r3 --unit 11 --form prefecture -o "$work/forms"
    book national "$work/out/national.xlsx"
    book bureau "$work"/out/bureau/3-*.xlsx
    book prefecture "$work"/out/prefecture/11-*.xlsx
    book unit "$work"/out/unit/112241-*.xlsx
    book status "$work/status/status.xlsx"
    book query "$work"/query/query/11*.xlsx
    book compare "$work/compare/compare.xlsx"
    book form "$work"/forms/municipality/*.xlsx
    book form-prefecture "$work"/forms/prefecture/*.xlsx
}

reads() { # NAME COMMAND…: the cells it sees, without a word about them
    local name=$1
    shift
    if timeout 300 "$@" "${books[@]}" >"$work/$name.csv" 2>"$work/$name.log" </dev/null &&
        [ ! -s "$work/$name.log" ]; then
        echo "ok $name opens ${#books[@]} kinds of workbook and says nothing about them"
    else
        echo "not ok $name"
        tail -n 20 "$work/$name.log"
        return 1
    fi
}

# Beside the others, since it takes as long as all of them.
start_libreoffice() {
    command -v soffice >/dev/null || have LibreOffice libreoffice-calc || return
    reads libreoffice /usr/bin/python3 -B "$readers/read_libreoffice.py" "$work/converted" \
        >"$work/libreoffice.said" &
    libreoffice=$!
}

join_libreoffice() {
    [ -n "${libreoffice:-}" ] || return
    if wait "$libreoffice"; then ran+=(libreoffice); else bad=1; fi
    cat "$work/libreoffice.said"
}

read_with() { # NAME COMMAND…
    if reads "$@"; then ran+=("$1"); else bad=1; fi
}

# The versions are pinned: a new one is to be looked at, not to break the tests of others.
npm_readers() {
    if [ "${READERS:-}" != all ]; then
        echo "skipped: ExcelJS and SheetJS: make test-readers gets them through npm"
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
    local library
    for library in exceljs sheetjs; do
        read_with "$library" env NODE_PATH="$work/npm/node_modules" node "$readers/read_js.js" "$library"
    done
}

validate() { # every workbook of the report, not only one of a kind
    local every=("$work"/out/*.xlsx "$work"/out/*/*.xlsx "$work"/query/query/*.xlsx "${books[@]#*=}")
    if timeout 300 /usr/bin/python3 -B "$readers/validate.py" "${every[@]}" >"$work/log" 2>&1; then
        echo "ok Excel would repair none of ${#every[@]} workbooks"
    else
        echo "not ok Excel would repair a workbook"
        tail -n 20 "$work/log"
        bad=1
    fi
}

have "every reader" python3 python3-openpyxl python3-yaml || exit 0
make_workbooks
start_libreoffice
read_with openpyxl /usr/bin/python3 -B "$readers/read_openpyxl.py"
have readxl r-base-core r-cran-readxl && read_with readxl Rscript "$readers/read_readxl.R"
npm_readers
validate
timeout 300 /usr/bin/python3 -B "$readers/faults.py" "$work" "${books[@]#*=}" 2>&1 || bad=1
join_libreoffice
arguments=()
for reader in "${ran[@]}"; do
    arguments+=("$reader=$work/$reader.csv")
done
timeout 300 /usr/bin/python3 -B "$readers/compare.py" "$work/out/tables" configs/r3/tables.yaml \
    "${arguments[@]}" 2>&1 || bad=1
exit "$bad"
