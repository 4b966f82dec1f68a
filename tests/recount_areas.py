#!/usr/bin/env python3
"""Reads the workbooks of a bureau and its prefectures as a reader would, and counts again.

    recount_areas.py OUT BUREAU CONFIGS SURVEY NOW.csv PREVIOUS THEN.csv

OUT is the folder of a whole report of SURVEY, NOW.csv and THEN.csv are the answers to its form
municipality and to that of the survey PREVIOUS, as they were loaded. Shares no code with the
program: every n, count, percentage, difference and figure of the last wave of every single or
multiple question is computed from the answers, with fractions, and compared; then the sums.
Prints what differs, one line each, and how many numbers were compared; exits with 1 on any.
"""
import csv
import glob
import sys
from collections import defaultdict
from fractions import Fraction

import openpyxl
import yaml

out, bureau, configs, survey, now_csv, previous, then_csv = sys.argv[1:]
mistakes = []
compared = defaultdict(int)


def say(text):
    mistakes.append(text)


def rounded(value, decimals):
    """Half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (-1 if value < 0 else 1) * whole / 10**decimals


# ---- The answers ----

frame = {}
with open(f"{configs}/frames/municipality-2022.csv", encoding="utf-8-sig") as file:
    for row in csv.DictReader(file):
        frame[row["code"]] = row


def questions_of(wave):
    with open(f"{configs}/{wave}/codebook.yaml", encoding="utf-8") as file:
        book = yaml.safe_load(file)
    lists = {entry["id"]: entry for entry in book.get("lists", [])}
    form = next(form for form in book["forms"] if form["id"] == "municipality")
    found = {}
    for question in form["questions"]:
        options = question.get("options") or lists.get(question.get("options_from"), {}).get("options")
        rows = question.get("rows") or lists.get(question.get("rows_from"), {}).get("rows")
        found[question["id"]] = dict(question, options=options, rows=rows)
    return found


def answers_of(path):
    with open(path, encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


waves = {
    "now": (questions_of(survey), answers_of(now_csv)),
    "then": (questions_of(previous), answers_of(then_csv)),
}


def unit_in(unit, area):
    level, key = area
    if level == "nation":
        return True
    return frame[unit]["prefecture_code" if level == "prefecture" else "bureau_no"] == key


counted = {}


def share(wave, question, row, answer, area):
    """Count and base of an answer (a code, or NA) among the units of an area; None: not asked."""
    place = (wave, question, row, answer, area)
    if place not in counted:
        counted[place] = count(*place)
    return counted[place]


def count(wave, question, row, answer, area):
    spec, answers = waves[wave][0].get(question), waves[wave][1]
    item = question if row is None else f"{question}.{row}"
    if spec is None or (row is not None and row not in [r["id"] for r in spec["rows"]]):
        return None
    hits = base = 0
    for record in answers:
        if not unit_in(record["unit"], area) or not asked(spec, record):
            continue
        base += 1
        if spec["type"] == "single":
            given = [record[item]] if record[item] != "" else []
        else:
            given = [str(o["code"]) for o in spec["options"] if record[f"{item}.{o['code']}"] == "1"]
        hits += (answer in given) if answer != "NA" else given == []
    return hits, base


def asked(spec, record):
    """The bases of the survey are of one form: item in (1, 2), or item = 1."""
    base = spec.get("base")
    if base is None:
        return True
    item, _, codes = base.replace("=", " in ").partition(" in ")
    return record[item.strip()] in codes.replace("(", "").replace(")", "").replace(" ", "").split(",")


# ---- The workbooks ----


def tables(path):
    """The sheets that have a table of a question of the form, by question: rows as dictionaries."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        question = sheet.title.split(" ")[-1]
        spec = waves["now"][0].get(question)
        if spec is None or spec["type"] not in ("single", "multiple"):
            continue
        rows = list(sheet.iter_rows(values_only=True))
        head = next((i for i, row in enumerate(rows) if "区分コード" in row and "選択肢" in row), None)
        if head is None:
            continue
        names = rows[head]
        if len(set(names)) != len(names):
            say(f"{path} {sheet.title}: a header twice")
        yield question, [dict(zip(names, row)) for row in rows[head + 1:]], rows[:head]
    book.close()


def code_of(text):
    if text in ("無回答", "不明"):
        return {"無回答": "NA", "不明": "INVALID"}[text]
    return text.split(".")[0]


def check(place, found, wanted):
    compared[place[-1]] += 1
    if found != wanted:
        say(f"{' '.join(str(part) for part in place)}: {found}, not {wanted}")


def check_share(place, row, names, counted_share):
    """n, count and percentage under the headers `names`; None where there is no such column."""
    hits, base = counted_share
    values = (base, hits, rounded(Fraction(100 * hits, base), 1) if base else "－")
    for name, wanted in zip(names, values):
        if name is not None:
            check((*place, name), row[name], wanted)


def points(mine, other):
    return rounded(Fraction(100 * mine[0], mine[1]) - Fraction(100 * other[0], other[1]), 1)


def area_of(row, level):
    key = str(row["区分コード"])
    return ("prefecture", key) if level == "prefecture" or len(key) == 2 else ("bureau", key)


labels = {row["bureau_no"]: row["bureau"] for row in frame.values()}
sums = defaultdict(lambda: [0, 0])  # (question, row, answer) -> of the prefectures' own workbooks
bureaus = {}
nations = defaultdict(set)


def check_row(path, level, question, row):
    spec = waves["now"][0][question]
    label = row.get("項目")
    row_id = None if label is None else next(r["id"] for r in spec["rows"] if r["label"] == label)
    answer = code_of(row["選択肢"])
    area = area_of(row, level)
    place = (path.split("/")[-1], question, row_id, answer, area[1])
    if answer == "INVALID" or row["選択肢"].startswith("計 "):
        return
    mine = share("now", question, row_id, answer, area)
    check_share(place, row, ("n", "件数", "％"), mine)
    nation = share("now", question, row_id, answer, ("nation", ""))
    check_share(place, row, ("全国 n", None, "全国 ％"), nation)
    check((*place, "全国との差（ポイント）"), row["全国との差（ポイント）"], points(mine, nation))
    key = (question, row_id, answer)
    nations[key].add((row["全国 n"], row["全国 ％"]))
    if area[0] == "prefecture":
        name = labels[bureau]
        beside = share("now", question, row_id, answer, ("bureau", bureau))
        check_share(place, row, (f"{name} n", None, f"{name} ％"), beside)
        check((*place, f"{name}との差（ポイント）"), row[f"{name}との差（ポイント）"], points(mine, beside))
    if "前回 n" in row:
        then = share("then", question, row_id, answer, area)
        if then is None:
            check((*place, "前回 n"), row["前回 n"], "－")
        else:
            check_share(place, row, ("前回 n", None, "前回 ％"), then)
            check((*place, "前回との差（ポイント）"), row["前回との差（ポイント）"], points(mine, then))
    if level == "prefecture":
        sums[key][0] += row["件数"]
        sums[key][1] += row["n"]
    elif area[0] == "bureau":
        bureaus[key] = [row["件数"], row["n"]]


own = glob.glob(f"{out}/bureau/{bureau}-*.xlsx")
if len(own) != 1:
    sys.exit(f"{len(own)} workbooks of the bureau {bureau}")
codes = sorted({row["prefecture_code"] for row in frame.values() if row["bureau_no"] == bureau})
paths = own + [glob.glob(f"{out}/prefecture/{code}-*.xlsx")[0] for code in codes]
for path in paths:
    level = "bureau" if path in own else "prefecture"
    for question, rows, _ in tables(path):
        for row in rows:
            check_row(path, level, question, row)

# ---- They tie ----

for key, own_sum in sums.items():
    check((*key, "the prefectures add up to the bureau"), own_sum, bureaus.get(key))
if set(sums) != set(bureaus):
    say("the bureau's workbook has other questions or answers than its prefectures'")

national = openpyxl.load_workbook(f"{out}/national.xlsx")
for sheet in national.worksheets:
    question = sheet.title.split(" ")[-1]
    rows = list(sheet.iter_rows(values_only=True))
    head = next((i for i, row in enumerate(rows) if "区分コード" in row and "表側" in row), None)
    spec = waves["now"][0].get(question)
    if head is None or spec is None or sheet.title.startswith("派生"):
        continue
    for values in rows[head + 1:]:
        row = dict(zip(rows[head], values))
        if row["区分"] != "全国":
            continue
        label = row.get("項目")
        row_id = None if label is None else next(r["id"] for r in spec["rows"] if r["label"] == label)
        for name, value in row.items():
            if name is None or not name.startswith("％ ") or name.startswith("％ 計 "):
                continue
            key = (question, row_id, code_of(name[2:]))
            if key in nations:
                check((*key, "the same nation as in national.xlsx"), nations[key], {(row["n"], value)})

for text in mistakes[:20]:
    print(text)
print(f"{sum(compared.values())} numbers compared, {len(mistakes)} differ; of the last wave "
      f"{compared['前回 ％']}, sums {compared['the prefectures add up to the bureau']}, nation "
      f"{compared['the same nation as in national.xlsx']}")
few = min(compared[name] for name in ("前回 ％", "前回との差（ポイント）",
                                      "the prefectures add up to the bureau",
                                      "the same nation as in national.xlsx"))
sys.exit(1 if mistakes or few == 0 else 0)
