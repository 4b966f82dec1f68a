/*
 * For the tests of what a typed code or a file's name says about the unit: the lists of units, and
 * what is said of a match.
 */
#ifndef RENKEI_TESTS_UNIT_MATCH_H
#define RENKEI_TESTS_UNIT_MATCH_H

#include "common/config.h"
#include "ingest/units.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static struct config r3, library;
static struct arena arena;

static inline void setup(void)
{
    ck_assert(config_read(&r3, "configs", "r3"));
    ck_assert(config_read(&library, "tests/data/configs", "library"));
}

static inline void teardown(void)
{
    config_release(&r3);
    config_release(&library);
    arena_release(&arena);
}

static inline const struct frame *frame_of(const char *form)
{
    const struct config *config = codebook_form(&r3.codebook, form) ? &r3 : &library;
    return codebook_form(&config->codebook, form)->frame;
}

static inline const struct frame *municipalities(void)
{
    return frame_of("municipality");
}

static inline const char *message_of(const struct unit_match *match, bool japanese)
{
    struct finding finding = {.code = match->finding,
                              .raw = match->raw,
                              .extra = match->candidates,
                              .sheet = "",
                              .cell = ""};
    return arena_printf(&arena, "%s %s / %s", finding_code_text(&finding),
                        finding_message(&arena, &finding, japanese),
                        finding_hint(&arena, &finding, japanese));
}

#endif
