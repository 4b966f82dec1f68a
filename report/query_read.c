#include "report/query_read.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/query_form.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Which units ---- */

/* Codes of areas with and without a leading zero are the same: 3, 03. */
static bool same_code(const char *value, const char *given)
{
    value += strspn(value, "0");
    given += strspn(given, "0");
    return *given != '\0' && strcmp(value, given) == 0;
}

/* By the code with or without its check digit. */
static bool same_unit(const char *unit, const char *given)
{
    enum { WITH_CHECK_DIGIT = 6, WITHOUT_CHECK_DIGIT = 5 };
    if (strlen(unit) == WITH_CHECK_DIGIT && strlen(given) == WITHOUT_CHECK_DIGIT)
        return strncmp(unit, given, WITHOUT_CHECK_DIGIT) == 0;
    return strcmp(unit, given) == 0;
}

static bool fits_area(const struct form *form, size_t unit, const char *column, const char *given)
{
    if (given == NULL)
        return true;
    if (form->frame == NULL || unit == FRAME_NONE)
        return false;
    size_t at = frame_column(form->frame, column);
    return at != FRAME_NONE && same_code(frame_value(form->frame, unit, at), given);
}

static bool fits(const struct inquiry_wanted *wanted, const struct form *form, const char *unit)
{
    size_t frame_unit = form->frame != NULL ? frame_find(form->frame, unit) : FRAME_NONE;
    return (wanted->unit == NULL || same_unit(unit, wanted->unit)) &&
           fits_area(form, frame_unit, "prefecture_code", wanted->prefecture) &&
           fits_area(form, frame_unit, "bureau_no", wanted->bureau);
}

static bool form_has_unit(const struct form *form, const struct inquiry_wanted *wanted)
{
    if (form->frame == NULL)
        return wanted->prefecture == NULL && wanted->bureau == NULL;
    for (size_t i = 0; i < form->frame->unit_count; i++) {
        if (fits(wanted, form, frame_code(form->frame, i)))
            return true;
    }
    return false;
}

void inquiry_require_units(const struct config *config, const struct inquiry_wanted *wanted)
{
    for (size_t i = 0; i < config->codebook.form_count; i++) {
        if (form_has_unit(&config->codebook.forms[i], wanted))
            return;
    }
    die_usage(_("prefectures are numbered 1 to 47, bureaus 1 to 8; the codes of units stand in the "
                "first column of the frames under configs/frames"),
              _("no unit of the survey fits these options"));
}

/* ---- What is open ---- */

enum field {
    FORM,
    UNIT,
    SOURCE,
    ORDINAL,
    SYNTHETIC,
    SEVERITY,
    CODE,
    ITEM,
    RAW,
    MESSAGE,
    HINT,
};

static const char *text_at(struct arena *arena, const PGresult *result, int row, int field)
{
    return arena_strdup(arena, PQgetvalue(result, row, field));
}

static int32_t whole_at(const PGresult *result, int row, int field)
{
    return (int32_t)strtol(PQgetvalue(result, row, field), NULL, 10);
}

/* The condition under which a question is asked, in words in place of the codebook's language. */
static const char *in_plain_words(struct arena *arena, const struct form *form, const char *column,
                                  const char *message)
{
    const struct column *answer = form_column(form, column);
    const struct question *question = answer ? form->items[answer->item].question : NULL;
    const char *base = question != NULL ? question->base_text : NULL;
    const char *at = base != NULL ? strstr(message, base) : NULL;
    if (at == NULL)
        return message;
    return arena_printf(arena, "%.*s%s%s", (int)(at - message), message,
                        words_base(arena, form, question), at + strlen(base));
}

/* Hints speak to those who run the survey: "have it filled in". The unit fills it in itself. */
static const char *to_the_unit(struct arena *arena, const char *hint)
{
    static const char have_done[] = "してもらってください", done[] = "してください";
    const char *at = strstr(hint, have_done);
    if (at == NULL)
        return arena_strdup(arena, hint);
    return arena_printf(arena, "%.*s%s%s", (int)(at - hint), hint, done, at + sizeof have_done - 1);
}

static struct doubt new_doubt(struct arena *arena, const struct form *form, const PGresult *result,
                              int row)
{
    struct doubt doubt = {
        .error = strcmp(PQgetvalue(result, row, SEVERITY), "error") == 0,
        .code = text_at(arena, result, row, CODE),
        .item = text_at(arena, result, row, ITEM),
        .raw = text_at(arena, result, row, RAW),
        .message = text_at(arena, result, row, MESSAGE),
        .hint = to_the_unit(arena, PQgetvalue(result, row, HINT)),
    };
    if (strcmp(doubt.code, QUERY_NOT_ASKED) == 0)
        doubt.message = in_plain_words(arena, form, doubt.item, doubt.message);
    return doubt;
}

static void name_unit(struct inquiry *inquiry, struct arena *arena)
{
    const struct frame *frame = inquiry->form->frame;
    inquiry->name = inquiry->full_name = "";
    inquiry->frame_unit = frame != NULL ? frame_find(frame, inquiry->unit) : FRAME_NONE;
    if (inquiry->frame_unit == FRAME_NONE)
        return;
    inquiry->name = inquiry->full_name = frame_name(frame, inquiry->frame_unit);
    size_t column = frame_column(frame, "prefecture");
    const char *area = column == FRAME_NONE ? "" : frame_value(frame, inquiry->frame_unit, column);
    if (*area != '\0' && strcmp(area, inquiry->name) != 0)
        inquiry->full_name = arena_printf(arena, "%s %s", area, inquiry->name);
}

static struct inquiry *new_inquiry(struct inquiries *inquiries, struct arena *arena,
                                   const struct form *form, const PGresult *result, int row)
{
    struct inquiry *inquiry = &inquiries->list[inquiries->count++];
    *inquiry = (struct inquiry){
        .form = form,
        .unit = text_at(arena, result, row, UNIT),
        .source = whole_at(result, row, SOURCE),
        .ordinal = whole_at(result, row, ORDINAL),
        .synthetic = *PQgetvalue(result, row, SYNTHETIC) == 't',
    };
    name_unit(inquiry, arena);
    return inquiry;
}

static bool same_submission(const struct inquiry *inquiry, const PGresult *result, int row)
{
    return inquiry->source == whole_at(result, row, SOURCE) &&
           inquiry->ordinal == whole_at(result, row, ORDINAL);
}

void inquiries_read(struct inquiries *inquiries, struct arena *arena, struct db *db,
                    const struct config *config, const struct inquiry_wanted *wanted)
{
    const char *survey = config->codebook.survey;
    PGresult *result = db_run(db, "report/query-open", 1, &survey);
    size_t rows = (size_t)PQntuples(result);
    struct doubt *doubts = arena_array(arena, rows, sizeof *doubts);
    *inquiries = (struct inquiries){.list = arena_array(arena, rows, sizeof *inquiries->list)};
    struct inquiry *last = NULL;
    for (int row = 0; row < (int)rows; row++) {
        const struct form *form = codebook_form(&config->codebook, PQgetvalue(result, row, FORM));
        if (form == NULL || !fits(wanted, form, PQgetvalue(result, row, UNIT)))
            continue;
        struct doubt doubt = new_doubt(arena, form, result, row);
        if (wanted->errors_only && !doubt.error)
            continue;
        if (last == NULL || !same_submission(last, result, row)) {
            last = new_inquiry(inquiries, arena, form, result, row);
            last->doubts = &doubts[inquiries->doubt_count];
        }
        doubts[inquiries->doubt_count++] = doubt;
        last->doubt_count++;
    }
    PQclear(result);
}

/* ---- Numbers ---- */

enum asked_field {
    ASKED_QUERY,
    ASKED_SOURCE,
    ASKED_ORDINAL,
    ASKED_CODE,
    ASKED_ITEM,
    ASKED_RAW,
    ASKED_MESSAGE,
    ASKED_HINT
};

/* A query that was sent out: rows first … first + count - 1 of the result. */
struct asked {
    int32_t number, source, ordinal;
    int first;
    size_t count;
};

static size_t find_asked(struct asked *asked, const PGresult *result)
{
    size_t count = 0;
    for (int row = 0; row < PQntuples(result); row++) {
        int32_t number = whole_at(result, row, ASKED_QUERY);
        if (count == 0 || asked[count - 1].number != number)
            asked[count++] = (struct asked){.number = number,
                                            .source = whole_at(result, row, ASKED_SOURCE),
                                            .ordinal = whole_at(result, row, ASKED_ORDINAL),
                                            .first = row};
        asked[count - 1].count++;
    }
    return count;
}

static bool asks_the_same(const struct inquiry *inquiry, const struct asked *asked,
                          const PGresult *result)
{
    if (inquiry->source != asked->source || inquiry->ordinal != asked->ordinal ||
        inquiry->doubt_count != asked->count)
        return false;
    for (size_t i = 0; i < asked->count; i++) {
        const struct doubt *doubt = &inquiry->doubts[i];
        const char *const texts[] = {doubt->code, doubt->item, doubt->raw, doubt->message,
                                     doubt->hint};
        for (int j = 0; j < (int)(sizeof texts / sizeof *texts); j++) {
            if (strcmp(texts[j], PQgetvalue(result, asked->first + (int)i, ASKED_CODE + j)) != 0)
                return false;
        }
    }
    return true;
}

void inquiries_number(struct inquiries *inquiries, struct arena *arena, struct db *db,
                      const char *survey)
{
    int32_t next = (int32_t)db_number(db, "report/query-next", 1, &survey);
    PGresult *result = db_run(db, "report/query-unanswered", 1, &survey);
    struct asked *asked = arena_array(arena, (size_t)PQntuples(result), sizeof *asked);
    size_t count = find_asked(asked, result);
    for (size_t i = 0; i < inquiries->count; i++) {
        struct inquiry *inquiry = &inquiries->list[i];
        for (size_t j = count; j > 0 && !inquiry->recorded; j--) {
            if (!asks_the_same(inquiry, &asked[j - 1], result))
                continue;
            inquiry->number = asked[j - 1].number;
            inquiry->recorded = true;
        }
        if (!inquiry->recorded)
            inquiry->number = next++;
    }
    PQclear(result);
}
