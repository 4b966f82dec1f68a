/*
 * For the tests of questionnaires: the survey tests/data/config-forms, which has every kind of
 * question, and a folder for what is written. The fixture is unchecked, once for all tests, since
 * some of them end their process.
 */
#ifndef RENKEI_TESTS_FORM_FOLDER_H
#define RENKEI_TESTS_FORM_FOLDER_H

#include "common/config.h"
#include "tests/folder.h"

static struct config config;

static inline void form_folder_open(void)
{
    ck_assert(config_read(&config, "tests/data/config-forms", "forms"));
    folder_open();
}

static inline void form_folder_close(void)
{
    folder_close();
    config_release(&config);
}

#endif
