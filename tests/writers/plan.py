#!/usr/bin/python3
"""Which answers every writer types into the forms, and what they mean.

plan.py ITEMS.json SAMPLE-FOLDER OUT-FOLDER

Takes a few respondents of a sample, those that between them answer the most, and gives each answer
one of the ways people type it: as text or number, full-width, a tick, the label, a formula. Writes
OUT/plan.json (what is typed, for the writers) and OUT/reference/FORM.csv (what is meant: bare codes
and numbers), which must load alike. ITEMS.json is what scenario_writers.sh asks the database for.
The same inputs give the same plan.
"""
import csv
import json
import os
import sys

RESPONDENTS = 6 # of each form
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TICKS = ["○", "〇", "◯", "●", "◎", "■", "☑", "✓", "✔", "レ", "ﾚ", "1", "１", "あり", "有", "はい"]
NO_TICKS = ["×", "✕", "x", "－", "-", "0", "０", "なし", "無", "いいえ"]
TEXTS = [
    "髙﨑市医師会 事務局",
    "一行目\n二行目、「引用」と\"引用\"\n三行目",
    "ﾊﾝｶｸｶﾅ と　全角の空白",
    "<b>太字</b> & '引用' ]]>",
    "1234",
    "0123",
    "吉と𠮷、葛󠄀城市、😀",
    "＝ではじまる、=SUM(A1) を含む",
    "a" * 2000 + "あ" * 2000,
    "～－∥〜−‖",
]


def text(value):
    return {"kind": "text", "value": value}


def number(value):
    return {"kind": "number", "value": value}


def boolean(value):
    return {"kind": "boolean", "value": value}


def rich(*runs):
    return {"kind": "rich", "value": "".join(runs), "runs": list(runs)}


def sum_of(value):
    """A formula and the result that lies beside it in the file."""
    return {"kind": "formula", "formula": f"{value - 1}+1", "value": value}


def joined(first, second):
    return {"kind": "formula", "formula": f'"{first}"&"{second}"', "value": first + second}


def ways_of_code(code, label):
    wide = str(code).translate(FULL_WIDTH)
    ways = [
        text(str(code)), number(code), text(wide), text(wide + "．"), text(f"{code} {label}"),
        text(label), sum_of(code), joined(str(code), "．"), rich(str(code), " " + label),
        rich(label[:1], label[1:]), text(f"{code}\n{label}"),
    ]
    if code <= 20:
        ways.append(text(chr(0x2460 + code - 1)))
    return ways


def ways_of_tick(ticked):
    if ticked:
        others = [number(1), boolean(True), sum_of(1), rich("○", "")]
        return [text(tick) for tick in TICKS] + others
    return [None, number(0), boolean(False), sum_of(0)] + [text(tick) for tick in NO_TICKS]


def ways_of_number(value):
    return [number(value), text(str(value)), text(str(value).translate(FULL_WIDTH)),
            text(f"{value:,}"), sum_of(value), rich(str(value)[:1], str(value)[1:])]


def ways_of_text():
    return [text(value) for value in TEXTS] + [
        number(2021), rich("一部だけ", "太字", "の文"), joined("式の", "結果"), number(0.1)]


class Ways:
    """Hands out the ways of each kind of answer in turn."""

    def __init__(self):
        self.given = {}

    def next(self, kind, ways):
        index = self.given.get(kind, 0)
        self.given[kind] = index + 1
        return ways[index % len(ways)]


def typed_and_meant(ways, item, value):
    if item["type"] == "text":
        typed = ways.next("text", ways_of_text())
        return typed, str(typed["value"])
    if item["type"] == "single":
        label = item["options"][value]
        return ways.next("single", ways_of_code(int(value), label)), value
    if item["type"] == "multiple":
        return ways.next("tick " + value, ways_of_tick(value == "1")), value
    return ways.next("number", ways_of_number(int(value))), value


def item_of(items, column):
    """Column names are those of design: item, item.code, item.code.text."""
    if column in items:
        return items[column]
    if column.endswith(".text"):
        return {"type": "text"}
    return items[column.rpartition(".")[0]]


def most_telling(rows, columns, count):
    """The rows that between them have the most different answers."""
    chosen, seen = [], set()
    for _ in range(count):
        best = max(rows, key=lambda row: len({(c, row[c]) for c in columns if row[c]} - seen))
        chosen.append(best)
        seen |= {(c, best[c]) for c in columns if best[c]}
    return chosen


def plan_form(form, items, sample, reference):
    with open(sample, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [c for c in rows[0] if c != "unit" and not c.startswith("_")]
    ways, plan = Ways(), []
    with open(reference, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit"] + columns)
        for row in most_telling(rows, columns, RESPONDENTS):
            answers, meant = [], []
            for column in columns:
                typed, value = None, row[column]
                if value:
                    typed, value = typed_and_meant(ways, item_of(items, column), value)
                if typed:
                    answers.append({"name": "a_" + column, **typed})
                meant.append(value)
            plan.append({"form": form, "unit": row["unit"], "answers": answers})
            writer.writerow([row["unit"]] + meant)
    return plan


def main():
    items_file, samples, out = sys.argv[1:]
    with open(items_file, encoding="utf-8") as file:
        forms = json.load(file)
    os.makedirs(os.path.join(out, "reference"), exist_ok=True)
    plan = []
    for form, items in sorted(forms.items()):
        plan += plan_form(form, items, os.path.join(samples, form + ".csv"),
                          os.path.join(out, "reference", form + ".csv"))
    with open(os.path.join(out, "plan.json"), "w", encoding="utf-8") as file:
        json.dump(plan, file, ensure_ascii=False, indent=1)
    for respondent in plan:
        print(respondent["form"], respondent["unit"])


main()
