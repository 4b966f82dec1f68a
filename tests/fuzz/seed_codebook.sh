#!/bin/sh
# Seeds of fuzz_codebook: the configurations of the tests and the real ones, each with its frame
# under the name that the target knows. The one argument is the folder they go to.
set -eu
cd "$(dirname "$0")/../.."
folder=$1

# The file, if there is one, without a byte that would end it, and the NUL that does.
part() {
    if [ -f "$1" ]; then
        sed -E 's/frame: [a-z0-9-]+/frame: places/' "$1"
    fi
    printf '\0'
}

for codebook in configs/*/codebook.yaml tests/data/config*/*/codebook.yaml; do
    survey=$(dirname "$codebook")
    frame=$(sed -nE 's/^ *frame: ([a-z0-9-]+).*/\1/p' "$codebook" | head -n 1)
    # Frames of thousands of units only slow the target down.
    aliases=$(mktemp)
    units=$(mktemp)
    [ -z "$frame" ] || [ ! -f "$survey/../frames/$frame.csv" ] ||
        head -n 40 "$survey/../frames/$frame.csv" >"$units"
    [ -z "$frame" ] || [ ! -f "$survey/../frames/$frame-aliases.csv" ] ||
        head -n 40 "$survey/../frames/$frame-aliases.csv" >"$aliases"
    {
        for name in codebook.yaml banners.yaml tables.yaml published.csv; do
            part "$survey/$name"
        done
        part "$units"
        part "$aliases"
    } >"$folder/seed-$(basename "$(dirname "$survey")")-$(basename "$survey")"
    rm -f "$units" "$aliases"
done
