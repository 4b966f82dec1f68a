/*
 * For the tests of `renkei ingest` that look into the configuration of the survey, too: its fixture
 * is setup_with_config() and teardown_with_config().
 */
#ifndef RENKEI_TESTS_LIBRARY_RUN_H
#define RENKEI_TESTS_LIBRARY_RUN_H

#include "tests/ingest_run.h"

static struct config library;

static inline void setup_with_config(void)
{
    setup();
    ck_assert(config_read(&library, LIBRARY));
}

static inline void teardown_with_config(void)
{
    config_release(&library);
    teardown();
}

#endif
