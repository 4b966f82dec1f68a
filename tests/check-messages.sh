#!/bin/bash
# The Japanese messages: every text of the programs is translated, formats agree, nothing stale is
# kept; the language follows --lang and the locale, also where no locale is installed; the help fits
# a terminal of 80 columns in both languages. `make po` brings the catalogue up to date.
set -u
cd "$(dirname "$0")/.." || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bad=0

check() { # NAME, then what breaks the rule on standard input
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

# The texts (English) that msgattrib selects with the options given.
texts() {
    msgattrib --no-wrap "$@" "$folder/merged.po" | sed -nE 's/^(#~ )?msgid (".+")$/\2/p'
}

if ! sh po/extract.sh "$folder/renkei.pot" ||
    ! msgmerge --quiet --no-fuzzy-matching po/ja.po "$folder/renkei.pot" -o "$folder/merged.po"; then
    echo "not ok the texts can be extracted"
    exit 1
fi
grep -c '^msgid ' "$folder/renkei.pot" | awk '$1 < 100' | check "the texts can be extracted"
msgcmp --use-untranslated po/ja.po "$folder/renkei.pot" 2>&1 | check "every text is in po/ja.po"
texts --untranslated | check "every text has a translation"
texts --only-fuzzy | check "no translation is a guess"
texts --only-obsolete | check "po/ja.po has no text that is gone"
msgfmt --check-format -o /dev/null po/ja.po 2>&1 | check "the formats of text and translation agree"

program=build/bin/renkei
[ -x "$program" ] || exit "$bad"

speaks() { # LANGUAGE, then a command whose output is read
    local language=$1 output
    shift
    output=$(env -u LC_ALL -u LC_MESSAGES -u LANG -u LANGUAGE "$@" 2>&1 </dev/null)
    case $language:$output in
        ja:*調査*) ;;
        en:*survey*) ;;
        *) printf '%s\n%s\n' "not in $language: $*" "$output" ;;
    esac
}

{
    speaks ja LANG=ja_JP.UTF-8 "$program" --help
    speaks ja LC_ALL=ja_JP.eucJP "$program" ingest
    speaks ja LANG=C LC_MESSAGES=ja_JP.UTF-8 "$program" help forms
    speaks ja LANG=C "$program" --help --lang ja
    speaks ja LANG=C "$program" help forms --lang=ja
    speaks ja LANG=C "$program" report -s nowhere --lang ja
    speaks en LANG=C "$program" ingest
    speaks en LANG=ja_JP.UTF-8 LC_ALL=C "$program" --help
    speaks en LANG=ja_JP.UTF-8 "$program" --help --lang en
    speaks en "$program" --help
} | check "the language follows --lang, then the locale"

for language in ja en; do
    for verb in $("$program" --help --lang en | sed -nE 's/^  ([a-z]+) .*/\1/p') ''; do
        width=$("$program" ${verb:+"$verb"} --help --lang $language | LC_ALL=C.UTF-8 wc -L)
        [ "$width" -le 80 ] || echo "renkei $verb --help --lang $language: $width columns"
    done
done | check "the help fits 80 columns"

exit "$bad"
