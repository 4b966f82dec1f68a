/* Workbooks: every cell of every sheet, twice with one reader, which must say the same. */
#include "tests/fuzz/fuzz.h"
#include "tests/make_workbook.h"

enum { PARTS = 6 };

struct sum {
    size_t cells;
    uint32_t crc; /* of places and texts */
    uint32_t style;
};

static bool add_cell(void *context, const struct xlsx_cell *cell)
{
    struct sum *sum = context;
    fuzz_promise(cell->length > 0 && strlen(cell->text) == cell->length, "the length of a cell");
    fuzz_promise(cell->row >= 1 && cell->column >= 1, "the place of a cell");
    char name[16];
    xlsx_cell_name(name, cell->row, cell->column);
    sum->cells++;
    sum->style = cell->style;
    sum->crc = (uint32_t)crc32(sum->crc, (const Bytef *)name, (uInt)strlen(name));
    sum->crc = (uint32_t)crc32(sum->crc, (const Bytef *)cell->text, (uInt)cell->length);
    return true;
}

/* What else a form's reader asks of a sheet. */
static bool read_more(struct xlsx *xlsx, size_t sheet, struct sum *sum)
{
    const struct xlsx_range *merges;
    enum xlsx_format format;
    size_t count;
    char date[XLSX_DATE_SIZE];
    if (!xlsx_read_merges(xlsx, sheet, &merges, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        fuzz_promise(merges[i].row >= 1 && merges[i].row <= merges[i].last_row &&
                         merges[i].column >= 1 && merges[i].column <= merges[i].last_column,
                     "the ends of a merged range");
        sum->crc = (uint32_t)crc32(sum->crc, (const Bytef *)&merges[i], sizeof merges[i]);
    }
    if (!xlsx_number_format(xlsx, sum->style, &format))
        return false;
    if (xlsx_date_text(xlsx, "44929.5", format, date))
        sum->crc = (uint32_t)crc32(sum->crc, (const Bytef *)date, (uInt)strlen(date));
    return true;
}

/* Is the workbook whole? */
static bool read_workbook(struct xlsx *xlsx, const void *bytes, size_t length, struct sum *sum)
{
    struct arena arena = {0};
    bool good = xlsx_open(xlsx, &arena, bytes, length);
    for (size_t i = 0; good && i < xlsx->sheet_count; i++)
        good = xlsx_read_sheet(xlsx, i, add_cell, sum) && read_more(xlsx, i, sum);
    for (size_t i = 0; good && i < xlsx->name_count; i++)
        fuzz_promise(
            xlsx->names[i].sheet < xlsx->sheet_count &&
                (xlsx->names[i].scope == XLSX_WORKBOOK || xlsx->names[i].scope < xlsx->sheet_count),
            "the sheets of a name");
    fuzz_promise(good || xlsx->error, "a failure without a reason");
    arena_release(&arena);
    return good;
}

static void read_twice(const void *bytes, size_t length)
{
    /* A copy of the exact size lets the sanitizer see what is read behind the end. */
    void *copy = malloc(length ? length : 1);
    if (!copy)
        abort();
    memcpy(copy, bytes, length);
    struct xlsx xlsx = {0};
    struct sum first = {0}, second = {0};
    bool good = read_workbook(&xlsx, copy, length, &first);
    bool again = read_workbook(&xlsx, copy, length, &second);
    xlsx_close(&xlsx);
    free(copy);
    fuzz_promise(good == again && first.cells == second.cells && first.crc == second.crc,
                 "a reader that is used again reads otherwise");
}

/* As add_part() of make_workbook.h, stored: compressing is not what is looked at. */
static void pack(struct made_zip *made, char *const texts[PARTS])
{
    static const struct {
        const char *name, *usual;
    } parts[PARTS] = {
        {"xl/worksheets/sheet1.xml", ROWS("")}, {"xl/sharedStrings.xml", NULL},
        {"xl/workbook.xml", WORKBOOK(SHEETS)},  {"xl/_rels/workbook.xml.rels", book_relations},
        {"_rels/.rels", root_relations},        {"xl/styles.xml", NULL},
    };
    made_begin(made);
    for (size_t i = 0; i < PARTS; i++) {
        const char *text = texts[i] && *texts[i] ? texts[i] : parts[i].usual;
        if (text)
            made_add_bytes(made, parts[i].name, text, strlen(text), 0);
    }
    made_end(made);
}

void fuzz_xlsx(const uint8_t *bytes, size_t length)
{
    if (!length || *bytes == 'P') {
        read_twice(length ? (const void *)bytes : "", length);
        return;
    }
    struct fuzz_input input = {bytes, length};
    char *texts[PARTS];
    for (size_t i = 0; i < PARTS; i++)
        texts[i] = fuzz_next_text(&input);
    struct made_zip made = {0};
    pack(&made, texts);
    read_twice(made.bytes.at, made.bytes.length);
    str_release(&made.bytes);
    for (size_t i = 0; i < PARTS; i++)
        free(texts[i]);
}
