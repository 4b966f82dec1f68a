#!/usr/bin/python3
"""Recounts the measures in the tables of a report with exact fractions; shares no code with renkei.

usage: recount_measures.py OUT CONFIGS SURVEY [FORM=RESPONSES.csv…]

The later columns of cells.csv, and subtotals.csv, from the counts and response-status.csv;
panel.csv from response-status.csv and the frame; rates.csv and what panel.csv says of columns of the
frame from the responses as they were sent, for the forms given. Responses must be clean: a number
that is none as it stands counts as not answered. Prints differences; status 1 if there are any.
"""
import csv
import re
import sys
from decimal import Decimal
from fractions import Fraction

import yaml

EMPTY = ("NA", "INVALID")


class Differences:
    def __init__(self):
        self.count = self.figures = 0

    def compare(self, table, record, expected):
        for column, value in expected.items():
            self.figures += 1
            if record[column] == value:
                continue
            self.count += 1
            if self.count <= 20:
                keys = ("form", "question", "row", "option", "banner", "class")
                place = "/".join(record.get(k, "") for k in keys)
                print(f"{table}: {place}: {column} is {record[column]!r}, recounted {value!r}")


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def read_yaml(path):
    with open(path, encoding="utf-8") as stream:
        return yaml.load(stream, Loader=yaml.BaseLoader)


def rounded(value, decimals=1):
    """Half away from zero, once; '' for None."""
    if value is None:
        return ""
    whole = int(abs(value) * 10**decimals + Fraction(1, 2))
    sign = "-" if value < 0 and whole > 0 else ""
    return sign + str(Decimal(whole).scaleb(-decimals))


def plain(value):
    """An exact decimal without trailing zeros."""
    text = str(Decimal(value.numerator) / Decimal(value.denominator))
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(count, base):
    return None if base == 0 else Fraction(100 * count, base)


def key_of(record, *columns):
    return tuple(record[c] for c in columns)


class Survey:
    """The configuration, as far as the recount needs it."""

    def __init__(self, configs, name):
        folder = f"{configs}/{name}"
        self.forms = {f["id"]: f for f in read_yaml(f"{folder}/codebook.yaml")["forms"]}
        self.banners = {b["id"]: b for b in read_yaml(f"{folder}/banners.yaml")["banners"]}
        self.tables = read_yaml(f"{folder}/tables.yaml")
        self.frames = {}
        for form in self.forms.values():
            if "frame" in form:
                units = read(f"{configs}/frames/{form['frame']}.csv")
                self.frames[form["id"]] = {u["code"]: u for u in units}

    def is_multiple(self, form, question):
        found = [q for q in self.forms[form]["questions"] if q["id"] == question]
        return bool(found) and found[0]["type"] == "multiple"

    def class_of(self, banner, unit):
        """The class of a unit of the frame; None: not of these kinds, or in none."""
        definition = self.banners.get(banner, {"question": ""})
        if "question" in definition or "cross" in definition:
            return None
        if "ratio" in definition:
            a, b = (number(unit[c]) for c in definition["ratio"])
            value = None if a is None or not b else a / b
        elif "column" in definition and "bands" in definition:
            value = number(unit[definition["column"]])
        else:
            return unit[definition["column"]] if "column" in definition else "all"
        if value is None:
            return None
        return str(1 + sum(value >= Fraction(edge) for edge in definition["bands"]))


# ---- cells.csv and subtotals.csv ----


def missing_units(out):
    """Units that sent nothing; listed is what the frame decides."""
    missing = {}
    for record in read(f"{out}/tables/response-status.csv"):
        if record["units"]:
            key = key_of(record, "form", "banner", "class")
            missing[key] = int(record["units"]) - int(record["answered"])
    return missing


def counts_by_class(cells):
    found = {}
    for record in cells:
        key = key_of(record, "form", "question", "row", "banner", "class")
        found.setdefault(key, {})[record["option"]] = int(record["count"])
    return found


def missing_in(record, survey, missing, cross_units):
    key = key_of(record, "form", "banner", "class")
    if "cross" in survey.banners.get(record["banner"], {}):
        return cross_units.get(key)
    return missing.get(key)


def expected_cell(record, ticks, m, total, rivals):
    count, base, valid = (int(record[c]) for c in ("count", "base", "valid"))
    own, of_total = percent(count, base), percent(*total)
    answer = record["option"] not in EMPTY
    bounded = answer and m is not None
    return {
        "percent": rounded(own),
        "percent_valid": rounded(percent(count, valid) if answer else None),
        "percent_responses": rounded(percent(count, ticks) if answer and ticks is not None else None),
        "low": rounded(percent(count, base + m) if bounded else None),
        "high": rounded(percent(count + base - valid + m, base + m) if bounded else None),
        "difference": rounded(None if own is None or of_total is None else own - of_total),
        "rank": "" if own is None else str(1 + sum(r > own for r in rivals)),
    }


def check_cells(differences, name, records, cells, survey, missing, cross_units):
    by_class, totals, shares = counts_by_class(cells), {}, {}
    for record in records:
        item = key_of(record, "form", "question", "row", "option")
        share = int(record["count"]), int(record["base"])
        if "column" not in survey.banners.get(record["banner"], {}) and record["class"] == "all":
            totals[item] = share
        shares.setdefault(item + (record["banner"],), []).append(percent(*share))
    for record in records:
        item = key_of(record, "form", "question", "row", "option")
        ticks = None
        if survey.is_multiple(record["form"], record["question"]):
            counts = by_class[key_of(record, "form", "question", "row", "banner", "class")]
            ticks = sum(c for option, c in counts.items() if option not in EMPTY)
        rivals = [s for s in shares[item + (record["banner"],)] if s is not None]
        m = missing_in(record, survey, missing, cross_units)
        differences.compare(name, record, expected_cell(record, ticks, m, totals[item], rivals))


def check_subtotals(differences, records, cells, survey):
    by_class, wanted = counts_by_class(cells), {}
    for subtotal in survey.tables.get("subtotals", []):
        wanted[subtotal["question"], subtotal["id"]] = subtotal["codes"]
    for record in records:
        counts = by_class[key_of(record, "form", "question", "row", "banner", "class")]
        codes = wanted[record["question"], record["option"]]
        differences.compare("subtotals", record, {"count": str(sum(counts[c] for c in codes))})
    if {key_of(r, "question", "option") for r in records} != set(wanted):
        sys.exit("subtotals.csv does not hold the subtotals of tables.yaml")


# ---- rates.csv and panel.csv ----


def number(text):
    return Fraction(text) if re.fullmatch(r"-?\d+(\.\d+)?", text or "") else None


def unit_of(code, frame):
    return frame.get(code) or next((u for c, u in frame.items() if len(c) == 6 and c[:5] == code), None)


def expected_rate(record, survey, responses):
    frame = survey.frames[record["form"]]
    item = record["question"] + (f".{record['row']}" if record["row"] else "")
    counted, left_out = [], 0
    for response in responses:
        unit, value = unit_of(response["unit"], frame), number(response[item])
        if unit is None or value is None:
            continue
        if survey.class_of(record["banner"], unit) != record["class"]:
            continue
        per = number(unit[record["per"]]) or 0
        if per > 0:
            counted.append((value, per))
        else:
            left_out += 1
    total, denominator = sum(v for v, _ in counted), sum(p for _, p in counted)
    rate = Fraction(total * int(record["units"]), denominator) if denominator else None
    return {
        "n": str(len(counted)),
        "left_out": str(left_out),
        "sum": plain(Fraction(total)),
        "denominator": plain(Fraction(denominator)),
        "rate": rounded(rate, 4),
    }


def check_rates(differences, records, survey, sent):
    for record in records:
        definition = survey.banners.get(record["banner"], {"question": ""})
        if record["form"] in sent and "question" not in definition and "cross" not in definition:
            expected = expected_rate(record, survey, sent[record["form"]])
            differences.compare("rates", record, expected)


def check_panel(differences, records, out, survey, sent):
    status, sums = {}, {}
    for record in read(f"{out}/tables/response-status.csv"):
        status[key_of(record, "form", "banner", "class")] = record
    for record in (r for r in records if r["measure"] == "units"):
        own = status[key_of(record, "form", "banner", "class")]
        all_units, answered = sums.get(key_of(record, "form", "banner"), (0, 0))
        sums[key_of(record, "form", "banner")] = (
            all_units + int(own["units"]),
            answered + int(own["answered"]),
        )
    for record in records:
        if record["measure"] == "units":
            own = status[key_of(record, "form", "banner", "class")]
            units, answered = int(own["units"]), int(own["answered"])
            all_units, all_answered = sums[key_of(record, "form", "banner")]
            frame, share = percent(units, all_units), percent(answered, all_answered)
            expected = {
                "frame": str(units),
                "answered": str(answered),
                "covered": rounded(percent(answered, units)),
                "frame_share": rounded(frame),
                "answered_share": rounded(share),
                "difference": rounded(share - frame),
            }
            differences.compare("panel", record, expected)
        elif record["form"] in sent:
            frame = survey.frames[record["form"]]
            units = {r["unit"]: unit_of(r["unit"], frame) for r in sent[record["form"]]}
            answered = {u["code"]: u for u in units.values() if u}
            sums_of = [
                sum(number(u[record["measure"]]) or 0 for u in some.values())
                for some in (frame, answered)
            ]
            expected = {
                "frame": plain(Fraction(sums_of[0])),
                "answered": plain(Fraction(sums_of[1])),
                "covered": rounded(Fraction(100) * sums_of[1] / sums_of[0]),
            }
            differences.compare("panel", record, expected)


def cross_missing(survey, sent):
    """Missing units in classes of crosses of two banners of the frame, from frame and responses."""
    missing = {}
    for form, responses in sent.items():
        if form not in survey.frames:
            continue
        frame = survey.frames[form]
        answered = {u["code"] for r in responses if (u := unit_of(r["unit"], frame))}
        for banner, definition in survey.banners.items():
            sides = definition.get("cross", [])
            if not sides or any("question" in survey.banners[s] for s in sides):
                continue
            lists = [{survey.class_of(s, u) for u in frame.values()} for s in sides]
            for a in lists[0]:
                for b in lists[1]:
                    missing[form, banner, f"{a}:{b}"] = 0
            for code, unit in frame.items():
                if code not in answered:
                    key = ":".join(str(survey.class_of(s, unit)) for s in sides)
                    missing[form, banner, key] += 1
    return missing


def main(out, configs, name, *responses):
    survey, differences = Survey(configs, name), Differences()
    sent = {form: read(path) for form, path in (r.split("=", 1) for r in responses)}
    missing, crosses = missing_units(out), cross_missing(survey, sent)
    cells = [r for r in read(f"{out}/tables/cells.csv")]
    checked = [r for r in cells if is_checked(r, survey, sent)]
    check_cells(differences, "cells", checked, cells, survey, missing, crosses)
    if survey.tables.get("subtotals"):
        subtotals = read(f"{out}/tables/subtotals.csv")
        check_subtotals(differences, subtotals, cells, survey)
        checked = [r for r in subtotals if is_checked(r, survey, sent)]
        check_cells(differences, "subtotals", checked, cells, survey, missing, crosses)
    if survey.tables.get("rates"):
        check_rates(differences, read(f"{out}/tables/rates.csv"), survey, sent)
    if survey.tables.get("panel"):
        check_panel(differences, read(f"{out}/tables/panel.csv"), out, survey, sent)
    print(f"{differences.figures} figures recounted, {differences.count} differ")
    return 1 if differences.count or not differences.figures else 0


def is_checked(record, survey, sent):
    """Who is missing in a cross of the frame's banners is known from the responses only."""
    return "cross" not in survey.banners.get(record["banner"], {}) or record["form"] in sent


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
