#!/bin/bash
# Speed and memory against peers on the same data: `make bench`. Rivals take turns, round by round,
# so that a busy machine is busy for all of them; the tables show medians and the range.
# Exits with 4 if a target was missed. README.md says what is compared with what.
# usage: tests/bench/run.sh [read] [tally] [aggregate] [scale] [write] [feedback] [page] [memory] [load]
# environment: B, ROUNDS, REPLICAS (memory), ROWS (load), RESPONDENTS (aggregate), LARGEST (scale),
# PEERS_MOST (scale), PICTURE (scale: a PNG to be drawn)
set -eu
cd "$(dirname "$0")/../.."

build=${B:-build/release}
rounds=${ROUNDS:-5}
replicas=${REPLICAS:-200000}
survey=r3
form=municipality # of the survey: what is multiplied for `aggregate` and `scale`
workers=$(nproc)
python=/usr/bin/python3 # Debian's: the peers are Debian packages
rows=${ROWS:-1000000}
respondents=${RESPONDENTS:-1000000}
largest=${LARGEST:-1000000}
[ $# -gt 0 ] || set -- read tally aggregate scale write feedback page memory load

sh common/install-packages.sh python3-openpyxl python3-psycopg python3-xlsxwriter

work=$(mktemp -d "${TMPDIR:-/tmp}/renkei-bench.XXXXXX")
chmod 711 "$work" # the server runs as another user when this one is root
export RENKEI_HOME=$work/home LC_ALL=C.UTF-8
export OMP_WAIT_POLICY=passive # data.table's threads do not burn the processors that others wait for
unset RENKEI_DB RENKEI_CONFIGS
renkei=$build/bin/renkei
missed=0

clean_up() {
    "$renkei" db stop -q 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# ---- Figures ----

median() { # of the numbers in a file, one a line
    sort -n "$1" | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'
}

row() { # LABEL FILE UNIT: median and range
    printf '  %-52s %10.1f %s  (%.1f - %.1f)\n' "$1" "$(median "$2")" "$3" \
        "$(sort -n "$2" | head -n 1)" "$(sort -n "$2" | tail -n 1)"
}

# LABEL VALUE RELATION TARGET: "at least" or "at most"
judge() {
    local verdict
    verdict=$(awk -v v="$2" -v r="$3" -v t="$4" \
        'BEGIN {print ((r == "at least" && v >= t) || (r == "at most" && v <= t)) ? "met" : "MISSED"}')
    [ "$verdict" = met ] || missed=1
    printf '  %-52s %10.2f  target: %s %s: %s\n' "$1" "$2" "$3" "$4" "$verdict"
}

ratio() { # of two medians
    awk -v a="$(median "$1")" -v b="$(median "$2")" 'BEGIN {printf "%.3f\n", a / b}'
}

ratios() { # of two files, round by round: the range
    paste "$1" "$2" | awk '{print $1 / $2}' | sort -n |
        awk '{v[NR] = $1} END {printf "%66s%.2f - %.2f by round\n", "", v[1], v[NR]}'
}

# Runs a command, appends its wall time to NAME.ms, its processor time to NAME.cpu and its peak memory
# (MiB) to NAME.mib.
timed() {
    local name=$work/$1 wall user system peak
    shift
    rm -f "$work/costs"
    "$build/bench/measure" "$work/costs" "$@" >"$work/output" 2>&1 || {
        cat "$work/output" >&2
        return 1
    }
    read -r wall user system peak _ <"$work/costs"
    echo "$wall" >>"$name.ms"
    awk -v u="$user" -v s="$system" 'BEGIN {print u + s}' >>"$name.cpu"
    awk -v k="$peak" 'BEGIN {printf "%.1f\n", k / 1024}' >>"$name.mib"
}

# ---- Data ----

fresh_schema() {
    "$renkei" db psql -- -q -c 'SET client_min_messages = warning' \
        -c 'DROP SCHEMA IF EXISTS renkei CASCADE' -c CHECKPOINT
    "$renkei" db migrate -q
}

# The sample's forms: the size and the answers of the real ones.
prepare_forms() {
    [ ! -d "$work/forms" ] || return 0
    "$renkei" sample -q -s "$survey" --as xlsx -o "$work/forms"
}

prepare_counts() {
    [ ! -e "$work/counted" ] || return 0
    prepare_forms
    fresh_schema
    "$renkei" ingest -q -s "$survey" "$work/forms"
    "$renkei" aggregate -q -s "$survey"
    touch "$work/counted"
}

# ---- Reading ----

bench_read() {
    local forms=$work/forms/municipality count
    prepare_forms
    count=$(find "$forms" -name '*.xlsx' | wc -l)
    for ((round = 1; round <= rounds; round++)); do
        rm -f "$work/counted"
        # one minute of openpyxl and one second of the others: these take several turns
        for _ in 1 2 3 4; do
            fresh_schema
            timed read-renkei "$build/bin/renkei-ingest" ingest -q -s "$survey" "$forms"
            timed read-floor "$build/bench/floor_read" "$forms"
        done
        timed read-python "$python" tests/bench/read_openpyxl.py "$conninfo" "$forms"
    done
    echo
    echo "Reading $count filled-in forms into the database"
    row "renkei ingest" "$work/read-renkei.ms" ms
    row "openpyxl (read-only) and psycopg" "$work/read-python.ms" ms
    row "floor: inflate and expat only, $(nproc) workers" "$work/read-floor.ms" ms
    judge "times faster than openpyxl and psycopg" \
        "$(ratio "$work/read-python.ms" "$work/read-renkei.ms")" "at least" 25
    judge "times the floor" "$(ratio "$work/read-renkei.ms" "$work/read-floor.ms")" "at most" 1.5
    ratios "$work/read-renkei.ms" "$work/read-floor.ms"
    echo "  Processor time, all threads, without the database server"
    row "renkei ingest" "$work/read-renkei.cpu" ms
    row "openpyxl (read-only) and psycopg" "$work/read-python.cpu" ms
    row "floor" "$work/read-floor.cpu" ms
}

# ---- Tallying ----

bench_tally() {
    prepare_counts
    "$build/bench/tally" "$conninfo" "$survey" $((4 * rounds)) >"$work/tally.ms" 2>"$work/tally.what"
    echo
    echo "Tallying $survey, all questions by all banners, with the statistics of the numbers"
    sed 's/^/  /' "$work/tally.what"
    row "after the rows have arrived, one thread" "$work/tally.ms" ms
    judge "milliseconds" "$(median "$work/tally.ms")" "at most" 50
}

# ---- Aggregating, against other programs that count ----

# The responses to one form, as a wide table for the peers and as rows to be multiplied; its survey
# without tables.yaml, since the peers make no rates and no figures.
prepare_base() {
    [ ! -e "$work/base.csv" ] || return 0
    sh common/install-packages.sh python3-pandas r-base-core r-cran-data.table
    command -v npm >/dev/null || sh common/install-packages.sh nodejs npm
    npm install --prefix "$work/npm" --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1
    export NODE_PATH=$work/npm/node_modules
    rm -f "$work/counted"
    fresh_schema
    "$renkei" sample -q -s "$survey" --as csv -o "$work/sample"
    "$renkei" ingest -q -s "$survey" "$work/sample"
    psql "$conninfo" -q -v ON_ERROR_STOP=1 -v survey="$survey" -v form="$form" \
        -f tests/bench/wide_table.sql
    psql "$conninfo" -q -c "\\copy bench.base_wide TO '$work/base.csv' WITH (FORMAT csv, HEADER)"
    mkdir -p "$work/configs/$survey"
    cp "configs/$survey/codebook.yaml" "configs/$survey/banners.yaml" "$work/configs/$survey"
    cp -R configs/frames "$work/configs"
}

# ROWS: the table of responses then has so many, copies of the sample's in their order; and the
# peers' tables too. The key is not read when all rows are, and would take most of the time.
multiply() {
    psql "$conninfo" -q -v ON_ERROR_STOP=1 -v rows="$1" <<'SQL'
SET client_min_messages = warning;
TRUNCATE renkei.response;
ALTER TABLE renkei.response DROP CONSTRAINT IF EXISTS response_pkey;
INSERT INTO renkei.response (survey, form, unit, source, ordinal, classes, codes, numbers)
SELECT b.survey, b.form, b.unit || '#' || k, b.source, b.ordinal, b.classes, b.codes, b.numbers
FROM (SELECT count(*) AS count FROM bench.base_response) AS base
CROSS JOIN LATERAL generate_series(0, :rows / base.count) AS k
CROSS JOIN bench.base_response b
WHERE k * base.count + b.position < :rows;
VACUUM ANALYZE renkei.response;
CHECKPOINT;
SQL
    rm -f "$work"/table.duckdb*
    node tests/bench/count_duckdb.mjs load "$work/table.duckdb" "$work/base.csv" "$1"
}

multiply_wide() { # ROWS: PostgreSQL's own wide table
    psql "$conninfo" -q -v ON_ERROR_STOP=1 -v rows="$1" <<'SQL'
SET client_min_messages = warning;
DROP TABLE IF EXISTS bench.wide;
CREATE TABLE bench.wide AS
SELECT b.*
FROM (SELECT count(*) AS count FROM bench.base_response) AS base
CROSS JOIN LATERAL generate_series(0, :rows / base.count) AS k
CROSS JOIN bench.base_wide b
WHERE k * base.count + b.position < :rows;
VACUUM ANALYZE bench.wide;
SQL
}

aggregate_plainly() { # NAME JOBS
    timed "$1" "$build/bin/renkei-aggregate" aggregate -q -s "$survey" --configs "$work/configs" \
        --jobs "$2"
    psql "$conninfo" -q -f tests/bench/counted.sql >"$work/ours.csv"
}

# NAME COMMAND: a peer that prints its milliseconds and writes its counts to peer.csv
peer() {
    local name=$work/$1
    shift
    "$@" >"$work/output"
    tail -n 1 "$work/output" >>"$name.ms"
    same_counts
}

same_counts() {
    "$python" tests/bench/compare_counts.py "$work/ours.csv" "$work/peer.csv"
}

duckdb_way() { # ROWS: the faster one
    [ "$1" -lt 500000 ] && echo plain || echo sets
}

bench_aggregate_survey() {
    local count
    count=$(wc -l <"$work/base.csv")
    count=$((count - 1))
    multiply_wide "$count"
    rm -f "$work"/table.duckdb*
    node tests/bench/count_duckdb.mjs load "$work/table.duckdb" "$work/base.csv" "$count"
    for ((round = 1; round <= rounds; round++)); do
        for _ in 1 2 3; do
            timed few-renkei "$build/bin/renkei-aggregate" aggregate -q -s "$survey"
        done
        psql "$conninfo" -q -f tests/bench/counted.sql >"$work/ours.csv"
        timed few-pandas "$python" tests/bench/count_pandas.py "$work/base.csv" "$count" "$work/peer.csv"
        same_counts
        timed few-duckdb node tests/bench/count_duckdb.mjs count "$work/table.duckdb" "$workers" \
            "$work/peer.csv" plain
        same_counts
        timed few-datatable Rscript tests/bench/count_datatable.R "$work/base.csv" "$count" \
            "$work/peer.csv" "$workers"
        same_counts
        timed few-postgres psql "$conninfo" -q -f tests/bench/count_postgres.sql -o "$work/peer.csv"
        same_counts
    done
    echo
    echo "Aggregating $survey, all questions by all banners, from start to exit"
    row "renkei aggregate, both forms, stored, figures and rates" "$work/few-renkei.ms" ms
    row "pandas, $form alone, with reading its CSV" "$work/few-pandas.ms" ms
    row "DuckDB, the same from its own table" "$work/few-duckdb.ms" ms
    row "data.table, with reading its CSV" "$work/few-datatable.ms" ms
    row "PostgreSQL, GROUPING SETS, from a wide table" "$work/few-postgres.ms" ms
    judge "milliseconds" "$(median "$work/few-renkei.ms")" "at most" 300
    judge "times faster than pandas" "$(ratio "$work/few-pandas.ms" "$work/few-renkei.ms")" \
        "at least" 20
}

bench_aggregate_many() {
    multiply "$respondents"
    aggregate_plainly many-warm "$workers"
    for ((round = 1; round <= rounds; round++)); do
        timed many-floor "$build/bench/floor_scan" "$conninfo" "$survey" "$form" "$workers"
        aggregate_plainly many-renkei "$workers"
        aggregate_plainly many-one 1
        peer many-duckdb node tests/bench/count_duckdb.mjs count "$work/table.duckdb" "$workers" \
            "$work/peer.csv" "$(duckdb_way "$respondents")"
    done
    echo
    echo "Aggregating $respondents respondents, all questions by all banners, $workers workers"
    row "renkei aggregate, from start to exit, stored" "$work/many-renkei.ms" ms
    row "renkei aggregate, one worker" "$work/many-one.ms" ms
    row "floor: the same COPY streams thrown away" "$work/many-floor.ms" ms
    row "DuckDB, counting alone, from its own table" "$work/many-duckdb.ms" ms
    judge "times faster than DuckDB" "$(ratio "$work/many-duckdb.ms" "$work/many-renkei.ms")" \
        "at least" 3
    judge "times the floor" "$(ratio "$work/many-renkei.ms" "$work/many-floor.ms")" "at most" 1.5
    ratios "$work/many-renkei.ms" "$work/many-floor.ms"
    if [ "$workers" -eq 2 ]; then
        judge "times as fast with two workers as with one" \
            "$(ratio "$work/many-one.ms" "$work/many-renkei.ms")" "at least" 1.7
        ratios "$work/many-one.ms" "$work/many-renkei.ms"
    fi
    row "renkei aggregate, processor time without the server" "$work/many-renkei.cpu" ms
    row "renkei aggregate, peak memory" "$work/many-renkei.mib" MiB
}

bench_aggregate() {
    prepare_base
    bench_aggregate_survey
    bench_aggregate_many
}

# ---- Time over the number of responses ----

# Above so many responses these peers are left out: each would take minutes.
pandas_most=${PEERS_MOST:-100000}
datatable_most=$pandas_most postgres_most=$pandas_most

scale_step() { # ROWS: one turn of everybody
    aggregate_plainly "scale-renkei-$1" "$workers"
    peer "scale-duckdb-$1" node tests/bench/count_duckdb.mjs count "$work/table.duckdb" "$workers" \
        "$work/peer.csv" "$(duckdb_way "$1")"
    [ "$1" -gt "$pandas_most" ] ||
        peer "scale-pandas-$1" "$python" tests/bench/count_pandas.py "$work/base.csv" "$1" \
            "$work/peer.csv"
    [ "$1" -gt "$datatable_most" ] ||
        peer "scale-datatable-$1" Rscript tests/bench/count_datatable.R "$work/base.csv" "$1" \
            "$work/peer.csv" "$workers"
    [ "$1" -gt "$postgres_most" ] || {
        timed "scale-postgres-$1" psql "$conninfo" -q -f tests/bench/count_postgres.sql \
            -o "$work/peer.csv"
        same_counts
    }
}

bench_scale() {
    local size program sizes=()
    prepare_base
    echo "program,responses,milliseconds,mebibytes" >"$work/scale.csv"
    for ((size = 1000; size <= largest; size *= 10)); do
        sizes+=("$size")
        multiply "$size"
        [ "$size" -gt "$postgres_most" ] || multiply_wide "$size"
        for ((round = 1; round <= (size > 10000 ? 1 : 3); round++)); do
            scale_step "$size"
        done
    done
    echo
    echo "Milliseconds over the number of responses; renkei from start to exit, the others counting alone"
    printf '  %-12s' responses
    printf '%12s' "${sizes[@]}"
    echo
    for program in renkei duckdb datatable pandas postgres; do
        printf '  %-12s' "$program"
        for size in "${sizes[@]}"; do
            scale_value "$program" "$size"
        done
        echo
    done
    scale_memory "${sizes[@]}"
    [ -z "${PICTURE:-}" ] || Rscript tests/bench/plot_scale.R "$work/scale.csv" "$PICTURE"
}

scale_value() { # PROGRAM ROWS
    local name=$work/scale-$1-$2 value='-' memory=''
    if [ -e "$name.ms" ]; then
        value=$(median "$name.ms")
        [ ! -e "$name.mib" ] || memory=$(median "$name.mib")
        echo "$1,$2,$value,$memory" >>"$work/scale.csv"
    fi
    printf '%12s' "$value"
}

scale_memory() { # SIZES
    local size last
    printf '  %-12s' "renkei, MiB"
    for size; do
        printf '%12s' "$(median "$work/scale-renkei-$size.mib")"
        last=$size
    done
    echo
    [ "$last" -lt 10000000 ] || {
        judge "time of ten times as many responses" \
            "$(ratio "$work/scale-renkei-$last.ms" "$work/scale-renkei-$((last / 10)).ms")" "at most" 11
        judge "memory of ten times as many responses" \
            "$(ratio "$work/scale-renkei-$last.mib" "$work/scale-renkei-$((last / 10)).mib")" \
            "at most" 1.1
    }
}

# ---- Writing ----

# What the finished workbooks hold, one file of records each.
dump_workbooks() {
    local workbook
    mkdir "$work/dumps" "$work/floor"
    for workbook in "$work"/out/*.xlsx "$work"/out/*/*.xlsx; do
        "$python" tests/bench/dump_workbook.py "$workbook" >"$work/dumps/$(basename "$workbook" .xlsx)"
    done
}

rival() { # NAME COMMAND: it prints its milliseconds, and those of the processor
    local name=$work/$1 wall processor
    shift
    "$@" >"$work/output"
    read -r wall processor <"$work/output"
    echo "$wall" >>"$name.ms"
    echo "$processor" >>"$name.cpu"
}

bench_write() {
    prepare_counts
    "$renkei" report -q -s "$survey" -o "$work/out"
    dump_workbooks
    for ((round = 1; round <= rounds; round++)); do
        # one turn of Python takes ten of the others
        for _ in 1 2 3; do
            timed write-renkei "$build/bin/renkei-report" report -q -s "$survey" -j "$workers" \
                -o "$work/out"
            rival write-floor "$build/bench/floor_write" "$workers" "$work/floor" "$work"/dumps/*
        done
        rival write-python "$python" tests/bench/write_xlsxwriter.py "$work/python" "$work"/dumps/*
    done
    echo
    echo "Writing $(find "$work/dumps" -type f | wc -l) workbooks:" \
        "$(cat "$work"/dumps/* | grep -c '^SHEET') sheets," \
        "$(cat "$work"/dumps/* | grep -cE '^(NUMBER|TEXT|LINK|BLANK)') cells," \
        "$(cat "$work"/dumps/* | grep -c '^CHART') charts"
    row "renkei report as a whole, $workers workers" "$work/write-renkei.ms" ms
    row "XlsxWriter, from cells in memory, one process" "$work/write-python.ms" ms
    row "floor: libxlsxwriter, the same, $workers workers" "$work/write-floor.ms" ms
    judge "times faster than XlsxWriter" \
        "$(ratio "$work/write-python.ms" "$work/write-renkei.ms")" "at least" 7
    judge "times the floor" "$(ratio "$work/write-renkei.ms" "$work/write-floor.ms")" "at most" 1.3
    ratios "$work/write-renkei.ms" "$work/write-floor.ms"
    echo "  Processor time, without the database server"
    row "renkei report" "$work/write-renkei.cpu" ms
    row "XlsxWriter" "$work/write-python.cpu" ms
    row "floor" "$work/write-floor.cpu" ms
}

# ---- Feedback sheets ----

# The time of `report --all` less that of `report` without them.
bench_feedback() {
    local turns=$((rounds < 3 ? rounds : 3))
    prepare_counts
    for ((round = 1; round <= turns; round++)); do
        timed feedback-without "$build/bin/renkei-report" report -q -s "$survey" -j "$workers" \
            -o "$work/set"
        timed feedback-with "$build/bin/renkei-report" report -q -s "$survey" -j "$workers" --all \
            -o "$work/set"
    done
    paste "$work/feedback-with.ms" "$work/feedback-without.ms" | awk '{print $1 - $2}' >"$work/feedback.ms"
    echo
    echo "Feedback sheets of $(find "$work/set/unit" -name '*.xlsx' | wc -l) units, each read back"
    row "renkei report --all as a whole" "$work/feedback-with.ms" ms
    row "renkei report without them" "$work/feedback-without.ms" ms
    row "the sheets" "$work/feedback.ms" ms
    judge "milliseconds, with reading back" "$(median "$work/feedback.ms")" "at most" 6000
    judge "peak memory of a process (MiB)" "$(median "$work/feedback-with.mib")" "at most" 128
}

# ---- The page ----

bench_page() {
    sh common/install-packages.sh chromium python3 fonts-noto-cjk
    prepare_counts
    "$renkei" report -q -s "$survey" -o "$work/out"
    for ((round = 1; round <= rounds; round++)); do
        "$python" -B tests/site/time_page.py "$work/out" >"$work/output"
        read -r paint load change <"$work/output"
        echo "$paint" >>"$work/page-paint.ms"
        echo "$load" >>"$work/page-load.ms"
        echo "$change" >>"$work/page-change.ms"
    done
    echo
    echo "The page in a Chromium that was just started, $(wc -c <"$work/out/site/index.html") bytes"
    row "first picture" "$work/page-paint.ms" ms
    row "interactive" "$work/page-load.ms" ms
    row "another question is drawn" "$work/page-change.ms" ms
    judge "kilobytes" "$(($(wc -c <"$work/out/site/index.html") / 1000))" "at most" 2000
    judge "milliseconds until interactive" "$(median "$work/page-load.ms")" "at most" 1000
}

# ---- Memory ----

measure_memory() { # SIZE INPUT: all three programs
    fresh_schema
    timed "memory-ingest-$1" "$build/bin/renkei-ingest" ingest -q -s "$survey" "$2"
    timed "memory-aggregate-$1" "$build/bin/renkei-aggregate" aggregate -q -s "$survey"
    timed "memory-report-$1" "$build/bin/renkei-report" report -q -s "$survey" -o "$work/out-$1"
}

bench_memory() {
    local stage
    prepare_forms
    rm -f "$work/counted"
    measure_memory forms "$work/forms"
    "$renkei" sample -q -s "$survey" --units "$replicas" -o "$work/replicas"
    measure_memory replicas "$work/replicas"
    echo
    echo "Peak memory (MiB): the sample's forms, and a CSV of $replicas replicas per form"
    for stage in ingest aggregate report; do
        row "renkei-$stage, forms" "$work/memory-$stage-forms.mib" MiB
        row "renkei-$stage, replicas" "$work/memory-$stage-replicas.mib" MiB
        row "renkei-$stage, replicas, time" "$work/memory-$stage-replicas.ms" ms
        judge "renkei-$stage, the larger of both, MiB" \
            "$(cat "$work/memory-$stage-forms.mib" "$work/memory-$stage-replicas.mib" |
                sort -n | tail -n 1)" "at most" 64
    done
}

# ---- Loading ----

# A table of text columns, one per column of the CSV; before the clock starts.
plain_table() {
    local columns
    columns=$(head -n 1 "$1" | tr -d '\r' | tr ',' '\n' | sed 's/.*/"&" text/' | paste -sd, -)
    "$renkei" db psql -- -q -c 'SET client_min_messages = warning' \
        -c 'DROP SCHEMA IF EXISTS plain CASCADE' -c 'CREATE SCHEMA plain' \
        -c "CREATE TABLE plain.response ($columns)" -c CHECKPOINT
}

bench_load() {
    local csv=$work/load.csv
    rm -f "$work/counted"
    "$build/bench/write_responses" tests/bench/configs load "$rows" >"$csv"
    for ((round = 1; round <= rounds; round++)); do
        plain_table "$csv"
        timed load-copy "$renkei" db psql -- -q \
            -c "COPY plain.response FROM '$csv' (FORMAT csv, HEADER, ENCODING 'sjis')"
        "$renkei" db psql -- -q -c 'SET client_min_messages = warning' -c 'DROP SCHEMA plain CASCADE'
        fresh_schema
        timed load-renkei "$build/bin/renkei-ingest" ingest -q -s load --configs tests/bench/configs "$csv"
    done
    echo
    echo "Loading a CSV in CP932: $rows rows by $(head -n 1 "$csv" | tr ',' '\n' | wc -l) columns," \
        "$(($(wc -c <"$csv") / 1048576)) MiB"
    row "renkei ingest" "$work/load-renkei.ms" ms
    row "COPY into a table of text columns" "$work/load-copy.ms" ms
    judge "of the speed of COPY" "$(ratio "$work/load-copy.ms" "$work/load-renkei.ms")" "at least" 0.333
    ratios "$work/load-copy.ms" "$work/load-renkei.ms"
    row "renkei ingest, processor time without the server" "$work/load-renkei.cpu" ms
    judge "renkei-ingest, MiB" "$(sort -n "$work/load-renkei.mib" | tail -n 1)" "at most" 64
}

# ---- All ----

"$renkei" db start -q
conninfo=$("$renkei" db status --lang en | sed -n 's/^conninfo: *//p')

echo "$(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1-3 /proc/loadavg)," \
    "$rounds rounds, medians (range)"
for part; do
    "bench_$part"
done
echo
echo "load at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
[ "$missed" -eq 0 ] || exit 4
