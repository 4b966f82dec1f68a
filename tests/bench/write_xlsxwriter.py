"""The sheets and charts of workbooks through XlsxWriter, as people write them: cells by write_number()
and write_string(), tables and charts native; one workbook after the other. The records of
dump_workbook.py are in memory before the clock starts; it stops when the last file is closed. Prints
milliseconds, and those of the processor.

usage: write_xlsxwriter.py FOLDER DUMP… (writes FOLDER/NAME.xlsx for each)
"""

import pathlib
import re
import sys
import time

import xlsxwriter

FONT = "游ゴシック"
SMALL = {"name": FONT, "size": 9, "color": "black"}
CHART_SIZE = {"width": 1040, "height": 400}
ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n"}
WHOLE = {"COLUMN": 2, "ROW": 1, "BLANK": 3, "NUMBER": 3, "LINK": 3, "TEXT": 3, "VIEW": 4, "PLACE": 4, "TABLE": 7}
ALL_WHOLE = {"PRINT", "REPEAT_ROWS", "REPEAT_COLUMNS", "FILTER"}
TABLE_STYLES = {1: "Light", 2: "Medium", 3: "Dark"}


def load(path):
    """Tuples: the kind, then places as int, texts as str, the value of a number as float."""
    records = []
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            kind, *fields = line.rstrip("\n").split("\t")
            fields = [re.sub(r"\\.", lambda m: ESCAPES[m[0]], f) if "\\" in f else f for f in fields]
            whole = len(fields) if kind in ALL_WHOLE else WHOLE.get(kind, 0)
            fields[:whole] = map(int, fields[:whole])
            if kind == "NUMBER":
                fields[3] = float(fields[3])
            records.append((kind, *fields))
    return records


def add_format(workbook, record):
    font, size, bold, italic, underline, color, number, across, upright, wrap, fill = record[1:12]
    properties = {"font_name": font, "font_size": float(size), "font_color": "#" + color}
    properties |= {"bold": bold == "1", "italic": italic == "1", "underline": int(underline)}
    if number:
        properties["num_format"] = number
    if across:
        properties["align"] = across
    if upright:
        properties["valign"] = {"center": "vcenter"}.get(upright, upright)
    if wrap == "1":
        properties["text_wrap"] = True
    if fill:
        properties |= {"pattern": 1, "bg_color": "#" + fill}
    for side, border in zip(("left", "right", "top", "bottom"), record[12:]):
        if border:
            properties |= {side: 1, side + "_color": "#" + border}
    return workbook.add_format(properties)


def set_view(sheet, record):
    sheet.set_zoom(record[1])
    sheet.hide_gridlines(2 if record[2] else 0)
    if record[3] or record[4]:
        sheet.freeze_panes(record[3], record[4])
    sheet.set_default_row(float(record[5]))


def set_page(sheet, record):
    if record[1] == "1":
        sheet.set_landscape()
    sheet.set_paper(int(record[2]))
    sheet.set_margins(*map(float, record[3:7]))
    if record[7] == "1":
        sheet.fit_to_pages(int(record[8]), int(record[9]))
    sheet.set_header(record[10])
    sheet.set_footer(record[11])


def add_table(sheet, heads, record):
    _, top, left, bottom, right, kind, number, filtered, name = record
    options = {"columns": [{"header": head} for head in heads], "name": name}
    options["autofilter"] = bool(filtered)
    options["style"] = f"Table Style {TABLE_STYLES[kind]} {number}" if number else None
    sheet.add_table(top, left, bottom, right, options)


def add_chart(workbook, record):
    _, kind, subtype, title, gap, overlap, legend = record
    chart = workbook.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
    font = {"name": FONT, "size": 12, "bold": True, "color": "black"}
    chart.set_title({"name": title, "name_font": font})
    chart.set_legend({"position": legend, "font": SMALL})
    chart.set_size(CHART_SIZE)
    shared = {"gap": int(gap)} if gap else {}
    return chart, shared | ({"overlap": int(overlap)} if overlap else {})


def set_axis(chart, record):
    _, which, reverse, no_ticks, grid, no_line, high, least, most, unit, number, name = record
    options = {"num_font": SMALL, "reverse": reverse == "1"}
    if no_ticks == "1":
        options["major_tick_mark"] = "none"
    if no_line == "1":
        options["line"] = {"none": True}
    if high == "1":
        options["label_position"] = "high"
    options["major_gridlines"] = {"visible": grid == "1", "line": {"color": "#D0D0D0", "width": 0.5}}
    for key, value in (("min", least), ("max", most), ("major_unit", unit)):
        if value:
            options[key] = float(value)
    if number:
        options["num_format"] = number
    if name:
        options |= {"name": name, "name_font": SMALL}
    chart.set_x_axis(options) if which == "x" else chart.set_y_axis(options)


def add_series(chart, shared, record):
    _, name, categories, values, labelled, number, position, *look = record
    pattern, color, background, line, width, marker, size = look
    series = {"name": name, "categories": categories, "values": values} | shared
    if labelled == "1":
        series["data_labels"] = {"value": True, "font": SMALL}
        series["data_labels"] |= {"num_format": number} if number else {}
        series["data_labels"] |= {"position": position} if position else {}
    if line:
        series["border"] = {"color": "#" + line, "width": float(width)}
    if marker:
        series["marker"] = {"type": marker, "size": int(size)}
    if pattern:
        colors = {"fg_color": "#" + color, "bg_color": "#" + background}
        series["pattern"] = {"pattern": pattern} | colors
    elif color:
        series["fill"] = {"color": "#" + color}
    chart.add_series(series)


def write(records, path):
    workbook = xlsxwriter.Workbook(path)
    formats = [None]
    sheet = chart = None
    heads = []
    for record in records:
        kind = record[0]
        if kind == "NUMBER":
            sheet.write_number(record[1], record[2], record[4], formats[record[3]])
        elif kind == "TEXT":
            sheet.write_string(record[1], record[2], record[4], formats[record[3]])
        elif kind == "BLANK":
            sheet.write_blank(record[1], record[2], None, formats[record[3]])
        elif kind == "ROW":
            sheet.set_row(record[1], float(record[2]))
        elif kind == "COLUMN":
            sheet.set_column(record[1], record[2], float(record[3]))
        elif kind == "LINK":
            _, row, column, style, text, place = record
            sheet.write_url(row, column, "internal:" + place, formats[style], text)
        elif kind == "FORMAT":
            formats.append(add_format(workbook, record))
        elif kind == "SHEET":
            sheet = workbook.add_worksheet(record[1])
        elif kind == "VIEW":
            set_view(sheet, record)
        elif kind == "PAGE":
            set_page(sheet, record)
        elif kind == "FILTER":
            sheet.autofilter(*record[1:])
        elif kind == "PRINT":
            sheet.print_area(*record[1:])
        elif kind == "REPEAT_ROWS":
            sheet.repeat_rows(*record[1:])
        elif kind == "REPEAT_COLUMNS":
            sheet.repeat_columns(*record[1:])
        elif kind == "CHART":
            chart = add_chart(workbook, record)
        elif kind == "AXIS":
            set_axis(chart[0], record)
        elif kind == "HEAD":
            heads.append(record[1])
        elif kind == "TABLE":
            add_table(sheet, heads, record)
            heads = []
        elif kind == "IGNORE":
            sheet.ignore_errors({"number_stored_as_text": record[1]})
        elif kind == "SERIES":
            add_series(*chart, record)
        elif kind == "PLACE":
            _, row, column, x, y, description = record
            options = {"x_offset": x, "y_offset": y, "description": description}
            sheet.insert_chart(row, column, chart[0], options)
        else:
            sys.exit(f"unknown record {kind}")
    workbook.close()


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    loaded = [(load(path), folder / (pathlib.Path(path).name + ".xlsx")) for path in sys.argv[2:]]
    start, used = time.perf_counter(), time.process_time()
    for records, path in loaded:
        write(records, path)
    print(f"{1e3 * (time.perf_counter() - start):.1f} {1e3 * (time.process_time() - used):.1f}")


main()
