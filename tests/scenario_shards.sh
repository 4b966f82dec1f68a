#!/bin/bash
# Responses on several servers: three throw-away clusters joined by postgres_fdw as docs/scale.md
# says, which stand for a Citus cluster that Debian does not have. The same programs give the same
# bytes as on one server; filters and joins by unit are carried out where the rows lie; a server that
# goes down in the middle leaves nothing half-done.
# RENKEI_TEST_CITUS=CONNINFO runs the same on a Citus cluster: an empty database with the extension.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

chmod 755 "$work"
unset RENKEI_HOME
servers="single coordinator first second"
on() { # SERVER COMMAND…: with its private cluster
    RENKEI_HOME=$work/$1 "${@:2}"
}
# shellcheck disable=SC2317 # called by the trap of scenario.sh
stop_servers() {
    for server in $servers; do on "$server" "$renkei" db stop -q; done
}
same() { # NAME FILE FILE
    cmp -s "$2" "$3" && [ -s "$2" ]
    result "$1" $?
}
sql() { # SERVER STATEMENT
    on "$1" "$renkei" db psql -- -X -A -t -q -v ON_ERROR_STOP=1 -c "$2"
}
conninfo() { # SERVER
    on "$1" "$renkei" db status | sed -n 's/^conninfo: //p'
}

# All rows of some tables, but for the number of their run: one that failed has one, too.
dump() { # SERVER TABLE…
    local table server=$1
    shift
    for table in "$@"; do
        echo "$table"
        sql "$server" "SELECT (to_jsonb(t) - 'run')::text COLLATE \"C\" FROM $table t ORDER BY 1"
    done
}
results() { dump "$1" cell statistic; }
answers() { dump "$1" response number text submission finding; }

# ---- Three servers and one ----

for server in $servers; do on "$server" "$renkei" db migrate -q || exit 1; done
host() { conninfo "$1" | sed -E 's/^host=([^ ]+) .*/\1/'; }
cat >"$work/servers.sql" <<SQL
CREATE EXTENSION postgres_fdw;
CREATE SERVER renkei_1 FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host '$(host first)', port '5432', dbname 'renkei', fetch_size '10000',
             async_capable 'true');
CREATE SERVER renkei_2 FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host '$(host second)', port '5432', dbname 'renkei', fetch_size '10000',
             async_capable 'true');
CREATE USER MAPPING FOR CURRENT_USER SERVER renkei_1 OPTIONS (user 'renkei');
CREATE USER MAPPING FOR CURRENT_USER SERVER renkei_2 OPTIONS (user 'renkei');
SQL
sharded=$(conninfo coordinator)
expect "without servers nothing is spread" 3 \
    on coordinator "$renkei" db psql -- -X -v ON_ERROR_STOP=1 -f sql/scale/shard.sql
expect "the tables are spread over two servers" 0 on coordinator "$renkei" db psql -- -X -q \
    -v ON_ERROR_STOP=1 -f "$work/servers.sql" -f sql/scale/shard.sql

# ---- The same bytes ----

both() { # SURVEY ARGUMENT…: what is loaded on both
    expect "$1: ingest on one server" 0 on single "$renkei" ingest -s "$@"
    expect "$1: ingest on three servers" 0 "$renkei" ingest --db "$sharded" -s "$@"
}
on single "$renkei" sample -q -s r3 --as csv -o "$work/r3" || exit 1
both r3 "$work/r3"
export RENKEI_CONFIGS=tests/data/configs
on single "$renkei" sample -q -s library --as csv -o "$work/library" || exit 1
both library "$work/library"
answers single >"$work/single.answers"
answers coordinator >"$work/sharded.answers"
same "the same answers are stored" "$work/single.answers" "$work/sharded.answers"
count='SELECT count(*) FROM response'
[ "$(sql first "$count")" -gt 100 ] && [ "$(sql second "$count")" -gt 100 ] &&
    [ "$(($(sql first "$count") + $(sql second "$count")))" = "$(sql single "$count")" ]
result "each server has its part of the responses" $?

counted() { # SURVEY: by every engine, with the result of the one server
    expect "$1: aggregate on one server" 0 on single "$renkei" aggregate -s "$1"
    results single >"$work/single.results"
    for how in "--jobs 1" "--jobs 3" "--engine sql"; do
        # shellcheck disable=SC2086 # two words
        expect "$1: aggregate $how on three" 0 "$renkei" aggregate --db "$sharded" -s "$1" $how
        results coordinator >"$work/sharded.results"
        same "$1: $how counts the same" "$work/single.results" "$work/sharded.results"
    done
    expect "$1: verify on three servers" 0 "$renkei" verify --db "$sharded" -s "$1"
    expect "$1: report on one server" 0 on single "$renkei" report -s "$1" -o "$work/$1.single"
    expect "$1: report on three" 0 \
        "$renkei" report --db "$sharded" -s "$1" -o "$work/$1.sharded"
    expect "$1: the same files" 0 diff -r "$work/$1.single" "$work/$1.sharded"
}
counted library
unset RENKEI_CONFIGS
counted r3

# ---- What is carried out where the rows lie ----

explain() { # FILE VALUE…: the plan of a statement, as the programs carry it out
    local text i=0 value
    text=$(sed -E 's/^COPY \($//;s/^\) TO STDOUT.*//;/^--/d' "$1")
    shift
    for value in "$@"; do
        i=$((i + 1))
        text=${text//":'$i'"/"'$value'"}
        text=${text//"\$$i"/"'$value'"}
    done
    { sql coordinator "$(cat sql/aggregate/scan-settings.sql)
        ; SET search_path = renkei; CREATE TEMPORARY TABLE recount (form text, item int,
        option int, banner int, class int, count bigint, base bigint, valid bigint);
        EXPLAIN (VERBOSE, COSTS OFF) $text"; } >"$work/log" 2>&1
}
remote() { # NAME COUNT PATTERN: so many of the remote statements are like this, and no other
    local all like
    all=$(grep -c 'Remote SQL:' "$work/log")
    like=$(grep -cE "Remote SQL: $3" "$work/log")
    [ "$all" -eq "$2" ] && [ "$like" -eq "$2" ]
    result "$1" $?
}
explain sql/aggregate/copy-responses.sql r3 municipality '(0,0)' '(10,0)'
remote "tally: each server reads its blocks and filters them itself" 2 \
    "SELECT classes, codes.* FROM renkei.response WHERE .*ctid >= .*ctid < .*survey = 'r3'.*form = "
! grep -q 'Filter:' "$work/log"
result "tally: nothing is left to filter" $?
explain sql/aggregate/copy-numbers.sql r3 municipality 7 8
remote "tally: each server joins its numbers with its responses" 2 \
    "SELECT .* FROM \(renkei.number .* INNER JOIN renkei.response .*get_byte"
explain sql/aggregate/recount.sql r3
remote "sql: each server sends the responses of the survey only, and what is counted of them" 2 \
    "SELECT form, classes, codes FROM renkei.response WHERE \(\(survey = 'r3'\)\)"

# ---- A server goes down in the middle ----

# Holds the responses of the second server, so that whoever reads or writes them waits there.
hold() {
    sql second "BEGIN; LOCK TABLE response IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(100)" \
        >/dev/null 2>&1 &
    wait_for "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'
              AND relation = 'response'::regclass"
}
wait_for() { # STATEMENT: until it counts something on the second server
    for _ in $(seq 300); do
        [ "$(sql second "$1" 2>/dev/null)" -gt 0 ] && return
        sleep 0.1
    done
    echo "waited in vain: $1" >>"$work/log"
    return 1
}
goes_down() { # NAME COMMAND…: the command must fail clearly
    local name=$1 status=0 pid
    shift
    hold
    timeout 120 "$@" >"$work/log" 2>&1 </dev/null &
    pid=$!
    wait_for "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'response'::regclass"
    result "$name waits for the second server" $?
    on second "$renkei" db stop -q
    wait "$pid" || status=$?
    [ "$status" -eq 1 ] && grep -q 'error: the database could not carry out' "$work/log" &&
        grep -q 'hint: ' "$work/log"
    result "$name ends with status 1, an error and a hint" $?
}
results coordinator >"$work/before.results"
for how in "--jobs 3" "--engine sql"; do
    # shellcheck disable=SC2086 # two words
    goes_down "aggregate $how" "$renkei" aggregate --db "$sharded" -s r3 $how
    results coordinator >"$work/after.results"
    same "the former counts stand" "$work/before.results" "$work/after.results"
    expect "no server, no counts" 1 "$renkei" aggregate --db "$sharded" -s r3
    on second "$renkei" db start -q
    # shellcheck disable=SC2086 # two words
    expect "the next run counts" 0 "$renkei" aggregate --db "$sharded" -s r3 $how
    results coordinator >"$work/after.results"
    same "and counts the same" "$work/before.results" "$work/after.results"
done
on single "$renkei" sample -q -s r3 --as csv --seed 2 -o "$work/again" || exit 1
goes_down "ingest" "$renkei" ingest --db "$sharded" -s r3 "$work/again"
on second "$renkei" db start -q
answers coordinator >"$work/after.answers"
same "nothing of it was stored" "$work/sharded.answers" "$work/after.answers"
both r3 "$work/again"
answers single >"$work/single.answers"
answers coordinator >"$work/sharded.answers"
same "the next run stores all of it" "$work/single.answers" "$work/sharded.answers"

# ---- Citus ----

expect "without Citus --citus says so" 1 on single "$renkei" db migrate --citus
grep -q "no extension 'citus'" "$work/log"
result "and what is missing" $?
if [ -z "${RENKEI_TEST_CITUS:-}" ]; then
    echo "skipped: no Citus cluster; name one in RENKEI_TEST_CITUS"
    exit "$bad"
fi
expect "citus: distribute" 0 "$renkei" db migrate --citus --db "$RENKEI_TEST_CITUS"
expect "citus: distribute again" 0 "$renkei" db migrate --citus --db "$RENKEI_TEST_CITUS"
expect "citus: ingest" 0 "$renkei" ingest --db "$RENKEI_TEST_CITUS" -s r3 "$work/again"
expect "citus: one server" 0 on single "$renkei" aggregate -s r3
expect "citus: one server's report" 0 on single "$renkei" report -s r3 -o "$work/again.single"
for how in "--jobs 1" "--jobs 3" "--engine sql"; do
    # shellcheck disable=SC2086 # two words
    expect "citus: aggregate $how" 0 "$renkei" aggregate --db "$RENKEI_TEST_CITUS" -s r3 $how
    expect "citus: verify" 0 "$renkei" verify --db "$RENKEI_TEST_CITUS" -s r3
    rm -rf "$work/again.citus"
    expect "citus: report" 0 \
        "$renkei" report --db "$RENKEI_TEST_CITUS" -s r3 -o "$work/again.citus"
    expect "citus: the same tables" 0 diff "$work/again.single/tables" "$work/again.citus/tables"
done
exit "$bad"
