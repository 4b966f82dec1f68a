/* What the codebook says of a question, in words for the reader of a table (Japanese). */
#ifndef RENKEI_REPORT_WORDS_H
#define RENKEI_REPORT_WORDS_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/str.h"
#include "report/cells.h"

#include <stdbool.h>
#include <stdint.h>

/* 単一回答, 複数回答, 数値, 自由記述; 派生変数 for one computed from answers. */
const char *words_type(const struct question *question);

/* Does a derived variable say whether something is done: two options, the first of them a yes
 * (はい, している, …)? Then the second one means that it is not. */
bool words_says_done(const struct question *question);

/* Who is asked: 全員, or the base as a sentence:
 * 問11「施策評価項目（指標）…」が「1. 現在実施している」又は「2. …」. */
const char *words_base(struct arena *arena, const struct form *form,
                       const struct question *question);

/* 問4, or the id where there is no number. */
const char *words_number(const struct question *question);

/* "1. 設置している", with ［X］ behind it if the option was reconstructed although its question
 * was not; 無回答 and 不明 for the last two answers. */
const char *words_answer(struct arena *arena, const struct question *question, size_t answer);

/* What a number counts, 回: its row's, or its question's; "" if neither says so. */
const char *words_unit(const struct item *item);

/* As words_answer(), of an answer in the sense of cells.h: also a subtotal, 計
 * 設定している（1・2・3）. */
const char *words_column(struct arena *arena, const struct cells *cells, size_t item,
                         size_t answer);

/* R, L, X as words; "" for none. */
const char *words_source(const char *source);

/* 1,717 appended. */
void append_whole(struct str *str, int64_t value);

#endif
