#include "report/estimates_csv.h"

#include "common/csv.h"
#include "report/cells.h"

#include <stdlib.h>
#include <string.h>

/* Written to the stream whenever the buffer holds this much. */
enum { FLUSH_SIZE = 64 * 1024 };

/* Every statement begins with the positions of item, option, banner and class; -1: none. The texts
 * behind them are copied, a remark as the last one in words. */
enum { POSITIONS = 4 };

struct table {
    const char *file;
    const char *statement;
    bool items, options, classes, remarks;
    const char *texts[16]; /* headers of the texts, NULL behind the last */
};

static const struct table tables[] = {
    {"tables/estimates.csv",
     "report/estimates",
     true,
     true,
     true,
     false,
     {"count", "base", "weighted_count", "weighted_base", "weighted_percent", "se",
      "effective_base", "low", "high", "method", "level", "stratum", NULL}},
    {"tables/weights.csv",
     "report/weights",
     false,
     false,
     true,
     true,
     {"units", "answered", "weight", "remark", NULL}},
    {"tables/comparisons.csv",
     "report/comparisons",
     true,
     true,
     false,
     true,
     {"n", "chi_square", "df", "p", "cramers_v", "exact_p", "remark", NULL}},
    {"tables/comparison-letters.csv",
     "report/letters",
     true,
     true,
     true,
     true,
     {"letter", "count", "valid", "percent_valid", "above", "level", "correction", "smallest_base",
      "remark", NULL}},
};
enum { TABLES = sizeof tables / sizeof *tables };

static const struct {
    const char *key, *words;
} remarks[] = {
    {"same_question", "表側が同じ設問のため検定しない"},
    {"small_base", "基数が小さいため検定しない"},
    {"one_class", "有効な回答が1区分のみのため検定しない"},
    {"one_answer", "回答がすべて同じため検定しない"},
    {"no_exact", "期待度数が小さいが表が大きく正確確率は計算しない"},
    {"no_answer", "無回答・不明の区分のため比較しない"},
    {"many_classes", "区分が多いため比較しない"},
    {"silent", "回答がなく、この区分の団体は代表されない"},
};

struct writer {
    const struct table *table;
    const char *survey;
    const struct form *form;
    const struct banner_set *set;
    struct output_file *file;
    struct str buffer, field;
};

static void flush(struct writer *writer)
{
    size_t length = writer->buffer.length;
    if (fwrite(str_text(&writer->buffer), 1, length, writer->file->stream) != length)
        output_fail(writer->file);
    str_reset(&writer->buffer);
}

static void append_all(struct str *out, const char *const *names)
{
    for (; *names; names++)
        csv_append(out, *names);
}

static void write_header(struct writer *writer)
{
    static const char *const items[] = {"question", "row", NULL};
    static const char *const options[] = {"option", "option_label", NULL};
    static const char *const classes[] = {"class", "class_label", NULL};
    const struct table *table = writer->table;
    struct str *out = &writer->buffer;
    str_append(out, CSV_BOM);
    csv_append(out, "survey");
    csv_append(out, "form");
    if (table->items)
        append_all(out, items);
    if (table->options)
        append_all(out, options);
    csv_append(out, "banner");
    if (table->classes)
        append_all(out, classes);
    append_all(out, table->texts);
    csv_end_record(out);
}

static void append_item(struct writer *writer, size_t position, int32_t option)
{
    if (position >= writer->form->item_count)
        abort(); /* the tables belong to this configuration */
    const struct item *item = &writer->form->items[position];
    csv_append(&writer->buffer, item->question->id);
    csv_append(&writer->buffer, item->row ? item->row->id : "");
    char code[CODE_TEXT_SIZE];
    int answer = option < 0 ? 0 : answer_code(item->question, (size_t)option);
    csv_append(&writer->buffer, option < 0 ? "" : code_text(code, answer));
    csv_append(&writer->buffer, option < 0 ? "" : code_label(item->question, answer));
}

static void append_class(struct writer *writer, size_t position, int32_t class)
{
    if (position >= writer->set->count)
        abort();
    const struct banner *banner = &writer->set->banners[position];
    csv_append(&writer->buffer, banner->id);
    if (!writer->table->classes)
        return;
    if (class < 0 || (size_t) class >= banner->class_count)
        abort();
    csv_append(&writer->buffer, banner->classes[class].key);
    csv_append(&writer->buffer, banner->classes[class].label);
}

static const char *remark_words(const char *key)
{
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
        if (strcmp(remarks[i].key, key) == 0)
            return remarks[i].words;
    return key;
}

static void write_row(void *context, const struct copy_field *fields, size_t count)
{
    struct writer *writer = context;
    const struct table *table = writer->table;
    csv_append(&writer->buffer, writer->survey);
    csv_append(&writer->buffer, writer->form->id);
    if (table->items)
        append_item(writer, (size_t)copy_get_int4(&fields[0]), copy_get_int4(&fields[1]));
    append_class(writer, (size_t)copy_get_int4(&fields[2]), copy_get_int4(&fields[3]));
    for (size_t i = POSITIONS; i < count; i++) {
        str_reset(&writer->field);
        if (fields[i].bytes)
            str_append_bytes(&writer->field, fields[i].bytes, (size_t)fields[i].length);
        const char *text = str_text(&writer->field);
        bool remark = table->remarks && i + 1 == count;
        csv_append(&writer->buffer, remark ? remark_words(text) : text);
    }
    csv_end_record(&writer->buffer);
    if (writer->buffer.length >= FLUSH_SIZE)
        flush(writer);
}

static void write_table(struct outputs *outputs, struct db *db, const struct config *config,
                        const struct table *table)
{
    const struct codebook *codebook = &config->codebook;
    struct writer writer = {
        .table = table,
        .survey = codebook->survey,
        .file = output_open(outputs, table->file),
    };
    write_header(&writer);
    for (size_t i = 0; i < codebook->form_count; i++) {
        writer.form = &codebook->forms[i];
        writer.set = &codebook->banners[i];
        const char *values[] = {codebook->survey, writer.form->id};
        db_copy_out(db, table->statement, 2, values, write_row, &writer);
    }
    flush(&writer);
    output_finish(writer.file);
    str_release(&writer.buffer);
    str_release(&writer.field);
}

void estimates_csv_write(struct outputs *outputs, struct db *db, const struct config *config)
{
    PGresult *exists = db_run(db, "report/estimation-exists", 1, &config->codebook.survey);
    for (size_t i = 0; i < TABLES; i++)
        if (strcmp(PQgetvalue(exists, 0, (int)i), "1") == 0)
            write_table(outputs, db, config, &tables[i]);
    PQclear(exists);
}
