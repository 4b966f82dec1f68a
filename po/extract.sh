#!/bin/sh
# Writes all texts of the programs that are to be translated to the template FILE.
# Without line numbers and dates, so that the catalogue changes only when a text does.
set -eu
[ $# -eq 1 ] || { echo "usage: po/extract.sh FILE" >&2; exit 2; }
find common ingest aggregate report -name '*.[ch]' | LC_ALL=C sort |
    xgettext --files-from=- --keyword=_ --keyword=N_ --from-code=UTF-8 \
        --add-location=file --no-wrap --package-name=renkei --output="$1.dated"
sed '/^"POT-Creation-Date:/d' "$1.dated" >"$1"
rm -f "$1.dated"
