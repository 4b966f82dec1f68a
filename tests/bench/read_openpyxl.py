"""The loop people write: every form with openpyxl (read-only), its answers by their defined names
into a dictionary, and all rows with psycopg into one plain table, in one transaction.

usage: read_openpyxl.py CONNINFO FOLDER
"""

import json
import sys
from pathlib import Path

import openpyxl
import psycopg
from openpyxl.utils.cell import coordinate_to_tuple


def read_form(path):
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = {}
    for sheet in workbook.worksheets:
        sheets[sheet.title] = {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
    identity = {
        sheets["_renkei"][place]: value
        for (row, column), value in sheets["_renkei"].items()
        if column == 2 and (place := (row, 1)) in sheets["_renkei"]
    }
    answers = {}
    for name in workbook.defined_names.definedName:
        if name.name.startswith("a_"):
            for title, cell in name.destinations:
                value = sheets[title].get(coordinate_to_tuple(cell.replace("$", "")))
                if value is not None:
                    answers[name.name[2:]] = value
    workbook.close()
    return identity["survey"], identity["form"], str(identity["unit"]), answers


def main():
    conninfo, folder = sys.argv[1:]
    rows = []
    for path in sorted(Path(folder).glob("*.xlsx")):
        survey, form, unit, answers = read_form(path)
        rows.append((survey, form, unit, json.dumps(answers, ensure_ascii=False)))
    with psycopg.connect(conninfo) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS public.plain")
        cursor.execute(
            "CREATE TABLE public.plain"
            " (survey text, form text, unit text, answers jsonb, PRIMARY KEY (survey, form, unit))"
        )
        cursor.executemany("INSERT INTO public.plain VALUES (%s, %s, %s, %s)", rows)
    print(len(rows), "forms,", sum(row[3].count('": ') for row in rows), "answers")


main()
