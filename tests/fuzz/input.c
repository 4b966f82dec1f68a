/* What the fuzzed functions share: texts out of bytes, the survey, and the end of the program. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct config *fuzz_survey(void)
{
    static struct config config;
    if (!config.codebook.form_count && !config_read(&config, "tests/data/configs", "library"))
        abort();
    return &config;
}

char *fuzz_next_text(struct fuzz_input *input)
{
    if (!input->length)
        return NULL;
    size_t length = strnlen((const char *)input->bytes, input->length);
    char *text = malloc(length + 1);
    if (!text)
        abort();
    memcpy(text, input->bytes, length);
    text[length] = '\0';
    size_t used = length < input->length ? length + 1 : length;
    input->bytes += used;
    input->length -= used;
    return text;
}

void fuzz_promise(int holds, const char *broken)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", broken);
    abort();
}
