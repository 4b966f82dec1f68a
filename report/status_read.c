/* Reads sql/report/status-*.sql. Days are made here, of moments: the server does not know the zone
 * of the person who asks. */
#include "report/status_read.h"

#include "common/message.h"
#include "common/round.h"
#include "report/cells.h"
#include "report/status_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct state_words state_words[UNIT_STATES] = {
    [UNIT_NOT_RECEIVED] = {"not_received", N_("not received"), "未提出"},
    [UNIT_REJECTED] = {"rejected", N_("rejected"), "不受理"},
    [UNIT_WITHDRAWN] = {"withdrawn", N_("withdrawn"), "取下げ"},
    [UNIT_RECEIVED] = {"received", N_("received"), "受付"},
    [UNIT_IN_QUERY] = {"in_query", N_("in query"), "照会中"},
    [UNIT_CORRECTED] = {"corrected", N_("corrected"), "訂正済"},
    [UNIT_ACCEPTED] = {"accepted", N_("accepted"), "受理"},
};

enum unit_state state_find(const char *id)
{
    for (int i = 0; i < UNIT_STATES; i++) {
        if (strcmp(state_words[i].id, id) == 0)
            return (enum unit_state)i;
    }
    abort();
}

bool state_is_answered(enum unit_state state)
{
    return state >= UNIT_RECEIVED;
}

/* ---- Breakdowns by place ---- */

/* The design gives these two ids to --bureau and --prefecture. Where a survey has neither, its
 * first breakdown by a column that is no number stands in for them. */
static void find_areas(struct form_status *form)
{
    static const char *const ids[AREAS_MOST] = {"bureau", "prefecture"};
    for (size_t i = 0; i < AREAS_MOST; i++) {
        const struct banner *banner = banner_find(form->banners, ids[i]);
        if (banner != NULL && banner->kind == BANNER_FRAME)
            form->areas[form->area_count++] = banner;
    }
    for (size_t b = 0; form->area_count == 0 && b < form->banners->count; b++) {
        const struct banner *banner = &form->banners->banners[b];
        if (banner->kind == BANNER_FRAME && !banner->bands)
            form->areas[form->area_count++] = banner;
    }
}

void status_init(struct status *status, struct arena *arena)
{
    const struct codebook *codebook = &status->config->codebook;
    status->forms = arena_array(arena, codebook->form_count, sizeof *status->forms);
    for (size_t i = 0; i < codebook->form_count; i++) {
        struct form_status *form = &status->forms[i];
        size_t lines;
        form->form = &codebook->forms[i];
        form->banners = &codebook->banners[i];
        form->first_class = class_positions(arena, form->banners, &lines);
        form->classes = arena_array(arena, lines + 1, sizeof *form->classes);
        if (form->form->frame != NULL)
            find_areas(form);
    }
}

bool status_names_class(const struct class *class, const char *given)
{
    return strcmp(class->key + strspn(class->key, "0"), given + strspn(given, "0")) == 0 ||
           strcmp(class->label, given) == 0;
}

static bool find_part(struct form_status *form, const char *id, const char *given)
{
    const struct banner *banner = banner_find(form->banners, id);
    if (banner == NULL || banner->kind != BANNER_FRAME)
        return false;
    for (size_t c = 0; c < banner->class_count; c++) {
        if (status_names_class(&banner->classes[c], given)) {
            form->part = (struct status_part){
                .banner = banner,
                .class = c,
                .position = (size_t)(banner - form->banners->banners) + 1,
            };
            break;
        }
    }
    return true;
}

void status_choose_part(struct status *status, const char *banner, const char *class)
{
    bool known = false, found = false;
    for (size_t i = 0; i < status->config->codebook.form_count; i++) {
        struct form_status *form = &status->forms[i];
        known = find_part(form, banner, class) || known;
        form->left_out = form->part.banner == NULL;
        found = found || !form->left_out;
    }
    if (!known)
        die_usage(_("leave the option out; the whole survey is shown"),
                  _("the survey \"%s\" has no breakdown \"%s\" of its units"),
                  status->config->codebook.survey, banner);
    if (!found)
        die_usage(_("give its code or its name, as in the tables"),
                  _("there is no class \"%s\" in the breakdown \"%s\""), class, banner);
}

/* ---- Counts ---- */

static int64_t number_at(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static void add_counts(struct state_counts *counts, const PGresult *result, int row)
{
    enum { STATE = 2, UNITS, INVENTED, ASKING, ERRORS, WARNINGS };
    enum unit_state state = state_find(PQgetvalue(result, row, STATE));
    int64_t units = number_at(result, row, UNITS);
    counts->states[state] += units;
    counts->units += units;
    counts->answered += state_is_answered(state) ? units : 0;
    counts->invented += number_at(result, row, INVENTED);
    counts->asking += number_at(result, row, ASKING);
    counts->errors += number_at(result, row, ERRORS);
    counts->warnings += number_at(result, row, WARNINGS);
}

/* NULL for a class that the configuration does not have. */
static struct state_counts *counts_at(struct form_status *form, int64_t banner, int64_t class)
{
    if (banner < 0)
        return &form->all;
    if ((size_t)banner >= form->banners->count || class < 0 ||
        (size_t) class >= form->banners->banners[banner].class_count)
        return NULL;
    return &form->classes[form->first_class[banner] + (size_t) class];
}

struct part_texts {
    char position[DECIMAL_SIZE], class[DECIMAL_SIZE];
};

static struct part_texts part_texts(const struct status_part *part)
{
    struct part_texts texts;
    snprintf(texts.position, sizeof texts.position, "%zu", part->position);
    snprintf(texts.class, sizeof texts.class, "%zu", part->class);
    return texts;
}

static void read_counts(const struct status *status, struct form_status *form, struct db *db)
{
    struct part_texts part = part_texts(&form->part);
    const char *values[] = {status->config->codebook.survey, form->form->id, part.position,
                            part.class};
    PGresult *result = db_run(db, "report/status-counts", 4, values);
    for (int row = 0; row < PQntuples(result); row++) {
        struct state_counts *counts =
            counts_at(form, number_at(result, row, 0), number_at(result, row, 1));
        if (counts != NULL)
            add_counts(counts, result, row);
    }
    PQclear(result);
}

static void read_days(const struct status *status, struct form_status *form, struct arena *arena,
                      struct db *db)
{
    struct part_texts part = part_texts(&form->part);
    const char *values[] = {status->config->codebook.survey, form->form->id, part.position,
                            part.class};
    PGresult *result = db_run(db, "report/status-days", 4, values);
    int rows = PQntuples(result);
    form->days = arena_array(arena, (size_t)rows + 1, sizeof *form->days);
    for (int row = 0; row < rows; row++) {
        int64_t day = local_day(number_at(result, row, 0));
        if (form->day_count == 0 || form->days[form->day_count - 1].day != day)
            form->days[form->day_count++].day = day;
        struct status_day *last = &form->days[form->day_count - 1];
        last->units += number_at(result, row, 1);
        last->submissions += number_at(result, row, 2);
        last->rejected += number_at(result, row, 3);
    }
    PQclear(result);
}

static void read_survey(struct status *status, struct db *db)
{
    const char *survey = status->config->codebook.survey;
    PGresult *result = db_run(db, "report/status-survey", 1, &survey);
    if (PQntuples(result) != 1)
        abort();
    status->synthetic = strcmp(PQgetvalue(result, 0, 0), "t") == 0;
    status->received = PQgetisnull(result, 0, 1) ? -1 : number_at(result, 0, 1);
    status->unassigned_submissions = number_at(result, 0, 2);
    status->unassigned_files = number_at(result, 0, 3);
    PQclear(result);
}

void status_read(struct status *status, struct arena *arena, struct db *db)
{
    read_survey(status, db);
    for (size_t i = 0; i < status->config->codebook.form_count; i++) {
        if (status->forms[i].left_out)
            continue;
        read_counts(status, &status->forms[i], db);
        read_days(status, &status->forms[i], arena, db);
    }
}

const struct state_counts *status_class(const struct form_status *form, const struct banner *banner,
                                        size_t class)
{
    if (banner->kind == BANNER_TOTAL)
        return &form->all;
    return &form->classes[form->first_class[banner - form->banners->banners] + class];
}

bool status_is_list(const struct form_status *form, const struct banner *banner)
{
    for (size_t c = 0; c < banner->class_count; c++) {
        if (status_class(form, banner, c)->units > 1)
            return false;
    }
    return true;
}

static const char *without_suffix(struct arena *arena, const char *label)
{
    static const char suffix[] = "別";
    size_t length = strlen(label), cut = sizeof suffix - 1;
    if (length > cut && strcmp(label + length - cut, suffix) == 0)
        return arena_copy(arena, label, length - cut);
    return label;
}

static bool has_column(const struct area_column *columns, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(columns[i].id, id) == 0)
            return true;
    }
    return false;
}

size_t status_area_columns(const struct status *status, struct arena *arena,
                           const struct area_column **columns)
{
    size_t forms = status->config->codebook.form_count, count = 0;
    struct area_column *list = arena_array(arena, forms * AREAS_MOST + 1, sizeof *list);
    for (size_t f = 0; f < forms; f++) {
        for (size_t i = 0; i < status->forms[f].area_count; i++) {
            const struct banner *banner = status->forms[f].areas[i];
            if (!has_column(list, count, banner->id))
                list[count++] = (struct area_column){.id = banner->id,
                                                     .title = without_suffix(arena, banner->label)};
        }
    }
    *columns = list;
    return count;
}

/* ---- Units ---- */

const struct class *unit_row_class(const struct unit_row *row, const char *banner)
{
    for (size_t i = 0; i < row->form->area_count; i++) {
        const struct banner *area = row->form->areas[i];
        int64_t class = row->areas[i];
        if (strcmp(area->id, banner) == 0 && class >= 0 && (size_t) class < area->class_count)
            return &area->classes[class];
    }
    return NULL;
}

struct unit_stream {
    const struct form_status *form;
    struct arena arena; /* the texts of one row */
    unit_row_function *function;
    void *context;
};

static const char *field_text(struct arena *arena, const struct copy_field *field)
{
    return field->bytes == NULL ? "" : arena_copy(arena, field->bytes, (size_t)field->length);
}

static int64_t field_number(const struct copy_field *field, int64_t otherwise)
{
    return field->bytes == NULL ? otherwise : copy_get_int8(field);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static void pass_unit(void *context, const struct copy_field *fields, size_t count)
{
    enum { UNIT, NAME, STATE, SUBMISSIONS, ERRORS, WARNINGS, QUERY, RECEIVED, FILE_NAME, AREA };
    enum { INVENTED = AREA + AREAS_MOST, FIELDS };
    struct unit_stream *stream = context;
    struct arena *arena = &stream->arena;
    if (count != FIELDS)
        abort();
    struct unit_row row = {
        .form = stream->form,
        .unit = field_text(arena, &fields[UNIT]),
        .name = field_text(arena, &fields[NAME]),
        .state = state_find(field_text(arena, &fields[STATE])),
        .submissions = field_number(&fields[SUBMISSIONS], 0),
        .errors = field_number(&fields[ERRORS], 0),
        .warnings = field_number(&fields[WARNINGS], 0),
        .query = field_number(&fields[QUERY], 0),
        .received = field_number(&fields[RECEIVED], -1),
        .file = base_name(field_text(arena, &fields[FILE_NAME])),
        .invented = copy_get_int4(&fields[INVENTED]) != 0,
    };
    for (size_t i = 0; i < AREAS_MOST; i++)
        row.areas[i] = field_number(&fields[AREA + i], -1);
    stream->function(stream->context, &row);
    arena_reset(arena);
}

void status_each_unit(const struct status *status, const struct status_units *units, struct db *db,
                      unit_row_function *function, void *context)
{
    const struct form_status *form = units->form;
    struct part_texts part = part_texts(&form->part);
    char areas[AREAS_MOST][DECIMAL_SIZE];
    for (size_t i = 0; i < AREAS_MOST; i++)
        snprintf(areas[i], sizeof areas[i], "%zu",
                 i < form->area_count ? (size_t)(form->areas[i] - form->banners->banners) + 1 : 0);
    const char *values[] = {status->config->codebook.survey,
                            form->form->id,
                            part.position,
                            part.class,
                            areas[0],
                            areas[1],
                            units->missing ? "missing" : ""};
    struct unit_stream stream = {.form = form, .function = function, .context = context};
    db_copy_out(db, "report/status-units", sizeof values / sizeof *values, values, pass_unit,
                &stream);
    arena_release(&stream.arena);
}
