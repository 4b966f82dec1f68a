#!/bin/bash
# The page site/index.html: the same bytes from the same counts, small, and in a headless Chromium
# what the tables say (tests/site/check_page.py); then a survey whose labels try to be markup.
# shellcheck source=tests/scenario.sh
. "$(dirname "$0")/scenario.sh"

# r3 has two forms, a list of units and a map; the other survey has none of them.
for survey in r3 training-r4; do
    expect "$survey: sample" 0 "$renkei" sample -s "$survey" --as csv -o "$work/$survey/in"
    expect "$survey: ingest" 0 "$renkei" ingest -s "$survey" "$work/$survey/in"
    expect "$survey: aggregate" 0 "$renkei" aggregate -s "$survey"
    expect "$survey: report" 0 "$renkei" report -s "$survey" -o "$work/$survey/out"
    expect "$survey: again" 0 "$renkei" report -s "$survey" -o "$work/$survey/again"
    expect "$survey: the same bytes" 0 cmp "$work/$survey"/{out,again}/site/index.html
    # Two megabytes open quickly from a shared drive and pass by mail.
    expect "$survey: under 2 MB" 0 test "$(wc -c <"$work/$survey/out/site/index.html")" -lt 2000000
    expect "$survey: the manifest lists it" 0 grep -q '"site/index.html"' "$work/$survey/out/manifest.json"
done

mkdir -p "$work/configs/hostile" "$work/hostile/in"
separators=$(printf 'a\xe2\x80\xa8b\xe2\x80\xa9c')
cat >"$work/configs/hostile/codebook.yaml" <<YAML
survey: hostile
title: '</script><script>window.owned=1</script>'
year: 2021
notes: '{{data}}'
forms:
  - id: form
    title: '<img src=x onerror=window.owned=2>'
    questions:
      - id: q
        number: '<!--<script>'
        text: '$separators'
        type: single
        options:
          - {code: 1, label: '"''&amp;<b>'}
          - {code: 2, label: 'javascript:window.owned=3'}
YAML
cat >"$work/configs/hostile/banners.yaml" <<YAML
banners:
  - {id: total, label: '</title><script>window.owned=4</script>'}
  - {id: q, label: '<i>', question: q}
YAML
cat >"$work/configs/hostile/tables.yaml" <<YAML
figures:
  - {id: f, number: '1', title: '</figcaption><script>window.owned=5</script>', form: form, question: q, chart: stacked, banner: total}
YAML
printf 'unit,q\n1,1\n2,2\n3,\n' >"$work/hostile/in/form.csv"
export RENKEI_CONFIGS=$work/configs
expect "hostile: ingest" 0 "$renkei" ingest -s hostile "$work/hostile/in"
expect "hostile: aggregate" 0 "$renkei" aggregate -s hostile
expect "hostile: report" 0 "$renkei" report -s hostile -o "$work/hostile/out"

browser=$(command -v chromium || true)
if [ -z "$browser" ] && sh common/install-packages.sh chromium python3 fonts-noto-cjk >"$work/log" 2>&1; then
    browser=$(command -v chromium || true)
fi
if [ -z "$browser" ] || ! command -v python3 >/dev/null; then
    echo "skipped: the page in a browser (Debian's chromium and python3 cannot be installed here)"
    exit "$bad"
fi

for run in r3:all training-r4:draws hostile:hostile; do
    survey=${run%:*}
    TMPDIR=$work timeout 300 python3 -B tests/site/check_page.py "$work/$survey/out" "${run#*:}" >"$work/log" 2>&1 || bad=1
    sed -E "s/^(ok|not ok) /\1 $survey: /" "$work/log"
    grep -q '^ok ' "$work/log" || { echo "not ok $survey: the page was looked at"; bad=1; }
done

exit "$bad"
