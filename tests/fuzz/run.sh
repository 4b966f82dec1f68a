#!/bin/bash
# Runs the fuzz targets one after the other: FOLDER with the programs, seconds for each. The corpus
# of a target grows in FOLDER/corpus from run to run; an input that breaks it is left in
# FOLDER/found, to be repaired and copied to tests/data/fuzz/<target>/.
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=$1 seconds=$2
shift 2
export LC_ALL=C.UTF-8
# Freed memory that the sanitizer keeps counts against the limit too.
export ASAN_OPTIONS=quarantine_size_mb=8:allocator_release_to_os_interval_ms=200

# Hostile inputs are to be refused in under two seconds and 256 MiB.
limits=(-timeout=2 -rss_limit_mb=256)

# Longer inputs find little more and take long: only a configuration is large by nature.
longest() {
    case $1 in
    codebook) echo 65536 ;;
    xlsx | zip) echo 16384 ;;
    *) echo 4096 ;;
    esac
}

bad=0
for target in "$@"; do
    corpus=$folder/corpus/$target found=$folder/found log=$folder/$target.log
    mkdir -p "$corpus" "$found"
    if [ -x "$folder/seed_$target" ]; then
        "$folder/seed_$target" "$corpus"
    else
        sh "tests/fuzz/seed_$target.sh" "$corpus"
    fi || exit 1
    "$folder/fuzz_$target" "${limits[@]}" -max_total_time="$seconds" -max_len="$(longest "$target")" \
        -dict=tests/fuzz/words.dict -close_fd_mask=3 -print_final_stats=1 \
        -artifact_prefix="$found/$target-" "$corpus" "tests/data/fuzz/$target" >"$log" 2>&1
    status=$?
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: ${executed:-0} executions"
    if [ "$status" -ne 0 ]; then
        bad=1
        grep -vE '^#[0-9]+\s+(NEW|REDUCE|pulse|INITED|RELOAD)' "$log" | tail -n 60
        echo "$target: see $log and $found/"
    fi
done
exit "$bad"
