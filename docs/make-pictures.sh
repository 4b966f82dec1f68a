#!/bin/bash
# Makes the pictures of docs/images/ from the program's own output: the figures and a cross table of
# the national workbook, the first pages of a questionnaire and of a query, the top and the map of the
# page. Run it after `make report` and `renkei query -s r3`.
# usage: docs/make-pictures.sh [WORKBOOK [FORM [QUERY]]]
# Needs libreoffice-calc, fonts-noto-cjk, poppler-utils, imagemagick, python3 and chromium (Debian 12).
set -eu

cd "$(dirname "$0")/.."
workbook=${1:-out/r3/national.xlsx}
form=${2:-build/sample/r3/municipality/011002-札幌市.xlsx}
query=${3:-$(find out/r3/query -name '*.xlsx' 2>/dev/null | sort | head -n 1)}
compare=out/compare-r3-r4/compare.xlsx
images=docs/images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in soffice pdftotext pdftoppm convert python3 chromium; do
    command -v "$tool" >/dev/null || {
        echo "make-pictures.sh: '$tool' is missing" >&2
        echo "  apt-get install libreoffice-calc fonts-noto-cjk poppler-utils imagemagick python3 chromium" >&2
        exit 1
    }
done

[ -n "$query" ] || {
    echo "make-pictures.sh: there is no query workbook in out/r3/query" >&2
    echo "  renkei query -s r3" >&2
    exit 1
}

# A profile of its own: LibreOffice refuses a second start with the user's.
to_pdf() { # FILE NAME
    cp "$1" "$work/$2.xlsx"
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf \
        --outdir "$work" "$work/$2.xlsx" >"$work/soffice.log" 2>&1
    [ -s "$work/$2.pdf" ] || {
        cat "$work/soffice.log" >&2
        exit 1
    }
}

# The first page whose footer names the sheet. The contents page lists all sheets, but only the
# others have a way back to it. With BEGIN, a line of the page must begin so. pdftotext ends every
# page with a form feed.
page_of_sheet() { # SHEET [BEGIN]
    awk -v sheet="$1" -v begin="${2:-}" 'BEGIN { RS = "\f" }
        {
            named = back = 0
            begun = begin == ""
            count = split($0, lines, "\n")
            for (i = 1; i <= count; i++) {
                if (lines[i] == sheet) named = 1
                if (lines[i] == "目次へ戻る") back = 1
                if (begin != "" && index(lines[i], begin) == 1) begun = 1
            }
            if (named && back && begun) { print NR; found = 1; exit }
        }
        END { exit !found }' "$work/national.txt" || {
        echo "make-pictures.sh: no page for the sheet \"$1\"" >&2
        exit 1
    }
}

# Cuts off the page's own header and footer, then the white margin; 64 colours keep files small.
picture() { # PDF PAGE NAME HEADER (pixels)
    pdftoppm -f "$2" -l "$2" -r 110 -png -singlefile "$1" "$work/page"
    convert "$work/page.png" -shave "0x$4" -trim +repage -bordercolor white -border 12 \
        -dither None -colors 64 -strip "PNG8:$images/$3.png"
}

mkdir -p "$images"
to_pdf "$workbook" national
pdftotext "$work/national.pdf" "$work/national.txt"
for figure in 2-1 2-2 2-3 2-4 2-5; do
    page=$(page_of_sheet "図表$figure")
    picture "$work/national.pdf" "$page" "fig$figure" 62
done
page=$(page_of_sheet '市町村 問4 vision' '％')
picture "$work/national.pdf" "$page" cross-table 62
to_pdf "$form" form
picture "$work/form.pdf" 1 form 75
to_pdf "$query" query
picture "$work/query.pdf" 1 query 62
# The trend of the four scenes, after `renkei compare r3 r4`.
if [ -s "$compare" ]; then
    to_pdf "$compare" compare
    pdftotext "$work/compare.pdf" "$work/compare.txt"
    page=$(awk 'BEGIN { RS = "\f" } /目次へ戻る/ && /\n市町村 問3 scene_effort\n/ { print NR; exit }' \
        "$work/compare.txt")
    picture "$work/compare.pdf" "$page" compare 50
fi

# The beginning of the page, and the map of a question with its controls.
PYTHONPATH=tests/site python3 -B - "$(realpath "$(dirname "$workbook")")/site/index.html" "$work" <<'PYTHON'
import sys
from browser import Browser

browser = Browser()
browser.size(1000)
browser.open('file://' + sys.argv[1] + '#form=municipality&question=vision&area=11')
for name, first, last in (('page', 'h1', '#figure-list figure'),
                          ('page-map', '#map-title', '#map-details')):
    top, bottom = browser.value(f"""[document.querySelector('{first}').getBoundingClientRect().top,
        document.querySelector('{last}').getBoundingClientRect().bottom].map(y => y + scrollY)""")
    browser.picture(f'{sys.argv[2]}/{name}.png',
                    clip={'x': 0, 'y': top - 8, 'width': 1000, 'height': bottom - top + 16})
browser.close()
PYTHON
for name in page page-map; do
    convert "$work/$name.png" -dither None -colors 64 -strip "PNG8:$images/$name.png"
done
ls -l "$images"
