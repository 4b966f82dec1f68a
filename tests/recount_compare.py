#!/usr/bin/env python3
"""Counts numbers and texts of two waves again, from the files that were loaded:

    recount_compare.py FOLDER EARLIER.csv LATER.csv NUMBER... -- TEXT...

of the form municipality.

FOLDER is what `renkei compare` wrote. Everybody is asked these items, units are the same if their codes
are, and nothing was corrected. Shares and means are fractions; the distribution of t is integrated
numerically. Prints what differs; silent if nothing does.
"""
import csv
import math
import sys
from fractions import Fraction
from pathlib import Path

folder, *files = sys.argv[1:4]
numbers = sys.argv[4:sys.argv.index("--")]
texts = sys.argv[sys.argv.index("--") + 1:]


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


waves = [{row["unit"]: row for row in table(path)} for path in files]


def own_rows(name, item):
    question, _, row = item.partition(".")
    return [r for r in table(Path(folder) / name)
            if (r["form"], r["question"], r["row"]) == ("municipality", question, row)]


def say(item, what, found, expected):
    if found != expected:
        print(f"{item}: {what} is {found}, not {expected}")


def state(row, item):
    text = row[item]
    try:
        return Fraction(text)
    except ValueError:
        return "blank" if text == "" else "unusable"


def decimal(value, count=4):
    scaled = abs(value) * 10**count
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = f"{whole // 10**count}.{whole % 10**count:0{count}}"
    return "-" + text if value < 0 and whole else text


def two_sided(t, df):
    """1 less the integral from -t to t, by Simpson's rule."""
    t, steps = abs(t), 20000
    constant = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi * df)
    density = lambda x: constant * (1 + x * x / df) ** (-(df + 1) / 2)
    width = t / steps
    inner = sum((4 if i % 2 else 2) * density(i * width) for i in range(1, steps))
    return 1 - 2 * width / 3 * (density(0) + inner + density(t))


def parts_of(item, given, states):
    """Unit by unit, of later less earlier mean."""
    later = set(given[1])
    panel = [u for u in given[0] if u in later]
    in_panel = set(panel)
    q = [sum(states[i][u] for u in panel) / len(panel) for i in range(2)]
    parts = dict.fromkeys(["blank", "unusable", "entry", "exit"], Fraction(0))
    parts["moves"] = q[1] - q[0]
    for i, absent in enumerate(["exit", "entry"]):
        for u in given[i]:
            if u in in_panel:
                continue
            name = states[1 - i].get(u, absent)
            parts[name] += (2 * i - 1) * (states[i][u] - q[i]) / len(given[i])
    return parts, panel, q


def check_test(item, row, differences):
    n = len(differences)
    mean = sum(differences) / n
    t = float(mean) / math.sqrt(sum((d - mean) ** 2 for d in differences) / (n - 1) / n)
    say(item, "t", row["t"], f"{t:.4g}")
    say(item, "df", row["df"], str(n - 1))
    p = two_sided(t, n - 1)
    if abs(float(row["p"]) - p) > max(1e-3 * p, 1e-9):
        print(f"{item}: p is {row['p']}, not {p}")


def check_number(item):
    own = lambda name: own_rows(name, item)
    states = [{u: state(row, item) for u, row in wave.items()} for wave in waves]
    given = [[u for u, s in wave.items() if isinstance(s, Fraction)] for wave in states]
    means = [sum(states[i][u] for u in given[i]) / len(given[i]) for i in range(2)]
    for i, row in enumerate(own("trend-numbers.csv")):
        ordered = sorted(states[i][u] for u in given[i])
        say(item, "base", row["base"], str(len(states[i])))
        say(item, "n", row["n"], str(len(ordered)))
        say(item, "mean", row["mean"], decimal(means[i]))
        middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        say(item, "median", Fraction(row["median"]), middle)
    say(item, "difference", row["difference"], decimal(means[1] - means[0]))
    parts, panel, q = parts_of(item, given, states)
    split = {r["part"]: r for r in own("decomposition-numbers.csv")}
    exact = {name: Fraction(int(r["numerator"]), int(r["denominator"])) for name, r in split.items()}
    say(item, "total", exact.pop("total"), means[1] - means[0])
    say(item, "sum of the parts", sum(exact.values()), means[1] - means[0])
    say(item, "parts", len(exact), 7)
    for name, value in exact.items():
        say(item, name, value, parts.get(name, 0))
        say(item, name, split[name]["change"], decimal(value))
    (row,) = own("panel-numbers.csv")
    say(item, "matched", row["matched"], str(len(panel)))
    for i, name in enumerate(["matched_mean_from", "matched_mean_to"]):
        say(item, name, row[name], decimal(q[i]))
    say(item, "matched_difference", row["matched_difference"], decimal(q[1] - q[0]))
    check_test(item, row, [states[1][u] - states[0][u] for u in panel])
    if min(len(panel), *(abs(parts[p]) for p in ("moves", "blank", "unusable", "entry", "exit"))) == 0:
        print(f"{item}: a part that says nothing")


def check_text(item):
    rows = own_rows("texts.csv", item)
    written = [{u: row[item] != "" for u, row in wave.items()} for wave in waves]
    pairs = [(written[0][u], written[1][u]) for u in written[0] if u in written[1]]
    for i, row in enumerate(rows):
        say(item, "answered", row["answered"], str(sum(written[i].values())))
        say(item, "base", row["base"], str(len(written[i])))
        say(item, "percent", row["percent"], decimal(Fraction(100 * sum(written[i].values()), len(written[i])), 1))
    expected = {"matched": len(pairs), "both": pairs.count((True, True)), "only_from": pairs.count((True, False)),
                "only_to": pairs.count((False, True)), "neither": pairs.count((False, False))}
    for name, count in expected.items():
        say(item, name, row[name], str(count))


for name in numbers:
    check_number(name)
for name in texts:
    check_text(name)
