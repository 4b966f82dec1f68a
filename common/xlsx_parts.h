/*
 * The other parts of an open workbook, for readers who want more than cells and names: drawings,
 * charts, properties, styles, and what a sheet has around its cells. A part is walked element by
 * element, with the limits of xlsx_xml.h and xlsx_zip.c; parts lead to each other by relationships
 * (ECMA-376 Part 2, 6.5). Not from within a function that xlsx.h or this calls.
 */
#ifndef RENKEI_COMMON_XLSX_PARTS_H
#define RENKEI_COMMON_XLSX_PARTS_H

#include "common/xlsx.h"

struct xlsx_element {
    unsigned depth;          /* of the root: 1 */
    const char *name;        /* without its prefix */
    const char **attributes; /* name, value, …, NULL; names as written */
};

/* Each may be NULL. Texts come in pieces, UTF-8; all is valid during the call only. */
struct xlsx_walk {
    void (*start)(void *context, const struct xlsx_element *element);
    void (*text)(void *context, const char *bytes, size_t length);
    void (*end)(void *context, unsigned depth, const char *name);
};

bool xlsx_has_part(const struct xlsx *xlsx, const char *member);

/* Walks a part; false with the workbook's error if it is missing or damaged. The error's part is
 * then `member` itself, which must live as long as it is shown. */
bool xlsx_walk_part(struct xlsx *xlsx, const char *member, const struct xlsx_walk *walk,
                    void *context);

/* From within a walk: ends it after this call, and xlsx_walk_part() returns true. */
void xlsx_walk_stop(struct xlsx *xlsx);

/* Reads all parts that nobody has read yet, so that the checksums of all are compared. */
bool xlsx_read_rest(struct xlsx *xlsx);

/* Walks what a sheet has before and behind its cells. Costs next to nothing behind
 * xlsx_read_sheet() of the same sheet, which this calls otherwise. */
bool xlsx_walk_frame(struct xlsx *xlsx, size_t sheet, const struct xlsx_walk *walk, void *context);

/* What a part refers to: `target` is a member, or an address outside of the file. */
struct xlsx_reference {
    const char *id;   /* "rId1" */
    const char *type; /* behind the last slash: "drawing" */
    const char *target;
    bool external;
};

/* The references of a part, "" for the whole file; none is no error. They are read once and live in
 * the arena of xlsx_open(); `arena` is for the work. */
bool xlsx_read_references(struct xlsx *xlsx, struct arena *arena, const char *member,
                          const struct xlsx_reference **references, size_t *count);

/* The workbook part itself: "xl/workbook.xml"; in the arena. NULL with the error. */
const char *xlsx_workbook_member(struct xlsx *xlsx, struct arena *arena);

/* The value of an attribute by the local part of its name; NULL if there is none. */
const char *xlsx_attribute(const struct xlsx_element *element, const char *name);
bool xlsx_attribute_is_true(const struct xlsx_element *element, const char *name);

/* Reads "C12" or "$C$12:$D$13"; false if it is something else. */
bool xlsx_range_read(const char *text, struct xlsx_range *range);

#endif
