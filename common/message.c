#include "common/message.h"

#include "common/clock.h"
#include "common/str.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "renkei";
static bool japanese, quiet, verbose;

static bool locale_is_japanese(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strncmp(value, "ja", 2) == 0;
    }
    return false;
}

/* The catalogue lies beside the programs (share/locale, as installed or as built). */
static void bind_catalogue(void)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash || (size_t)(slash - path) + sizeof "/../share/locale" > sizeof path)
        return;
    memcpy(slash, "/../share/locale", sizeof "/../share/locale");
    bindtextdomain("renkei", path);
    bind_textdomain_codeset("renkei", "UTF-8");
    textdomain("renkei");
}

void message_init(const char *name, const char *language)
{
    program = name;
    japanese = language ? strcmp(language, "ja") == 0 : locale_is_japanese();
    /* gettext translates in any locale but "C", by LANGUAGE; numbers stay in the C locale. */
    if (setlocale(LC_MESSAGES, "C.UTF-8") && setlocale(LC_CTYPE, "C.UTF-8"))
        setenv("LANGUAGE", japanese ? "ja" : "en", 1);
    bind_catalogue();
}

bool message_is_japanese(void)
{
    return japanese;
}

void message_set_verbosity(bool is_quiet, bool is_verbose)
{
    quiet = is_quiet;
    verbose = is_verbose;
}

/* Names of files and texts of answers come from anywhere: what would steer a terminal, or begin a
 * line that looks like another message, is shown as \x1b. Line breaks of our own texts stay. */
static void append_visible(struct str *line, const char *text, bool line_breaks)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        bool control = *at < ' ' || *at == 0x7F;
        bool c1_control = at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0; /* U+0080 to U+009F */
        if (c1_control)
            str_appendf(line, "\\x%02x", *++at);
        else if (control && !(line_breaks && (*at == '\n' || *at == '\t')))
            str_appendf(line, "\\x%02x", *at);
        else
            str_append_char(line, (char)*at);
    }
}

static void append_quoted(struct str *line, const char *before, const char *text, const char *after)
{
    str_append(line, before);
    append_visible(line, text, false);
    str_append(line, after);
}

static void append_place(struct str *line, const struct place *place)
{
    const char *separator = "";
    if (place->file) {
        append_visible(line, place->file, false);
        separator = ": ";
    }
    if (place->line) {
        str_appendf(line, place->file ? ":%ld" : "%ld", place->line);
        if (place->column)
            str_appendf(line, ":%ld", place->column);
        separator = ": ";
    }
    if (place->sheet) {
        str_append(line, separator);
        append_quoted(line, japanese ? "シート「" : "sheet \"", place->sheet,
                      japanese ? "」" : "\" ");
        separator = "";
    }
    if (place->cell)
        append_quoted(line, separator, place->cell, "");
    if (place->item)
        append_quoted(line, " (", place->item, ")");
}

/* "  hint: …", "  detail: …" on lines of their own; nothing if there is none. */
static void append_advice(struct str *line, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    str_appendf(line, "  %s: ", name);
    append_visible(line, text, true);
    if (line->at[line->length - 1] != '\n')
        str_append_char(line, '\n');
}

void message_print(enum message_level level, const struct place *place, const char *code,
                   const char *text, const char *hint)
{
    static const char *const names[] = {"error", "warning", "note"};
    if (level == MESSAGE_NOTE && quiet)
        return;
    struct str line = {0};
    if (place)
        append_place(&line, place);
    if (!line.length)
        str_append(&line, program);
    str_append(&line, ": ");
    if (level != MESSAGE_NOTE || place)
        str_appendf(&line, "%s%s%s: ", names[level], code ? " " : "", code ? code : "");
    append_visible(&line, text, true);
    str_append_char(&line, '\n');
    append_advice(&line, "hint", hint);
    fwrite(line.at, 1, line.length, stderr);
    str_release(&line);
}

static void print_formatted(enum message_level level, const char *hint, const char *format,
                            va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        abort();
    message_print(level, NULL, NULL, text, hint);
    free(text);
}

void message_error(const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_formatted(MESSAGE_ERROR, hint, format, arguments);
    va_end(arguments);
}

void message_warning(const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_formatted(MESSAGE_WARNING, hint, format, arguments);
    va_end(arguments);
}

void message_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_formatted(MESSAGE_NOTE, NULL, format, arguments);
    va_end(arguments);
}

void message_detail(const char *format, ...)
{
    if (!verbose)
        return;
    va_list arguments;
    va_start(arguments, format);
    print_formatted(MESSAGE_NOTE, NULL, format, arguments);
    va_end(arguments);
}

void die(const char *detail, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_formatted(MESSAGE_ERROR, NULL, format, arguments);
    va_end(arguments);
    struct str advice = {0};
    append_advice(&advice, "detail", detail);
    append_advice(&advice, "hint", hint);
    fwrite(str_text(&advice), 1, advice.length, stderr);
    str_release(&advice);
    exit(STATUS_ENVIRONMENT);
}

void die_usage(const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_formatted(MESSAGE_ERROR, hint, format, arguments);
    va_end(arguments);
    exit(STATUS_USAGE);
}

struct progress progress_start(const char *label, size_t total)
{
    double now = clock_seconds();
    return (struct progress){.label = label, .total = total, .shown = now, .started = now};
}

static void draw(const struct progress *progress, size_t done, const char *end)
{
    if (progress->total)
        fprintf(stderr, "%s %zu / %zu (%zu %%)%s", progress->label, done, progress->total,
                done * 100 / progress->total, end);
    else
        fprintf(stderr, "%s %zu%s", progress->label, done, end);
}

void progress_update(struct progress *progress, size_t done)
{
    /* Ten redraws a second look smooth and cost nothing. */
    double now = clock_seconds();
    if (quiet || now - progress->shown < 0.1 || !isatty(STDERR_FILENO))
        return;
    progress->shown = now;
    draw(progress, done, "\r");
}

void progress_finish(struct progress *progress, size_t done)
{
    if (quiet)
        return;
    char end[64];
    snprintf(end, sizeof end, ", %.1f s\n", clock_seconds() - progress->started);
    draw(progress, done, end);
}
