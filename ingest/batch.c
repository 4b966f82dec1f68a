#include "ingest/batch.h"

#include "common/banner.h"
#include "common/frame.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

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
    copy_row(rows, 11);
    copy_int4(rows, origin->source);
    copy_int4(rows, origin->ordinal);
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
    add_finding(batch, origin, form, unit, 0, kept);
    batch->rejected++;
}

static void add_classes(struct batch *batch, const struct banner_set *banners,
                        const struct submission *submission, const uint8_t *codes)
{
    uint16_t *classes = arena_array(&batch->arena, banners->count, sizeof *classes);
    banner_classify(banners, submission->form, submission->unit, codes, classes);
    unsigned char *bytes = arena_alloc(&batch->arena, 2 * banners->count);
    for (size_t i = 0; i < banners->count; i++) {
        bytes[2 * i] = (unsigned char)(classes[i] >> 8);
        bytes[2 * i + 1] = (unsigned char)classes[i];
    }
    copy_bytes(&batch->incoming, bytes, 2 * banners->count);
}

static void add_numbers(struct batch *batch, const struct origin *origin, const struct form *form,
                        const struct checked *checked)
{
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        if (item->question->type != QUESTION_NUMBER || checked->codes[item->slot] != CODE_TICKED)
            continue;
        copy_row(&batch->numbers, 4);
        copy_int4(&batch->numbers, origin->source);
        copy_int4(&batch->numbers, origin->ordinal);
        copy_int4(&batch->numbers, (int32_t)i);
        copy_numeric(&batch->numbers, checked->numbers[i], NUMBER_DECIMALS);
    }
}

static void add_texts(struct batch *batch, const struct origin *origin, const struct form *form,
                      const struct checked *checked)
{
    for (size_t i = 0; i < checked->text_count; i++) {
        const struct answer_text *text = &checked->texts[i];
        if (text->option == 0 && checked->codes[form->items[text->item].slot] != CODE_TICKED)
            continue;
        copy_row(&batch->texts, 5);
        copy_int4(&batch->texts, origin->source);
        copy_int4(&batch->texts, origin->ordinal);
        copy_int4(&batch->texts, (int32_t)text->item);
        copy_int4(&batch->texts, text->option);
        copy_text(&batch->texts, text->text);
    }
}

static void add_readings(struct batch *batch, const struct origin *origin,
                         const struct checked *checked)
{
    for (size_t i = 0; i < checked->interpretation_count; i++) {
        const struct interpretation *interpretation = &checked->interpretations[i];
        copy_row(&batch->readings, 6);
        copy_int4(&batch->readings, origin->source);
        copy_int4(&batch->readings, origin->ordinal);
        copy_text(&batch->readings, interpretation->column->name);
        copy_text(&batch->readings, interpretation->raw);
        copy_text(&batch->readings, interpretation->reading);
        copy_text(&batch->readings, reading_rule_name(interpretation->rule));
    }
}

void batch_accept(struct batch *batch, const struct origin *origin,
                  const struct submission *submission, const char *unit)
{
    const struct form *form = submission->form;
    const struct codebook *codebook = &origin->config->codebook;
    struct checked checked;
    check_submission(&checked, &batch->arena, submission);
    begin_incoming(batch, origin, form, unit, false);
    add_classes(batch, &codebook->banners[form - codebook->forms], submission, checked.codes);
    copy_bytes(&batch->incoming, checked.codes, form->slot_count);
    add_numbers(batch, origin, form, &checked);
    add_texts(batch, origin, form, &checked);
    add_readings(batch, origin, &checked);
    for (size_t i = 0; i < checked.finding_count; i++)
        add_finding(batch, origin, form, unit, (int32_t)i, &checked.findings[i]);
    if (submission->about)
        add_finding(batch, origin, form, unit, (int32_t)checked.finding_count, submission->about);
}

/* ---- Archive ---- */

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
    uLongf deflated_length = compressBound((uLong)length);
    Bytef *deflated = arena_alloc(&batch->arena, deflated_length);
    /* the fastest level: an archive is written every time and read hardly ever */
    if (compress2(deflated, &deflated_length, bytes, (uLong)length, Z_BEST_SPEED) != Z_OK)
        abort();
    copy_bytes(rows, deflated, deflated_length);
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
}
