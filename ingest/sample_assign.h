/*
 * Who answers what. The plan says how many units give each answer, the scores who is nearest to it:
 * units are ordered by score and cut, so every count is met exactly.
 */
#ifndef RENKEI_INGEST_SAMPLE_ASSIGN_H
#define RENKEI_INGEST_SAMPLE_ASSIGN_H

#include "ingest/sample_model.h"

struct sample_answers {
    const struct sample_unit *units; /* in the order of the frame */
    size_t count;
    uint8_t *codes;          /* [count][form->slot_count]; derived variables CODE_NOT_ASKED */
    int64_t *numbers;        /* [count][form->item_count] */
    size_t errors, warnings; /* units that break an edit which no exchange could mend */
};

/* All answers of all respondents, in the model's arena; sets figures aside in the model's plan
 * and keeps in model->cuts where the scores were cut. */
void sample_assign(struct sample_model *model, struct sample_answers *answers);

/* How many answered as the figure says, out of how many that were asked; counted from the
 * answers alone. */
void sample_recount(const struct sample_answers *answers, const struct form *form,
                    const struct sample_figure *figure, int64_t *count, int64_t *asked);

/* The answers of one unit that is drawn by itself, from the cuts of an exact sample. Fills codes
 * and numbers. Thread-safe. */
void sample_draw(const struct sample_model *model, const struct sample_response *response);

#endif
