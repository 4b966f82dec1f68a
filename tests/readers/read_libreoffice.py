"""What LibreOffice reads in workbooks: it opens each and writes it as .ods, its own format, whose cells
are read here. Ends with an error if it could not open a workbook or said anything about it.

usage: read_libreoffice.py FOLDER NAME=WORKBOOK… >CANONICAL
"""

import pathlib
import shutil
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

from canonical import Writer

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# More columns than any sheet of ours: what is repeated beyond are empty cells up to the sheet's edge.
REPEATED_MOST = 1000


def convert(folder, files):
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "ods", "--outdir", str(folder / "ods"), *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in run.stdout.splitlines() if not line.startswith("convert ")]
    # without a Java runtime it says so at every start
    wrong = [line for line in run.stderr.splitlines() if "javaldx" not in line and line]
    if run.returncode != 0 or said or wrong:
        sys.exit(f"LibreOffice: status {run.returncode}: {said} {wrong}")


def paragraph(element):
    """Text with the spaces, tabs and line breaks that stand as elements."""
    text = element.text or ""
    for child in element:
        if child.tag == TEXT + "s":
            text += " " * int(child.get(TEXT + "c", "1"))
        elif child.tag in (TEXT + "tab", TEXT + "line-break"):
            text += "\t" if child.tag == TEXT + "tab" else "\n"
        else:
            text += paragraph(child)
        text += child.tail or ""
    return text


def value_of(cell):
    kind = cell.get(OFFICE + "value-type")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(OFFICE + "value"))
    return "\n".join(paragraph(child) for child in cell.findall(TEXT + "p"))


def cells_of(row):
    """Column and value of the cells that are not empty."""
    column = 1
    for cell in row:
        if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            continue
        times = int(cell.get(TABLE + "number-columns-repeated", "1"))
        value = value_of(cell)
        if value != "":
            for place in range(column, column + min(times, REPEATED_MOST)):
                yield place, value
        column += times


def put_sheet(writer, name, table):
    number = 1
    for row in table.iter(TABLE + "table-row"):
        times = int(row.get(TABLE + "number-rows-repeated", "1"))
        cells = list(cells_of(row))
        for place in range(number, number + times) if cells else ():
            for column, value in cells:
                writer.put(name, table.get(TABLE + "name"), place, column, value)
        number += times


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    arguments = [argument.partition("=") for argument in sys.argv[2:]]
    files = [folder / "in" / (name + ".xlsx") for name, _, _ in arguments]
    (folder / "in").mkdir(parents=True)
    for file, (_, _, path) in zip(files, arguments):
        shutil.copy(path, file)
    convert(folder, files)
    writer = Writer()
    for name, _, _ in arguments:
        with zipfile.ZipFile(folder / "ods" / (name + ".ods")) as archive:
            content = ElementTree.fromstring(archive.read("content.xml"))
        spreadsheet = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
        for table in spreadsheet.findall(TABLE + "table"):
            put_sheet(writer, name, table)


main()
