/*
 * The cases of test_check.c. Surveys: tests/data/configs/library (every kind of question, base and
 * edit) and configs/r3.
 *
 * Answers are written "column=value"; a value that begins with ~ is a numeric cell, with ! an error
 * cell, and "-column" is a cell that is not there. Items are shown as "item=codes", the kinds of
 * empty as NA, INVALID and "-" (not asked), a number as its value. Findings are shown as
 * "code column [raw] message / hint".
 */
#ifndef RENKEI_TESTS_CHECK_CASES_H
#define RENKEI_TESTS_CHECK_CASES_H

#include <stddef.h>

enum { ANSWERS_MOST = 10 };

struct check_case {
    const char *form; /* branch and reader are of the library, the others of r3 */
    const char *unit; /* NULL: none */
    const char *answers[ANSWERS_MOST];
    const char *items;    /* shown, separated by spaces; only those named here are compared */
    const char *findings; /* in Japanese */
    const char *english;  /* NULL: not compared */
};

/* Every finding of one answer, in both languages. */
static const struct check_case found[] = {
    {"branch",
     "L001",
     {"open_sunday=9"},
     "open_sunday=INVALID",
     "E002 open_sunday [9] 選択肢にない値「9」です / 1、2、3 のいずれかを記入してください",
     "E002 open_sunday [9] \"9\" is not an option / answer with one of 1、2、3"},
    {"branch",
     "L001",
     {"condition.air=1、3"},
     "condition.air=INVALID condition.building=NA",
     "E009 condition.air [1、3] 一つを選ぶ設問の回答「1、3」が複数の選択肢に読めます / "
     "10、20、250 のうち一つだけを記入してください",
     "E009 condition.air [1、3] \"1、3\" may be more than one option of a question with one "
     "answer / answer with only one of 10、20、250"},
    {"branch",
     "L001",
     {"open_sunday=1（2も）"},
     "open_sunday=INVALID",
     "E009 open_sunday [1（2も）] 一つを選ぶ設問の回答「1（2も）」が複数の選択肢に読めます / "
     "1、2、3 のうち一つだけを記入してください",
     NULL},
    {"branch",
     "L001",
     {"open_sunday=1 休館"},
     "open_sunday=INVALID",
     "E010 open_sunday [1 休館] 番号と選択肢の文言が合わない値「1 休館」です / "
     "1、2、3 のうち一つの番号だけを記入してください",
     "E010 open_sunday [1 休館] the number and the label in \"1 休館\" are of different options / "
     "answer with the number only, one of 1、2、3"},
    {"branch",
     "L001",
     {"events.lecture=なし", "visits=－", "balance=未定"},
     "visits=INVALID events.lecture=INVALID balance=INVALID",
     "E011 visits [－] 数値の欄に「－」と記入されています / "
     "ないときは 0 を記入し、分からないときは空欄にしてください\n"
     "E011 events.lecture [なし] 数値の欄に「なし」と記入されています / "
     "ないときは 0 を記入し、分からないときは空欄にしてください\n"
     "E011 balance [未定] 数値の欄に「未定」と記入されています / "
     "ないときは 0 を記入し、分からないときは空欄にしてください",
     "E011 visits [－] \"－\" stands in place of a number / "
     "write 0 for none; leave it blank if the number is not known\n"
     "E011 events.lecture [なし] \"なし\" stands in place of a number / "
     "write 0 for none; leave it blank if the number is not known\n"
     "E011 balance [未定] \"未定\" stands in place of a number / "
     "write 0 for none; leave it blank if the number is not known"},
    {"branch",
     "L001",
     {"services.weekday.2=△", "services.weekday.1=1"},
     "services.weekday=INVALID services.weekend=NA",
     "E003 services.weekday.2 [△] ○の有無を判別できない値「△」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください",
     "E003 services.weekday.2 [△] \"△\" is neither a tick nor a blank / "
     "tick with ○ or leave blank"},
    {"branch",
     "L001",
     {"events.lecture=約30"},
     "events.lecture=INVALID",
     "E004 events.lecture [約30] 数値として読めない値「約30」です / 数字だけを記入してください",
     "E004 events.lecture [約30] \"約30\" is not a number / answer with digits only"},
    {"branch",
     "L001",
     {"visits=5000.1"},
     "visits=INVALID children_room=-",
     "E005 visits [5000.1] 範囲外の値「5000.1」です / 0〜5000 の範囲で記入してください",
     "E005 visits [5000.1] \"5000.1\" is out of range / answer within 0〜5000"},
    {"branch",
     "L001",
     {"visits=10.25"},
     "visits=INVALID",
     "E006 visits [10.25] 小数点以下の桁数が多すぎる値「10.25」です / 小数点以下は 1 桁までです",
     "E006 visits [10.25] \"10.25\" has too many decimals / at most 1 decimals"},
    {"branch",
     "L001",
     {"services.weekend.99=○", "services.weekend.1=○"},
     "services.weekend=INVALID reference_staff=-",
     "E007 services.weekend.99 [○] 「なし」と他の選択肢が同時に選ばれています / "
     "どちらか一方にしてください",
     "E007 services.weekend.99 [○] \"なし\" is ticked together with other options / "
     "keep the one or the others"},
    {"branch",
     "L001",
     {"open_sunday=!#REF!"},
     "open_sunday=INVALID",
     "E008 open_sunday [#REF!] セルがエラー値「#REF!」になっています / "
     "数式ではなく値を記入してください",
     "E008 open_sunday [#REF!] the cell holds the error value \"#REF!\" / "
     "type the value, not a formula"},
    {"branch",
     "L001",
     {"visits=3", "children_room=1"},
     "visits=3 children_room=-",
     "W001 children_room [1] 回答対象外の設問に回答「1」があります(対象: visits > 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     "W001 children_room [1] \"1\" answers a question that was not asked; it is asked if visits > 3"
     " / counted as not asked; check the earlier answer"},
    {"branch",
     "L001",
     {"services.weekday.1=1", "services.weekday.90.text=点字"},
     "services.weekday=1,0,0,0,0",
     "W002 services.weekday.90.text [点字] 選ばれていない選択肢に記述「点字」があります / "
     "選択肢に ○ を付けるか、記述を消してください",
     "W002 services.weekday.90.text [点字] the text \"点字\" stands beside an option that is not "
     "ticked / tick the option or remove the text"},
    {"branch",
     "L001",
     {"-visits", "-wishes", "open_sunday=1"},
     "visits=NA wishes=NA open_sunday=1",
     "W003  [] 回答欄がありません: visits、wishes(無回答として扱います) / "
     "調査票が古いか、列が削除されています",
     "W003  [] answer cells or columns are missing: visits、wishes; counted as not answered / "
     "the form is an older one, or columns were deleted"},
    {"branch",
     "L001",
     {"open_sunday=3", "services.weekend.1=1"},
     "open_sunday=3 services.weekend=1,0,0,0,0", /* warnings keep the values */
     "E101 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "第4問は土日祝日に貸出を行っていると回答しています。 / 回答を確かめてください\n"
     "E105 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "中央館と地域館は日曜日に開館することになっています。 / 回答を確かめてください",
     "E101 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "第4問は土日祝日に貸出を行っていると回答しています。 / check the answers\n"
     "E105 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "中央館と地域館は日曜日に開館することになっています。 / check the answers"},
};

/* The kinds of empty, bases, ranges, edits, derived variables. */
static const struct check_case answered[] = {
    /* nothing at all: asked and left blank, or not asked */
    {"branch",
     "L001",
     {NULL},
     "visits=NA children_room=- children_hours=- open_sunday=NA services.weekday=NA "
     "services.weekend=NA reference_staff=- condition.building=NA events.story_time=NA balance=NA "
     "wishes=NA busy=NA all_good=NA",
     "",
     ""},
    {"branch",
     "L001",
     {"visits=　", "open_sunday= ", "wishes=\n", "services.weekday.1=\t"},
     "visits=NA open_sunday=NA wishes=NA services.weekday=NA",
     "",
     ""},
    /* explicit noes are no answer to a multiple question, unless there is an exclusive none */
    {"branch",
     "L001",
     {"services.weekday.1=0", "services.weekday.2=×", "services.weekday.3=なし"},
     "services.weekday=NA",
     "",
     ""},
    {"branch", "L001", {"services.weekday.99=○"}, "services.weekday=0,0,0,0,1", "", ""},
    {"branch",
     "L001",
     {"services.weekday.1=○", "services.weekday.2=１", "services.weekday.90=レ",
      "services.weekday.90.text= 点字 ", "services.weekday.99=0"},
     "services.weekday=1,1,0,1,0",
     "",
     ""},
    /* a zero is a number */
    {"branch",
     "L001",
     {"visits=0", "events.story_time=~0"},
     "visits=0 events.story_time=0 busy=3 children_room=-",
     "",
     ""},
    /* singles */
    {"branch",
     "L001",
     {"open_sunday=２", "condition.building=250", "condition.lighting=~10"},
     "open_sunday=2 condition.building=250 condition.lighting=10 condition.air=NA all_good=2",
     "",
     ""},
    {"branch", "L001", {"open_sunday=隔週開館"}, "open_sunday=2", "", ""},
    /* numbers: range and decimals, both ends and beyond */
    {"branch", "L001", {"visits=5000", "balance=-100"}, "visits=5000 balance=-100 busy=1", "", ""},
    {"branch",
     "L001",
     {"visits=-0.1"},
     "visits=INVALID busy=NA",
     "E005 visits [-0.1] 範囲外の値「-0.1」です / 0〜5000 の範囲で記入してください",
     NULL},
    {"branch",
     "L001",
     {"balance=100.001"},
     "balance=INVALID",
     "E005 balance [100.001] 範囲外の値「100.001」です / -100〜100 の範囲で記入してください",
     NULL},
    {"branch", "L001", {"balance=-0.125"}, "balance=-0.125", "", ""},
    {"branch",
     "L001",
     {"balance=0.1255"},
     "balance=INVALID",
     "E006 balance [0.1255] 小数点以下の桁数が多すぎる値「0.1255」です / 小数点以下は 3 桁までです",
     NULL},
    {"branch", "L001", {"balance=0.1250000"}, "balance=0.125", "", ""},
    {"branch", "L001", {"balance=~0.30000000000000004"}, "balance=0.3", "", ""},
    {"branch",
     "L001",
     {"events.visitors=1,000"},
     "events.visitors=INVALID",
     "E005 events.visitors [1,000] 範囲外の値「1,000」です / 0〜999 の範囲で記入してください",
     NULL},
    {"branch", "L001", {"events.visitors=９９９"}, "events.visitors=999", "", ""},
    {"branch", "L001", {"events.visitors=1.0"}, "events.visitors=1", "", ""},
    {"branch",
     "L001",
     {"events.visitors=1.5"},
     "events.visitors=INVALID",
     "E006 events.visitors [1.5] 小数点以下の桁数が多すぎる値「1.5」です / 小数点以下は 0 "
     "桁までです",
     NULL},
    /* a base on a number, and a base on a question that has one itself */
    {"branch",
     "L001",
     {"visits=3.1", "children_room=9", "children_hours=7.75"},
     "children_room=9 children_hours=7.75",
     "",
     ""},
    {"branch",
     "L001",
     {"visits=3.1", "children_room=2", "children_hours=7.75"},
     "children_room=2 children_hours=-",
     "W001 children_hours [7.75] 回答対象外の設問に回答「7.75」があります(対象: children_room in "
     "(1, 9)) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    {"branch",
     "L001",
     {"visits=2", "children_room=1", "children_hours=7"},
     "children_room=- children_hours=-",
     "W001 children_room [1] 回答対象外の設問に回答「1」があります(対象: visits > 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください\n"
     "W001 children_hours [7] 回答対象外の設問に回答「7」があります(対象: children_room in (1, 9)) "
     "/ "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    {"branch",
     "L001",
     {"visits=many", "children_room=1"},
     "visits=INVALID children_room=-",
     "E004 visits [many] 数値として読めない値「many」です / 数字だけを記入してください\n"
     "W001 children_room [1] 回答対象外の設問に回答「1」があります(対象: visits > 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    /* a base on a tick: the first column that says something is named, noes say nothing */
    {"branch",
     "L001",
     {"services.weekend.3=○", "reference_staff.2=1"},
     "services.weekend=0,0,1,0,0 reference_staff=0,1,0,0",
     "",
     ""},
    {"branch",
     "L001",
     {"services.weekend.1=○", "reference_staff.1=0", "reference_staff.2=0"},
     "reference_staff=-",
     "",
     ""},
    {"branch",
     "L001",
     {"services.weekend.1=○", "reference_staff.1=0", "reference_staff.3=レ"},
     "reference_staff=-",
     "W001 reference_staff.3 [レ] 回答対象外の設問に回答「レ」があります(対象: services.weekend "
     "has 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    {"branch",
     "L001",
     {"services.weekend.1=○", "reference_staff.4.text=館長"},
     "reference_staff=-",
     "W001 reference_staff.4.text [館長] 回答対象外の設問に回答「館長」があります(対象: "
     "services.weekend has 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    /* error cells: of a tick, a number, a text, a text beside an option */
    {"branch",
     "L001",
     {"services.weekday.1=!#N/A", "services.weekday.2=1"},
     "services.weekday=INVALID",
     "E008 services.weekday.1 [#N/A] セルがエラー値「#N/A」になっています / "
     "数式ではなく値を記入してください",
     NULL},
    {"branch",
     "L001",
     {"visits=!#DIV/0!", "wishes=!#NAME?"},
     "visits=INVALID wishes=INVALID",
     "E008 visits [#DIV/0!] セルがエラー値「#DIV/0!」になっています / "
     "数式ではなく値を記入してください\n"
     "E008 wishes [#NAME?] セルがエラー値「#NAME?」になっています / "
     "数式ではなく値を記入してください",
     NULL},
    {"branch",
     "L001",
     {"services.weekday.90=1", "services.weekday.90.text=!#REF!"},
     "services.weekday=0,0,0,1,0",
     "E008 services.weekday.90.text [#REF!] セルがエラー値「#REF!」になっています / "
     "数式ではなく値を記入してください",
     NULL},
    {"branch",
     "L001",
     {"services.weekend.1=1", "reference_staff.1=!#REF!"},
     "reference_staff=-",
     "W001 reference_staff.1 [#REF!] 回答対象外の設問に回答「#REF!」があります(対象: "
     "services.weekend has 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    /* two ticks that cannot be read are two findings; the text of a ticked option is not blamed */
    {"branch",
     "L001",
     {"services.weekday.1=?", "services.weekday.2=2"},
     "services.weekday=INVALID",
     "E003 services.weekday.1 [?] ○の有無を判別できない値「?」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください\n"
     "E003 services.weekday.2 [2] ○の有無を判別できない値「2」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください",
     NULL},
    {"branch",
     "L001",
     {"services.weekday.90=1", "services.weekday.99=1", "services.weekday.90.text=点字"},
     "services.weekday=INVALID",
     "E007 services.weekday.99 [1] 「なし」と他の選択肢が同時に選ばれています / "
     "どちらか一方にしてください",
     NULL},
    /* an edit of severity error makes its items INVALID, and what looks at them follows */
    {"branch",
     "L001",
     {"events.visitors=5", "events.story_time=0", "events.lecture=0"},
     "events.visitors=INVALID events.story_time=0 events.lecture=0",
     "E102 events.visitors [5] 第7問に催しの参加者がいますが、催しの回数はどれも0です。 / "
     "回答を確かめてください",
     NULL},
    {"branch",
     "L001",
     {"events.visitors=5", "events.story_time=0", "events.lecture=1"},
     "events.visitors=5",
     "",
     ""},
    {"branch", "L001", {"events.visitors=5", "events.story_time=0"}, "events.visitors=5", "", ""},
    /* edits that look at the frame: L019 has 21 seats, L012 none, L003 no wheelchair access */
    {"branch",
     "L019",
     {"visits=1000"},
     "visits=1000 children_room=NA",
     "E103 visits [1000] 第1問の来館者数が座席数に対して多すぎます。 / 回答を確かめてください",
     NULL},
    {"branch", "L012", {"visits=1000"}, "visits=1000", "", ""},
    {"branch",
     "L003",
     {"condition.building=10"},
     "condition.building=10",
     "E104 condition.building [10] 車いすで入れない施設の建物が良いと回答しています。 / "
     "回答を確かめてください",
     NULL},
    /* derived variables */
    {"branch",
     "L001",
     {"visits=30.5", "condition.building=10", "condition.lighting=10"},
     "busy=2 all_good=NA",
     "",
     ""},
    {"branch",
     "L001",
     {"visits=300", "condition.building=10", "condition.lighting=10", "condition.air=10"},
     "busy=1 all_good=1",
     "",
     ""},
    /* without a frame */
    {"reader",
     NULL,
     {"frequency=1", "reasons.2=1", "quiet=20", "age=120"},
     "frequency=1 reasons=0,1,0 quiet=20 age=120",
     "",
     ""},
    {"reader", NULL, {"frequency=4", "age=30"}, "frequency=4 reasons=- quiet=- age=30", "", ""},
    {"reader",
     NULL,
     {"frequency=8", "reasons.2=1"},
     "frequency=INVALID reasons=- quiet=-",
     "E002 frequency [8] 選択肢にない値「8」です / 1、2、3、4 "
     "のいずれかを記入してください\n"
     "W001 reasons.2 [1] 回答対象外の設問に回答「1」があります(対象: frequency != 4) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     NULL},
    {"reader",
     NULL,
     {"reasons.1=1", "age=121"},
     "frequency=NA reasons=- age=INVALID",
     "W001 reasons.1 [1] 回答対象外の設問に回答「1」があります(対象: frequency != 4) / "
     "集計では非該当とします。前の設問の回答を確かめてください\n"
     "E005 age [121] 範囲外の値「121」です / 0〜120 の範囲で記入してください",
     NULL},
    /* the survey of the report */
    {"municipality",
     "011002",
     {"council=1", "council_area=3", "outsourcing.b=1", "contractor.1=○", "contractor.90=1",
      "contractor.90.text=市民病院", "indicator_setting=2", "indicators_used.1=1"},
     "council=1 council_area=3 outsourcing.b=1 outsourcing.a=NA "
     "contractor=1,0,0,0,0,0,0,0,0,0,0,1 indicator_setting=2 obstacles=NA pdca_indicators=2",
     "",
     ""},
    {"municipality",
     "011002",
     {"council=2", "council_area=3", "activity.council_meetings=2"},
     "council=2 council_area=- contractor=- indicators_used=- activity.council_meetings=2",
     "W001 council_area [3] 回答対象外の設問に回答「3」があります(対象: council = 1) / "
     "集計では非該当とします。前の設問の回答を確かめてください\n"
     "E102 council [2] 問1は協議体を設置していないと回答していますが、"
     "問15に協議体の開催回数が記入されています。 / 回答を確かめてください",
     NULL},
    {"municipality",
     "011002",
     {"outsourcing.b=1", "contractor.1=0"},
     "contractor=NA",
     "E101 contractor.1 [0] 問2イは委託していると回答していますが、"
     "問3に集計できる回答がありません。 / 回答を確かめてください",
     NULL},
    {"municipality",
     "011002",
     {"activity.consultations=100001"},
     "activity.consultations=INVALID",
     "E005 activity.consultations [100001] 範囲外の値「100001」です / 0〜100000 "
     "の範囲で記入してください",
     NULL},
    {"prefecture",
     "13",
     {"support.1=1", "targets=3", "remarks= 一行目\n=1+1 "},
     "support=1,0,0,0,0,0,0 targets=3 remarks=1",
     "E101 support.1 [1] 問2で伴走型支援を選んでいませんが、"
     "問4に伴走型支援を行った市町村数が記入されています。 / 回答を確かめてください",
     NULL},
};

/* What is asked and left blank; all findings are shown. */
#define BLANK "回答対象の設問が無回答です"
#define BLANK_HINT " / 集計では無回答とします。回答を記入してもらってください"
#define BLANK_ENGLISH "asked, but left blank"
#define BLANK_HINT_ENGLISH " / counted as not answered; ask for the answer"
static const struct check_case blank[] = {
    /* a form without any answer is one finding; spaces and noes are no answers */
    {"branch",
     "L001",
     {NULL},
     "visits=NA children_room=- services.weekday=NA wishes=NA",
     "W007  [] 調査票がすべて空欄です(無回答として扱います) / "
     "記入したものを再提出してもらってください",
     "W007  [] the form is blank; counted as not answered / "
     "ask the sender to fill it in and to send it again"},
    {"branch",
     "L001",
     {"visits=　", "wishes=\n", "services.weekday.1=0", "services.weekend.2=×"},
     "visits=NA services.weekday=NA",
     "W007  [] 調査票がすべて空欄です(無回答として扱います) / "
     "記入したものを再提出してもらってください",
     NULL},
    /* it is not blank if there is an answer outside the base only, or a free text */
    {"branch",
     "L001",
     {"children_room=1", "open_sunday=1", "services.weekday.1=1", "services.weekend.1=1",
      "condition.building=10", "condition.lighting=10", "condition.air=10", "balance=0"},
     "visits=NA children_room=-",
     "W001 children_room [1] 回答対象外の設問に回答「1」があります(対象: visits > 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください\n"
     "W004 visits [] " BLANK BLANK_HINT "\n"
     "W004 events.story_time [] " BLANK ": すべての行" BLANK_HINT,
     NULL},
    {"reader",
     NULL,
     {"reasons.90.text=x"},
     "frequency=NA reasons=-",
     "W001 reasons.90.text [x] 回答対象外の設問に回答「x」があります(対象: frequency != 4) / "
     "集計では非該当とします。前の設問の回答を確かめてください\n"
     "W004 frequency [] " BLANK BLANK_HINT "\n"
     "W004 age [] " BLANK BLANK_HINT,
     NULL},
    /* a question once, a grid with its blank rows; not what is not asked, not free texts */
    {"branch",
     "L001",
     {"open_sunday=1", "services.weekday.1=0"},
     "visits=NA children_room=- services.weekday=NA condition.air=NA wishes=NA",
     "W004 visits [] " BLANK BLANK_HINT "\n"
     "W004 services.weekday.1 [0] " BLANK ": すべての行" BLANK_HINT "\n"
     "W004 condition.building [] " BLANK ": すべての行" BLANK_HINT "\n"
     "W004 events.story_time [] " BLANK ": すべての行" BLANK_HINT "\n"
     "W004 balance [] " BLANK BLANK_HINT,
     "W004 visits [] " BLANK_ENGLISH BLANK_HINT_ENGLISH "\n"
     "W004 services.weekday.1 [0] " BLANK_ENGLISH ": all rows" BLANK_HINT_ENGLISH "\n"
     "W004 condition.building [] " BLANK_ENGLISH ": all rows" BLANK_HINT_ENGLISH "\n"
     "W004 events.story_time [] " BLANK_ENGLISH ": all rows" BLANK_HINT_ENGLISH "\n"
     "W004 balance [] " BLANK_ENGLISH BLANK_HINT_ENGLISH},
    {"branch",
     "L001",
     {"visits=4", "open_sunday=1", "services.weekday.1=1", "condition.lighting=10",
      "events.lecture=3", "balance=0"},
     "children_room=NA services.weekend=NA",
     "W004 children_room [] " BLANK BLANK_HINT "\n"
     "W004 services.weekend.1 [] " BLANK ": 土日祝日" BLANK_HINT "\n"
     "W004 condition.building [] " BLANK ": 建物、空調" BLANK_HINT "\n"
     "W004 events.story_time [] " BLANK ": 読み聞かせ、催しの参加者" BLANK_HINT,
     "W004 children_room [] " BLANK_ENGLISH BLANK_HINT_ENGLISH "\n"
     "W004 services.weekend.1 [] " BLANK_ENGLISH ": 土日祝日" BLANK_HINT_ENGLISH "\n"
     "W004 condition.building [] " BLANK_ENGLISH ": 建物、空調" BLANK_HINT_ENGLISH "\n"
     "W004 events.story_time [] " BLANK_ENGLISH ": 読み聞かせ、催しの参加者" BLANK_HINT_ENGLISH},
    /* not what cannot be read, and not what is missing; of a question with ticks one column will do
     */
    {"reader",
     NULL,
     {"frequency=1", "-reasons.2", "age=many"},
     "frequency=1 reasons=NA age=INVALID",
     "W003  [] 回答欄がありません: reasons.2(無回答として扱います) / "
     "調査票が古いか、列が削除されています\n"
     "E004 age [many] 数値として読めない値「many」です / 数字だけを記入してください",
     NULL},
    {"reader",
     NULL,
     {"frequency=1", "-reasons.90.text", "-age"},
     "frequency=1 reasons=NA age=NA",
     "W003  [] 回答欄がありません: reasons.90.text、age(無回答として扱います) / "
     "調査票が古いか、列が削除されています\n"
     "W004 reasons.1 [] " BLANK BLANK_HINT,
     NULL},
    /* an edit makes the number INVALID: it is not blank */
    {"branch",
     "L001",
     {"visits=1", "open_sunday=1", "services.weekday.1=1", "services.weekend.1=1",
      "condition.building=10", "condition.lighting=10", "condition.air=10", "events.visitors=5",
      "events.story_time=0", "events.lecture=0"},
     "events.visitors=INVALID",
     "E102 events.visitors [5] 第7問に催しの参加者がいますが、催しの回数はどれも0です。 / "
     "回答を確かめてください\n"
     "W004 balance [] " BLANK BLANK_HINT,
     NULL},
    /* an option whose text is blank */
    {"reader",
     NULL,
     {"frequency=1", "reasons.90=○", "reasons.90.text= ", "age=20"},
     "reasons=0,0,1",
     "W005 reasons.90.text [ ] 「その他」が選ばれていますが、その内容が記入されていません / "
     "内容を記入してもらってください",
     "W005 reasons.90.text [ ] \"その他\" is chosen, but the text beside it is blank / "
     "ask what is meant"},
    {"reader", NULL, {"frequency=1", "reasons.90=1", "reasons.90.text=本", "age=20"}, "", "", ""},
    {"reader", NULL, {"frequency=1", "reasons.1=1", "age=20"}, "reasons=1,0,0", "", ""},
    {"reader",
     NULL,
     {"frequency=1", "reasons.90=1", "reasons.2=?", "age=20"},
     "reasons=INVALID",
     "E003 reasons.2 [?] ○の有無を判別できない値「?」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください",
     NULL},
    /* all is answered */
    {"reader", NULL, {"frequency=4", "age=30"}, "reasons=- quiet=-", "", ""},
};

#endif
