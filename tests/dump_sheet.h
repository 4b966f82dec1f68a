/*
 * The cells of a workbook as the records of a CSV, sheet, cell, value: what golden files hold.
 */
#ifndef RENKEI_TESTS_DUMP_SHEET_H
#define RENKEI_TESTS_DUMP_SHEET_H

#include "common/csv.h"
#include "common/xlsx.h"

#include <check.h>

struct dump {
    struct str records;
    const char *sheet;
};

static inline bool dump_cell(void *context, const struct xlsx_cell *cell)
{
    struct dump *dump = context;
    char name[16];
    csv_append_raw(&dump->records, dump->sheet);
    csv_append_raw(&dump->records, xlsx_cell_name(name, cell->row, cell->column));
    csv_append_raw(&dump->records, cell->text);
    csv_end_record(&dump->records);
    return true;
}

static inline void dump_sheet(struct dump *dump, struct xlsx *xlsx, size_t sheet)
{
    dump->sheet = xlsx->sheets[sheet].name;
    ck_assert_msg(xlsx_read_sheet(xlsx, sheet, dump_cell, dump), "%s",
                  xlsx->error == NULL ? "?" : xlsx->error);
}

#endif
