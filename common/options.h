/*
 * Command lines: one table per verb both parses the arguments and prints the help, so that the two
 * cannot differ. Long options take `--name value` and `--name=value`, short ones `-x value`;
 * `--` ends the options; options and paths may be mixed.
 */
#ifndef RENKEI_COMMON_OPTIONS_H
#define RENKEI_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum argument_kind {
    ARGUMENT_FLAG,   /* bool * */
    ARGUMENT_TEXT,   /* const char ** */
    ARGUMENT_COUNT,  /* long *, a whole number >= 0 */
    ARGUMENT_CHOICE, /* const char **, one of `choices` ("csv|xlsx") */
};

struct argument {
    char letter; /* 0: long form only */
    const char *name;
    enum argument_kind kind;
    void *value;         /* where the result goes; holds the default before */
    const char *metavar; /* "DIR"; NULL for flags; for choices the alternatives: "csv|xlsx" */
    const char *help;    /* marked with N_() */
};

/* What every verb knows; `survey` is NULL unless given. */
struct settings {
    const char *survey;
    const char *configs; /* RENKEI_CONFIGS or "configs" */
    const char *db;      /* RENKEI_DB or NULL: the private database */
    const char *out;     /* NULL unless given */
    bool quiet, verbose;
};

struct verb {
    const char *name;     /* "ingest" */
    const char *operands; /* "PATH…" or "" */
    const char *summary;  /* one line, marked with N_() */
    const char *text;     /* paragraphs with an example, marked with N_() */
    bool needs_survey;
    bool operands_suffice; /* with operands it needs no survey after all */
    int (*run)(const struct settings *settings, size_t count, char **operands);
    const struct argument *arguments; /* ends with {0}; its own, the common ones are added */
    const char *verbatim_after; /* "psql": behind this operand nothing is an option; NULL: none */
};

/* The main function of a program with several verbs: handles --help, --version, the common
 * options, unknown verbs and options (STATUS_USAGE), sets language and verbosity, calls run() and
 * returns its status. `verbs` ends with NULL. */
int verbs_main(const char *program, const struct verb *const *verbs, int argc, char **argv);

/* One line per verb, as `renkei --help` and `renkei-ingest --verbs` list them. */
void verbs_list(const struct verb *const *verbs);

/* The language that a command line asks for ("ja", "en"); NULL: that of the locale. */
const char *verbs_language(int argc, char **argv);

extern const char renkei_version[]; /* "0.1.0" */

#endif
