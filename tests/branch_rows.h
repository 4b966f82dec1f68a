/*
 * For the tests of what a unit's submissions do to each other: rows of the test survey's form
 * "branch", and what of the answers changed.
 */
#ifndef RENKEI_TESTS_BRANCH_ROWS_H
#define RENKEI_TESTS_BRANCH_ROWS_H

#include "tests/ingest_run.h"

static const char changes[] =
    "SELECT coalesce(string_agg(c.unit || ' ' || i.question || CASE row WHEN '' THEN '' ELSE "
    "'.' || row END || '.' || option || ' ' || former || ' > ' || value, ', ' "
    "ORDER BY run, c.unit, i.item, option), '') FROM changed_answer c "
    "JOIN item i ON i.survey = c.survey AND i.form = c.form AND i.item = c.item";

static const char header[] =
    "unit,visits,children_room,open_sunday,services.weekday.1,services.weekday.90,"
    "services.weekday.90.text,services.weekend.1,condition.building,condition.lighting,"
    "condition.air,events.story_time,events.lecture,events.visitors,balance,wishes\n";

/* A row that says something to every question: nothing is found in it. */
static inline const char *row(const char *unit, const char *visits, const char *sunday)
{
    return arena_printf(&kept, "%s,%s,2,%s,1,,,1,20,20,20,1,2,3,1.5,\n", unit, visits, sunday);
}

static inline const char *write_rows(const char *name, const char *rows)
{
    return write_text(name, arena_printf(&kept, "%s%s", header, rows));
}

#endif
