/*
 * The names that a frame's units go by: the column `name`, and the other spellings in
 * <frame>-aliases.csv beside it (`code,alias,source`, optional): old forms of characters, names
 * with the county (郡) in front. A name is compared folded: width, spaces and variation selectors
 * do not count. Everything else that may differ (ヶ and ケ, 竈 and 釜) is a line of that file.
 */
#ifndef RENKEI_COMMON_FRAME_NAMES_H
#define RENKEI_COMMON_FRAME_NAMES_H

#include "common/frame.h"

#include <stdbool.h>
#include <stddef.h>

enum spelling_kind {
    SPELLING_NAME,
    /* The unit's own name stands in the file of aliases too: something outside of the frame bears
     * it as well (中央区 is also a ward of ten cities), so alone it does not say which unit. */
    SPELLING_SHARED,
    SPELLING_AREA, /* what stands before the name in an alias: 高座郡 of 高座郡寒川町 */
    SPELLING_PREFECTURE, /* the value of the column `prefecture` */
};

/* Each name also stands with the prefecture in front, if the frame has that column. */
struct frame_spelling {
    const char *text; /* folded */
    enum spelling_kind kind;
    size_t unit;
};

/* The spellings with this text, by kind and unit; behind the last one follows another text. NULL if
 * there is none. The text is folded already; it may end at any byte: `length` of it count. */
const struct frame_spelling *frame_spelled(const struct frame *frame, const char *text,
                                           size_t length);

/* The one behind, NULL if that has another text. */
const struct frame_spelling *frame_spelled_next(const struct frame_spelling *spelling);

/* What stands before the unit's name in the shortest of its aliases; "" if nothing is known. */
const char *frame_area(const struct frame *frame, size_t unit);

/* A name for comparing: in Unicode's form NFKC, so that width and the two ways to write が do not
 * count, without spaces and variation selectors. What is not UTF-8 stays as it is. In the arena. */
char *frame_fold(struct arena *arena, const char *text);

/* The path of the aliases of the frame at `path`, in the arena; NULL if there is no such file. */
const char *frame_aliases_path(struct arena *arena, const char *path);

/* Gives the frame its spellings; called by frame_read(). False after mistakes in the file. */
bool frame_names_read(struct frame *frame, struct arena *arena, const char *path,
                      struct mistakes *mistakes);

#endif
