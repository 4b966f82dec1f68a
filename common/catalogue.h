/*
 * The Japanese catalogue (po/ja.po), embedded at build: for texts that are stored and must be
 * Japanese whatever language the program speaks and wherever its files are. What people read on
 * the screen goes through _() instead.
 */
#ifndef RENKEI_COMMON_CATALOGUE_H
#define RENKEI_COMMON_CATALOGUE_H

#include <stddef.h>

struct catalogue_text {
    const char *english;
    const char *japanese;
};
extern const struct catalogue_text catalogue_texts[];
extern const size_t catalogue_text_count;

/* The Japanese of a text marked with N_(); the text itself if it has none. Static, or `text`. */
const char *catalogue_japanese(const char *text);

#endif
