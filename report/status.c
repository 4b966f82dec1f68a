/*
 * renkei status: who has answered, who has not, and what is to be asked back. It only reads, and
 * needs no counts: it works from the first file on. The screen is for people; the files (-o) are
 * what is sent on.
 */
#include "report/verbs.h"

#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "report/loaded.h"
#include "report/status_files.h"
#include "report/status_screen.h"
#include "report/status_unit.h"

static struct {
    const char *prefecture, *bureau, *unit;
} wanted;

static void check_usage(const struct settings *settings, size_t operands)
{
    const char *const parts[] = {wanted.prefecture, wanted.bureau, wanted.unit};
    size_t given = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        given += parts[i] != NULL;
    if (operands > 0)
        die_usage(_("see 'renkei status --help'"), _("status takes no operands"));
    if (given > 1)
        die_usage(_("leave out all but one"),
                  _("--prefecture, --bureau and --unit do not go together"));
    if (wanted.unit != NULL && settings->out != NULL)
        die_usage(_("leave out --out; one unit is shown on the screen"),
                  _("--unit and --out do not go together"));
}

static void show_part(const struct settings *settings, const struct config *config, struct db *db)
{
    struct arena arena = {0};
    struct status status = {.config = config};
    status_init(&status, &arena);
    if (wanted.prefecture != NULL)
        status_choose_part(&status, "prefecture", wanted.prefecture);
    if (wanted.bureau != NULL)
        status_choose_part(&status, "bureau", wanted.bureau);
    status_read(&status, &arena, db);
    if (!(settings->quiet && settings->out != NULL)) {
        struct screen screen = screen_start(settings->verbose);
        screen_status(&screen, &status, db);
        screen_finish(&screen);
    }
    if (settings->out != NULL)
        status_write_files(&status, db, settings->out);
    arena_release(&arena);
}

static int status_run(const struct settings *settings, size_t count, char **operands)
{
    struct config config;
    struct db db;
    (void)operands;
    check_usage(settings, count);
    config_require(&config, settings->configs, settings->survey);
    db_open_migrated(&db, settings, "renkei-report");
    db_begin(&db);
    db_execute(&db, "report/snapshot", 0, NULL);
    loaded_require_responses(&db, &config);
    if (wanted.unit != NULL) {
        struct screen screen = screen_start(settings->verbose);
        screen_unit(&screen, &config, &db, wanted.unit);
        screen_finish(&screen);
    } else {
        show_part(settings, &config, &db);
    }
    db_commit(&db);
    db_close(&db);
    config_release(&config);
    return STATUS_DONE;
}

static const struct argument status_arguments[] = {
    {0, "prefecture", ARGUMENT_TEXT, &wanted.prefecture, "CODE",
     N_("only the units of this prefecture, such as 11")},
    {0, "bureau", ARGUMENT_TEXT, &wanted.bureau, "CODE",
     N_("only the units of this bureau, such as 3")},
    {0, "unit", ARGUMENT_TEXT, &wanted.unit, "CODE",
     N_("one unit: its state, its history and its findings")},
    {0},
};

const struct verb status_verb = {
    .name = "status",
    .operands = "",
    .summary = N_("say who has answered, who has not, and what is to be asked back"),
    .text = N_(
        "Says, form by form, how many units have answered, in which state they are, what came on\n"
        "which day, and the rate by bureau and prefecture (-v: all of them in full). With\n"
        "--prefecture or --bureau it lists who has not answered; with --unit it tells the whole\n"
        "history of one unit. It changes nothing and needs no 'renkei aggregate'.\n"
        "\n"
        "With --out it also writes status.xlsx, status.csv (one row per unit) and, ready to mail,\n"
        "one list per prefecture of those who have not answered. Times are local, with their\n"
        "zone (environment: TZ).\n"
        "\n"
        "    renkei status -s r3\n"
        "    renkei status -s r3 --prefecture 11\n"
        "    renkei status -s r3 -o out/r3/status\n"),
    .needs_survey = true,
    .run = status_run,
    .arguments = status_arguments,
};
