#include "report/panel.h"

#include "common/measure.h"

#include <inttypes.h>
#include <stdlib.h>

struct units {
    int64_t frame, answered;
};

static struct units class_units(const struct turnout *turnout, size_t banner, size_t class)
{
    if (turnout->banners->banners[banner].kind == BANNER_TOTAL)
        return (struct units){turnout->units, turnout->answered};
    size_t line = turnout->first_class[banner] + class;
    return (struct units){turnout->class_units[line], turnout->class_answered[line]};
}

static struct panel_row class_row(struct arena *arena, struct units all, struct units own)
{
    struct share frame = {own.frame, all.frame}, answered = {own.answered, all.answered};
    return (struct panel_row){
        .frame = arena_printf(arena, "%" PRId64, own.frame),
        .answered = arena_printf(arena, "%" PRId64, own.answered),
        .covered = measure_percent((struct share){own.answered, own.frame}),
        .frame_share = measure_percent(frame),
        .answered_share = measure_percent(answered),
        .difference = measure_difference(answered, frame),
    };
}

/* Units in no class take no part. */
static size_t add_banner(struct arena *arena, const struct turnout *turnout, size_t banner,
                         struct panel_row *rows)
{
    size_t classes = turnout->banners->banners[banner].class_count;
    struct units all = {0};
    for (size_t c = 0; c < classes; c++) {
        struct units own = class_units(turnout, banner, c);
        all.frame += own.frame;
        all.answered += own.answered;
    }
    for (size_t c = 0; c < classes; c++) {
        rows[c] = class_row(arena, all, class_units(turnout, banner, c));
        rows[c].banner = banner;
        rows[c].class = c;
    }
    return classes;
}

static int64_t covered_percent(const struct covered *covered)
{
    wide frame, answered;
    if (!wide_parse(covered->frame, NUMBER_DECIMALS, &frame) ||
        !wide_parse(covered->answered, NUMBER_DECIMALS, &answered))
        abort();
    return frame > 0 ? round_quotient(1000 * answered, frame) : MEASURE_NONE;
}

static size_t add_panel(struct arena *arena, const struct panel *panel,
                        const struct turnout *turnout, struct panel_row *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < panel->banner_count; i++)
        count += add_banner(arena, turnout, panel->banners[i], &rows[count]);
    for (size_t i = 0; i < panel->column_count; i++)
        rows[count++] = (struct panel_row){
            .column = &panel->columns[i],
            .banner = SIZE_MAX,
            .class = SIZE_MAX,
            .frame = turnout->covered[i].frame,
            .answered = turnout->covered[i].answered,
            .covered = covered_percent(&turnout->covered[i]),
            .frame_share = MEASURE_NONE,
            .answered_share = MEASURE_NONE,
            .difference = MEASURE_NONE,
        };
    for (size_t i = 0; i < count; i++)
        rows[i].panel = panel;
    return count;
}

const struct panel_row *panel_rows(struct arena *arena, const struct config *config,
                                   const struct loaded *loaded, size_t *count)
{
    size_t room = 1;
    for (size_t i = 0; i < config->panel_count; i++) {
        const struct panel *panel = &config->panels[i];
        const struct banner_set *set =
            &config->codebook.banners[panel->form - config->codebook.forms];
        room += panel->column_count;
        for (size_t b = 0; b < panel->banner_count; b++)
            room += set->banners[panel->banners[b]].class_count;
    }
    struct panel_row *rows = arena_array(arena, room, sizeof *rows);
    *count = 0;
    for (size_t i = 0; i < config->panel_count; i++) {
        const struct panel *panel = &config->panels[i];
        const struct turnout *turnout = &loaded->turnouts[panel->form - config->codebook.forms];
        if (turnout->answered > 0)
            *count += add_panel(arena, panel, turnout, &rows[*count]);
    }
    return rows;
}
