/*
 * Two engines, one truth, and a third witness: random surveys are loaded by ingest and counted by
 * tally with one and with three connections and by sql; every cell and every statistic is the same
 * and is what naive loops over the answers give. verify finds nothing, and finds one wrong cell,
 * one wrong statistic and one changed byte of a response.
 *
 * All surveys stay in one database, so that none may disturb another. The seed is fixed;
 * RENKEI_SEED=N takes another one, RENKEI_SURVEYS=N so many surveys. A survey that fails is named
 * with the seed that makes it alone, and its files stay where the message says.
 */
#include "aggregate/verbs.h"
#include "common/db.h"
#include "common/round.h"
#include "ingest/verbs.h"
#include "tests/child_run.h"
#include "tests/naive_count.h"
#include "tests/server.h"

#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SURVEYS = 50, SHOWN = 1500 };
static uint64_t first_seed = 20220216;
static int survey_count = SURVEYS;

static uint64_t seed;
static struct random_survey survey;
static char folder[] = TEST_FOLDER;
static struct db db;
static struct settings settings = {.quiet = true};
static struct ended last; /* program that was run */

/* ---- Failing ---- */

__attribute__((format(printf, 2, 3))) static void require(bool condition, const char *format, ...)
{
    char text[SHOWN];
    va_list arguments;
    if (condition)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ck_abort_msg("%s\nagain: RENKEI_SEED=%" PRIu64 " RENKEI_SURVEYS=1; its files: %s", text, seed,
                 folder);
}

/* ---- Programs and statements ---- */

static void run(const struct verb *verb, const char *operand, int expected)
{
    char *operands[] = {arena_strdup(&survey.arena, operand), NULL};
    if (child_starts(&last))
        exit(verb->run(&settings, *operand ? 1 : 0, operands));
    child_ends(&last);
    require(last.status == expected, "%s ends with %s %d, not status %d:\n%s", verb->name,
            last.signal ? "signal" : "status", last.signal ? last.signal : last.status, expected,
            last.said);
}

static void *argument_value(const char *name)
{
    const struct argument *argument = aggregate_verb.arguments;
    while (argument->name && strcmp(argument->name, name) != 0)
        argument++;
    ck_assert_ptr_nonnull(argument->name);
    return argument->value;
}

static PGresult *query(const char *format, ...) __attribute__((format(printf, 1, 2)));
static PGresult *query(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(&survey.arena, format, arguments);
    va_end(arguments);
    PGresult *result = PQexec(db.connection, text);
    require(PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK,
            "%s\n%s", text, PQresultErrorMessage(result));
    return result;
}

static const char *value_of(PGresult *result)
{
    const char *value =
        arena_strdup(&survey.arena, PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return value;
}

static int64_t integer(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

/* ---- Cells against the naive count ---- */

#define CELLS                                                                                     \
    "SELECT c.form, concat(i.question, CASE WHEN i.row <> '' THEN '.' || i.row END), b.banner, "  \
    "k.class, coalesce(o.code::text, CASE c.option - n.count WHEN 0 THEN 'NA' WHEN 1 THEN "       \
    "'INVALID' END), c.count, c.base, c.valid, "                                                  \
    "concat('counts[answers * ', c.class, ' + ', c.option + 1, ']'), "                            \
    "concat(' AND form = ', quote_literal(c.form), ' AND item = ', c.item, ' AND banner = ', "    \
    "c.banner) FROM cell c "                                                                      \
    "JOIN item i USING (survey, form, item) "                                                     \
    "JOIN (SELECT survey, form, question, count(*) FROM option GROUP BY 1, 2, 3) n "              \
    "USING (survey, form, question) "                                                             \
    "LEFT JOIN option o ON o.survey = c.survey AND o.form = c.form AND o.question = i.question "  \
    "AND o.position = c.option "                                                                  \
    "JOIN banner b ON b.survey = c.survey AND b.form = c.form AND b.position = c.banner "         \
    "JOIN class k ON k.survey = c.survey AND k.form = c.form AND k.banner = b.banner "            \
    "AND k.position = c.class WHERE c.survey = '%s' ORDER BY c.form, c.item, c.banner, c.class, " \
    "c.option"

static struct naive_place place_of(PGresult *result, int row)
{
    const struct random_form *form = naive_form(&survey, PQgetvalue(result, row, 0));
    require(form != NULL, "no form %s", PQgetvalue(result, row, 0));
    struct naive_place place = {
        .form = form,
        .item = naive_item(form, PQgetvalue(result, row, 1)),
        .banner = naive_banner(&survey, PQgetvalue(result, row, 2)),
        .class = PQgetvalue(result, row, 3),
    };
    require(place.item != SIZE_MAX && place.banner, "no such place");
    return place;
}

/* "a: a_q1 = 3, b2 city", as verify names it; an empty option names the statistic. */
static const char *place_name(PGresult *result, int row, const char *option)
{
    return arena_printf(&survey.arena, "%s: %s%s%s, %s %s:", PQgetvalue(result, row, 0),
                        PQgetvalue(result, row, 1), *option ? " = " : "", option,
                        PQgetvalue(result, row, 2), PQgetvalue(result, row, 3));
}

static void compare_cells(void)
{
    PGresult *cells = query(CELLS, survey.id);
    size_t expected = naive_cell_count(&survey);
    require((size_t)PQntuples(cells) == expected, "%d cells, not %zu", PQntuples(cells), expected);
    const char *distinct = value_of(query("SELECT count(*) FROM (SELECT DISTINCT form, item, "
                                          "option, banner, class FROM cell WHERE survey = '%s') c",
                                          survey.id));
    require(strtoull(distinct, NULL, 10) == expected, "only %s cells are different", distinct);
    for (int row = 0; row < PQntuples(cells); row++) {
        const char *option = PQgetvalue(cells, row, 4);
        struct naive_place place = place_of(cells, row);
        struct naive_cell truth = naive_cell(&survey, &place, option);
        require(integer(cells, row, 5) == truth.count && integer(cells, row, 6) == truth.base &&
                    integer(cells, row, 7) == truth.valid,
                "%s %s of %s, %s usable, but naively %" PRId64 " of %" PRId64 ", %" PRId64,
                place_name(cells, row, option), PQgetvalue(cells, row, 5),
                PQgetvalue(cells, row, 6), PQgetvalue(cells, row, 7), truth.count, truth.base,
                truth.valid);
    }
    PQclear(cells);
}

/* ---- Statistics against the naive count ---- */

#define STATISTICS                                                                                \
    "SELECT s.form, concat(i.question, CASE WHEN i.row <> '' THEN '.' || i.row END), b.banner, "  \
    "k.class, s.n, s.missing, s.sum, s.mean, s.sd, s.min, s.p25, s.median, s.p75, s.max, s.ctid " \
    "FROM statistic s JOIN item i USING (survey, form, item) "                                    \
    "JOIN banner b ON b.survey = s.survey AND b.form = s.form AND b.position = s.banner "         \
    "JOIN class k ON k.survey = s.survey AND k.form = s.form AND k.banner = b.banner "            \
    "AND k.position = s.class WHERE s.survey = '%s' ORDER BY s.form, s.item, s.banner, s.class"

enum {
    COLUMN_N = 4,
    COLUMN_MISSING,
    COLUMN_SUM,
    COLUMN_MEAN,
    COLUMN_SD,
    COLUMN_MIN,
    COLUMN_P25,
    COLUMN_MAX = COLUMN_P25 + 3,
    COLUMN_CTID,
    FINE = 100 * RANDOM_SCALE, /* eight decimals: a quarter of a millionth has them */
};

/* A decimal of the database in units of 1 / FINE. */
static wide decimal(const PGresult *result, int row, int column)
{
    const char *text = PQgetvalue(result, row, column);
    require(!PQgetisnull(result, row, column), "column %d is NULL", column);
    bool negative = *text == '-';
    wide value = 0;
    int decimals = -1;
    for (text += negative; *text; text++) {
        if (*text == '.') {
            decimals = 0;
            continue;
        }
        value = value * 10 + (*text - '0');
        decimals += decimals >= 0;
    }
    require(decimals <= 8, "more decimals than there can be: %s", PQgetvalue(result, row, column));
    for (int i = decimals < 0 ? 0 : decimals; i < 8; i++)
        value *= 10;
    return negative ? -value : value;
}

/* sum / n, rounded half away from zero to four decimals. */
static bool is_mean(wide mean, wide sum, int64_t n)
{
    wide magnitude = sum < 0 ? -sum : sum;
    wide rounded = (2 * magnitude + 100 * n) / (200 * n);
    return mean == (sum < 0 ? -rounded : rounded) * (FINE / 10000);
}

/* The root is rounded to four decimals; squared, so that there is nothing to round here. */
static bool is_sd(wide sd, const struct naive_numbers *numbers, wide sum)
{
    wide squares = 0, step = FINE / 10000;
    for (int64_t i = 0; i < numbers->n; i++)
        squares += (wide)numbers->values[i] * numbers->values[i];
    wide over = (wide)numbers->n * (numbers->n - 1);
    wide variance = numbers->n * squares - sum * sum; /* times `over` */
    wide low = sd / 100 - 50, high = sd / 100 + 50;   /* half a step, in millionths */
    return sd % step == 0 && (low <= 0 || low * low * over <= variance) &&
           variance < high * high * over;
}

/* Definitions 7 (R's default) and 1 (the least value that a k-th of four does not exceed) of
 * Hyndman and Fan (1996). */
static wide quartile(const struct naive_numbers *numbers, int k)
{
    if (survey.inverse) {
        int64_t rank = 0;
        while (4 * (rank + 1) < k * numbers->n)
            rank++;
        return (wide)numbers->values[rank] * 100;
    }
    int64_t place = k * (numbers->n - 1);
    int64_t low = numbers->values[place / 4];
    int64_t high = numbers->values[place / 4 + (place % 4 > 0)];
    return ((wide)low * (4 - place % 4) + (wide)high * (place % 4)) * 25;
}

static void compare_values(PGresult *result, int row, const struct naive_numbers *numbers,
                           const char *name)
{
    wide sum = 0;
    for (int64_t i = 0; i < numbers->n; i++)
        sum += numbers->values[i];
    require(decimal(result, row, COLUMN_SUM) == sum * 100, "%s the sum is not %s", name,
            PQgetvalue(result, row, COLUMN_SUM));
    for (int column = COLUMN_MEAN; column <= COLUMN_MAX; column++)
        require(PQgetisnull(result, row, column) == (numbers->n < 1 + (column == COLUMN_SD)),
                "%s column %d is or is not empty", name, column);
    if (!numbers->n)
        return;
    require(is_mean(decimal(result, row, COLUMN_MEAN), sum, numbers->n), "%s the mean is not %s",
            name, PQgetvalue(result, row, COLUMN_MEAN));
    require(numbers->n < 2 || is_sd(decimal(result, row, COLUMN_SD), numbers, sum),
            "%s the standard deviation is not %s", name, PQgetvalue(result, row, COLUMN_SD));
    for (int k = 0; k <= 4; k++)
        require(decimal(result, row, COLUMN_MIN + k) == quartile(numbers, k),
                "%s quartile %d is not %s", name, k, PQgetvalue(result, row, COLUMN_MIN + k));
}

static void compare_statistics(void)
{
    PGresult *result = query(STATISTICS, survey.id);
    size_t expected = naive_statistic_count(&survey);
    require((size_t)PQntuples(result) == expected, "%d statistics, not %zu", PQntuples(result),
            expected);
    for (int row = 0; row < PQntuples(result); row++) {
        struct naive_place place = place_of(result, row);
        struct naive_numbers truth = naive_numbers(&survey, &place);
        const char *name = place_name(result, row, "");
        require(integer(result, row, COLUMN_N) == truth.n &&
                    integer(result, row, COLUMN_MISSING) == truth.missing,
                "%s n and missing are %s and %s, naively %" PRId64 " and %" PRId64, name,
                PQgetvalue(result, row, COLUMN_N), PQgetvalue(result, row, COLUMN_MISSING), truth.n,
                truth.missing);
        compare_values(result, row, &truth, name);
    }
    PQclear(result);
}

/* ---- The engines ---- */

static const char *aggregate(const char *engine, long jobs)
{
    *(const char **)argument_value("engine") = engine;
    *(long *)argument_value("jobs") = jobs;
    run(&aggregate_verb, "", 0);
    return value_of(query("SELECT concat((SELECT string_agg(c::text, E'\\n' ORDER BY c::text) "
                          "FROM cell c WHERE survey = '%s'), (SELECT string_agg(s::text, E'\\n' "
                          "ORDER BY s::text) FROM statistic s WHERE survey = '%s'))",
                          survey.id, survey.id));
}

static void require_same(const char *first, const char *other, const char *what)
{
    size_t at = 0;
    while (first[at] && first[at] == other[at])
        at++;
    size_t from = at > 60 ? at - 60 : 0;
    require(first[at] == other[at], "%s counts otherwise at …%.160s…, not …%.160s…", what,
            other + from, first + from);
}

/* ---- What verify must find ---- */

/* `change` is made, verify ends with 4 and says `name`, and `repair` takes the change back. */
static void require_found(const char *change, const char *repair, const char *name)
{
    PQclear(query("%s", change));
    run(&verify_verb, "", 4);
    require(strstr(last.said, name) != NULL, "verify does not name \"%s\":\n%s", name, last.said);
    PQclear(query("%s", repair));
}

static const char *update(const char *table, const char *ctid, const char *change)
{
    return arena_printf(&survey.arena, "UPDATE %s SET %s WHERE survey = '%s' AND ctid = '%s'",
                        table, change, survey.id, ctid);
}

static void damage_cell(void)
{
    PGresult *cells = query(CELLS, survey.id);
    int row = (int)random_below(&survey, (size_t)PQntuples(cells));
    const char *count = PQgetvalue(cells, row, 8);
    const char *statements[2];
    for (int i = 0; i < 2; i++)
        statements[i] =
            arena_printf(&survey.arena, "UPDATE cell_block SET %s = %s %c 1 WHERE survey = '%s'%s",
                         count, count, i ? '-' : '+', survey.id, PQgetvalue(cells, row, 9));
    require_found(statements[0], statements[1], place_name(cells, row, PQgetvalue(cells, row, 4)));
    PQclear(cells);
}

/* The changed row is another version at another place: it is found by what it says. */
static void damage_statistic(void)
{
    PGresult *result = query(STATISTICS, survey.id);
    if (PQntuples(result)) {
        int row = (int)random_below(&survey, (size_t)PQntuples(result));
        PQclear(query("CREATE TEMPORARY TABLE kept AS SELECT * FROM statistic WHERE survey = '%s'",
                      survey.id));
        const char *repair =
            arena_printf(&survey.arena,
                         "DELETE FROM statistic WHERE survey = '%s'; INSERT INTO statistic "
                         "SELECT * FROM kept; DROP TABLE kept",
                         survey.id);
        const char *change =
            random_below(&survey, 2) ? "sum = sum + 0.000001" : "missing = missing + 1";
        require_found(update("statistic", PQgetvalue(result, row, COLUMN_CTID), change), repair,
                      place_name(result, row, ""));
    }
    PQclear(result);
}

/* Another option of a single question, in one response: both its cells are found. */
static void damage_response(void)
{
    PGresult *found = query(
        "SELECT r.form, concat(i.question, CASE WHEN i.row <> '' THEN '.' || i.row END), "
        "r.unit, i.slot, get_byte(r.codes, i.slot), o.code FROM response r "
        "JOIN item i ON i.survey = r.survey AND i.form = r.form AND i.type = 'single' "
        "JOIN option o ON o.survey = i.survey AND o.form = i.form AND o.question = i.question "
        "AND o.code <> get_byte(r.codes, i.slot) WHERE r.survey = '%s' "
        "AND get_byte(r.codes, i.slot) < 251 ORDER BY 1, 2, 3, 6",
        survey.id);
    if (PQntuples(found)) {
        int row = (int)random_below(&survey, (size_t)PQntuples(found));
        const char *form =
            "UPDATE response SET codes = set_byte(codes, %s, %s) WHERE survey = '%s' AND form = "
            "'%s' AND unit = '%s'";
        const char *texts[2];
        for (int i = 0; i < 2; i++)
            texts[i] = arena_printf(&survey.arena, form, PQgetvalue(found, row, 3),
                                    PQgetvalue(found, row, i ? 4 : 5), survey.id,
                                    PQgetvalue(found, row, 0), PQgetvalue(found, row, 2));
        const char *name = arena_printf(&survey.arena, "%s: %s = %s, b0 all: the cell says",
                                        PQgetvalue(found, row, 0), PQgetvalue(found, row, 1),
                                        PQgetvalue(found, row, 5));
        require_found(texts[0], texts[1], name);
    }
    PQclear(found);
}

/* ---- One survey ---- */

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    db_open_migrated(&db, &server_settings, "renkei-test");
}

static void teardown(void)
{
    const char *words[] = {"rm", "-rf", folder, NULL};
    pid_t pid = fork();
    if (pid == 0)
        execvp(words[0], (char *const *)words);
    waitpid(pid, NULL, 0);
    db_close(&db);
    random_survey_release(&survey);
}

static size_t response_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < survey.form_count; i++)
        count += survey.forms[i].response_count;
    return count;
}

START_TEST(test_survey)
{
    char id[RANDOM_ID];
    seed = first_seed + (uint64_t)_i;
    snprintf(id, sizeof id, "s%d", _i);
    random_survey_make(&survey, id, seed);
    random_survey_write(&survey, folder);
    naive_answer(&survey);
    settings.survey = survey.id;
    settings.configs = arena_printf(&survey.arena, "%s/configs", folder);
    run(&ingest_verb, arena_printf(&survey.arena, "%s/in", folder), 0);
    if (!response_count()) {
        run(&aggregate_verb, "", 1);
        require(strstr(last.said, "no responses") != NULL, "not said: no responses");
        return;
    }
    const char *first = aggregate("tally", 1);
    compare_cells();
    compare_statistics();
    require_same(first, aggregate("tally", 3), "tally with three connections");
    require_same(first, aggregate("sql", 0), "sql");
    run(&verify_verb, "", 0);
    damage_cell();
    damage_statistic();
    damage_response();
}
END_TEST

static Suite *engines_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("engines");
    TCase *surveys = tcase_create("surveys");
    tcase_set_timeout(surveys, SECONDS);
    tcase_add_checked_fixture(surveys, setup, teardown);
    tcase_add_loop_test(surveys, test_survey, 0, survey_count);
    suite_add_tcase(suite, surveys);
    return suite;
}

int main(void)
{
    if (getenv("RENKEI_SEED"))
        first_seed = strtoull(getenv("RENKEI_SEED"), NULL, 10);
    if (getenv("RENKEI_SURVEYS"))
        survey_count = atoi(getenv("RENKEI_SURVEYS"));
    server_start();
    SRunner *runner = srunner_create(engines_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
