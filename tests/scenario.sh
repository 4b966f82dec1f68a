#!/bin/bash
# What the scenarios share, sourced by each of them first. A scenario runs in the top folder, with a
# folder and a private database of its own, which are gone at the end; RENKEI_KEEP=1 keeps them. It
# prints "ok NAME" or "not ok NAME" for each check, and ends with: exit "$bad".
# shellcheck disable=SC2034 # bad is read by those who source it
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

renkei=$(realpath "${B:-build/release}/bin/renkei")
work=$(mktemp -d)
export RENKEI_HOME=$work/home
unset RENKEI_DB RENKEI_CONFIGS
bad=0

stop_servers() { "$renkei" db stop -q; } # a scenario with several defines its own

finish() {
    stop_servers
    if [ -n "${RENKEI_KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() { # NAME: with the end of $work/log
    echo "not ok $1"
    [ ! -e "$work/log" ] || tail -n 40 "$work/log"
    bad=1
    return 1
}

result() { # NAME STATUS
    if [ "$2" -eq 0 ]; then echo "ok $1"; else fail "$1"; fi
}

expect() { # NAME STATUS COMMAND…: its output goes to $work/log
    local name=$1 wanted=$2 status=0
    shift 2
    "$@" >"$work/log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq "$wanted" ]; then
        echo "ok $name"
    else
        fail "$name: status $status, not $wanted"
    fi
}

says() { # NAME TEXT: the last command that was expected said so
    if grep -qF -- "$2" "$work/log"; then
        echo "ok $1"
    else
        fail "$1: '$2' is not in the output"
    fi
}

holds() { # NAME EXPECTED STATEMENT: its rows, joined by spaces
    local found
    found=$("$renkei" db psql -qAt -c "$3" 2>&1 | paste -sd ' ')
    if [ "$found" = "$2" ]; then
        echo "ok $1"
    else
        echo "not ok $1: '$found', not '$2'"
        bad=1
    fi
}
