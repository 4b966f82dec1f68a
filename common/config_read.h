/*
 * The readers behind config_read(), one per file of a survey. They share one list of mistakes and
 * go on behind each, so that a single run reports everything. For common/ only.
 */
#ifndef RENKEI_COMMON_CONFIG_READ_H
#define RENKEI_COMMON_CONFIG_READ_H

#include "common/config.h"
#include "common/mistakes.h"
#include "common/yaml.h"

#include <stdbool.h>
#include <stddef.h>

/* A frame that a form asked for; read once. */
struct frame_use {
    const char *id;
    const char *path;
    const struct frame *frame; /* NULL: could not be read */
};

struct reading {
    const char *configs; /* folder of all surveys */
    const char *folder;  /* of this one */
    const char *survey;
    const char *previous; /* the survey that edits may look back at; "" if none */
    struct arena *arena;
    struct mistakes mistakes;
    struct frame_use *frames;
    size_t frame_count;
};

/* The path of a file of the survey, in the arena. */
const char *reading_path(const struct reading *reading, const char *name);

/* Opens a YAML file of the survey, with file->arena and file->mistakes set. False without one: a
 * mistake if it is required. */
bool reading_open(struct reading *reading, struct yaml_file *file, const char *name, bool required);

/* Room for the frames of `form_count` forms, and the frame that a node names (NULL on mistakes). */
void reading_expect_frames(struct reading *reading, size_t form_count);
const struct frame *reading_frame(struct reading *reading, struct node name);

/* codebook.yaml; false if there is nothing to check the other files against. */
bool codebook_read(struct reading *reading, struct codebook *codebook);

/* One form of the codebook; `lists` is the codebook's node of that name (or absent). */
void form_read(struct reading *reading, struct node node, struct node lists, struct form *form);

/* banners.yaml, for all forms of the codebook. */
void banners_read(struct reading *reading, struct codebook *codebook);

/* The banner of the form by the answers to the item: the one that banners.yaml names, or a new one
 * behind all others. False (a mistake at `node`) if it cannot be had. */
bool banners_by_item(struct node node, struct codebook *codebook, const struct form *form,
                     const struct item *item, size_t *banner);

/* The form that an entry of tables.yaml names, else the first that asks the question; NULL: a
 * mistake. */
const struct form *table_form(struct node node, const struct codebook *codebook,
                              const char *question);
/* tables.yaml: crosses, subtotals, quantiles, rates and panel. */
void measures_read(struct reading *reading, struct node root, struct config *config);

/* tables.yaml and published.csv, if they are there. */
void figures_read(struct reading *reading, struct config *config);
/* The key sentences of tables.yaml, whose root is given; the figures are read. */
void sentences_read(struct reading *reading, struct node root, struct config *config);
/* The keys intervals, weights and tests of tables.yaml, whose root is given. */
void sureness_read(struct node root, struct config *config);
void published_read(struct reading *reading, struct config *config);

#endif
