"""What openpyxl reads in workbooks; a warning of it is an error.

usage: read_openpyxl.py NAME=WORKBOOK… >CANONICAL
"""

import sys
import warnings

import openpyxl
from canonical import Writer


def main():
    warnings.simplefilter("error")
    writer = Writer()
    for argument in sys.argv[1:]:
        name, _, path = argument.partition("=")
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    writer.put(name, sheet.title, cell.row, cell.column, cell.value)


main()
