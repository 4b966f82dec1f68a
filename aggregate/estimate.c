#include "aggregate/estimate.h"

#include "aggregate/weighting.h"
#include "common/inference.h"
#include "common/message.h"
#include "common/round.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ESTIMATE_FIELDS = 13,
    WEIGHTED_DECIMALS = 4,
    SE_DECIMALS = 4,
    LIMIT_DECIMALS = 2,
};

void estimates_delete(struct db *db, const char *survey)
{
    static const char *const statements[] = {
        "aggregate/delete-estimations", "aggregate/delete-weights", "aggregate/delete-estimates",
        "aggregate/delete-comparisons", "aggregate/delete-letters"};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        db_execute(db, statements[i], 1, &survey);
}

void copy_rounded(struct copy_rows *rows, double value, int decimals)
{
    if (isnan(value))
        copy_null(rows);
    else
        copy_numeric(rows, llround(value * pow(10, decimals)), decimals);
}

/* ---- One cell ---- */

/* A row of estimate-rows.sql without its stratum. */
struct weighted_cell {
    int32_t item, option, banner, class;
    int64_t count, base;
    bool weighted; /* and somebody was asked */
    int64_t weighted_count, weighted_base, tenths, effective;
};

/* The cells of a form on their way; the rows of a cell come together. */
struct estimation {
    const struct sureness *sureness;
    const char *survey;
    const struct form *form;
    const struct banner_set *set;
    struct class_units classes;
    bool weighted;
    struct weighted_cell cell;
    bool pending;
    struct stratum *strata; /* of the pending cell */
    size_t stratum_count, stratum_limit;
    int64_t units, answered; /* of these strata */
    struct copy_rows rows;   /* sent at the end: until then the connection is reading */
    int64_t stored;
};

static struct interval design_interval(const struct estimation *all, struct estimate estimate,
                                       double effective)
{
    double level = (double)all->sureness->level / (double)NUMBER_SCALE;
    if (all->sureness->method == INTERVAL_LOGIT)
        return logit_interval(estimate.value, estimate.se, (double)estimate.df, level);
    return wilson_interval_effective(estimate.value, effective, level);
}

/* The effective base of the score interval is the one of a simple random sample with the same
 * standard error; where that is 0, as with 0 % and 100 %, it is Kish's. */
static struct interval weighted_interval(const struct estimation *all, struct estimate estimate)
{
    double f = (double)all->answered / (double)all->units;
    double p = estimate.value;
    double effective = p * (1 - p) / (estimate.se * estimate.se);
    if (estimate.se == 0)
        effective = f >= 1 ? INFINITY : (kish_base(all->strata, all->stratum_count) - f) / (1 - f);
    return design_interval(all, estimate, effective);
}

/* Without weights a class is a simple random sample of its units, and those asked are a domain of
 * it. Without a frame nothing is known about the units: they are taken for endless. */
static struct interval plain_interval(const struct estimation *all)
{
    const struct weighted_cell *cell = &all->cell;
    struct units_answered units =
        class_units(&all->classes, (size_t)cell->banner, (size_t)cell->class);
    struct stratum stratum =
        stratum_of_counts(units.units, units.answered, cell->base, cell->count);
    if (!all->form->frame)
        stratum.fraction = 0;
    const struct proportion proportion = {cell->count, cell->base, stratum.fraction};
    double level = (double)all->sureness->level / (double)NUMBER_SCALE;
    if (all->sureness->method == INTERVAL_WILSON)
        return wilson_interval(proportion, level);
    return design_interval(all, stratified_ratio(&stratum, 1), NAN);
}

static void copy_weighted(struct estimation *all, struct estimate estimate)
{
    const struct weighted_cell *cell = &all->cell;
    copy_numeric(&all->rows, cell->weighted_count, WEIGHTED_DECIMALS);
    copy_numeric(&all->rows, cell->weighted_base, WEIGHTED_DECIMALS);
    if (cell->weighted)
        copy_numeric(&all->rows, cell->tenths, 1);
    else
        copy_null(&all->rows);
    copy_rounded(&all->rows, 100 * estimate.se, SE_DECIMALS);
    if (cell->weighted)
        copy_numeric(&all->rows, cell->effective, 1);
    else
        copy_null(&all->rows);
}

static void finish_cell(struct estimation *all)
{
    if (!all->pending)
        return;
    const struct weighted_cell *cell = &all->cell;
    struct estimate estimate = stratified_ratio(all->strata, all->stratum_count);
    struct interval interval = {NAN, NAN};
    if (cell->base && all->sureness->method != INTERVAL_NONE)
        interval = all->weighted ? weighted_interval(all, estimate) : plain_interval(all);
    copy_row(&all->rows, ESTIMATE_FIELDS);
    copy_text(&all->rows, all->survey);
    copy_text(&all->rows, all->form->id);
    copy_int4(&all->rows, cell->item);
    copy_int4(&all->rows, cell->option);
    copy_int4(&all->rows, cell->banner);
    copy_int4(&all->rows, cell->class);
    if (all->weighted)
        copy_weighted(all, estimate);
    else
        for (int i = 0; i < 5; i++)
            copy_null(&all->rows);
    copy_rounded(&all->rows, 100 * interval.low, LIMIT_DECIMALS);
    copy_rounded(&all->rows, 100 * interval.high, LIMIT_DECIMALS);
    all->stored++;
    all->pending = false;
    all->stratum_count = 0;
    all->units = all->answered = 0;
}

/* ---- Rows ---- */

static bool same_cell(const struct weighted_cell *left, const struct weighted_cell *right)
{
    return left->item == right->item && left->option == right->option &&
           left->banner == right->banner && left->class == right->class;
}

static int64_t number_or_zero(const struct copy_field *field)
{
    return field->bytes ? copy_get_int8(field) : 0;
}

static void add_stratum(struct estimation *all, const struct copy_field *fields)
{
    int64_t units = copy_get_int8(&fields[0]), answered = copy_get_int8(&fields[1]);
    if (all->stratum_count == all->stratum_limit)
        abort(); /* a stratum of a cell comes once */
    all->strata[all->stratum_count++] =
        stratum_of_counts(units, answered, copy_get_int8(&fields[2]), copy_get_int8(&fields[3]));
    all->units += units;
    all->answered += answered;
}

static void take_row(void *context, const struct copy_field *fields, size_t count)
{
    struct estimation *all = context;
    if (count != 14)
        abort();
    const struct weighted_cell cell = {
        .item = copy_get_int4(&fields[0]),
        .option = copy_get_int4(&fields[1]),
        .banner = copy_get_int4(&fields[2]),
        .class = copy_get_int4(&fields[3]),
        .count = copy_get_int8(&fields[4]),
        .base = copy_get_int8(&fields[5]),
        .weighted = fields[6].bytes != NULL,
        .weighted_count = number_or_zero(&fields[6]),
        .weighted_base = number_or_zero(&fields[7]),
        .tenths = number_or_zero(&fields[8]),
        .effective = number_or_zero(&fields[9]),
    };
    if (!all->pending || !same_cell(&cell, &all->cell)) {
        finish_cell(all);
        all->cell = cell;
        all->pending = true;
    }
    if (fields[10].bytes)
        add_stratum(all, &fields[10]);
}

/* ---- A form ---- */

/* What tables.yaml asks for, as parameters. */
struct request {
    const char *values[9];
    char level[DECIMAL_SIZE], test_level[DECIMAL_SIZE], smallest_base[DECIMAL_SIZE];
};

static void fill_request(struct request *request, const struct config *config, size_t form)
{
    static const char *const methods[] = {"", "wilson", "logit"};
    static const char *const corrections[] = {"none", "bonferroni", "bh"};
    const struct sureness *asked = &config->sureness;
    const struct banner_set *set = &config->codebook.banners[form];
    bool weighted = asked->weighted && asked->weighted == &config->codebook.forms[form];
    decimal_text(request->level, asked->level, NUMBER_DECIMALS);
    decimal_text(request->test_level, asked->test_level, NUMBER_DECIMALS);
    decimal_text(request->smallest_base, asked->smallest_base, 0);
    const char *values[] = {
        config->codebook.survey,
        config->codebook.forms[form].id,
        methods[asked->method],
        asked->method ? request->level : NULL,
        weighted ? set->banners[asked->stratum].id : "",
        asked->tests ? "true" : "false",
        asked->tests ? request->test_level : NULL,
        asked->tests ? corrections[asked->adjustment] : "",
        asked->tests ? request->smallest_base : NULL,
    };
    memcpy(request->values, values, sizeof values);
}

static bool anything_asked(const struct sureness *sureness)
{
    return sureness->method != INTERVAL_NONE || sureness->weighted || sureness->tests;
}

bool estimates_are_current(struct db *db, const struct config *config)
{
    const struct codebook *codebook = &config->codebook;
    if (!anything_asked(&config->sureness))
        return db_number(db, "aggregate/count-estimations", 1, &codebook->survey) == 0;
    for (size_t form = 0; form < codebook->form_count; form++) {
        struct request request;
        fill_request(&request, config, form);
        if (db_number(db, "aggregate/same-estimation", 9, request.values) != 1)
            return false;
    }
    return true;
}

static int64_t estimate_form(struct db *db, const struct config *config, size_t form)
{
    struct arena arena = {0};
    const struct banner_set *set = &config->codebook.banners[form];
    struct estimation all = {
        .sureness = &config->sureness,
        .survey = config->codebook.survey,
        .form = &config->codebook.forms[form],
        .set = set,
        .weighted = config->sureness.weighted == &config->codebook.forms[form],
    };
    if (all.weighted)
        all.stratum_limit = set->banners[config->sureness.stratum].class_count;
    all.strata = arena_array(&arena, all.stratum_limit, sizeof *all.strata);
    class_units_read(&all.classes, &arena, db, config, form);
    const char *values[] = {all.survey, all.form->id};
    db_copy_out(db, "aggregate/estimate-rows", 2, values, take_row, &all);
    finish_cell(&all);
    db_copy_in(db, "aggregate/copy-estimates", &all.rows);
    str_release(&all.rows.bytes);
    arena_release(&arena);
    return all.stored;
}

int64_t estimates_store(struct db *db, const struct config *config)
{
    const struct sureness *sureness = &config->sureness;
    bool estimated = sureness->method != INTERVAL_NONE || sureness->weighted;
    if (!anything_asked(sureness))
        return 0;
    int64_t stored = 0;
    PQclear(db_run(db, "aggregate/scan-settings", 0, NULL));
    if (estimated)
        weighting_begin(db);
    for (size_t form = 0; form < config->codebook.form_count; form++) {
        bool weighted = sureness->weighted == &config->codebook.forms[form];
        struct request request;
        fill_request(&request, config, form);
        db_execute(db, "aggregate/insert-estimation", 9, request.values);
        if (weighted)
            weighting_form(db, config);
        if (weighted || sureness->method != INTERVAL_NONE)
            stored += estimate_form(db, config, form);
        if (weighted)
            weighting_end_form(db);
    }
    return stored;
}
