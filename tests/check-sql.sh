#!/bin/bash
# The SQL dialect: every statement under sql/ runs on plain PostgreSQL and on Citus (distributed by
# unit), counts exactly, and can be read and run by people. Says FILE:LINE of what breaks a rule.
# Last, every statement is parsed and planned by a server with the present schema; that needs the
# programs (`make`). The rules are shown to work on files that break them, each time.
# usage: check-sql.sh [FOLDER…]: lint these instead of sql/, without the server
set -u
cd "$(dirname "$0")/.." || exit 1

# FILE RULE, and why it may: rules are about statements that can meet a distributed table.
exceptions='
sql/db/grant-role.sql            subquery   a system table; no rows of surveys
sql/ingest/store-changes.sql     subquery   "beside" is a part of the same statement, of one run
sql/ingest/has-submissions.sql   subquery   whether there is a row at all, of submissions only
sql/ingest/synthetic-beside-real.sql subquery whether there is a row at all, of submissions only
sql/report/estimation-exists.sql subquery   whether there is a row at all, of results only
sql/aggregate/weigh.sql          citus      recursion over the strata of one form, not over responses
sql/ingest/drop-synthetic.sql    subquery   once in the life of a database, over submissions only
sql/ingest/create-latest.sql     order      which row of each unit is kept; puts nothing out
sql/ingest/store-numbers.sql     order      in which rows are stored, for the disk
sql/ingest/store-responses.sql   order      in which rows are stored, for the disk
sql/ingest/store-texts.sql       order      in which rows are stored, for the disk
sql/report/compare-run-changes.sql order    which submission of a run is meant; puts nothing out
sql/migrations/001-schema.sql    order      which reply of each query is kept; puts nothing out
'

# shellcheck disable=SC2016 # awk has variables of its own
rules='
function report(line, rule, message) {
    if (index(exceptions, "\n" FILENAME " " rule " ") == 0) {
        print FILENAME ":" line ": " rule ": " message
        bad = 1
    }
}
# The line of a position in the statement without comments and texts.
function line_at(position,   before) {
    before = substr(code, 1, position)
    return 1 + gsub(/\n/, "", before)
}
function find(pattern, rule, message,   rest, offset) {
    rest = code
    offset = 0
    while (match(rest, pattern)) {
        report(line_at(offset + RSTART + 1), rule, message)
        offset += RSTART + RLENGTH - 1
        rest = substr(rest, RSTART + RLENGTH)
    }
}
# Takes comments and the inside of quotes out of a line; what is left says what the line does.
function strip(line,   i, c, kept) {
    kept = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (!quoted && substr(line, i, 2) == "--")
            break
        if (c == "\047")
            quoted = !quoted
        if (!quoted || c == "\047")
            kept = kept c
    }
    return tolower(kept)
}
function check_header(   i, number, rest) {
    if (comment == "")
        report(1, "header", "the file does not begin with a comment on its purpose and parameters")
    rest = $0
    for (i = 1; i <= 9; i++)
        if ((index(code, "$" i) && !dollars || index(source, ":\047" i "\047")) &&
            comment !~ "(^|[^0-9])" i "([^0-9]|$)")
            report(1, "header", "the comment does not say what parameter " i " is")
}
# Grouping sets are taken of a result that was counted before: FROM names a MATERIALIZED part.
function check_grouping_sets(   rest, offset, start, size, from, name) {
    rest = code
    offset = 0
    while (match(rest, /grouping[ \n]+sets|[ \n](rollup|cube)[ \n]*\(/)) {
        start = RSTART
        size = RLENGTH
        from = substr(code, 1, offset + start)
        for (name = ""; match(from, /[ \n]from[ \n]+[a-z_.]+/); from = substr(from, RSTART + RLENGTH))
            name = substr(from, RSTART, RLENGTH)
        sub(/[ \n]from[ \n]+/, "", name)
        if (name == "" || code !~ ("(^|[^a-z_])" name "[ \n]+as[ \n]+materialized"))
            report(line_at(offset + start + 1), "grouping",
                   "grouping sets only over a MATERIALIZED part of the statement")
        offset += start + size - 1
        rest = substr(rest, start + size)
    }
}
# The order of an output is that of codes: labels change, and texts sort otherwise on another server.
function check_order(   rest, offset, clause) {
    rest = code
    offset = 0
    while (match(rest, /order[ \n]+by([^()]|\([^()]*\))*/)) {
        clause = substr(rest, RSTART, RLENGTH)
        gsub(/([a-z_.]+|[a-z_]+\([^()]*\))[ \n]+collate[ \n]+"c"/, "", clause)
        if (clause ~ /[^a-z_](label|row_label|name|kana|title|message|hint)([^a-z_]|$)/)
            report(line_at(offset + RSTART), "order", "ordered by a label, not by codes")
        else if (clause ~ /[^a-z_](form|unit|survey|question|row|file|sheet|cell|raw)([^a-z_]|$)/)
            report(line_at(offset + RSTART), "order", "ordered by a text without COLLATE \"C\"")
        if (clause ~ /random\(\)/)
            report(line_at(offset + RSTART), "order", "ordered by chance")
        offset += RSTART + RLENGTH - 1
        rest = substr(rest, RSTART + RLENGTH)
    }
}
function check_statements(   text) {
    text = code
    sub(/;[ \n]*$/, "", text)
    if (!dollars && FILENAME !~ /migrations\// && text ~ /;/)
        report(line_at(index(text, ";")), "statement", "more than one statement in a file")
}
function check_file() {
    if (FILENAME == "")
        return
    find("(^|[^a-z_])merge[ \n]+into", "merge", "MERGE is not for distributed tables")
    find("(^|[^a-z_])trigger([^a-z_]|$)", "trigger", "no triggers")
    find("(^|[^a-z_])(references|foreign[ \n]+key)[^a-z_]", "key", "no foreign keys")
    find("(^|[^a-z_])(double[ \n]+precision|real|float[48]?)([^a-z_0-9]|$)", "float",
         "no floating point: exact integers or numeric")
    find("(^|[^a-z_])(in|any|all|exists)[ \n]*\\([ \n]*select[^a-z_]([^;]*from[ \n])?", "subquery",
         "a join, or LEFT JOIN … IS NULL, in place of a subquery in a condition")
    find("create[ \n]+policy[^;]*select", "policy", "no subqueries in row-level security")
    find("(^|[^a-z_])(for[ \n]+(update|share)|tablesample|with[ \n]+recursive)([^a-z_]|$)", "citus",
         "works in a single shard only")
    check_header()
    check_grouping_sets()
    check_order()
    check_statements()
}
FNR == 1 {
    if (file != "") {
        last = FILENAME
        FILENAME = file
        check_file()
        FILENAME = last
    }
    file = FILENAME
    code = comment = source = ""
    quoted = dollars = 0
    heading = 1
}
{
    if (heading && $0 ~ /^--/)
        comment = comment "\n" $0
    else
        heading = 0
    if (!quoted && $0 !~ /^[ ]*--/ && $0 ~ /\$\$/)
        dollars = 1
    if ($0 !~ /^[ ]*--/)
        source = source "\n" $0
    code = code strip($0) "\n"
}
END {
    check_file()
    exit bad
}
'

lint() { # FILE…
    local known
    known=$(sed -nE 's/^(sql[^ ]+) +([a-z]+) .*/\1 \2 /p' <<<"$exceptions")
    awk -v exceptions=$'\n'"$known" "$rules" "$@"
}

renkei=${B:-build/release}/bin/renkei
work=$(mktemp -d)
export RENKEI_HOME=$work/home
unset RENKEI_DB RENKEI_CONFIGS
# shellcheck disable=SC2317 # called by the trap
finish() {
    [ ! -x "$renkei" ] || "$renkei" db stop -q
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
bad=0

# ---- What breaks a rule is found ----

finds() { # RULE LINE TEXT…: a file of these lines breaks the rule in that line
    local rule=$1 line=$2
    shift 2
    printf '%s\n' "$@" >"$work/bad.sql"
    if lint "$work/bad.sql" | grep -q "^$work/bad.sql:$line: $rule: "; then
        return
    fi
    echo "not ok the rule '$rule' does not find line $line of:"
    cat "$work/bad.sql"
    lint "$work/bad.sql"
    bad=1
}
passes() { # TEXT…
    printf '%s\n' "$@" >"$work/good.sql"
    if ! lint "$work/good.sql" >"$work/log"; then
        echo "not ok nothing is wrong with:"
        cat "$work/good.sql" "$work/log"
        bad=1
    fi
}
# shellcheck disable=SC2016 # $1 is SQL's
self_test() {
    finds header 1 'SELECT 1'
    finds header 1 '-- Purpose.' 'SELECT $1::int'
    finds header 1 '-- Purpose. :1 survey' 'COPY (SELECT :'\''1'\'', :'\''2'\'') TO STDOUT'
    finds merge 2 '-- x' 'MERGE INTO response r USING number n ON true WHEN MATCHED THEN DELETE'
    finds trigger 2 '-- x' 'CREATE TRIGGER t AFTER INSERT ON cell EXECUTE FUNCTION f()'
    finds key 2 '-- x' 'CREATE TABLE t (unit text REFERENCES unit)'
    finds key 3 '-- x' 'ALTER TABLE t' 'ADD FOREIGN KEY (unit) REFERENCES unit'
    finds float 2 '-- x' 'SELECT sum(value::float8) FROM number'
    finds float 2 '-- x' 'SELECT CAST(1 AS double precision)'
    finds subquery 3 '-- x' 'SELECT unit FROM unit' 'WHERE unit NOT IN (SELECT unit FROM response)'
    finds subquery 2 '-- x' 'DELETE FROM unit u WHERE NOT EXISTS (SELECT FROM response)'
    finds subquery 2 '-- x' 'SELECT 1 WHERE 2 IN (' 'SELECT 3)'
    finds policy 2 '-- x' 'CREATE POLICY p ON response USING (unit = (SELECT 1::text))'
    finds citus 2 '-- x' 'SELECT unit FROM response FOR UPDATE'
    finds order 2 '-- x' 'SELECT o.code FROM option o ORDER BY o.label, o.code'
    finds statement 2 '-- x' 'SELECT 1; SELECT 2'
    finds grouping 3 '-- x' 'SELECT form, count(*) FROM response' 'GROUP BY GROUPING SETS ((form), ())'
    finds grouping 4 '-- x' 'WITH c AS (SELECT form, count(*) AS n FROM response GROUP BY 1)' \
        'SELECT form, sum(n) FROM c' 'GROUP BY ROLLUP (form)'
    passes '-- x' 'WITH c AS MATERIALIZED (SELECT form, count(*) AS n FROM response GROUP BY 1)' \
        'SELECT form, sum(n) FROM c GROUP BY GROUPING SETS ((form), ())'
    passes '-- MERGE, REFERENCES and real are words. $1 survey' \
        'SELECT '\''in (select'\'' FROM unit WHERE survey = $1 -- float' 'ORDER BY unit COLLATE "C"'
    [ "$bad" -ne 0 ] || echo "ok sql: what breaks a rule is found"
}

# ---- Every statement is understood by a server ----

# Not tried here: what needs an extension (tests/scenario_shards.sh), what has been carried out when
# there is a schema, what takes its parameter from a setting, what comes first in a transaction.
unprepared='^sql/(citus|scale|migrations)/|^sql/db/(create-migration-table|grant-role)\.sql$'
unprepared="$unprepared|snapshot\.sql$"

# The statement as psql can prepare it, line by line in the same place; what cannot be prepared is
# carried out with dummies, in a transaction that is rolled back.
runnable() { # FILE
    local kind
    kind=$(sed -E '/^ *--/d;/^ *$/d' "$1" | head -n 1)
    case $kind in
    SELECT* | INSERT* | UPDATE* | DELETE* | WITH*)
        sed -E "0,/^(SELECT|INSERT|UPDATE|DELETE|WITH)/s//PREPARE statement AS \1/" "$1"
        echo '; DEALLOCATE statement;'
        ;;
    COPY*\()
        sed -E "0,/^COPY \(/s//EXPLAIN /;s/^\) TO STDOUT.*//;s/:'[0-9]'/NULL/g" "$1"
        echo ';'
        ;;
    COPY*)
        sed -E 's/\(FORMAT binary\)//' "$1"
        printf ';\n\\.\n'
        ;;
    *)
        sed -E "s/\\\$[0-9]/'1'/g" "$1"
        echo ';'
        ;;
    esac
}

prepare_all() {
    local file tables made statements
    mapfile -t tables < <(grep -lE '^CREATE TEMPORARY TABLE [a-z_]+ \($' sql/*/*.sql)
    mapfile -t made < <(grep -lE '^CREATE TEMPORARY TABLE .* AS$' sql/*/*.sql)
    mapfile -t statements < <(grep -LE '^CREATE TEMPORARY TABLE ' sql/*/*.sql |
        grep -vE "$unprepared")
    "$renkei" db migrate -q || return 1
    {
        echo 'BEGIN;'
        # what others need: temporary tables, and those that are made of them
        for file in "${tables[@]}" "${made[@]}" "${statements[@]}"; do
            mkdir -p "$work/$(dirname "$file")"
            runnable "$file" >"$work/$file"
            echo 'SAVEPOINT before;'
            echo "\\i $work/$file"
            grep -q '^DROP TABLE' "$file" && echo 'ROLLBACK TO before;'
        done
        printf -- '-- x\nSELECT missing_column\nFROM response\n' >"$work/missing.sql"
        runnable "$work/missing.sql" >"$work/sql/missing.sql"
        echo "\\i $work/sql/missing.sql"
    } >"$work/all.sql"
    "$renkei" db psql -- -X -q -v ON_ERROR_ROLLBACK=on -f "$work/all.sql" >"$work/log" 2>&1
    # the last one is wrong on purpose: that the server was asked at all shows in its answer
    grep -q 'sql/missing.sql:.*missing_column' "$work/log" || return 1
    sed -E "s#psql:$work/##;/missing.sql:/d" "$work/log" | grep -A 3 -E 'ERROR|FATAL|psql: ' && return 1
    [ "$(grep -c '^\\i' "$work/all.sql")" -gt 50 ]
}

if [ $# -gt 0 ]; then
    find "$@" -name '*.sql' -print0 | sort -z >"$work/files"
    xargs -0 awk -v exceptions= "$rules" <"$work/files" || exit 1
    exit 0
fi

self_test
mapfile -t files < <(find sql -name '*.sql' | sort)
if lint "${files[@]}"; then
    echo "ok sql: ${#files[@]} files keep to the dialect"
else
    echo "not ok sql: the dialect of sql/ is broken in the lines above"
    bad=1
fi
if [ ! -x "$renkei" ]; then
    echo "skipped: sql: statements are not tried on a server before 'make'"
elif prepare_all; then
    echo "ok sql: every statement is understood by a server"
else
    echo "not ok sql: a server does not understand the statements above"
    bad=1
fi
exit "$bad"
