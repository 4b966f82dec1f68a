/*
 * Reading a survey's folder as a whole: codebook first, then what refers to it. Mistakes do not
 * stop the reading; they are printed together at the end.
 */
#include "common/config.h"

#include "common/config_read.h"
#include "common/frame_names.h"
#include "common/message.h"
#include "common/str.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No configuration written by people comes near; it bounds the memory a wrong path can take. */
enum { FILE_LIMIT = 16 * 1024 * 1024 };

/* ---- Files ---- */

static bool read_bytes(const char *path, struct str *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t got;
    do {
        got = fread(str_reserve(bytes, BUFSIZ), 1, BUFSIZ, file);
        bytes->length += got;
    } while (got && bytes->length <= FILE_LIMIT);
    bool good = !ferror(file);
    int reason = errno;
    if (bytes->length > FILE_LIMIT) {
        good = false;
        reason = EFBIG;
    }
    fclose(file);
    errno = reason;
    return good;
}

const char *reading_path(const struct reading *reading, const char *name)
{
    return arena_printf(reading->arena, "%s/%s", reading->folder, name);
}

bool reading_open(struct reading *reading, struct yaml_file *file, const char *name, bool required)
{
    *file = (struct yaml_file){
        .path = reading_path(reading, name),
        .arena = reading->arena,
        .mistakes = &reading->mistakes,
    };
    struct str bytes = {0};
    bool opened = read_bytes(file->path, &bytes);
    if (opened)
        opened = yaml_open(file, str_text(&bytes), bytes.length);
    else if (required || errno != ENOENT)
        mistakes_add(&reading->mistakes, &(struct mistake){.file = file->path}, NULL,
                     _("the file cannot be read: %s"), strerror(errno));
    str_release(&bytes);
    return opened;
}

/* ---- Frames ---- */

void reading_expect_frames(struct reading *reading, size_t form_count)
{
    reading->frames = arena_array(reading->arena, form_count, sizeof *reading->frames);
}

const struct frame *reading_frame(struct reading *reading, struct node name)
{
    const char *id = node_text(name);
    if (!id)
        return NULL;
    if (!id_is_valid(id, true)) {
        node_mistake(name, _("name the file in frames/ without .csv"),
                     _("\"%s\" cannot be a frame's id"), id);
        return NULL;
    }
    for (size_t i = 0; i < reading->frame_count; i++)
        if (strcmp(reading->frames[i].id, id) == 0)
            return reading->frames[i].frame;
    const char *path = arena_printf(reading->arena, "%s/frames/%s.csv", reading->configs, id);
    struct frame_use *use = &reading->frames[reading->frame_count++];
    *use = (struct frame_use){.id = id, .path = path};
    FILE *file = fopen(path, "rb");
    if (!file) {
        node_mistake(name, NULL, _("there is no frame \"%s\": %s: %s"), id, path, strerror(errno));
        return NULL;
    }
    fclose(file);
    use->frame = frame_read(reading->arena, id, path, &reading->mistakes);
    return use->frame;
}

/* ---- The hash ---- */

/* Adds a file with its name and length, so that no two sets of files look alike. */
static bool hash_file(EVP_MD_CTX *hash, const char *name, const char *path)
{
    struct str bytes = {0};
    bool good = read_bytes(path, &bytes);
    if (good) {
        char header[128];
        int length = snprintf(header, sizeof header, "%s %zu\n", name, bytes.length);
        if (length < 0 || (size_t)length >= sizeof header ||
            EVP_DigestUpdate(hash, header, (size_t)length) != 1 ||
            EVP_DigestUpdate(hash, str_text(&bytes), bytes.length) != 1)
            abort();
    }
    str_release(&bytes);
    return good;
}

static void write_digest(EVP_MD_CTX *hash, char text[65])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_DigestFinal_ex(hash, digest, &length) != 1 || length != 32)
        abort();
    for (unsigned i = 0; i < length; i++)
        snprintf(text + (size_t)2 * i, 3, "%02x", digest[i]);
}

/* The other spellings decide which unit an answer is of: they belong to their frame. */
static bool hash_frame(struct reading *reading, EVP_MD_CTX *hash, const struct frame_use *use)
{
    const char *aliases = frame_aliases_path(reading->arena, use->path);
    const char *name = arena_printf(reading->arena, "%s-aliases", use->id);
    return hash_file(hash, use->id, use->path) && (!aliases || hash_file(hash, name, aliases));
}

/* Banners that tables.yaml asks for are packed like the others; its other keys decide nothing about
 * responses. */
static void hash_automatic_banners(EVP_MD_CTX *hash, const struct codebook *codebook)
{
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct banner_set *set = &codebook->banners[i];
        for (size_t b = 0; b < set->count; b++) {
            if (!set->banners[b].automatic)
                continue;
            struct str line = {0};
            str_appendf(&line, "banner %s %s\n", codebook->forms[i].id, set->banners[b].id);
            if (EVP_DigestUpdate(hash, line.at, line.length) != 1)
                abort();
            str_release(&line);
        }
    }
}

/* In a fixed order: codebook.yaml, banners.yaml, the frames as the forms first name them, the
 * banners of tables.yaml. */
static void hash_files(struct reading *reading, struct codebook *codebook)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    if (!hash || EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1)
        abort();
    static const char *const names[] = {"codebook.yaml", "banners.yaml"};
    bool good = true;
    for (size_t i = 0; i < 2; i++)
        good &= hash_file(hash, names[i], reading_path(reading, names[i]));
    for (size_t i = 0; i < reading->frame_count; i++)
        good &= hash_frame(reading, hash, &reading->frames[i]);
    hash_automatic_banners(hash, codebook);
    write_digest(hash, codebook->hash);
    EVP_MD_CTX_free(hash);
    if (!good)
        mistakes_add(&reading->mistakes, &(struct mistake){.file = reading->folder}, NULL,
                     _("its files cannot be read again: %s"), strerror(errno));
}

/* ---- The whole ---- */

/* Opens the other files for their syntax when there is no codebook to check them against. */
static void check_syntax(struct reading *reading)
{
    static const char *const names[] = {"banners.yaml", "tables.yaml"};
    for (size_t i = 0; i < 2; i++) {
        struct yaml_file file;
        reading_open(reading, &file, names[i], i == 0);
        yaml_close(&file);
    }
}

static void read_all(struct reading *reading, struct config *config)
{
    if (!codebook_read(reading, &config->codebook)) {
        check_syntax(reading);
        return;
    }
    banners_read(reading, &config->codebook);
    config->quantiles = QUANTILES_LINEAR;
    figures_read(reading, config);
    published_read(reading, config);
    if (!reading->mistakes.count)
        hash_files(reading, &config->codebook);
}

bool config_read(struct config *config, const char *configs, const char *survey)
{
    *config = (struct config){0};
    struct reading reading = {
        .configs = configs,
        .survey = survey,
        .arena = &config->codebook.arena,
    };
    reading.folder = arena_printf(reading.arena, "%s/%s", configs, survey);
    if (id_is_valid(survey, true))
        read_all(&reading, config);
    else
        mistakes_add(&reading.mistakes, &(struct mistake){.file = configs}, NULL,
                     _("\"%s\" cannot be the name of a survey"), survey);
    bool good = !reading.mistakes.count;
    mistakes_print(&reading.mistakes);
    mistakes_release(&reading.mistakes);
    if (!good)
        config_release(config);
    return good;
}

void config_release(struct config *config)
{
    arena_release(&config->codebook.arena);
    *config = (struct config){0};
}

static bool has_codebook(const char *configs, const char *survey)
{
    struct str path = {0};
    str_appendf(&path, "%s/%s/codebook.yaml", configs, survey);
    FILE *file = id_is_valid(survey, true) ? fopen(str_text(&path), "rb") : NULL;
    if (file)
        fclose(file);
    str_release(&path);
    return file != NULL;
}

/* Ends the program: there is no such survey, but these. */
static _Noreturn void die_unknown(const char *configs, const char *survey)
{
    struct dirent **entries = NULL;
    int count = scandir(configs, &entries, NULL, alphasort);
    if (count < 0)
        die_usage(_("give the folder of all surveys with --configs"),
                  _("the folder \"%s\" cannot be read: %s"), configs, strerror(errno));
    struct str hint = {0};
    for (int i = 0; i < count; i++) {
        if (has_codebook(configs, entries[i]->d_name))
            str_appendf(&hint, "%s%s", hint.length ? ", " : _("there are: "), entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    if (!hint.length)
        str_appendf(&hint, _("no folder in \"%s\" has a codebook.yaml"), configs);
    if (!survey)
        die_usage(str_text(&hint), _("no survey is named"));
    die_usage(str_text(&hint), _("there is no survey \"%s\" in \"%s\""), survey, configs);
}

void config_require(struct config *config, const char *configs, const char *survey)
{
    if (!survey || !has_codebook(configs, survey))
        die_unknown(configs, survey);
    if (!config_read(config, configs, survey))
        exit(STATUS_USAGE);
}

const struct form *config_require_form(const struct config *config, const char *form)
{
    const struct codebook *codebook = &config->codebook;
    const struct form *found = codebook_form(codebook, form);
    if (found)
        return found;
    struct str hint = {0};
    for (size_t i = 0; i < codebook->form_count; i++)
        str_appendf(&hint, "%s%s", i ? ", " : _("there are: "), codebook->forms[i].id);
    die_usage(str_text(&hint), _("survey \"%s\" has no form \"%s\""), codebook->survey, form);
}

const char *code_text(char *buffer, int code)
{
    if (code == CODE_NA)
        snprintf(buffer, CODE_TEXT_SIZE, "NA");
    else if (code == CODE_INVALID)
        snprintf(buffer, CODE_TEXT_SIZE, "INVALID");
    else
        snprintf(buffer, CODE_TEXT_SIZE, "%d", code);
    return buffer;
}

const char *code_label(const struct question *question, int code)
{
    if (code == CODE_NA)
        return "無回答";
    if (code == CODE_INVALID)
        return "不明";
    const struct option *option = question_option(question, code);
    return option ? option->label : "";
}
