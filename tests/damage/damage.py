#!/usr/bin/python3
"""Forms that come back damaged, in documented ways, and whether each is read or named.

damage.py make SAMPLE CSV ITEMS.json OTHER OUT   OUT/clean: a form of every municipality and
                 prefecture; OUT/damaged: the same, 200 of them damaged; OUT/ledger.json: what the
                 database is to hold of them. SAMPLE and CSV are the two outputs of `renkei sample`,
                 OTHER has forms of another survey
damage.py compare OUT CSV CLEAN.csv DAMAGED.csv   dumps (dump.sql) of both folders with the ledger
damage.py table                                  docs/damage.md

The same inputs give the same files.
"""
import csv
import glob
import json
import os
import random
import re
import sys
from collections import Counter

sys.dont_write_bytecode = True  # nothing is left beside the sources

from case import UNIT, Case, Sample
from ways import CASES, WAYS
from workbook import Form, text

SEED = 20220216
FORM = "municipality"  # only these are damaged
FRAME = "configs/frames/municipality-2022.csv"
ALIASES = "configs/frames/municipality-2022-aliases.csv"
SHOWN = 20  # differences


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- What is not damaged ----

def rows_of(folder, form):
    return {row["unit"]: {c: v for c, v in row.items() if c != "unit" and not c.startswith("_")}
            for row in table(os.path.join(folder, form + ".csv"))}


def read_sample(folder, items_file):
    with open(items_file, encoding="utf-8") as file:
        items = json.load(file)[FORM]
    frame = {row["code"]: row for row in table(FRAME)}
    sample = Sample(rows_of(folder, FORM), items,
                    {code: row["name"] for code, row in frame.items()}, frame)
    counties = [row for row in table(ALIASES) if row["source"] == "mic_juki_2022"]
    sample.spellings = {row["code"]: row["alias"] for row in counties if "郡" in row["alias"]}
    return sample


def complete(sample, clean):
    """Municipalities that the sample has no answer of answer as the next one does."""
    units, donor = sorted(sample.frame), max(sample.rows)
    for unit in reversed(units):
        if unit in sample.rows:
            donor = unit
            continue
        form = Form(path_of(clean, donor))
        form.put_unit(text(unit))
        form.put_hidden_unit(unit)
        form.put_unit_name(sample.names[unit])
        form.save(os.path.join(clean, FORM, "%s-%s.xlsx" % (unit, sample.names[unit])))
        sample.rows[unit] = sample.rows[donor]


def path_of(folder, unit):
    return glob.glob(os.path.join(folder, FORM, unit + "-*.xlsx"))[0]


def link_all(source, target):
    for path in glob.glob(os.path.join(source, "*", "*.xlsx")):
        place = os.path.join(target, os.path.relpath(path, source))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.link(path, place)


# ---- What is ----

def choose(sample, chance):
    """Five units for every way, each for one way only; the demanding ways choose first."""
    free = sorted(sample.rows)
    chance.shuffle(free)
    fitting = {way["name"]: [unit for unit in free if way["needs"](sample.rows[unit], unit, sample)]
               for way in WAYS}
    chosen, taken = {}, set()
    for way in sorted(WAYS, key=lambda way: len(fitting[way["name"]])):
        units = [unit for unit in fitting[way["name"]] if unit not in taken][:CASES]
        if len(units) < CASES:
            sys.exit("too few forms to try: " + way["name"])
        chosen[way["name"]] = units
        taken.update(units)
    return chosen


def new_case(sample, unit, number, clean, other):
    case = Case(sample, unit, path_of(clean, unit), number)
    case.other_survey = path_of(other, unit)
    return case


def write(case, folder):
    """The file of a case, unless it lies in that of another."""
    for extra in case.extra_files:
        if extra.file:
            write(extra, folder)
    if case.archive and not case.extra_bytes:
        return
    name, content = case.extra_bytes or (case.file, case.bytes)
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if content is None:
        if not os.path.exists(path):
            case.form.save(path)
        return
    with open(path, "wb") as file:
        file.write(content)


def entries_of(case, way):
    yield case.entry(way["name"])
    for extra in case.extra_files:
        extra.file = extra.file or case.file
        yield extra.entry(way["name"])


def damage(sample, clean, other, folder):
    chosen, ledger = choose(sample, random.Random(SEED)), []
    for way in WAYS:
        cases = [new_case(sample, unit, number, clean, other)
                 for number, unit in enumerate(chosen[way["name"]])]
        for case in cases:
            os.unlink(path_of(folder, case.unit))
        for part in [cases] if way["joint"] else cases:
            way["function"](part)
        for case in cases:
            if not case.is_damaged():
                sys.exit("%s: %s is not damaged" % (way["name"], case.unit))
            write(case, folder)
            ledger += entries_of(case, way)
    return ledger


def check_ways(ledger):
    """The table names every code that its way is to give, and no other."""
    for way in WAYS:
        entries = [entry for entry in ledger if entry["way"] == way["name"]]
        codes = {code for entry in entries for code, _, _ in entry["findings"]}
        ruled = any(entry["readings"] for entry in entries)
        if codes != set(re.findall(r"[EWR]\d{3}", way["outcome"])) or \
                ruled != ("rule is recorded" in way["outcome"]):
            sys.exit("%s: %s is not what is expected: %s" % (way["name"], way["outcome"], codes))


def make(source, answers, items_file, other, out):
    clean, damaged = os.path.join(out, "clean"), os.path.join(out, "damaged")
    sample = read_sample(answers, items_file)
    link_all(source, clean)
    complete(sample, clean)
    link_all(clean, damaged)
    ledger = damage(sample, clean, other, damaged)
    check_ways(ledger)
    with open(os.path.join(out, "ledger.json"), "w", encoding="utf-8") as file:
        json.dump({"rows": sample.rows, "damaged": ledger}, file, ensure_ascii=False, indent=1)
    files = glob.glob(os.path.join(damaged, "**", "*.*"), recursive=True)
    print("%d forms, %d files, %d units damaged in %d ways" %
          (len(sample.rows), len(files), CASES * len(WAYS), len({e["way"] for e in ledger})))


# ---- Whether it was read ----

class Dump:
    def __init__(self, path, folder):
        self.answers, self.findings, self.readings, self.submissions = {}, [], [], []
        with open(path, encoding="utf-8", newline="") as file:
            for kind, *fields in csv.reader(file):
                if kind == "answer":
                    form, unit, column, value = fields
                    self.answers.setdefault((form, unit), {})[column] = value
                else:
                    fields[0] = os.path.relpath(fields[0], folder)
                    getattr(self, kind + "s").append(tuple(fields))


class Differences:
    def __init__(self):
        self.count = 0

    def report(self, *words):
        self.count += 1
        if self.count <= SHOWN:
            print(*words)

    def compare(self, what, expected, found):
        """Two lists in any order; a thing may be in them more than once."""
        expected, found = Counter(expected), Counter(found)
        for thing in sorted((expected - found).elements()):
            self.report("missing", what, thing)
        for thing in sorted((found - expected).elements()):
            self.report("unexpected", what, thing)


def check_clean(dump, rows, form, differences):
    """What the sample says, it says in the database; what it leaves blank is a kind of empty."""
    for unit, row in rows.items():
        answers = dump.answers.get((form, unit), {})
        for column, value in row.items():
            found = answers.get(column, "")
            ticks = value == "" and found == "0"
            if found != value and not ticks and (value not in ("", "0") or
                                                 found not in ("", "NA", "NOT_ASKED")):
                differences.report("undamaged", unit, column, repr(found), "not", repr(value))
        if not answers:
            differences.report("undamaged", unit, "is not there")


def expected_answers(clean, ledger):
    answers = dict(clean.answers)
    for entry in ledger:
        if entry["state"] == "rejected":
            answers.pop((FORM, entry["unit"]), None)
        elif entry["state"] == "accepted":
            answers[FORM, entry["unit"]] = {**clean.answers[FORM, entry["unit"]],
                                            **entry["changes"]}
    return answers


def compare_answers(clean, damaged, ledger, differences):
    expected = expected_answers(clean, ledger)
    ways = {entry["unit"]: entry["way"] for entry in ledger}
    for key in sorted(expected.keys() | damaged.answers.keys()):
        wanted, found = expected.get(key, {}), damaged.answers.get(key, {})
        for column in sorted(wanted.keys() | found.keys()):
            if wanted.get(column, "") != found.get(column, ""):
                differences.report("answer", *key, column, ways.get(key[1], "undamaged") + ":",
                                   repr(found.get(column)), "not", repr(wanted.get(column)))


def finding_of(entry, code, column, raw):
    """As a row of the dump, without unit and severity."""
    several = entry["several"] or code == "R011"
    sheet = entry["sheet"] if column or several else ""
    cell = entry["cells"][column] if column else ""
    return entry["file"], sheet, cell, code, "" if column == UNIT else column, raw


def expected_findings(clean, ledger):
    """Those of the undamaged forms, where they stand now; and the damages."""
    damaged = {entry["unit"] for entry in ledger}
    usual = {}
    for file, sheet, cell, code, item, raw, unit, *_ in clean.findings:
        if unit in damaged:
            usual.setdefault(unit, []).append((code, item, raw))
        else:
            yield file, sheet, cell, code, item, raw
    for entry in ledger:
        own = [tuple(finding) for finding in entry["findings"]]
        kept = usual.get(entry["unit"], []) if entry["read"] else []
        for code, column, raw in own + kept:
            yield finding_of(entry, code, column, raw)


def compare_reasons(damaged, ledger, differences):
    messages = {finding[0]: finding[-1] for finding in damaged.findings}
    for entry in ledger:
        message = messages.get(entry["file"], "")
        if entry["reason"] not in message:
            differences.report("reason", entry["file"], repr(message), "not", entry["reason"])


def compare(out, answers, clean_dump, damaged_dump):
    with open(os.path.join(out, "ledger.json"), encoding="utf-8") as file:
        content = json.load(file)
    ledger, differences = content["damaged"], Differences()
    in_file = Counter(entry["file"] for entry in ledger)
    for entry in ledger:
        entry["several"] = in_file[entry["file"]] > 1
    folder = os.path.join(out, "damaged")
    clean = Dump(clean_dump, os.path.join(out, "clean"))
    damaged = Dump(damaged_dump, folder)
    check_clean(clean, content["rows"], FORM, differences)
    check_clean(clean, rows_of(answers, "prefecture"), "prefecture", differences)
    compare_answers(clean, damaged, ledger, differences)
    differences.compare("finding", expected_findings(clean, ledger),
                        [finding[:6] for finding in damaged.findings])
    compare_reasons(damaged, ledger, differences)
    differences.compare(
        "reading", [(entry["file"], entry["unit"], *reading) for entry in ledger
                    for reading in entry["readings"]],
        [(reading[0], *reading[2:]) for reading in damaged.readings])
    units = {entry["unit"] for entry in ledger}
    differences.compare(
        "submission", [(s[0], s[3]) for s in clean.submissions if s[2] not in units] +
        [(entry["file"], entry["state"]) for entry in ledger],
        [(s[0], s[3]) for s in damaged.submissions])
    print("%d submissions, %d answers, %d findings, %d readings compared: %d differences" %
          (len(damaged.submissions), sum(map(len, damaged.answers.values())),
           len(damaged.findings), len(damaged.readings), differences.count))
    return differences.count


# ---- The table ----

TABLE = """# How forms come back

Forms come back otherwise than they went out. `make test` takes a folder of forms of all 1,741
municipalities and 47 prefectures with the answers of `renkei sample` (municipalities that it gives
no answer answer as the next one does), damages %d of them in the %d ways below, five of each, and
loads it (`tests/scenario_damage.sh`). Then every answer of every form, damaged or not, has the
value it was given, or what this table says; every finding has its file and, where it is about a
cell, sheet, cell, answer and the value as typed; and there is no other finding and no other answer
that was read by a rule. What the codes say stands in [findings.md](findings.md), what the rules
read in [Answers read by a rule](findings.md#answers-read-by-a-rule).

This table is written by `python3 tests/damage/damage.py table`; the ways themselves stand in
`tests/damage/ways.py`.

| | way | what comes back | what becomes of it |
|---|---|---|---|
"""


def show_table():
    print(TABLE % (CASES * len(WAYS), len(WAYS)), end="")
    for number, way in enumerate(WAYS, 1):
        print("| %d | %s | %s | %s |" % (number, way["name"], way["description"], way["outcome"]))


def main():
    verb, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if verb == "make" and len(arguments) == 5:
        make(*arguments)
    elif verb == "compare" and len(arguments) == 4:
        sys.exit(1 if compare(*arguments) else 0)
    elif verb == "table" and not arguments:
        show_table()
    else:
        sys.exit(__doc__)


main()
