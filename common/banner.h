/*
 * Banners (表側): the breakdowns of every table, from configs/<survey>/banners.yaml.
 * A banner divides the units of a form into classes; every class is kept, also when empty.
 */
#ifndef RENKEI_COMMON_BANNER_H
#define RENKEI_COMMON_BANNER_H

#include "common/codebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "in no class": outside the question's base, or an empty frame value. */
enum { CLASS_NONE = 0xFFFF };

enum banner_kind { BANNER_TOTAL, BANNER_FRAME, BANNER_QUESTION, BANNER_CROSS };

struct class
{
    const char *key;   /* "all"; the frame's value; band number from "1"; option code, NA, INVALID;
                          for a cross both: "3:5" */
    const char *label; /* 全国; 埼玉県; 5,000人以上10,000人未満; … */
};

struct banner {
    const char *id;
    const char *label;
    enum banner_kind kind;
    bool bands;     /* FRAME: the classes are bands of a number, ascending */
    bool automatic; /* made for a table that asks for it, not named in banners.yaml */
    const struct class *classes;
    size_t class_count;           /* <= 65534 */
    const uint16_t *unit_classes; /* FRAME: class of each unit of the frame */
    const struct item *item;      /* QUESTION */
    const uint16_t *code_classes; /* QUESTION: class of each code, [256] */
    size_t left, right;           /* CROSS: the two banners, by position; both come before */
};

/* The banners that apply to one form: those whose columns its frame has and whose questions it
 * asks; in the order of banners.yaml. */
struct banner_set {
    const struct banner *banners;
    size_t count;
};

/* The class of a response in every banner of the set, written to classes[set->count].
 * `unit` is the row of the frame, FRAME_NONE without one. */
void banner_classify(const struct banner_set *set, const struct form *form, size_t unit,
                     const uint8_t *codes, uint16_t *classes);

/* Does the frame alone decide the class of a unit? Then it is known also of one that did not
 * answer. */
bool banner_of_frame(const struct banner_set *set, size_t banner);

/* Has every unit of the form's frame a class in this banner, whatever is answered? */
bool banner_partitions(const struct banner_set *set, const struct form *form, size_t banner);

/* By id; NULL if there is none. */
const struct banner *banner_find(const struct banner_set *set, const char *id);

#endif
