#!/bin/bash
# Makes the pictures of docs/images/ from the program's own outputs of the synthetic samples of r3
# and r4, in a database and folders of their own: figures of every kind, a cross table, the text
# and a feedback sheet; a questionnaire, a query, a comparison; the page on a desk and on a phone.
# (scale.png is a picture of measurements: tests/bench.)
# usage: docs/make-pictures.sh [BIN]     the folder of the programs, build/bin
# Needs libreoffice-calc, fonts-noto-cjk, poppler-utils, imagemagick, python3 and chromium (Debian 12).
set -eu

cd "$(dirname "$0")/.."
bin=$(realpath "${1:-build/bin}")
images=docs/images
unit=112241
work=$(mktemp -d)
export PATH=$bin:$PATH RENKEI_HOME=$work/var RENKEI_CONFIGS=configs
unset RENKEI_DB

# Called by the trap.
# shellcheck disable=SC2317
leave() {
    renkei db stop -q >"$work/stop.log" 2>&1 || cat "$work/stop.log" >&2
    rm -rf "$work"
}
trap leave EXIT

for tool in renkei soffice pdftotext pdftoppm convert python3 chromium; do
    command -v "$tool" >/dev/null || {
        echo "make-pictures.sh: '$tool' is missing" >&2
        echo "  make; apt-get install libreoffice-calc fonts-noto-cjk poppler-utils imagemagick python3 chromium" >&2
        exit 1
    }
done

for survey in r3 r4; do
    renkei sample -q -s "$survey" --as xlsx -o "$work/answers/$survey"
    renkei ingest -q -s "$survey" "$work/answers/$survey"
    renkei aggregate -q -s "$survey"
    renkei report -q -s "$survey" -o "$work/$survey"
done
renkei report -q -s r4 --unit "$unit" -o "$work/r4"
renkei query -q -s r3 --prefecture 11 -o "$work/r3"
renkei compare -q r3 r4 -o "$work/compare" >"$work/compare.txt"

# A profile of its own: LibreOffice refuses a second start with the user's.
to_pdf() { # FILE NAME
    cp "$1" "$work/$2.xlsx"
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf \
        --outdir "$work" "$work/$2.xlsx" >"$work/soffice.log" 2>&1
    [ -s "$work/$2.pdf" ] || {
        cat "$work/soffice.log" >&2
        exit 1
    }
    pdftotext -layout "$work/$2.pdf" "$work/$2.txt"
}

# The first page whose footer names the sheet, and that holds PART if there is one. A footer is the
# sheet and, far from it, the number of the page. pdftotext ends every page with a form feed.
page_of_sheet() { # NAME SHEET [PART]
    awk -v sheet="$2" -v part="${3:-}" 'BEGIN { RS = "\f" }
        {
            footer = ""
            count = split($0, lines, "\n")
            for (i = 1; i <= count; i++)
                if (lines[i] ~ /[^ ]/) footer = lines[i]
            sub(/^ +/, "", footer)
            sub(/   .*/, "", footer)
            if (footer == sheet && (part == "" || index($0, part) > 0)) { print NR; found = 1; exit }
        }
        END { exit !found }' "$work/$1.txt" || {
        echo "make-pictures.sh: no page for the sheet \"$2\"" >&2
        exit 1
    }
}

# Cuts off the page's own header and footer, then the white margin; 64 colours keep files small.
picture() { # NAME PAGE PICTURE HEADER FOOTER (pixels)
    pdftoppm -f "$2" -l "$2" -r 110 -png -singlefile "$work/$1.pdf" "$work/page"
    convert "$work/page.png" -gravity north -chop "0x$4" -gravity south -chop "0x$5" -trim +repage -bordercolor white -border 12 \
        -dither None -colors 64 -strip "PNG8:$images/$3.png"
}

picture_of_sheet() { # NAME SHEET PICTURE [PART]
    picture "$1" "$(page_of_sheet "$1" "$2" "${4:-}")" "$3" 71 62
}

mkdir -p "$images"
to_pdf "$work/r3/national.xlsx" national
for figure in 2-1 2-2 2-3 2-4 2-5; do
    picture_of_sheet national "図表$figure" "fig$figure"
done
picture_of_sheet national 参考図6 fig-bar
picture_of_sheet national 参考図4 fig-columns
picture_of_sheet national 参考図11 fig-histogram
picture_of_sheet national '市町村 問4 vision' cross-table '％ 1.'
picture_of_sheet national 本文 text
to_pdf "$work/r4/national.xlsx" later
picture_of_sheet later 参考図1 fig-line
to_pdf "$(find "$work/r3/prefecture" -name '11-*.xlsx')" prefecture
picture_of_sheet prefecture '市町村 支援が必要な対象' support
to_pdf "$(find "$work/r4/unit" -name "$unit-*.xlsx")" feedback
picture feedback 1 feedback 30 80
to_pdf "$(find "$work/answers/r3/municipality" -name '011002-*.xlsx')" form
picture form 1 form 75 75
to_pdf "$(find "$work/r3/query" -name '*.xlsx' | sort | head -n 1)" query
picture query 1 query 71 62
to_pdf "$work/compare/compare.xlsx" compare
picture_of_sheet compare '市町村 問3 scene_effort' compare

# The beginning of the page, the map of a question with its controls, and both on a phone.
PYTHONPATH=tests/site python3 -B - "$work/r3/site/index.html" "$work" <<'PYTHON'
import sys
from browser import Browser

browser = Browser()
for width, suffix in ((1000, ''), (390, '-phone')):
    browser.size(width)
    browser.open('file://' + sys.argv[1] + '#form=municipality&question=vision&area=11')
    for name, first, last in (('page', 'h1', '#figure-list figure'),
                              ('page-map', '#map-title', '#map-details')):
        top, bottom = browser.value(f"""[document.querySelector('{first}').getBoundingClientRect().top,
            document.querySelector('{last}').getBoundingClientRect().bottom].map(y => y + scrollY)""")
        browser.picture(f'{sys.argv[2]}/{name}{suffix}.png',
                        clip={'x': 0, 'y': top - 8, 'width': width, 'height': bottom - top + 16})
browser.close()
PYTHON
for name in page page-map; do
    convert "$work/$name.png" -dither None -colors 64 -strip "PNG8:$images/$name.png"
done
convert "$work/page-phone.png" "$work/page-map-phone.png" -bordercolor '#808080' -border 1 \
    -gravity north -background white +append -dither None -colors 64 -strip \
    "PNG8:$images/page-phone.png"

find "$images" -name '*.png' -size +150k -exec sh -c 'echo "make-pictures.sh: over 150 KB: $1" >&2' _ {} \;
ls -l "$images"
