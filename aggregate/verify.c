/*
 * renkei verify: are the cells right? They must tie in themselves, agree with a second count made
 * by the database, and reproduce what the report printed. Or is an output folder right, as it lies
 * there (common/release.h)?
 */
#include "aggregate/verbs.h"

#include "aggregate/figures.h"
#include "aggregate/rates.h"
#include "aggregate/recount.h"
#include "aggregate/reweigh.h"
#include "aggregate/survey.h"
#include "common/config.h"
#include "common/db.h"
#include "common/display.h"
#include "common/message.h"
#include "common/release.h"
#include "common/round.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const char *manifest_sha256;
} options;

/* ---- Computed figures ---- */

static size_t option_position(const struct published *published)
{
    const struct question *question = published->question;
    if (published->code == CODE_NA)
        return question->option_count;
    if (published->code == CODE_INVALID)
        return question->option_count + 1;
    const struct option *option = question_option(question, published->code);
    return (size_t)(option - question->options);
}

static size_t item_position(const struct published *published)
{
    const struct question *question = published->question;
    return question->first_item + (published->row ? (size_t)(published->row - question->rows) : 0);
}

static void look_up(struct figure_check *check, const PGresult *cells)
{
    size_t item = item_position(check->published);
    size_t option = option_position(check->published);
    for (int row = 0; row < PQntuples(cells); row++)
        if (strtoull(PQgetvalue(cells, row, 0), NULL, 10) == item &&
            strtoull(PQgetvalue(cells, row, 1), NULL, 10) == option) {
            check->count = strtoll(PQgetvalue(cells, row, 2), NULL, 10);
            check->base = strtoll(PQgetvalue(cells, row, 3), NULL, 10);
            return;
        }
}

/* The total's cells of one form, for all figures of it. */
static void look_up_form(struct db *db, const struct codebook *codebook, size_t form,
                         struct figure_check *checks, size_t count)
{
    const struct banner_set *set = &codebook->banners[form];
    size_t total = 0;
    while (total < set->count && set->banners[total].kind != BANNER_TOTAL)
        total++;
    char banner[24];
    snprintf(banner, sizeof banner, "%zu", total);
    const char *values[] = {codebook->survey, codebook->forms[form].id, banner, "0"};
    PGresult *cells = db_run(db, "aggregate/total-cells", 4, values);
    for (size_t i = 0; i < count; i++)
        if (checks[i].published->form == &codebook->forms[form])
            look_up(&checks[i], cells);
    PQclear(cells);
}

static struct figure_check *check_figures(struct arena *arena, struct db *db,
                                          const struct config *config)
{
    size_t count = config->published_count;
    struct figure_check *checks = arena_array(arena, count + 1, sizeof *checks);
    for (size_t i = 0; i < count; i++)
        checks[i] =
            (struct figure_check){.published = &config->published[i], .count = -1, .base = -1};
    for (size_t form = 0; form < config->codebook.form_count; form++)
        look_up_form(db, &config->codebook, form, checks, count);
    figures_judge(checks, count);
    return checks;
}

/* ---- The table ---- */

enum { TABLE_COLUMNS = 8 };

struct table_line {
    const char *columns[TABLE_COLUMNS];
};

/* "68.9% 1183/1717", as far as known. */
static const char *figure_text(struct arena *arena, int64_t count, int64_t base, int64_t tenths)
{
    char percent[DECIMAL_SIZE] = "";
    if (tenths >= 0)
        decimal_text(percent, tenths, 1);
    const char *sign = tenths >= 0 ? "%" : "";
    const char *gap = tenths >= 0 && (count >= 0 || base >= 0) ? " " : "";
    if (count >= 0 && base >= 0)
        return arena_printf(arena, "%s%s%s%lld/%lld", percent, sign, gap, (long long)count,
                            (long long)base);
    if (base >= 0)
        return arena_printf(arena, "%s%s%sn=%lld", percent, sign, gap, (long long)base);
    if (count >= 0)
        return arena_printf(arena, "%s%s%s%lld", percent, sign, gap, (long long)count);
    return arena_printf(arena, "%s%s", percent, sign);
}

static const char *printed_text(struct arena *arena, const struct published *published)
{
    return figure_text(arena, published->count, published->base_printed ? published->base : -1,
                       published->tenths);
}

static const char *computed_text(struct arena *arena, const struct figure_check *check)
{
    if (check->count < 0)
        return "-";
    return figure_text(arena, check->count, check->base,
                       check->base > 0 ? percent_tenths(check->count, check->base) : -1);
}

static const char *verdict_text(struct arena *arena, const struct figure_check *check)
{
    const struct published *rival = check->rival;
    const char *other = rival ? printed_text(arena, rival) : "";
    switch (check->verdict) {
    case FIGURE_REPRODUCED:
        if (!rival)
            return _("reproduced");
        return arena_printf(arena, _("reproduced; contradiction: \"%s\" prints %s"), rival->figure,
                            other);
    case FIGURE_CONTRADICTED:
        if (!rival)
            abort();
        return arena_printf(arena, _("contradiction: \"%s\" prints %s, which is reproduced"),
                            rival->figure, other);
    case FIGURE_IMPOSSIBLE:
        return arena_printf(arena, _("impossible: no count in %lld gives what is printed"),
                            (long long)check->published->base);
    case FIGURE_DIFFERS:
        break;
    }
    if (rival)
        return arena_printf(arena, _("differs; so does \"%s\", which prints %s"), rival->figure,
                            other);
    return _("differs");
}

static struct table_line figure_line(struct arena *arena, const struct figure_check *check)
{
    const struct published *published = check->published;
    char code[CODE_TEXT_SIZE];
    return (struct table_line){{
        published->figure,
        published->form->id,
        published->question->id,
        published->row ? published->row->id : "",
        arena_strdup(arena, code_text(code, published->code)),
        printed_text(arena, published),
        computed_text(arena, check),
        verdict_text(arena, check),
    }};
}

static void print_line(const struct table_line *line, const size_t *widths)
{
    for (size_t i = 0; i + 1 < TABLE_COLUMNS; i++) {
        size_t gap = widths[i] - display_width(line->columns[i]) + 2;
        printf("%s%*s", line->columns[i], (int)gap, "");
    }
    printf("%s\n", line->columns[TABLE_COLUMNS - 1]);
}

static bool is_exception(const struct figure_check *check)
{
    return check->verdict != FIGURE_REPRODUCED || check->rival;
}

static void print_figures(struct arena *arena, const struct figure_check *checks, size_t count,
                          bool all)
{
    struct table_line *lines = arena_array(arena, count + 1, sizeof *lines);
    lines[0] = (struct table_line){{_("figure"), _("form"), _("question"), _("row"), _("option"),
                                    _("printed"), _("computed"), _("verdict")}};
    size_t line_count = 1;
    for (size_t i = 0; i < count; i++)
        if (all || is_exception(&checks[i]))
            lines[line_count++] = figure_line(arena, &checks[i]);
    size_t widths[TABLE_COLUMNS] = {0};
    for (size_t i = 0; i < line_count; i++)
        for (size_t column = 0; column < TABLE_COLUMNS; column++) {
            size_t width = display_width(lines[i].columns[column]);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    for (size_t i = 0; line_count > 1 && i < line_count; i++)
        print_line(&lines[i], widths);
}

/* ---- Verdict ---- */

static size_t count_verdict(const struct figure_check *checks, size_t count,
                            enum figure_verdict verdict)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += checks[i].verdict == verdict;
    return found;
}

/* Prints table and summary; true if nothing is held against the data. */
static bool verify_figures(struct db *db, const struct config *config, bool all)
{
    size_t count = config->published_count;
    if (!count) {
        printf(_("no published figures are known for survey \"%s\"\n"), config->codebook.survey);
        return true;
    }
    struct arena arena = {0};
    struct figure_check *checks = check_figures(&arena, db, config);
    print_figures(&arena, checks, count, all);
    size_t contradicted = count_verdict(checks, count, FIGURE_CONTRADICTED);
    size_t impossible = count_verdict(checks, count, FIGURE_IMPOSSIBLE);
    size_t wrong = count_verdict(checks, count, FIGURE_DIFFERS);
    printf(_("%zu of %zu published figures reproduced"),
           count_verdict(checks, count, FIGURE_REPRODUCED), count);
    if (contradicted)
        printf(_(", %zu contradicted by the report itself"), contradicted);
    if (impossible)
        printf(_(", %zu impossible as printed"), impossible);
    if (wrong)
        printf(_(", %zu not reproduced"), wrong);
    printf("\n");
    arena_release(&arena);
    return wrong == 0;
}

static bool verify_cells(struct db *db, const struct config *config)
{
    const struct codebook *codebook = &config->codebook;
    int64_t wrong = check_ties(db, codebook);
    wrong += check_cells(db, codebook);
    wrong += check_numbers(db, codebook);
    wrong += check_statistics(db, config);
    wrong += check_rates(db, config);
    wrong += check_weights(db, config);
    int64_t cells = db_number(db, "aggregate/count-cells", 1, &codebook->survey);
    if (wrong)
        printf(_("%lld cells counted again, disagreements: %lld\n"), (long long)cells,
               (long long)wrong);
    else
        printf(_("%lld cells counted again: all agree, all totals tie\n"), (long long)cells);
    return wrong == 0;
}

static int verify_survey(const struct settings *settings)
{
    struct config config = {0};
    config_require(&config, settings->configs, settings->survey);
    struct db db;
    db_open_migrated(&db, settings, "renkei-aggregate");
    PQclear(db_run(&db, "aggregate/scan-settings", 0, NULL));
    db_begin(&db);
    PQclear(db_run(&db, "db/lock-survey", 1, &config.codebook.survey));
    survey_require_responses(&db, &config.codebook);
    survey_require_cells(&db, &config.codebook);
    bool right = verify_cells(&db, &config);
    right &= verify_figures(&db, &config, settings->verbose);
    db_commit(&db);
    db_close(&db);
    config_release(&config);
    return right ? STATUS_DONE : STATUS_VERIFY;
}

/* ---- A folder ---- */

/* Nothing could be compared: what is wrong with the manifest was said. */
_Noreturn static void refuse_folder(const char *folder)
{
    message_error(_("name a folder that 'renkei release' or 'renkei report' wrote"),
                  _("\"%s\" cannot be verified: its manifest.json cannot be read"), folder);
    exit(STATUS_VERIFY);
}

static void say_verified(const struct release_verification *verification)
{
    if (verification->number > 0)
        printf(_("release %lld"), (long long)verification->number);
    else
        printf(_("no release, an output folder"));
    printf(_(", SHA-256 of its manifest: %s\n"), verification->sha256);
    if (verification->compared_previous)
        printf(_("compared with release %lld, which lies beside it: %zu changes\n"),
               (long long)verification->previous, verification->changes);
    else if (verification->previous > 0)
        printf(_("not compared with release %lld, which does not lie beside it\n"),
               (long long)verification->previous);
    printf(_("%zu files, %lld numbers in tables and %zu workbooks, %lld chart points, %lld numbers "
             "of the page: "),
           verification->files, (long long)verification->numbers, verification->workbooks,
           (long long)verification->chart_points, (long long)verification->page_numbers);
    if (verification->wrong == 0)
        printf(_("all as they should be\n"));
    else
        printf(_("%zu are wrong\n"), verification->wrong);
}

/* In small letters, as the program prints it. */
static const char *read_digest(struct arena *arena, const char *given)
{
    char *digest = arena_strdup(arena, given);
    for (char *c = digest; *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'F' ? *c - 'A' + 'a' : *c);
    if (!digest_is_valid(digest))
        die_usage(_("it has 64 hexadecimal digits"), _("\"%s\" is no SHA-256"), given);
    return digest;
}

static int verify_folder(const char *folder)
{
    struct arena arena = {0};
    struct release_verification verification = {
        .folder = folder, .arena = &arena, .tell = mismatches_print};
    if (options.manifest_sha256 != NULL)
        verification.manifest_sha256 = read_digest(&arena, options.manifest_sha256);
    if (!release_verify(&verification))
        die(strerror(errno), _("name a folder that 'renkei release' or 'renkei report' wrote"),
            _("cannot open the folder \"%s\""), folder);
    if (*verification.sha256 == '\0')
        refuse_folder(folder);
    say_verified(&verification);
    arena_release(&arena);
    return verification.wrong == 0 ? STATUS_DONE : STATUS_VERIFY;
}

static int run_verify(const struct settings *settings, size_t count, char **operands)
{
    if (count > 1)
        die_usage(NULL, _("unexpected argument \"%s\""), operands[1]);
    if (count == 1 && settings->survey != NULL)
        die_usage(_("a folder says itself of which survey it is"),
                  _("a folder and -s exclude each other"));
    if (count == 0 && options.manifest_sha256 != NULL)
        die_usage(NULL, _("--manifest-sha256 needs a folder"));
    int status = count == 1 ? verify_folder(operands[0]) : verify_survey(settings);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(NULL, NULL, _("could not write the result"));
    return status;
}

static const struct argument verify_arguments[] = {
    {0, "manifest-sha256", ARGUMENT_TEXT, &options.manifest_sha256, "HEX",
     N_("of a folder: the SHA-256 that its manifest.json must have")},
    {0},
};

const struct verb verify_verb = {
    .name = "verify",
    .operands = "[FOLDER]",
    .summary = N_("count again another way and compare with the published figures"),
    .text = N_(
        "Checks that all totals tie, counts every cell a second time in SQL, and compares\n"
        "with the figures that the report printed. Lists what does not agree (with -v all\n"
        "figures); ends with status 4 if something is wrong. A figure that the report prints\n"
        "in two ways, or that no count can give, is listed but not held against the data.\n"
        "\n"
        "    renkei verify -s r3\n"
        "\n"
        "With a FOLDER that 'renkei release' or 'renkei report' wrote it needs neither database\n"
        "nor configurations: every file must be there with the size and SHA-256 that\n"
        "manifest.json lists, and no other; all totals must tie; every number of every workbook,\n"
        "every point that a chart keeps and every number of the page must be the one in tables/;\n"
        "and the changes must be those from the release before, if that lies beside it.\n"
        "\n"
        "    renkei verify out/releases/r3/002 --manifest-sha256 1b95ce…"),
    .needs_survey = true,
    .operands_suffice = true,
    .run = run_verify,
    .arguments = verify_arguments,
};
