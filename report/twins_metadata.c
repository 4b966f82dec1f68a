/*
 * The metadata as a table of keys and values: the facts of this survey first, then what the words
 * and columns of the tables mean, which is the same for every survey.
 */
#include "report/twins.h"

#include "common/options.h"
#include "common/round.h"
#include "report/csv_writer.h"

#include <string.h>

struct fact {
    const char *key, *label, *value;
};

static void append_fact(struct csv_writer *writer, const struct fact *fact)
{
    csv_append(&writer->buffer, fact->key);
    csv_append(&writer->buffer, fact->label);
    csv_append(&writer->buffer, fact->value);
    csv_writer_end_record(writer);
}

/* Facts that are made one by one: `arena` holds them until they are written. */
struct metadata {
    struct csv_writer writer;
    struct arena arena;
    const struct config *config;
    const struct loaded *loaded;
};

static void append_text(struct metadata *metadata, const char *key, const char *label,
                        const char *value)
{
    if (*value != '\0')
        append_fact(&metadata->writer, &(struct fact){key, label, value});
}

static void append_whole_number(struct metadata *metadata, const char *key, const char *label,
                                int64_t value)
{
    char digits[DECIMAL_SIZE];
    append_text(metadata, key, label, decimal_text(digits, value, 0));
}

static void append_survey(struct metadata *metadata)
{
    const struct codebook *codebook = &metadata->config->codebook;
    struct arena *arena = &metadata->arena;
    append_text(metadata, "survey", "調査ID", codebook->survey);
    append_text(metadata, "title", "調査名", codebook->title);
    append_text(metadata, "year", "年度", codebook_year_label(arena, codebook->year));
    append_text(metadata, "fielded", "調査時期（初日/最終日）", codebook->fielded);
    append_text(metadata, "previous", "前回の調査ID", codebook->previous);
    append_text(metadata, "synthetic", "合成データを含むか（true 含む、false 含まない）",
                metadata->loaded->synthetic ? "true" : "false");
    append_text(metadata, "program", "作成プログラムと版",
                arena_printf(arena, "renkei %s", renkei_version));
    append_text(metadata, "codebook_sha256", "コードブックのSHA-256", codebook->hash);
}

/* Without a frame nobody knows how many were asked. */
static void append_form(struct metadata *metadata, const struct turnout *turnout)
{
    const struct form *form = turnout->form;
    struct arena *arena = &metadata->arena;
    append_text(metadata, arena_printf(arena, "form.%s.title", form->id), "票", form->title);
    if (form->frame != NULL) {
        append_text(metadata, arena_printf(arena, "form.%s.frame", form->id), "名簿",
                    form->frame_id);
        append_whole_number(metadata, arena_printf(arena, "form.%s.units", form->id),
                            "対象の数（名簿の行数）", turnout->units);
    }
    append_whole_number(metadata, arena_printf(arena, "form.%s.answered", form->id),
                        "回答した対象の数", turnout->answered);
}

static void append_forms(struct metadata *metadata)
{
    const struct loaded *loaded = metadata->loaded;
    for (size_t i = 0; i < metadata->config->codebook.form_count; i++)
        append_form(metadata, &loaded->turnouts[i]);
    append_whole_number(metadata, "submissions.accepted", "受理した調査票の数", loaded->accepted);
    append_whole_number(metadata, "submissions.superseded", "差替え済みの調査票の数",
                        loaded->superseded);
    append_whole_number(metadata, "submissions.rejected", "不受理の調査票の数", loaded->rejected);
}

/* `length` bytes of a line without blanks for layout: none at the ends, never two together. */
static const char *tidy_line(struct arena *arena, const char *line, size_t length)
{
    static const char wide_blank[] = "　";
    size_t wide_length = sizeof wide_blank - 1;
    struct str text = {0};
    bool blank = false;
    for (size_t i = 0; i < length; i++) {
        bool is_wide = length - i >= wide_length && memcmp(line + i, wide_blank, wide_length) == 0;
        if (is_wide || strchr(" \t\r", line[i]) != NULL) {
            i += is_wide ? wide_length - 1 : 0;
            blank = text.length > 0;
            continue;
        }
        if (blank)
            str_append_char(&text, ' ');
        blank = false;
        str_append_char(&text, line[i]);
    }
    const char *tidy = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return tidy;
}

/* Every line of the codebook's notes; those that name sources, of the frames above all, begin with
 * 出典. */
static void append_notes(struct metadata *metadata)
{
    static const char opening[] = "出典";
    struct arena *arena = &metadata->arena;
    const char *line = metadata->config->codebook.notes;
    for (int sources = 0, notes = 0; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *text = tidy_line(arena, line, length);
        if (strncmp(text, opening, sizeof opening - 1) == 0)
            append_text(metadata, arena_printf(arena, "source.%d", ++sources), "出典", text);
        else if (*text != '\0')
            append_text(metadata, arena_printf(arena, "note.%d", ++notes), "調査についての注",
                        text);
        line += length + (line[length] == '\n');
    }
}

static void append_quantiles(struct metadata *metadata)
{
    bool linear = metadata->config->quantiles == QUANTILES_LINEAR;
    append_text(metadata, "definition.quantiles", "四分位数と中央値の定義",
                linear
                    ? "Hyndman and Fan (1996) の定義7。隣り合う二つの値の間を直線で補間する。"
                    : "Hyndman and Fan (1996) の定義1。経験分布の逆関数で、常に実際の値である。");
}

static const struct fact definitions[] = {
    {"definition.base", "集計対象（base）",
     "その設問を尋ねた数。無回答と不明を含み、非該当と未提出を含まない。"},
    {"definition.valid", "有効回答（valid）",
     "集計に使える回答の数。集計対象から無回答と不明を除く。"},
    {"definition.percent", "割合（percent）",
     "件数÷集計対象×100。複数回答では合計が100％を超えることがある。"},
    {"definition.rounding", "端数処理",
     "整数の件数から一度だけ四捨五入し、小数第1位まで示す。ポイント差の負の値は絶対値を四捨五入する"
     "。"},
    {"definition.rounding_note", "端数処理についての注",
     "四捨五入のため内訳の合計が総数に合わないことがある。"},
    {"definition.bounds", "無回答による幅（low と high）",
     "下限＝件数÷（集計対象＋未提出）×100、上限＝（件数＋無回答＋不明＋未提出）÷（集計対象＋未提出"
     "）"
     "×100。標本誤差ではない。"},
    {"definition.classes", "表側の区分",
     "区分の境の値は上の区分に入る。回答のない区分も件数0で示す。"},
    {"definition.histogram", "度数分布の区間",
     "区間は幅が等しく、幅の倍数から始まる。幅は 1、2、5 とその10倍、100倍…のうち、全対象の95％が"
     "入る値までを12以内の区間に分ける最小のもの。それより大きい値は最後の区間にまとめる。"},
    {"kind.NA", "無回答", "尋ねたが回答がない。複数回答では一つも選んでいない。"},
    {"kind.INVALID", "不明", "回答はあるが集計に使えない。"},
    {"kind.NOT_ASKED", "非該当", "前の設問の回答により尋ねていない。件数の表には出ない。"},
    {"kind.not_submitted", "未提出",
     "調査票の提出がない。件数の表には出ない。response-status.csv の units と answered の差。"},
    {"kind.zero", "0", "回答した対象が一つもないこと、又は回答された数値が0であること。"},
    {"symbol.blank", "機械可読の表の空欄",
     "その欄が当てはまらないか、分母が0で算出できない。欠測は option 列の符号で示す。"},
    {"symbol.none", "人が読む表の記号「－」", "該当する数字がない。"},
    {"symbol.small", "人が読む表の記号「0.0」", "0ではないが、表示の単位の半分に満たない。"},
    {"symbol.zero", "人が読む表の記号「0」", "まったくない。"},
    {"symbol.base_under_10", "人が読む表の記号「*」",
     "集計対象が10未満。割合の利用に注意を要する。"},
    {"format.csv", "CSVの形式",
     "UTF-8（BOM付き）、改行はCRLF、すべての欄を引用符で囲む。1行目は列名、1行に1件。"},
    {"format.formula", "数式に見える文字列",
     "「=」「+」「-」「@」で始まる文字列の前にはアポストロフィーを付ける。数値には付けない。"},
};

static const struct fact columns[] = {
    {"cells.survey", "cells.csv の列", "調査ID"},
    {"cells.form", "cells.csv の列", "票のID"},
    {"cells.question", "cells.csv の列", "設問のID（questions.csv と対応）"},
    {"cells.row", "cells.csv の列", "行のID。行のない設問では空欄"},
    {"cells.option", "cells.csv の列", "選択肢の番号、NA（無回答）又は INVALID（不明）"},
    {"cells.option_label", "cells.csv の列", "選択肢の文言（codebook.csv と対応）"},
    {"cells.banner", "cells.csv の列", "表側（集計の切り口）のID"},
    {"cells.class", "cells.csv の列", "表側の区分の符号"},
    {"cells.class_label", "cells.csv の列", "表側の区分の名称"},
    {"cells.count", "cells.csv の列", "件数。その選択肢を回答した数"},
    {"cells.base", "cells.csv の列", "集計対象の数"},
    {"cells.valid", "cells.csv の列", "有効回答の数"},
    {"cells.percent", "cells.csv の列", "件数÷集計対象×100（％）"},
    {"cells.percent_valid", "cells.csv の列", "件数÷有効回答×100（％）。NA と INVALID では空欄"},
    {"cells.percent_responses", "cells.csv の列",
     "複数回答だけ。件数÷その区分で選ばれた選択肢の延べ数×100（％）"},
    {"cells.low", "cells.csv の列",
     "無回答による幅の下限（％）。名簿のない票、回答による表側、NA と INVALID では空欄"},
    {"cells.high", "cells.csv の列", "無回答による幅の上限（％）。空欄となる場合は low と同じ"},
    {"cells.difference", "cells.csv の列", "総数の割合との差（ポイント）。件数から直接計算する"},
    {"cells.rank", "cells.csv の列",
     "その表側の区分の中での割合の順位。大きい方から1、同率は同順位"},
    {"numbers.survey", "numbers.csv の列", "調査ID"},
    {"numbers.form", "numbers.csv の列", "票のID"},
    {"numbers.question", "numbers.csv の列", "設問のID（questions.csv と対応）"},
    {"numbers.row", "numbers.csv の列", "行のID。行のない設問では空欄"},
    {"numbers.banner", "numbers.csv の列", "表側（集計の切り口）のID"},
    {"numbers.class", "numbers.csv の列", "表側の区分の符号"},
    {"numbers.class_label", "numbers.csv の列", "表側の区分の名称"},
    {"numbers.n", "numbers.csv の列", "集計に使える数値を回答した数"},
    {"numbers.missing", "numbers.csv の列", "尋ねたが、集計に使える数値がない数（無回答と不明）"},
    {"numbers.sum", "numbers.csv の列", "合計"},
    {"numbers.mean", "numbers.csv の列", "平均。合計÷n、小数第4位まで四捨五入"},
    {"numbers.sd", "numbers.csv の列",
     "標準偏差。不偏分散（n－1で割る）の平方根。nが2未満では空欄"},
    {"numbers.min", "numbers.csv の列", "最小値"},
    {"numbers.p25", "numbers.csv の列", "第1四分位数（definition.quantiles）"},
    {"numbers.median", "numbers.csv の列", "中央値（definition.quantiles）"},
    {"numbers.p75", "numbers.csv の列", "第3四分位数（definition.quantiles）"},
    {"numbers.max", "numbers.csv の列", "最大値"},
    {"numbers.unit", "numbers.csv の列", "sum から max までの単位（回、人など）"},
    {"banners.banner", "banners.csv の列", "表側（集計の切り口）のID"},
    {"banners.banner_label", "banners.csv の列", "表側の名称"},
    {"banners.kind", "banners.csv の列",
     "表側の種類。total 全数、frame 名簿による、question 回答による、cross 二つの表側の組合せ"},
    {"banners.divides", "banners.csv の列",
     "すべての対象が、回答によらず、区分のどれか一つに入るか（true 又は false）"},
    {"banners.class", "banners.csv の列", "表側の区分の符号"},
    {"banners.class_label", "banners.csv の列", "表側の区分の名称"},
    {"figures.figure", "figures.csv の列", "図表のID"},
    {"figures.number", "figures.csv の列", "図表の番号"},
    {"figures.title", "figures.csv の列", "図表の題名"},
    {"figures.question", "figures.csv の列", "設問のID（questions.csv と対応）"},
    {"figures.row", "figures.csv の列", "示す行のID。空欄はすべての行"},
    {"figures.option", "figures.csv の列", "示す選択肢又は小計。空欄はすべての選択肢"},
    {"figures.banner", "figures.csv の列", "表側のID（banners.csv と対応）"},
    {"figures.chart", "figures.csv の列",
     "グラフの種類。stacked 積み上げ横棒、bar 横棒、columns 縦棒、histogram 度数分布、line 折れ線"},
    {"histograms.bin", "histograms.csv の列", "区間の番号。小さい値から1"},
    {"histograms.lower", "histograms.csv の列", "区間の下限。この値を含む"},
    {"histograms.upper", "histograms.csv の列",
     "区間の上限。この値を含まない。空欄は上限のない最後の区間"},
    {"histograms.count", "histograms.csv の列", "区間に入る数値を回答した数"},
    {"histograms.n", "histograms.csv の列", "集計に使える数値を回答した数（numbers.csv の n）"},
    {"histograms.percent", "histograms.csv の列", "件数÷n×100（％）"},
    {"waves.survey", "waves.csv の列", "値のある調査のID（この調査又は以前の調査）"},
    {"waves.source", "waves.csv の列",
     "counted 回答からの集計、published 公表された値（件数は公表されたときだけ）"},
    {"waves.percent", "waves.csv の列",
     "件数÷集計対象×100（％）。published は公表されたとおりの値"},
};

/* The tables of the last wave have the columns of others; what differs is said. */
static void append_previous(struct metadata *metadata)
{
    static const char *const tables[][2] = {{"cells", "previous"}, {"numbers", "previous-numbers"}};
    struct arena *arena = &metadata->arena;
    if (*metadata->config->codebook.previous == '\0')
        return;
    append_text(
        metadata, "definition.previous", "前回の調査の表（previous.csv など）",
        "前回の調査が集計されているときに限り出力する。今回と比較できる設問を、全国、厚生局、"
        "都道府県について示す。");
    for (size_t i = 0; i < 2 * sizeof columns / sizeof *columns; i++) {
        const struct fact *fact = &columns[i / 2];
        const char *const *table = tables[i % 2];
        size_t length = strlen(table[0]);
        if (strncmp(fact->key, table[0], length) != 0 || fact->key[length] != '.')
            continue;
        const char *value = fact->value;
        if (strcmp(fact->key + length, ".survey") == 0)
            value = "前回の調査ID";
        if (strcmp(fact->key + length, ".option") == 0)
            value = "選択肢の番号、NA（無回答）、INVALID（不明）又は今回の小計のID";
        append_text(metadata, arena_printf(arena, "%s%s", table[1], fact->key + length),
                    arena_printf(arena, "%s.csv の列", table[1]), value);
    }
}

bool twins_metadata_write(FILE *stream, const struct config *config, const struct loaded *loaded)
{
    static const char *const names[] = {"key", "label", "value", NULL};
    struct metadata metadata = {.writer = {.stream = stream}, .config = config, .loaded = loaded};
    if (!csv_write_header(stream, names))
        return false;
    append_survey(&metadata);
    append_forms(&metadata);
    append_notes(&metadata);
    append_quantiles(&metadata);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        append_fact(&metadata.writer, &definitions[i]);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        append_fact(&metadata.writer, &columns[i]);
    append_previous(&metadata);
    arena_release(&metadata.arena);
    return csv_writer_finish(&metadata.writer);
}
