#!/usr/bin/env python3
"""What `renkei compare panel-a panel-b` must write, computed without any code of renkei.

    python3 tests/data/compare/expected.py            # writes the tables beside it
    python3 tests/data/compare/expected.py responses  # also makes the responses and frames anew
    Rscript tests/data/compare/ttest.R                # after that: t tests of pairs.csv, ttest.csv

The surveys are those of tests/data/configs/panel-a and panel-b, put down here once more. Shares are
fractions.Fraction; each part of a change is worked out from its definition, unit by unit. McNemar's
p values are compared with those of R (mcnemar.R, mcnemar.csv); those of the paired t test are R's.
"""
import csv
import math
import random
import sys
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
FRAMES = HERE.parent / "configs" / "frames"

# ---- The frames, and which unit is which ----

EARLIER = [str(1000 + i) for i in range(1, 121)]
GONE = {"1005", "1010", "1011", "1012", "1020", "1030", "1031", "1040"}
NEW = ["2005", "2010", "2020", "2021", "2031", "2040", "2050"]
LATER = [u for u in EARLIER if u not in GONE] + NEW
# Renamed at once, and in two steps; all others keep their code or have no partner.
SAME = {u: u for u in LATER} | {"1005": "2005", "1031": "2031"}

# ---- The questions: id, row, options of the two waves, kind ----

# level has option 3 in the first wave only and 4 in the second only.
SERIES = [
    ("stage", "", "取組の段階はどれですか。", "", {1: "実施", 2: "準備", 3: "未定"}, "single", ""),
    ("means", "", "用いている手段はどれですか（複数回答）。", "", {1: "訪問", 2: "電話", 99: "なし"}, "multiple", "break"),
    ("level", "", "水準はどれですか。", "", {1: "高い", 2: "中程度"}, "single", "options"),
    ("partner", "", "連携先がありますか。", "", {1: "ある", 2: "ない"}, "single", "base wording"),
    ("budget", "own", "予算はありますか。", "自主財源", {1: "ある", 2: "ない"}, "single", ""),
    ("under_way", "", "実施又は準備", "", {1: "はい", 2: "いいえ"}, "single", ""),
]
# Answers corrected after a query: wave, unit, question, what had been sent, what counts.
CORRECTIONS = [
    ("a", "1001", "stage", "3", "1"),
    ("b", "1002", "stage", "NA", "1"),
    ("b", "1003", "stage", "INVALID", "2"),
    ("b", "1004", "stage", "2", "3"),
]
# Numbers: id, row, text, row label, unit, asked in the earlier and the later wave if the stage is
# one of these (None: everybody), marks.
NUMBERS = [
    ("visits", "", "訪問の回数を記入してください。", "", "回", (None, None), ""),
    ("cost", "staff", "費用を記入してください。", "人件費", "千円", ("12", "123"), "break base"),
    ("cost", "travel", "費用を記入してください。", "旅費", "千円", ("12", "123"), "break base"),
]
# Numbers corrected likewise. 1010 has no partner: its correction is in no panel.
NUMBER_CORRECTIONS = [
    ("b", "1001", "visits", "251", "13"),
    ("a", "1002", "visits", "NA", "24"),
    ("b", "1003", "visits", "INVALID", "4"),
    ("a", "1010", "visits", "7", "70"),
]
PARTS = [
    ("moves", "同じ客体の回答の変化"),
    ("blank", "同じ客体の無回答との出入り"),
    ("unusable", "同じ客体の不明との出入り"),
    ("corrections", "照会による訂正"),
    ("entry", "新たに回答した客体"),
    ("exit", "回答しなくなった客体"),
    ("base", "対象（限定設問）の出入り"),
]


# ---- Making the responses ----

def choose(draw, weights):
    return draw.choices([str(k) for k in weights], list(weights.values()))[0]


def make_row(draw, unit, wave):
    """Texts of one CSV row; 7 is no option of any question and becomes INVALID."""
    later = wave == "b"
    stage = choose(draw, {1: 55 if later else 30, 2: 25, 3: 20, "": 8, 7: 5})
    row = {"unit": unit, "stage": stage}
    for code in (1, 2, 99):
        row[f"means.{code}"] = ""
    if stage in ("1", "2"):
        kind = draw.random()
        if kind < 0.1:
            row["means.99"] = "1"
        elif kind < 0.9:
            row["means.1"] = str(int(draw.random() < (0.8 if later else 0.4)))
            row["means.2"] = str(int(draw.random() < 0.5))
        elif kind < 0.95:
            row["means.1"] = row["means.99"] = "1"  # contradicts itself: INVALID
    row["level"] = choose(draw, {1: 3, 2: 4, (4 if later else 3): 3, "": 1})
    if later:
        row["shape.1"], row["shape.2"] = draw.choice([("1", "0"), ("0", "1"), ("1", "1")])
    else:
        row["shape"] = choose(draw, {1: 1, 2: 1})
    asked = stage == "1" or (later and stage == "2")
    row["partner"] = choose(draw, {1: 5, 2: 3, "": 1}) if asked else ""
    row["budget.own"] = choose(draw, {1: 4, 2: 4, "": 1, 7: 1})
    row["budget.donation" if later else "budget.grant"] = choose(draw, {1: 1, 2: 1})
    row["visits"] = str(draw.randrange(50))
    row["opened" if later else "closed"] = choose(draw, {1: 1, 2: 1})
    return row


def keep_moves_plausible(draw, former, row):
    """Most units answer as before, as real ones do."""
    if former and draw.random() < 0.45:
        for column in ("stage", "means.1", "means.2", "means.99", "budget.own"):
            row[column] = former[column]


def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_frame(name, units):
    rows = [{"code": u, "name": f"拠点{u}"} for u in units]
    write_csv(FRAMES / name, rows)


def add_open(draw, row, wave):
    """Numbers and a text, from a draw of their own."""
    later = wave == "b"
    asked = row["stage"] in (("1", "2", "3") if later else ("1", "2"))
    for column, most in (("staff", 90000), ("travel", 5000)):
        cost = f"{draw.randrange(most) * (1.2 if later else 1) / 100:.2f}"
        cost = choose(draw, {cost: 80, "": 12, "未定": 8})
        row[f"cost.{column}"] = cost if asked else ""
    if draw.random() < 0.12:
        row["visits"] = draw.choice(["", "未定"])
    row["span"] = str(draw.randrange(1, 20))
    row["remark"] = draw.choice(["", "", "特になし", "様式を改めてほしい"])
    for w, unit, column, sent, _ in NUMBER_CORRECTIONS:
        if w == wave and row["unit"] == unit:
            row[column] = {"NA": "", "INVALID": "未定"}.get(sent, sent)


def make_responses():
    draw = random.Random(20221101)
    earlier = [make_row(draw, u, "a") for u in EARLIER if draw.random() < 0.93 or u in "1001 1002 1003 1004 1005"]
    of = {SAME.get(r["unit"]): r for r in earlier}
    later = []
    for unit in LATER:
        row = make_row(draw, unit, "b")
        keep_moves_plausible(draw, of.get(unit), row)
        if draw.random() < 0.95 or unit in "1001 1002 1003 1004 2005":
            later.append(row)
    for wave, rows in (("a", earlier), ("b", later)):
        for row in rows:
            for w, unit, question, sent, _ in CORRECTIONS:
                if w == wave and row["unit"] == unit:
                    row[question] = {"NA": "", "INVALID": "7"}.get(sent, sent)
                    if sent not in ("1", "2"):
                        row["means.1"] = row["means.2"] = row["means.99"] = row["partner"] = ""
        extra = random.Random(20221108)
        for row in rows:
            add_open(extra, row, wave)
        write_csv(HERE / "in" / f"panel-{wave}.csv", rows)
    write_frame("panel-2021.csv", EARLIER)
    write_frame("panel-2022.csv", LATER)


# ---- Reading the responses ----

OPTIONS = {
    "a": {"stage": "123", "level": "123", "partner": "12", "budget.own": "12"},
    "b": {"stage": "123", "level": "124", "partner": "12", "budget.own": "12"},
}


def single(wave, column, text):
    if text == "":
        return "NA"
    return text if text in OPTIONS[wave][column] else "INVALID"


def stage_of(wave, row, corrected):
    value = single(wave, "stage", row["stage"])
    for w, unit, question, _, now in CORRECTIONS:
        if corrected and w == wave and unit == row["unit"] and question == "stage":
            value = now
    return value


def answers(wave, row, corrected=True):
    """Per series its state; of a multiple question a set of ticks or a kind of empty."""
    stage = stage_of(wave, row, corrected)
    ticks = {c for c in ("1", "2", "99") if row[f"means.{c}"] == "1"}
    means = "INVALID" if "99" in ticks and len(ticks) > 1 else ticks or "NA"
    asked = ("1",) if wave == "a" else ("1", "2")
    return {
        ("stage", ""): stage,
        ("means", ""): means if stage in ("1", "2") else "NOT_ASKED",
        ("level", ""): single(wave, "level", row["level"]),
        ("partner", ""): single(wave, "partner", row["partner"]) if stage in asked else "NOT_ASKED",
        ("budget", "own"): single(wave, "budget.own", row["budget.own"]),
        ("under_way", ""): "1" if stage in ("1", "2") else "2" if stage == "3" else "NA",
    }


def read_rows(wave):
    with open(HERE / "in" / f"panel-{wave}.csv", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def read(wave):
    rows = read_rows(wave)
    # What a correction changes beyond its own item: it does so when the response is made again, but
    # the test lays only the corrected codes over the response, as the table `correction` says.
    result = {}
    for row in rows:
        now, sent = answers(wave, row), answers(wave, row, corrected=False)
        for key in now:
            if key != ("stage", ""):
                now[key] = sent[key]
        result[row["unit"]] = (now, sent)
    return result


def number_states(wave, rows, series):
    """Per unit, as it counts and as it was sent: a Fraction or a kind of empty."""
    question, row, _, _, _, asked_of, _ = series
    column = f"{question}.{row}" if row else question
    asked = asked_of[wave == "b"]
    result = {}
    for unit in rows:
        text = unit[column]
        if asked is not None and unit["stage"] not in tuple(asked):
            sent = "NOT_ASKED"
        else:
            sent = "NA" if text == "" else "INVALID" if text == "未定" else Fraction(text)
        now = sent
        for w, code, of, _, value in NUMBER_CORRECTIONS:
            if w == wave and code == unit["unit"] and of == column:
                now = Fraction(value)
        result[unit["unit"]] = (now, sent)
    return result


def texts_of(wave, rows):
    return {unit["unit"]: unit["remark"] != "" for unit in rows}


# ---- Figures ----

def has(state, option):
    return option in state if isinstance(state, set) else state == option


def tenths(value):
    """Half away from zero, one decimal."""
    scaled = abs(value) * 1000
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{whole // 10}.{whole % 10}"


def decimals(value, count=4):
    """Half away from zero."""
    scaled = abs(value) * 10**count
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{whole // 10**count}.{whole % 10**count:0{count}}"


def median(values):
    """The middle, or halfway between the two in the middle, as an exact decimal."""
    values = sorted(values)
    middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    text = decimals(middle, 7).rstrip("0").rstrip(".")
    assert Fraction(text) == middle
    return text


def compare_numbers(a, b):
    """Means, and the parts of their difference, unit by unit."""
    is_number = lambda state: isinstance(state, Fraction)
    former = {v: u for u, v in SAME.items()}
    given = [[u for u, (now, _) in wave.items() if is_number(now)] for wave in (a, b)]
    panel = [(u, v) for u, v in SAME.items() if u in given[0] and v in given[1]]
    m = len(panel)
    n = [len(g) for g in given]
    q = [sum(a[u][0] for u, _ in panel) / m, sum(b[v][0] for _, v in panel) / m]
    parts = dict.fromkeys([p for p, _ in PARTS], Fraction(0))
    kinds = {"NA": "blank", "INVALID": "unusable", "NOT_ASKED": "base"}
    for u, v in panel:
        sent = [a[u][1], b[v][1]]
        move = sent[1] - sent[0] if all(map(is_number, sent)) else Fraction(0)
        parts["moves"] += move / m
        parts["corrections"] += (b[v][0] - a[u][0] - move) / m
    in_panel = {u for u, _ in panel}, {v for _, v in panel}
    for u in given[0]:
        if u not in in_panel[0]:
            state = b[SAME[u]][0] if SAME.get(u) in b else None
            parts[kinds.get(state, "exit")] -= (a[u][0] - q[0]) / n[0]
    for v in given[1]:
        if v not in in_panel[1]:
            state = a[former[v]][0] if former.get(v) in a else None
            parts[kinds.get(state, "entry")] += (b[v][0] - q[1]) / n[1]
    means = [sum(wave[u][0] for u in g) / len(g) for wave, g in zip((a, b), given)]
    assert sum(parts.values()) == means[1] - means[0]
    medians = [median([wave[u][0] for u in g]) for wave, g in zip((a, b), given)]
    return {"n": n, "means": means, "medians": medians, "matched": m, "q": q, "parts": parts,
            "pairs": [(a[u][0], b[v][0]) for u, v in panel], "total": means[1] - means[0]}


def t_statistic(pairs):
    differences = [y - x for x, y in pairs]
    n = len(differences)
    mean = sum(differences) / n
    return float(mean) / math.sqrt(sum((d - mean) ** 2 for d in differences) / (n - 1) / n)


def binomial_p(gained, lost):
    n, k = gained + lost, min(gained, lost)
    return min(1.0, float(2 * sum(Fraction(math.comb(n, i), 2**n) for i in range(k + 1))))


def mcnemar(gained, lost):
    if gained + lost < 25:
        return "exact", "", f"{binomial_p(gained, lost):.4g}"
    statistic = (max(0, abs(gained - lost) - 1)) ** 2 / (gained + lost)
    return "chi-square", f"{statistic:.4g}", f"{math.erfc(math.sqrt(statistic / 2)):.4g}"


def compare(a, b, key, option):
    """Everything about one option: counts, and the parts as fractions."""
    pairs = [(a.get(u), b.get(v)) for u, v in SAME.items() if u in a and v in b]
    matched = [(x, y) for x, y in pairs if x[0][key] != "NOT_ASKED" and y[0][key] != "NOT_ASKED"]
    count, base = [0, 0], [0, 0]
    for i, wave in enumerate((a, b)):
        for now, _ in wave.values():
            base[i] += now[key] != "NOT_ASKED"
            count[i] += has(now[key], option)
    m = len(matched)
    q = [Fraction(sum(has(p[i][0][key], option) for p in matched), m) for i in range(2)]
    parts = dict.fromkeys([p for p, _ in PARTS], Fraction(0))
    for x, y in matched:
        now = has(y[0][key], option) - has(x[0][key], option)
        sent = has(y[1][key], option) - has(x[1][key], option)
        other = {"NA": "blank", "INVALID": "unusable", "NOT_ASKED": "corrections"}
        if sent:
            side = x[1][key] if sent > 0 else y[1][key]
            name = "moves" if isinstance(side, set) else other.get(side, "moves")
            parts[name] += Fraction(sent, m)
        parts["corrections"] += Fraction(now - sent, m)
    matched_earlier = {id(x) for x, _ in matched}
    matched_later = {id(y) for _, y in matched}
    both_earlier = {id(x) for x, _ in pairs}
    both_later = {id(y) for _, y in pairs}
    for unit in b.values():
        if unit[0][key] != "NOT_ASKED" and id(unit) not in matched_later:
            name = "base" if id(unit) in both_later else "entry"
            parts[name] += (has(unit[0][key], option) - q[1]) / base[1]
    for unit in a.values():
        if unit[0][key] != "NOT_ASKED" and id(unit) not in matched_earlier:
            name = "base" if id(unit) in both_earlier else "exit"
            parts[name] -= (has(unit[0][key], option) - q[0]) / base[0]
    usable = [(x[0][key], y[0][key]) for x, y in matched
              if x[0][key] not in ("NA", "INVALID") and y[0][key] not in ("NA", "INVALID")]
    gained = sum(has(y, option) and not has(x, option) for x, y in usable)
    lost = sum(has(x, option) and not has(y, option) for x, y in usable)
    total = Fraction(count[1], base[1]) - Fraction(count[0], base[0])
    assert sum(parts.values()) == total
    return {"count": count, "base": base, "matched": m, "q": q, "parts": parts, "total": total,
            "gained": gained, "lost": lost}


def write_table(name, header, rows):
    with open(HERE / name, "w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


KINDS = [("NA", "無回答"), ("INVALID", "不明"), ("NOT_ASKED", "非該当")]


def states(question, options, wave, kind):
    """Code and label of every state, in the order of the tables."""
    if kind == "multiple":
        return [("1", "選択"), ("0", "非選択")] + KINDS
    options = dict(options)
    if question == "level":
        options |= {4: "低い又は不明"} if wave == "b" else {3: "低い"}
    return [(str(code), label) for code, label in options.items()] + KINDS


def transitions(a, b, series):
    question, row, text, row_label, options, kind, marks = series
    pairs = [(a[u][0][question, row], b[v][0][question, row])
             for u, v in SAME.items() if u in a and v in b]
    for code, label in options.items() if kind == "multiple" else [("", "")]:
        if kind == "multiple":
            moves = [tuple(str(int(has(x, str(code)))) if isinstance(x, set) else x for x in pair)
                     for pair in pairs]
        else:
            moves = pairs
        for former, former_label in states(question, options, "a", kind):
            base = sum(x == former for x, _ in moves)
            for now, now_label in states(question, options, "b", kind):
                count = moves.count((former, now))
                yield ["site", question, row, text, row_label, code, label, "panel-a", "panel-b",
                       former, former_label, now, now_label, count, base,
                       tenths(Fraction(count, base)) if base else "", marks]


def write_numbers(waves):
    stub = ["form", "question", "row", "question_text", "row_label", "from", "to"]
    compared, split, panel, pairs = [], [], [], []
    for series in NUMBERS:
        c = compare_numbers(*[number_states(w, waves[w], series) for w in "ab"])
        compared.append((series, c))
        item = ".".join(filter(None, series[:2]))
        pairs += [[item, float(x), float(y)] for x, y in c["pairs"]]
    with open(HERE / "pairs.csv", "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([["item", "earlier", "later"]] + pairs)
    with open(HERE / "ttest.csv", encoding="utf-8") as stream:
        of_r = {r["item"]: r for r in csv.DictReader(stream)}
    for (question, row, text, row_label, unit, _, marks), c in compared:
        own = ["site", question, row, text, row_label, "panel-a", "panel-b"]
        denominator = c["n"][0] * c["n"][1] * c["matched"] * 10**6
        for part, label, value in [("total", "平均の変化", c["total"])] + [
                (p, n, c["parts"][p]) for p, n in PARTS]:
            numerator = value * denominator
            assert numerator.denominator == 1
            split.append(own + [part, label, decimals(value), numerator, denominator, marks, unit])
        figures = []
        for i in range(2):
            figures += [c["n"][i], decimals(c["means"][i]), c["medians"][i]]
        r = of_r[".".join(filter(None, [question, row]))]
        t = t_statistic(c["pairs"])
        assert abs(t - float(r["t"])) <= 1e-12 * abs(t) and int(r["df"]) == c["matched"] - 1
        panel.append(own + figures + [decimals(c["total"]), c["matched"], decimals(c["q"][0]),
                     decimals(c["q"][1]), decimals(c["q"][1] - c["q"][0]), f"{t:.4g}", r["df"],
                     f"{float(r['p']):.4g}", marks, unit])
    write_table("decomposition-numbers.csv",
                stub + ["part", "part_label", "change", "numerator", "denominator", "marks", "unit"], split)
    write_table("panel-numbers.csv", stub + [
        "n_from", "mean_from", "median_from", "n_to", "mean_to", "median_to", "difference", "matched",
        "matched_mean_from", "matched_mean_to", "matched_difference", "t", "df", "p", "marks", "unit"],
        panel)


def write_texts(waves):
    texts = [texts_of(w, waves[w]) for w in "ab"]
    rows = []
    for i, (survey, year) in enumerate([("panel-a", "2021年度(令和3年度)"), ("panel-b", "2022年度(令和4年度)")]):
        answered, base = sum(texts[i].values()), len(texts[i])
        row = ["site", "remark", "", "ご意見を記入してください。", "", survey, year, "counted", "集計値",
               answered, base, tenths(Fraction(answered, base))]
        if i == 0:
            row += [""] * 7
        else:
            pairs = [(texts[0][u], texts[1][v]) for u, v in SAME.items() if u in texts[0] and v in texts[1]]
            before = Fraction(sum(texts[0].values()), len(texts[0]))
            row += [tenths(Fraction(answered, base) - before), "panel-a", len(pairs)]
            row += [pairs.count(p) for p in [(True, True), (True, False), (False, True), (False, False)]]
        rows.append(row + ["客体数、％、ポイント", "", "", "no"])
    write_table("texts.csv", [
        "form", "question", "row", "question_text", "row_label", "survey", "year", "source",
        "source_label", "answered", "base", "percent", "difference", "difference_from", "matched",
        "both", "only_from", "only_to", "neither", "unit", "marks", "marks_label", "synthetic"], rows)


def main():
    if sys.argv[1:] == ["responses"]:
        make_responses()
    waves = {w: read_rows(w) for w in "ab"}
    write_numbers(waves)
    write_texts(waves)
    a, b = read("a"), read("b")
    stub = ["form", "question", "row", "question_text", "row_label", "option", "option_label", "from", "to"]
    panel, split, pairs = [], [], []
    for question, row, text, row_label, options, _, marks in SERIES:
        for code, label in options.items():
            c = compare(a, b, (question, row), str(code))
            own = ["site", question, row, text, row_label, code, label, "panel-a", "panel-b"]
            denominator = c["base"][0] * c["base"][1] * c["matched"]
            for part, part_label, value in [("total", "変化（ポイント）", c["total"])] + [
                    (p, n, c["parts"][p]) for p, n in PARTS]:
                numerator = value * denominator
                assert numerator.denominator == 1
                split.append(own + [part, part_label, tenths(value), numerator, denominator, marks, "ポイント"])
            figures = []
            for i in range(2):
                figures += [c["count"][i], c["base"][i], tenths(Fraction(c["count"][i], c["base"][i]))]
            figures += [tenths(c["total"]), c["matched"]]
            for i in range(2):
                figures += [c["q"][i] * c["matched"], tenths(c["q"][i])]
            method, statistic, p = mcnemar(c["gained"], c["lost"])
            pairs.append((c["gained"], c["lost"], method, p))
            panel.append(own + figures + [tenths(c["q"][1] - c["q"][0]), c["gained"], c["lost"],
                                          method, statistic, p, marks, "客体数、％、ポイント"])
    write_table("decomposition.csv",
                stub + ["part", "part_label", "points", "numerator", "denominator", "marks", "unit"], split)
    write_table("panel.csv", stub + [
        "count_from", "base_from", "percent_from", "count_to", "base_to", "percent_to", "difference",
        "matched", "matched_count_from", "matched_percent_from", "matched_count_to",
        "matched_percent_to", "matched_difference", "gained", "lost", "mcnemar_method",
        "mcnemar_statistic", "mcnemar_p", "marks", "unit"], panel)
    write_table("transitions.csv", stub[:-2] + [
        "from", "to", "answer_from", "answer_from_label", "answer_to", "answer_to_label", "count",
        "base", "percent", "marks"], [r for series in SERIES for r in transitions(a, b, series)])
    with open(HERE / "mcnemar.csv", encoding="utf-8") as stream:
        known = {(int(r["gained"]), int(r["lost"])): r for r in csv.DictReader(stream)}
    for gained, lost, method, p in pairs:
        of_r = float(known[gained, lost]["exact" if method == "exact" else "corrected"])
        assert abs(float(p) - of_r) <= 1e-3 * of_r, (gained, lost, p, of_r)


main()
