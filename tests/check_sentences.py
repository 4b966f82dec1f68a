#!/usr/bin/python3
"""Compares the sentences of workbooks with what a report printed, or with the cells.

    check_sentences.py printed TSV NATIONAL.XLSX   as the report prints them, but for spaces and ％
    check_sentences.py links XLSX…                 every sentence leads to a sheet, n is the table's
    check_sentences.py areas FOLDER                shares of every area, counted from cells.csv

Prints what is wrong; nothing if all is right.
"""
import csv
import glob
import re
import sys

import openpyxl

SHEET = "本文"


def sentences(path):
    """The rows below the header: id -> (text, n, target of the link, remark)."""
    sheet = openpyxl.load_workbook(path)[SHEET]
    rows = list(sheet.iter_rows())
    header = next(i for i, row in enumerate(rows) if row[1].value == "文ID")
    found = {}
    for row in rows[header + 1:]:
        link = row[3].hyperlink.location if row[3].hyperlink else None
        found[row[1].value] = (row[2].value, row[4].value, link, row[5].value)
    return found


def folded(text):
    return re.sub(r"\s", "", text).replace("%", "％")


def printed(tsv, workbook):
    made = sentences(workbook)
    with open(tsv, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    for place, name, text in rows:
        if folded(made[name][0]) != folded(text):
            print(f"{place} {name}:\n  {text}\n  {made[name][0]}")
    if not rows:
        print("nothing is compared")


def links(workbooks):
    for path in workbooks:
        names = openpyxl.load_workbook(path, read_only=True).sheetnames
        for name, (_, n, link, _) in sentences(path).items():
            target = (link or "").rpartition("!")[0].strip("'").replace("''", "'")
            if target not in names:
                print(f"{path} {name}: no sheet '{target}'")
            if not isinstance(n, (int, float)):
                print(f"{path} {name}: n is {n}")


def percent(count, base):
    """Half up from whole numbers, 0 for none."""
    tenths = (2000 * count + base) // (2 * base)
    star = "*" if base < 10 else ""
    return "0％" + star if count == 0 else f"{tenths // 10}.{tenths % 10}％{star}"


def areas(folder):
    with open(f"{folder}/tables/cells.csv", encoding="utf-8-sig", newline="") as stream:
        cells = {(c["banner"], c["class"], c["question"], c["row"], c["option"]): c
                 for c in csv.DictReader(stream) if c["form"] == "municipality"}
    with open(f"{folder}/tables/response-status.csv", encoding="utf-8-sig", newline="") as stream:
        status = {(c["banner"], c["class"].zfill(2)): (c["units"], c["answered"])
                  for c in csv.DictReader(stream) if c["form"] == "municipality"}
    compared = 0
    for banner in ("prefecture", "bureau"):
        for path in sorted(glob.glob(f"{folder}/{banner}/*.xlsx")):
            area = path.rpartition("/")[2].partition("-")[0]
            made = sentences(path)
            shares = []
            for row in ("daily", "discharge", "emergency", "end_of_life"):
                cell = next(c for key, c in cells.items() if key[0] == banner
                            and key[1].zfill(2) == area.zfill(2)
                            and key[2:] == ("qualitative_methods", row, "1"))
                shares.append((int(cell["count"]), int(cell["base"])))
            wanted = [percent(*share) for share in shares]
            text = made["visits"][0]
            if re.findall(r"[0-9.]+％\*?", text) != wanted or made["visits"][1] != shares[0][1]:
                print(f"{path}: {text}, not {wanted}")
            turnout = re.findall(r"[0-9,]+(?=市区町村)", made["turnout"][0])
            if tuple(turnout) != status[banner, area.zfill(2)]:
                print(f"{path}: {made['turnout'][0]}, not {status[banner, area.zfill(2)]}")
            highest = all(shares[1][0] > s[0] for i, s in enumerate(shares) if i != 1)
            if not highest and made["discharge-highest"][0] != "（印刷しない）":
                print(f"{path}: {made['discharge-highest'][0]}")
            compared += 1
    if compared != 55:
        print(f"{compared} areas, not 55")


if sys.argv[1] == "printed":
    printed(*sys.argv[2:])
elif sys.argv[1] == "links":
    links(sys.argv[2:])
else:
    areas(sys.argv[2])
