/* What the fuzzed functions share: texts out of bytes, the survey, and the end of the program. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct codebook *fuzz_codebook_of(enum fuzz_survey survey)
{
    static const char *const folders[] = {"tests/data/configs", "tests/data/config-small"};
    static const char *const names[] = {"library", "small"};
    static struct config configs[FUZZ_SURVEYS];
    struct config *config = &configs[survey];
    if (!config->codebook.form_count && !config_read(config, folders[survey], names[survey]))
        abort();
    return &config->codebook;
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

void fuzz_promise(bool holds, const char *broken)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", broken);
    abort();
}
