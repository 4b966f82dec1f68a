/*
 * Answers as the table `change` keeps them (sql/ingest/store-changes.sql): a code, a tick with the
 * text beside it behind, a kind of empty, a number, or a text.
 */
#ifndef RENKEI_REPORT_CHANGED_VALUE_H
#define RENKEI_REPORT_CHANGED_VALUE_H

/* CODE_NA, CODE_INVALID or CODE_NOT_ASKED; -1: an answer. A text that reads just like one of their
 * words cannot be told from it. */
int changed_empty(const char *value);

/* What stood in the slot of a single or multiple answer: an option, a tick or none (1, 0), or a
 * kind of empty; -1: that cannot be said. Not for numbers: 251 is one like others. */
int changed_code(const char *value);

#endif
