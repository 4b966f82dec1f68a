/*
 * Reading YAML for configurations, over libyaml's document tree: every node knows its line and
 * column, so that a mistake can be noted at its place and reading goes on. All scalars are text;
 * numbers are parsed strictly (common/number.h), never by YAML's rules.
 *
 * An absent node (no such key) has `at` NULL; all functions accept it and say nothing about it:
 * what is required is said by the node_require functions.
 */
#ifndef RENKEI_COMMON_YAML_H
#define RENKEI_COMMON_YAML_H

#include "common/arena.h"
#include "common/mistakes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yaml_document_s;
struct yaml_node_s;

struct yaml_file {
    const char *path;
    struct arena *arena;       /* texts are copied into it */
    struct mistakes *mistakes; /* where mistakes go */
    struct yaml_document_s *document;
};

struct node {
    struct yaml_file *file;
    const struct yaml_node_s *at; /* NULL: absent */
};

/* Parses UTF-8 YAML, one document. Set path, arena and mistakes; on false the mistakes say why.
 * `path` is only used for messages. Ends with yaml_close(), also after a failure. */
bool yaml_open(struct yaml_file *file, const char *bytes, size_t length);
void yaml_close(struct yaml_file *file);
struct node yaml_root(struct yaml_file *file);

/* ---- Mistakes at a node ---- */

void node_mistake(struct node node, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* At the byte `offset` of the node's text; at the node's start where the text spans lines. */
void node_mistake_at(struct node node, size_t offset, const char *hint, const char *text);
long node_line(struct node node);

/* ---- Mappings ---- */

/* Checks that the node is a mapping whose keys are all in `known` (ends with NULL), each once. */
bool node_check_keys(struct node map, const char *const *known);
struct node node_get(struct node map, const char *key);
/* As node_get(), but an absent key is a mistake. */
struct node node_require(struct node map, const char *key);

/* ---- Scalars ---- */

/* The text; NULL if absent, or (a mistake) not a scalar, empty or with control characters. */
const char *node_text(struct node node);
/* The text under a key; NULL if it is missing or unusable (a mistake). */
const char *node_require_text(struct node map, const char *key);
/* The text under a key, `fallback` without it. */
const char *node_optional_text(struct node map, const char *key, const char *fallback);
/* An identifier under a key: a lower-case letter, then letters, digits, _ (and - with `hyphens`).
 */
const char *node_require_id(struct node map, const char *key, bool hyphens);
bool id_is_valid(const char *id, bool hyphens);
/* A whole number from min to max; false if absent or (a mistake) something else. */
bool node_whole(struct node node, int64_t min, int64_t max, int64_t *value);
/* An exact decimal, in millionths. */
bool node_decimal(struct node node, int64_t *value);
/* true or false; false if absent. */
bool node_flag(struct node node);
/* The position of the text in `choices` (ends with NULL); -1 if absent or (a mistake) not there. */
int node_choice(struct node node, const char *const *choices);

/* ---- Sequences ---- */

/* True if the node is a sequence; anything else but an absent node is a mistake. */
bool node_is_list(struct node node);
size_t node_length(struct node list);
struct node node_item(struct node list, size_t index);

#endif
