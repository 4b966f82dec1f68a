/* The statements under sql/, embedded at build; sorted by name as the build lists them. */
#ifndef RENKEI_COMMON_SQL_H
#define RENKEI_COMMON_SQL_H

#include <stddef.h>

struct sql_statement {
    const char *name; /* "aggregate/cells": path without "sql/" and ".sql" */
    const char *text;
};
extern const struct sql_statement sql_statements[];
extern const size_t sql_statement_count;

#endif
