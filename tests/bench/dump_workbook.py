"""What a workbook of `renkei report` holds, as plain records for write_xlsxwriter.py and floor_write.c,
so that both write the same sheets and charts: one record per line, fields separated by tabs,
backslash escapes. Ends with an error at what it does not know, so that nothing is left out.

usage: dump_workbook.py WORKBOOK >DUMP
"""

import posixpath
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"

PATTERNS = {
    "pct10": "percent_10",
    "pct20": "percent_20",
    "pct25": "percent_25",
    "pct50": "percent_50",
    "wdUpDiag": "wide_upward_diagonal",
    "wdDnDiag": "wide_downward_diagonal",
    "dkDnDiag": "dark_downward_diagonal",
    "dashHorz": "dashed_horizontal",
    "lgGrid": "large_grid",
}
EMU_PER_PIXEL = 9525
EMU_PER_POINT = 12700
GROUPINGS = {"clustered": "", "standard": "", "stacked": "stacked", "percentStacked": "percent_stacked"}
LEGENDS = {"b": "bottom", "t": "top", "l": "left", "r": "right"}
LABELS = {"t": "above", "b": "below", "l": "left", "r": "right", "ctr": "center", "outEnd": "outside_end",
          "inEnd": "inside_end", "inBase": "inside_base"}
TABLE_STYLES = {"Light": 1, "Medium": 2, "Dark": 3}
# What is looked at in a sheet, and the empty frame around it.
KNOWN = {"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter",
         "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors",
         "drawing", "tableParts"}


def escape(value):
    text = "" if value is None else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def put(kind, *fields):
    print("\t".join([kind, *map(escape, fields)]))


def cell_place(reference):
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?([0-9]+)", reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def range_places(reference):
    first, _, last = reference.partition(":")
    return *cell_place(first), *cell_place(last or first)


class Workbook:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.root = self.part("xl/workbook.xml")
        self.strings = [
            "".join(text.text or "" for text in string.iter(MAIN + "t"))
            for string in self.part("xl/sharedStrings.xml")
        ]

    def part(self, name):
        return ElementTree.fromstring(self.zip.read(name))

    def related(self, name, kind):
        folder, base = posixpath.split(name)
        rels = f"{folder}/_rels/{base}.rels"
        if rels not in self.zip.namelist():
            return {}
        return {
            rel.get("Id"): posixpath.normpath(posixpath.join(folder, rel.get("Target")))
            for rel in self.part(rels)
            if rel.get("Type").endswith("/" + kind)
        }


def put_formats(workbook):
    styles = workbook.part("xl/styles.xml")
    numbers = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
    fonts, fills, borders = (list(styles.find(MAIN + name)) for name in ("fonts", "fills", "borders"))
    for xf in list(styles.find(MAIN + "cellXfs"))[1:]:
        font = {child.tag[len(MAIN) :]: child.attrib for child in fonts[int(xf.get("fontId"))]}
        fill = fills[int(xf.get("fillId"))].find(f"{MAIN}patternFill/{MAIN}fgColor")
        sides = {s.tag[len(MAIN) :]: s for s in borders[int(xf.get("borderId"))] if s.get("style")}
        if any(side.get("style") != "thin" for side in sides.values()):
            sys.exit("a border is not thin: add it to the dump")
        align = xf.find(MAIN + "alignment")
        align = {} if align is None else align.attrib
        put(
            "FORMAT",
            font["name"]["val"],
            font["sz"]["val"],
            int("b" in font),
            int("i" in font),
            int("u" in font),
            font.get("color", {}).get("rgb", "FF000000")[2:],
            numbers.get(xf.get("numFmtId"), ""),
            align.get("horizontal", ""),
            align.get("vertical", ""),
            int(align.get("wrapText") == "1"),
            "" if fill is None else fill.get("rgb")[2:],
            *(
                sides[name].find(MAIN + "color").get("rgb")[2:] if name in sides else ""
                for name in ("left", "right", "top", "bottom")
            ),
        )


def put_page(sheet):
    view = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView")
    pane = view.find(MAIN + "pane")
    pane = {} if pane is None else pane.attrib
    put(
        "VIEW",
        view.get("zoomScale", "100"),
        int(view.get("showGridLines") == "0"),
        pane.get("ySplit", "0"),
        pane.get("xSplit", "0"),
        sheet.find(MAIN + "sheetFormatPr").get("defaultRowHeight"),
    )
    setup, margins = sheet.find(MAIN + "pageSetup"), sheet.find(MAIN + "pageMargins")
    put(
        "PAGE",
        int(setup.get("orientation") == "landscape"),
        setup.get("paperSize"),
        *(margins.get(side) for side in ("left", "right", "top", "bottom")),
        int(sheet.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr") is not None),
        setup.get("fitToWidth", "1"),
        setup.get("fitToHeight", "1"),
        sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddHeader"),
        sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter"),
    )


def put_names(workbook, index):
    for name in workbook.root.iter(MAIN + "definedName"):
        if name.get("localSheetId") != str(index):
            continue
        ranges = [part.rpartition("!")[2].replace("$", "") for part in name.text.split(",")]
        if name.get("name") == "_xlnm.Print_Area":
            put("PRINT", *range_places(ranges[0]))
        if name.get("name") == "_xlnm.Print_Titles":
            for titles in ranges:
                first, last = titles.split(":")
                if first.isdigit():
                    put("REPEAT_ROWS", int(first) - 1, int(last) - 1)
                else:
                    put("REPEAT_COLUMNS", cell_place(first + "1")[1], cell_place(last + "1")[1])


def put_cells(workbook, sheet):
    default = sheet.find(MAIN + "sheetFormatPr").get("defaultRowHeight")
    links = {link.get("ref"): link.get("location") for link in sheet.iter(MAIN + "hyperlink")}
    for column in sheet.iter(MAIN + "col"):
        # the width in the file has the padding of the cell in it (7 pixels a digit, 5 of padding)
        width = round((float(column.get("width")) * 7 - 5) / 7, 6)
        put("COLUMN", int(column.get("min")) - 1, int(column.get("max")) - 1, width)
    for row in sheet.iter(MAIN + "row"):
        if row.get("ht", default) != default:
            put("ROW", int(row.get("r")) - 1, row.get("ht"))
        for cell in row:
            place, style = cell_place(cell.get("r")), cell.get("s", "0")
            value = cell.findtext(MAIN + "v")
            if value is None:
                put("BLANK", *place, style)
            elif cell.get("t") is None:
                put("NUMBER", *place, style, value)
            elif cell.get("r") in links:
                put("LINK", *place, style, workbook.strings[int(value)], links[cell.get("r")])
            else:
                put("TEXT", *place, style, workbook.strings[int(value)])


def put_tables(workbook, name):
    for table in workbook.related(name, "table").values():
        root = workbook.part(table)
        for column in root.iter(MAIN + "tableColumn"):
            put("HEAD", re.sub("_x000[aA]_", "\n", column.get("name")))
        style = root.find(MAIN + "tableStyleInfo")
        style = re.fullmatch("TableStyle([A-Z][a-z]+)([0-9]+)", style.get("name") or "") if style is not None else None
        kind, number = (TABLE_STYLES[style[1]], int(style[2])) if style else (1, 0)
        filtered = int(root.find(MAIN + "autoFilter") is not None)
        put("TABLE", *range_places(root.get("ref")), kind, number, filtered, root.get("displayName"))


def value_of(element, path, default=""):
    """The attribute val of a descendant."""
    found = None if element is None else element.find(path)
    return default if found is None else found.get("val", default)


def put_axis(axis, which):
    line = axis.find(f"{C}spPr/{A}ln/{A}noFill")
    put(
        "AXIS",
        which,
        int(value_of(axis, f"{C}scaling/{C}orientation") == "maxMin"),
        int(value_of(axis, C + "majorTickMark") == "none"),
        int(axis.find(C + "majorGridlines") is not None),
        int(line is not None),
        int(value_of(axis, C + "tickLblPos") == "high"),
        *(value_of(axis, path) for path in (f"{C}scaling/{C}min", f"{C}scaling/{C}max", C + "majorUnit")),
        "" if axis.find(C + "numFmt") is None else axis.find(C + "numFmt").get("formatCode"),
        "".join(t.text for t in axis.findall(f"{C}title//{A}t")),
    )


def put_series(series):
    shape = series.find(C + "spPr")
    fill = None if shape is None else shape.find(A + "solidFill")
    pattern = None if shape is None else shape.find(A + "pattFill")
    line = None if shape is None else shape.find(A + "ln")
    inside = fill if fill is not None else pattern
    colors = [] if inside is None else [color.get("val") for color in inside.iter(A + "srgbClr")]
    labels = series.find(C + "dLbls")
    number = None if labels is None else labels.find(C + "numFmt")
    put(
        "SERIES",
        *("=" + (series.findtext(f"{C}{part}//{C}f") or "") for part in ("tx", "cat", "val")),
        int(labels is not None),
        "" if number is None else number.get("formatCode"),
        LABELS.get(value_of(labels, C + "dLblPos"), ""),
        "" if pattern is None else PATTERNS[pattern.get("prst")],
        *(colors + ["", ""])[:2],
        "" if line is None else next((c.get("val") for c in line.iter(A + "srgbClr")), ""),
        0 if line is None else int(line.get("w", "9525")) / EMU_PER_POINT,
        value_of(series, f"{C}marker/{C}symbol"),
        value_of(series, f"{C}marker/{C}size", "0"),
    )


def put_chart(workbook, name, anchor):
    chart = workbook.part(name)
    plots = [plot for plot in chart.find(f"{C}chart/{C}plotArea") if plot.tag.endswith("Chart")]
    if len(plots) != 1:
        sys.exit("a chart of several kinds: add it to the dump")
    kind = plots[0].tag[len(C) : -len("Chart")]
    if kind not in ("bar", "line"):
        sys.exit(f"a chart of the kind {kind}: add it to the dump")
    lying = value_of(plots[0], C + "barDir") == "bar"
    put(
        "CHART",
        kind if kind != "bar" or lying else "column",
        GROUPINGS[value_of(plots[0], C + "grouping")],
        "".join(t.text for t in chart.findall(f"{C}chart/{C}title//{A}t")),
        value_of(plots[0], C + "gapWidth"),
        value_of(plots[0], C + "overlap"),
        LEGENDS.get(value_of(chart, f"{C}chart/{C}legend/{C}legendPos"), "none"),
    )
    # both libraries call the axis below x: the values' in a chart of bars that lie
    for tag, which in (("catAx", "xy"), ("valAx", "yx")):
        put_axis(chart.find(f".//{C}{tag}"), which[lying])
    for series in chart.iter(C + "ser"):
        put_series(series)
    spot = {child.tag[len(XDR) :]: int(child.text) for child in anchor.find(XDR + "from")}
    put(
        "PLACE",
        spot["row"],
        spot["col"],
        spot["colOff"] // EMU_PER_PIXEL,
        spot["rowOff"] // EMU_PER_PIXEL,
        anchor.find(f".//{XDR}cNvPr").get("descr"),
    )


def put_sheet(workbook, index, listed, name):
    sheet = workbook.part(name)
    unknown = {child.tag[len(MAIN) :] for child in sheet} - KNOWN
    if unknown:
        sys.exit(f"{listed.get('name')} has {unknown}: add it to the dump")
    put("SHEET", listed.get("name"))
    put_page(sheet)
    put_tables(workbook, name)
    put_cells(workbook, sheet)
    put_names(workbook, index)
    filtered = sheet.find(MAIN + "autoFilter")
    if filtered is not None:
        put("FILTER", *range_places(filtered.get("ref")))
    for ignored in sheet.iter(MAIN + "ignoredError"):
        if ignored.get("numberStoredAsText") == "1":
            put("IGNORE", ignored.get("sqref"))
    for drawing in workbook.related(name, "drawing").values():
        charts = workbook.related(drawing, "chart")
        for anchor in workbook.part(drawing):
            put_chart(workbook, charts[anchor.find(f".//{C}chart").get(REL + "id")], anchor)


def main():
    workbook = Workbook(sys.argv[1])
    put_formats(workbook)
    related = workbook.related("xl/workbook.xml", "worksheet")
    for index, listed in enumerate(workbook.root.iter(MAIN + "sheet")):
        put_sheet(workbook, index, listed, related[listed.get(REL + "id")])


main()
