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
 * The hidden sheet `_renkei` has the keys of a form's and QUERY_KEY.
 */
#ifndef RENKEI_COMMON_QUERY_FORM_H
#define RENKEI_COMMON_QUERY_FORM_H

#define QUERY_KEY "query" /* the number of the query; a form has no such key */
#define QUERY_CONFIRM_NAME "q_%d_confirm"
#define QUERY_REASON_NAME "q_%d_reason"
#define QUERY_CORRECTION_PREFIX "c_"

#endif
