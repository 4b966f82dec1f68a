/*
 * The floor of writing workbooks: floor_write WORKERS FOLDER DUMP… hands the records of
 * dump_workbook.py, all in memory before the clock starts, to libxlsxwriter, and closes the files
 * FOLDER/NAME.xlsx; so many processes take the next workbook until none is left. Nothing is
 * computed, looked up or checked afterwards. Prints milliseconds, and those of all processors.
 */
#include "tests/bench/dump.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { HEADS_MOST = 256, CHART_WIDTH = 1040, CHART_HEIGHT = 400 };
/* Excel gives a new chart this size; others are a scale of it. */
#define CHART_DEFAULT_WIDTH 480.0
#define CHART_DEFAULT_HEIGHT 288.0
static char chart_font[] = "游ゴシック";

struct writer {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_chart *chart;
    const char *overlap, *gap; /* of the chart */
    lxw_format **formats;      /* [0]: NULL */
    size_t format_count;
    const char *heads[HEADS_MOST]; /* of the table that comes next */
    size_t head_count;
};

/* A workbook to be written. */
struct job {
    const struct record *records;
    size_t count;
    char *path;
};

static void require(lxw_error error)
{
    if (error != LXW_NO_ERROR)
        fail(lxw_strerror(error));
}

/* ---- Formats and page ---- */

static lxw_color_t color_of(const char *hexadecimal)
{
    return (lxw_color_t)strtoul(hexadecimal, NULL, 16);
}

static uint8_t alignment_of(const char *across)
{
    return strcmp(across, "center") == 0  ? LXW_ALIGN_CENTER
           : strcmp(across, "right") == 0 ? LXW_ALIGN_RIGHT
                                          : LXW_ALIGN_LEFT;
}

static void set_borders(lxw_format *format, const char *const *colors)
{
    static void (*const set[])(lxw_format *, uint8_t) = {format_set_left, format_set_right,
                                                         format_set_top, format_set_bottom};
    static void (*const color[])(lxw_format *,
                                 lxw_color_t) = {format_set_left_color, format_set_right_color,
                                                 format_set_top_color, format_set_bottom_color};
    for (size_t i = 0; i < 4; i++) {
        if (!*colors[i])
            continue;
        set[i](format, LXW_BORDER_THIN);
        color[i](format, color_of(colors[i]));
    }
}

static void add_format(struct writer *writer, const struct record *record)
{
    lxw_format *format = workbook_add_format(writer->workbook);
    const char *const *text = record->text;
    format_set_font_name(format, text[0]);
    format_set_font_size(format, record->decimal[1]);
    if (record->whole[2])
        format_set_bold(format);
    if (record->whole[3])
        format_set_italic(format);
    if (record->whole[4])
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    format_set_font_color(format, color_of(text[5]));
    if (*text[6])
        format_set_num_format(format, text[6]);
    if (*text[7])
        format_set_align(format, alignment_of(text[7]));
    if (strcmp(text[8], "center") == 0)
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (record->whole[9])
        format_set_text_wrap(format);
    if (*text[10]) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, color_of(text[10]));
    }
    set_borders(format, text + 11);
    writer->formats = reallocarray(writer->formats, writer->format_count + 1, sizeof(lxw_format *));
    if (!writer->formats)
        abort();
    writer->formats[writer->format_count++] = format;
}

static void set_view(lxw_worksheet *sheet, const struct record *record)
{
    worksheet_set_zoom(sheet, (uint16_t)record->whole[0]);
    if (record->whole[1])
        worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    if (record->whole[2] || record->whole[3])
        worksheet_freeze_panes(sheet, record->whole[2], (lxw_col_t)record->whole[3]);
    worksheet_set_default_row(sheet, record->decimal[4], LXW_FALSE);
}

static void set_page(lxw_worksheet *sheet, const struct record *record)
{
    if (record->whole[0])
        worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, (uint8_t)record->whole[1]);
    worksheet_set_margins(sheet, record->decimal[2], record->decimal[3], record->decimal[4],
                          record->decimal[5]);
    if (record->whole[6])
        worksheet_fit_to_pages(sheet, (uint16_t)record->whole[7], (uint16_t)record->whole[8]);
    require(worksheet_set_header(sheet, record->text[9]));
    require(worksheet_set_footer(sheet, record->text[10]));
}

/* ---- Charts ---- */

static uint8_t type_of(const char *kind, const char *grouping)
{
    static const struct {
        const char *kind, *grouping;
        uint8_t type;
    } types[] = {
        {"bar", "", LXW_CHART_BAR},
        {"bar", "stacked", LXW_CHART_BAR_STACKED},
        {"bar", "percent_stacked", LXW_CHART_BAR_STACKED_PERCENT},
        {"column", "", LXW_CHART_COLUMN},
        {"column", "stacked", LXW_CHART_COLUMN_STACKED},
        {"column", "percent_stacked", LXW_CHART_COLUMN_STACKED_PERCENT},
        {"line", "", LXW_CHART_LINE},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].kind, kind) == 0 && strcmp(types[i].grouping, grouping) == 0)
            return types[i].type;
    fail(kind);
}

static const lxw_chart_font small_font = {.name = chart_font, .size = 9, .color = LXW_COLOR_BLACK};

static uint8_t place_of_legend(const char *name)
{
    return strcmp(name, "bottom") == 0  ? LXW_CHART_LEGEND_BOTTOM
           : strcmp(name, "top") == 0   ? LXW_CHART_LEGEND_TOP
           : strcmp(name, "left") == 0  ? LXW_CHART_LEGEND_LEFT
           : strcmp(name, "right") == 0 ? LXW_CHART_LEGEND_RIGHT
                                        : LXW_CHART_LEGEND_NONE;
}

static void add_chart(struct writer *writer, const struct record *record)
{
    const char *const *text = record->text;
    lxw_chart *chart = workbook_add_chart(writer->workbook, type_of(text[0], text[1]));
    lxw_chart_font small = small_font, title = small_font;
    title.size = 12;
    title.bold = LXW_TRUE;
    chart_title_set_name(chart, text[2]);
    chart_title_set_name_font(chart, &title);
    chart_legend_set_position(chart, place_of_legend(text[5]));
    chart_legend_set_font(chart, &small);
    writer->chart = chart;
    writer->gap = text[3];
    writer->overlap = text[4];
}

static void set_axis(lxw_chart *chart, const struct record *record)
{
    const char *const *text = record->text;
    lxw_chart_axis *axis = *text[0] == 'x' ? chart->x_axis : chart->y_axis;
    lxw_chart_font small = small_font;
    lxw_chart_line grid = {.color = 0xD0D0D0, .width = 0.5f}, none = {.none = LXW_TRUE};
    chart_axis_set_num_font(axis, &small);
    if (record->whole[1])
        chart_axis_set_reverse(axis);
    if (record->whole[2])
        chart_axis_set_major_tick_mark(axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_major_gridlines_set_visible(axis, (uint8_t)record->whole[3]);
    if (record->whole[3])
        chart_axis_major_gridlines_set_line(axis, &grid);
    if (record->whole[4])
        chart_axis_set_line(axis, &none);
    if (record->whole[5])
        chart_axis_set_label_position(axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    if (*text[6])
        chart_axis_set_min(axis, record->decimal[6]);
    if (*text[7])
        chart_axis_set_max(axis, record->decimal[7]);
    if (*text[8])
        chart_axis_set_major_unit(axis, record->decimal[8]);
    if (*text[9])
        chart_axis_set_num_format(axis, text[9]);
    if (*text[10]) {
        chart_axis_set_name(axis, text[10]);
        chart_axis_set_name_font(axis, &small);
    }
}

/* A chart must have its series before it is placed. */
static void place_chart(struct writer *writer, const struct record *record)
{
    lxw_chart_options options = {
        .x_offset = (int32_t)record->whole[2],
        .y_offset = (int32_t)record->whole[3],
        .x_scale = CHART_WIDTH / CHART_DEFAULT_WIDTH,
        .y_scale = CHART_HEIGHT / CHART_DEFAULT_HEIGHT,
        .description = (char *)(uintptr_t)record->text[4],
    };
    require(worksheet_insert_chart_opt(writer->sheet, record->whole[0], (lxw_col_t)record->whole[1],
                                       writer->chart, &options));
}

static uint8_t pattern_of(const char *name)
{
    static const struct {
        const char *name;
        uint8_t pattern;
    } patterns[] = {
        {"percent_10", LXW_CHART_PATTERN_PERCENT_10},
        {"percent_20", LXW_CHART_PATTERN_PERCENT_20},
        {"percent_25", LXW_CHART_PATTERN_PERCENT_25},
        {"percent_50", LXW_CHART_PATTERN_PERCENT_50},
        {"wide_upward_diagonal", LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL},
        {"wide_downward_diagonal", LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL},
        {"dark_downward_diagonal", LXW_CHART_PATTERN_DARK_DOWNWARD_DIAGONAL},
        {"dashed_horizontal", LXW_CHART_PATTERN_DASHED_HORIZONTAL},
        {"large_grid", LXW_CHART_PATTERN_LARGE_GRID},
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (strcmp(patterns[i].name, name) == 0)
            return patterns[i].pattern;
    fail(name);
}

/* The number of a name in a list that ends with NULL. */
static uint8_t number_of(const char *name, const char *const *names)
{
    for (uint8_t i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    fail(name);
}

static void set_labels(lxw_chart_series *series, const struct record *record)
{
    /* enum lxw_chart_label_position */
    static const char *const positions[] = {
        "",      "center",      "right",      "left",        "above",
        "below", "inside_base", "inside_end", "outside_end", NULL};
    lxw_chart_font small = small_font;
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &small);
    if (*record->text[4])
        chart_series_set_labels_num_format(series, record->text[4]);
    if (*record->text[5])
        chart_series_set_labels_position(series, number_of(record->text[5], positions));
}

static void set_fill(lxw_chart_series *series, const char *const *text)
{
    if (*text[6])
        chart_series_set_pattern(series, &(lxw_chart_pattern){.type = pattern_of(text[6]),
                                                              .fg_color = color_of(text[7]),
                                                              .bg_color = color_of(text[8])});
    else if (*text[7])
        chart_series_set_fill(series, &(lxw_chart_fill){.color = color_of(text[7])});
}

static void add_series(struct writer *writer, const struct record *record)
{
    /* enum lxw_chart_marker_type */
    static const char *const markers[] = {"automatic", "none",   "square", "diamond",
                                          "triangle",  "x",      "star",   "dot",
                                          "dash",      "circle", "plus",   NULL};
    const char *const *text = record->text;
    lxw_chart_series *series = chart_add_series(writer->chart, text[1], text[2]);
    chart_series_set_name(series, text[0]);
    if (record->whole[3])
        set_labels(series, record);
    set_fill(series, text);
    if (*text[9])
        chart_series_set_line(series, &(lxw_chart_line){.color = color_of(text[9]),
                                                        .width = (float)record->decimal[10]});
    if (*text[11]) {
        chart_series_set_marker_type(series, number_of(text[11], markers));
        chart_series_set_marker_size(series, (uint8_t)record->whole[12]);
    }
    if (*writer->gap)
        chart_set_series_gap(writer->chart, (uint16_t)strtoul(writer->gap, NULL, 10));
    if (*writer->overlap)
        chart_set_series_overlap(writer->chart, (int8_t)strtol(writer->overlap, NULL, 10));
}

/* ---- Tables ---- */

static void add_head(struct writer *writer, const struct record *record)
{
    if (writer->head_count == HEADS_MOST)
        fail("a table has too many columns");
    writer->heads[writer->head_count++] = record->text[0];
}

static void add_table(struct writer *writer, const struct record *record)
{
    lxw_table_column columns[HEADS_MOST] = {0}, *list[HEADS_MOST + 1] = {NULL};
    for (size_t i = 0; i < writer->head_count; i++) {
        columns[i].header = (char *)(uintptr_t)writer->heads[i];
        list[i] = &columns[i];
    }
    const uint32_t *at = record->whole;
    lxw_table_options options = {
        .name = (char *)(uintptr_t)record->text[7],
        .no_autofilter = !at[6],
        .style_type = (uint8_t)at[4],
        .style_type_number = (uint8_t)at[5],
        .columns = list,
    };
    require(worksheet_add_table(writer->sheet, at[0], (lxw_col_t)at[1], at[2], (lxw_col_t)at[3],
                                &options));
    writer->head_count = 0;
}

/* ---- All ---- */

static void write_link(struct writer *writer, const struct record *record, lxw_format *format)
{
    char *place;
    if (asprintf(&place, "internal:%s", record->text[4]) < 0)
        abort();
    require(worksheet_write_url_opt(writer->sheet, record->whole[0], (lxw_col_t)record->whole[1],
                                    place, format, record->text[3], NULL));
    free(place);
}

static void write_cell(struct writer *writer, const struct record *record)
{
    lxw_row_t row = record->whole[0];
    lxw_col_t column = (lxw_col_t)record->whole[1];
    lxw_format *format = writer->formats[record->whole[2]];
    if (record->kind == KIND_NUMBER)
        require(worksheet_write_number(writer->sheet, row, column, record->decimal[3], format));
    else if (record->kind == KIND_TEXT)
        require(worksheet_write_string(writer->sheet, row, column, record->text[3], format));
    else if (record->kind == KIND_BLANK)
        require(worksheet_write_blank(writer->sheet, row, column, format));
    else
        write_link(writer, record, format);
}

static void set_range(struct writer *writer, const struct record *record)
{
    const uint32_t *at = record->whole;
    lxw_worksheet *sheet = writer->sheet;
    if (record->kind == KIND_FILTER)
        require(worksheet_autofilter(sheet, at[0], (lxw_col_t)at[1], at[2], (lxw_col_t)at[3]));
    else if (record->kind == KIND_PRINT)
        require(worksheet_print_area(sheet, at[0], (lxw_col_t)at[1], at[2], (lxw_col_t)at[3]));
    else if (record->kind == KIND_REPEAT_ROWS)
        require(worksheet_repeat_rows(sheet, at[0], at[1]));
    else
        require(worksheet_repeat_columns(sheet, (lxw_col_t)at[0], (lxw_col_t)at[1]));
}

static void write_record(struct writer *writer, const struct record *record)
{
    switch (record->kind) {
    case KIND_ROW:
        require(worksheet_set_row(writer->sheet, record->whole[0], record->decimal[1], NULL));
        break;
    case KIND_COLUMN:
        require(worksheet_set_column(writer->sheet, (lxw_col_t)record->whole[0],
                                     (lxw_col_t)record->whole[1], record->decimal[2], NULL));
        break;
    case KIND_FORMAT:
        add_format(writer, record);
        break;
    case KIND_SHEET:
        writer->sheet = workbook_add_worksheet(writer->workbook, record->text[0]);
        break;
    case KIND_VIEW:
        set_view(writer->sheet, record);
        break;
    case KIND_PAGE:
        set_page(writer->sheet, record);
        break;
    case KIND_HEAD:
        add_head(writer, record);
        break;
    case KIND_TABLE:
        add_table(writer, record);
        break;
    case KIND_IGNORE:
        require(worksheet_ignore_errors(writer->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                        record->text[0]));
        break;
    case KIND_CHART:
        add_chart(writer, record);
        break;
    case KIND_AXIS:
        set_axis(writer->chart, record);
        break;
    case KIND_SERIES:
        add_series(writer, record);
        break;
    case KIND_PLACE:
        place_chart(writer, record);
        break;
    case KIND_FILTER:
    case KIND_PRINT:
    case KIND_REPEAT_ROWS:
    case KIND_REPEAT_COLUMNS:
        set_range(writer, record);
        break;
    default:
        write_cell(writer, record);
        break;
    }
}

static double milliseconds_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        abort();
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/* Of this process and those it has waited for. */
static double processor_milliseconds(void)
{
    double sum = 0;
    for (int who = 0; who < 2; who++) {
        struct rusage usage;
        if (getrusage(who == 0 ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage) != 0)
            abort();
        sum += 1e3 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               1e-3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    }
    return sum;
}

static void write_workbook(const struct job *job)
{
    struct writer writer = {.workbook = workbook_new(job->path), .format_count = 1};
    writer.formats = calloc(1, sizeof *writer.formats);
    if (!writer.workbook || !writer.formats)
        abort();
    for (size_t i = 0; i < job->count; i++)
        write_record(&writer, &job->records[i]);
    require(workbook_close(writer.workbook));
    free(writer.formats);
}

static void work(const struct job *jobs, size_t count, atomic_size_t *next)
{
    size_t job;
    while ((job = atomic_fetch_add(next, 1)) < count)
        write_workbook(&jobs[job]);
}

static void write_all(const struct job *jobs, size_t count, long workers)
{
    atomic_size_t *next =
        mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED)
        abort();
    for (long worker = 1; worker < workers; worker++) {
        pid_t child = fork();
        if (child < 0)
            fail("fork");
        if (child == 0) {
            work(jobs, count, next);
            _exit(EXIT_SUCCESS);
        }
    }
    work(jobs, count, next);
    int status;
    while (wait(&status) > 0)
        if (status != 0)
            fail("a worker failed");
}

static char *workbook_path(const char *folder, const char *dump)
{
    const char *slash = strrchr(dump, '/');
    char *path;
    if (asprintf(&path, "%s/%s.xlsx", folder, slash ? slash + 1 : dump) < 0)
        abort();
    return path;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        fail("usage: floor_write WORKERS FOLDER DUMP…");
    size_t count = (size_t)argc - 3;
    struct job *jobs = calloc(count, sizeof *jobs);
    if (!jobs)
        abort();
    for (size_t i = 0; i < count; i++) {
        jobs[i].records = load(argv[i + 3], &jobs[i].count);
        jobs[i].path = workbook_path(argv[2], argv[i + 3]);
    }
    double started = milliseconds_now(), used = processor_milliseconds();
    write_all(jobs, count, strtol(argv[1], NULL, 10));
    printf("%.1f %.1f\n", milliseconds_now() - started, processor_milliseconds() - used);
    return EXIT_SUCCESS;
}
