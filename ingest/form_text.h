/*
 * The words on a questionnaire that are not written in the codebook but follow from it: how a
 * question is answered, who is asked, what the options mean. Nothing here knows about workbooks.
 */
#ifndef RENKEI_INGEST_FORM_TEXT_H
#define RENKEI_INGEST_FORM_TEXT_H

#include "common/arena.h"
#include "common/codebook.h"

#include <stddef.h>

/* At most `limit` characters, the last of them "…" if something was cut. */
const char *text_shorten(struct arena *arena, const char *text, size_t limit);

/* （1つ選択）, （あてはまるものすべてに○）, （数値）, （自由記述）. */
const char *form_answer_hint(const struct question *question);

/* "1 している<separator>2 していない" */
const char *form_legend(struct arena *arena, const struct question *question,
                        const char *separator);

/* The legend one option per line, labels cut so that it has at most `limit` characters. */
const char *form_short_legend(struct arena *arena, const struct question *question, size_t limit);

/* ※ 問1で「1 設置している」と回答した場合のみお答えください
 * The base in Japanese: comparisons, `has` and `answered` joined by `and` or by `or`; any other
 * expression is printed as it is written. NULL if everybody is asked. */
const char *form_base_note(struct arena *arena, const struct form *form,
                           const struct question *question);

#endif
