"""All questions by all banners in pandas: count_pandas.py BASE.csv ROWS COUNTS.csv

Reads the wide table, repeats it up to ROWS rows and counts; prints the milliseconds of counting
alone and writes the counts (compare_counts.py).
"""

import sys
import time

import pandas as pd

STATISTICS = ["count", "sum", "mean", "std", "min", "p25", "median", "p75", "max"]


def quantile(share):
    def of(values):
        return values.quantile(share)
    of.__name__ = f"p{int(100 * share)}"
    return of


def main():
    base, rows = pd.read_csv(sys.argv[1]), int(sys.argv[2])
    table = pd.concat([base] * -(-rows // len(base)), ignore_index=True)[:rows]
    banners = [name for name in table if name.startswith("b_")]
    started = time.perf_counter()
    counts = {(question, banner): table.groupby([banner, question]).size()
              for question in table if question.startswith("q_") for banner in banners}
    numbers = {(number, banner): table.groupby(banner)[number].agg(
                   ["count", "sum", "mean", "std", "min", quantile(0.25), "median", quantile(0.75), "max"])
               for number in table if number.startswith("n_") for banner in banners}
    print(f"{1000 * (time.perf_counter() - started):.1f}")
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        for (question, banner), series in counts.items():
            for (cls, code), count in series.items():
                file.write(f"count,{question},{banner},{cls},{code},{count}\n")
        for (number, banner), frame in numbers.items():
            for row in frame[frame["count"] > 0].itertuples():
                values = ",".join("" if pd.isna(v) else repr(float(v)) for v in row[1:])
                file.write(f"number,{number},{banner},{row[0]},{values}\n")


main()
