/* The expression language: what is true, what is a mistake and where, and derived variables. */
#include "common/expression.h"

#include "common/config.h"
#include "common/message.h"
#include "common/str.h"
#include "tests/small_survey.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct config small;
static const struct form *form;
static struct expression_scope edit_scope; /* of an edit of this form */
static struct arena arena;

static void read_small(void)
{
    ck_assert(config_read(&small, SMALL_SURVEY, "small"));
    form = &small.codebook.forms[0];
    edit_scope = (struct expression_scope){form, form->item_count, "smaller"};
}

static void release_small(void)
{
    arena_release(&arena);
    config_release(&small);
}

/* All kinds of answers and of empty at once. */
static const uint8_t codes[SLOTS] = {
    [SLOT_OPEN] = 2,
    [SLOT_REASONS] = CODE_TICKED,
    [SLOT_SPRING] = CODE_NA,
    [SLOT_AUTUMN] = 90,
    [SLOT_VISITS_SPRING] = CODE_TICKED,
    [SLOT_VISITS_AUTUMN] = CODE_INVALID,
    [SLOT_REMARKS] = CODE_TICKED,
    [SLOT_BUSY] = CODE_NOT_ASKED,
    [SLOT_BUSY_TOWN] = 1,
};
static const int64_t numbers[ITEMS] = {
    [ITEM_VISITS_SPRING] = 12500000, [ITEM_VISITS_AUTUMN] = 12500000};

/* What it answered a year before: option 4 of a mood is not offered any more. */
static const uint8_t former_codes[SLOTS] = {
    [SLOT_OPEN] = 1,
    [SLOT_REASONS] = CODE_NOT_TICKED,
    [SLOT_REASONS + 1] = CODE_TICKED,
    [SLOT_SPRING] = 4,
    [SLOT_AUTUMN] = CODE_INVALID,
    [SLOT_VISITS_SPRING] = CODE_TICKED,
    [SLOT_VISITS_AUTUMN] = CODE_TICKED,
    [SLOT_REMARKS] = CODE_NA,
};
static const int64_t former_numbers[ITEMS] = {
    [ITEM_VISITS_SPRING] = 6250000, [ITEM_VISITS_AUTUMN] = INT64_C(999999999999999)};
static const struct answers former = {.codes = former_codes, .numbers = former_numbers};

static const struct {
    const char *text;
    bool holds;
} conditions[] = {
    {"open = 2", true},
    {"open = 1", false},
    {"open != 1", true},
    {"open != 2", false},
    {"open in (1, 2)", true},
    {"open in (1)", false},
    {"open > 1", true},
    {"open > 2", false},
    {"open >= 2", true},
    {"open < 2", false},
    {"open <= 2", true},
    {"answered(open)", true},
    /* what is missing makes every comparison false */
    {"mood.spring = 1", false},
    {"mood.spring != 1", false},
    {"mood.spring >= 1", false},
    {"not mood.spring = 1", true},
    {"answered(mood.spring)", false},
    {"mood.autumn = 90", true},
    {"busy = 1 or busy != 1", false},
    {"answered(busy)", false},
    {"busy_town = 1", true},
    {"reasons has 3", true},
    {"reasons has 90", false},
    {"answered(reasons)", true},
    {"answered(remarks)", true},
    {"visits.spring = 12.5", true},
    {"visits.spring = 12.50", true},
    {"visits.spring in (1, 12.5)", true},
    {"visits.spring > 12.499999", true},
    {"visits.spring > 12.5", false},
    {"visits.spring < -1", false},
    {"answered(visits.spring)", true},
    {"visits.autumn = 12.5", false},
    {"answered(visits.autumn)", false},
    {"frame.people = 5000", true},
    {"frame.people >= 5000.5", false},
    {"frame.people in (1,5000)", true},
    {"frame.kind = 'town'", true},
    {"frame.kind != 'town'", false},
    {"frame.kind in ('city', 'village')", false},
    /* signs in texts end neither the text nor the list */
    {"frame.sign in ('a)', 'b', 'c, d', 'e', 'f')", true},
    {"frame.code = 2", true},
    {"frame.code = '002'", true},
    /* and binds before or, not before and */
    {"open = 2 or open = 1 and open = 1", true},
    {"(open = 2 or open = 1) and open = 1", false},
    {"not open = 1 and open = 1", false},
    {"not (open = 1 and open = 1)", true},
    {"not not open = 2", true},
    {"open=2 and frame.people>1", true},
    {"open = 1 or open = 1 or open = 2", true},
    {"  open = 2\n and answered( open )\t", true},
    /* answers to the previous survey */
    {"previous.open = 1", true},
    {"previous.open = 2", false},
    {"previous.open in (1, 2) and open = 2", true},
    {"previous.reasons has 90", true},
    {"previous.reasons has 3", false},
    {"answered(previous.reasons)", true},
    {"answered(previous.remarks)", false},
    {"previous.mood.spring != 1", true},
    {"answered(previous.mood.spring)", true},
    {"previous.mood.autumn != 1", false},
    {"answered(previous.mood.autumn)", false},
    {"previous.visits.spring = 6.25", true},
    {"previous.visits.spring in (1, 6.25)", true},
    /* two numbers */
    {"visits.spring > previous.visits.spring", true},
    {"visits.spring < previous.visits.spring", false},
    {"visits.spring = 2 * previous.visits.spring", true},
    {"visits.spring >= 2.000001 * previous.visits.spring", false},
    {"visits.spring<=2*previous.visits.spring", true},
    {"previous.visits.spring > -2 * visits.spring", true},
    {"visits.spring = visits.spring", true},
    {"visits.spring != visits.spring", false},
    /* a number that is missing: visits.autumn is INVALID */
    {"visits.spring != visits.autumn", false},
    {"visits.autumn != visits.spring", false},
    {"visits.autumn < previous.visits.autumn", false},
    /* nothing overflows */
    {"visits.spring < 999999999.999999 * previous.visits.autumn", true},
    {"visits.spring > -999999999.999999 * previous.visits.autumn", true},
};

/* Without former answers every comparison with them is false. */
static const char *const false_without_former[] = {
    "previous.open = 1",
    "previous.open != 2",
    "previous.reasons has 90",
    "answered(previous.reasons)",
    "previous.visits.spring >= 0",
    "visits.spring >= previous.visits.spring",
    "previous.visits.spring != visits.spring",
};

START_TEST(evaluates)
{
    struct expression_error error;
    const struct expression *expression =
        expression_parse(&arena, conditions[_i].text, &edit_scope, &error);
    ck_assert_msg(expression != NULL, "%s: %s", conditions[_i].text, error.text);
    struct answers answers = {.codes = codes,
                              .numbers = numbers,
                              .frame = form->frame,
                              .unit = EAST,
                              .previous = &former};
    ck_assert_msg(expression_true(expression, &answers) == conditions[_i].holds, "%s",
                  conditions[_i].text);
}
END_TEST

START_TEST(missing_former_answers_are_false)
{
    struct expression_error error;
    const struct expression *expression =
        expression_parse(&arena, false_without_former[_i], &edit_scope, &error);
    ck_assert_msg(expression != NULL, "%s: %s", false_without_former[_i], error.text);
    ck_assert(expression_uses_previous(expression));
    struct answers answers = {.codes = codes, .numbers = numbers, .previous = &former};
    ck_assert_msg(expression_true(expression, &answers), "%s", false_without_former[_i]);
    answers.previous = NULL;
    ck_assert_msg(!expression_true(expression, &answers), "%s", false_without_former[_i]);
}
END_TEST

/* A frame value that is missing makes comparisons false too. */
static const char *const false_without_values[] = {"frame.people >= 0", "frame.people != 1",
                                                   "frame.area != 9", "frame.area != '9'",
                                                   "frame.area_name in ('Upper', 'Lower')"};

START_TEST(empty_frame_values_are_false)
{
    struct expression_error error;
    const struct expression *expression =
        expression_parse(&arena, false_without_values[_i], &edit_scope, &error);
    ck_assert_ptr_nonnull(expression);
    ck_assert(expression_uses_frame(expression));
    struct answers west = {.codes = codes, .frame = form->frame, .unit = WEST};
    ck_assert(!expression_true(expression, &west));
    struct answers nowhere = {.codes = codes, .frame = form->frame, .unit = SIZE_MAX};
    ck_assert(!expression_true(expression, &nowhere));
    struct answers north = {.codes = codes, .frame = form->frame, .unit = NORTH};
    ck_assert(expression_true(expression, &north));
}
END_TEST

#define BY_CODE "options are compared by their codes; only numbers are compared with each other"

static const struct {
    const char *text;
    size_t offset;
    const char *message;
    const char *hint;
} mistakes[] = {
    {"", 0, "a condition is expected here, such as \"q = 1\" or \"answered(q)\"", NULL},
    {"open", 4, "a comparison (=, !=, <, <=, >, >=, in, has) is expected", NULL},
    {"open =", 6, "a number is expected here", NULL},
    {"open = yes", 7, "a number is expected here", BY_CODE},
    {"open = previous.open", 7, "a number is expected here", BY_CODE},
    {"open in (1, open)", 12, "a number is expected here", BY_CODE},
    {"open = 3", 7, "\"open\" has no option 3", NULL},
    {"open = 1.5", 7, "\"open\" has no option 1.5", NULL},
    {"open = 01", 7, "\"01\" is no number", NULL},
    {"open = 1x", 7, "\"1x\" is no number", NULL},
    {"open = -1", 7, "\"open\" has no option -1", NULL},
    {"open = 99999999999", 7, "\"99999999999\" is no number", NULL},
    {"open in 1", 8, "\"(\" is expected before \"1\"", NULL},
    {"open in (1, 3)", 12, "\"open\" has no option 3", NULL},
    {"open in ()", 9, "a number is expected here", NULL},
    {"open in (1", 10, "\")\" is missing at the end", NULL},
    {"open = 1 open = 2", 9, "\"and\" or \"or\" is expected before \"open\"", NULL},
    {"open = 1 and", 12, "a condition is expected here, such as \"q = 1\" or \"answered(q)\"",
     NULL},
    {"open = 1 && open = 2", 9, "this character has no meaning here", NULL},
    {"\xE5\x95\x8F = 1", 0, "this character has no meaning here", NULL},
    {"opne = 1", 0, "there is no item \"opne\" in form \"place\"", "did you mean \"open\"?"},
    {"and = 1", 0, "a condition is expected here, such as \"q = 1\" or \"answered(q)\"", NULL},
    {"mood = 1", 0, "\"mood\" has rows: name one, such as \"mood.spring\"", NULL},
    {"mood.winter = 1", 0, "there is no item \"mood.winter\" in form \"place\"", NULL},
    {"open has 1", 5, "\"open\" is no multiple question: compare it with =", NULL},
    {"reasons = 3", 8, "\"reasons\" is a multiple question: ask with has", NULL},
    {"reasons has 4", 12, "\"reasons\" has no option 4", NULL},
    {"remarks = 1", 8, "\"remarks\" is a text: ask with answered(remarks)", NULL},
    {"answered(frame.people)", 9, "there is no item \"frame.people\" in form \"place\"", NULL},
    {"answered open", 9, "\"(\" is expected before \"open\"", NULL},
    {"frame.peple > 1", 0, "frame \"places\" has no column \"peple\"",
     "did you mean \"frame.people\"?"},
    {"frame.kind = 1", 0, "column \"kind\" holds 'town', which is no number", NULL},
    {"frame.kind = 'twon'", 13, "no unit of the frame has 'twon' in column \"kind\"", NULL},
    {"frame.kind > 'town'", 11, "texts can be compared by =, != and in only", NULL},
    {"frame.kind in ('town', 1)", 23, "a quoted text is expected here", NULL},
    {"frame.kind = 'town", 13, "the quote is not closed", NULL},
    {"(open = 1", 9, "\")\" is missing at the end", NULL},
    {"visits.spring > open", 16, "\"open\" is no number question",
     "a number is compared with a number or another number question"},
    {"visits.spring > 2 * previous.open", 20, "\"previous.open\" is no number question",
     "a number is compared with a number or another number question"},
    {"visits.spring > vists.autumn", 16, "there is no item \"vists.autumn\" in form \"place\"",
     "did you mean \"visits.autumn\"?"},
    {"visits.spring > 2 *", 19, "the name of an item is expected here", NULL},
    {"visits.spring > 2 * 3", 20, "the name of an item is expected here", NULL},
    {"visits.spring > visits.autumn * 2", 30, "\"and\" or \"or\" is expected before \"*\"", NULL},
    {"visits.spring in (1, visits.autumn)", 21, "a number is expected here", NULL},
    {"2 * visits.spring > 3", 0,
     "a condition is expected here, such as \"q = 1\" or \"answered(q)\"", NULL},
    {"open = 2 * visits.spring", 9, "\"and\" or \"or\" is expected before \"*\"", NULL},
    {"previous = 1", 0, "a condition is expected here, such as \"q = 1\" or \"answered(q)\"", NULL},
    {"previous. = 1", 0, "there is no item \"\" in form \"place\"", NULL},
    {"previous.opne = 1", 0, "there is no item \"opne\" in form \"place\"",
     "did you mean \"previous.open\"?"},
    {"answered(previous.mood)", 9,
     "\"previous.mood\" has rows: name one, such as \"previous.mood.spring\"", NULL},
    {"previous.open = 3", 16, "\"open\" has no option 3", NULL},
    {"previous.open has 1", 14, "\"open\" is no multiple question: compare it with =", NULL},
    {"open = 1 and previous.busy = 1", 13, "the derived variable \"busy\" has no former answer",
     "name the items it is derived from"},
    {"open = 1)", 8, "\"and\" or \"or\" is expected before \")\"", NULL},
};

START_TEST(reports_mistakes)
{
    struct expression_error error;
    ck_assert_ptr_null(expression_parse(&arena, mistakes[_i].text, &edit_scope, &error));
    ck_assert_str_eq(error.text, mistakes[_i].message);
    ck_assert_msg(error.offset == mistakes[_i].offset, "%s: %zu", mistakes[_i].text, error.offset);
    ck_assert_pstr_eq(error.hint, mistakes[_i].hint);
}
END_TEST

START_TEST(refuses_later_items)
{
    struct expression_error error;
    const struct expression_scope base_scope = {form, 1, NULL};
    ck_assert_ptr_nonnull(expression_parse(&arena, "open = 1", &base_scope, &error));
    ck_assert_ptr_null(expression_parse(&arena, "answered(reasons)", &base_scope, &error));
    ck_assert_str_eq(error.text, "\"reasons\" does not come before what it decides about");
    ck_assert_uint_eq(error.offset, 9);
}
END_TEST

START_TEST(refuses_frames_where_there_is_none)
{
    struct expression_error error;
    const struct form *guest = &small.codebook.forms[1];
    const struct expression_scope scope = {guest, guest->item_count, ""};
    ck_assert_ptr_null(expression_parse(&arena, "frame.people > 1", &scope, &error));
    ck_assert_str_eq(error.text, "form \"guest\" has no frame");
}
END_TEST

START_TEST(refuses_former_answers_where_there_are_none)
{
    const struct form *guest = &small.codebook.forms[1];
    const struct {
        struct expression_scope scope;
        const char *message, *hint;
    } cases[] = {
        {{form, form->item_count, NULL},
         "only edits can look at the previous survey",
         "what is counted may not depend on another survey; write a check under \"edits\""},
        {{form, form->item_count, ""},
         "the codebook names no previous survey",
         "write \"previous: SURVEY\" beside \"survey\""},
        {{guest, guest->item_count, "smaller"},
         "a form without a frame has no former answers",
         "without a frame the same unit means somebody else in every survey"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression_error error;
        ck_assert_ptr_null(
            expression_parse(&arena, "open = 1 and previous.open = 1", &cases[i].scope, &error));
        ck_assert_str_eq(error.text, cases[i].message);
        ck_assert_str_eq(error.hint, cases[i].hint);
        ck_assert_uint_eq(error.offset, 13);
    }
}
END_TEST

/* `depth` times `open`, then a condition, then `depth` times `close`. */
static bool parses_nested(const char *open, size_t depth, const char *close)
{
    struct str text = {0};
    for (size_t i = 0; i < depth; i++)
        str_append(&text, open);
    str_append(&text, "open = 1");
    for (size_t i = 0; i < depth; i++)
        str_append(&text, close);
    struct expression_error error;
    bool parsed = expression_parse(&arena, str_text(&text), &edit_scope, &error);
    ck_assert(parsed || strcmp(error.text, "the condition is nested too deeply") == 0);
    str_release(&text);
    return parsed;
}

START_TEST(bounds_nesting)
{
    ck_assert(parses_nested("(", 31, ")"));
    ck_assert(!parses_nested("(", 32, ")"));
    ck_assert(!parses_nested("(", 100000, ")"));
    ck_assert(!parses_nested("not ", 100000, ""));
    /* a chain is no nesting */
    ck_assert(parses_nested("open = 2 and ", 10000, " or open = 2"));
}
END_TEST

START_TEST(lists_its_items)
{
    struct expression_error error;
    const struct expression *expression =
        expression_parse(&arena, "answered(remarks) and open = 1 or visits.spring > 1 and open = 2",
                         &edit_scope, &error);
    size_t items[4] = {0};
    ck_assert_uint_eq(expression_items(expression, items, 4), 3);
    ck_assert_uint_eq(items[0], 0);
    ck_assert_uint_eq(items[1], ITEM_VISITS_SPRING);
    ck_assert_uint_eq(items[2], 6);
    ck_assert(!expression_uses_frame(expression));
    ck_assert(!expression_uses_previous(expression));
}
END_TEST

/* Former answers are not among them. */
START_TEST(lists_only_items_of_this_survey)
{
    struct expression_error error;
    const struct expression *expression =
        expression_parse(&arena, "previous.open = 1 and visits.spring > 2 * previous.visits.autumn",
                         &edit_scope, &error);
    size_t items[2] = {0};
    ck_assert_uint_eq(expression_items(expression, items, 2), 1);
    ck_assert_uint_eq(items[0], ITEM_VISITS_SPRING);
}
END_TEST

static const struct {
    size_t unit;
    uint8_t code; /* of visits.spring */
    int64_t number;
    uint8_t busy, busy_town;
} derivations[] = {
    {EAST, CODE_TICKED, 10500000, 1, 1},       {EAST, CODE_TICKED, 10499999, 2, 1},
    {EAST, CODE_NA, 99000000, CODE_NA, 2},     {EAST, CODE_INVALID, 0, CODE_NA, 2},
    {EAST, CODE_NOT_ASKED, 0, CODE_NA, 2},     {SOUTH, CODE_TICKED, 10500000, 1, 2},
    {WEST, CODE_TICKED, 10500000, 1, CODE_NA}, {SIZE_MAX, CODE_TICKED, 0, 2, CODE_NA},
};

START_TEST(derives)
{
    uint8_t slots[SLOTS];
    memcpy(slots, codes, sizeof slots);
    slots[SLOT_VISITS_SPRING] = derivations[_i].code;
    int64_t given[ITEMS] = {[ITEM_VISITS_SPRING] = derivations[_i].number};
    form_derive(form, form->frame, derivations[_i].unit, given, slots);
    ck_assert_uint_eq(slots[SLOT_BUSY], derivations[_i].busy);
    ck_assert_uint_eq(slots[SLOT_BUSY_TOWN], derivations[_i].busy_town);
    ck_assert_int_eq(memcmp(slots, codes, SLOT_VISITS_SPRING), 0);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    message_init("test", "en");
    Suite *suite = suite_create("expression");
    TCase *cases = tcase_create("expression");
    tcase_add_checked_fixture(cases, read_small, release_small);
    tcase_add_loop_test(cases, evaluates, 0, COUNT(conditions));
    tcase_add_loop_test(cases, missing_former_answers_are_false, 0, COUNT(false_without_former));
    tcase_add_loop_test(cases, empty_frame_values_are_false, 0, COUNT(false_without_values));
    tcase_add_loop_test(cases, reports_mistakes, 0, COUNT(mistakes));
    tcase_add_test(cases, refuses_later_items);
    tcase_add_test(cases, refuses_frames_where_there_is_none);
    tcase_add_test(cases, refuses_former_answers_where_there_are_none);
    tcase_add_test(cases, bounds_nesting);
    tcase_add_test(cases, lists_its_items);
    tcase_add_test(cases, lists_only_items_of_this_survey);
    tcase_add_loop_test(cases, derives, 0, COUNT(derivations));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
