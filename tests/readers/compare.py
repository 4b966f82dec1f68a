"""Do several readers see the same cells in the workbooks, and are the numbers those of the tables?
The numbers are found as a reader finds them: the question by the title of the sheet, the rows by
表側, 区分コード, 項目 and 選択肢, the columns by their headers.

Workbooks are told apart by name: `national`, and `prefecture` or `bureau` for an area's, whose
questions are looked up under the banner of that name; `unit` for a feedback sheet. Of all others
only the agreement is checked. Prints "ok NAME" or "not ok NAME" per check.

usage: compare.py TABLES CONFIG READER=CANONICAL…
"""

import csv
import pathlib
import re
import sys
from collections import defaultdict

import yaml
from canonical import column_letters, read

ANSWER = re.compile(r"(件数|％) (?:(\d+)\. .*|(無回答|不明)|計 (.*?)（[^（]*）)$", re.DOTALL)
EMPTY = {"無回答": "NA", "不明": "INVALID"}
# headers of the sheets of numbers, and columns of numbers.csv
STATISTICS = {"n": "n", "無回答・不明": "missing", "合計": "sum", "平均": "mean", "標準偏差": "sd"}
STATISTICS |= {"最小": "min", "第1四分位": "p25", "中央値": "median", "第3四分位": "p75", "最大": "max"}
AREAS = ("bureau", "prefecture")  # banners whose classes have workbooks
SHOWN = 5  # differences per check
NONE = ("－", "…")  # what stands where there is no number
bad = False


def say(good, name, wrong=()):
    global bad
    bad = bad or not good
    print(("ok " if good else "not ok ") + name)
    for line in wrong[:SHOWN]:
        print("    " + str(line))
    if len(wrong) > SHOWN:
        print(f"    and {len(wrong) - SHOWN} more")


def table(folder, name):
    with open(folder / (name + ".csv"), encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def plain(text):
    """A label as it stands in the tables: without the mark of its source behind it."""
    return re.sub(r"［[^］]*］$", "", text)


class Tables:
    def __init__(self, folder):
        self.cells = defaultdict(dict)  # (form, question, row, banner, class): option: record
        self.classes = defaultdict(dict)  # (form, banner): class: label, in order
        for record in table(folder, "cells") + table(folder, "subtotals"):
            self.cells[self.place(record)][self.option(record)] = record
            self.classes[record["form"], record["banner"]][record["class"]] = record["class_label"]
        self.numbers = {}
        for record in table(folder, "numbers"):
            self.numbers[self.place(record)] = record
            self.classes[record["form"], record["banner"]][record["class"]] = record["class_label"]
        self.titles(folder)

    @staticmethod
    def place(record):
        return tuple(record[key] for key in ("form", "question", "row", "banner", "class"))

    @staticmethod
    def option(record):
        """A subtotal is an option by its label, so that it is no code."""
        code = record["option"]
        known = code.isdigit() or code in EMPTY.values()
        return code if known else "計 " + record["option_label"]

    def titles(self, folder):
        metadata = {record["key"]: record["value"] for record in table(folder, "metadata")}
        self.questions, self.rows = {}, {}  # title: (form, question); (form, question, label): row
        for record in table(folder, "questions"):
            form, question = record["form"], record["question"]
            title = metadata[f"form.{form}.title"]
            number = record["question_no"] or "派生変数"
            self.questions[f"{title} {number} {record['text']}"] = form, question
            self.rows[form, question, plain(record["row_label"])] = record["row"]

    def banner(self, form, classes):
        """The banner whose classes these are, all of them in their order."""
        for (owner, banner), own in self.classes.items():
            if owner == form and list(own.items()) == list(classes):
                return banner
        return None


def titled_tables(sheets, file):
    """(sheet, form and question or None, header: column, rows) of every sheet with a 区分コード."""
    for (owner, sheet), cells in sheets.items():
        heads = [place for place, value in cells.items() if value == "区分コード"]
        if owner != file or len(heads) != 1:
            continue
        at = heads[0][0]
        header = {value: column for (row, column), value in cells.items() if row == at}
        rows = range(at + 1, 1 + max(row for row, _ in cells))
        yield sheet, cells, header, rows


class Check:
    """Cells of one workbook against the tables; what was found is counted."""

    def __init__(self, tables, sheets, file):
        self.tables, self.sheets, self.file = tables, sheets, file
        self.wrong, self.compared, self.seen = [], 0, set()

    def compare(self, sheet, cells, place, wanted, name):
        value = cells.get(place)
        self.compared += 1
        if value in NONE:
            value = None
        if value != (float(wanted) if wanted != "" else None):
            where = f"{self.file}: {sheet} {column_letters(place[1])}{place[0]}"
            self.wrong.append(f"{where}: {name}: {value!r}, not {wanted!r}")

    def row_of(self, cells, header, row, form, question):
        label = cells.get((row, header["項目"])) if "項目" in header else ""
        found = self.tables.rows.get((form, question, plain(label or "")))
        if found is None:
            self.wrong.append(f"{self.file}: {question}: no row is called {label!r}")
        return found

    # ---- The nation: a row per class, a column per answer ----

    def banners(self, cells, header, rows, form):
        """表側: the banner, by the classes that stand behind it."""
        classes = defaultdict(dict)
        for row in rows:
            label = cells.get((row, header["表側"]))
            if label is not None:
                key, name = (cells.get((row, header[head])) for head in ("区分コード", "区分"))
                classes[label][key] = name
        return {label: self.tables.banner(form, own.items()) for label, own in classes.items()}

    def national_sheet(self, sheet, cells, header, rows, form, question):
        banners = self.banners(cells, header, rows, form)
        self.wrong += [f"{sheet}: no banner is {label!r}" for label, b in banners.items() if not b]
        for row in rows:
            if (row, header["表側"]) not in cells:
                continue
            item = self.row_of(cells, header, row, form, question)
            banner = banners[cells[row, header["表側"]]]
            place = form, question, item, banner, cells[row, header["区分コード"]]
            if place in self.tables.numbers:
                self.statistics(sheet, cells, header, row, place)
            else:
                self.answers(sheet, cells, header, row, place)

    def answers(self, sheet, cells, header, row, place):
        options = self.tables.cells.get(place, {})
        for head, column in header.items():
            match = ANSWER.match(head)
            if not match:
                continue
            kind, code, empty, subtotal = match.groups()
            option = code or EMPTY.get(empty) or "計 " + subtotal
            if option not in options:
                self.wrong.append(f"{sheet}: {head!r} is not in the tables for {place}")
                continue
            record = options[option]
            name = "count" if kind == "件数" else "percent"
            self.compare(sheet, cells, (row, column), record[name], (*place, option, name))
            self.seen.add((*place, option, name))
        for record in list(options.values())[:1]:
            self.compare(sheet, cells, (row, header["n"]), record["base"], (*place, "base"))

    def statistics(self, sheet, cells, header, row, place):
        for head, name in STATISTICS.items():
            record = self.tables.numbers[place]
            self.compare(sheet, cells, (row, header[head]), record[name], (*place, name))
            self.seen.add((*place, name))

    def national(self):
        for sheet, cells, header, rows in titled_tables(self.sheets, self.file):
            asked = self.tables.questions.get(cells.get((1, 1)))
            if asked and "表側" in header:
                self.national_sheet(sheet, cells, header, rows, *asked)
        every = {(*place, option, name) for place, options in self.tables.cells.items()
                 for option in options for name in ("count", "percent")}
        every |= {(*place, name) for place in self.tables.numbers for name in STATISTICS.values()}
        missing = sorted(every - self.seen)
        say(not self.wrong and not missing and self.compared > 0,
            f"{self.file}: all {len(every)} counts, percentages and statistics of the tables stand there",
            self.wrong + [f"not found: {place}" for place in missing])

    # ---- An area: a row per answer, its number beside others ----

    def area_sheet(self, sheet, cells, header, rows, form, question):
        for row in rows:
            code = cells.get((row, header["区分コード"]))
            if code is None:
                continue
            item = self.row_of(cells, header, row, form, question)
            banner = self.area_banner(form, code, cells.get((row, header["区分"])))
            place = form, question, item, banner, code
            if banner is None:
                self.wrong.append(f"{sheet}: no area is {code!r}")
            elif "選択肢" in header:
                self.area_answer(sheet, cells, header, row, place)
            elif place in self.tables.numbers:
                for head in STATISTICS.keys() & header.keys():
                    name = STATISTICS[head]
                    wanted = self.tables.numbers[place][name]
                    self.compare(sheet, cells, (row, header[head]), wanted, (*place, name))

    def area_banner(self, form, code, label):
        """In a bureau's workbook stand its prefectures too."""
        for banner in (self.file, *AREAS):
            if self.tables.classes[form, banner].get(code) == label:
                return banner
        return None

    def area_answer(self, sheet, cells, header, row, place):
        label = cells[row, header["選択肢"]]
        match = ANSWER.match("件数 " + label)
        _, code, empty, subtotal = match.groups() if match else (None, None, None, label)
        option = code or EMPTY.get(empty) or "計 " + subtotal
        record = self.tables.cells.get(place, {}).get(option)
        if record is None:
            self.wrong.append(f"{sheet}: {label!r} of {place} is not in the tables")
            return
        for head, name in {"n": "base", "件数": "count", "％": "percent"}.items():
            self.compare(sheet, cells, (row, header[head]), record[name], (*place, option, name))
        nation = self.tables.cells[(*place[:3], "total", "all")][option]
        for head, name in {"全国 n": "base", "全国 ％": "percent"}.items():
            self.compare(sheet, cells, (row, header[head]), nation[name], (*place, "全国", name))

    def area(self):
        sheets = 0
        for sheet, cells, header, rows in titled_tables(self.sheets, self.file):
            asked = self.tables.questions.get(cells.get((1, 1)))
            if asked:
                self.area_sheet(sheet, cells, header, rows, *asked)
                sheets += 1
        asked = {place[:2] for place in self.tables.cells.keys() | self.tables.numbers.keys()}
        say(not self.wrong and sheets == len(asked),
            f"{self.file}: {self.compared} numbers in {sheets} of {len(asked)} questions", self.wrong)

    # ---- Figures and feedback ----

    def figures(self, figures):
        """The sheet of numbers behind each stacked figure of the nation: its percentages."""
        drawn = [figure for figure in figures if figure.get("chart") == "stacked"
                 and figure.get("banner", "total") == "total"]
        for figure in drawn:
            cells = self.sheets.get((self.file, figure["number"] + "データ"), {})
            header = {value: column for (row, column), value in cells.items() if row == 1}
            before = self.compared
            for row in range(2, 1 + max((row for row, _ in cells), default=0)):
                self.figure_row(figure, cells, header, row)
            if self.compared == before:
                self.wrong.append(f"{figure['number']}: no sheet with its numbers")
        say(not self.wrong and bool(drawn),
            f"{self.file}: {self.compared} percentages behind {len(drawn)} charts", self.wrong)

    def figure_row(self, figure, cells, header, row):
        form, question = figure["form"], figure["question"]
        label = plain(cells[row, 1])
        item = self.tables.rows.get((form, question, label), "")
        options = self.tables.cells[form, question, item, "total", "all"]
        for head, column in header.items():
            match = ANSWER.match("％ " + head)
            if not match:
                continue
            option = match[2] or EMPTY[match[3]]
            self.compare(figure["number"], cells, (row, column), options[option]["percent"],
                         (question, item, option))

    def unit(self):
        """A feedback sheet: the nation's n stands beside every answer to a question of one row."""
        cells = next(cells for (file, _), cells in self.sheets.items() if file == self.file)
        heads = {value: place for place, value in cells.items() if value in ("設問", "貴団体の回答",
                                                                         "全国 ％", "全国 n")}
        question = None
        for row in range(heads["設問"][0] + 1, 1 + max(row for row, _ in cells)):
            text = cells.get((row, heads["設問"][1]), "")
            titles = [pair for title, pair in self.tables.questions.items() if title.endswith(" " + text)]
            question = titles[0] if titles else question if text == "同上" else None
            code = re.match(r"(\d+)\. ", str(cells.get((row, heads["貴団体の回答"][1]), "")))
            if question is None or code is None:
                continue
            options = self.tables.cells.get((*question, "", "total", "all"), {})
            if code[1] in options:
                for head, name in (("全国 ％", "percent"), ("全国 n", "base")):
                    self.compare("", cells, (row, heads[head][1]), options[code[1]][name], question)
        say(not self.wrong and self.compared > 0,
            f"{self.file}: {self.compared} numbers of the nation", self.wrong)


def agree(readers):
    """Every reader against the first: the same cells with the same values in every workbook."""
    (first, expected), *others = readers.items()
    for name, sheets in others:
        wrong = [f"{place}: only one of them has it" for place in expected.keys() ^ sheets.keys()]
        count = 0
        for place in expected.keys() & sheets.keys():
            own, other = expected[place], sheets[place]
            count += len(own)
            wrong += [f"{place} {column_letters(c)}{r}: {own.get((r, c))!r}, {other.get((r, c))!r}"
                      for r, c in own.keys() | other.keys() if own.get((r, c)) != other.get((r, c))]
        files = {file for file, _ in sheets}
        say(not wrong and count > 0,
            f"{name} reads the {count} cells of {len(files)} workbooks as {first} does", sorted(wrong))


def main():
    tables = Tables(pathlib.Path(sys.argv[1]))
    with open(sys.argv[2], encoding="utf-8") as stream:
        figures = yaml.safe_load(stream)["figures"]
    readers = {}
    for argument in sys.argv[3:]:
        name, _, path = argument.partition("=")
        readers[name] = {place: cells for place, cells in read(path).items() if cells}
    for name, sheets in readers.items():
        print(f"# {name}")
        Check(tables, sheets, "national").national()
        Check(tables, sheets, "national").figures(figures)
        for area in AREAS:
            Check(tables, sheets, area).area()
        Check(tables, sheets, "unit").unit()
    agree(readers)
    sys.exit(1 if bad else 0)


main()
