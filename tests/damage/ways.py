"""The ways in which forms come back: what is done to one form, and what the program has to make of
it. docs/damage.md is the table of them. A way is a function of a case, the joint ones of all five.

`needs` says of a sample's answers whether the way can be tried on them."""
import io
import struct
import zipfile

import workbook
from case import UNIT, WIDE, Case
from workbook import furigana, formula, number, rich, text

WAYS = []
CASES = 5  # of each way

# Answers that no other question, check or derived variable of the survey looks at.
CHOICE, NUMBER, MULTIPLE = "future_demand", "activity.consultations", "obstacles"
NONE, OTHER = MULTIPLE + ".99", MULTIPLE + ".90"
OTHER_TEXT = OTHER + ".text"


def has(*columns):
    return lambda row, unit, sample: all(row[column] for column in columns)


def anything(row, unit, sample):
    return True


def way(description, outcome, needs=anything, joint=False):
    def register(function):
        WAYS.append({"name": function.__name__.replace("_", " "), "description": description,
                     "outcome": outcome, "needs": needs, "joint": joint, "function": function})
        return function
    return register


# ---- Files ----

@way("the file has another name: Book1.xlsx, 添付ファイル.xlsx", "read as it is")
def renamed_file(case):
    names = ["Book1", "調査票(回答済み)", "添付ファイル", "FW_ 提出します", "scan0001 最終"]
    case.file = "%s.xlsx" % names[case.number]


@way("the file is named after another municipality", "read for the unit that the form shows; W010")
def named_after_another(case):
    other = ["札幌市", "北見市", "八戸市", "盛岡市", "つがる市"][case.number]
    case.file = "%sの回答.xlsx" % other
    case.find("W010", "", case.file)


@way("a second form with another answer, called … (2) or …再提出, or in a folder of its own",
     "the second counts, the first is kept as superseded; W014", has(CHOICE))
def answered_twice(case):
    again = Case(case.sample, case.unit, case.path, case.number)
    value = str(int(case.row[CHOICE]) % 4 + 1)
    again.file = ["municipality/%s-%s (2).xlsx", "municipality/%s-%s(再提出).xlsx",
                  "municipality/%s-%s_修正.xlsx", "再提出/%s-%s.xlsx",
                  "municipality/%s-%s - コピー.xlsx"][case.number] % (case.unit, case.name)
    again.form.answer(CHOICE, number(value))
    again.changes[CHOICE] = value
    again.find("W014", "", case.unit)
    case.state = "superseded"
    case.extra_files.append(again)
    if case.number == 4:
        pack([again, case], "再提出.zip")
        case.extra_bytes, again.extra_bytes = again.extra_bytes, None


def pack(cases, name):
    """Puts the forms into a ZIP, which the first of them brings along."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, case in enumerate(cases):
            inside = io.BytesIO()
            case.form.save(inside)
            archive.writestr("%08d" % index, inside.getvalue())
            case.archive, case.file = name, case.file.partition("/")[2]
    # zipfile writes names in UTF-8 only: they are put in afterwards, in both directories
    content = rename_members(packed.getvalue(), [case.file.encode("cp932") for case in cases])
    cases[0].extra_bytes = (name, content)


@way("a ZIP with names in CP932, as Windows makes them", "read as it is", joint=True)
def zip_with_old_names(cases):
    pack(cases, "県分まとめ.zip")


def rename_members(content, names):
    """Of a ZIP as zipfile makes it (APPNOTE 4.3.7, 4.3.12, 4.3.16)."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        end = content.rindex(b"PK\5\6")
        directory = struct.unpack_from("<I", content, end + 16)[0]
    files, entries, at = b"", b"", directory
    for info, name in zip(members, names):
        start, old = info.header_offset, len(info.filename)
        size = 30 + old + info.compress_size
        header = bytearray(content[start:start + 30])
        struct.pack_into("<H", header, 26, len(name))
        entry = bytearray(content[at:at + 46])
        struct.pack_into("<H", entry, 28, len(name))
        struct.pack_into("<I", entry, 42, len(files))
        files += bytes(header) + name + content[start + 30 + old:start + size]
        entries += bytes(entry) + name
        at += 46 + old
    tail = bytearray(content[end:])
    struct.pack_into("<II", tail, 12, len(entries), len(files))
    return files + entries + bytes(tail)


@way("the file was cut off on its way", "rejected: R001, cannot be read")
def cut_off(case):
    whole = io.BytesIO()
    case.form.save(whole)
    case.bytes = whole.getvalue()[:len(whole.getvalue()) * (case.number + 3) // 8]
    case.reject("R001")


def compound_file(streams, unit):
    """An OLE file ([MS-CFB]) with empty streams of these names: one sector for each table. The unit
    behind them stands for what is in the file: the same file twice would count once."""
    none, end, sector = 0xFFFFFFFF, 0xFFFFFFFE, 512
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0x3E, 3,
                       0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", none) * 108
    sectors = struct.pack("<II", 0xFFFFFFFD, end) + struct.pack("<I", none) * 126
    entries = b""
    for index, (name, kind) in enumerate([("Root Entry", 5)] + [(name, 2) for name in streams]):
        wide = name.encode("utf-16-le")
        child = 1 if kind == 5 else none
        right = index + 1 if kind == 2 and index < len(streams) else none
        entries += struct.pack("<64sHBBIII36xIQ", wide, len(wide) + 2, kind, 1, none, right, child,
                               end, 0)
    return (head + sectors + entries).ljust(3 * sector, b"\0") + unit.encode().ljust(sector, b"\0")


@way("a workbook of Excel 97-2003 (.xls), named .xlsx",
     "rejected: R002, Excel 97-2003, to be saved as .xlsx")
def old_excel_file(case):
    case.bytes = compound_file(["Workbook"], case.unit)
    case.reason = "Excel 97-2003 形式(.xls)。"
    case.reject("R002")


@way("locked by a password", "rejected: R002, to be saved without the password")
def password(case):
    case.bytes = compound_file(["EncryptionInfo", "EncryptedPackage"], case.unit)
    case.reason = "パスワード付き"
    case.reject("R002")


@way("a PDF, also one named .xlsx", "rejected: R002, a PDF")
def pdf(case):
    case.file = case.file.replace(".xlsx", [".pdf", ".xlsx"][case.number % 2])
    case.bytes = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                  b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
                  b"%" + case.unit.encode() + b"\n%%EOF\n")
    case.reason = "PDF"
    case.reject("R002")


@way("the form of another year's survey", "rejected: R004, which survey it belongs to")
def form_of_another_year(case):
    case.form = workbook.Form(case.other_survey)
    case.reject("R004", "r4")


# ---- Sheets ----

@way("the sheet renamed", "read as it is; findings name the sheet as it is called now")
def renamed_sheet(case):
    case.form.rename_sheet(["Sheet1", "回答", "調査票 (2)", "最終版・提出用", case.name][case.number])


@way("rows inserted, above and between the answers", "read as it is; findings name the new cells")
def inserted_rows(case):
    case.form.insert_rows(60 + 10 * case.number, 1 + case.number)
    case.form.insert_rows(2 + case.number, 3)


@way("columns inserted, before and between the answers",
     "read as it is; findings name the new cells")
def inserted_columns(case):
    case.form.insert_columns(7 + case.number, 20 * case.number + 1)
    case.form.insert_columns(1, 1)


@way("the sheet copied within its workbook, and the copy left there",
     "rejected: R011 for both, since which is meant is not guessed")
def copied_sheet(case):
    case.form.add_sheet("調査票 (2)", case.form.parts[workbook.SHEET], case.form.places)
    case.reject("R011", case.unit, read=True)
    copy = Case(case.sample, case.unit, case.path, case.number)
    copy.file, copy.sheet = None, "調査票 (2)"
    copy.reject("R011", case.unit, read=True)
    case.sheet = "調査票"
    case.extra_files.append(copy)


@way("a sheet of notes added, with numbers and ticks on it", "read as it is; the notes are not")
def sheet_of_notes(case):
    cells = "".join('<row r="%d"><c r="B%d" t="inlineStr"><is><t>○</t></is></c><c r="L%d"><v>%d</v>'
                    "</c></row>" % (row, row, row, row % 5) for row in range(1, 160))
    xmlns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (xmlns, cells)
    case.form.add_sheet(["メモ", "Sheet2", "集計", "_作業", "Sheet3"][case.number], sheet)


@way("the sheets of five municipalities in one workbook, two of them without their names",
     "each is read as it is", joint=True)
def several_municipalities(cases):
    first = cases[0]
    first.form.rename_sheet(first.name)
    for index, case in enumerate(cases):
        case.sheet, case.file = case.name, "取りまとめ.xlsx"
        if index:
            places = case.form.places if index < 3 else None
            first.form.add_sheet(case.name, case.form.inline_strings(), places)


@way("the hidden sheet deleted", "read by what the form itself shows")
def hidden_sheet_deleted(case):
    case.form.remove_hidden()


@way("saved as a strict Open XML workbook", "read as it is")
def strict_workbook(case):
    case.form.make_strict()


@way("saved by a program that writes every text into its cell", "read as it is")
def inline_strings(case):
    case.form.inline_all()


@way("two answer cells merged into one, or one with what is beside it",
     "several answers in one cell: 不明, E013; one with its neighbours: read as it is",
     lambda row, unit, sample: row["scene_effort.emergency"] and row[MULTIPLE + ".1"] == "1")
def merged_cells(case):
    if case.number < 3:
        first, second = "scene_effort.emergency", "scene_effort.discharge"
        case.form.merge("%s:%s" % (case.form.place(first), case.form.place(second)))
        case.form.answer(second, None)
        for column in (first, second):
            case.find("E013", column, case.row[first])
            case.invalid(column)
    else:
        place = case.form.place(MULTIPLE + ".1")
        case.form.merge("%s:%s" % (place, place.replace("B", "DC"[case.number % 2])))


# ---- How a value is stored ----

@way("parts of an answer in bold, stored in the table of strings", "read as it is", has("remarks"))
def rich_text(case):
    for kind in ("single", "text"):
        for column in case.answered(kind):
            case.form.answer(column, rich(case.row[column]))
    case.form.share_answers()


@way("furigana, as Japanese Excel stores what was typed by kana",
     "read without the furigana; of labels the rule is recorded", has("remarks", CHOICE))
def furigana_kept(case):
    for column in case.answered("text"):
        case.form.answer(column, furigana(case.row[column], "ゴウセイ"))
    case.form.answer(CHOICE, furigana(case.label(CHOICE), "ヨミガナ"))
    case.readings.append([CHOICE, case.label(CHOICE), case.row[CHOICE], "label"])
    if case.number % 2:
        case.form.share_answers()


@way("answers that are formulas, with their results beside them", "their results are read")
def formulas(case):
    for column in case.answered("single") + case.answered("number"):
        value = int(case.row[column])
        case.form.answer(column, formula("%d+1" % (value - 1), "", str(value)))
    for column in case.answered("multiple"):
        if case.row[column] == "1":
            case.form.answer(column, formula('IF(1,"○","")', ' t="str"', "○"))


@way("a formula whose result is an error: #REF!, #N/A", "不明, E008", has(CHOICE, NUMBER))
def error_cell(case):
    error = ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!"][case.number]
    for column in (CHOICE, NUMBER):
        case.spoils(column, formula("#REF!*1", ' t="e"', error), error, "E008")


@way("numbers stored as texts, ticks stored as numbers", "read as it is")
def kinds_changed(case):
    for column in case.answered("single") + case.answered("number"):
        case.reads(column, case.row[column])
    for column in case.answered("multiple"):
        case.form.answer(column, number(case.row[column]))


@way("1-3 typed, which Excel makes a date, in the calendar of 1900 or of 1904",
     "不明, E002 or E004, with the date as the raw value",
     has(CHOICE, NUMBER))
def dates(case):
    style, serial = case.form.date_style(), 44564  # 2022-01-03
    if case.number % 2:
        case.form.count_from_1904()
        serial -= 1462
    for column, code in ((CHOICE, "E002"), (NUMBER, "E004")):
        case.form.answer(column, number(serial), style)
        case.find(code, column, "2022-01-03")
        case.invalid(column)


# ---- How an answer is written ----

@way("full-width digits", "read; the rule is recorded")
def full_width(case):
    for kind in ("single", "number"):
        case.type_all(kind, lambda column, value: value.translate(WIDE), "width")


@way("the number in a circle or in brackets, or with a full stop: ① ⑴ （1） 1． 1)",
     "read; the rule is recorded")
def circled(case):
    def written(column, value):
        code = int(value)
        return [chr(0x245F + code), chr(0x2473 + code), "（%d）" % code,
                value.translate(WIDE) + "．", value + ")"][case.number]
    case.type_all("single", written, "enclosed number" if case.number < 3 else "punctuation")


@way("the label in place of the number, or behind it", "read; the rule is recorded")
def labels(case):
    before = ["", "%s ", "%s. ", "%s：", ""][case.number]
    case.type_all("single", lambda column, value: (before % value if before else "") +
                  case.label(column), "number and label" if before else "label")


@way("a remark behind the answer: 3（予定）", "read; the rule is recorded")
def remark(case):
    def written(column, value):
        return [value + "（予定）", value + "(予定)", value.translate(WIDE) + "（令和3年度）",
                case.label(column) + "（見込み）", value + "（一部）"][case.number]
    case.type_all("single", written, "remark")


@way("two answers to a question that takes one: 1、3", "不明, E009", has(CHOICE))
def two_answers(case):
    raw = ["1、3", "1,3", "1・2", "②③", "１と４"][case.number]
    case.spoils(CHOICE, text(raw), raw, "E009")


@way("a number that is no option, or out of range", "不明, E002 or E005", has(CHOICE, NUMBER))
def out_of_range(case):
    raw = ["5", "9", "0", "-1", "11"][case.number]
    case.spoils(CHOICE, number(raw), raw, "E002")
    if case.number % 2:
        case.spoils(NUMBER, number("100001"), "100001", "E005")


TICKS = ["〇", "◯", "●", "◎", "■", "☑", "✓", "✔", "レ", "ﾚ", "１", "TRUE", "あり", "有", "はい"]
BLANKS = ["×", "✕", "x", "－", "-", "０", "なし", "無", "いいえ"]
PLAIN = ("〇", "◯")


@way("ticks and crosses of all kinds: レ ● ☑ あり, × なし; and one that is neither: △",
     "read, the rule is recorded; △: 不明, E003", has(MULTIPLE + ".1"))
def ticks(case):
    for index, column in enumerate(case.answered("multiple")):
        ticked = case.row[column] == "1"
        signs = TICKS if ticked else BLANKS
        sign = signs[(index + 3 * case.number) % len(signs)]
        case.reads(column, sign, None if sign in PLAIN else "tick" if ticked else "no tick")
    if case.number == 4:
        column = MULTIPLE + ".1"
        case.readings = [reading for reading in case.readings if reading[0] != column]
        case.spoils(column, text("△"), "△", "E003")


@way("words in the place of a number: なし, 未定, 約30; or behind it: 3,000 30件",
     "words: 不明, E011 or E004; what is certain is read, the rule is recorded", has(NUMBER))
def words_in_numbers(case):
    raw, code = [("なし", "E011"), ("約30", "E004"), ("未定", "E011"), ("", ""), ("", "")][case.number]
    value = case.row[NUMBER]
    if code:
        case.spoils(NUMBER, text(raw), raw, code)
    elif case.number == 3:
        case.reads(NUMBER, value + "件", "unit")
    else:
        case.changes[NUMBER] = "3000"
        case.form.answer(NUMBER, text("3,000"))
        case.readings.append([NUMBER, "3,000", "3000", "thousands commas"])


# ---- What does not go together ----

@way("特にない, which excludes all others, ticked together with others", "不明, E007",
     lambda row, unit, sample: row[MULTIPLE + ".1"] == "1" and row[NONE] == "0")
def exclusive_with_others(case):
    case.spoils(NONE, text("○"), "○", "E007")


@way("a text beside その他, which is not ticked", "the text is kept; W002",
     lambda row, unit, sample: row[OTHER] == "0" and row[NONE] == "0")
def text_without_tick(case):
    raw = "担い手の高齢化"
    case.form.answer(OTHER_TEXT, text(raw))
    case.find("W002", OTHER_TEXT, raw)
    case.changes[OTHER_TEXT] = raw


@way("その他 ticked without saying what", "the tick counts; W005",
     lambda row, unit, sample: row[OTHER] == "1" and row[OTHER_TEXT])
def other_without_text(case):
    case.form.answer(OTHER_TEXT, None)
    case.find("W005", OTHER_TEXT, "")
    case.changes[OTHER_TEXT] = ""


@way("an answer to a question that an earlier answer rules out", "counts as 非該当; W001",
     lambda row, unit, sample: row["council"] == "2" and not row["council_area"])
def answered_though_not_asked(case):
    raw = str(case.number + 1)
    case.form.answer("council_area", number(raw))
    case.find("W001", "council_area", raw)


# ---- Whose it is: on the form alone, without the hidden sheet ----

def in_county(row, unit, sample):
    return unit in sample.spellings


@way("the name with its county in place of the code: 虻田郡ニセコ町", "read for this unit", in_county)
def name_with_county(case):
    case.form.remove_hidden()
    spelling = case.sample.spellings[case.unit]
    prefecture = case.sample.frame[case.unit]["prefecture"]
    case.form.put_unit(text(prefecture + spelling if case.number % 2 else spelling))


def means_one_unit(row, unit, sample):
    """Without its zero, it is the beginning of no other code."""
    return unit[0] == "0" and not any(code.startswith(unit[1:]) for code in sample.frame) and \
        unit[3] != "1"


@way("the code without its check digit, or as a number without its leading zero",
     "read for this unit", means_one_unit)
def short_code(case):
    case.form.remove_hidden()
    case.form.put_unit(text(case.unit[:5]) if case.number < 2 else number(case.unit[1:]))


def insurer_digit(unit):
    total = sum(digit // 10 + digit % 10 for digit in
                (int(d) * (2, 1)[i % 2] for i, d in enumerate(unit[:5])))
    return str(-total % 10)


@way("another code in its place: an insurer's number, a ward's, a county's, a prefecture's, one "
     "with a wrong check digit",
     "rejected: R017, R014, R013, R015, R018, with the units it may mean",
     lambda row, unit, sample: insurer_digit(unit) != unit[5])
def another_code(case):
    wrong = next(d for d in "0123456789" if d not in (case.unit[5], insurer_digit(case.unit)))
    insurer = case.unit[:5] + insurer_digit(case.unit)
    raw, code = [(insurer, "R017"), ("011011", "R014"), ("143201", "R013"), ("110001", "R015"),
                 (case.unit[:5] + wrong, "R018")][case.number]
    case.form.remove_hidden()
    case.form.put_unit(text(raw))
    case.reject(code, raw, column=UNIT)
