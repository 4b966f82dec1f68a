/*
 * Numbers in configurations: exact decimals, read strictly. Nothing is guessed: `010`, `12abc`,
 * `+1`, `1.` and `1e3` are no numbers here. (Answers are read more kindly, by ingest.)
 */
#ifndef RENKEI_COMMON_NUMBER_H
#define RENKEI_COMMON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* The whole text as a decimal with at most six decimals, in millionths (NUMBER_SCALE); false if it
 * is none or its magnitude reaches NUMBER_LIMIT. */
bool number_parse(const char *text, int64_t *value);

/* The whole text as a whole number of magnitude under 10^9. */
bool number_parse_whole(const char *text, int64_t *value);

/* How many decimals a scaled value needs: 0 to 6. */
int number_decimals(int64_t value);

#endif
