/* One program of libFuzzer for each of the functions in fuzz.h: FUZZ_FUNCTION is its name. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    FUZZ_FUNCTION(bytes, length);
    return 0;
}
