#include "ingest/corrections.h"

#include <stdlib.h>
#include <string.h>

enum field { SOURCE, ORDINAL, ITEM, FORM, UNIT, VALUE };

static int32_t whole(const PGresult *result, int row, enum field field)
{
    return (int32_t)strtol(PQgetvalue(result, row, (int)field), NULL, 10);
}

static const char *text(struct arena *arena, const PGresult *result, int row, enum field field)
{
    return arena_strdup(arena, PQgetvalue(result, row, (int)field));
}

void corrections_read(struct corrections *corrections, struct arena *arena, struct db *db,
                      const char *survey)
{
    PGresult *result = db_run(db, "ingest/read-corrections", 1, &survey);
    size_t count = (size_t)PQntuples(result);
    struct correction *all = arena_array(arena, count, sizeof *all);
    for (int row = 0; row < (int)count; row++)
        all[row] = (struct correction){.source = whole(result, row, SOURCE),
                                       .ordinal = whole(result, row, ORDINAL),
                                       .item = text(arena, result, row, ITEM),
                                       .form = text(arena, result, row, FORM),
                                       .unit = text(arena, result, row, UNIT),
                                       .value = text(arena, result, row, VALUE)};
    PQclear(result);
    *corrections = (struct corrections){.all = all, .count = count};
}

static bool precedes(const struct correction *correction, const struct origin *origin)
{
    if (correction->source != origin->source)
        return correction->source < origin->source;
    return correction->ordinal < origin->ordinal;
}

static bool is_about(const struct correction *correction, const struct origin *origin)
{
    return correction->source == origin->source && correction->ordinal == origin->ordinal;
}

/* The first correction of the submission, or where it would stand. */
static size_t first_of(const struct corrections *corrections, const struct origin *origin)
{
    size_t from = 0, to = corrections->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (precedes(&corrections->all[middle], origin))
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void lay(struct corrected *corrected, struct raw_answer *answers,
                const struct correction *correction)
{
    const struct form *form = corrected->submission.form;
    const struct column *column = form_column(form, correction->item);
    if (!column)
        return;
    struct raw_answer *answer = &answers[column - form->columns];
    *answer = (struct raw_answer){
        .text = correction->value, .corrected = true, .row = answer->row, .column = answer->column};
    corrected->columns[column - form->columns] = true;
}

struct corrected corrections_lay(const struct corrections *corrections, struct arena *arena,
                                 const struct origin *origin, const struct submission *submission)
{
    struct corrected corrected = {.submission = *submission, .typed = submission->answers};
    if (!corrections || !corrections->count)
        return corrected;
    size_t at = first_of(corrections, origin);
    if (at == corrections->count || !is_about(&corrections->all[at], origin))
        return corrected;
    size_t count = submission->form->column_count;
    struct raw_answer *answers = arena_array(arena, count, sizeof *answers);
    memcpy(answers, submission->answers, count * sizeof *answers);
    corrected.submission.answers = answers;
    corrected.columns = arena_array(arena, count, sizeof *corrected.columns);
    for (; at < corrections->count && is_about(&corrections->all[at], origin); at++)
        lay(&corrected, answers, &corrections->all[at]);
    return corrected;
}
