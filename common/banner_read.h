/* Building the banners of one form from their definitions. For common/ only. */
#ifndef RENKEI_COMMON_BANNER_READ_H
#define RENKEI_COMMON_BANNER_READ_H

#include "common/banner.h"
#include "common/yaml.h"

#include <stdbool.h>

/* One entry of banners.yaml; absent nodes are keys that are not there. */
struct banner_definition {
    struct node node;
    const char *id; /* "" if unusable */
    const char *label;
    struct node column, ratio, bands, order, label_column, question, cross, forms;
    const char *column_name;
    const char *ratio_names[2];
    const char *unit; /* 人, in the labels of bands; "" */
    int64_t *edges;   /* bands, in millionths, ascending */
    size_t edge_count;
    const char *question_name;
    const char *cross_names[2];
    const char **form_ids; /* the forms it may apply to; NULL: all */
    size_t form_count;
};

/* The classes of a banner over columns of the frame, and the class of each unit. False if the
 * frame has not all its columns; mistakes in the values are noted. */
bool frame_banner_build(const struct banner_definition *definition, const struct form *form,
                        struct arena *arena, struct banner *banner);

#endif
