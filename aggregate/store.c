#include "aggregate/store.h"

#include <stdlib.h>

enum {
    /* Rows are sent when so many bytes have come together: what the socket to the server takes at
     * once, so that the next ones are made while the server stores these. */
    STORE_BATCH = 1 << 17,
    CELL_FIELDS = 8,
    STATISTIC_FIELDS = 16,
    PUBLISHED_FIELDS = 12,
};

void store_delete(struct db *db, const char *survey)
{
    db_execute(db, "aggregate/delete-cells", 1, &survey);
    db_execute(db, "aggregate/delete-statistics", 1, &survey);
    db_execute(db, "aggregate/delete-published", 1, &survey);
}

/* ---- Cells ---- */

/* Rows on their way to one table, and what all of them share. */
struct store {
    struct db *db;
    const char *statement;
    const char *survey;
    const struct tally *tally;
    struct copy_rows rows;
    int64_t count;
};

static void send_batch(struct store *store)
{
    db_copy_in_finish(store->db, false);
    db_copy_in_start(store->db, store->statement, &store->rows);
}

static void send_full_batch(struct store *store)
{
    if (store->rows.bytes.length >= STORE_BATCH)
        send_batch(store);
}

static int64_t send_rest(struct store *store)
{
    send_batch(store);
    db_copy_in_finish(store->db, false);
    str_release(&store->rows.bytes);
    return store->count;
}

/* An item in one class. */
struct item_class {
    size_t item, banner, class;
    int64_t base, missing, invalid;
};

static struct item_class item_class(const struct tally *tally, size_t item, size_t banner,
                                    size_t class)
{
    size_t slot = tally->plan->form->items[item].slot;
    return (struct item_class){
        .item = item,
        .banner = banner,
        .class = class,
        .base = tally_members(tally, banner, class) -
                tally_count(tally, banner, class, slot, CODE_NOT_ASKED),
        .missing = tally_count(tally, banner, class, slot, CODE_NA),
        .invalid = tally_count(tally, banner, class, slot, CODE_INVALID),
    };
}

static int64_t option_count(const struct tally *tally, const struct item_class *where,
                            size_t option)
{
    const struct item *item = &tally->plan->form->items[where->item];
    const struct question *question = item->question;
    if (question->type == QUESTION_MULTIPLE)
        return tally_count(tally, where->banner, where->class, item->slot + option, CODE_TICKED);
    return tally_count(tally, where->banner, where->class, item->slot,
                       question->options[option].code);
}

static void copy_counts(struct store *store, const struct item_class *where)
{
    const struct question *question = store->tally->plan->form->items[where->item].question;
    for (size_t option = 0; option < question->option_count; option++)
        copy_int8(&store->rows, option_count(store->tally, where, option));
    copy_int8(&store->rows, where->missing);
    copy_int8(&store->rows, where->invalid);
}

/* An item in all classes of a banner: three arrays, each class by class. */
static void store_block(struct store *store, size_t item, size_t banner)
{
    const struct tally *tally = store->tally;
    const struct form *form = tally->plan->form;
    size_t classes = tally->plan->set->banners[banner].class_count;
    size_t answers = form->items[item].question->option_count + 2;
    copy_row(&store->rows, CELL_FIELDS);
    copy_text(&store->rows, store->survey);
    copy_text(&store->rows, form->id);
    copy_int4(&store->rows, (int32_t)item);
    copy_int4(&store->rows, (int32_t)banner);
    copy_int4(&store->rows, (int32_t)answers);
    copy_int8_array(&store->rows, classes * answers);
    for (size_t class = 0; class < classes; class ++) {
        struct item_class where = item_class(tally, item, banner, class);
        copy_counts(store, &where);
    }
    copy_int8_array(&store->rows, classes);
    for (size_t class = 0; class < classes; class ++)
        copy_int8(&store->rows, item_class(tally, item, banner, class).base);
    copy_int8_array(&store->rows, classes);
    for (size_t class = 0; class < classes; class ++) {
        struct item_class where = item_class(tally, item, banner, class);
        copy_int8(&store->rows, where.base - where.missing - where.invalid);
    }
    store->count += (int64_t)(classes * answers);
    send_full_batch(store);
}

int64_t store_cells(struct db *db, const char *survey, const struct tally *tally)
{
    struct store store = {
        .db = db, .statement = "aggregate/copy-cells", .survey = survey, .tally = tally};
    const struct form *form = tally->plan->form;
    for (size_t item = 0; item < form->item_count; item++) {
        enum question_type type = form->items[item].question->type;
        if (type != QUESTION_SINGLE && type != QUESTION_MULTIPLE)
            continue;
        for (size_t banner = 0; banner < tally->plan->set->count; banner++)
            store_block(&store, item, banner);
    }
    return send_rest(&store);
}

/* ---- Statistics ---- */

/* A decimal without trailing zeros. */
static void copy_trimmed(struct copy_rows *rows, int64_t value, int decimals)
{
    for (; decimals > 0 && value % 10 == 0; decimals--)
        value /= 10;
    copy_numeric(rows, value, decimals);
}

static void put_int16(uint8_t **at, unsigned value)
{
    *(*at)++ = (uint8_t)(value >> 8);
    *(*at)++ = (uint8_t)value;
}

/* A sum in millionths may have more digits than an int64_t: the numeric is made here, in the form
 * that PostgreSQL's numeric_recv() reads: number of digits, weight of the first, sign, decimals,
 * digits; all 16 bits wide, digits to the base 10,000. Zero digits at both ends are allowed. */
void copy_sum(struct copy_rows *rows, wide sum)
{
    enum { BASE = 10000, DIGITS = 8, FRACTION_DIGITS = 2, NEGATIVE = 0x4000 };
    wide rest = (sum < 0 ? -sum : sum) * 100; /* from six decimals to two digits */
    unsigned digits[DIGITS];
    for (size_t i = DIGITS; i-- > 0; rest /= BASE)
        digits[i] = (unsigned)(rest % BASE);
    if (rest != 0)
        abort(); /* STATISTIC_LARGEST_N values below NUMBER_LIMIT have 23 digits */
    unsigned decimals = NUMBER_DECIMALS;
    for (wide cut = sum; decimals > 0 && cut % 10 == 0; cut /= 10)
        decimals--;
    uint8_t bytes[2 * (4 + DIGITS)], *at = bytes;
    put_int16(&at, DIGITS);
    put_int16(&at, DIGITS - FRACTION_DIGITS - 1);
    put_int16(&at, sum < 0 ? NEGATIVE : 0);
    put_int16(&at, decimals);
    for (size_t i = 0; i < DIGITS; i++)
        put_int16(&at, digits[i]);
    copy_bytes(rows, bytes, sizeof bytes);
}

static void copy_moments(struct copy_rows *rows, const struct statistic *statistic)
{
    copy_sum(rows, statistic->sum);
    if (statistic->n >= 1)
        copy_numeric(rows, statistic_mean(statistic), STATISTIC_DECIMALS);
    else
        copy_null(rows);
    if (statistic->n >= 2)
        copy_numeric(rows, statistic_sd(statistic), STATISTIC_DECIMALS);
    else
        copy_null(rows);
}

static void copy_order(struct copy_rows *rows, const struct statistic *statistic)
{
    if (!statistic->n) {
        for (int i = 0; i < 5; i++)
            copy_null(rows);
        return;
    }
    copy_trimmed(rows, statistic->min, NUMBER_DECIMALS);
    for (int quartile = 1; quartile <= 3; quartile++)
        copy_trimmed(rows, statistic_quartile(statistic, quartile), STATISTIC_QUARTILE_DECIMALS);
    copy_trimmed(rows, statistic->max, NUMBER_DECIMALS);
}

static void store_statistic(struct store *store, const struct item_class *where,
                            const struct statistic *statistic)
{
    copy_row(&store->rows, STATISTIC_FIELDS);
    copy_text(&store->rows, store->survey);
    copy_text(&store->rows, store->tally->plan->form->id);
    copy_int4(&store->rows, (int32_t)where->item);
    copy_int4(&store->rows, (int32_t)where->banner);
    copy_int4(&store->rows, (int32_t)where->class);
    copy_int8(&store->rows, statistic->n);
    copy_int8(&store->rows, where->base - statistic->n);
    copy_moments(&store->rows, statistic);
    copy_order(&store->rows, statistic);
    copy_int4(&store->rows, statistic->inverse ? QUANTILES_INVERSE : QUANTILES_LINEAR);
    store->count++;
    send_full_batch(store);
}

int64_t store_statistics(struct db *db, const char *survey, const struct tally *tally,
                         const struct number_scan *scans, size_t count)
{
    struct store store = {
        .db = db, .statement = "aggregate/copy-statistics", .survey = survey, .tally = tally};
    const struct tally_plan *plan = tally->plan;
    for (size_t i = 0; i < count; i++)
        for (size_t banner = 0; banner < plan->set->count; banner++)
            for (size_t class = 0; class < plan->set->banners[banner].class_count; class ++) {
                struct item_class where = item_class(tally, scans[i].item, banner, class);
                store_statistic(&store, &where,
                                &scans[i].statistics[plan->first_classes[banner] + class]);
            }
    return send_rest(&store);
}

/* ---- Published figures ---- */

static void copy_known(struct copy_rows *rows, int64_t value)
{
    if (value < 0)
        copy_null(rows);
    else
        copy_int8(rows, value);
}

static void copy_published(struct copy_rows *rows, const char *survey, size_t position,
                           const struct published *published)
{
    char code[CODE_TEXT_SIZE];
    copy_row(rows, PUBLISHED_FIELDS);
    copy_text(rows, survey);
    copy_int4(rows, (int32_t)position);
    copy_text(rows, published->figure);
    copy_text(rows, published->form->id);
    copy_text(rows, published->question->id);
    copy_text(rows, published->row ? published->row->id : "");
    copy_text(rows, code_text(code, published->code));
    copy_known(rows, published->base);
    copy_bool(rows, published->base_printed);
    copy_known(rows, published->count);
    if (published->tenths < 0)
        copy_null(rows);
    else
        copy_numeric(rows, published->tenths, 1);
    copy_text(rows, published->printed_as);
}

void store_published(struct db *db, const struct config *config)
{
    struct copy_rows rows = {0};
    for (size_t i = 0; i < config->published_count; i++)
        copy_published(&rows, config->codebook.survey, i, &config->published[i]);
    db_copy_in(db, "aggregate/copy-published", &rows);
    str_release(&rows.bytes);
}
