/*
 * The codebook, the questions and the metadata as tables, of the survey under
 * tests/data/configs/library. No database. RENKEI_GOLDEN=write writes the golden files anew; the
 * hash of the codebook and the version of the program are put in, so that they stay.
 */
#include "common/config.h"
#include "common/csv.h"
#include "common/options.h"
#include "report/rules.h"
#include "report/tables_csv.h"
#include "report/twins.h"
#include "tests/golden.h"
#include "tests/made_counts.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANSWERED = 50 };

static struct config config;
static struct turnout turnouts[2];
static struct loaded loaded;

static void set_up(void)
{
    folder_open();
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
    strcpy(config.codebook.hash, "abc");
    for (size_t f = 0; f < 2; f++)
        turnouts[f] = made_turnout(&kept, &config, f, ANSWERED);
    loaded = (struct loaded){.turnouts = turnouts, .accepted = 100, .rejected = 2};
}

static void tear_down(void)
{
    folder_close();
    config_release(&config);
}

typedef bool write_function(FILE *stream);

static bool write_codebook(FILE *stream)
{
    return twins_codebook_write(stream, &config);
}

static bool write_questions(FILE *stream)
{
    return twins_questions_write(stream, &config);
}

static bool write_metadata(FILE *stream)
{
    return twins_metadata_write(stream, &config, &loaded);
}

static const char *written(write_function *write)
{
    char *bytes = NULL;
    size_t length;
    FILE *stream = open_memstream(&bytes, &length);
    ck_assert_ptr_nonnull(stream);
    ck_assert(write(stream));
    ck_assert_int_eq(fclose(stream), 0);
    const char *copy = arena_strdup(&kept, bytes);
    free(bytes);
    return copy;
}

/* The path of the table as a file. */
static const char *written_file(write_function *write)
{
    const char *path = in_folder("table.csv");
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert(write(stream));
    ck_assert_int_eq(fclose(stream), 0);
    return path;
}

/* All records, with the header. */
static struct csv_table table_of(write_function *write)
{
    struct csv_table table;
    const char *error = NULL;
    long line;
    ck_assert_msg(csv_read_file(&table, &kept, written_file(write), &error, &line), "%s", error);
    return table;
}

static const char *value_of(const struct csv_table *table, const char *key)
{
    const char *value = NULL;
    for (size_t i = 1; i < table->count; i++)
        if (strcmp(table->records[i][0], key) == 0) {
            ck_assert_msg(value == NULL, "%s stands twice", key);
            value = table->records[i][2];
        }
    return value;
}

/* ---- Golden files ---- */

static const struct {
    const char *path;
    write_function *write;
} golden[] = {
    {"tests/data/golden/library/codebook.csv", write_codebook},
    {"tests/data/golden/library/questions.csv", write_questions},
    {"tests/data/report/metadata.csv", write_metadata},
};
enum { TABLES = sizeof golden / sizeof *golden };

/* "renkei 1.2.3" as "renkei VERSION". */
static const char *without_version(const char *text)
{
    const char *program = arena_printf(&kept, "\"renkei %s\"", renkei_version);
    const char *at = strstr(text, program);
    if (at == NULL)
        return text;
    return arena_printf(&kept, "%.*s\"renkei VERSION\"%s", (int)(at - text), text,
                        at + strlen(program));
}

START_TEST(tables_are_the_golden_ones)
{
    assert_golden(golden[_i].path, without_version(written(golden[_i].write)));
}
END_TEST

/* ---- The rules ---- */

static void assert_rules(write_function *write)
{
    const struct rules_question question = {.path = written_file(write), .kind = RULES_DATA};
    struct rules_result result;
    ck_assert(rules_check(&result, &kept, &question));
    for (size_t i = 0; i < RULE_COUNT; i++)
        ck_assert_msg(result.verdicts[i].count == 0, "%s: %s %s", rules_list[i].id,
                      result.verdicts[i].first->cell, result.verdicts[i].first->value);
}

START_TEST(every_survey_keeps_the_rules)
{
    static const char *const surveys[][2] = {
        {"configs", "r3"},         {"configs", "r4"},         {"configs", "r6"},
        {MADE_CONFIGS, "library"}, {MADE_CONFIGS, "panel-b"}, {"configs", "training-r4"},
    };
    for (size_t s = 0; s < sizeof surveys / sizeof *surveys; s++) {
        config_release(&config);
        ck_assert(config_read(&config, surveys[s][0], surveys[s][1]));
        struct turnout *made = arena_array(&kept, config.codebook.form_count, sizeof *made);
        for (size_t f = 0; f < config.codebook.form_count; f++)
            made[f] = made_turnout(&kept, &config, f, ANSWERED);
        loaded.turnouts = made;
        for (size_t t = 0; t < TABLES; t++)
            assert_rules(golden[t].write);
    }
}
END_TEST

/* ---- What stands in them ---- */

typedef bool begin_function(FILE *stream);

START_TEST(every_column_is_explained)
{
    static const struct {
        const char *table;
        begin_function *begin;
    } tables[] = {{"cells", cells_csv_begin}, {"numbers", numbers_csv_begin}};
    struct csv_table metadata = table_of(write_metadata);
    size_t explained = 0, columns = 0;
    for (size_t t = 0; t < 2; t++) {
        struct csv_table header = table_of(tables[t].begin);
        for (size_t c = 0; c < header.lengths[0]; c++, columns++) {
            const char *key = arena_printf(&kept, "%s.%s", tables[t].table, header.records[0][c]);
            ck_assert_msg(value_of(&metadata, key) != NULL, "%s is not explained", key);
        }
    }
    for (size_t i = 1; i < metadata.count; i++)
        explained += strncmp(metadata.records[i][0], "cells.", 6) == 0 ||
                     strncmp(metadata.records[i][0], "numbers.", 8) == 0;
    ck_assert_uint_eq(explained, columns);
}
END_TEST

START_TEST(keys_stand_once)
{
    struct csv_table table = table_of(write_metadata);
    for (size_t i = 1; i < table.count; i++) {
        ck_assert_ptr_nonnull(value_of(&table, table.records[i][0]));
        ck_assert_str_ne(table.records[i][2], "");
    }
}
END_TEST

START_TEST(quantiles_are_those_of_the_survey)
{
    static const struct {
        enum quantile_definition quantiles;
        const char *says;
    } cases[] = {{QUANTILES_INVERSE, "定義1"}, {QUANTILES_LINEAR, "定義7"}};
    for (size_t i = 0; i < 2; i++) {
        config.quantiles = cases[i].quantiles;
        struct csv_table table = table_of(write_metadata);
        ck_assert_ptr_nonnull(strstr(value_of(&table, "definition.quantiles"), cases[i].says));
    }
}
END_TEST

START_TEST(notes_are_facts_and_sources)
{
    static const struct {
        const char *key, *value; /* NULL: there is none */
    } cases[] = {
        {"note.1", "一行目 続き"}, {"note.2", "'=1+1"}, {"note.3", NULL},
        {"source.1", "出典：甲"},  {"source.2", NULL},
    };
    config.codebook.notes = "一行目　  続き \n\n　出典：甲\n=1+1";
    struct csv_table table = table_of(write_metadata);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *is = value_of(&table, cases[i].key);
        if (cases[i].value == NULL)
            ck_assert_msg(is == NULL, "%s: %s", cases[i].key, is);
        else
            ck_assert_str_eq(is, cases[i].value);
    }
}
END_TEST

START_TEST(what_was_loaded_is_told)
{
    loaded.synthetic = _i == 1;
    struct csv_table table = table_of(write_metadata);
    ck_assert_str_eq(value_of(&table, "synthetic"), _i == 1 ? "true" : "false");
    ck_assert_str_eq(value_of(&table, "form.branch.units"), "60");
    ck_assert_str_eq(value_of(&table, "form.branch.answered"), "50");
    ck_assert_ptr_null(value_of(&table, "form.reader.units")); /* nobody knows */
    ck_assert_str_eq(value_of(&table, "form.reader.answered"), "50");
    ck_assert_str_eq(value_of(&table, "submissions.accepted"), "100");
    ck_assert_str_eq(value_of(&table, "submissions.rejected"), "2");
}
END_TEST

/* The expression on one line, what is quoted as it is; the reason of a break. */
START_TEST(a_base_is_one_line)
{
    struct form form = config.codebook.forms[0];
    struct question questions[2] = {form.questions[0], form.questions[1]};
    questions[1].base_text = " visits  > 3\n  and frame.kind = 'a  b' ";
    questions[1].break_reason = "改めたため";
    struct item item = form.items[1];
    item.question = &questions[1];
    form.items = &item;
    form.item_count = 1;
    config.codebook.forms = &form;
    config.codebook.form_count = 1;
    struct csv_table table = table_of(write_questions);
    ck_assert_uint_eq(table.count, 2);
    ck_assert_str_eq(table.records[1][14], "visits > 3 and frame.kind = 'a  b'");
    ck_assert_str_eq(table.records[1][17], "改めたため");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("twins");
    TCase *tables = tcase_create("tables");
    tcase_add_checked_fixture(tables, set_up, tear_down);
    tcase_add_loop_test(tables, tables_are_the_golden_ones, 0, TABLES);
    tcase_add_test(tables, every_survey_keeps_the_rules);
    tcase_add_test(tables, every_column_is_explained);
    tcase_add_test(tables, keys_stand_once);
    tcase_add_test(tables, quantiles_are_those_of_the_survey);
    tcase_add_test(tables, notes_are_facts_and_sources);
    tcase_add_loop_test(tables, what_was_loaded_is_told, 0, 2);
    tcase_add_test(tables, a_base_is_one_line);
    suite_add_tcase(suite, tables);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
