#!/usr/bin/python3
"""Fills in forms with openpyxl: fill_openpyxl.py PLAN.json FORMS-FOLDER OUT-FOLDER

It writes texts as inline strings and, of a formula, never the result: where the plan has a formula
or rich text, the plain value is typed.
"""
import glob
import json
import os
import sys

import openpyxl


def cell_of(book, name):
    sheet, place = next(iter(book.defined_names[name].destinations))
    return book[sheet][place.replace("$", "")]


def fill(form, answers, out):
    book = openpyxl.load_workbook(form)
    for answer in answers:
        cell = cell_of(book, answer["name"])
        cell.value = answer["value"]
        if isinstance(answer["value"], str):
            cell.data_type = "s"  # what begins with "=" is a text too
    book.save(out)


def main():
    plan, forms, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    with open(plan, encoding="utf-8") as file:
        respondents = json.load(file)
    for respondent in respondents:
        pattern = os.path.join(forms, respondent["form"], respondent["unit"] + "-*.xlsx")
        form = glob.glob(pattern)[0]
        fill(form, respondent["answers"], os.path.join(out, os.path.basename(form)))


main()
