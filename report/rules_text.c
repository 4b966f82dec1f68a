#include "report/rules_text.h"

#include "common/display.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

/* ---- Characters ---- */

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x3000;
}

/* Rows 9 to 15 of JIS X 0208 are empty; what makers put there differs: NEC's ① Ⅰ ㍉ № ㈱, and the
 * user-defined characters. */
static bool is_dependent(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x2116, 0x2116}, /* № */
        {0x2121, 0x2121}, /* ℡ */
        {0x2160, 0x217F}, /* Ⅰ ⅰ */
        {0x2460, 0x24FF}, /* ① ⑴ ⒜ */
        {0x2776, 0x2793}, /* ❶ */
        {0x301D, 0x301F}, /* 〝 〟 */
        {0x3200, 0x32FF}, /* ㈱ ㊤ ㋿ */
        {0x3300, 0x33FF}, /* ㍉ ㍻ */
        {0xE000, 0xF8FF}, /* private */
        {0xF0000, 0x10FFFF},
    };
    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static bool is_wide(uint32_t c)
{
    return c >= 0x3040 && c <= 0x9FFF;
}

/* Characters of both kinds, in one pass. Spaces for layout stand at the ends, two together, or
 * between all characters (合　計); line breaks are never data. */
static void look_at_characters(struct text_traits *traits, const char *text)
{
    size_t characters = 0, spaces = 0, single = 0;
    uint32_t before = ' '; /* so that a space at the beginning is a second one */
    for (uint32_t c = display_next(&text); c != 0; c = display_next(&text)) {
        bool space = is_space(c);
        traits->spaced |= c == '\n' || c == '\r' || c == '\t' || (space && is_space(before));
        traits->dependent |= c > 0x80 && is_dependent(c);
        characters += !space;
        spaces += space;
        single += is_wide(c) && is_space(before);
        before = c;
    }
    bool spread = spaces > 0 && characters == spaces + 1 && single == characters;
    traits->spaced |= spread || is_space(before);
}

/* ---- Numbers ---- */

/* The value of a digit, half or full width; -1 for others. */
static int digit_of(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    return c >= 0xFF10 && c <= 0xFF19 ? (int)(c - 0xFF10) : -1;
}

static const char *skip_text(const char *at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]);
        if (strncasecmp(at, words[i], length) == 0)
            return at + length;
    }
    return at;
}

/* What stands before a number that is written for people. */
static const char *skip_opening(const char *at)
{
    static const char *const openings[] = {"n=", "n＝", "ｎ＝", "n = ", "Ｎ＝", "約",
                                           "▲",  "△",   "－",   "−",    "＋",   "+",
                                           "-",  "¥",   "￥",   "\\",   "$",    "第"};
    for (const char *before = NULL; before != at;) {
        before = at;
        at = skip_text(at, openings, COUNT_OF(openings));
        while (*at == ' ')
            at++;
    }
    return at;
}

/* Digits with commas and a point, half or full width; `at` itself if there are none. */
static const char *skip_figure(const char *at)
{
    const char *end = at;
    bool any = false;
    for (const char *next = at;;) {
        const char *before = next;
        uint32_t c = display_next(&next);
        if (digit_of(c) >= 0)
            any = true;
        else if (!any || (c != ',' && c != '.' && c != 0xFF0C && c != 0xFF0E))
            return any ? before : at;
        end = next;
        if (*end == '\0')
            return end;
    }
}

static const char *skip_unit(const char *at)
{
    static const char *const units[] = {
        "％",   "%",    "パーセント", "ポイント", "か所", "カ所", "ヶ所", "箇所", "市町村", "施設",
        "千人", "万人", "百万円",     "千円",     "万円", "人",   "名",   "件",   "回",     "円",
        "歳",   "日",   "時間",       "か月",     "世帯", "票",   "倍",   "点",   "社",     "台"};
    while (*at == ' ')
        at++;
    return skip_text(at, units, COUNT_OF(units));
}

/* A number as people write it, opened and with its unit; `at` itself if it is none. */
static const char *skip_written(const char *at)
{
    const char *figure = skip_opening(at), *end = skip_figure(figure);
    return end == figure ? at : skip_unit(end);
}

static bool is_plain_number(const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    size_t whole = strspn(at, "0123456789");
    at += whole;
    size_t decimals = *at == '.' ? strspn(at + 1, "0123456789") : 0;
    at += *at == '.' ? 1 + decimals : 0;
    if (whole + decimals == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '-' || at[1] == '+');
        size_t exponent = strspn(at, "0123456789");
        if (exponent == 0)
            return false;
        at += exponent;
    }
    return *at == '\0';
}

static const char *skip_gap(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r')
        at++;
    return strncmp(at, "　", 3) == 0 ? at + 3 : at;
}

/* 1,183 (68.9%)  12/38  1183[newline]68.9: a number and another one. A date is neither. */
static bool is_compound(const char *text)
{
    static const char *const openings[] = {"(", "（", "[", "［", "/", "／"};
    static const char *const closings[] = {")", "）", "]", "］"};
    const char *first = skip_written(text);
    if (first == text || *first == '\0')
        return false;
    const char *at = skip_gap(first), *second = skip_text(at, openings, COUNT_OF(openings));
    if (second == at && !memchr(first, '\n', (size_t)(at - first)))
        return false;
    second = skip_gap(second);
    const char *end = skip_written(second);
    return end != second && *skip_text(skip_gap(end), closings, COUNT_OF(closings)) == '\0';
}

static bool is_decorated(const char *text)
{
    const char *end = skip_written(text);
    return end != text && *end == '\0';
}

/* The signs of Japanese statistics, and what programs write for nothing. */
enum { LONGEST_SYMBOL = 9 };
static bool is_symbol(const char *text)
{
    static const char *const symbols[] = {
        "-",    "－",   "−",    "‐",    "―",    "ー",   "—",      "–",     "…",   "‥",
        "...",  "・",   "･",    "x",    "X",    "ｘ",   "Ｘ",     "*",     "**",  "***",
        "＊",   "NA",   "N/A",  "n/a",  "・・", "//",   "?",      "nan",   "NaN", "NULL",
        "null", "None", "#N/A", "不明", "不詳", "秘匿", "無回答", "非該当"};
    for (size_t i = 0; i < COUNT_OF(symbols); i++)
        if (strcmp(text, symbols[i]) == 0)
            return true;
    return false;
}

/* A digit, or the byte that full-width ones begin with. */
static bool may_have_digit(const char *text)
{
    return strpbrk(text, "0123456789\xEF") != NULL;
}

static enum text_class class_of(const char *text, size_t length)
{
    if (is_plain_number(text))
        return TEXT_NUMBER;
    if (length <= LONGEST_SYMBOL && is_symbol(text))
        return TEXT_SYMBOL;
    if (!may_have_digit(text))
        return TEXT_PLAIN;
    if (is_compound(text))
        return TEXT_COMPOUND;
    return is_decorated(text) ? TEXT_DECORATED : TEXT_PLAIN;
}

/* ---- Time ---- */

/* 令和3年度, 平成30年4月1日, R3.4.1, 昭和六十年: an era, a year, and nothing but the rest of a
 * date. A name in which such a time stands (令和3年度 実施状況調査) is no time. */
static bool is_era(const char *text)
{
    static const char *const eras[] = {"明治", "大正", "昭和", "平成", "令和"};
    static const char *const parts[] = {"年度", "年",   "月", "日", "元",     "末",     "現在",
                                        "度",   "から", "～", "~",  "上半期", "下半期", "(",
                                        ")",    "（",   "）", ".",  "．",     "/"};
    if (!strchr("MTSHR", *text) && !((unsigned char)*text & 0x80))
        return false;
    const char *at = skip_text(text, eras, COUNT_OF(eras));
    bool letter = at == text && *text != '\0' && strchr("MTSHR", *text) &&
                  isdigit((unsigned char)text[1]) && strchr(text, '.');
    if (at == text && !letter)
        return false;
    for (at += letter; *at != '\0';) {
        const char *next = at;
        uint32_t c = display_next(&next);
        bool numeral = digit_of(c) >= 0 || c == 0x4E00 || c == 0x4E8C || c == 0x4E09 ||
                       c == 0x56DB || c == 0x4E94 || c == 0x516D || c == 0x4E03 || c == 0x516B ||
                       c == 0x4E5D || c == 0x5341;
        if (!numeral && !is_space(c))
            next = skip_text(at, parts, COUNT_OF(parts));
        if (next == at)
            next = skip_text(at, eras, COUNT_OF(eras));
        if (next == at)
            return false;
        at = next;
    }
    return true;
}

/* A Western year beside it: four digits from 1868 on. */
static bool has_western_year(const char *text)
{
    for (; *text != '\0'; text++)
        if (strspn(text, "0123456789") >= 4 && (text[0] == '1' || text[0] == '2'))
            return true;
    return false;
}

/* ---- Areas ---- */

/* Their names without 都, 府 and 県; 北海道 has no other. */
static const char *const prefectures[] = {
    "青森", "岩手", "宮城",   "秋田", "山形",   "福島", "茨城", "栃木", "群馬",   "埼玉",
    "千葉", "東京", "神奈川", "新潟", "富山",   "石川", "福井", "山梨", "長野",   "岐阜",
    "静岡", "愛知", "三重",   "滋賀", "京都",   "大阪", "兵庫", "奈良", "和歌山", "鳥取",
    "島根", "岡山", "広島",   "山口", "徳島",   "香川", "愛媛", "高知", "福岡",   "佐賀",
    "長崎", "熊本", "大分",   "宮崎", "鹿児島", "沖縄"};

static void look_at_area(struct text_traits *traits, const char *text, size_t length)
{
    static const char *const kinds[] = {"市", "区", "町", "村"};
    static const char *const words[] = {"市町村", "市区町村", "町村", "市区"}; /* no names */
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(text, words[i]) == 0)
            return;
    bool part = length >= 6 && strcmp(text + length - 6, "地区") == 0; /* of a municipality */
    for (size_t i = 0; i < COUNT_OF(kinds) && !part; i++)
        traits->municipality |= length >= 6 && strcmp(text + length - 3, kinds[i]) == 0;
    if (length < 6 || length > 12 || !((unsigned char)*text & 0x80))
        return;
    if (strcmp(text, "北海道") == 0)
        traits->area = AREA_FULL;
    for (size_t i = 0; i < COUNT_OF(prefectures) && traits->area == AREA_NONE; i++) {
        size_t name = strlen(prefectures[i]);
        const char *rest = text + name;
        if (strncmp(text, prefectures[i], name) != 0)
            continue;
        if (*rest == '\0')
            traits->area = AREA_SHORT;
        else if (strcmp(rest, "都") == 0 || strcmp(rest, "府") == 0 || strcmp(rest, "県") == 0)
            traits->area = AREA_FULL;
    }
}

/* ---- All of it ---- */

struct text_traits text_look(const char *text, size_t length)
{
    struct text_traits traits = {.class = class_of(text, length)};
    size_t digits = strspn(text, "0123456789");
    if (digits == length) {
        traits.digits = (unsigned)digits;
        traits.leading_zero = digits > 1 && *text == '0';
    }
    if (traits.class == TEXT_NUMBER)
        return traits;
    look_at_characters(&traits, text);
    look_at_area(&traits, text, length);
    traits.era = is_era(text) && !has_western_year(text);
    return traits;
}

/* ---- Names of columns and sheets ---- */

/* As a whole, or as a word of a machine name: "count", "weighted_count", "percent_valid". */
static bool has_word(const char *header, const char *const *words, size_t count)
{
    static const char gaps[] = "_. -";
    for (const char *at = header; *at != '\0';) {
        size_t length = strcspn(at, gaps);
        for (size_t i = 0; i < count; i++)
            if (strlen(words[i]) == length && strncasecmp(at, words[i], length) == 0)
                return true;
        at += length;
        at += strspn(at, gaps);
    }
    return false;
}

static bool contains_one(const char *header, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(header, words[i]))
            return true;
    return false;
}

bool text_names_unit(const char *header)
{
    static const char *const signs[] = {"(",    "（", "[",  "［",       "％",   "%",  "率",
                                        "割合", "数", "比", "ポイント", "順位", "行", "年",
                                        "月",   "日", "歳", "円",       "人",   "件", "回"};
    static const char *const words[] = {
        "n",       "count",    "counts",      "base",   "valid",   "missing",  "percent",
        "pct",     "rate",     "ratio",       "share",  "index",   "rank",     "points",
        "units",   "answered", "covered",     "asked",  "line",    "rows",     "bytes",
        "seconds", "days",     "year",        "number", "total",   "weight",   "level",
        "p",       "df",       "chi",         "square", "cramers", "places",   "out",
        "errors",  "warnings", "submissions", "frame",  "above",   "invented", "effective"};
    return contains_one(header, signs, COUNT_OF(signs)) || has_word(header, words, COUNT_OF(words));
}

bool text_is_derived(const char *header)
{
    static const char *const words[] = {"low", "high", "difference", "se", "sd", "mean", "change"};
    return has_word(header, words, COUNT_OF(words));
}

bool text_is_share(const char *header)
{
    static const char *const words[] = {"percent", "pct", "share", "rate"};
    return strstr(header, "％") || strstr(header, "率") || has_word(header, words, COUNT_OF(words));
}

bool text_is_unit_column(const char *header)
{
    static const char *const words[] = {"unit", "measure"};
    return strstr(header, "単位") || has_word(header, words, COUNT_OF(words));
}

bool text_names_code(const char *header)
{
    static const char *const signs[] = {"コード", "番号", "ＩＤ", "符号", "年度", "区分"};
    static const char *const words[] = {"code",   "id",   "no",    "no.",   "class",
                                        "option", "unit", "group", "query", "year",
                                        "key",    "zip",  "wave",  "type",  "row"};
    return contains_one(header, signs, COUNT_OF(signs)) || has_word(header, words, COUNT_OF(words));
}

bool text_in_list(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; length > 0 && *at != '\0';) {
        size_t item = strcspn(at, ",");
        if (item == length && memcmp(at, name, length) == 0)
            return true;
        at += item + (at[item] == ',');
    }
    return false;
}

bool text_is_default_sheet(const char *name)
{
    static const char *const names[] = {"Sheet", "シート", "Chart",   "グラフ",
                                        "Table", "Page",   "Tabelle", "Feuil",
                                        "Hoja",  "Foglio", "工作表",  "Worksheet"};
    const char *rest = skip_text(name, names, COUNT_OF(names));
    if (rest == name)
        return false;
    rest += strspn(rest, " _-0123456789()");
    return *rest == '\0';
}
