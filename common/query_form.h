/*
 * The query workbook (疑義照会): how `renkei query`, which writes it, and `renkei ingest`, which
 * reads it when it comes back, understand each other. As in a form, cells are found by
 * workbook-scoped defined names, so that inserted rows and renamed sheets do no harm:
 *
 *     q_1_confirm   the answer stands as it is: any tick (item 1 of the query)
 *     q_1_reason    why
 *     c_vision      the corrected answer; of a multiple question the numbers of all options that
 *                   apply: 1、3; 無回答 or 空欄 for "leave it blank"
 *     c_contractor.90.text   the corrected text beside an option
 *
 * The hidden sheet `_renkei` has the keys of a form's, QUERY_KEY and QUERY_ITEMS_KEY.
 */
#ifndef RENKEI_COMMON_QUERY_FORM_H
#define RENKEI_COMMON_QUERY_FORM_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/str.h"

#include <stdbool.h>

#define QUERY_KEY "query"       /* the number of the query; a form has no such key */
#define QUERY_ITEMS_KEY "items" /* what was asked: a query of another database differs in it */
#define QUERY_CONFIRM_NAME "q_%d_confirm"
#define QUERY_REASON_NAME "q_%d_reason"
#define QUERY_CORRECTION_PREFIX "c_"

/* The finding of an answer to a question that was not asked: the answers its base looks at are in
 * doubt too. */
#define QUERY_NOT_ASKED "W001"
/* The finding of a question that was left blank: it may be about any of its rows. */
#define QUERY_BLANK "W004"

/* Sets involved[i] for every item of the form that a finding is about: the one of its column
 * (`column` is a column name, "" for none), those its edit lists and looks at, those the base looks
 * at if the answer should not be there, and all rows of a question that was left blank. `involved`
 * has form->item_count elements. */
void query_mark_items(struct arena *arena, const struct form *form, const char *code,
                      const char *column, bool *involved);

/* Adds one item to the value of QUERY_ITEMS_KEY: "E002 vision; W001 contractor.1". */
void query_append_item(struct str *items, const char *code, const char *column);

#endif
