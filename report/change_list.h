/* changes.md: the changes of a release on a page or two, for people; all of them stand in the
 * tables. Not for use outside of change_*.c. */
#ifndef RENKEI_REPORT_CHANGE_LIST_H
#define RENKEI_REPORT_CHANGE_LIST_H

#include "common/release_changes.h"
#include "common/str.h"
#include "report/change_tables.h"

/* Zero-initialise; the caller releases the texts. */
struct change_list {
    struct str cells, numbers;       /* rows of tables in Markdown */
    size_t cell_count, number_count; /* changes of all units, shown or not */
};

/* Notes the change if it is one of all units together. */
void change_list_take(struct change_list *list, const struct release_change *change);

/* The whole document, in Japanese. */
void change_list_append(struct str *out, const struct change_list *list,
                        const struct change_tables *tables);

#endif
