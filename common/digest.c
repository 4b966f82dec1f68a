/* SHA-256 by OpenSSL; a failure there is a lack of memory. */
#include "common/digest.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void digest_bytes(const void *bytes, size_t length, char text[DIGEST_TEXT_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(bytes, length, digest, &size, EVP_sha256(), NULL) != 1 ||
        size != (DIGEST_TEXT_SIZE - 1) / 2)
        abort();
    for (unsigned i = 0; i < size; i++)
        snprintf(text + (size_t)2 * i, 3, "%02x", digest[i]);
}

bool digest_is_valid(const char *text)
{
    return strlen(text) == DIGEST_TEXT_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == DIGEST_TEXT_SIZE - 1;
}
