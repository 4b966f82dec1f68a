/* Reading the questions of a form from codebook.yaml. For common/ only. */
#ifndef RENKEI_COMMON_QUESTION_READ_H
#define RENKEI_COMMON_QUESTION_READ_H

#include "common/codebook.h"
#include "common/yaml.h"

/* A question while it is read; expressions wait until all items are known. */
struct draft {
    struct node node;
    struct option *derived_options; /* of a derived variable, to be given their `when` */
};

/* `lists` is the codebook's node of that name (or absent). Unusable parts are noted as mistakes and
 * replaced by harmless ones; the id may be "". */
void question_read(struct node node, struct node lists, struct question *question);
void derived_read(struct draft *draft, struct question *question);

/* The codebook's lists, for their own sake: ids, keys, options and rows. */
void lists_check(struct node lists);

#endif
