/*
 * Reading back: small tables and a small workbook, computed by hand, that agree; then one thing is
 * changed in one of them, and it must be found with its place. And files from anywhere must do no
 * harm.
 *
 * One question of nine units: 北 (6 units, 5 answered: 3 yes, 1 no, 1 blank), 南 (5 units, 4
 * answered: 1 yes, 2 no, 1 unusable).
 */
#include "common/book_compare.h"
#include "common/message.h"
#include "tests/make_workbook.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* ---- The tables ---- */

struct made_table {
    const char *name, *text;
};

#define CELL_COLUMNS                                                                          \
    "survey,form,question,row,option,option_label,banner,class,class_label,count,base,valid," \
    "percent,percent_valid,percent_responses,low,high,difference,rank\n"

static const struct made_table tables[] = {
    {"metadata.csv", "key,label,value\nsurvey,,s\nform.f.title,,市町村票\nform.f.units,,11\n"
                     "form.f.answered,,9\n"},
    {"questions.csv",
     "survey,form,question,row,question_no,text,row_label,type,type_label,derived,unit,base_text,"
     "source\n"
     "s,f,q,,問1,設置していますか。,,single,単一回答,false,,全員,R\n"
     "s,f,times,,問2,何回ですか。,,number,数値,false,回,全員,R\n"},
    {"codebook.csv", "survey,form,question,row,option,option_label,exclusive,source\n"
                     "s,f,q,,1,はい,false,R\ns,f,q,,2,いいえ,false,R\n"
                     "s,f,q,,NA,無回答,false,\ns,f,q,,INVALID,不明,false,\n"
                     "s,f,q,,NOT_ASKED,非該当,false,\ns,f,times,,NA,無回答,false,\n"},
    {"banners.csv", "survey,form,banner,banner_label,kind,divides,class,class_label\n"
                    "s,f,total,全国,total,true,all,全国\n"
                    "s,f,prefecture,都道府県別,frame,true,01,北\n"
                    "s,f,prefecture,都道府県別,frame,true,02,南\n"},
    {"response-status.csv", "survey,form,banner,class,class_label,units,answered,percent\n"
                            "s,f,total,all,全国,11,9,81.8\ns,f,prefecture,01,北,6,5,83.3\n"
                            "s,f,prefecture,02,南,5,4,80.0\n"},
    {"cells.csv",
     CELL_COLUMNS "s,f,q,,1,はい,total,all,全国,4,9,7,44.4,57.1,,36.4,72.7,0.0,1\n"
                  "s,f,q,,2,いいえ,total,all,全国,3,9,7,33.3,42.9,,27.3,63.6,0.0,1\n"
                  "s,f,q,,NA,無回答,total,all,全国,1,9,7,11.1,,,,,0.0,1\n"
                  "s,f,q,,INVALID,不明,total,all,全国,1,9,7,11.1,,,,,0.0,1\n"
                  "s,f,q,,1,はい,prefecture,01,北,3,5,4,60.0,75.0,,50.0,83.3,15.6,1\n"
                  "s,f,q,,2,いいえ,prefecture,01,北,1,5,4,20.0,25.0,,16.7,50.0,-13.3,2\n"
                  "s,f,q,,NA,無回答,prefecture,01,北,1,5,4,20.0,,,,,8.9,1\n"
                  "s,f,q,,INVALID,不明,prefecture,01,北,0,5,4,0.0,,,,,-11.1,2\n"
                  "s,f,q,,1,はい,prefecture,02,南,1,4,3,25.0,33.3,,20.0,60.0,-19.4,2\n"
                  "s,f,q,,2,いいえ,prefecture,02,南,2,4,3,50.0,66.7,,40.0,80.0,16.7,1\n"
                  "s,f,q,,NA,無回答,prefecture,02,南,0,4,3,0.0,,,,,-11.1,2\n"
                  "s,f,q,,INVALID,不明,prefecture,02,南,1,4,3,25.0,,,,,13.9,1\n"},
    {"numbers.csv", "survey,form,question,row,banner,class,class_label,n,missing,sum,mean,sd,min,"
                    "p25,median,p75,max\n"
                    "s,f,times,,total,all,全国,6,3,13,2.1667,1.5,1,1,2,3,4\n"
                    "s,f,times,,prefecture,01,北,3,2,5.5,1.8333,1.5,1,1,2,3,4\n"
                    "s,f,times,,prefecture,02,南,3,1,7.5,2.5000,1.5,1,1,2,3,4\n"},
    {"figures.csv", "survey,figure,number,title,form,question,row,option,banner,chart\n"
                    "s,fig-1,図表1,設置,f,q,,,prefecture,stacked\n"},
    {"panel.csv", "form,measure,measure_label,banner,class,class_label,frame,answered,covered,"
                  "frame_share,answered_share,difference\n"
                  "f,population,人口,,,全体,200,100,50.0,,,\n"},
};

/* ---- The workbook ---- */

/* Cells row by row: a text, or a number behind "#"; "" is empty, "/" ends a row. */
#define END "/"

static const char *const question_cells[] = {"表側",
                                             "区分コード",
                                             "区分",
                                             "n",
                                             "注",
                                             "件数 1. はい",
                                             "件数 2. いいえ",
                                             "件数 無回答",
                                             "件数 不明",
                                             "％ 1. はい",
                                             "％ 2. いいえ",
                                             "％ 無回答",
                                             "％ 不明",
                                             END, //
                                             "全国",
                                             "all",
                                             "全国",
                                             "#9",
                                             "*",
                                             "#4",
                                             "#3",
                                             "#1",
                                             "#1",
                                             "#44.4",
                                             "#33.3",
                                             "#11.1",
                                             "#11.1",
                                             END, //
                                             "都道府県別",
                                             "01",
                                             "北",
                                             "#5",
                                             "*",
                                             "#3",
                                             "#1",
                                             "#1",
                                             "#0",
                                             "#60",
                                             "#20",
                                             "#20",
                                             "#0",
                                             END, //
                                             "都道府県別",
                                             "02",
                                             "南",
                                             "#4",
                                             "*",
                                             "#1",
                                             "#2",
                                             "#0",
                                             "#1",
                                             "#25",
                                             "#50",
                                             "#0",
                                             "#25",
                                             END,
                                             NULL};
static const char *const times_cells[] = {
    "区分コード", "区分", "n",  "注", "平均",    "全国との平均の差", "順位", "順位の対象数", END, //
    "01",         "北",   "#3", "*",  "#1.8333", "#-0.3333",         "#2",   "#2",           END, //
    "02",         "南",   "#3", "*",  "#2.5",    "#0.3333",          "#1",   "#2",           END,
    NULL};
static const char *const figure_cells[] = {
    "区分", "n",  "単位", "1. はい", "2. いいえ", "無回答", "不明", "区分コード", END, //
    "北",   "#5", "％",   "#60",     "#20",       "#20",    "#0",   "01",         END, //
    "南",   "#4", "％",   "#25",     "#50",       "#0",     "#25",  "02",         END, NULL};

static void append_cell(struct str *xml, const char *text, unsigned row, unsigned column)
{
    char name[16];
    xlsx_cell_name(name, row, column);
    if (*text == '#')
        str_appendf(xml, "<c r=\"%s\"><v>%s</v></c>", name, text + 1);
    else if (*text != '\0')
        str_appendf(xml, "<c r=\"%s\" t=\"inlineStr\"><is><t>%s</t></is></c>", name, text);
}

static void append_sheet(struct str *xml, const char *const *cells, const char *behind)
{
    unsigned row = 1, column = 1;
    str_append(xml, XML "<worksheet xmlns=\"" MAIN "\" xmlns:r=\"" TRANSITIONAL "\"><sheetData>"
                        "<row r=\"1\">");
    for (; *cells != NULL; cells++) {
        if (strcmp(*cells, END) == 0) {
            str_appendf(xml, "</row><row r=\"%u\">", ++row);
            column = 1;
        } else {
            append_cell(xml, *cells, row, column++);
        }
    }
    str_appendf(xml, "</row></sheetData>%s</worksheet>", behind);
}

static void append_table(struct str *xml, const char *name, const char *range,
                         const char *const *cells)
{
    str_appendf(xml,
                XML "<table xmlns=\"" MAIN "\" id=\"1\" displayName=\"%s\" ref=\"%s\">"
                    "<tableColumns>",
                name, range);
    for (size_t i = 0; strcmp(cells[i], END) != 0; i++)
        str_appendf(xml, "<tableColumn id=\"%zu\" name=\"%s\"/>", i + 1, cells[i]);
    str_append(xml, "</tableColumns></table>");
}

#define POINT(index, value) "<c:pt idx=\"" index "\"><c:v>" value "</c:v></c:pt>"
#define SERIES(name, column, first, second)                                                       \
    "<c:ser><c:tx><c:strRef><c:f>'図 データ'!$" column "$1</c:f><c:strCache><c:ptCount "          \
    "val=\"1\"/>" POINT(                                                                          \
        "0",                                                                                      \
        name) "</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>'図 "                        \
              "データ'!$A$2:$A$3</c:f><c:strCache><c:ptCount val=\"2\"/>" POINT("0", "北") POINT( \
                  "1", "南") "</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>'図 "        \
                             "データ'!$" column "$2:$" column                                     \
                             "$3</c:f><c:numCache><c:ptCount val=\"2\"/>" POINT("0", first)       \
                                 POINT("1", second) "</c:numCache></c:numRef></c:val></c:ser>"

static const char chart[] = XML
    "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart>"
    "<c:plotArea><c:barChart>" SERIES("1. はい", "D", "60", "25")
        SERIES("2. いいえ", "E", "20", "50") "</c:barChart></c:plotArea></c:chart></c:chartSpace>";

/* ---- One comparison ---- */

/* In a part of the workbook, or in a table, `from` becomes `to` the first time it stands there. */
struct change {
    const char *part, *from, *to;
};

static const char *changed(struct arena *arena, const struct change *change, const char *part,
                           const char *text)
{
    if (change->part == NULL || strcmp(change->part, part) != 0)
        return text;
    const char *at = strstr(text, change->from);
    ck_assert_msg(at != NULL, "%s has no %s", part, change->from);
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, change->to,
                        at + strlen(change->from));
}

struct making {
    struct arena *arena;
    const struct change *change;
    struct made_zip zip;
};

static void add(struct making *making, const char *part, const char *text)
{
    made_add(&making->zip, part, changed(making->arena, making->change, part, text));
}

static void add_table_sheet(struct making *making, const char *number, const char *name,
                            const char *range, const char *const *cells)
{
    struct str sheet = {0}, table = {0};
    struct arena *arena = making->arena;
    append_sheet(&sheet, cells, "");
    append_table(&table, name, range, cells);
    add(making, arena_printf(arena, "xl/worksheets/sheet%s.xml", number), str_text(&sheet));
    add(making, arena_printf(arena, "xl/tables/table%s.xml", number), str_text(&table));
    add(making, arena_printf(arena, "xl/worksheets/_rels/sheet%s.xml.rels", number),
        arena_printf(arena, RELATIONS(RELATION("rId1", "table", "../tables/table%s.xml")), number));
    str_release(&sheet);
    str_release(&table);
}

static void make_book(struct making *making)
{
    static const char *const nothing[] = {"図", END, NULL};
    struct str sheet = {0};
    made_begin(&making->zip);
    add(making, "_rels/.rels", root_relations);
    add(making, "xl/_rels/workbook.xml.rels",
        RELATIONS(RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
                      RELATION("rId2", "worksheet", "worksheets/sheet2.xml")
                          RELATION("rId3", "worksheet", "worksheets/sheet3.xml")
                              RELATION("rId4", "worksheet", "worksheets/sheet4.xml")));
    add(making, "xl/workbook.xml",
        WORKBOOK("<sheets><sheet name=\"問1\" sheetId=\"1\" r:id=\"rId1\"/>"
                 "<sheet name=\"図\" sheetId=\"2\" r:id=\"rId2\"/>"
                 "<sheet name=\"図 データ\" sheetId=\"3\" r:id=\"rId3\"/>"
                 "<sheet name=\"問2\" sheetId=\"4\" r:id=\"rId4\"/></sheets>"));
    add_table_sheet(making, "1", "question.f.q", "A1:M4", question_cells);
    add_table_sheet(making, "3", "figure.fig_1", "A1:H3", figure_cells);
    add_table_sheet(making, "4", "numbers.f.times", "A1:H3", times_cells);
    append_sheet(&sheet, nothing, "<drawing r:id=\"rId1\"/>");
    add(making, "xl/worksheets/sheet2.xml", str_text(&sheet));
    add(making, "xl/worksheets/_rels/sheet2.xml.rels",
        RELATIONS(RELATION("rId1", "drawing", "../drawings/drawing1.xml")));
    add(making, "xl/drawings/drawing1.xml", XML "<wsDr/>");
    add(making, "xl/drawings/_rels/drawing1.xml.rels",
        RELATIONS(RELATION("rId1", "chart", "../charts/chart1.xml")));
    add(making, "xl/charts/chart1.xml", chart);
    made_end(&making->zip);
    str_release(&sheet);
}

struct finding_tables {
    struct arena *arena;
    const struct change *change;
};

static struct told_bytes find_table(void *context, const char *name)
{
    const struct finding_tables *finding = context;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i].name, name) != 0)
            continue;
        const char *text = changed(finding->arena, finding->change, name, tables[i].text);
        return (struct told_bytes){text, strlen(text)};
    }
    return (struct told_bytes){0};
}

/* What is found: "問1 C3: 3 for 4", one after the other. */
static const char *show(struct arena *arena, const struct mismatches *mismatches)
{
    struct str shown = {0};
    for (size_t i = 0; i < mismatches->count && i < MISMATCHES_KEPT; i++) {
        const struct mismatch *one = &mismatches->first[i];
        str_appendf(&shown, "%s%s", shown.length > 0 ? "; " : "",
                    one->sheet ? one->sheet : one->file);
        if (one->line > 0)
            str_appendf(&shown, ":%ld", one->line);
        if (one->cell != NULL)
            str_appendf(&shown, " %s", one->cell);
        else if (one->column != NULL)
            str_appendf(&shown, " %s", one->column);
        if (one->text != NULL)
            str_appendf(&shown, ": %s", one->text);
        else
            str_appendf(&shown, ": %s for %s", one->found, one->expected);
    }
    const char *text = arena_strdup(arena, str_text(&shown));
    str_release(&shown);
    return text;
}

struct compared {
    int64_t ties, numbers, points;
    const char *shown;
};

static struct compared compare(struct arena *arena, const struct change *change)
{
    struct compared compared = {.shown = ""};
    struct told told;
    struct told_error error;
    struct finding_tables finding = {arena, change};
    struct mismatches mismatches = {.arena = arena};
    if (!told_take(&told, arena, find_table, &finding, &error)) {
        compared.shown = arena_printf(arena, "!%s:%ld: %s", error.file, error.line, error.text);
        return compared;
    }
    compared.ties = told_ties(&told, &mismatches);
    struct making making = {.arena = arena, .change = change};
    make_book(&making);
    struct book_comparison comparison = {
        .told = &told, .name = "book.xlsx", .arena = arena, .mismatches = &mismatches};
    if (!book_compare(&comparison, making.zip.bytes.at, making.zip.bytes.length))
        compared.shown = arena_printf(arena, "!%s", comparison.error);
    else
        compared.shown = show(arena, &mismatches);
    compared.numbers = comparison.numbers;
    compared.points = comparison.chart_points;
    str_release(&making.zip.bytes);
    return compared;
}

START_TEST(what_agrees_is_counted)
{
    struct arena arena = {0};
    struct compared compared = compare(&arena, &(struct change){0});
    ck_assert_str_eq(compared.shown, "");
    /* 27 and 10 of the figure, 2 x 5 of the numbers */
    ck_assert_int_eq(compared.numbers, 27 + 10 + 10);
    ck_assert_int_eq(compared.points, 2 * (1 + 2 + 2));
    ck_assert_int_ge(compared.ties, 12 * 7);
    arena_release(&arena);
}
END_TEST

#define SHEET1 "xl/worksheets/sheet1.xml"
#define FIGURE "xl/worksheets/sheet3.xml"
#define TIMES "xl/worksheets/sheet4.xml"
#define CHART "xl/charts/chart1.xml"

static const struct {
    struct change change;
    const char *found; /* a part of what is said */
} cases[] = {
    /* a number of the workbook */
    {{SHEET1, "<c r=\"F3\"><v>3<", "<c r=\"F3\"><v>4<"}, "問1 F3: 4 for 3"},
    {{SHEET1, "<v>44.4<", "<v>44.5<"}, "問1 J2: 44.5 for 44.4"},
    {{SHEET1, "<v>44.4<", "<v>44.400000000000006<"}, "問1 J2: 44.400000000000006 for 44.4"},
    {{SHEET1, "<c r=\"D4\"><v>4<", "<c r=\"D4\"><v>5<"}, "問1 D4: 5 for 4"},
    {{SHEET1, "<c r=\"I3\"><v>0</v></c>", ""}, "問1 I3:  for 0"},
    {{SHEET1, "<c r=\"M4\"><v>25</v></c>", "<c r=\"M4\" t=\"inlineStr\"><is><t>25</t></is></c>"},
     "問1 M4: 25 for 25"},
    {{SHEET1, "<t>*</t>", "<t>－</t>"}, "問1 E2: － for *"},
    {{TIMES, "<v>1.8333<", "<v>1.8334<"}, "問2 E2: 1.8334 for 1.8333"},
    {{TIMES, "<v>-0.3333<", "<v>-0.3334<"}, "問2 F2: -0.3334 for -0.3333"},
    {{TIMES, "<c r=\"G2\"><v>2<", "<c r=\"G2\"><v>1<"}, "問2 G2: 1 for 2"},
    {{FIGURE, "<v>60<", "<v>59.9<"}, "図 データ D2: 59.9 for 60.0"},
    {{SHEET1, "<c r=\"F3\"><v>3<", "<c r=\"F3\"><f>2+2</f><v>3<"},
     "問1 F3: a formula stands where a value should"},
    /* labels */
    {{SHEET1, "<t>01</t>", "<t>02</t>"}, "問1 A3: the labels of the row name nothing"},
    {{SHEET1, "<t>北</t>", "<t>南</t>"}, "問1 A3: the labels of the row name nothing"},
    {{SHEET1, "件数 1. はい", "件数 2. いいえ"}, "問1 F1: 件数 2. いいえ for 件数 1. はい"},
    {{"xl/tables/table1.xml", "件数 1. はい", "件数 3. はい"},
     "問1 F1: nothing in the tables is called \"件数 3. はい\""},
    {{"xl/tables/table1.xml", "question.f.q", "question.f.p"},
     "問1 A1: nothing in the tables is called \"question.f.p\""},
    {{"xl/tables/table1.xml", "question.f.q", "tally.f.q"},
     "問1 D2: \"9\" is compared with nothing"},
    {{"xl/tables/table1.xml", "A1:M4", "A1:M3"}, "問1 A1: rows of the table are missing"},
    {{"xl/tables/table1.xml", "A1:M4", "A1:M1048576"},
     "問1 A1: the table is another size than the cells it names"},
    {{FIGURE, "<t>北</t>", "<t>南</t>"}, "図 データ A2: the labels of the row name nothing"},
    /* a number that is nowhere else */
    {{SHEET1, "</row></sheetData>",
      "</row><row r=\"9\"><c r=\"P9\"><v>7</v></c></row></sheetData>"},
     "問1 P9: \"7\" is compared with nothing"},
    {{"xl/worksheets/sheet2.xml", "</row></sheetData>",
      "<c r=\"B2\"><v>7</v></c></row></sheetData>"},
     "図 B2: \"7\" is compared with nothing"},
    /* charts */
    {{CHART, POINT("1", "25"), POINT("1", "26")}, "図 '図 データ'!$D$2:$D$3[2]: 26 for 25"},
    {{CHART, POINT("0", "1. はい"), POINT("0", "2. いいえ")},
     "図 '図 データ'!$D$1[1]: 2. いいえ for 1. はい"},
    {{CHART, POINT("1", "南"), ""}, "図 '図 データ'!$A$2:$A$3[2]:  for 南"},
    {{CHART, "$D$2:$D$3", "$E$2:$E$3"}, "belong to other rows or columns than their names"},
    {{CHART, "'図 データ'!$D$2:$D$3", "'図 題'!$D$2:$D$3"}, "is bound to no cells"},
    {{CHART, "$D$2:$D$3", "$D$2:$D$4"}, "keeps another number of points"},
    {{CHART, "<c:numRef><c:f>'図 データ'!$D$2:$D$3</c:f><c:numCache>", "<c:numRef><c:numLit>"},
     "!"},
    /* tables */
    {{"cells.csv", "北,3,5,4", "北,2,5,4"}, "tables/cells.csv:6 percent: 60.0 for 40.0"},
    {{"cells.csv", "44.4", "44.5"}, "tables/cells.csv:2 percent: 44.5 for 44.4"},
    {{"cells.csv", "57.1", "57.2"}, "tables/cells.csv:2 percent_valid: 57.2 for 57.1"},
    {{"cells.csv", "36.4", "36.5"}, "tables/cells.csv:2 low: 36.5 for 36.4"},
    {{"cells.csv", "15.6,1", "15.5,1"}, "tables/cells.csv:6 difference: 15.5 for 15.6"},
    {{"cells.csv", "-13.3,2", "-13.3,1"}, "tables/cells.csv:7 rank: 1 for 2"},
    {{"cells.csv", "全国,4,9,7", "全国,4,9,8"}, "tables/cells.csv:2 valid: 8 for 7"},
    {{"cells.csv", "s,f,q,,INVALID,不明,prefecture,02,南,1,4,3,25.0,,,,,13.9,1\n", ""},
     "tables/cells.csv: there is no cell of \"q\", option \"INVALID\", class \"02\""},
    {{"numbers.csv", "2.1667", "2.1666"}, "tables/numbers.csv:2 mean: 2.1666 for 2.1667"},
    {{"numbers.csv", "7.5,2.5000", "7.8,2.6000"},
     "tables/numbers.csv:2: the sums of the classes of \"prefecture\" do not make up"},
    {{"response-status.csv", "6,5,83.3", "7,5,71.4"},
     "tables/response-status.csv:2 units (prefecture): 11 for 12"},
    {{"panel.csv", "200,100,50.0", "200,100,50.1"}, "tables/panel.csv:2 covered: 50.1 for 50.0"},
    {{"panel.csv", "200,100,50.0", "200,300,150.0"},
     "tables/panel.csv:2: a count is larger than its base"},
    {{"panel.csv", "200,100,50.0", "1000000000000000000,100,0.0"},
     "tables/panel.csv:2: a count is larger than its base"},
    /* tables that cannot be read */
    {{"cells.csv", "北,3,5,4", "北,-3,5,4"},
     "!tables/cells.csv:6: \"-3\" in the column \"count\" is not a whole number"},
    {{"cells.csv", "全国,4,9,7", "全国,4,9000000000,7"},
     "!tables/cells.csv:2: \"9000000000\" in the column \"base\" is not a whole number"},
    {{"numbers.csv", "6,3,13,", "6,3,6000000000.5,"},
     "!tables/numbers.csv:2: \"6000000000.5\" in the column \"sum\" is not a sum of that many"},
    {{"numbers.csv", "6,3,13,2.1667,1.5", "6,3,13,2.1667,1000000000000000000000000"},
     "!tables/numbers.csv:2: \"1000000000000000000000000\" in the column \"sd\" is not"},
    {{"questions.csv", "全員,R\ns,f,times",
      "全員,R\ns,f,q,b,問1,設置していますか。,,single,単一回答,false,,全員,R\ns,f,times"},
     "!tables/codebook.csv:0: the rows of \"q\" have different options"},
    {{"cells.csv", "44.4", "44.44"}, "is not a number with one decimal"},
    {{"cells.csv", "s,f,q,,2,いいえ,total", "s,f,q,,1,はい,total"},
     "!tables/cells.csv:3: the cell stands here twice, first in line 2"},
    {{"cells.csv", "はい,prefecture,01", "はい,prefecture,09"},
     "!tables/cells.csv:6: banners.csv names no class \"09\" of \"prefecture\""},
    {{"cells.csv", "はい,total", "はい！,total"},
     "!tables/cells.csv:2: the option \"1\" is called \"はい！\" here and \"はい\" elsewhere"},
    {{"cells.csv", ",valid,", ",usable,"}, "!tables/cells.csv:1: the column \"valid\" is missing"},
    {{"cells.csv", "72.7,0.0,1\n", "72.7,0.0\n"}, "!tables/cells.csv:2: the record has 18 fields"},
    {{"cells.csv", CELL_COLUMNS, "\""}, "!tables/cells.csv:"},
    {{"banners.csv", "prefecture,都道府県別,frame,true,02", "prefecture,都道府県別,frame,true,01"},
     "!tables/banners.csv:4: the class \"01\" of \"prefecture\" stands here twice"},
    {{"banners.csv", "total,true", "everything,true"}, "there is no kind of banner \"everything\""},
    {{"codebook.csv", "q,,2,", "q,,1,"},
     "!tables/codebook.csv:3: the option \"1\" stands here twice"},
    {{"metadata.csv", "form.f.title", "form.g.title"}, "metadata.csv names no form \"f\""},
};

START_TEST(every_change_is_found_with_its_place)
{
    struct arena arena = {0};
    const char *shown = compare(&arena, &cases[_i].change).shown;
    ck_assert_msg(strstr(shown, cases[_i].found) != NULL && *shown != '\0',
                  "%s: \"%s\" for \"%s\": expected %s, got %s", cases[_i].change.part,
                  cases[_i].change.to, cases[_i].change.from, cases[_i].found, shown);
    arena_release(&arena);
}
END_TEST

/* A table that is not there. */
START_TEST(a_missing_table_is_told)
{
    struct arena arena = {0};
    struct told told;
    struct told_error error;
    ck_assert(!told_read(&told, &arena, "/dev/null", &error));
    ck_assert_str_eq(error.file, "tables/metadata.csv");
    arena_release(&arena);
}
END_TEST

/* Bytes of the finished workbook are changed one by one: nothing crashes, whatever is found. */
START_TEST(damaged_workbooks_do_no_harm)
{
    struct arena arena = {0};
    struct told told;
    struct told_error error;
    const struct change none = {0};
    struct finding_tables finding = {&arena, &none};
    ck_assert(told_take(&told, &arena, find_table, &finding, &error));
    struct making making = {.arena = &arena, .change = &none};
    make_book(&making);
    for (size_t i = 0; i < making.zip.bytes.length; i += 7) {
        struct arena own = {0};
        struct mismatches mismatches = {.arena = &own};
        struct book_comparison comparison = {
            .told = &told, .name = "book.xlsx", .arena = &own, .mismatches = &mismatches};
        char *copy = malloc(making.zip.bytes.length);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, making.zip.bytes.at, making.zip.bytes.length);
        copy[i] = (char)(copy[i] ^ (1 << (i % 8)));
        if (!book_compare(&comparison, copy, making.zip.bytes.length))
            ck_assert_ptr_nonnull(comparison.error);
        free(copy);
        arena_release(&own);
    }
    str_release(&making.zip.bytes);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    message_init("renkei-test", "en");
    Suite *suite = suite_create("read_back");
    TCase *agreeing = tcase_create("comparing");
    tcase_add_test(agreeing, what_agrees_is_counted);
    tcase_add_loop_test(agreeing, every_change_is_found_with_its_place, 0, COUNT(cases));
    tcase_add_test(agreeing, a_missing_table_is_told);
    tcase_set_timeout(agreeing, 60);
    tcase_add_test(agreeing, damaged_workbooks_do_no_harm);
    suite_add_tcase(suite, agreeing);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
