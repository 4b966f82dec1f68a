#!/usr/bin/python3
"""What people do to files between two runs of the program, for tests/scenario_query.sh.

damage DAMAGES IN.csv OUT.csv       types the values of a table unit,column,value over answers;
                                    a column "contractor.*" stands for all options of contractor
fill CORRECTIONS IN/ OUT/           fills in query workbooks as an officer would: the corrections of
                                    a table unit,cell,value, and a tick with a reason for every item
                                    that none of them is about
"""
import csv
import os
import re
import sys

REASON = "担当課に確認しました。"


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def damage(table, source, target):
    with open(source, encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    units = {row[0]: row for row in rows}
    for change in read_table(table):
        name = change["column"]
        if name.endswith(".*"):
            columns = [i for i, column in enumerate(header) if column.startswith(name[:-1])]
        else:
            columns = [header.index(name)]
        for column in columns:
            units[change["unit"]][column] = change["value"]
    with open(target, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header] + rows)


def cells_by_name(book):
    """Where the cells stand that are to be filled in."""
    found = {}
    names = book.defined_names
    entries = names.items() if hasattr(names, "items") else ((n.name, n) for n in names.definedName)
    for name, entry in entries:
        sheet, place = entry.attr_text.rsplit("!", 1)
        found[name] = book[sheet.strip("'")][place.replace("$", "")]
    return found


def write(cell, value):
    cell.value = value
    cell.data_type = "s"  # "=…" too is what somebody typed


def fill_book(path, target, corrections):
    import openpyxl

    book = openpyxl.load_workbook(path)
    cells = cells_by_name(book)
    corrected = set()
    for name, value in corrections:
        write(cells[name], value)
        related = cells[name].parent.cell(cells[name].row, 1).value
        corrected.update(re.findall(r"\d+", str(related)))
    for name in cells:
        item = re.fullmatch(r"q_(\d+)_confirm", name)
        if item and item.group(1) not in corrected:
            write(cells[name], "○")
            write(cells["q_%s_reason" % item.group(1)], REASON)
    book.save(target)


def fill(table, source, target):
    corrections = {}
    for row in read_table(table):
        corrections.setdefault(row["unit"], []).append((row["cell"], row["value"]))
    os.makedirs(target, exist_ok=True)
    for file in sorted(os.listdir(source)):
        unit = file.split("-")[0]
        fill_book(os.path.join(source, file), os.path.join(target, file), corrections.get(unit, []))


def main():
    verbs = {"damage": damage, "fill": fill}
    if len(sys.argv) != 5 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]](*sys.argv[2:])


main()
