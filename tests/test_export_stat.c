/*
 * renkei export as sav and dta: the files are read back by ReadStat and compared with the CSV,
 * value by value; labels, kinds of empty, texts that are too long, and a form without rows.
 */
#include "tests/export_run.h"

#include <readstat.h>

/* ---- sav and dta, read back ---- */

struct back {
    bool dta;
    struct csv_table table; /* the same rows as CSV */
    size_t variables, values, labels, declared;
    int rows;
    const char *file_label, *wishes_label;
    bool label_invalid, label_option;
};

static int read_metadata(readstat_metadata_t *metadata, void *context)
{
    struct back *back = context;
    back->rows = readstat_get_row_count(metadata);
    back->file_label = arena_strdup(&kept, readstat_get_file_label(metadata));
    return READSTAT_HANDLER_OK;
}

static int read_variable(int index, readstat_variable_t *variable, const char *labels,
                         void *context)
{
    struct back *back = context;
    const char *name = readstat_variable_get_name(variable);
    const char *column = back->table.records[0][index];
    (void)labels;
    back->variables++;
    for (size_t i = 0; column[i] != '\0'; i++)
        ck_assert(name[i] == column[i] || (name[i] == '_' && column[i] == '.'));
    if (strcmp(name, "wishes_text") == 0)
        back->wishes_label = arena_strdup(&kept, readstat_variable_get_label(variable));
    return READSTAT_HANDLER_OK;
}

static int read_label(const char *set, readstat_value_t value, const char *label, void *context)
{
    struct back *back = context;
    bool invalid = back->dta
                       ? readstat_value_is_tagged_missing(value) && readstat_value_tag(value) == 'b'
                       : readstat_double_value(value) == 252;
    (void)set;
    back->labels++;
    if (invalid)
        ck_assert_str_eq(label, "不明");
    back->label_invalid = back->label_invalid || invalid;
    back->label_option = back->label_option || strcmp(label, "隔週開館") == 0;
    return READSTAT_HANDLER_OK;
}

/* The word that CSV has for a kind of empty. */
static const char *word_of(const struct back *back, readstat_value_t value,
                           readstat_variable_t *variable)
{
    static const char *const words[] = {"NA", "INVALID", "NOT_ASKED"};
    if (back->dta) {
        char tag = readstat_value_tag(value);
        return readstat_value_is_tagged_missing(value) && tag >= 'a' && tag <= 'c'
                   ? words[tag - 'a']
                   : NULL;
    }
    if (!readstat_value_is_defined_missing(value, variable))
        return NULL;
    return words[(int)readstat_double_value(value) - 251];
}

static double number_of(readstat_value_t value)
{
    return readstat_value_type(value) == READSTAT_TYPE_INT16 ? readstat_int16_value(value)
                                                             : readstat_double_value(value);
}

static int read_value(int row, readstat_variable_t *variable, readstat_value_t value, void *context)
{
    struct back *back = context;
    int column = readstat_variable_get_index(variable);
    const char *should = back->table.records[row + 1][column];
    const char *word = word_of(back, value, variable);
    back->values++;
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char *text = readstat_string_value(value);
        should += *should == '\''; /* opened for spreadsheets only */
        ck_assert_str_eq(text != NULL ? text : "", should);
    } else if (word != NULL) {
        back->declared++;
        ck_assert_str_eq(word, should);
    } else if (readstat_value_is_system_missing(value) && *should == '\0') {
        ck_assert_str_eq(readstat_variable_get_name(variable), "seats"); /* not in the frame */
    } else if (readstat_value_is_system_missing(value)) {
        ck_assert_msg(!back->dta, "row %d, column %d: .", row, column);
        ck_assert_msg(strcmp(should, "NA") == 0 || strcmp(should, "INVALID") == 0 ||
                          strcmp(should, "NOT_ASKED") == 0,
                      "%s", should);
        /* the state behind it says which */
        ck_assert_str_eq(should, back->table.records[row + 1][column + 1]);
    } else {
        char *end;
        ck_assert_double_eq(number_of(value), strtod(should, &end));
        ck_assert_msg(end != should && *end == '\0', "%s", should);
    }
    return READSTAT_HANDLER_OK;
}

static struct back read_back(const char *out, const char *csv, bool dta)
{
    struct back back = {.dta = dta, .table = read_table(csv)};
    const char *path = arena_printf(&kept, "%s/branch-synthetic.%s", out, dta ? "dta" : "sav");
    readstat_parser_t *parser = readstat_parser_init();
    readstat_set_metadata_handler(parser, read_metadata);
    readstat_set_variable_handler(parser, read_variable);
    readstat_set_value_label_handler(parser, read_label);
    readstat_set_value_handler(parser, read_value);
    readstat_error_t error =
        dta ? readstat_parse_dta(parser, path, &back) : readstat_parse_sav(parser, path, &back);
    ck_assert_msg(error == READSTAT_OK, "%s: %s", path, readstat_error_message(error));
    readstat_parser_free(parser);
    return back;
}

static const char *const stat_formats[] = {"sav", "dta"};

/* Texts that are long, look like a kind of empty, or like a formula, too. */
static void type_odd_texts(void)
{
    query("UPDATE text SET value = repeat('長い文', 200) WHERE unit = 'L002' AND option = 0");
    query("UPDATE text SET value = 'NA' WHERE unit = 'L005' AND option = 0");
    query("UPDATE text SET value = E'=1+1\\n2行目' WHERE unit = 'L006' AND option = 0");
}

START_TEST(other_formats_hold_the_same)
{
    bool dta = _i == 1;
    type_odd_texts();
    const char *csv = arena_printf(&kept, "%s/branch-synthetic.csv", export_as("csv", "csv"));
    struct back back = read_back(export_as(stat_formats[_i], "stat"), csv, dta);
    ck_assert_int_eq(back.rows, 28);
    ck_assert_uint_eq(back.variables, back.table.lengths[0]);
    ck_assert_uint_eq(back.values, 28 * back.variables);
    ck_assert_uint_gt(back.declared, 100);
    ck_assert(back.label_invalid && back.label_option);
    ck_assert_str_eq(back.file_label, "【合成データ】令和5年度 図書館サービス調査");
    ck_assert_str_eq(back.wishes_label, "第9問 ご意見を自由に記入してください。");
    ck_assert_str_eq(cell(&back.table, "L005", "wishes"), "NA"); /* typed; */
    ck_assert_str_eq(cell(&back.table, "L005", "wishes_state"), "1");
    ck_assert_str_eq(cell(&back.table, "L007", "wishes"), ""); /* not there */
    ck_assert_str_eq(cell(&back.table, "L007", "wishes_state"), "NA");
    ck_assert_str_eq(cell(&back.table, "L006", "wishes"), "'=1+1\n2行目");
    ck_assert_uint_eq(strlen(cell(&back.table, "L002", "wishes")), 1800);
}
END_TEST

static const struct {
    const char *format, *sql, *said;
} too_long[] = {
    {"sav", "UPDATE text SET value = repeat('長', 12000) WHERE unit = 'L002' AND option = 0",
     "\"wishes\" has texts of more than 9072 bytes, too long for sav"},
    {"dta", "UPDATE text SET value = repeat('長', 700) WHERE unit = 'L002' AND option = 0",
     "\"wishes\" has texts of more than 2045 bytes, too long for dta"},
};

/* Without one, ReadStat hands over values of no variable. */
static int pass_variable(int index, readstat_variable_t *variable, const char *labels,
                         void *context)
{
    (void)index;
    (void)variable;
    (void)labels;
    (void)context;
    return READSTAT_HANDLER_OK;
}

static int keep_longest(int row, readstat_variable_t *variable, readstat_value_t value,
                        void *context)
{
    const char **longest = context;
    if (row == 1 && strcmp(readstat_variable_get_name(variable), "wishes_text") == 0)
        *longest = arena_strdup(&kept, readstat_string_value(value));
    return READSTAT_HANDLER_OK;
}

START_TEST(a_text_that_is_cut_is_told)
{
    query(too_long[_i].sql);
    struct said said = EXPORT(SURVEY, "--as", too_long[_i].format, "-o", in_folder("out"));
    assert_status(said, STATUS_DONE);
    ck_assert_msg(strstr(said.messages, too_long[_i].said) != NULL, "%s", said.messages);
    const char *longest = "",
               *path = in_folder(_i == 0 ? "out/branch-synthetic.sav" : "out/branch-synthetic.dta");
    readstat_parser_t *parser = readstat_parser_init();
    readstat_set_variable_handler(parser, pass_variable);
    readstat_set_value_handler(parser, keep_longest);
    ck_assert_int_eq(_i == 0 ? readstat_parse_sav(parser, path, &longest)
                             : readstat_parse_dta(parser, path, &longest),
                     READSTAT_OK);
    readstat_parser_free(parser);
    /* whole characters of three bytes, as many as fit with the last */
    ck_assert_uint_eq(strlen(longest), (size_t)(_i == 0 ? 9072 : 2043));
    ck_assert_str_eq(longest + strlen(longest) - strlen("長…"), "長…");
}
END_TEST

START_TEST(a_form_nobody_answered_is_empty)
{
    query("DELETE FROM response WHERE form = 'branch'");
    for (size_t f = 0; f < 2; f++)
        export_as(stat_formats[f], "out");
    export_as("ddi", "out");
    ck_assert_uint_eq(read_table(in_folder("out/branch-synthetic.csv")).count, 1);
    const char *csv = in_folder("out/branch-synthetic.csv");
    for (int dta = 0; dta < 2; dta++)
        ck_assert_int_eq(read_back(in_folder("out"), csv, dta == 1).rows, 0);
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("export_stat");
    TCase *database = tcase_create("database");
    tcase_add_checked_fixture(database, set_up, workplace_close);
    tcase_set_timeout(database, 120);
    tcase_add_loop_test(database, other_formats_hold_the_same, 0, LENGTH(stat_formats));
    tcase_add_loop_test(database, a_text_that_is_cut_is_told, 0, LENGTH(too_long));
    tcase_add_test(database, a_form_nobody_answered_is_empty);
    suite_add_tcase(suite, database);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
