/*
 * aggregate and verify against a database of their own: five responses whose cells can be counted
 * by hand, then the same with damage.
 */
#include "aggregate/verbs.h"

#include "common/config.h"
#include "common/db.h"
#include "ingest/register.h"
#include "tests/child_run.h"
#include "tests/server.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct settings settings = {
    .survey = "tally", .configs = "tests/data/config-tally", .quiet = true};

enum { SLOTS = 6, ITEM_VISITS = 2 };

/* open; reasons 3, 90, 99; visits; busy */
struct answered {
    const char *unit;
    uint8_t codes[SLOTS];
    const char *visits; /* NULL: none */
};
static const struct answered responses[] = {
    {"001", {1, 253, 253, 253, 1, 2}, "2.5"},
    {"002", {2, 1, 0, 0, 1, 1}, "10"},
    {"003", {2, 251, 251, 251, 251, 251}, NULL},
    {"004", {252, 253, 253, 253, 252, 251}, NULL},
    {"005", {2, 1, 1, 0, 1, 2}, "4"},
};
enum { RESPONSES = sizeof responses / sizeof *responses };

static struct config config;
static struct db db;

/* ---- Statements of the tests themselves ---- */

static char *query(const char *text)
{
    static char value[4096];
    PGresult *result = PQexec(db.connection, text);
    ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
                      PQresultStatus(result) == PGRES_COMMAND_OK,
                  "%s", PQresultErrorMessage(result));
    snprintf(value, sizeof value, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return value;
}

static void hexadecimal(char *text, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

static void insert_response(const struct answered *response)
{
    const struct form *form = &config.codebook.forms[0];
    const struct banner_set *set = &config.codebook.banners[0];
    uint16_t classes[8];
    uint8_t packed[16];
    ck_assert_uint_eq(form->slot_count, SLOTS);
    ck_assert_uint_le(set->count, 8);
    banner_classify(set, form, frame_find(form->frame, response->unit), response->codes, classes);
    for (size_t i = 0; i < set->count; i++) {
        packed[2 * i] = (uint8_t)(classes[i] >> 8);
        packed[2 * i + 1] = (uint8_t)classes[i];
    }
    char class_text[64], code_texts[64], statement[512];
    hexadecimal(class_text, packed, 2 * set->count);
    hexadecimal(code_texts, response->codes, SLOTS);
    snprintf(statement, sizeof statement,
             "INSERT INTO response VALUES ('tally', 'place', '%s', 1, 0, '\\x%s', '\\x%s', "
             "coalesce(int8send((1000000 * %s)::bigint), ''))",
             response->unit, class_text, code_texts, response->visits ? response->visits : "NULL");
    query(statement);
    if (!response->visits)
        return;
    snprintf(statement, sizeof statement,
             "INSERT INTO number VALUES ('tally', 'place', '%s', %d, %s)", response->unit,
             ITEM_VISITS, response->visits);
    query(statement);
}

static void setup(void)
{
    ck_assert(config_read(&config, settings.configs, settings.survey));
    db_open_migrated(&db, &settings, "renkei-test");
    server_empty(&db);
    db_begin(&db);
    registration_write(&db, &config.codebook);
    for (size_t i = 0; i < RESPONSES; i++)
        insert_response(&responses[i]);
    db_commit(&db);
}

static void teardown(void)
{
    db_close(&db);
    config_release(&config);
}

/* ---- Programs ---- */

static struct ended run(const struct verb *verb)
{
    struct ended ended;
    if (child_starts(&ended))
        exit(verb->run(&settings, 0, NULL));
    child_ends(&ended);
    return ended;
}

static void assert_ends(const struct verb *verb, int status, const char *part)
{
    struct ended ended = run(verb);
    ck_assert_msg(ended.status == status, "status %d, not %d:\n%s", ended.status, status,
                  ended.said);
    assert_says(&ended, part);
}

static void *argument_value(const char *name)
{
    const struct argument *argument = aggregate_verb.arguments;
    while (argument->name && strcmp(argument->name, name) != 0)
        argument++;
    ck_assert_ptr_nonnull(argument->name);
    return argument->value;
}

static void aggregate(void)
{
    assert_ends(&aggregate_verb, 0, "");
}

/* ---- Cells ---- */

/* Counted by hand; classes of kind: city, town, village. */
struct cell_case {
    const char *item;
    int option;
    const char *banner, *class, *expected; /* count, base, valid */
};
static const struct cell_case cell_cases[] = {
    {"open", 0, "total", "all", "(1,5,4)"},
    {"open", 1, "total", "all", "(3,5,4)"},
    {"open", 2, "total", "all", "(0,5,4)"},
    {"open", 3, "total", "all", "(1,5,4)"},
    {"reasons", 0, "total", "all", "(2,3,2)"},
    {"reasons", 1, "total", "all", "(1,3,2)"},
    {"reasons", 2, "total", "all", "(0,3,2)"},
    {"reasons", 3, "total", "all", "(1,3,2)"},
    {"reasons", 4, "total", "all", "(0,3,2)"},
    {"busy", 0, "total", "all", "(1,5,3)"},
    {"busy", 2, "total", "all", "(2,5,3)"},
    {"open", 1, "area", "9", "(2,2,2)"},
    {"open", 3, "area", "9", "(0,2,2)"},
    {"open", 0, "kind", "town", "(1,2,2)"},
    {"open", 3, "kind", "village", "(1,2,1)"},
    {"reasons", 0, "open", "2", "(2,3,2)"},
    {"reasons", 0, "open", "1", "(0,0,0)"},
    {"busy", 1, "open", "1", "(1,1,1)"},
    {"busy", 2, "open", "INVALID", "(1,1,0)"},
    {"busy", 2, "open", "NA", "(0,0,0)"},
    {"reasons", 1, "kind_area", "city:9", "(1,1,1)"},
    {"open", 1, "kind_area", "city:10", "(0,0,0)"},
};

START_TEST(test_cell)
{
    const struct cell_case *test = &cell_cases[_i];
    char statement[512];
    aggregate();
    snprintf(statement, sizeof statement,
             "SELECT (c.count, c.base, c.valid)::text FROM cell c "
             "JOIN item USING (survey, form, item) JOIN banner b USING (survey, form) "
             "JOIN class k USING (survey, form) WHERE item.question = '%s' AND c.option = %d "
             "AND b.banner = '%s' AND c.banner = b.position AND k.banner = b.banner "
             "AND k.class = '%s' AND c.class = k.position",
             test->item, test->option, test->banner, test->class);
    ck_assert_str_eq(query(statement), test->expected);
}
END_TEST

/* 13 cells in each of 16 classes: open 4, reasons 5, busy 4. */
START_TEST(test_every_cell_once)
{
    aggregate();
    ck_assert_str_eq(query("SELECT count(*) FROM cell"), "208");
    ck_assert_str_eq(
        query("SELECT count(*) FROM (SELECT DISTINCT form, item, option, banner, class "
              "FROM cell) AS c"),
        "208");
    ck_assert_str_eq(query("SELECT count(*) FROM statistic"), "16");
    ck_assert_str_eq(query("SELECT count(*) FROM published"), "5");
    ck_assert_str_eq(query("SELECT result->>'cells' FROM run WHERE verb = 'aggregate'"), "208");
}
END_TEST

/* 2.5, 4, 10; one response without, one unusable; computed by hand. */
START_TEST(test_statistics)
{
    aggregate();
    ck_assert_str_eq(query("SELECT (n, missing, sum, mean, sd, min, p25, median, p75, max)::text "
                           "FROM statistic WHERE banner = 0"),
                     "(3,2,16.5,5.5000,3.9686,2.5,3.25,4,7,10)");
    ck_assert_str_eq(query("SELECT (n, missing, sum, mean, sd, min, p25, median, p75, max)::text "
                           "FROM statistic WHERE banner = 2 AND class = 0"),
                     "(1,0,4,4.0000,,4,4,4,4,4)");
    ck_assert_str_eq(query("SELECT (n, missing, sum, mean, sd, min, p25, median, p75, max)::text "
                           "FROM statistic WHERE banner = 2 AND class = 2"),
                     "(0,2,0,,,,,,,)");
}
END_TEST

/* A sum that no 64-bit integer in millionths can hold. */
START_TEST(test_large_sum)
{
    query("INSERT INTO response SELECT survey, form, 'x' || k, source, ordinal, classes, codes, "
          "int8send(-999999999999999) "
          "FROM response, generate_series(1, 20000) AS k WHERE unit = '002'");
    query("INSERT INTO number SELECT 'tally', 'place', 'x' || k, 2, -999999999.999999 "
          "FROM generate_series(1, 20000) AS k");
    aggregate();
    ck_assert_str_eq(query("SELECT (n, sum, mean, min, median)::text FROM statistic "
                           "WHERE banner = 2 AND class = 1"),
                     "(20002,-19999999999987.48,-999900009.9984,-999999999.999999,"
                     "-999999999.999999)");
}
END_TEST

#define CONTENT                                                    \
    "SELECT md5((SELECT string_agg(c::text, ' ') FROM cell c) || " \
    "(SELECT string_agg(s::text, ' ') FROM statistic s) || "       \
    "(SELECT string_agg(p::text, ' ') FROM published p))"

/* The content and its order hang neither on the order of the rows nor on the connections. */
START_TEST(test_same_content)
{
    char first[64];
    aggregate();
    snprintf(first, sizeof first, "%s", query(CONTENT));
    query("CREATE TEMPORARY TABLE other AS SELECT * FROM response ORDER BY unit DESC");
    query("DELETE FROM response");
    query("INSERT INTO response SELECT * FROM other");
    *(long *)argument_value("jobs") = 4;
    aggregate();
    ck_assert_str_eq(query(CONTENT), first);
}
END_TEST

/* The numbers of the table into the responses, as ingest packs them. */
static void pack_numbers(void)
{
    query("UPDATE response r SET numbers = int8send((1000000 * n.value)::bigint) "
          "FROM number n WHERE n.unit = r.unit");
}

static void assert_engines_agree(void)
{
    char first[64];
    aggregate();
    snprintf(first, sizeof first, "%s", query(CONTENT));
    *(const char **)argument_value("engine") = "sql";
    aggregate();
    ck_assert_str_eq(query("SELECT count(*) FROM cell"), "208");
    ck_assert_str_eq(query(CONTENT), first);
    ck_assert_str_eq(query("SELECT count(*) FROM run WHERE inputs LIKE '%engine sql'"), "1");
}

/* Both engines, on answers with ties, negative numbers and many decimals. */
START_TEST(test_engines)
{
    query("INSERT INTO response SELECT survey, form, unit || k, source, ordinal, classes, codes "
          "FROM response, generate_series(1, 50) AS k");
    query("INSERT INTO number SELECT 'tally', 'place', unit || k, 2, "
          "CASE k % 3 WHEN 0 THEN value ELSE (k * 7919 % 101 - 50) / 8.0 + 0.000001 * k END "
          "FROM number, generate_series(1, 50) AS k");
    pack_numbers();
    assert_engines_agree();
}
END_TEST

/* More different values than four connections have room for: 16 MiB / 4 at 80 bytes each. */
START_TEST(test_many_values)
{
    query("INSERT INTO response SELECT survey, form, unit || k, source, ordinal, classes, codes "
          "FROM response, generate_series(1, 45000) AS k WHERE unit = '002'");
    query("INSERT INTO number SELECT 'tally', 'place', unit, 2, "
          "(hashtext(unit) % 1000000) / 1000.0 FROM response WHERE length(unit) > 3");
    ck_assert_int_gt(atoi(query("SELECT count(DISTINCT value) FROM number")), 43000);
    pack_numbers();
    *(long *)argument_value("jobs") = 4;
    assert_engines_agree();
}
END_TEST

/* ---- What ends aggregate ---- */

struct refusal_case {
    const char *statement, *message;
};
static const struct refusal_case refusal_cases[] = {
    {"DELETE FROM response", "no responses to survey \"tally\" are loaded"},
    {"DELETE FROM survey", "no responses to survey \"tally\" are loaded"},
    {"UPDATE survey SET codebook_hash = 'x'", "were loaded with another codebook"},
    {"UPDATE response SET codes = set_byte(codes, 0, 3) WHERE unit = '003'",
     "form \"place\": code 3 in slot 0 is none of its codes"},
    {"UPDATE response SET codes = set_byte(codes, 1, 253) WHERE unit = '003'",
     "form \"place\": the slots of \"reasons\" disagree about who was asked"},
    {"UPDATE response SET codes = substr(codes, 1, 5) WHERE unit = '003'",
     "a response does not have one code per slot"},
    {"UPDATE response SET classes = set_byte(classes, 1, 1) WHERE unit = '003'",
     "form \"place\": banner \"total\" has no class 1"},
    {"UPDATE response SET numbers = '' WHERE unit = '005'",
     "the numbers and the codes disagree about who gave a number"},
    {"UPDATE response SET numbers = numbers || numbers WHERE unit = '005'",
     "the numbers and the codes disagree about who gave a number"},
    {"UPDATE response SET numbers = int8send(1) WHERE unit = '003'",
     "the numbers and the codes disagree about who gave a number"},
    {"UPDATE response SET numbers = int8send(1000000000000000) WHERE unit = '005'",
     "the numbers and the codes disagree about who gave a number"},
    {"UPDATE response SET form = 'other' WHERE unit = '004'",
     "4 responses were read, but there are 5"},
};

START_TEST(test_refusal)
{
    aggregate();
    char before[64];
    snprintf(before, sizeof before, "%s", query(CONTENT));
    query(refusal_cases[_i].statement);
    assert_ends(&aggregate_verb, 1, refusal_cases[_i].message);
    ck_assert_str_eq(query(CONTENT), before);
}
END_TEST

/* ---- verify ---- */

START_TEST(test_verify)
{
    aggregate();
    assert_ends(&verify_verb, 0, "208 cells counted again: all agree, all totals tie\n");
    assert_ends(&verify_verb, 0,
                "3 of 5 published figures reproduced, 1 contradicted by the report itself, "
                "1 impossible as printed\n");
    assert_ends(&verify_verb, 0, "contradiction: \"図1\" prints 60.0% 3/5, which is reproduced\n");
    assert_ends(&verify_verb, 0, "reproduced; contradiction: \"本文\" prints 40.0% 2/5\n");
    assert_ends(&verify_verb, 0, "impossible: no count in 3 gives what is printed\n");
}
END_TEST

struct damage_case {
    const char *statement;
    int status;
    const char *message;
};
static const struct damage_case damage_cases[] = {
    {"UPDATE cell_block SET counts[answers + 2] = 2 WHERE item = 0 AND banner = 1", 4,
     "place: open = 2, area 10: the cell says"},
    {"UPDATE cell_block SET counts[answers + 2] = counts[answers + 2] + 1 WHERE item = 0 AND "
     "banner = 2",
     4, "place: open = 2, total all: the total is 3 of 5, but the classes of \"kind\" make 4 of 5"},
    {"UPDATE cell_block SET bases[1] = bases[1] + 1 WHERE item = 1 AND banner = 0", 4,
     "place: reasons, total all: options, base and valid do not tie"},
    {"UPDATE cell_block SET counts = counts || counts[1] WHERE item = 0 AND banner = 3", 4,
     "place: 0, 3 4: the cell says 1 of - asked and - usable, the recount - of - and -"},
    {"UPDATE cell_block SET counts = trim_array(counts, 1) WHERE item = 3 AND banner = 0", 4,
     "place: busy = INVALID, total all: the cell says - of - asked and - usable, the recount 0 of "
     "5 and 3"},
    {"UPDATE statistic SET sum = 17 WHERE banner = 0", 4,
     "place: visits, total all: n, missing, sum, min, max are 3, 2, 17, 2.5, 10, in the recount 3, "
     "2, 16.5, 2.5, 10"},
    {"UPDATE statistic SET median = 4.1 WHERE banner = 0", 4,
     "place: visits, total all: mean, standard deviation and quartiles are 5.5000, 3.9686, 3.25, "
     "4.1, 7, in the recount 5.5000, 3.9686, 3.25, 4, 7"},
    {"UPDATE statistic SET mean = NULL, sd = 4 WHERE banner = 0", 4,
     "place: visits, total all: mean, standard deviation and quartiles are -, 4, 3.25, 4, 7, in "
     "the "
     "recount 5.5000, 3.9686, 3.25, 4, 7"},
    {"UPDATE statistic SET quantiles = 1 WHERE banner = 0", 4, "place: visits, total all: mean"},
    {"DELETE FROM statistic WHERE n = 0", 4, "are -, -, -, -, -, in the recount -, -, -, -, -"},
    {"DELETE FROM number WHERE unit = '005'", 4,
     "place: visits, total all: n, missing, sum, min, max are 3, 2, 16.5, 2.5, 10, in the recount "
     "2, 3, 12.5, 2.5, 10"},
    {"UPDATE survey SET codebook_hash = 'x'", 1, "were loaded with another codebook"},
    {"DELETE FROM run", 1, "were not counted yet"},
    {"INSERT INTO run (survey, verb, who, version, inputs, changed) VALUES "
     "('tally', 'ingest', '', '', '', true)",
     1, "the cells of survey \"tally\" are older than its responses"},
};

START_TEST(test_damage)
{
    aggregate();
    query(damage_cases[_i].statement);
    assert_ends(&verify_verb, damage_cases[_i].status, damage_cases[_i].message);
}
END_TEST

/* Counted rightly, but not what the report printed. */
START_TEST(test_not_reproduced)
{
    query("UPDATE response SET codes = set_byte(set_byte(codes, 0, 1), 4, 251) WHERE unit = '004'");
    query("UPDATE response SET classes = set_byte(classes, 7, 0) WHERE unit = '004'");
    aggregate();
    assert_ends(&verify_verb, 4, "208 cells counted again: all agree");
    assert_ends(&verify_verb, 4, "1 not reproduced\n");
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *aggregate_suite(void)
{
    enum { SECONDS = 60 }; /* the machine may be busy */
    Suite *suite = suite_create("aggregate");
    TCase *counting = tcase_create("counting");
    tcase_set_timeout(counting, SECONDS);
    tcase_add_checked_fixture(counting, setup, teardown);
    tcase_add_loop_test(counting, test_cell, 0, LENGTH(cell_cases));
    tcase_add_test(counting, test_every_cell_once);
    tcase_add_test(counting, test_statistics);
    tcase_add_test(counting, test_large_sum);
    tcase_add_test(counting, test_same_content);
    tcase_add_test(counting, test_engines);
    tcase_add_test(counting, test_many_values);
    tcase_add_loop_test(counting, test_refusal, 0, LENGTH(refusal_cases));
    suite_add_tcase(suite, counting);
    TCase *verifying = tcase_create("verifying");
    tcase_set_timeout(verifying, SECONDS);
    tcase_add_checked_fixture(verifying, setup, teardown);
    tcase_add_test(verifying, test_verify);
    tcase_add_loop_test(verifying, test_damage, 0, LENGTH(damage_cases));
    tcase_add_test(verifying, test_not_reproduced);
    suite_add_tcase(suite, verifying);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(aggregate_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
