/*
 * Microdata for SPSS and Stata, through ReadStat. What cannot be told apart by looking at a value
 * is declared: in sav the codes 251 to 253 are user-missing, in dta the kinds of empty are .a .b
 * .c. A number that is missing is system-missing in sav, where every code might be a true number;
 * the variable behind it says which kind. Lengths are those of the formats, and only labels are
 * cut.
 */
#include "report/export.h"

#include "common/message.h"
#include "common/number.h"
#include "common/utf8.h"

#include <readstat.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    SAV_LABEL_MOST = 252,           /* bytes; 256 of them are written, in fours */
    SAV_VALUE_LABEL_MOST = 120,     /* bytes that SPSS shows */
    SAV_FILE_LABEL_MOST = 64,       /* bytes of the header */
    SAV_SHORT_TEXT = 255,           /* bytes of a string in one piece */
    SAV_PIECE = 252,                /* bytes in each piece of a longer one */
    SAV_TEXT_MOST = 36 * SAV_PIECE, /* ReadStat has 36 names for pieces; SPSS takes 32,767 bytes */
    DTA_LABEL_CHARACTERS = 80,   /* of variables and of the file, in UTF-8 up to four bytes each */
    DTA_LABEL_MOST = 240,        /* bytes: 80 Japanese characters; ReadStat takes 256 of a file */
    DTA_VALUE_LABEL_MOST = 4000, /* bytes; Stata takes 32,000 */
    DTA_TEXT_MOST = 2045,        /* bytes of str2045 */
    DTA_VERSION = 118,           /* Stata 14, the first with UTF-8 */
    SAV_VERSION = 2,
};

struct stat_file {
    readstat_writer_t *writer;
    readstat_variable_t **variables;
    size_t *text_most; /* [variable]: bytes of a text that fit */
    const struct export_form *plan;
    enum export_format format;
    FILE *stream;
    struct arena arena;
    readstat_error_t error; /* the first; nothing is written after it */
};

static ssize_t write_bytes(const void *bytes, size_t length, void *context)
{
    struct stat_file *file = context;
    return fwrite(bytes, 1, length, file->stream) == length ? (ssize_t)length : -1;
}

static void require(struct stat_file *file, readstat_error_t error)
{
    if (file->error == READSTAT_OK)
        file->error = error;
}

/* ---- Labels ---- */

/* The label within the limits of the format. */
static const char *fitting_label(struct stat_file *file, const struct export_variable *variable)
{
    enum { STEP = 8 };
    if (file->format == EXPORT_SAV)
        return export_label(&file->arena, variable, SAV_LABEL_MOST);
    size_t most = DTA_LABEL_MOST;
    const char *label = export_label(&file->arena, variable, most);
    while (utf8_characters(label, strlen(label)) > DTA_LABEL_CHARACTERS) {
        most = (strlen(label) < most ? strlen(label) : most) - STEP;
        label = export_label(&file->arena, variable, most);
    }
    return label;
}

static void add_value_label(struct stat_file *file, readstat_label_set_t *set,
                            const struct export_value *value)
{
    bool sav = file->format == EXPORT_SAV;
    const char *label =
        export_cut(&file->arena, value->label, sav ? SAV_VALUE_LABEL_MOST : DTA_VALUE_LABEL_MOST);
    if (sav)
        readstat_label_double_value(set, value->code, label);
    else if (value->missing)
        readstat_label_tagged_value(set, export_missing_of(value->code)->tag, label);
    else
        readstat_label_int32_value(set, value->code, label);
}

/* A set that variables before it have already: rows of a grid and ticks share theirs. */
static const struct export_variable *same_values(const struct export_form *plan, size_t v)
{
    const struct export_variable *variable = &plan->variables[v];
    for (size_t i = 0; i < v; i++) {
        const struct export_variable *other = &plan->variables[i];
        bool coded = variable->kind == EXPORT_CODE;
        if (other->kind == variable->kind &&
            (!coded || other->item->question == variable->item->question))
            return other;
    }
    return NULL;
}

static readstat_label_set_t *value_labels(struct stat_file *file, size_t v)
{
    const struct export_form *plan = file->plan;
    struct export_value values[EXPORT_VALUES];
    size_t count = export_values(&plan->variables[v], values);
    const struct export_variable *other = same_values(plan, v);
    if (other != NULL)
        return file->variables[other - plan->variables]->label_set;
    readstat_label_set_t *set = readstat_add_label_set(
        file->writer, file->format == EXPORT_SAV ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_INT32,
        plan->variables[v].name);
    for (size_t i = 0; i < count; i++)
        add_value_label(file, set, &values[i]);
    return set;
}

/* What a number may be missing for, in dta only. */
static readstat_label_set_t *missing_labels(struct stat_file *file, size_t v)
{
    const struct export_form *plan = file->plan;
    const struct export_variable *other = same_values(plan, v);
    if (other != NULL)
        return file->variables[other - plan->variables]->label_set;
    readstat_label_set_t *set =
        readstat_add_label_set(file->writer, READSTAT_TYPE_INT32, plan->variables[v].name);
    for (size_t i = 0; i < EXPORT_MISSING_KINDS; i++)
        readstat_label_tagged_value(set, export_missing[i].tag, export_missing[i].label);
    return set;
}

/* ---- Variables ---- */

/* The pieces of a long string in sav have short names of their own, made of five letters of the
 * variable's name and one more. ReadStat 1.1.8 does not look whether a variable is called so;
 * readers then take the pieces for variables. */
static bool piece_is_called_like_a_variable(const struct export_form *plan,
                                            const struct export_variable *variable)
{
    enum { STEM = 5 };
    size_t stem = strlen(variable->name) < STEM ? strlen(variable->name) : STEM;
    for (size_t i = 0; i < plan->variable_count; i++) {
        const char *name = plan->variables[i].name;
        if (strlen(name) == stem + 1 && strncasecmp(name, variable->name, stem) == 0)
            return true;
    }
    return false;
}

/* Longer texts are cut, and that is said: strL would hold them, but ReadStat 1.1.8 writes a map of
 * such a file that nobody can read. */
static size_t text_most(const struct stat_file *file, const struct export_variable *variable)
{
    if (file->format == EXPORT_DTA)
        return DTA_TEXT_MOST;
    return piece_is_called_like_a_variable(file->plan, variable) ? SAV_SHORT_TEXT : SAV_TEXT_MOST;
}

static readstat_variable_t *add_text(struct stat_file *file, size_t v)
{
    const struct export_variable *variable = &file->plan->variables[v];
    size_t width = variable->width > 0 ? variable->width : 1;
    size_t most = text_most(file, variable);
    file->text_most[v] = most;
    if (width > most) {
        width = most;
        message_warning(_("the CSV files hold them whole"),
                        _("\"%s\" has texts of more than %zu bytes, too long for %s; they are "
                          "cut and end with …"),
                        variable->column, width, file->format == EXPORT_SAV ? "sav" : "dta");
        readstat_add_note(file->writer, "長い文は切り「…」で終わる。");
        readstat_add_note(file->writer, "全文は CSV にある。");
    }
    return readstat_add_variable(file->writer, variable->name, READSTAT_TYPE_STRING, width);
}

static readstat_variable_t *add_coded(struct stat_file *file, size_t v)
{
    const struct export_variable *variable = &file->plan->variables[v];
    bool sav = file->format == EXPORT_SAV;
    readstat_variable_t *added = readstat_add_variable(
        file->writer, variable->name, sav ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_INT16, 0);
    readstat_variable_set_label_set(added, value_labels(file, v));
    readstat_variable_set_measure(added, READSTAT_MEASURE_NOMINAL);
    if (!sav)
        return added;
    readstat_variable_set_format(added, "F3.0");
    for (size_t i = 0; i < EXPORT_MISSING_KINDS && variable->kind != EXPORT_SYNTHETIC; i++)
        require(file, readstat_variable_add_missing_double_value(added, export_missing[i].code));
    return added;
}

static readstat_variable_t *add_number(struct stat_file *file, size_t v)
{
    const struct export_variable *variable = &file->plan->variables[v];
    readstat_variable_t *added =
        readstat_add_variable(file->writer, variable->name, READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_measure(added, READSTAT_MEASURE_SCALE);
    if (variable->kind != EXPORT_NUMBER)
        return added;
    if (file->format == EXPORT_DTA)
        readstat_variable_set_label_set(added, missing_labels(file, v));
    else if (variable->item->question->decimals < NUMBER_DECIMALS)
        readstat_variable_set_format(
            added, arena_printf(&file->arena, "F12.%d", variable->item->question->decimals));
    return added;
}

static void add_variables(struct stat_file *file)
{
    const struct export_form *plan = file->plan;
    file->variables =
        arena_array(&file->arena, plan->variable_count, sizeof(readstat_variable_t *));
    file->text_most = arena_array(&file->arena, plan->variable_count, sizeof *file->text_most);
    for (size_t v = 0; v < plan->variable_count; v++) {
        const struct export_variable *variable = &plan->variables[v];
        file->variables[v] = export_is_text(variable)    ? add_text(file, v)
                             : export_has_code(variable) ? add_coded(file, v)
                                                         : add_number(file, v);
        readstat_variable_set_label(file->variables[v], fitting_label(file, variable));
    }
}

/* ---- Rows ---- */

static void insert_text(struct stat_file *file, size_t v, const char *text)
{
    require(file, readstat_insert_string_value(file->writer, file->variables[v],
                                               export_cut(&file->arena, text, file->text_most[v])));
}

static void insert_code(struct stat_file *file, size_t v, int code)
{
    const struct export_missing *missing = export_missing_of(code);
    const readstat_variable_t *variable = file->variables[v];
    if (file->format == EXPORT_SAV)
        require(file, readstat_insert_double_value(file->writer, variable, code));
    else if (missing != NULL)
        require(file, readstat_insert_tagged_missing_value(file->writer, variable, missing->tag));
    else
        require(file, readstat_insert_int16_value(file->writer, variable, (int16_t)code));
}

/* The nearest double: both numbers are whole and below 2^53. */
static void insert_millionths(struct stat_file *file, size_t v, int64_t value)
{
    require(file, readstat_insert_double_value(file->writer, file->variables[v],
                                               (double)value / (double)NUMBER_SCALE));
}

static void insert_number(struct stat_file *file, size_t v, const struct export_row *row)
{
    int code = export_code(row, &file->plan->variables[v]);
    const struct export_missing *missing = export_missing_of(code);
    if (code == CODE_TICKED)
        insert_millionths(file, v, row->numbers[v]);
    else if (file->format == EXPORT_DTA && missing != NULL)
        require(file, readstat_insert_tagged_missing_value(file->writer, file->variables[v],
                                                           missing->tag));
    else
        require(file, readstat_insert_missing_value(file->writer, file->variables[v]));
}

/* All values of the column are numbers or empty, export_plan() saw to that. */
static void insert_frame_number(struct stat_file *file, size_t v, const char *text)
{
    int64_t value;
    if (number_parse(text, &value))
        insert_millionths(file, v, value);
    else if (*text == '\0')
        require(file, readstat_insert_missing_value(file->writer, file->variables[v]));
    else
        abort();
}

static void insert_value(struct stat_file *file, size_t v, const struct export_row *row)
{
    const struct export_variable *variable = &file->plan->variables[v];
    if (export_is_text(variable))
        insert_text(file, v, row->texts[v]);
    else if (variable->kind == EXPORT_SYNTHETIC)
        insert_code(file, v, row->synthetic);
    else if (export_has_code(variable))
        insert_code(file, v, export_code(row, variable));
    else if (variable->kind == EXPORT_NUMBER)
        insert_number(file, v, row);
    else
        insert_frame_number(file, v, row->texts[v]);
}

static void write_row(void *context, const struct export_row *row)
{
    struct stat_file *file = context;
    if (file->error != READSTAT_OK)
        return;
    require(file, readstat_begin_row(file->writer));
    for (size_t v = 0; v < file->plan->variable_count && file->error == READSTAT_OK; v++)
        insert_value(file, v, row);
    if (file->error == READSTAT_OK)
        require(file, readstat_end_row(file->writer));
    arena_reset(&file->arena);
}

/* ---- The file ---- */

/* The first day of the fiscal year, so that the same inputs give the same bytes. ReadStat writes
 * local time: it is given the moment that is midnight here. */
static time_t fixed_time(int year)
{
    struct tm midnight = {.tm_year = year - 1900, .tm_mon = 3, .tm_mday = 1, .tm_isdst = -1};
    return mktime(&midnight);
}

/* SPSS takes 80 bytes a line: 26 characters. */
static const char *const synthetic_notes[] = {"合成データを含む。",
                                              "synthetic が 1 の行は実際の回答でない。", NULL};
static const char *const sav_notes[] = {
    "251 無回答、252 不明、253 非該当",
    "数値の欠損はシステム欠損値とする。",
    "欠損の理由は次の変数 _state にある。",
    NULL,
};
static const char *const dta_notes[] = {".a 無回答、.b 不明、.c 非該当", NULL};
static const char *const table_notes[] = {"変数と符号は codebook.csv にある。",
                                          "設問は questions.csv にある。", NULL};

static void add_notes(struct stat_file *file, const char *const *notes)
{
    for (; *notes != NULL; notes++)
        readstat_add_note(file->writer, *notes);
}

static void add_all_notes(struct stat_file *file)
{
    if (file->plan->synthetic)
        add_notes(file, synthetic_notes);
    add_notes(file, file->format == EXPORT_SAV ? sav_notes : dta_notes);
    add_notes(file, table_notes);
}

static void set_file_label(struct stat_file *file)
{
    const struct export_form *plan = file->plan;
    struct export_variable label = {
        .head = arena_printf(&file->arena, "%s%s", plan->synthetic ? "【合成データ】" : "",
                             plan->codebook->title),
        .tail = "",
    };
    const char *text = file->format == EXPORT_SAV
                           ? export_cut(&file->arena, label.head, SAV_FILE_LABEL_MOST)
                           : fitting_label(file, &label);
    require(file, readstat_writer_set_file_label(file->writer, text));
}

static void begin(struct stat_file *file)
{
    long rows = (long)file->plan->row_count;
    require(file, readstat_set_data_writer(file->writer, write_bytes));
    require(file, readstat_writer_set_file_timestamp(file->writer,
                                                     fixed_time(file->plan->codebook->year)));
    require(file, readstat_writer_set_file_format_version(
                      file->writer, file->format == EXPORT_SAV ? SAV_VERSION : DTA_VERSION));
    if (file->format == EXPORT_SAV)
        require(file, readstat_writer_set_compression(file->writer, READSTAT_COMPRESS_ROWS));
    set_file_label(file);
    add_all_notes(file);
    add_variables(file);
    require(file, file->format == EXPORT_SAV
                      ? readstat_begin_writing_sav(file->writer, file, rows)
                      : readstat_begin_writing_dta(file->writer, file, rows));
}

bool export_stat_write(FILE *stream, struct db *db, const struct export_form *plan,
                       enum export_format format)
{
    struct stat_file file = {.stream = stream, .plan = plan, .format = format};
    struct arena variables = {0};
    file.writer = readstat_writer_init();
    if (file.writer == NULL)
        abort();
    begin(&file);
    variables = file.arena; /* the rows have an arena of their own, which is emptied */
    file.arena = (struct arena){0};
    export_rows(plan, db, write_row, &file);
    if (file.error == READSTAT_OK)
        require(&file, readstat_end_writing(file.writer));
    readstat_writer_free(file.writer);
    arena_release(&file.arena);
    arena_release(&variables);
    if (file.error != READSTAT_OK && file.error != READSTAT_ERROR_WRITE)
        die(readstat_error_message(file.error), _("export as csv"),
            _("the form \"%s\" cannot be written in this format"), plan->form->id);
    return file.error == READSTAT_OK;
}
