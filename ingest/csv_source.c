#include "ingest/csv_source.h"

#include "common/frame.h"
#include "common/utf8.h"
#include "ingest/units.h"

#include <errno.h>
#include <iconv.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* ---- Encoding ---- */

static void feed_utf8(struct encoding_guess *guess, unsigned char byte)
{
    if (guess->pending) {
        guess->pending--;
        guess->utf8_broken |= (byte & 0xC0) != 0x80;
    } else if (byte >= 0x80) {
        guess->pending = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
        guess->utf8_broken |= byte < 0xC2 || byte > 0xF4;
    }
    guess->utf8_broken |= byte == 0;
}

/* Lead bytes 81–9F, E0–FC; trail bytes 40–7E, 80–FC; A1–DF are half-width katakana. */
static void feed_cp932(struct encoding_guess *guess, unsigned char byte)
{
    if (guess->lead) {
        guess->lead = false;
        guess->cp932_broken |= byte < 0x40 || byte == 0x7F || byte > 0xFC;
    } else if ((byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC)) {
        guess->lead = true;
    } else {
        guess->cp932_broken |= byte == 0 || byte == 0x80 || byte == 0xA0 || byte > 0xFC;
    }
}

/* How many bytes at the start are plain ASCII without NUL, which say nothing about the encoding;
 * eight at a time. */
static size_t plain_length(const char *bytes, size_t length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        /* no byte from 80 on; and none of 0, which would borrow */
        if (((word | (word - ones)) & highs) != 0)
            break;
    }
    while (i < length && (signed char)bytes[i] > 0)
        i++;
    return i;
}

void encoding_feed(struct encoding_guess *guess, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!guess->pending && !guess->lead) {
            i += plain_length(bytes + i, length - i);
            if (i == length)
                break;
        }
        feed_utf8(guess, (unsigned char)bytes[i]);
        feed_cp932(guess, (unsigned char)bytes[i]);
    }
}

enum text_encoding encoding_result(const struct encoding_guess *guess)
{
    if (!guess->utf8_broken && !guess->pending)
        return ENCODING_UTF8;
    return !guess->cp932_broken && !guess->lead ? ENCODING_CP932 : ENCODING_UNKNOWN;
}

/* glibc's CP932, not SHIFT_JIS: it knows the NEC and IBM characters (髙, ①). */
struct decoder {
    iconv_t cp932;
    bool open;
};

static const char *from_cp932(struct decoder *decoder, struct arena *arena, const char *field,
                              size_t length)
{
    if (!decoder->open) {
        decoder->cp932 = iconv_open("UTF-8", "CP932");
        if (decoder->cp932 == (iconv_t)-1)
            abort(); /* glibc always has it: its gconv modules are part of libc-bin */
        decoder->open = true;
    }
    /* one or two bytes become at most three */
    size_t room = 3 * length, left = length;
    char *text = arena_alloc(arena, room + 1), *to = text;
    char *from = arena_copy(arena, field, length);
    iconv(decoder->cp932, NULL, NULL, NULL, NULL);
    if (iconv(decoder->cp932, &from, &left, &to, &room) == (size_t)-1)
        return NULL;
    return text;
}

/* The field in UTF-8, in the arena unless it needs no decoding; NULL if it is not text in this
 * encoding. The guess looks at lead and trail bytes only, and a stated encoding may be wrong; the
 * database would refuse the whole run. */
static const char *decoded(struct decoder *decoder, struct arena *arena,
                           enum text_encoding encoding, const char *field, size_t length)
{
    if (plain_length(field, length) == length)
        return field;
    if (memchr(field, 0, length))
        return NULL;
    if (encoding == ENCODING_CP932)
        return from_cp932(decoder, arena, field, length);
    return utf8_valid_length(field, length) == length ? field : NULL;
}

static void decoder_close(struct decoder *decoder)
{
    if (decoder->open)
        iconv_close(decoder->cp932);
}

/* ---- Header ---- */

struct fit {
    const struct form *form;
    size_t known, unknown;
    const char *unknown_names;
};

static struct fit fit_of(struct arena *arena, const struct form *form,
                         const struct csv_record *header)
{
    struct fit fit = {.form = form, .unknown_names = ""};
    for (size_t i = 1; i < header->count; i++) {
        const char *name = header->fields[i];
        if (form_column(form, name)) {
            fit.known++;
        } else if (*name != '_') {
            if (fit.unknown++ < 10)
                fit.unknown_names = arena_printf(arena, "%s%s%s", fit.unknown_names,
                                                 *fit.unknown_names ? "、" : "", name);
        }
    }
    return fit;
}

/* A better fit has fewer unknown columns, then more known ones. */
static int compare_fits(const struct fit *a, const struct fit *b)
{
    if (a->unknown != b->unknown)
        return a->unknown < b->unknown ? 1 : -1;
    return a->known > b->known ? 1 : a->known < b->known ? -1 : 0;
}

static void describe(struct finding *finding, enum finding_code code, const char *raw,
                     const char *extra)
{
    *finding = (struct finding){.code = code, .raw = raw, .extra = extra, .sheet = "", .cell = ""};
}

/* The form that the file is named after: municipality.csv. */
static const struct form *form_by_file_name(const struct codebook *codebook, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    size_t length = strcspn(name, ".");
    for (size_t i = 0; i < codebook->form_count; i++) {
        const char *id = codebook->forms[i].id;
        if (strlen(id) == length && strncmp(id, name, length) == 0)
            return &codebook->forms[i];
    }
    return NULL;
}

static const struct form *form_that_fits(struct arena *arena, const struct codebook *codebook,
                                         const char *form_id, const struct csv_record *header,
                                         struct finding *finding)
{
    struct fit best = {0};
    const char *rivals = "";
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct form *form = &codebook->forms[i];
        if (form_id && strcmp(form->id, form_id) != 0)
            continue;
        struct fit fit = fit_of(arena, form, header);
        int order = best.form ? compare_fits(&fit, &best) : 1;
        if (order > 0)
            best = fit;
        rivals = order > 0    ? form->id
                 : order == 0 ? arena_printf(arena, "%s、%s", rivals, form->id)
                              : rivals;
    }
    if (!best.form)
        describe(finding, FINDING_UNKNOWN_FORM, form_id ? form_id : "", "");
    else if (best.unknown || !best.known || strcmp(header->fields[0], "unit") != 0)
        describe(finding, FINDING_HEADER, "",
                 strcmp(header->fields[0], "unit") == 0 ? best.unknown_names
                                                        : arena_strdup(arena, header->fields[0]));
    else if (strcmp(rivals, best.form->id) != 0)
        describe(finding, FINDING_AMBIGUOUS_HEADER, "", rivals);
    else
        return best.form;
    return NULL;
}

/* A column that stands twice would overwrite an answer. */
static const char *repeated_column(const struct csv_record *header)
{
    for (size_t i = 1; i < header->count; i++)
        for (size_t j = 0; j < i; j++)
            if (*header->fields[i] != '_' && strcmp(header->fields[i], header->fields[j]) == 0)
                return header->fields[i];
    return NULL;
}

/* The first ten columns of the form that the header does not have, and how many more. */
static const char *missing_columns(const struct csv_layout *layout, struct arena *arena)
{
    const struct form *form = layout->form;
    const char *list = "";
    size_t count = 0;
    for (size_t i = 0; i < form->column_count; i++)
        if (layout->absent[i] && count++ < 10)
            list = arena_printf(arena, "%s%s%s", list, *list ? "、" : "", form->columns[i].name);
    return count > 10 ? arena_printf(arena, "%s …(%zu)", list, count) : list;
}

/* Which columns of the form the header does not have; NULL if it has all. */
static const bool *absent_columns(const struct csv_layout *layout, struct arena *arena)
{
    size_t count = layout->form->column_count, known = 0;
    bool *absent = arena_array(arena, count, sizeof *absent);
    memset(absent, true, count * sizeof *absent);
    for (size_t i = 0; i < layout->field_count; i++)
        if (layout->columns[i] != SIZE_MAX) {
            absent[layout->columns[i]] = false;
            known++;
        }
    return known < count ? absent : NULL;
}

/* The header with its names in UTF-8, in the arena; false if they are not text. */
static bool decode_header(struct csv_record *header, struct arena *arena,
                          enum text_encoding encoding)
{
    struct decoder decoder = {0};
    const char **names = arena_array(arena, header->count, sizeof *names);
    bool is_text = true;
    for (size_t i = 0; i < header->count && is_text; i++) {
        names[i] = decoded(&decoder, arena, encoding, header->fields[i], header->lengths[i]);
        is_text = names[i] != NULL;
    }
    decoder_close(&decoder);
    header->fields = names;
    return is_text;
}

static bool read_layout(struct csv_layout *layout, struct arena *arena, const struct config *config,
                        const char *form, const struct csv_record *header, struct finding *finding)
{
    layout->field_count = header->count;
    const char *repeated = repeated_column(header);
    if (repeated) {
        describe(finding, FINDING_HEADER, "", arena_strdup(arena, repeated));
        return false;
    }
    layout->form = form_that_fits(arena, &config->codebook, form, header, finding);
    if (!layout->form && finding->code == FINDING_AMBIGUOUS_HEADER &&
        form_by_file_name(&config->codebook, layout->file)) {
        form = form_by_file_name(&config->codebook, layout->file)->id;
        describe(finding, FINDING_NONE, "", "");
        layout->form = form_that_fits(arena, &config->codebook, form, header, finding);
    }
    if (!layout->form)
        return false;
    size_t *columns = arena_array(arena, header->count, sizeof *columns);
    for (size_t i = 0; i < header->count; i++) {
        const struct column *column = form_column(layout->form, header->fields[i]);
        columns[i] = column && i ? (size_t)(column - layout->form->columns) : SIZE_MAX;
        layout->synthetic |= strcmp(header->fields[i], "_synthetic") == 0;
    }
    layout->columns = columns;
    layout->absent = absent_columns(layout, arena);
    if (layout->absent)
        describe(finding, FINDING_MISSING_COLUMN, "", missing_columns(layout, arena));
    return true;
}

bool csv_layout_read(struct csv_layout *layout, struct arena *arena, const struct config *config,
                     const char *form, const struct csv_record *header, struct finding *finding)
{
    struct csv_record named = *header;
    while (named.count > 1 && !named.lengths[named.count - 1])
        named.count--;
    layout->nameless_count = header->count - named.count;
    if (decode_header(&named, arena, layout->encoding))
        return read_layout(layout, arena, config, form, &named, finding);
    describe(finding, FINDING_ENCODING, "", "");
    return false;
}

/* ---- Rows ---- */

struct rows {
    struct batch *batch;
    const struct csv_layout *layout;
    struct origin origin;
    struct decoder decoder;
    EVP_MD_CTX *header, *digest; /* of the header; of a row, which begins with that */
};

static void reject_row(struct rows *rows, enum finding_code code, const char *raw,
                       const char *extra)
{
    struct finding finding;
    describe(&finding, code, raw, extra);
    batch_reject(rows->batch, &rows->origin, rows->layout->form, NULL, &finding);
}

/* One field in UTF-8, in the arena if the fields are; NULL if it cannot be decoded: then the row is
 * rejected. */
static const char *row_text(struct rows *rows, const struct csv_record *record, size_t field)
{
    struct arena *arena = &rows->batch->arena;
    const char *text = decoded(&rows->decoder, arena, rows->layout->encoding, record->fields[field],
                               record->lengths[field]);
    if (!text)
        reject_row(rows, FINDING_ENCODING, "", "");
    return text;
}

/* The fields stand one behind the other in the reader's buffer (csv.h): they move to the arena in
 * one piece. */
static void keep_fields(struct arena *arena, struct csv_record *record)
{
    const char *start = record->fields[0];
    const char *end = record->fields[record->count - 1] + record->lengths[record->count - 1];
    const char *kept = arena_copy(arena, start, (size_t)(end - start));
    const char **fields = arena_array(arena, record->count, sizeof *fields);
    for (size_t i = 0; i < record->count; i++)
        fields[i] = kept + (record->fields[i] - start);
    record->fields = fields;
}

static bool row_unit(struct rows *rows, const struct csv_record *record, struct unit_match *match)
{
    struct arena *arena = &rows->batch->arena;
    const char *typed = row_text(rows, record, 0);
    if (!typed)
        return false;
    const struct frame *frame = rows->layout->form->frame;
    *match = frame ? unit_find(arena, frame, typed) : unit_any(arena, typed);
    if (match->result != UNIT_FOUND)
        reject_row(rows, match->finding, typed, match->candidates);
    return match->result == UNIT_FOUND;
}

/* The answers of a record; NULL if a field cannot be decoded (then the row is rejected). */
static struct raw_answer *row_answers(struct rows *rows, const struct csv_record *record)
{
    const struct csv_layout *layout = rows->layout;
    struct arena *arena = &rows->batch->arena;
    struct raw_answer *answers = arena_array(arena, layout->form->column_count, sizeof *answers);
    for (size_t i = 1; i < layout->field_count; i++) {
        if (layout->columns[i] == SIZE_MAX || record->lengths[i] == 0)
            continue;
        const char *text = row_text(rows, record, i);
        if (!text)
            return NULL;
        answers[layout->columns[i]].text = text;
    }
    return answers;
}

/* Without the fields below columns that have no name, if they are empty. */
static size_t named_count(const struct csv_layout *layout, const struct csv_record *record)
{
    size_t count = record->count;
    if (count == layout->field_count + layout->nameless_count)
        while (count > layout->field_count && !record->lengths[count - 1])
            count--;
    return count;
}

static void read_row(struct rows *rows, const struct csv_record *record)
{
    struct arena *arena = &rows->batch->arena;
    if (named_count(rows->layout, record) != rows->layout->field_count) {
        reject_row(rows, FINDING_FIELD_COUNT, arena_printf(arena, "%zu", record->count),
                   arena_printf(arena, "%zu", rows->layout->field_count));
        return;
    }
    struct unit_match match;
    if (!row_unit(rows, record, &match))
        return;
    struct submission submission = {.form = rows->layout->form, .unit = match.unit, .sheet = ""};
    submission.answers = row_answers(rows, record);
    submission.absent = rows->layout->absent;
    if (submission.answers)
        batch_accept(rows->batch, &rows->origin, &submission, match.code);
}

static void begin_digests(struct rows *rows)
{
    const struct str *header = &rows->layout->header;
    rows->header = EVP_MD_CTX_new();
    rows->digest = EVP_MD_CTX_new();
    if (!rows->header || !rows->digest || !EVP_DigestInit_ex(rows->header, EVP_sha256(), NULL) ||
        !EVP_DigestUpdate(rows->header, str_text(header), header->length))
        abort();
}

void csv_rows_read(struct batch *batch, const struct csv_layout *layout,
                   const struct origin *origin, const char *bytes, size_t length)
{
    struct rows rows = {.batch = batch, .layout = layout, .origin = *origin};
    struct csv_reader reader = {
        .bytes = bytes, .length = length, .last = true, .line = origin->line};
    struct csv_record record;
    enum csv_result result;
    rows.origin.synthetic = layout->synthetic;
    begin_digests(&rows);
    while ((result = csv_next(&reader, &record)) == CSV_RECORD) {
        rows.origin.line = record.line;
        rows.origin.ordinal = (int32_t)record.line;
        rows.origin.start = origin->start + (int64_t)record.offset;
        rows.origin.size = (int64_t)record.size;
        sha256_behind(rows.origin.sha256, rows.digest, rows.header, bytes + record.offset,
                      record.size);
        keep_fields(&batch->arena, &record);
        read_row(&rows, &record);
    }
    if (result == CSV_BAD) {
        rows.origin.line = reader.line;
        rows.origin.ordinal = (int32_t)reader.line;
        rows.origin.start = origin->start + (int64_t)reader.position;
        rows.origin.size = (int64_t)(length - reader.position);
        sha256_behind(rows.origin.sha256, rows.digest, rows.header, bytes + reader.position,
                      length - reader.position);
        reject_row(&rows, FINDING_UNREADABLE, "", reader.error);
    }
    EVP_MD_CTX_free(rows.header);
    EVP_MD_CTX_free(rows.digest);
    decoder_close(&rows.decoder);
    csv_release(&reader);
}
