/*
 * What the programs say to people, on standard error: messages with a place, a level and a hint,
 *
 *     11-345.xlsx: シート「調査票」C12 (問4 vision): error E002: 選択肢にない値「9」です
 *       hint: 1〜5 のいずれかを記入してください
 *
 * the end of the program when the environment fails (die), and progress of long work.
 * Libraries return a status and do not print; only programs (and die) print.
 * Texts are English in the source and translated through gettext: wrap them in _().
 * Style: lower case, no full stop, names in quotes, the reason given, advice in the hint.
 */
#ifndef RENKEI_COMMON_MESSAGE_H
#define RENKEI_COMMON_MESSAGE_H

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>

#define _(text) gettext(text)
#define N_(text) (text) /* marks a text in a table for translation; pass it through _() later */

/* Exit status of every program. */
enum exit_status {
    STATUS_DONE = 0,
    STATUS_ENVIRONMENT = 1, /* database, disk, permission */
    STATUS_USAGE = 2,       /* wrong options or a wrong configuration */
    STATUS_REJECTED = 3,    /* some submissions were rejected, all others are loaded */
    STATUS_VERIFY = 4,      /* a verification failed */
};

enum message_level { MESSAGE_ERROR, MESSAGE_WARNING, MESSAGE_NOTE };

/* Where something is. Unset members (NULL, 0) are not printed; all texts are borrowed. */
struct place {
    const char *file;
    const char *sheet;
    const char *cell; /* "C12" */
    long line;        /* from 1 */
    long column;      /* from 1, in characters */
    const char *item; /* "問4 vision" */
};

/* Chooses the language: "ja", "en", or NULL for the locale's. Call once, before any message;
 * `name` (borrowed for good) opens messages that have no place. */
void message_init(const char *name, const char *language);
bool message_is_japanese(void);

/* quiet: no notes, no progress. verbose: message_detail() prints. */
void message_set_verbosity(bool quiet, bool verbose);

/* One message; `code` (E002) and `hint` may be NULL. `text` is final, it is not a format. Control
 * characters are shown as \x1b; only `text` and `hint` may break lines. */
void message_print(enum message_level level, const struct place *place, const char *code,
                   const char *text, const char *hint);

/* Formatted messages without a place. */
void message_error(const char *hint, const char *format, ...) __attribute__((format(printf, 2, 3)));
void message_warning(const char *hint, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void message_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The environment failed: prints message, detail and hint (both may be NULL) and exits with
 * STATUS_ENVIRONMENT. Cleanups registered with atexit() run: half-written files are removed. */
_Noreturn void die(const char *detail, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As die(), for wrong usage or configuration: exits with STATUS_USAGE. */
_Noreturn void die_usage(const char *hint, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Progress of work that may last longer than a second: one line, redrawn on a terminal, at most
 * ten times a second; on other outputs only the last line. Silent with -q. `total` 0: unknown. */
struct progress {
    const char *label;
    size_t total;
    double shown;
    double started;
};
struct progress progress_start(const char *label, size_t total);
void progress_update(struct progress *progress, size_t done);
void progress_finish(struct progress *progress, size_t done);

#endif
