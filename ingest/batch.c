#include "ingest/batch.h"

#include "common/banner.h"
#include "common/frame.h"
#include "ingest/corrections.h"

#include <libdeflate.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* ---- Findings ---- */

void finding_row(struct copy_rows *rows, struct arena *arena, const struct origin *origin,
                 const struct form *form, const char *unit, int32_t position,
                 const struct finding *finding)
{
    static const char *const severities[] = {"warning", "error", "error"};
    copy_row(rows, 15);
    copy_int4(rows, origin->source);
    copy_int4(rows, origin->ordinal);
    copy_int4(rows, position);
    copy_text(rows, form ? form->id : NULL);
    copy_text(rows, unit);
    copy_text(rows, finding_code_text(finding));
    copy_text(rows, severities[finding_severity(finding)]);
    copy_text(rows, origin->file);
    copy_text(rows, finding->sheet);
    copy_text(rows, finding->cell);
    copy_int8(rows, origin->line);
    copy_text(rows, finding->column ? finding->column->name : "");
    copy_text(rows, finding->raw);
    copy_text(rows, finding_message(arena, finding, true));
    copy_text(rows, finding_hint(arena, finding, true));
}

static void add_finding(struct batch *batch, const struct origin *origin, const struct form *form,
                        const char *unit, int32_t position, const struct finding *finding)
{
    finding_row(&batch->findings, &batch->arena, origin, form, unit, position, finding);
    struct shown_finding *shown = arena_alloc(&batch->arena, sizeof *shown);
    *shown = (struct shown_finding){.finding = finding, .file = origin->file, .line = origin->line};
    if (batch->shown_last)
        batch->shown_last->next = shown;
    else
        batch->shown = shown;
    batch->shown_last = shown;
    if (finding_severity(finding) == SEVERITY_WARNING)
        batch->warnings++;
    else
        batch->errors++;
}

void batch_find(struct batch *batch, const struct origin *origin, const struct form *form,
                const struct finding *finding)
{
    add_finding(batch, origin, form, NULL, 0, finding);
}

/* ---- Submissions ---- */

/* What the columns of the table `incoming` have in common for both outcomes. */
static void begin_incoming(struct batch *batch, const struct origin *origin,
                           const struct form *form, const char *unit, bool rejected)
{
    struct copy_rows *rows = &batch->incoming;
    copy_row(rows, 13);
    copy_int4(rows, origin->source);
    copy_int4(rows, origin->ordinal);
    copy_text(rows, origin->sheet ? origin->sheet : "");
    copy_text(rows, form ? form->id : NULL);
    copy_text(rows, unit);
    copy_int8(rows, origin->start);
    copy_int8(rows, origin->size);
    copy_bytes(rows, origin->sha256, SHA256_SIZE);
    copy_bool(rows, origin->synthetic);
    copy_bool(rows, rejected);
    batch->submissions++;
}

void batch_reject(struct batch *batch, const struct origin *origin, const struct form *form,
                  const char *unit, const struct finding *finding)
{
    struct finding *kept = arena_alloc(&batch->arena, sizeof *kept);
    *kept = *finding;
    begin_incoming(batch, origin, form, unit, true);
    copy_null(&batch->incoming);
    copy_null(&batch->incoming);
    copy_null(&batch->incoming);
    add_finding(batch, origin, form, unit, 0, kept);
    batch->rejected++;
}

static void add_accepted(struct copy_rows *rows, const struct origin *origin,
                         const struct form *form, const char *unit)
{
    copy_row(rows, 11);
    copy_text(rows, origin->config->codebook.survey);
    copy_int4(rows, origin->source);
    copy_int4(rows, origin->ordinal);
    copy_text(rows, form->id);
    copy_text(rows, unit);
    copy_int8(rows, origin->start);
    copy_int8(rows, origin->size);
    copy_bytes(rows, origin->sha256, SHA256_SIZE);
    copy_bool(rows, origin->synthetic);
    copy_text(rows, "accepted");
    copy_int8(rows, origin->direct_run);
}

/* A serial number gives the unit its place; more digits than a bigint has room for do not. */
static int64_t unit_position(const char *unit)
{
    enum { DIGITS_MOST = 18 };
    size_t digits = strspn(unit, "0123456789");
    return digits > 0 && digits <= DIGITS_MOST && !unit[digits] ? strtoll(unit, NULL, 10) : 0;
}

/* A unit of a form without a frame, as sql/ingest/store-units.sql has it. */
static void add_unit(struct copy_rows *rows, const char *survey, const char *form, const char *unit)
{
    static const char no_frame[] = {1, '{', '}'};                           /* jsonb_send */
    static const char no_classes[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23}; /* array_send: int4 */
    copy_row(rows, 8);
    copy_text(rows, survey);
    copy_text(rows, form);
    copy_text(rows, unit);
    copy_int8(rows, unit_position(unit));
    copy_text(rows, "");
    copy_bool(rows, false);
    copy_bytes(rows, no_frame, sizeof no_frame);
    copy_bytes(rows, no_classes, sizeof no_classes);
}

/* Opens the row that takes classes, codes and numbers. */
static struct copy_rows *begin_accepted(struct batch *batch, const struct origin *origin,
                                        const struct form *form, const char *unit)
{
    const char *survey = origin->config->codebook.survey;
    if (!origin->direct_run) {
        begin_incoming(batch, origin, form, unit, false);
        return &batch->incoming;
    }
    batch->submissions++;
    add_accepted(&batch->accepted, origin, form, unit);
    if (!form->frame)
        add_unit(&batch->units, survey, form->id, unit);
    copy_row(&batch->responses, 8);
    copy_text(&batch->responses, survey);
    copy_text(&batch->responses, form->id);
    copy_text(&batch->responses, unit);
    copy_int4(&batch->responses, origin->source);
    copy_int4(&batch->responses, origin->ordinal);
    return &batch->responses;
}

struct packed {
    const struct banner_set *banners;
    const uint8_t *codes;
};

static void add_classes(struct batch *batch, struct copy_rows *rows,
                        const struct submission *submission, const struct packed *packed)
{
    const struct banner_set *banners = packed->banners;
    uint16_t *classes = arena_array(&batch->arena, banners->count, sizeof *classes);
    banner_classify(banners, submission->form, submission->unit, packed->codes, classes);
    unsigned char *bytes = arena_alloc(&batch->arena, 2 * banners->count);
    for (size_t i = 0; i < banners->count; i++) {
        bytes[2 * i] = (unsigned char)(classes[i] >> 8);
        bytes[2 * i + 1] = (unsigned char)classes[i];
    }
    copy_bytes(rows, bytes, 2 * banners->count);
}

static bool has_number(const struct item *item, const struct checked *checked)
{
    return item->question->type == QUESTION_NUMBER && checked->codes[item->slot] == CODE_TICKED;
}

/* The numbers as the tally reads them: those of add_numbers(), packed into the response. */
static void pack_numbers(struct batch *batch, struct copy_rows *rows, const struct form *form,
                         const struct checked *checked)
{
    unsigned char *bytes = arena_alloc(&batch->arena, form->item_count * sizeof(int64_t));
    unsigned char *at = bytes;
    for (size_t i = 0; i < form->item_count; i++) {
        if (!has_number(&form->items[i], checked))
            continue;
        for (int shift = 56; shift >= 0; shift -= 8)
            *at++ = (unsigned char)((uint64_t)checked->numbers[i] >> shift);
    }
    copy_bytes(rows, bytes, (size_t)(at - bytes));
}

/* Whose answers they are, and where they stood. */
struct owner {
    const struct origin *origin;
    const struct form *form;
    const char *unit;
};

/* Opens the row of one answer with what says whose it is. */
static void begin_answer(struct copy_rows *rows, const struct owner *owner, int further_fields)
{
    const struct origin *origin = owner->origin;
    if (origin->direct_run) {
        copy_row(rows, 3 + further_fields);
        copy_text(rows, origin->config->codebook.survey);
        copy_text(rows, owner->form->id);
        copy_text(rows, owner->unit);
    } else {
        copy_row(rows, 2 + further_fields);
        copy_int4(rows, origin->source);
        copy_int4(rows, origin->ordinal);
    }
}

/* Without the zeros at its end, as everywhere in the table number. */
static void add_value(struct copy_rows *rows, int64_t value)
{
    int decimals = NUMBER_DECIMALS;
    for (; decimals > 0 && value % 10 == 0; decimals--)
        value /= 10;
    copy_numeric(rows, value, decimals);
}

static void add_numbers(struct batch *batch, const struct owner *owner,
                        const struct checked *checked)
{
    const struct form *form = owner->form;
    for (size_t i = 0; i < form->item_count; i++) {
        if (!has_number(&form->items[i], checked))
            continue;
        begin_answer(&batch->numbers, owner, 2);
        copy_int4(&batch->numbers, (int32_t)i);
        add_value(&batch->numbers, checked->numbers[i]);
    }
}

static void add_texts(struct batch *batch, const struct owner *owner, const struct checked *checked)
{
    const struct form *form = owner->form;
    for (size_t i = 0; i < checked->text_count; i++) {
        const struct answer_text *text = &checked->texts[i];
        if (text->option == 0 && checked->codes[form->items[text->item].slot] != CODE_TICKED)
            continue;
        begin_answer(&batch->texts, owner, 3);
        copy_int4(&batch->texts, (int32_t)text->item);
        copy_int4(&batch->texts, text->option);
        copy_text(&batch->texts, text->text);
    }
}

static void add_reading(struct batch *batch, const struct owner *owner,
                        const struct interpretation *interpretation)
{
    bool direct = owner->origin->direct_run != 0;
    begin_answer(&batch->readings, owner, direct ? 6 : 4);
    if (direct) {
        copy_int4(&batch->readings, owner->origin->source);
        copy_int4(&batch->readings, owner->origin->ordinal);
    }
    copy_text(&batch->readings, interpretation->column->name);
    copy_text(&batch->readings, interpretation->raw);
    copy_text(&batch->readings, interpretation->reading);
    copy_text(&batch->readings, reading_rule_name(interpretation->rule));
}

/* Of a corrected answer it is the correction that counts, however that was written. */
static void add_readings(struct batch *batch, const struct owner *owner,
                         const struct checked *checked, const struct corrected *corrected)
{
    const struct form *form = corrected->submission.form;
    for (size_t i = 0; i < checked->interpretation_count; i++) {
        const struct interpretation *interpretation = &checked->interpretations[i];
        if (!corrected->columns || !corrected->columns[interpretation->column - form->columns])
            add_reading(batch, owner, interpretation);
    }
    for (size_t i = 0; corrected->columns && i < form->column_count; i++) {
        const char *typed = corrected->typed[i].text;
        if (corrected->columns[i])
            add_reading(batch, owner,
                        &(struct interpretation){.column = &form->columns[i],
                                                 .raw = typed ? typed : "",
                                                 .reading = corrected->submission.answers[i].text,
                                                 .rule = RULE_CORRECTION});
    }
}

void batch_accept(struct batch *batch, const struct origin *origin,
                  const struct submission *submission, const char *unit)
{
    const struct form *form = submission->form;
    const struct codebook *codebook = &origin->config->codebook;
    struct corrected corrected =
        corrections_lay(origin->corrections, &batch->arena, origin, submission);
    struct checked checked;
    corrected.submission.former = origin->former ? origin->former[form - codebook->forms] : NULL;
    check_submission(&checked, &batch->arena, &corrected.submission);
    struct copy_rows *rows = begin_accepted(batch, origin, form, unit);
    add_classes(batch, rows, submission,
                &(struct packed){&codebook->banners[form - codebook->forms], checked.codes});
    copy_bytes(rows, checked.codes, form->slot_count);
    pack_numbers(batch, rows, form, &checked);
    const struct owner owner = {origin, form, unit};
    add_numbers(batch, &owner, &checked);
    add_texts(batch, &owner, &checked);
    add_readings(batch, &owner, &checked, &corrected);
    for (size_t i = 0; i < checked.finding_count; i++)
        add_finding(batch, origin, form, unit, (int32_t)i, &checked.findings[i]);
    if (submission->about)
        add_finding(batch, origin, form, unit, (int32_t)checked.finding_count, submission->about);
}

/* ---- Queries that came back ---- */

void batch_reply(struct batch *batch, const struct origin *origin, const struct reply *reply)
{
    copy_row(&batch->replies, 5);
    copy_int4(&batch->replies, origin->source);
    copy_int4(&batch->replies, reply->query);
    copy_int4(&batch->replies, reply->position);
    copy_text(&batch->replies, reply->confirmed ? "confirmed" : "corrected");
    copy_text(&batch->replies, reply->reason);
}

void batch_find_reply(struct batch *batch, const struct origin *origin, const struct form *form,
                      const char *unit, const struct finding *finding)
{
    add_finding(batch, origin, form, unit, batch->reply_findings++, finding);
}

void batch_correct(struct batch *batch, const struct origin *origin,
                   const struct correction *correction)
{
    copy_row(&batch->corrections, 7);
    copy_int4(&batch->corrections, correction->source);
    copy_int4(&batch->corrections, correction->ordinal);
    copy_text(&batch->corrections, correction->item);
    copy_int4(&batch->corrections, origin->source);
    copy_text(&batch->corrections, correction->form);
    copy_text(&batch->corrections, correction->unit);
    copy_text(&batch->corrections, correction->value);
}

/* ---- Archive ---- */

/* The fastest: an archive is written every time and read hardly ever. */
enum { ARCHIVE_LEVEL = 1 };

static bool is_zip(const void *bytes, size_t length)
{
    return length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

void batch_archive(struct batch *batch, const struct origin *origin, const void *bytes,
                   size_t length)
{
    struct copy_rows *rows = &batch->archive;
    bool deflate = !is_zip(bytes, length);
    copy_row(rows, 5);
    copy_text(rows, origin->config->codebook.survey);
    copy_int4(rows, origin->source);
    copy_int8(rows, origin->start);
    copy_bool(rows, deflate);
    if (!deflate) {
        copy_bytes(rows, bytes, length);
        return;
    }
    if (!batch->compressor && !(batch->compressor = libdeflate_alloc_compressor(ARCHIVE_LEVEL)))
        abort();
    size_t room = libdeflate_zlib_compress_bound(batch->compressor, length);
    char *deflated = arena_alloc(&batch->arena, room);
    size_t size = libdeflate_zlib_compress(batch->compressor, bytes, length, deflated, room);
    if (!size)
        abort();
    copy_bytes(rows, deflated, size);
}

void sha256_behind(unsigned char digest[SHA256_SIZE], EVP_MD_CTX *scratch, const EVP_MD_CTX *begun,
                   const void *bytes, size_t length)
{
    unsigned size;
    if (!EVP_MD_CTX_copy_ex(scratch, begun) || !EVP_DigestUpdate(scratch, bytes, length) ||
        !EVP_DigestFinal_ex(scratch, digest, &size) || size != SHA256_SIZE)
        abort();
}

void sha256_of(unsigned char digest[SHA256_SIZE], const struct str *first, const void *bytes,
               size_t length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned size;
    if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL) ||
        (first && !EVP_DigestUpdate(context, first->at, first->length)) ||
        !EVP_DigestUpdate(context, bytes, length) || !EVP_DigestFinal_ex(context, digest, &size) ||
        size != SHA256_SIZE)
        abort();
    EVP_MD_CTX_free(context);
}

/* ---- Memory ---- */

static void rows_reset(struct copy_rows *rows)
{
    str_reset(&rows->bytes);
    rows->count = 0;
}

void batch_reset(struct batch *batch)
{
    arena_reset(&batch->arena);
    rows_reset(&batch->archive);
    rows_reset(&batch->incoming);
    rows_reset(&batch->numbers);
    rows_reset(&batch->texts);
    rows_reset(&batch->findings);
    rows_reset(&batch->readings);
    rows_reset(&batch->accepted);
    rows_reset(&batch->responses);
    rows_reset(&batch->units);
    rows_reset(&batch->replies);
    rows_reset(&batch->corrections);
    batch->is_query = false;
    batch->reply_findings = 0;
    batch->shown = batch->shown_last = NULL;
    batch->submissions = batch->rejected = batch->errors = batch->warnings = 0;
}

void batch_release(struct batch *batch)
{
    arena_release(&batch->arena);
    str_release(&batch->archive.bytes);
    str_release(&batch->incoming.bytes);
    str_release(&batch->numbers.bytes);
    str_release(&batch->texts.bytes);
    str_release(&batch->findings.bytes);
    str_release(&batch->readings.bytes);
    libdeflate_free_compressor(batch->compressor);
    str_release(&batch->accepted.bytes);
    str_release(&batch->responses.bytes);
    str_release(&batch->units.bytes);
    str_release(&batch->replies.bytes);
    str_release(&batch->corrections.bytes);
}
