#include "ingest/register.h"

#include "common/banner.h"
#include "common/frame.h"

#include <stdio.h>
#include <string.h>

static const char *const type_names[] = {"single", "multiple", "number", "text"};

enum registration registration_state(struct db *db, const struct codebook *codebook)
{
    PGresult *result = db_run(db, "ingest/survey-hash", 1, &codebook->survey);
    enum registration state = REGISTRATION_NONE;
    if (PQntuples(result) > 0)
        state = strcmp(PQgetvalue(result, 0, 0), codebook->hash) == 0 ? REGISTRATION_CURRENT
                                                                      : REGISTRATION_CHANGED;
    PQclear(result);
    return state;
}

static void item_rows(struct copy_rows *rows, const char *survey, const struct form *form)
{
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        const struct question *question = item->question;
        const char *source = item->row && item->row->source ? item->row->source : question->source;
        copy_row(rows, 13);
        copy_text(rows, survey);
        copy_text(rows, form->id);
        copy_int4(rows, (int32_t)i);
        copy_text(rows, question->id);
        copy_text(rows, item->row ? item->row->id : "");
        copy_text(rows, question->number);
        copy_text(rows, type_names[question->type]);
        copy_bool(rows, question->derived);
        copy_text(rows, question->text);
        copy_text(rows, item->row ? item->row->label : "");
        copy_text(rows, source ? source : "");
        copy_int4(rows, (int32_t)item->slot);
        copy_int4(rows, (int32_t)item->slot_count);
    }
}

static void option_rows(struct copy_rows *rows, const char *survey, const struct form *form)
{
    for (size_t i = 0; i < form->question_count; i++) {
        const struct question *question = &form->questions[i];
        for (size_t j = 0; j < question->option_count; j++) {
            const struct option *option = &question->options[j];
            copy_row(rows, 7);
            copy_text(rows, survey);
            copy_text(rows, form->id);
            copy_text(rows, question->id);
            copy_int4(rows, (int32_t)j);
            copy_int4(rows, option->code);
            copy_text(rows, option->label);
            copy_text(rows, option->source ? option->source : question->source);
        }
    }
}

static void banner_rows(struct copy_rows *banners, struct copy_rows *classes, const char *survey,
                        const struct form *form, const struct banner_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct banner *banner = &set->banners[i];
        copy_row(banners, 5);
        copy_text(banners, survey);
        copy_text(banners, form->id);
        copy_text(banners, banner->id);
        copy_int4(banners, (int32_t)i);
        copy_text(banners, banner->label);
        for (size_t j = 0; j < banner->class_count; j++) {
            copy_row(classes, 6);
            copy_text(classes, survey);
            copy_text(classes, form->id);
            copy_text(classes, banner->id);
            copy_int4(classes, (int32_t)j);
            copy_text(classes, banner->classes[j].key);
            copy_text(classes, banner->classes[j].label);
        }
    }
}

static void append_json(struct str *json, const char *text)
{
    str_append_char(json, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            str_appendf(json, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            str_appendf(json, "\\u%04x", (unsigned)*text);
        else
            str_append_char(json, *text);
    }
    str_append_char(json, '"');
}

/* jsonb in binary COPY: a version byte, 1, then the JSON text. */
static void copy_frame(struct copy_rows *rows, struct str *json, const struct frame *frame,
                       size_t unit)
{
    str_reset(json);
    str_append(json, "\1{");
    for (size_t i = 0; i < frame->column_count; i++) {
        if (i)
            str_append_char(json, ',');
        append_json(json, frame->columns[i]);
        str_append_char(json, ':');
        append_json(json, frame_value(frame, unit, i));
    }
    str_append_char(json, '}');
    copy_bytes(rows, json->at, json->length);
}

static void append_int4(struct str *bytes, int32_t value)
{
    const unsigned char big_endian[] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
                                        (unsigned char)(value >> 8), (unsigned char)value};
    str_append_bytes(bytes, big_endian, sizeof big_endian);
}

/* int[] in binary COPY (array_send): dimensions, has-nulls, element type, size, lower bound. */
static void copy_classes(struct copy_rows *rows, struct str *bytes, const uint16_t *classes,
                         size_t count)
{
    enum { INT4_OID = 23 };
    str_reset(bytes);
    append_int4(bytes, count ? 1 : 0);
    append_int4(bytes, 1);
    append_int4(bytes, INT4_OID);
    if (count) {
        append_int4(bytes, (int32_t)count);
        append_int4(bytes, 1);
    }
    for (size_t i = 0; i < count; i++) {
        append_int4(bytes, classes[i] == CLASS_NONE ? -1 : 4);
        if (classes[i] != CLASS_NONE)
            append_int4(bytes, classes[i]);
    }
    copy_bytes(rows, bytes->at, bytes->length);
}

/* The frame's units with their classes in every banner that does not look at answers. */
static void unit_rows(struct copy_rows *rows, const char *survey, const struct form *form,
                      const struct banner_set *set)
{
    if (!form->frame)
        return;
    struct arena arena = {0};
    struct str bytes = {0};
    uint8_t *codes = arena_alloc(&arena, form->slot_count);
    uint16_t *classes = arena_array(&arena, set->count, sizeof *classes);
    memset(codes, CODE_NOT_ASKED, form->slot_count);
    for (size_t i = 0; i < form->frame->unit_count; i++) {
        copy_row(rows, 8);
        copy_text(rows, survey);
        copy_text(rows, form->id);
        copy_text(rows, frame_code(form->frame, i));
        copy_int8(rows, (int64_t)i);
        copy_text(rows, frame_name(form->frame, i));
        copy_bool(rows, false);
        copy_frame(rows, &bytes, form->frame, i);
        banner_classify(set, form, i, codes, classes);
        copy_classes(rows, &bytes, classes, set->count);
    }
    str_release(&bytes);
    arena_release(&arena);
}

void registration_write(struct db *db, const struct codebook *codebook)
{
    struct copy_rows items = {0}, options = {0}, banners = {0}, classes = {0}, units = {0};
    char year[16];
    snprintf(year, sizeof year, "%d", codebook->year);
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct form *form = &codebook->forms[i];
        item_rows(&items, codebook->survey, form);
        option_rows(&options, codebook->survey, form);
        banner_rows(&banners, &classes, codebook->survey, form, &codebook->banners[i]);
        unit_rows(&units, codebook->survey, form, &codebook->banners[i]);
    }
    static const char *const tables[] = {"item", "option", "banner", "class", "unit"};
    struct copy_rows *const rows[] = {&items, &options, &banners, &classes, &units};
    db_execute(db, "ingest/survey-upsert", 5,
               (const char *[]){codebook->survey, codebook->title, year, codebook->fielded,
                                codebook->hash});
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char name[64];
        snprintf(name, sizeof name, "ingest/delete-%s", tables[i]);
        db_execute(db, name, 1, &codebook->survey);
        snprintf(name, sizeof name, "ingest/copy-%s", tables[i]);
        db_copy_in(db, name, rows[i]);
        str_release(&rows[i]->bytes);
    }
}
