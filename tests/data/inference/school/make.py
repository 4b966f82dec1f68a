#!/usr/bin/python3
"""Wrote the frame and the answers of this invented sample, once; kept to say where they are from."""
import random
random.seed(20240407)
units = [(1, "東", 20, 20), (2, "西", 30, 13), (3, "南", 24, 17), (4, "北", 6, 0)]
frame, answers, n = [], [], 0
for no, name, size, answered in units:
    for i in range(size):
        n += 1
        code = f"S{n:03d}"
        pupils = random.choice([40, 80, 99, 100, 150, 280, 300, 420, 600])
        frame.append(f"{code},{name}{i + 1}小,{no},{name}部,{pupils}")
        if i >= answered:
            continue
        lunch = random.choices(["1", "2", "3", "", "7"], [2 + 2 * no, 8, 5, 1, 1])[0]
        ticks = [random.random() < 0.3 + 0.15 * no, random.random() < 0.4]
        clubs = ["1", "0", "0"] if ticks == [True, False] else [str(int(t)) for t in ticks] + ["0"]
        if not any(ticks):
            clubs = random.choice([["0", "0", "1"], ["0", "0", "1"], ["", "", ""]])
        cook = random.choice(["1", "1", "2", ""]) if lunch in ("1", "2") else ""
        answers.append(",".join([code, lunch] + clubs + [cook]))
open("configs/frames/school-2024.csv", "w").write(
    "code,name,district_no,district,pupils\n" + "\n".join(frame) + "\n")
open("in/school.csv", "w").write(
    "unit,lunch,clubs.1,clubs.2,clubs.9,cook\n" + "\n".join(answers) + "\n")
