/*
 * The formats, built from a few traits, and the sizes of columns and rows. No sheet knows a colour
 * or a font.
 */
#include "report/style.h"

#include <stdlib.h>

/* Points from the total at which a cell is shaded, in tenths of a percent. */
enum { SHADE_LIGHT = 50, SHADE_DARK = 100 };

enum { FONT_SIZE = 10, TITLE_SIZE = 14, HEADING_SIZE = 11, SMALL_SIZE = 9 };

/* Text is almost black; the other colours are light enough for it (contrast over 7 : 1). */
enum {
    COLOR_TEXT = 0x1A1A1A,
    COLOR_LINK = 0x1F4E9E,
    COLOR_NOTICE = 0xB00020,
    COLOR_RULE = 0xB8B8B8,
    COLOR_RULE_STRONG = 0x595959,
    COLOR_HEADER = 0xDDE3EA,
    COLOR_HEADER_COUNT = 0xE9EDF2,
    COLOR_HEADER_PERCENT = 0xD3DEEA,
    COLOR_TOTAL = 0xF4F4F0,
    COLOR_ENTRY = 0xFFF6CC, /* as in the questionnaires */
};
static const lxw_color_t shade_colors[SHADE_COUNT] = {
    [SHADE_UP_5] = 0xFDE9D0,
    [SHADE_UP_10] = 0xF6BC7C,
    [SHADE_DOWN_5] = 0xDCEBFA,
    [SHADE_DOWN_10] = 0x9CC4EC,
};

#define FORMAT_WHOLE "#,##0"
#define FORMAT_FEW "0.0\"*\""
#define FORMAT_POINTS "+0.0;△0.0;0.0"
#define FORMAT_ROUNDED "#,##0.0000" /* means are stored with four decimals */
#define FORMAT_CHANGE "+#,##0.0000;△#,##0.0000;0.0000"

enum shade shade_of(int64_t tenths, int64_t total_tenths)
{
    int64_t difference = tenths - total_tenths;
    if (difference >= SHADE_DARK)
        return SHADE_UP_10;
    if (difference >= SHADE_LIGHT)
        return SHADE_UP_5;
    if (difference <= -SHADE_DARK)
        return SHADE_DOWN_10;
    if (difference <= -SHADE_LIGHT)
        return SHADE_DOWN_5;
    return SHADE_NONE;
}

static lxw_format *new_format(lxw_workbook *workbook)
{
    lxw_format *format = workbook_add_format(workbook);
    if (format == NULL)
        abort();
    format_set_font_name(format, STYLE_FONT);
    format_set_font_size(format, FONT_SIZE);
    format_set_font_color(format, COLOR_TEXT);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    return format;
}

static lxw_format *sized_format(lxw_workbook *workbook, int size, lxw_color_t color)
{
    lxw_format *format = new_format(workbook);
    format_set_font_size(format, size);
    format_set_font_color(format, color);
    return format;
}

static lxw_format *header_format(lxw_workbook *workbook, lxw_color_t fill)
{
    lxw_format *format = new_format(workbook);
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_bg_color(format, fill);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, COLOR_RULE_STRONG);
    return format;
}

static lxw_format *row_format(lxw_workbook *workbook, enum ruling ruling)
{
    lxw_format *format = new_format(workbook);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, COLOR_RULE);
    if (ruling == RULING_INNER)
        return format;
    format_set_top(format, LXW_BORDER_THIN);
    format_set_top_color(format, COLOR_RULE_STRONG);
    if (ruling == RULING_TOTAL)
        format_set_bg_color(format, COLOR_TOTAL);
    return format;
}

static lxw_format *number_format(lxw_workbook *workbook, enum ruling ruling, const char *digits)
{
    lxw_format *format = row_format(workbook, ruling);
    format_set_num_format(format, digits);
    format_set_align(format, LXW_ALIGN_RIGHT);
    return format;
}

static void set_shade(lxw_format *format, enum shade shade)
{
    if (shade == SHADE_NONE)
        return;
    format_set_bg_color(format, shade_colors[shade]);
    if (shade == SHADE_UP_5 || shade == SHADE_UP_10)
        format_set_bold(format);
    else
        format_set_italic(format);
}

static void init_row(struct row_style *row, lxw_workbook *workbook, enum ruling ruling)
{
    row->text = row_format(workbook, ruling);
    row->wrapped = row_format(workbook, ruling);
    format_set_text_wrap(row->wrapped);
    row->code = row_format(workbook, ruling);
    format_set_align(row->code, LXW_ALIGN_CENTER);
    row->whole = number_format(workbook, ruling, FORMAT_WHOLE);
    row->rounded = number_format(workbook, ruling, FORMAT_ROUNDED);
    row->change = number_format(workbook, ruling, FORMAT_CHANGE);
    row->exact = number_format(workbook, ruling, "General");
    row->none = number_format(workbook, ruling, "General");
    row->percent_few = number_format(workbook, ruling, FORMAT_FEW);
    for (int shade = 0; shade < SHADE_COUNT; shade++) {
        row->percent[shade] = number_format(workbook, ruling, "0.0");
        row->zero[shade] = number_format(workbook, ruling, "0");
        row->points[shade] = number_format(workbook, ruling, FORMAT_POINTS);
        set_shade(row->points[shade], (enum shade)shade);
        set_shade(row->percent[shade], (enum shade)shade);
        set_shade(row->zero[shade], (enum shade)shade);
    }
}

static void init_samples(struct style *style, lxw_workbook *workbook)
{
    for (int shade = 0; shade < SHADE_COUNT; shade++) {
        style->sample[shade] = row_format(workbook, RULING_INNER);
        format_set_align(style->sample[shade], LXW_ALIGN_CENTER);
        set_shade(style->sample[shade], (enum shade)shade);
    }
}

/* As text, or Excel would make a date of "1-2". */
static lxw_format *entry_format(lxw_workbook *workbook)
{
    lxw_format *format = row_format(workbook, RULING_INNER);
    format_set_border_color(format, COLOR_RULE_STRONG);
    format_set_bg_color(format, COLOR_ENTRY);
    format_set_text_wrap(format);
    format_set_num_format(format, "@");
    format_set_unlocked(format);
    return format;
}

void style_init(struct style *style, lxw_workbook *workbook)
{
    style->title = sized_format(workbook, TITLE_SIZE, COLOR_TEXT);
    format_set_bold(style->title);
    style->heading = sized_format(workbook, HEADING_SIZE, COLOR_TEXT);
    format_set_bold(style->heading);
    style->text = new_format(workbook);
    style->note = new_format(workbook);
    format_set_text_wrap(style->note);
    style->small = sized_format(workbook, SMALL_SIZE, COLOR_TEXT);
    style->notice = sized_format(workbook, FONT_SIZE, COLOR_NOTICE);
    format_set_bold(style->notice);
    style->link = sized_format(workbook, FONT_SIZE, COLOR_LINK);
    format_set_underline(style->link, LXW_UNDERLINE_SINGLE);
    style->link_cell = row_format(workbook, RULING_INNER);
    format_set_font_color(style->link_cell, COLOR_LINK);
    format_set_underline(style->link_cell, LXW_UNDERLINE_SINGLE);
    style->header = header_format(workbook, COLOR_HEADER);
    style->header_count = header_format(workbook, COLOR_HEADER_COUNT);
    style->header_percent = header_format(workbook, COLOR_HEADER_PERCENT);
    style->plain_header = new_format(workbook);
    format_set_bold(style->plain_header);
    format_set_text_wrap(style->plain_header);
    style->plain_text = new_format(workbook);
    style->plain_whole = new_format(workbook);
    format_set_num_format(style->plain_whole, "0");
    style->plain_percent = new_format(workbook);
    format_set_num_format(style->plain_percent, "0.0");
    init_samples(style, workbook);
    style->entry = entry_format(workbook);
    style->entry_tick = entry_format(workbook);
    format_set_align(style->entry_tick, LXW_ALIGN_CENTER);
    for (int ruling = 0; ruling < RULING_COUNT; ruling++)
        init_row(&style->rows[ruling], workbook, (enum ruling)ruling);
}

/* ---- Sizes ---- */

/* Excel counts columns in digits of the standard font, 7 pixels wide; a half-width column of the
 * table's font is 6.7 pixels wide. Cells keep some room at both sides. */
#define COLUMN_PER_WIDTH 0.98
#define COLUMN_PADDING 1.2
#define COLUMN_LARGEST 255.0

double column_width(size_t width)
{
    double columns = (double)width * COLUMN_PER_WIDTH + COLUMN_PADDING;
    return columns < COLUMN_LARGEST ? columns : COLUMN_LARGEST;
}

double row_height(size_t lines)
{
    /* A line of 10 points in Yu Gothic; Excel allows 409 points at most. */
    const double line = 16.5, padding = 3.0, largest = 409.0;
    double height = (double)lines * line + padding;
    return height < largest ? height : largest;
}

/* ---- Charts ---- */

enum {
    FILL_DARK = 0x5F98D2,
    FILL_LIGHT = 0xF2F6FB,
    FILL_LINE = 0x404040,
    FILL_EMPTY = 0x9A9A9A,
    PATTERN_DEPTH = 6, /* lines a fifth darker than their ground: seen, and read over */
};

static lxw_color_t between(lxw_color_t dark, lxw_color_t light, size_t index, size_t count)
{
    if (count < 2)
        return dark;
    lxw_color_t color = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        long from = (long)(dark >> shift & 0xFF), to = (long)(light >> shift & 0xFF);
        long mixed = from + (to - from) * (long)index / (long)(count - 1);
        color |= (lxw_color_t)mixed << shift;
    }
    return color;
}

static void set_line(lxw_chart_series *series)
{
    lxw_chart_line line = {.color = FILL_LINE, .width = 0.75f};
    chart_series_set_line(series, &line);
}

static void set_pattern(lxw_chart_series *series, uint8_t type, lxw_color_t fore, lxw_color_t back)
{
    lxw_chart_pattern pattern = {.type = type, .fg_color = fore, .bg_color = back};
    chart_series_set_pattern(series, &pattern);
}

void style_fill_series(lxw_chart_series *series, size_t index, size_t count)
{
    static const uint8_t patterns[] = {
        LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
        LXW_CHART_PATTERN_PERCENT_10,
        LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL,
        LXW_CHART_PATTERN_DASHED_HORIZONTAL,
    };
    lxw_color_t color = between(FILL_DARK, FILL_LIGHT, index, count);
    lxw_chart_fill fill = {.color = color};
    if (index % 2 == 0)
        chart_series_set_fill(series, &fill);
    else
        set_pattern(series, patterns[index / 2 % (sizeof patterns / sizeof *patterns)],
                    between(color, 0, 1, PATTERN_DEPTH), color);
    set_line(series);
}

void style_fill_empty(lxw_chart_series *series, bool invalid)
{
    set_pattern(series,
                invalid ? LXW_CHART_PATTERN_LARGE_GRID : LXW_CHART_PATTERN_DARK_DOWNWARD_DIAGONAL,
                FILL_EMPTY, 0xFFFFFF);
    set_line(series);
}
