/*
 * What the tables of the workbooks are called and what stands over their columns: the words that
 * those who write them (report/) and those who read them back (common/book_*.c) must agree on.
 *
 * A table's name says what it is about by ids, in parts: "question.municipality.vision". Excel
 * allows letters, digits, "_" and "." in the name of a table (ECMA-376 Part 1, 18.5.1.2), so other
 * bytes of an id become "_".
 */
#ifndef RENKEI_COMMON_TABLE_WORDS_H
#define RENKEI_COMMON_TABLE_WORDS_H

#include "common/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- Names of tables ---- */

enum table_kind {
    TABLE_QUESTION,  /* question.FORM.QUESTION */
    TABLE_NUMBERS,   /* numbers.FORM.QUESTION, by another question numbers.FORM.QUESTION.BANNER */
    TABLE_NESTED,    /* nested.FORM.QUESTION.BANNER */
    TABLE_BOUNDS,    /* bounds.FORM */
    TABLE_FIGURE,    /* figure.FIGURE */
    TABLE_TURNOUT,   /* turnout */
    TABLE_PANEL,     /* panel */
    TABLE_UNITS,     /* units */
    TABLE_SUPPORT,   /* support.FORM */
    TABLE_CONTENTS,  /* contents */
    TABLE_NOTES,     /* notes */
    TABLE_SENTENCES, /* sentences */
    TABLE_FEEDBACK,  /* feedback.FORM */
    TABLE_OTHER,     /* of other workbooks: status, compare */
    TABLE_KINDS
};

/* The first part of a name. */
const char *table_kind_word(enum table_kind kind);
/* An id as a part of a name. */
char *table_name_part(struct arena *arena, const char *id);

/* A name in its parts; those that are not there are "". */
struct table_name {
    enum table_kind kind;
    const char *first, *second, *third; /* FORM or FIGURE, QUESTION, BANNER */
};
/* False if no table of renkei is called so. */
bool table_name_read(struct arena *arena, const char *text, struct table_name *name);
/* Is `part` of a name that of this id? */
bool table_part_is(const char *part, const char *id);

/* Excel: characters in the name of a column, and so in the header's cells. */
enum { TABLE_HEADER_LONGEST = 255 };

/* ---- Columns: what a row is about ---- */

#define WORD_ROW "項目"       /* the row of a grid */
#define WORD_BANNER "表側"    /* the breakdown */
#define WORD_KEY "区分コード" /* the class, by key */
#define WORD_CLASS "区分"     /* and by label */
#define WORD_ANSWER "選択肢"  /* the option or subtotal */
#define WORD_N "n"            /* how many were asked */
#define WORD_MARK "注"        /* * under a small base */
#define WORD_UNIT "単位"
#define WORD_FORM "票"
#define WORD_NUMBER "設問番号"
#define WORD_QUESTION "設問"
#define WORD_QUESTION_ID "設問ID"

#define WORD_SMALL "*"
#define WORD_NO_FIGURE "－"
#define WORD_UNKNOWN "…"
#define WORD_NOT_APPLICABLE "・"
#define WORD_DERIVED "派生" /* in place of the number of a derived variable */

/* A base under this gets the mark: its percentages say little. */
enum { TABLE_SMALL_BASE = 10 };

/* ---- Columns: figures ---- */

/* Alone, or with an option behind a blank: "件数 1. 設置している". */
#define WORD_COUNT "件数"
#define WORD_PERCENT "％"
#define WORD_ROW_PERCENT "横％"
#define WORD_COLUMN_PERCENT "縦％"

/* Behind the name of an area: "全国 n", "全国との差（ポイント）". */
#define WORD_AREA_N " n"
#define WORD_AREA_PERCENT " ％"
#define WORD_AREA_DIFFERENCE "との差（ポイント）"
#define WORD_AREA_MEAN " 平均"
#define WORD_AREA_MEAN_DIFFERENCE "との平均の差"

#define WORD_RANK "順位"
#define WORD_RANKED "順位の対象数"
#define WORD_LOW "下限（％）"
#define WORD_HIGH "上限（％）"
#define WORD_SPAN "幅（ポイント）"
#define WORD_UNUSABLE "無回答・不明"
#define WORD_MISSING "未提出"

#define WORD_SUM "合計"
#define WORD_MEAN "平均"
#define WORD_SD "標準偏差"
#define WORD_MINIMUM "最小"
#define WORD_P25 "第1四分位"
#define WORD_MEDIAN "中央値"
#define WORD_P75 "第3四分位"
#define WORD_MAXIMUM "最大"
/* Behind the label of a rate: "人口1万人当たり 分母（population）", "人口1万人当たり 除外数". */
#define WORD_RATE_DENOMINATOR " 分母（"
#define WORD_RATE_LEFT_OUT " 除外数"

/* The last wave begins all its columns so: "前回 n", "前回 ％", "前回との差（ポイント）". */
#define WORD_PREVIOUS "前回"

#define WORD_FRAME_UNITS "対象数"
#define WORD_ANSWERED "回答数"
#define WORD_NOT_ANSWERED "未提出数"
#define WORD_TURNOUT "回収率（％）"

#define WORD_PANEL_MEASURE "指標"
#define WORD_PANEL_FRAME "全対象"
#define WORD_PANEL_ANSWERED "回答した対象"
#define WORD_PANEL_COVERED "カバー率（％）"
#define WORD_PANEL_FRAME_SHARE "全対象の構成比（％）"
#define WORD_PANEL_ANSWERED_SHARE "回答の構成比（％）"
#define WORD_PANEL_DIFFERENCE "差（ポイント）"

#define WORD_UNIT_CODE "コード"
#define WORD_UNIT_NAME "名称"
#define WORD_UNIT_STATE "状態"
#define WORD_OPEN_ERRORS "未解決のエラー"
#define WORD_OPEN_WARNINGS "未解決の確認事項"
#define WORD_LACKING "不足の数"

#define WORD_SHEET "シート"
#define WORD_SHOWN "内容"

/* Behind the answers of a figure's table: the wave of a point, whether it is counted or published,
 * and the words that the chart shows. */
#define WORD_WAVE "調査"
#define WORD_SOURCE "種別"
#define WORD_SHOWN_AS "図の表示"
#define WORD_PUBLISHED "公表値"
#define WORD_BETWEEN "・" /* the row of a grid and a class */

/* The cover's fact that names the area of a workbook: 地域, 埼玉県（コード 11）. */
#define WORD_AREA "地域"
#define WORD_AREA_CODE "（コード "
#define WORD_AREA_CODE_END "）"

/* ---- Answers ---- */

/* "1. 設置している", or with the mark of a reconstructed option; 計 …（1・2・3）: a subtotal. */
#define WORD_RECONSTRUCTED "［X］"
#define WORD_SUBTOTAL "計 "
#define WORD_SUBTOTAL_CODES "（"
#define WORD_SUBTOTAL_SIGN "・"

/* Is a label a yes (はい, している, …)? Of a derived variable with two options, the first a yes,
 * the second says that something is lacking. */
bool table_word_is_yes(const char *label);

#endif
