/* What the outputs of a comparison say about series, sources and parts: codes for machines and
 * words in Japanese for people. */
#ifndef RENKEI_REPORT_COMPARE_WORDS_H
#define RENKEI_REPORT_COMPARE_WORDS_H

#include "report/compare.h"

/* A thing that has a code, a Japanese name and, if the screen names it, an English one for _(). */
struct compare_word {
    const char *code, *japanese, *english;
};
extern const struct compare_word mark_words[MARK_COUNT]; /* by the mark's bit */
extern const struct compare_word part_words[PART_COUNT];
extern const struct compare_word source_words[3];
extern const struct compare_word fate_words[4];

/* Appends the codes of the marks with spaces between: "break base". */
void marks_append_codes(struct str *out, unsigned marks);

/* Marks of two items as a sentence, with what was declared or changed; `earlier` may be NULL. */
const char *item_marks_text(struct arena *arena, const struct item *earlier,
                            const struct item *later, unsigned marks);

/* The marks of a series in a wave as a sentence, with what was declared or changed; "" for none:
 * "系列の断絶（調査方法の変更）、選択肢の変更（追加 5、削除 3）" */
const char *marks_text(struct arena *arena, const struct series *series, size_t wave);

/* The names of marks: "系列の断絶、対象の変更"; "" for none. */
const char *marks_names(struct arena *arena, unsigned marks);

/* Whether two waves can be laid side by side only with care: the marks on the way. */
unsigned marks_on_the_way(const struct series *series, size_t earlier, size_t later);

/* The test of an answer's moves. Exact while few units moved, else the chi-square with continuity
 * correction; `method` is its code: "exact", "chi-square". `p` is NAN without a pair. */
struct move_test {
    const char *method;
    double statistic, p; /* statistic: NAN if exact */
};
struct move_test test_moves(const struct split *split);

/* "0.0123" or "1.2e-08"; "" for NAN. Returns `buffer`. */
enum { P_TEXT_SIZE = 32 };
char *p_text(char buffer[P_TEXT_SIZE], double p);

/* "12.5", "3": the median of a value with n > 0, exactly and without zeros at its end. Returns
 * `buffer`. */
enum { MEDIAN_TEXT_SIZE = DECIMAL_SIZE };
char *median_text(char buffer[MEDIAN_TEXT_SIZE], const struct open_value *value);

/* "+11.2", "-0.3", "0.0": points in tenths. Returns `buffer`, of DECIMAL_SIZE bytes. */
char *points_text(char *buffer, int64_t tenths);

#endif
