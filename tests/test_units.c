/*
 * Which unit what was typed means, over the frame of all municipalities: every name, every other
 * spelling, every wrong last digit; and what is no unit, with its whole message. Numbers of cases
 * were counted by another program over the same files.
 */
#include "common/csv.h"
#include "common/frame_names.h"
#include "tests/unit_match.h"

static const char *prefecture_of(const struct frame *frame, size_t unit)
{
    return frame_value(frame, unit, frame_column(frame, "prefecture"));
}

/* Five digits and the check digit. */
static const char *whole(const char *five)
{
    return arena_printf(&arena, "%s%d", five, unit_check_digit(five));
}

static const char *numbered(const char *prefecture, int place)
{
    return whole(arena_printf(&arena, "%s%03d", prefecture, place));
}

/* ---- What was typed, and the unit ---- */

static const struct {
    const char *form, *typed, *code;
} found[] = {
    {"municipality", "青森市", "022012"},
    {"municipality", "青森県青森市", "022012"},
    {"municipality", "青森県 青森市", "022012"},
    {"municipality", "青森県　青森市\r\n", "022012"},
    {"municipality", " 青 森 市 ", "022012"},
    {"municipality", "高座郡寒川町", "143219"},
    {"municipality", "神奈川県高座郡寒川町", "143219"},
    {"municipality", "神奈川県 高座郡 寒川町", "143219"},
    {"municipality", "東京都 府中市", "132063"},
    {"municipality", "広島県府中市", "342084"},
    {"municipality", "塩竈市", "042030"},
    {"municipality", "塩釜市", "042030"},
    {"municipality", "宮城県塩釜市", "042030"},
    {"municipality", "梼原町", "394050"},
    {"municipality", "高岡郡檮原町", "394050"},
    {"municipality", "高岡郡梼原町", "394050"}, /* area and other spelling */
    {"municipality", "須惠町", "403440"},
    {"municipality", "糟屋郡須恵町", "403440"}, /* the file has only 糟屋郡須惠町 */
    {"municipality", "福岡県糟屋郡須惠町", "403440"},
    {"municipality", "鶴ケ島市", "112411"},
    {"municipality", "鶴ｹ島市", "112411"}, /* half-width */
    {"municipality", "ﾆｾｺ町", "013951"},
    {"municipality", "さいたま市", "111007"},
    {"municipality", "か\xE3\x82\x99んば市", "?"},
    {"municipality", "えひ\xE3\x82\x99の市", "452092"},
    {"municipality", "みと\xE3\x82\x99り市", "102121"},   /* as a Mac writes it: two characters */
    {"municipality", "葛\xF3\xA0\x84\x80城市", "292117"}, /* with a variation selector */
    {"municipality", "\xEF\xA8\xAC林市", "102075"},       /* 館 of the IBM extensions */
    {"municipality", "髙知市", "392014"},
    {"municipality", "宮﨑市", "452017"},
    {"municipality", "東京都中央区", "131024"},
    {"municipality", "世田谷区", "131121"},
    {"municipality", "132063 府中市", "132063"},
    {"municipality", "府中市（132063）", "132063"},
    {"municipality", "342084_府中市", "342084"},
    {"municipality", "１３２０６３　府中市", "132063"},
    {"municipality", "13206 東京都府中市", "132063"},
    {"municipality", "13206 東京都", "132063"},
    {"municipality", "12106 岩見沢市", "012106"},
    {"municipality", "14320", "014320"}, /* 新十津川町 has lost its zero */

    {"municipality", "12203 市川市", "122033"}, /* 士別市 has lost its zero, else */
    {"municipality", "12203 北海道", "012203"},
    {"municipality", "131024 中央区", "131024"},
    {"municipality", "札幌", "?"},
    {"municipality", "札幌市役所", "?"},
    {"municipality", "松前", "?"},
    {"municipality", "山形県青森市", "?"},
    {"municipality", "東津軽郡青森市", "?"},
    {"municipality", "府中", "?"},
    {"municipality", "第1回", "?"},
    {"municipality", "999999 どこか", "?"},
    {"municipality", "中央区\xFF", "?"},
    {"municipality", "\xE3\x82", "?"},
    {"municipality", "　", "?"},
    {"prefecture", "青森県", "02"},
    {"prefecture", "02 青森県", "02"},
    {"prefecture", "020001 青森県", "02"},
    {"prefecture", "青森", "?"},
    {"prefecture", "青森市", "?"},
    {"branch", "L001", "L001"},
    {"branch", "図書館01", "L001"},
    {"branch", "図書館０１", "L001"},
    {"branch", "001", "?"},
    {"branch", "1", "?"},
    {"branch", "図書館", "?"},
    {"branch", "131016", "?"},
    {"branch", "01", "?"},
    {"branch", "東京都", "?"},
};

START_TEST(test_found)
{
    struct unit_match match = unit_find(&arena, frame_of(found[_i].form), found[_i].typed);
    if (strcmp(found[_i].code, "?") == 0) {
        ck_assert_msg(match.result == UNIT_UNKNOWN, "\"%s\" is %s", found[_i].typed, match.code);
        ck_assert_msg(match.finding == FINDING_UNKNOWN_UNIT, "%s", message_of(&match, false));
        return;
    }
    ck_assert_msg(match.result == UNIT_FOUND, "%s", message_of(&match, false));
    ck_assert_str_eq(match.code, found[_i].code);
    ck_assert_int_eq(match.finding, FINDING_NONE);
}
END_TEST

/* ---- What is refused, with its message ---- */

static const struct {
    const char *form, *typed;
    const char *ja, *en;
} refused[] = {
    {"municipality", "143201",
     "R013 「143201」は市区町村ではなく、郡(北海道の振興局、東京都の支庁を含む)です"
     "(候補 高座郡: 143219 神奈川県 寒川町) / 回答した町村の6桁の団体コードを確かめてください",
     "R013 \"143201\" is an area of several municipalities: 高座郡: 143219 神奈川県 寒川町 / "
     "ask the sender for the code of the municipality that answers"},
    {"municipality", "神奈川県高座郡",
     "R013 「神奈川県高座郡」は市区町村ではなく、郡(北海道の振興局、東京都の支庁を含む)です"
     "(候補 143219 神奈川県 寒川町) / 回答した町村の6桁の団体コードを確かめてください",
     "R013 \"神奈川県高座郡\" is an area of several municipalities: 143219 神奈川県 寒川町 / "
     "ask the sender for the code of the municipality that answers"},
    {"municipality", "011011",
     "R014 「011011」は政令指定都市の行政区です(市: 011002 北海道 札幌市) / "
     "行政区ごとではなく、市として一つの回答を提出してもらってください",
     "R014 \"011011\" is a ward of a designated city: 011002 北海道 札幌市 / "
     "ask for one answer of the city as a whole"},
    {"municipality", "札幌市中央区",
     "R014 「札幌市中央区」は政令指定都市の行政区です(市: 011002 北海道 札幌市) / "
     "行政区ごとではなく、市として一つの回答を提出してもらってください",
     "R014 \"札幌市中央区\" is a ward of a designated city: 011002 北海道 札幌市 / "
     "ask for one answer of the city as a whole"},
    {"municipality", "130001",
     "R015 「130001」は市区町村ではなく、都道府県です(13 東京都) / "
     "市区町村の6桁の団体コードを確かめてください",
     "R015 \"130001\" is a prefecture, no municipality: 13 東京都 / "
     "ask the sender for the code of the municipality"},
    {"prefecture", "131016",
     "R016 「131016」は都道府県ではなく、市区町村です(都道府県: 13 東京都) / "
     "都道府県の回答か、調査票の種類を確かめてください",
     "R016 \"131016\" is a municipality, not a prefecture; its prefecture is 13 東京都 / "
     "check whose answer it is, and the form"},
    {"municipality", "075226",
     "R017 「075226」は団体コードではなく、介護保険者番号です(候補: 075221 福島県 小野町) / "
     "団体コードで記入してもらってください",
     "R017 \"075226\" is the number of a long-term care insurer, not a code; probably "
     "075221 福島県 小野町 / ask the sender for the code of the municipality"},
    {"municipality", "011003",
     "R018 団体コード「011003」の検査数字が合いません(候補: 011002 北海道 札幌市) / "
     "6桁の団体コードを確かめてください",
     "R018 the check digit of \"011003\" is wrong; perhaps 011002 北海道 札幌市 / "
     "ask the sender to check the code with 6 digits"},
    {"municipality", "府中市",
     "R019 団体名「府中市」は一つに決まりません"
     "(候補: 132063 東京都 府中市、342084 広島県 府中市) / "
     "都道府県名を付けるか、6桁の団体コードで記入してもらってください",
     "R019 the name \"府中市\" alone does not say which unit: 132063 東京都 府中市、342084 広島県 "
     "府中市 / ask the sender for the prefecture or the code with 6 digits"},
    {"municipality", "12203",
     "R007 団体コード「12203」は一つに決まりません"
     "(候補: 012203 北海道 士別市、122033 千葉県 市川市) / 6桁のコードで記入してもらってください",
     "R007 the unit \"12203\" may be any of 012203 北海道 士別市、122033 千葉県 市川市 / "
     "ask the sender for the code with 6 digits"},
    {"municipality", "011002 函館市",
     "R020 「011002 函館市」の団体コードと団体名が合いません"
     "(候補: 011002 北海道 札幌市、012025 北海道 函館市) / どちらが正しいか確かめてください",
     "R020 code and name in \"011002 函館市\" do not belong together: 011002 北海道 札幌市、"
     "012025 北海道 函館市 / ask the sender which one is right"},
};

START_TEST(test_refused)
{
    const char *typed = refused[_i].typed;
    struct unit_match match = unit_find(&arena, frame_of(refused[_i].form), typed);
    ck_assert_int_ne(match.result, UNIT_FOUND);
    ck_assert_uint_eq(match.unit, FRAME_NONE);
    ck_assert_str_eq(message_of(&match, true), refused[_i].ja);
    ck_assert_str_eq(message_of(&match, false), refused[_i].en);
}
END_TEST

/* Further writings of what is no unit: the finding and its extra text. */
static const struct {
    const char *form, *typed;
    enum finding_code finding;
    const char *extra;
} kinds[] = {
    {"municipality", "14400", FINDING_AREA_CODE,
     "愛甲郡: 144011 神奈川県 愛川町、144029 神奈川県 清川村"},
    {"municipality", "14340", FINDING_AMBIGUOUS_UNIT,
     "014346 北海道 秩父別町、中郡: 143413 神奈川県 大磯町、143421 神奈川県 二宮町"}, /* or an
                                                                                         insurer
                                                                                         without its
                                                                                         zero */
    {"municipality", "12106", FINDING_AMBIGUOUS_UNIT,
     "012106 北海道 岩見沢市、121002 千葉県 千葉市"},
    {"municipality", "22101", FINDING_AMBIGUOUS_UNIT, "022101 青森県 平川市、221007 静岡県 静岡市"},

    {"municipality", "１４３２０１", FINDING_AREA_CODE, "高座郡: 143219 神奈川県 寒川町"},
    {"municipality", "R14400", FINDING_AREA_CODE,
     "愛甲郡: 144011 神奈川県 愛川町、144029 神奈川県 清川村"},
    {"municipality", "143201 高座郡", FINDING_AREA_CODE, "高座郡: 143219 神奈川県 寒川町"},
    {"municipality", "高座郡", FINDING_AREA_CODE, "143219 神奈川県 寒川町"},
    {"municipality", "11011", FINDING_WARD, "011002 北海道 札幌市"},
    {"municipality", "1101", FINDING_WARD, "011002 北海道 札幌市"},
    {"municipality", "011011 札幌市中央区", FINDING_WARD, "011002 北海道 札幌市"},
    {"municipality", "横浜市鶴見区", FINDING_WARD, "141003 神奈川県 横浜市"},
    {"municipality", "大阪府 堺市 北区", FINDING_WARD, "271403 大阪府 堺市"},
    {"municipality", "青森市中央区", FINDING_UNKNOWN_UNIT, ""}, /* no designated city */
    {"municipality", "練馬区中央区", FINDING_UNKNOWN_UNIT, ""},
    {"municipality", "13000", FINDING_PREFECTURE_CODE, "13 東京都"},
    {"municipality", "13", FINDING_PREFECTURE_CODE, "13 東京都"},
    {"municipality", "1", FINDING_PREFECTURE_CODE, "01 北海道"},
    {"municipality", "東京都", FINDING_PREFECTURE_CODE, "13 東京都"},
    {"municipality", "010006", FINDING_PREFECTURE_CODE, "01 北海道"},
    {"municipality", "10006", FINDING_PREFECTURE_CODE, "01 北海道"},
    {"municipality", "00", FINDING_UNKNOWN_UNIT, ""},
    {"municipality", "48", FINDING_UNKNOWN_UNIT, ""},
    {"municipality", "75226", FINDING_INSURER_NUMBER, "075221 福島県 小野町"},
    {"municipality", "075226 小野町", FINDING_INSURER_NUMBER, "075221 福島県 小野町"},
    {"municipality", "11003", FINDING_UNKNOWN_UNIT, ""},  /* too much is wrong with it */
    {"municipality", "131008", FINDING_UNKNOWN_UNIT, ""}, /* 特別区部 is nobody's answer */
    {"municipality", "中央区", FINDING_AMBIGUOUS_NAME, "131024 東京都 中央区"},
    {"municipality", "港区", FINDING_AMBIGUOUS_NAME, "131032 東京都 港区"},
    {"municipality", "北区", FINDING_AMBIGUOUS_NAME, "131172 東京都 北区"},
    {"municipality", "13206 広島県", FINDING_UNIT_CONFLICT, "132063 東京都 府中市"},
    {"municipality", "132063 札幌", FINDING_UNIT_CONFLICT, "132063 東京都 府中市"},
    {"municipality", "999999 青森市", FINDING_UNIT_CONFLICT, "022012 青森県 青森市"},
    {"prefecture", "31016", FINDING_UNKNOWN_UNIT, ""},
    {"prefecture", "11002", FINDING_MUNICIPALITY_CODE, "01 北海道"},
};

START_TEST(test_kind)
{
    struct unit_match match = unit_find(&arena, frame_of(kinds[_i].form), kinds[_i].typed);
    ck_assert_msg(match.finding == kinds[_i].finding, "%s", message_of(&match, false));
    ck_assert_str_eq(match.candidates, kinds[_i].extra);
    ck_assert_int_ne(match.result, UNIT_FOUND);
}
END_TEST

/* ---- Every name ---- */

START_TEST(test_every_name)
{
    const struct frame *frame = municipalities();
    size_t ambiguous = 0;
    for (size_t i = 0; i < frame->unit_count; i++) {
        const char *name = frame_name(frame, i), *prefecture = prefecture_of(frame, i);
        struct unit_match match = unit_find(&arena, frame, name);
        if (match.result != UNIT_FOUND) {
            ck_assert_int_eq(match.finding, FINDING_AMBIGUOUS_NAME);
            ck_assert_ptr_nonnull(strstr(match.candidates, frame_code(frame, i)));
            ambiguous++;
        } else {
            ck_assert_uint_eq(match.unit, i);
        }
        match = unit_find(&arena, frame, arena_printf(&arena, "%s　%s", prefecture, name));
        ck_assert_msg(match.unit == i, "%s%s", prefecture, name);
        match = unit_find(&arena, frame, arena_printf(&arena, "%s %s", frame_code(frame, i), name));
        ck_assert_msg(match.unit == i, "%s", name);
        ck_assert(match.finding == FINDING_NONE);
    }
    /* the 25 names below, and 3 that are also wards of designated cities */
    ck_assert_uint_eq(ambiguous, 57 + 3);
}
END_TEST

static const struct {
    const char *name;
    int units;
} repeated[] = {
    {"伊達市", 2}, {"松前町", 2}, {"森町", 2},   {"日高町", 2}, {"清水町", 2},
    {"池田町", 4}, {"南部町", 3}, {"川崎町", 2}, {"美里町", 3}, {"美郷町", 3},
    {"朝日町", 3}, {"金山町", 2}, {"川西町", 2}, {"小国町", 2}, {"昭和村", 2},
    {"南牧村", 2}, {"高山村", 2}, {"明和町", 2}, {"府中市", 2}, {"美浜町", 3},
    {"川上村", 2}, {"高森町", 2}, {"日野町", 2}, {"太子町", 2}, {"広川町", 2},
};

START_TEST(test_repeated_name)
{
    struct unit_match match = unit_find(&arena, municipalities(), repeated[_i].name);
    ck_assert_int_eq(match.result, UNIT_AMBIGUOUS);
    ck_assert_int_eq(match.finding, FINDING_AMBIGUOUS_NAME);
    int listed = 0;
    for (const char *at = match.candidates; (at = strstr(at, repeated[_i].name)); at++)
        listed++;
    ck_assert_int_eq(listed, repeated[_i].units);
}
END_TEST

/* ---- Every other spelling ---- */

static void read_aliases(struct csv_table *table)
{
    const char *error;
    long line;
    ck_assert(csv_read_file(table, &arena, "configs/frames/municipality-2022-aliases.csv", &error,
                            &line));
}

START_TEST(test_every_alias)
{
    const struct frame *frame = municipalities();
    struct csv_table table = {0};
    size_t ambiguous = 0;
    read_aliases(&table);
    ck_assert_uint_eq(table.count - 1, 994 + 64 + 3);
    for (size_t i = 1; i < table.count; i++) {
        const char *code = table.records[i][0], *alias = table.records[i][1];
        size_t unit = frame_find(frame, code);
        struct unit_match match = unit_find(&arena, frame, alias);
        ambiguous += match.result == UNIT_AMBIGUOUS;
        if (match.result == UNIT_AMBIGUOUS)
            ck_assert_ptr_nonnull(strstr(match.candidates, code));
        else
            ck_assert_msg(match.unit == unit, "%s %s: %s", code, alias, message_of(&match, false));
        const char *prefecture = prefecture_of(frame, unit);
        match = unit_find(&arena, frame, arena_printf(&arena, "%s%s", prefecture, alias));
        ck_assert_msg(match.unit == unit, "%s%s", prefecture, alias);
    }
    /* 川﨑町, 日髙町, 髙山村, 髙森町 in two prefectures each; 中央区, 港区, 北区 */
    ck_assert_uint_eq(ambiguous, 8 + 3);
}
END_TEST

/* ---- Every last digit ---- */

START_TEST(test_every_last_digit)
{
    const struct frame *frame = municipalities();
    size_t insurers = 0;
    for (size_t i = 0; i < frame->unit_count; i++) {
        const char *code = frame_code(frame, i);
        for (int digit = 0; digit < 10; digit++) {
            const char *typed = arena_printf(&arena, "%.5s%d", code, digit);
            struct unit_match match = unit_find(&arena, frame, typed);
            if (strcmp(typed, code) == 0) {
                ck_assert_uint_eq(match.unit, i);
                continue;
            }
            bool insurer = digit == unit_insurer_digit(code);
            insurers += insurer;
            ck_assert_int_eq(match.finding, insurer ? FINDING_INSURER_NUMBER : FINDING_CHECK_DIGIT);
            ck_assert_int_eq(strncmp(match.candidates, code, 6), 0);
        }
    }
    /* of 1741 units; the others have the same last digit in both numbers */
    ck_assert_uint_eq(insurers, 1582);
}
END_TEST

/* ---- Areas ---- */

/* 郡 as of 2022, 支庁 of 東京都 and 振興局 of 北海道 (which have no name in the frame's files). */
static const struct {
    const char *five, *area;
    int units;
} areas[] = {
    {"02300", "東津軽郡", 4}, {"02400", "上北郡", 7},    {"06300", "東村山郡", 2},
    {"07300", "伊達郡", 3},   {"09300", "河内郡", 1},    {"11320", "入間郡", 3},
    {"13300", "西多摩郡", 4}, {"14300", "三浦郡", 1},    {"14320", "高座郡", 1},
    {"14340", "中郡", 2},     {"14360", "足柄上郡", 5},  {"14380", "足柄下郡", 3},
    {"14400", "愛甲郡", 2},   {"20400", "下伊那郡", 13}, {"46520", "大島郡", 11},
    {"47300", "国頭郡", 9},   {"47320", "中頭郡", 6},    {"47340", "島尻郡", 12},
    {"47370", "宮古郡", 1},   {"47380", "八重山郡", 2},  {"13360", "", 4},
    {"13380", "", 2},         {"13400", "", 2},          {"13420", "", 1},
    {"01300", "", 2},         {"01330", "", 9},          {"01360", "", 7},
    {"01390", "", 19},        {"01630", "", 18},
};

START_TEST(test_area)
{
    struct unit_match match = unit_find(&arena, municipalities(), whole(areas[_i].five));
    ck_assert_msg(match.finding == FINDING_AREA_CODE, "%s", message_of(&match, false));
    size_t length = strlen(areas[_i].area);
    ck_assert_int_eq(strncmp(match.candidates, areas[_i].area, length), 0);
    ck_assert_int_eq(strncmp(match.candidates + length, ": ", 2) == 0, length > 0);
    int units = 1;
    for (const char *at = match.candidates; (at = strstr(at, "、")); at++)
        units++;
    ck_assert_int_eq(units, areas[_i].units);
}
END_TEST

/* Codes near an area's own, with their check digit: of no unit and no area. */
static const char *const no_areas[] = {"14330", "14322", "14390", "47350", "47360",
                                       "01340", "20300", "02310", "14999", "14299"};

START_TEST(test_no_area)
{
    struct unit_match match = unit_find(&arena, municipalities(), whole(no_areas[_i]));
    if (strcmp(no_areas[_i], "20300") == 0) /* 南佐久郡 is one */
        ck_assert_int_eq(match.finding, FINDING_AREA_CODE);
    else if (match.result != UNIT_FOUND) /* 47350, 47360 and 01334 are towns */
        ck_assert_msg(match.finding == FINDING_UNKNOWN_UNIT, "%s", message_of(&match, false));
}
END_TEST

/* Each area outside of 北海道 has exactly one code, whose candidates are its units. */
START_TEST(test_every_area)
{
    const struct frame *frame = municipalities();
    int codes = 0, units = 0;
    for (int prefecture = 2; prefecture <= 47; prefecture++) {
        for (int place = 300; place < 900; place++) {
            const char *code = numbered(arena_printf(&arena, "%02d", prefecture), place);
            struct unit_match match = unit_find(&arena, frame, code);
            if (match.finding != FINDING_AREA_CODE || !strstr(match.candidates, "郡: "))
                continue;
            codes++;
            units++;
            for (const char *at = match.candidates; (at = strstr(at, "、")); at++)
                units++;
        }
    }
    ck_assert_int_eq(codes, 307);
    ck_assert_int_eq(units, 773);
}
END_TEST

/* ---- Wards ---- */

static const struct {
    const char *prefecture;
    int city, first, last; /* digits 3 to 5 */
} wards[] = {
    {"01", 100, 101, 110}, {"04", 100, 101, 105}, {"11", 100, 101, 110}, {"12", 100, 101, 106},
    {"14", 100, 101, 118}, {"14", 130, 131, 137}, {"14", 150, 151, 153}, {"15", 100, 101, 108},
    {"22", 100, 101, 103}, {"22", 130, 131, 137}, {"23", 100, 101, 116}, {"26", 100, 101, 111},
    {"27", 100, 102, 128}, {"27", 140, 141, 147}, {"28", 100, 101, 111}, {"33", 100, 101, 104},
    {"34", 100, 101, 108}, {"40", 100, 101, 109}, {"40", 130, 131, 137}, {"43", 100, 101, 105},
};

START_TEST(test_wards)
{
    const char *city = numbered(wards[_i].prefecture, wards[_i].city);
    for (int place = wards[_i].first; place <= wards[_i].last; place++) {
        const char *code = numbered(wards[_i].prefecture, place);
        struct unit_match match = unit_find(&arena, municipalities(), code);
        ck_assert_msg(match.finding == FINDING_WARD, "%s: %s", code, message_of(&match, false));
        ck_assert_int_eq(strncmp(match.candidates, city, 6), 0);
    }
}
END_TEST

START_TEST(test_no_wards_in_tokyo)
{
    for (int place = 124; place < 200; place++) {
        struct unit_match match = unit_find(&arena, municipalities(), numbered("13", place));
        ck_assert_int_eq(match.finding, FINDING_UNKNOWN_UNIT);
    }
}
END_TEST

static Suite *units_suite(void)
{
    Suite *suite = suite_create("units");
    TCase *one = tcase_create("one by one");
    tcase_add_unchecked_fixture(one, setup, teardown);
    tcase_add_loop_test(one, test_found, 0, LENGTH(found));
    tcase_add_loop_test(one, test_refused, 0, LENGTH(refused));
    tcase_add_loop_test(one, test_kind, 0, LENGTH(kinds));
    tcase_add_loop_test(one, test_repeated_name, 0, LENGTH(repeated));
    tcase_add_loop_test(one, test_area, 0, LENGTH(areas));
    tcase_add_loop_test(one, test_no_area, 0, LENGTH(no_areas));
    tcase_add_loop_test(one, test_wards, 0, LENGTH(wards));
    tcase_add_test(one, test_no_wards_in_tokyo);
    suite_add_tcase(suite, one);
    TCase *all = tcase_create("all of them");
    tcase_add_unchecked_fixture(all, setup, teardown);
    tcase_set_timeout(all, 60);
    tcase_add_test(all, test_every_name);
    tcase_add_test(all, test_every_alias);
    tcase_add_test(all, test_every_last_digit);
    tcase_add_test(all, test_every_area);
    suite_add_tcase(suite, all);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(units_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
