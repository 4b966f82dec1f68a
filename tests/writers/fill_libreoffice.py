#!/usr/bin/python3
"""Fills in forms with LibreOffice, headless, through its Python bridge (UNO):

fill_libreoffice.py PLAN.json FORMS-FOLDER OUT-FOLDER FORMAT…

FORMAT is a folder of OUT-FOLDER and how the forms are saved into it: xlsx2007 ("Excel 2007-365"),
ooxml ("Office Open XML Spreadsheet"), ods. A FORMS-FOLDER of saved files (no folders of forms in
it) is only saved anew: PLAN.json is "-" then.
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.awt import FontWeight
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.util import NumberFormat

FILTERS = {
    "xlsx2007": ("Calc MS Excel 2007 XML", ".xlsx"),
    "ooxml": ("Calc Office Open XML", ".xlsx"),
    "ods": ("calc8", ".ods"),
}
SECONDS_TO_START = 60


def start(profile):
    """The office program with a profile of its own, and its desktop."""
    pipe = f"renkei-{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", "--nodefault",
         f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(SECONDS_TO_START * 5):
        try:
            context = resolver.resolve(
                f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.2)
    office.kill()
    sys.exit("LibreOffice does not answer")


def option(name, value):
    return PropertyValue(Name=name, Value=value)


def type_rich(cell, runs):
    """Every second run is bold."""
    cell.setString("")
    for index, run in enumerate(runs):
        cursor = cell.createTextCursor()
        cursor.gotoEnd(False)
        cursor.CharWeight = FontWeight.BOLD if index % 2 else FontWeight.NORMAL
        cell.insertString(cursor, run, False)


def type_answer(document, cell, answer):
    value, kind = answer["value"], answer["kind"]
    if kind == "formula":
        cell.setFormula("=" + answer["formula"])
    elif kind == "rich":
        type_rich(cell, answer["runs"])
    elif kind == "boolean":
        cell.setValue(1 if value else 0)
        cell.NumberFormat = document.NumberFormats.getStandardFormat(NumberFormat.LOGICAL, Locale())
    elif kind == "number":
        cell.setValue(value)
    else:
        cell.setString(value)


def fill(document, answers):
    for answer in answers:
        cells = document.NamedRanges.getByName(answer["name"]).getReferredCells()
        type_answer(document, cells.getCellByPosition(0, 0), answer)


def save(document, form, out, formats):
    for name in formats:
        filter_name, suffix = FILTERS[name]
        base = os.path.splitext(os.path.basename(form))[0]
        path = os.path.join(out, name, base + suffix)
        document.storeToURL(uno.systemPathToFileUrl(os.path.abspath(path)),
                            (option("FilterName", filter_name),))


def jobs(plan, forms):
    if plan == "-":
        return [(form, []) for form in sorted(glob.glob(os.path.join(forms, "*.*")))]
    with open(plan, encoding="utf-8") as file:
        return [(glob.glob(os.path.join(forms, r["form"], r["unit"] + "-*.xlsx"))[0], r["answers"])
                for r in json.load(file)]


def main():
    plan, forms, out = sys.argv[1:4]
    formats = sys.argv[4:]
    for name in formats:
        os.makedirs(os.path.join(out, name), exist_ok=True)
    profile = tempfile.mkdtemp()
    office, desktop = start(profile)
    try:
        for form, answers in jobs(plan, forms):
            url = uno.systemPathToFileUrl(os.path.abspath(form))
            document = desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
            fill(document, answers)
            save(document, form, out, formats)
            document.close(False)
        desktop.terminate()
    finally:
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()
        shutil.rmtree(profile, ignore_errors=True)


main()
