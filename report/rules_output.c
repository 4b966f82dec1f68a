#include "report/rules_output.h"

#include "common/catalogue.h"
#include "common/csv.h"
#include "common/message.h"

#include <stdio.h>

/* ---- For people ---- */

/* A line break in a value would look like a line of ours. */
static void append_value(struct str *out, const char *value)
{
    str_append(out, "\"");
    for (; *value; value++)
        str_append_char(out, *value == '\n' ? ' ' : *value);
    str_append(out, "\"");
}

static void write_breach(struct str *out, const struct breach *breach)
{
    bool place = *breach->sheet || *breach->cell;
    str_append(out, "      ");
    if (*breach->sheet)
        str_appendf(out, _("sheet \"%s\""), breach->sheet);
    if (*breach->sheet && *breach->cell)
        str_append(out, " ");
    str_append(out, breach->cell);
    if (place && *breach->value)
        str_append(out, ": ");
    if (*breach->value)
        append_value(out, breach->value);
    else if (!place)
        str_append(out, _("the whole file"));
    str_append(out, "\n");
}

static void write_broken(struct str *out, const struct rule_words *words,
                         const struct verdict *verdict)
{
    size_t shown = 0;
    str_appendf(out, "  %s %s: %s\n", words->id, _("broken"), _(words->name));
    for (const struct breach *at = verdict->first; at; at = at->next, shown++)
        write_breach(out, at);
    if (verdict->count > shown)
        str_appendf(out, _("      and %zu more\n"), verdict->count - shown);
    str_appendf(out, "      → %s\n", _(words->remedy));
}

static void write_rule(struct str *out, const struct rule_words *words,
                       const struct verdict *verdict, bool passed)
{
    if (verdict->count > 0)
        write_broken(out, words, verdict);
    else if (passed)
        str_appendf(out, "  %s %s: %s\n", words->id,
                    verdict->applies ? _("kept") : _("does not apply"), _(words->name));
}

/* Names of sheets and values come from the file: a control character must not reach a terminal. */
static void tame(struct str *out, size_t from)
{
    for (size_t i = from; i < out->length; i++) {
        unsigned char c = (unsigned char)out->at[i];
        if ((c < ' ' && c != '\n') || c == 0x7F)
            out->at[i] = '?';
    }
}

void rules_write_text(struct str *out, const struct rules_result *result, struct rules_shown shown)
{
    size_t kept = 0, broken = rules_broken(result), from = out->length;
    if (broken == 0 && shown.brief)
        return;
    for (size_t i = 0; i < RULE_COUNT; i++)
        kept += result->verdicts[i].applies && result->verdicts[i].count == 0;
    str_appendf(out, _("%s: %zu rules kept, %zu broken, %zu do not apply\n"), result->file, kept,
                broken, (size_t)RULE_COUNT - kept - broken);
    for (size_t i = 0; i < RULE_COUNT; i++)
        write_rule(out, &rules_list[i], &result->verdicts[i], shown.passed);
    tame(out, from);
}

/* ---- As a table ---- */

void rules_write_header(struct str *out)
{
    static const char *const names[] = {"file",  "rule", "name",  "verdict", "places",
                                        "sheet", "cell", "value", "remedy"};
    str_append(out, CSV_BOM);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_append(out, names[i]);
    csv_end_record(out);
}

static void append_record(struct str *out, const struct rules_result *result, size_t rule,
                          const struct breach *breach)
{
    const struct verdict *verdict = &result->verdicts[rule];
    char places[24];
    snprintf(places, sizeof places, "%zu", verdict->count);
    csv_append(out, result->file);
    csv_append(out, rules_list[rule].id);
    csv_append(out, catalogue_japanese(rules_list[rule].name));
    csv_append(out, breach ? "broken" : verdict->applies ? "kept" : "not_applicable");
    csv_append(out, places);
    csv_append(out, breach ? breach->sheet : "");
    csv_append(out, breach ? breach->cell : "");
    csv_append(out, breach ? breach->value : "");
    csv_append(out, breach ? catalogue_japanese(rules_list[rule].remedy) : "");
    csv_end_record(out);
}

void rules_write_csv(struct str *out, const struct rules_result *result)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct breach *at = result->verdicts[i].first;
        if (at == NULL)
            append_record(out, result, i, NULL);
        for (; at; at = at->next)
            append_record(out, result, i, at);
    }
}
