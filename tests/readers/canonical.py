"""The canonical form of what a reader saw: a CSV with the columns file, sheet, cell, kind, value;
a line per cell that is not empty; kind is n (number) or t (text); numbers as the shortest decimal
that is the same double. Every reader of this folder writes it, each in its own language.
"""

import csv
import sys

COLUMNS = ["file", "sheet", "cell", "kind", "value"]


def column_letters(column):
    """1 is A."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


class Writer:
    def __init__(self, stream=sys.stdout):
        self.writer = csv.writer(stream, lineterminator="\n")
        self.writer.writerow(COLUMNS)

    def put(self, file, sheet, row, column, value):
        """Row and column from 1; an empty text is no cell."""
        if value is None or value == "":
            return
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        text = repr(float(value)) if number else str(value)
        cell = column_letters(column) + str(row)
        self.writer.writerow([file, sheet, cell, "n" if number else "t", text])


def read(path):
    """{(file, sheet): {(row, column): number or text}}, rows and columns from 1."""
    sheets = {}
    with open(path, encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            letters = record["cell"].rstrip("0123456789")
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - ord("A") + 1
            place = int(record["cell"][len(letters) :]), column
            value = record["value"]
            sheet = sheets.setdefault((record["file"], record["sheet"]), {})
            sheet[place] = float(value) if record["kind"] == "n" else fold(value)
    return sheets


def fold(text):
    """Line ends differ among readers, not the lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
