/* What libyaml says about a file that is not YAML, in the language of the program. */
#ifndef RENKEI_COMMON_YAML_WORDS_H
#define RENKEI_COMMON_YAML_WORDS_H

/* Static, or `words` as they are if they are rare enough to have no translation. */
const char *yaml_words(const char *words);

#endif
