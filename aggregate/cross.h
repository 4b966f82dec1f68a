/*
 * renkei aggregate --cross: one question by the answers to another, counted on the spot and printed
 * as CSV; nothing is stored. What is wanted for every report stands in tables.yaml instead.
 */
#ifndef RENKEI_AGGREGATE_CROSS_H
#define RENKEI_AGGREGATE_CROSS_H

#include "common/config.h"
#include "common/db.h"

/* What "QUESTION:BY" asks for. */
struct cross_wish {
    const struct form *form;
    size_t first_item, item_count; /* the question's, or the one item that is named */
    const struct item *by;
};

/* Ends the program with STATUS_USAGE if the text names no tabulated question, or no single-answer
 * item of the same form behind the colon. */
struct cross_wish cross_parse(const struct config *config, const char *text);

/* Prints question,row,option,by,class,count,base,valid,percent to stdout, every combination. */
void cross_print(struct db *db, const struct config *config, const struct cross_wish *wish);

#endif
