/* Headers and numbers as people type them: full-width digits, thousands commas, units, signs. */
#include "aggregate/audit_table.h"

#include "common/message.h"
#include "common/number.h"
#include "common/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>

/* ---- Folding ---- */

/* NFKC leaves the dashes of typists and word processors as they are. */
static bool is_dash(ucs4_t point)
{
    return point == 0x2010 || point == 0x2011 || point == 0x2012 || point == 0x2013 ||
           point == 0x2014 || point == 0x2015 || point == 0x2212 || point == 0x30FC;
}

static bool is_space(ucs4_t point)
{
    return point == ' ' || point == '\t' || point == '\r' || point == '\n' || point == 0x3000;
}

const char *audit_folded(struct arena *arena, const char *text)
{
    size_t size = 0, count = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFKC, (const uint8_t *)text, strlen(text), NULL, &size);
    if (!normal)
        abort(); /* out of memory: the text is valid */
    uint8_t *folded = arena_alloc(arena, size + 1);
    for (size_t at = 0; at < size;) {
        ucs4_t point;
        int bytes = u8_mbtouc(&point, normal + at, size - at);
        at += (size_t)bytes;
        if (is_space(point))
            continue;
        count += (size_t)u8_uctomb(folded + count, is_dash(point) ? '-' : point,
                                   (ptrdiff_t)(size + 1 - count));
    }
    free(normal);
    return (const char *)folded;
}

/* ---- Headers ---- */

static const struct column_words {
    const char *name;
    const char *others[7]; /* folded, in lower case */
} column_words[AUDIT_COLUMNS] = {
    [AUDIT_FIGURE] = {"figure", {"図表", "図表番号", "図", "表"}},
    [AUDIT_FORM] = {"form", {"調査票", "票"}},
    [AUDIT_QUESTION] = {"question", {"設問", "問", "質問"}},
    [AUDIT_ROW] = {"row", {"行", "項目", "表側"}},
    [AUDIT_OPTION] = {"option", {"選択肢", "回答", "カテゴリ"}},
    [AUDIT_BASE] = {"base", {"n", "基数", "母数", "回答者数", "n=", "総数"}},
    [AUDIT_BASE_PRINTED] = {"base_printed", {"基数の印刷"}},
    [AUDIT_COUNT] = {"count", {"件数", "度数", "該当数", "人数", "実数"}},
    [AUDIT_PERCENT] = {"percent", {"割合", "構成比", "比率", "%", "percentage"}},
    [AUDIT_PRINTED_AS] = {"printed_as", {"表示", "ラベル", "label"}},
    [AUDIT_TYPE] = {"type", {"種類", "回答形式", "形式"}},
};

static bool names_column(const struct column_words *words, const char *header, size_t length)
{
    if (strncmp(words->name, header, length) == 0 && !words->name[length])
        return true;
    for (size_t i = 0; i < sizeof words->others / sizeof *words->others && words->others[i]; i++)
        if (strncmp(words->others[i], header, length) == 0 && !words->others[i][length])
            return true;
    return false;
}

enum audit_column audit_column_named(struct arena *arena, const char *header)
{
    char *folded = arena_strdup(arena, audit_folded(arena, header));
    for (char *at = folded; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    /* 割合(%) and 該当数(名) give their unit in brackets. */
    size_t length = strcspn(folded, "(");
    for (int column = 0; column < AUDIT_COLUMNS && length; column++)
        if (names_column(&column_words[column], folded, length))
            return (enum audit_column)column;
    return AUDIT_COLUMNS;
}

const char *audit_column_name(enum audit_column column)
{
    return column_words[column].name;
}

void audit_mistake(const struct audit_line *line, enum audit_column column, const char *hint,
                   const char *reason)
{
    struct mistake place = {.file = line->file, .line = line->line};
    mistakes_add(line->mistakes, &place, hint, _("%s \"%s\": %s"), audit_column_name(column),
                 line->fields[column], reason);
}

/* ---- Numbers ---- */

/* Signs for "no figure" (no such answer, not known, cannot occur, suppressed). */
static bool is_no_figure(const char *folded)
{
    static const char *const signs[] = {"", "-", "--", "---", "...", "・", "・・・", "x", "X", "*"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(folded, signs[i]) == 0)
            return true;
    return false;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Without the one of these words (the list ends with NULL) that the text ends with. */
static char *without_unit(char *text, const char *const *units)
{
    for (; *units; units++)
        if (ends_with(text, *units)) {
            text[strlen(text) - strlen(*units)] = '\0';
            break;
        }
    return text;
}

/* 1,717 without its commas; as it stands if they do not part thousands. */
static char *without_commas(struct arena *arena, const char *text)
{
    const char *point = strchr(text, '.');
    size_t length = point ? (size_t)(point - text) : strlen(text), count = 0;
    char *plain = arena_strdup(arena, text);
    for (size_t i = 0; i < length; i++) {
        bool due = i > 0 && (length - i) % 4 == 0;
        if ((text[i] == ',') != due)
            return arena_strdup(arena, text);
    }
    for (size_t i = 0; text[i]; i++)
        if (text[i] != ',')
            plain[count++] = text[i];
    plain[count] = '\0';
    return plain;
}

static int64_t read_whole(const struct audit_line *line, enum audit_column column)
{
    static const char *const units[] = {"名",       "人",       "件",     "団体", "自治体",
                                        "市区町村", "都道府県", "市町村", NULL};
    char *text = arena_strdup(line->arena, audit_folded(line->arena, line->fields[column]));
    int64_t value;
    if (is_no_figure(text))
        return -1;
    if (column == AUDIT_BASE && (strncmp(text, "n=", 2) == 0 || strncmp(text, "N=", 2) == 0))
        text += 2;
    const char *number = strchr(text, ',') ? without_commas(line->arena, without_unit(text, units))
                                           : without_unit(text, units);
    if (number_parse_whole(number, &value) && value >= 0)
        return value;
    audit_mistake(line, column, NULL, _("not a whole number"));
    return -1;
}

static void read_percent(const struct audit_line *line, struct audit_cell *cell)
{
    static const char *const units[] = {"%", "パーセント", NULL};
    char *text = arena_strdup(line->arena, audit_folded(line->arena, line->fields[AUDIT_PERCENT]));
    int64_t value;
    cell->millionth = -1;
    if (is_no_figure(text))
        return;
    const char *number = without_unit(text, units);
    if (strchr(number, ','))
        number = without_commas(line->arena, number);
    if (!number_parse(number, &value) || value < 0) {
        audit_mistake(line, AUDIT_PERCENT,
                      _("write it as printed, with six decimals at most: 68.9"),
                      _("not a percentage"));
        return;
    }
    const char *point = strchr(number, '.');
    cell->millionth = value;
    cell->decimals = point ? (int)strlen(point + 1) : 0;
}

static bool read_base_printed(const struct audit_line *line)
{
    static const char *const no[] = {"no", "No", "NO", "n", "N", "0", "いいえ", "なし", "無"};
    static const char *const yes[] = {"", "yes", "Yes", "YES", "y", "Y", "1", "はい", "あり", "有"};
    const char *text = audit_folded(line->arena, line->fields[AUDIT_BASE_PRINTED]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(text, no[i]) == 0)
            return false;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(text, yes[i]) == 0)
            return true;
    audit_mistake(line, AUDIT_BASE_PRINTED, NULL, _("neither yes nor no"));
    return false;
}

/* A sign for "no figure" is a print; a line without any is a slip. */
void audit_read_numbers(const struct audit_line *line, struct audit_cell *cell)
{
    cell->base = read_whole(line, AUDIT_BASE);
    cell->base_printed = read_base_printed(line) && cell->base >= 0;
    cell->count = read_whole(line, AUDIT_COUNT);
    read_percent(line, cell);
    if (!*line->fields[AUDIT_COUNT] && !*line->fields[AUDIT_PERCENT])
        audit_mistake(line, AUDIT_PERCENT, _("leave out lines for which nothing was printed"),
                      _("count and percent are both empty"));
}

/* ---- Words ---- */

enum audit_answers audit_read_type(const struct audit_line *line)
{
    static const char *const one[] = {"single", "単数回答", "単一回答", "単数", "単一", "SA"};
    static const char *const several[] = {"multiple", "複数回答", "複数", "MA"};
    const char *text = audit_folded(line->arena, line->fields[AUDIT_TYPE]);
    for (size_t i = 0; i < sizeof one / sizeof *one; i++)
        if (strcmp(text, one[i]) == 0)
            return AUDIT_ANSWERS_ONE;
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        if (strcmp(text, several[i]) == 0)
            return AUDIT_ANSWERS_SEVERAL;
    if (*text)
        audit_mistake(line, AUDIT_TYPE, NULL, _("neither single nor multiple"));
    return AUDIT_ANSWERS_UNKNOWN;
}

bool audit_is_blank(struct arena *arena, const char *text)
{
    static const char *const words[] = {
        "NA",           "INVALID",     "無回答",       "未回答",       "不明",   "無回答・不明",
        "不明・無回答", "無回答/不明", "無効・無回答", "無回答・無効", "未記入", "記入なし"};
    const char *folded = audit_folded(arena, text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(folded, words[i]) == 0)
            return true;
    return false;
}
