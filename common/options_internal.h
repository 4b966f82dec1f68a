/* What the parser (options.c) and the printer of the help (help.c) share. */
#ifndef RENKEI_COMMON_OPTIONS_INTERNAL_H
#define RENKEI_COMMON_OPTIONS_INTERNAL_H

#include "common/options.h"

enum { COMMON_ARGUMENTS = 10 }; /* with the {0} at the end */

struct common_options {
    struct settings settings;
    const char *language;
    bool help, version;
};

/* The defaults, from the environment. */
struct common_options common_options(void);

/* The table of the common options; values go to `common`. */
void common_arguments(struct common_options *common, struct argument *arguments);

/* To the standard output. `program` is the name it was called by. */
void help_verb(const char *program, const struct verb *verb, const struct argument *common);
void help_program(const char *program, const struct verb *const *verbs);
void help_version(const char *program);

#endif
