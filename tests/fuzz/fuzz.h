/*
 * What is fed with bytes of any kind: by libFuzzer (target.c, `make fuzz`), and by
 * tests/test_fuzz_inputs.c with every input that was ever found, from tests/data/fuzz/. Each
 * returns if the bytes were read or refused, and aborts if a promise of a header was broken; the
 * sanitizers see the rest. The folder they run in is the root of the sources.
 */
#ifndef RENKEI_TESTS_FUZZ_FUZZ_H
#define RENKEI_TESTS_FUZZ_FUZZ_H

#include "common/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A ZIP file as it is; or the parts of a workbook, to be packed into one (the checksums of a ZIP
 * file keep changed bytes away from the XML): sheet, shared strings, workbook, relations of the
 * workbook and of the file, each ended by a NUL, empty for the usual part. */
void fuzz_xlsx(const uint8_t *bytes, size_t length);

/* The first byte is the size of the chunks, the others are the CSV. */
void fuzz_csv(const uint8_t *bytes, size_t length);

/* A ZIP file of forms and CSV files. */
void fuzz_zip(const uint8_t *bytes, size_t length);

/* The first byte is the stated encoding, with 0x80 a small limit too; the second the size of the
 * pieces, the others are a CSV, in gzip or not. */
void fuzz_stream(const uint8_t *bytes, size_t length);

/* An expression; behind a NUL the codes of the answers it looks at. */
void fuzz_expression(const uint8_t *bytes, size_t length);

/* The files of a survey, each ended by a NUL: codebook.yaml, banners.yaml, tables.yaml,
 * published.csv, frames/places.csv and frames/places-aliases.csv. */
void fuzz_codebook(const uint8_t *bytes, size_t length);

/* Answers, each ended by a NUL. Bytes from 1 to 3 in front of one make it a numeric cell, an error
 * or a missing one. */
void fuzz_answer(const uint8_t *bytes, size_t length);

/* The surveys under tests/data that expressions and answers are read for; each is read once. */
enum fuzz_survey { FUZZ_LIBRARY, FUZZ_SMALL, FUZZ_SURVEYS };
const struct codebook *fuzz_codebook_of(enum fuzz_survey survey);

/* The next text that a NUL or the end of the bytes ends, in memory of its own and its exact size,
 * so that a sanitizer sees what reads behind it; NULL at the end. To be freed. */
struct fuzz_input {
    const uint8_t *bytes;
    size_t length;
};
char *fuzz_next_text(struct fuzz_input *input);

/* A promise that does not hold ends the program with `broken` on standard error. */
void fuzz_promise(bool holds, const char *broken);

#endif
