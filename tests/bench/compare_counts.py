"""Are the counts of a peer those of renkei? compare_counts.py RENKEI.csv PEER.csv

Counts must be equal; of the statistics of numbers n, sum, min, quartiles and max up to the precision
of binary floating point, mean and sd up to renkei's four decimals. Exits with 1 at a difference.
"""

import csv
import math
import sys

NOT_TICKED, NOT_ASKED, NO_CLASS = "0", "253", "65535"
MEAN, SD = 2, 3  # of n, sum, mean, sd, min, p25, median, p75, max


def read(path):
    """The lines by what they count."""
    counts, numbers = {}, {}
    with open(path, newline="", encoding="utf-8") as file:
        for kind, column, banner, cls, *values in csv.reader(file):
            if cls == NO_CLASS:
                continue
            if kind == "number":
                numbers[column, banner, cls] = [float(v) if v else None for v in values[:9]]
            elif values[0] not in (NOT_TICKED, NOT_ASKED):
                counts[column, banner, cls, values[0]] = int(values[1])
    return counts, numbers


def same(position, ours, theirs):
    if ours is None or theirs is None or math.isnan(theirs):
        return ours is None and (theirs is None or math.isnan(theirs))
    tolerance = 0.000051 if position in (MEAN, SD) else 0.0
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=tolerance)


def main():
    ours, theirs = read(sys.argv[1]), read(sys.argv[2])
    wrong = [(key, ours[0].get(key), theirs[0].get(key))
             for key in sorted(ours[0].keys() | theirs[0].keys())
             if ours[0].get(key) != theirs[0].get(key)]
    for key in sorted(ours[1].keys() | theirs[1].keys()):
        pair = ours[1].get(key), theirs[1].get(key)
        if None in pair or not all(map(same, range(9), *pair)):
            wrong.append((key, *pair))
    for key, our, their in wrong[:10]:
        print(f"{' '.join(key)}: {our}, {sys.argv[2]}: {their}", file=sys.stderr)
    if wrong or not ours[0] or not ours[1]:
        sys.exit(f"{sys.argv[2]}: {len(wrong)} of {len(ours[0]) + len(ours[1])} differ")


main()
