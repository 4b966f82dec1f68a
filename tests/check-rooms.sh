#!/bin/bash
# The rules no compiler knows: the stages never include each other, no name is defined twice among
# the rooms, nothing of one survey stands in C or SQL, help and options are the same.
set -u
cd "$(dirname "$0")/.." || exit 1
shopt -s lastpipe # check() runs in this shell, so that it can set `bad`
bad=0

check() { # NAME, then the lines that break the rule on standard input
    local lines
    lines=$(cat)
    if [ -z "$lines" ]; then
        echo "ok $1"
    else
        echo "not ok $1"
        echo "$lines"
        bad=1
    fi
}

for room in ingest aggregate report; do
    others=$(echo ingest aggregate report | tr ' ' '\n' | grep -vx "$room" | paste -sd '|')
    grep -nE "#include \"($others)/" "$room"/*.[ch] | check "$room includes no other stage"
done
grep -nE '#include "(ingest|aggregate|report)/' common/*.[ch] | check "common includes no stage"

# Question ids of the ministry's surveys; "total" and the like are words of their own.
grep -nwE 'r3|r4|r6|scene_effort|indicator_setting|indicators_used|outsourcing|contractor' \
    common/*.[ch] ingest/*.[ch] aggregate/*.[ch] report/*.[ch] sql/*/*.sql |
    grep -vE '_\(|N_\(|"[^"]*-s r[346]|"    renkei ' | grep -vE '^[^:]+:[0-9]+: *(/?\*|//|--)' |
    check "nothing of one survey in C or SQL"

if compgen -G 'build/release/*.a' >/dev/null; then
    nm -A --defined-only build/release/*.a 2>/dev/null | awk '$2 ~ /^[TDRB]$/ {print $3}' |
        sort | uniq -d | check "no name is defined in two rooms"
    # A library calls its own functions by name: one of ours with such a name would take their place.
    nm -A --defined-only build/release/*.a 2>/dev/null | awk '$2 ~ /^[TDRB]$/ {print $3}' | sort -u |
        comm -12 - <(nm -D --defined-only "$(gcc -print-file-name=libRmath.so)" | awk '{print $3}' |
            sort -u) | check "no name is one of libRmath"
fi

# Every option that the help of a verb shows is accepted, and what it does not show is refused.
if [ -x build/bin/renkei ]; then
    for verb in $(build/bin/renkei --help | sed -nE 's/^  ([a-z]+) .*/\1/p'); do
        help=$(build/bin/renkei "$verb" --help) || echo "renkei $verb --help fails"
        [ -n "$help" ] || echo "renkei $verb --help says nothing"
        build/bin/renkei "$verb" --no-such-option >/dev/null 2>&1
        [ $? -eq 2 ] || echo "renkei $verb --no-such-option does not exit with 2"
        grep -oE '^ +(-[a-z], )?--[a-z-]+' <<<"$help" | grep -oE '\-\-[a-z-]+' |
            while read -r option; do
                build/bin/renkei "$verb" "$option" --help 2>&1 </dev/null |
                    grep -q 'unknown option' && echo "renkei $verb does not know $option"
            done
    done | check "help and options are the same"
fi

exit "$bad"
