/*
 * Reading whole configurations: every mistake of the bad surveys under tests/data/config-bad is
 * reported with its place (the golden lists lie beside them), and the small survey under
 * tests/data/config-small becomes the structures that all programs work with.
 */
#include "common/config.h"

#include "common/expression.h"
#include "common/message.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SMALL "tests/data/config-small"
#define BAD "tests/data/config-bad"

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    char *text = calloc(1, 1 << 16);
    ck_assert_ptr_nonnull(text);
    size_t length = fread(text, 1, (1 << 16) - 1, file);
    ck_assert_int_eq(ferror(file), 0);
    text[length] = '\0';
    fclose(file);
    return text;
}

/* What config_read() prints about a survey, in a file. */
static bool read_printing(struct config *config, const char *configs, const char *survey,
                          const char *path)
{
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    ck_assert_int_ge(kept, 0);
    ck_assert_ptr_nonnull(freopen(path, "w", stderr));
    bool good = config_read(config, configs, survey);
    fflush(stderr);
    ck_assert_int_ge(dup2(kept, STDERR_FILENO), 0);
    close(kept);
    return good;
}

static const char *const bad_surveys[] = {"bad",      "syntax",      "empty",    "frames-lost",
                                          "absent",   "aliases",     "deep",     "keys",
                                          "previous", "previous-id", "sureness", "weights",
                                          "strata",   "charts",      "measures", "sentences"};

START_TEST(reports_all_mistakes)
{
    char printed[] = "/tmp/renkei-test-config-XXXXXX";
    int descriptor = mkstemp(printed);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
    struct config config;
    ck_assert(!read_printing(&config, BAD, bad_surveys[_i], printed));
    char golden[128];
    snprintf(golden, sizeof golden, "%s/%s.expected", BAD, bad_surveys[_i]);
    char *got = file_text(printed), *expected = file_text(golden);
    remove(printed);
    ck_assert_str_eq(got, expected);
    free(got);
    free(expected);
}
END_TEST

/* A form with `questions` multiple questions of 250 options each, in a folder of its own. */
static void write_large_survey(const char *folder, int questions)
{
    char path[128];
    snprintf(path, sizeof path, "%s/large", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/large/banners.yaml", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("banners: [{id: total, label: all}]\n", file);
    ck_assert_int_eq(fclose(file), 0);
    snprintf(path, sizeof path, "%s/large/codebook.yaml", folder);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("survey: large\ntitle: t\nyear: 2022\nlists:\n  - id: many\n    options:\n", file);
    for (int code = 1; code <= 250; code++)
        fprintf(file, "      - {code: %d, label: l%d}\n", code, code);
    fputs("forms:\n  - id: f\n    title: t\n    questions:\n", file);
    for (int i = 1; i <= questions; i++)
        fprintf(file, "      - {id: q%d, text: t, type: multiple, options_from: many}\n", i);
    ck_assert_int_eq(fclose(file), 0);
}

static void remove_large_survey(const char *folder)
{
    static const char *const names[] = {"large/banners.yaml", "large/codebook.yaml", "large", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        ck_assert_int_eq(remove(path), 0);
    }
}

static const struct {
    int questions;
    bool fits;
} large_surveys[] = {{28, true}, {29, false}};

START_TEST(bounds_slots)
{
    char folder[] = "/tmp/renkei-test-config-XXXXXX", printed[128];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(printed, sizeof printed, "%s.printed", folder);
    write_large_survey(folder, large_surveys[_i].questions);
    struct config config;
    bool good = read_printing(&config, folder, "large", printed);
    char *text = file_text(printed);
    remove(printed);
    remove_large_survey(folder);
    ck_assert_int_eq(good, large_surveys[_i].fits);
    const char *expected = "the form needs 7250 slots for its answers, more than 7000";
    ck_assert_int_eq(strstr(text, expected) == NULL, large_surveys[_i].fits);
    free(text);
    if (good)
        config_release(&config);
}
END_TEST

/* The program ends with STATUS_USAGE; an unknown survey, none, and one with mistakes. */
static const char *const unusable[] = {"absent", NULL, "../config-small/small", "bad"};

START_TEST(requires_a_survey)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
    struct config config;
    config_require(&config, BAD, unusable[_i]);
}
END_TEST

static struct config small;

static void read_small(void)
{
    ck_assert(config_read(&small, SMALL, "small"));
}

static void release_small(void)
{
    config_release(&small);
}

START_TEST(reads_the_survey)
{
    const struct codebook *codebook = &small.codebook;
    ck_assert_str_eq(codebook->survey, "small");
    ck_assert_str_eq(codebook->title, "小さな調査");
    ck_assert_int_eq(codebook->year, 2019);
    ck_assert_str_eq(codebook->previous, "");
    ck_assert_str_eq(codebook->fielded, "2020-01-06/2020-02-29");
    ck_assert_str_eq(codebook->notes, "一行目\n二行目\n");
    ck_assert_uint_eq(codebook->form_count, 2);
    ck_assert_uint_eq(strlen(codebook->hash), 64);
    ck_assert_ptr_eq(codebook_form(codebook, "guest"), &codebook->forms[1]);
    ck_assert_ptr_null(codebook_form(codebook, "gues"));
    ck_assert_ptr_null(codebook->forms[1].frame);
    ck_assert_ptr_null(codebook->forms[1].frame_id);
    ck_assert_str_eq(codebook->forms[0].frame_id, "places");
}
END_TEST

/* Items, slots and columns of the form "place", written down from its codebook. */
static const struct {
    const char *id;
    size_t slot, slot_count, first_column, column_count;
} items[] = {
    {"open", 0, 1, 0, 1},        {"reasons", 1, 3, 1, 4},       {"mood.spring", 4, 1, 5, 2},
    {"mood.autumn", 5, 1, 7, 2}, {"visits.spring", 6, 1, 9, 1}, {"visits.autumn", 7, 1, 10, 1},
    {"remarks", 8, 1, 11, 1},    {"busy", 9, 1, 12, 0},         {"busy_town", 10, 1, 12, 0},
};

static const struct {
    const char *name;
    size_t item;
    enum column_kind kind;
    int code;
} columns[] = {
    {"open", 0, COLUMN_ANSWER, 0},
    {"reasons.3", 1, COLUMN_TICK, 3},
    {"reasons.90", 1, COLUMN_TICK, 90},
    {"reasons.90.text", 1, COLUMN_OPTION_TEXT, 90},
    {"reasons.99", 1, COLUMN_TICK, 99},
    {"mood.spring", 2, COLUMN_ANSWER, 0},
    {"mood.spring.90.text", 2, COLUMN_OPTION_TEXT, 90},
    {"mood.autumn", 3, COLUMN_ANSWER, 0},
    {"mood.autumn.90.text", 3, COLUMN_OPTION_TEXT, 90},
    {"visits.spring", 4, COLUMN_ANSWER, 0},
    {"visits.autumn", 5, COLUMN_ANSWER, 0},
    {"remarks", 6, COLUMN_ANSWER, 0},
};

START_TEST(lays_out_items)
{
    const struct form *form = &small.codebook.forms[0];
    ck_assert_uint_eq(form->item_count, sizeof items / sizeof *items);
    ck_assert_uint_eq(form->slot_count, 11);
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        ck_assert_str_eq(item->id, items[i].id);
        ck_assert_uint_eq(item->slot, items[i].slot);
        ck_assert_uint_eq(item->slot_count, items[i].slot_count);
        ck_assert_uint_eq(item->first_column, items[i].first_column);
        ck_assert_uint_eq(item->column_count, items[i].column_count);
        ck_assert_ptr_eq(form_item(form, items[i].id), item);
    }
    ck_assert_ptr_null(form_item(form, "mood"));
}
END_TEST

START_TEST(lays_out_columns)
{
    const struct form *form = &small.codebook.forms[0];
    ck_assert_uint_eq(form->column_count, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < form->column_count; i++) {
        const struct column *column = &form->columns[i];
        ck_assert_str_eq(column->name, columns[i].name);
        ck_assert_uint_eq(column->item, columns[i].item);
        ck_assert_int_eq(column->kind, columns[i].kind);
        ck_assert_int_eq(column->option ? column->option->code : 0, columns[i].code);
        if (column->option)
            ck_assert_ptr_eq(&form->items[column->item].question->options[column->option_index],
                             column->option);
        ck_assert_ptr_eq(form_column(form, columns[i].name), column);
    }
    ck_assert_ptr_null(form_column(form, "unit"));
}
END_TEST

START_TEST(reads_questions)
{
    const struct form *form = &small.codebook.forms[0];
    const struct question *open = form_question(form, "open");
    ck_assert_str_eq(open->number, "問1");
    ck_assert_str_eq(open->source, "R");
    ck_assert_ptr_null(open->base);
    ck_assert_ptr_null(open->options[0].source);
    const struct question *reasons = form_question(form, "reasons");
    ck_assert_str_eq(reasons->base_text, "open = 2");
    ck_assert(reasons->options[1].text && !reasons->options[1].exclusive);
    ck_assert(reasons->options[2].exclusive && !reasons->options[2].text);
    const struct question *mood = form_question(form, "mood");
    ck_assert_uint_eq(mood->first_item, 2);
    ck_assert_uint_eq(mood->item_count, 2);
    ck_assert_str_eq(mood->rows[1].label, "秋");
    ck_assert_str_eq(mood->rows[1].source, "L");
    const struct question *visits = form_question(form, "visits");
    ck_assert_int_eq(visits->min, 0);
    ck_assert_int_eq(visits->max, 99500000);
    ck_assert_int_eq(visits->decimals, 1);
    ck_assert_str_eq(visits->unit, "回");
    ck_assert_ptr_null(visits->rows[0].unit);
    ck_assert_str_eq(visits->rows[1].unit, "日");
    const struct question *busy = form_question(form, "busy");
    ck_assert(busy->derived && busy->type == QUESTION_SINGLE);
    ck_assert_str_eq(busy->text, "忙しい");
}
END_TEST

START_TEST(reads_edits)
{
    const struct form *form = &small.codebook.forms[0];
    ck_assert_uint_eq(form->edit_count, 1);
    const struct edit *edit = &form->edits[0];
    ck_assert_int_eq(edit->severity, EDIT_ERROR);
    /* the grid stands for both of its items */
    ck_assert_uint_eq(edit->item_count, 3);
    static const size_t expected[] = {4, 5, 3};
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(edit->items[i], expected[i]);
    size_t named[1];
    ck_assert_uint_eq(expression_items(edit->when, named, 1), 2);
    ck_assert_uint_eq(named[0], 0);
}
END_TEST

START_TEST(reads_figures)
{
    ck_assert_uint_eq(small.figure_count, 3);
    ck_assert_ptr_eq(small.figures[0].form, &small.codebook.forms[0]);
    ck_assert_str_eq(small.figures[0].banner, "total");
    ck_assert_str_eq(small.figures[1].banner, "kind");
    ck_assert_ptr_eq(small.figures[2].form, &small.codebook.forms[1]);
    ck_assert_str_eq(small.figures[2].question->id, "open");
}
END_TEST

START_TEST(reads_published_figures)
{
    static const struct published expected[] = {
        {.code = 1, .base = 5, .base_printed = true, .count = 3, .tenths = 600, .line = 2},
        {.code = CODE_NA, .base = 5, .count = -1, .tenths = 0, .line = 3},
        {.code = 90, .base = -1, .count = 1, .tenths = -1, .line = 4},
        {.code = 99, .base = 2, .base_printed = true, .count = -1, .tenths = 1000, .line = 5},
    };
    ck_assert_uint_eq(small.published_count, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(small.published[i].code, expected[i].code);
        ck_assert_int_eq(small.published[i].base, expected[i].base);
        ck_assert_int_eq(small.published[i].base_printed, expected[i].base_printed);
        ck_assert_int_eq(small.published[i].count, expected[i].count);
        ck_assert_int_eq(small.published[i].tenths, expected[i].tenths);
        ck_assert_int_eq(small.published[i].line, expected[i].line);
    }
    ck_assert_str_eq(small.published[0].printed_as, "はい, 開いている");
    ck_assert_str_eq(small.published[2].row->id, "autumn");
    ck_assert_ptr_null(small.published[0].row);
}
END_TEST

START_TEST(reads_frames)
{
    const struct frame *frame = small.codebook.forms[0].frame;
    ck_assert_uint_eq(frame->unit_count, 5);
    ck_assert_uint_eq(frame_find(frame, "003"), 2);
    ck_assert_uint_eq(frame_find(frame, "3"), FRAME_NONE);
    ck_assert_uint_eq(frame_column(frame, "people"), 5);
    ck_assert_uint_eq(frame_column(frame, "nobody"), FRAME_NONE);
    ck_assert_str_eq(frame_name(frame, 4), "Middle");
    ck_assert_str_eq(frame_code(frame, 4), "005");
    int64_t value;
    ck_assert(frame_number(frame, 0, 0, &value) && value == NUMBER_SCALE);
    ck_assert(!frame_number(frame, 3, 5, &value));
    ck_assert(!frame_number(frame, 0, 1, &value));
}
END_TEST

/* The survey of the former wave, and the edits that look at it. */
START_TEST(reads_the_previous_survey)
{
    struct config config;
    ck_assert(config_read(&config, "configs", "r4"));
    ck_assert_str_eq(config.codebook.previous, "r3");
    const struct form *form = codebook_form(&config.codebook, "municipality");
    size_t edits = 0;
    for (size_t i = 0; i < form->edit_count; i++)
        if (expression_uses_previous(form->edits[i].when)) {
            ck_assert_int_eq(form->edits[i].severity, EDIT_WARNING);
            edits++;
        }
    ck_assert_uint_eq(edits, 4);
    config_release(&config);
}
END_TEST

START_TEST(hash_depends_on_files_alone)
{
    struct config again;
    ck_assert(config_read(&again, "tests/../" SMALL, "small"));
    ck_assert_str_eq(again.codebook.hash, small.codebook.hash);
    config_release(&again);
}
END_TEST

START_TEST(names_codes)
{
    char buffer[8];
    const struct question *open = small.codebook.forms[0].questions;
    ck_assert_str_eq(code_text(buffer, 250), "250");
    ck_assert_str_eq(code_text(buffer, CODE_NA), "NA");
    ck_assert_str_eq(code_text(buffer, CODE_INVALID), "INVALID");
    ck_assert_str_eq(code_label(open, 2), "いいえ");
    ck_assert_str_eq(code_label(open, CODE_NA), "無回答");
    ck_assert_str_eq(code_label(open, CODE_INVALID), "不明");
}
END_TEST

START_TEST(names_years)
{
    struct arena arena = {0};
    ck_assert_str_eq(codebook_year_label(&arena, 2019), "2019年度(令和元年度)");
    ck_assert_str_eq(codebook_year_label(&arena, 2021), "2021年度(令和3年度)");
    arena_release(&arena);
}
END_TEST

int main(void)
{
    message_init("test", "en");
    Suite *suite = suite_create("config");
    TCase *mistakes = tcase_create("mistakes");
    tcase_add_loop_test(mistakes, reports_all_mistakes, 0,
                        (int)(sizeof bad_surveys / sizeof *bad_surveys));
    tcase_add_loop_test(mistakes, bounds_slots, 0, 2);
    tcase_add_loop_exit_test(mistakes, requires_a_survey, STATUS_USAGE, 0, 4);
    suite_add_tcase(suite, mistakes);
    TCase *good = tcase_create("small survey");
    tcase_add_checked_fixture(good, read_small, release_small);
    const TTest *tests[] = {reads_the_survey,
                            lays_out_items,
                            lays_out_columns,
                            reads_questions,
                            reads_edits,
                            reads_figures,
                            reads_published_figures,
                            reads_frames,
                            reads_the_previous_survey,
                            hash_depends_on_files_alone,
                            names_codes,
                            names_years};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(good, tests[i]);
    suite_add_tcase(suite, good);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
