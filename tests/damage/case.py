"""A form that comes back damaged, and what is to become of it: the ledger is made of these."""
from workbook import Form, text

UNIT = "u_unit"  # the cell that shows whose form it is, where a finding may be
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


class Sample:
    """The answers of the undamaged forms, by unit and column, and what the survey asks."""

    def __init__(self, rows, items, names, frame):
        self.rows = rows      # unit -> column -> value, as in a CSV
        self.items = items    # item -> its type and options
        self.names = names    # unit -> name
        self.frame = frame    # unit -> column of the frame -> value
        self.spellings = {}   # unit -> its name behind its county

    def item(self, column):
        """Columns are item, item.code and item.code.text."""
        while column not in self.items:
            column = column.rpartition(".")[0]
        return column

    def type(self, column):
        return "text" if column.endswith(".text") else self.items[self.item(column)]["type"]


class Case:
    """One form of one unit. `file` is where it is to lie, None if it is part of another file."""

    def __init__(self, sample, unit, path, number):
        self.sample, self.unit, self.number = sample, unit, number
        self.row, self.name = sample.rows[unit], sample.names[unit]
        self.path = path
        self.form = Form(path)
        self.usual_file = "municipality/%s-%s.xlsx" % (unit, self.name)
        self.file = self.usual_file
        self.bytes = None     # of a file that is no workbook any more
        self.archive = None   # the file this is a member of
        self.sheet = None     # if it is one of several in its workbook
        self.state = "accepted"
        self.answers_read = True
        self.changes = {}     # column -> value in the database, where it is not the sample's
        self.findings = []
        self.readings = []
        self.reason = ""      # part of the message of a file that is rejected
        self.extra_files = [] # further cases that came with it
        self.extra_bytes = None  # name and content of a file with several cases

    # ---- What it answers ----

    def answered(self, kind):
        """Columns of this type with an answer; ticks: all of a question with at least one."""
        items = {self.sample.item(c) for c, value in self.row.items()
                 if value == "1" and self.sample.type(c) == "multiple"}
        return [c for c, value in self.row.items()
                if value and self.sample.type(c) == kind
                and (kind != "multiple" or self.sample.item(c) in items)]

    def label(self, column):
        return self.sample.items[column]["options"][self.row[column]]

    def columns_of(self, item):
        return [c for c in self.row
                if c.startswith(item + ".") and self.sample.type(c) == "multiple"]

    # ---- What is done to it ----

    def type_all(self, kind, write, rule=None):
        """Every answer of a type, as write(column, value) has it."""
        for column in self.answered(kind):
            self.reads(column, write(column, self.row[column]), rule)

    def reads(self, column, typed, rule=None):
        """The answer stays what it is, by a rule or as it stands."""
        self.form.answer(column, text(typed))
        if rule:
            self.readings.append([column, typed, self.row[column], rule])

    def spoils(self, column, content, raw, code):
        """The answer becomes INVALID."""
        self.form.answer(column, content)
        self.find(code, column, raw)
        self.invalid(column)

    def invalid(self, column):
        if self.sample.type(column) == "multiple":
            for option in self.columns_of(self.sample.item(column)):
                self.changes[option] = "INVALID"
        else:
            self.changes[column] = "INVALID"

    def find(self, code, column, raw):
        self.findings.append([code, column, raw])

    def reject(self, code, raw="", column="", read=False):
        """`read`: what is wrong with its answers is listed all the same."""
        self.state, self.answers_read = "rejected", read
        self.findings = [[code, column, raw]]

    def is_damaged(self):
        return bool(self.bytes or self.archive or self.extra_files or self.file != self.usual_file
                    or self.form.parts != Form(self.path).parts)

    # ---- The ledger ----

    def entry(self, way):
        return {
            "way": way, "unit": self.unit, "state": self.state,
            "file": (self.archive + "/" if self.archive else "") + self.file,
            "sheet": self.sheet or self.form.sheet_name, "cells": self.form.cells(),
            "read": self.answers_read, "changes": self.changes, "findings": self.findings,
            "readings": self.readings, "reason": self.reason,
        }
