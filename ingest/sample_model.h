/*
 * What is known before anybody answers: the plan of the counts, the scores, the edits that the
 * answers must pass; and the rules for one unit that exact samples and invented units share.
 */
#ifndef RENKEI_INGEST_SAMPLE_MODEL_H
#define RENKEI_INGEST_SAMPLE_MODEL_H

#include "ingest/sample_plan.h"
#include "ingest/sample_score.h"

/* Where an item was cut: option `c` goes to scores from at[c] up (INT64_MAX: to nobody). */
struct sample_cuts {
    int64_t asked, blank;
    int64_t *at; /* per count of the item but the last */
};

/* The edits whose last item is this one: they can be tried as soon as it is answered. */
struct due_edits {
    const struct edit **edits;
    size_t count;
};

struct sample_request {
    const struct config *config;
    const struct form *form;
    uint64_t seed;
    int64_t without; /* respondents where neither a published base nor a frame says it */
};

struct sample_model {
    const struct form *form;
    struct arena *arena;
    struct scorer scorer;
    struct sample_plan plan;
    struct sample_cuts *cuts; /* per item of the plan; filled by sample_assign() */
    struct due_edits *due;    /* per item of the plan */
};

void sample_model_init(struct sample_model *model, struct arena *arena,
                       const struct sample_request *request);

/* One unit and its answers, as far as they are given. */
struct sample_response {
    const struct sample_unit *unit;
    uint8_t *codes;   /* [form->slot_count] */
    int64_t *numbers; /* [form->item_count] */
};

/* Is the unit asked item `i`? */
bool sample_asked(const struct sample_model *model, const struct sample_response *response,
                  size_t i);

/* How badly the answers break the edits due at item `i`: 0 is not at all; an edit of severity
 * error weighs more than all warnings. */
enum { BROKEN_ERROR = 1 << 16 };
long sample_broken(const struct sample_model *model, const struct sample_response *response,
                   size_t i);

/* A plausible number for the item, scaled. */
int64_t sample_number(const struct sample_model *model, const struct sample_unit *unit, size_t i);

/* Sets all slots of the item. */
void sample_set(const struct sample_model *model, uint8_t *codes, size_t i, int code);

/* Score that orders units by how little they tick: for the exclusive options. */
int64_t sample_reluctance(const struct sample_model *model, const struct sample_unit *unit,
                          size_t i);

#endif
