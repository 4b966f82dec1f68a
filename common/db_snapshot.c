/* Several connections that see the same: one transaction exports what it sees, others adopt it. */
#include "common/db.h"

#include "common/db_internal.h"

#include <stdlib.h>
#include <string.h>

void db_begin_snapshot(struct db *db, const char *snapshot)
{
    /* The server made it, but it becomes part of a statement. */
    if (snapshot[strspn(snapshot, "0123456789ABCDEF-")] != '\0')
        abort();
    struct str text = {0};
    str_appendf(&text,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '%s'",
                snapshot);
    db_script(db, "SET TRANSACTION SNAPSHOT", text.at);
    str_release(&text);
    db->in_transaction = true;
}
