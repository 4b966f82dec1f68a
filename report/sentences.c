/* All sentences of a survey: made form by form, warned of, and written as Markdown. */
#include "common/message.h"
#include "report/sentence.h"

#include "report/book.h"

#include <string.h>

void sentences_init(struct sentences *sentences, const struct config *config, struct arena *arena)
{
    *sentences = (struct sentences){.config = config, .arena = arena};
    sentences->made = arena_array(arena, config->sentence_count + 1, sizeof *sentences->made);
    for (size_t i = 0; i < config->sentence_count; i++)
        sentences->made[i] =
            (struct made_sentence){.sentence = &config->sentences[i], .detail = "", .n = -1};
}

void sentences_take(struct sentences *sentences, const struct cells *cells, size_t line)
{
    for (size_t i = 0; i < sentences->config->sentence_count; i++) {
        const struct sentence *sentence = &sentences->config->sentences[i];
        if (sentence->form == cells->form)
            sentence_make(&sentences->made[i], sentence, cells, line, sentences->arena);
    }
}

void sentences_take_nation(struct sentences *sentences, const struct cells *cells)
{
    size_t line;
    if (cells_total_line(cells, &line))
        sentences_take(sentences, cells, line);
}

const char *sentences_section(const struct config *config, size_t sentence)
{
    while (*config->sentences[sentence].section == '\0' && sentence > 0)
        sentence--;
    return config->sentences[sentence].section;
}

/* ---- Warnings ---- */

void sentences_warn(const struct sentences *sentences)
{
    static const char *const reasons[] = {
        [SENTENCE_ABSENT] = N_("nobody answered"),
        [SENTENCE_MADE] = "",
        [SENTENCE_NOBODY] = N_("nobody was asked"),
        [SENTENCE_CLAIM] = N_("what it claims does not hold"),
        [SENTENCE_WORDS] = N_("its words do not fit the figures"),
        [SENTENCE_FLAT] = N_("there is no order among the largest"),
        [SENTENCE_OTHER] = N_("another one is among the largest"),
    };
    for (size_t i = 0; i < sentences->config->sentence_count; i++) {
        const struct made_sentence *made = &sentences->made[i];
        if (made->state == SENTENCE_MADE || made->state == SENTENCE_ABSENT)
            continue;
        message_warning(_("word it anew in tables.yaml, or leave it out"),
                        _("the sentence \"%s\" is not printed: %s%s%s"), made->sentence->id,
                        _(reasons[made->state]), *made->detail == '\0' ? "" : ": ", made->detail);
    }
}

/* ---- Markdown ---- */

/* A backslash before whatever Markdown could take for a mark. */
static void append_escaped(struct str *text, const char *plain)
{
    for (const char *c = plain; *c != '\0'; c++) {
        if (strchr("\\`*_[]<>#|", *c) != NULL)
            str_append_char(text, '\\');
        str_append_char(text, *c);
    }
}

static void append_head(struct str *text, const struct config *config, struct arena *arena,
                        bool synthetic)
{
    str_append(text, "# ");
    append_escaped(text, config->codebook.title);
    str_appendf(text, "　本文\n\n%s\n", codebook_year_label(arena, config->codebook.year));
    if (synthetic)
        str_append(text, "\n" SYNTHETIC_NOTICE "\n");
}

/* A heading if the section is another one; the sentences of a paragraph on one line, since a line
 * break would show as a space. */
static void append_made(struct str *text, const struct sentences *sentences)
{
    const char *section = "";
    bool begun = false;
    for (size_t i = 0; i < sentences->config->sentence_count; i++) {
        const struct made_sentence *made = &sentences->made[i];
        const char *own = sentences_section(sentences->config, i);
        if (made->state != SENTENCE_MADE)
            continue;
        bool anew = strcmp(section, own) != 0;
        if (anew) {
            str_append(text, begun ? "\n\n## " : "\n## ");
            append_escaped(text, own);
        }
        if (anew || !begun || !made->sentence->continues)
            str_append(text, begun || anew ? "\n\n" : "\n");
        append_escaped(text, made->text);
        section = own;
        begun = true;
    }
    str_append(text, begun ? "\n" : "");
}

static void append_unmade(struct str *text, const struct sentences *sentences)
{
    bool begun = false;
    for (size_t i = 0; i < sentences->config->sentence_count; i++) {
        const struct made_sentence *made = &sentences->made[i];
        if (made->state == SENTENCE_MADE || made->state == SENTENCE_ABSENT)
            continue;
        str_append(text, begun ? "" : "\n## 印刷しない文\n\n");
        str_append(text, "- ");
        append_escaped(text, made->sentence->id);
        str_append(text, "：");
        append_escaped(text, sentence_reason(made, sentences->arena));
        str_append(text, "\n");
        begun = true;
    }
}

static bool has_few(const struct sentences *sentences)
{
    for (size_t i = 0; i < sentences->config->sentence_count; i++)
        if (sentences->made[i].few)
            return true;
    return false;
}

bool sentences_write(FILE *stream, const struct sentences *sentences, bool synthetic)
{
    struct str text = {0};
    append_head(&text, sentences->config, sentences->arena, synthetic);
    append_made(&text, sentences);
    append_unmade(&text, sentences);
    if (has_few(sentences))
        str_append(&text, "\n\\*：対象が10未満のため、割合の利用に注意する。\n");
    bool written = fwrite(text.at, 1, text.length, stream) == text.length;
    str_release(&text);
    return written;
}
