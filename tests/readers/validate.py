"""What Excel repairs or refuses in a workbook, looked for without Excel and without a library for
workbooks: rules of ECMA-376 part 1 § 18 and 21 and limits of Excel ("Excel specifications and
limits"). Prints a line per fault, and ends with 1 if there is one.

usage: validate.py WORKBOOK…
"""

import math
import re
import sys

from package import MAIN, REL, Package

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
ROWS, COLUMNS, TEXT, LINKS, FORMATS = 1048576, 16384, 32767, 65530, 65490
HEADER_TEXT, NAME_TEXT, LIST_TEXT = 255, 255, 255
# CT_Worksheet: its children in their order, those that programs like ours write.
ORDER = ("sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
         "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
         "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins "
         "pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
         "smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls "
         "webPublishItems tableParts extLst").split()
NAME = re.compile(r"[^\W\d][\w.\\?]*$|\\[\w.\\?]*$")
LIKE_CELL = re.compile(r"[A-Z]{1,3}[0-9]+$|R[0-9]*C?[0-9]*$|C[0-9]*$", re.IGNORECASE)
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]*)$")
FULL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s]+))!(.+)$")


def place_of(reference):
    """(row, column) from 1, None if there is no such cell."""
    match = PLACE.match(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if row <= ROWS and column <= COLUMNS else None


def range_of(reference):
    """(first row, first column, last row, last column), None if it is none."""
    first, _, last = reference.partition(":")
    first, last = place_of(first), place_of(last or first)
    if not first or not last or first[0] > last[0] or first[1] > last[1]:
        return None
    return *first, *last


def overlap(a, b):
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def units(text):
    """Excel counts UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def finite(text):
    try:
        return math.isfinite(float(text)) and re.match(r"[-+]?[0-9.]+(E[-+]?[0-9]+)?$", text, re.I)
    except (TypeError, ValueError):
        return False


def repeated(values):
    """Those that stand there before, in any case of letters."""
    seen, again = set(), []
    for value in values:
        folded = value.casefold()
        (again.append(value) if folded in seen else seen.add(folded))
    return again


class Validator:
    def __init__(self, path):
        self.package = Package(path)
        self.say = self.package.say
        self.sheets = {}  # name: part
        self.cells = {}  # part: {(row, column): text or float}
        self.string_uses = 0
        if not self.package.wrong:
            self.check()

    def part(self, name):
        return self.package.parts[name]

    def check(self):
        self.read_strings()
        self.read_styles()
        self.read_sheets()
        self.names = self.read_names()
        for name, part in self.sheets.items():
            self.check_sheet(name, part)
        self.check_tables()
        for part in self.sheets.values():
            self.check_links(part)
            for drawing in self.package.related(part, "drawing").values():
                self.check_drawing(drawing)
        if "xl/sharedStrings.xml" in self.package.parts:
            # a cell that was written twice is counted twice; Excel does not mind
            count = int(self.part("xl/sharedStrings.xml").get("count", self.string_uses))
            if count < self.string_uses:
                self.say("xl/sharedStrings.xml", f"count is {count}, used are {self.string_uses}")

    # ---- Strings and styles ----

    def read_strings(self):
        self.strings = []
        if "xl/sharedStrings.xml" not in self.package.parts:
            return
        root = self.part("xl/sharedStrings.xml")
        for entry in root.findall(MAIN + "si"):
            runs = [t for child in entry if child.tag != MAIN + "rPh" for t in child.iter(MAIN + "t")]
            self.strings.append("".join(t.text or "" for t in runs))
        if int(root.get("uniqueCount", len(self.strings))) != len(self.strings):
            self.say("xl/sharedStrings.xml", f"uniqueCount is not {len(self.strings)}")
        for index, text in enumerate(self.strings):
            if units(text) > TEXT:
                self.say("xl/sharedStrings.xml", f"string {index} has {units(text)} characters")

    def read_styles(self):
        part = "xl/styles.xml"
        root = self.part(part)
        counts = {}
        for group in root:
            if group.get("count") is None:
                continue
            counts[group.tag[len(MAIN) :]] = len(group)
            if int(group.get("count")) != len(group):
                self.say(part, f"count of {group.tag[len(MAIN):]} is not {len(group)}")
        own = {int(f.get("numFmtId")): f.get("formatCode") for f in root.iter(MAIN + "numFmt")}
        for code in own.values():
            if not code or units(code) > HEADER_TEXT:
                self.say(part, f"a number format: {code!r}")
        for xf in root.find(MAIN + "cellXfs"):
            for key, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                if int(xf.get(key, "0")) >= counts[group]:
                    self.say(part, f"{key} {xf.get(key)} is beyond the {group}")
            number = int(xf.get("numFmtId", "0"))
            if number >= 164 and number not in own:
                self.say(part, f"numFmtId {number} is not defined")
        self.style_count, self.dxf_count = counts["cellXfs"], counts.get("dxfs", 0)
        if self.style_count > FORMATS:
            self.say(part, f"{self.style_count} cell formats")

    # ---- Workbook ----

    def read_sheets(self):
        part = "xl/workbook.xml"
        related = self.package.related(part, "worksheet")
        listed = self.part(part).find(MAIN + "sheets")
        names = [sheet.get("name") for sheet in listed]
        for name in repeated(names):
            self.say(part, f"two sheets are called {name!r}")
        for name in names:
            if not 1 <= units(name) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name) or name == "History":
                self.say(part, f"no sheet can be called {name!r}")
        if len({sheet.get("sheetId") for sheet in listed}) != len(names):
            self.say(part, "two sheets of one sheetId")
        for sheet in listed:
            self.sheets[sheet.get("name")] = related[sheet.get(REL + "id")]
        shown = [sheet for sheet in listed if sheet.get("state", "visible") == "visible"]
        if not shown:
            self.say(part, "no sheet is visible")
        for view in self.part(part).iter(MAIN + "workbookView"):
            active = int(view.get("activeTab", "0"))
            if active >= len(names) or listed[active] not in shown:
                self.say(part, f"the active sheet {active} is none that is visible")

    def read_names(self):
        """The defined names, folded; print areas and the like are looked at, but not among them."""
        part, seen, names = "xl/workbook.xml", set(), set()
        for defined in self.part(part).iter(MAIN + "definedName"):
            name, scope = defined.get("name"), defined.get("localSheetId")
            key = name.casefold(), scope
            if key in seen:
                self.say(part, f"the name {name!r} twice")
            seen.add(key)
            if scope is not None and int(scope) >= len(self.sheets):
                self.say(part, f"{name!r} belongs to no sheet")
            for reference in split_references(defined.text or ""):
                self.check_reference(part, f"the name {name!r}", reference)
            if not name.startswith("_xlnm."):
                names.add(name.casefold())
                if not NAME.match(name) or LIKE_CELL.match(name) or units(name) > NAME_TEXT:
                    self.say(part, f"{name!r} is no valid name")
        return names

    def check_reference(self, part, what, reference):
        """A sheet's name and a range, of rows or columns too. The range or None."""
        match = FULL.match(reference)
        sheet = match and (match[1] or match[2] or "").replace("''", "'")
        ends = match and match[3].replace("$", "").split(":")
        lines = ends and (all(end.isdigit() for end in ends) or all(end.isalpha() for end in ends))
        if not match or sheet not in self.sheets or not (lines or range_of(match[3])):
            self.say(part, f"{what} refers to {reference!r}")
            return None
        return None if lines else (self.sheets[sheet], range_of(match[3]))

    # ---- A sheet ----

    def check_sheet(self, name, part):
        root = self.part(part)
        order = [child.tag[len(MAIN) :] for child in root if child.tag.startswith(MAIN)]
        places = [ORDER.index(tag) if tag in ORDER else -1 for tag in order]
        if places != sorted(places) or -1 in places:
            self.say(part, f"its elements stand in another order: {order}")
        self.read_cells(part, root)
        self.check_columns(part, root)
        self.check_ranges(part, root)
        for text in root.findall(f"{MAIN}headerFooter/*"):
            if units(text.text or "") > HEADER_TEXT:
                self.say(part, f"{text.tag[len(MAIN):]} has over {HEADER_TEXT} characters")
        for rule in root.iter(MAIN + "cfRule"):
            if rule.get("dxfId") is not None and int(rule.get("dxfId")) >= self.dxf_count:
                self.say(part, f"a conditional format uses dxf {rule.get('dxfId')}")
        for rule in root.iter(MAIN + "dataValidation"):
            formula = rule.findtext(MAIN + "formula1") or ""
            if formula.startswith('"') and units(formula) > LIST_TEXT + 2:
                self.say(part, f"the list at {rule.get('sqref')} has {units(formula)} characters")

    def read_cells(self, part, root):
        cells = self.cells[part] = {}
        last_row = 0
        for row in root.find(MAIN + "sheetData"):
            number, last = int(row.get("r")), 0
            if not last_row < number <= ROWS:
                self.say(part, f"row {number} stands behind row {last_row}")
            last_row = number
            for cell in row:
                place = place_of(cell.get("r"))
                if not place or place[0] != number or place[1] <= last:
                    self.say(part, f"{cell.get('r')} stands in row {number} behind column {last}")
                    continue
                last = place[1]
                self.read_cell(part, cells, place, cell)

    def read_cell(self, part, cells, place, cell):
        at, value = cell.get("r"), cell.findtext(MAIN + "v")
        if int(cell.get("s", "0")) >= self.style_count:
            self.say(part, f"{at} has the format {cell.get('s')}")
        kind = cell.get("t", "n")
        if kind == "s":
            self.string_uses += 1
            if not value or not value.isdigit() or int(value) >= len(self.strings):
                self.say(part, f"{at} has the string {value}")
            else:
                cells[place] = self.strings[int(value)]
        elif kind == "n" and value is not None:
            if not finite(value):
                self.say(part, f"{at} has the number {value}")
            else:
                cells[place] = float(value)
        elif kind in ("inlineStr", "str"):
            cells[place] = "".join(t.text or "" for t in cell.iter(MAIN + "t")) or value
            if units(cells[place] or "") > TEXT:
                self.say(part, f"{at} has over {TEXT} characters")
        elif kind == "e":
            self.say(part, f"{at} has the error {value}")

    def check_columns(self, part, root):
        last = 0
        for column in root.iter(MAIN + "col"):
            first, end = int(column.get("min")), int(column.get("max"))
            width = float(column.get("width", "8"))
            if not last < first <= end <= COLUMNS or not 0 <= width <= 255:
                self.say(part, f"columns {first} to {end}, {width} wide, behind column {last}")
            last = end

    def check_ranges(self, part, root):
        merged = [range_of(merge.get("ref")) for merge in root.iter(MAIN + "mergeCell")]
        if None in merged:
            self.say(part, "a merged range is none")
        for i, one in enumerate(merged):
            if any(one and other and overlap(one, other) for other in merged[:i]):
                self.say(part, f"merged cells overlap: {one}")
        filtered = root.find(MAIN + "autoFilter")
        if filtered is not None and not range_of(filtered.get("ref")):
            self.say(part, f"an autofilter over {filtered.get('ref')}")
        for pane in root.iter(MAIN + "pane"):
            if pane.get("state") == "frozen" and not place_of(pane.get("topLeftCell", "")):
                self.say(part, f"frozen at {pane.get('topLeftCell')}")

    def check_links(self, part):
        links = list(self.part(part).iter(MAIN + "hyperlink"))
        if len(links) > LINKS:
            self.say(part, f"{len(links)} links")
        for link in links:
            place = link.get("location")
            if not range_of(link.get("ref")):
                self.say(part, f"a link at {link.get('ref')}")
            if place is not None and place.casefold() not in self.names:
                self.check_reference(part, f"the link at {link.get('ref')}", place)

    # ---- Tables ----

    def check_tables(self):
        names, identities = [], []
        for part in self.sheets.values():
            taken = []
            listed = self.part(part).find(MAIN + "tableParts")
            targets = self.package.related(part, "table")
            count = 0 if listed is None else len(listed)
            if listed is not None and int(listed.get("count", count)) != count or count != len(targets):
                self.say(part, f"it lists {count} tables and has {len(targets)}")
            for table in targets.values():
                root = self.part(table)
                names.append(root.get("displayName"))
                identities.append(root.get("id"))
                self.check_table(table, root, part, taken)
        for name in repeated(names):
            self.say("tables", f"two are called {name!r}")
        for name in names:
            if not NAME.match(name) or LIKE_CELL.match(name) or units(name) > NAME_TEXT:
                self.say("tables", f"{name!r} is no valid name")
            if name.casefold() in self.names:
                self.say("tables", f"{name!r} is a defined name too")
        if len(set(identities)) != len(identities):
            self.say("tables", "two have one id")

    def check_table(self, table, root, part, taken):
        ref = range_of(root.get("ref"))
        headed = int(root.get("headerRowCount", "1"))
        if not ref or ref[2] - ref[0] < headed:
            self.say(table, f"its range {root.get('ref')} has no row of data")
            return
        sheet = self.part(part)
        taken += [range_of(merge.get("ref")) for merge in sheet.iter(MAIN + "mergeCell")]
        own = sheet.find(MAIN + "autoFilter")
        taken += [range_of(own.get("ref"))] if own is not None else []
        if any(overlap(ref, other) for other in taken):
            self.say(table, f"{root.get('ref')} overlaps a table, a filter or merged cells")
        taken.append(ref)
        filtered = root.find(MAIN + "autoFilter")
        if filtered is not None and (range_of(filtered.get("ref")) or (0,))[:2] != ref[:2]:
            self.say(table, f"its filter is over {filtered.get('ref')}")
        self.check_headers(table, root, part, ref)

    def check_headers(self, table, root, part, ref):
        columns = root.find(MAIN + "tableColumns")
        names = [re.sub("_x000[aA]_", "\n", column.get("name")) for column in columns]
        width = ref[3] - ref[1] + 1
        if not len(names) == int(columns.get("count")) == width:
            self.say(table, f"{len(names)} columns in {width}")
        if len({column.get("id") for column in columns}) != len(names) or repeated(names):
            self.say(table, f"columns of one name or id: {repeated(names)}")
        for index, name in enumerate(names):
            header = self.cells[part].get((ref[0], ref[1] + index))
            if header != name or units(name) > NAME_TEXT:
                self.say(table, f"column {index + 1} is {name!r}, its header {header!r}")

    # ---- Drawings and charts ----

    def check_drawing(self, drawing):
        root, identities = self.part(drawing), []
        for anchor in root:
            if anchor.tag == XDR + "twoCellAnchor":
                start, end = self.corner(anchor, "from"), self.corner(anchor, "to")
                if not (start[0] < ROWS and start[1] < COLUMNS and end[0] < ROWS and end[1] < COLUMNS):
                    self.say(drawing, f"an anchor beyond the sheet: {start} {end}")
                if min(start) < 0 or start[0::2] >= end[0::2] or start[1::2] >= end[1::2]:
                    self.say(drawing, f"an anchor without size: {start} {end}")
            for shape in anchor.iter(XDR + "cNvPr"):
                identities.append(shape.get("id"))
                if not shape.get("name"):
                    self.say(drawing, "a shape without a name")
        if len(set(identities)) != len(identities):
            self.say(drawing, "two shapes of one id")
        for chart in self.package.related(drawing, "chart").values():
            self.check_chart(chart, self.part(chart))

    @staticmethod
    def corner(anchor, name):
        """Row, column, and the offsets in them."""
        at = anchor.find(XDR + name)
        return tuple(int(at.findtext(XDR + child)) for child in ("row", "col", "rowOff", "colOff"))

    def check_chart(self, chart, root):
        plot = root.find(f"{C}chart/{C}plotArea")
        axes = {axis.find(C + "axId").get("val"): axis for axis in plot if axis.tag.endswith("Ax")}
        used = {axis.get("val") for kind in plot if kind.tag.endswith("Chart")
                for axis in kind.findall(C + "axId")}
        if used != axes.keys():
            self.say(chart, f"its axes are {sorted(axes)}, used are {sorted(used)}")
        for axis in axes.values():
            if axis.find(C + "crossAx").get("val") not in axes:
                self.say(chart, "an axis crosses none")
            ends = [axis.find(f"{C}scaling/{C}{end}") for end in ("min", "max")]
            values = [float(end.get("val")) for end in ends if end is not None]
            if not all(map(math.isfinite, values)) or len(values) == 2 and values[0] >= values[1]:
                self.say(chart, f"an axis from {values[0]} to {values[-1]}")
        for name, least, most in (("gapWidth", 0, 500), ("overlap", -100, 100)):
            for element in root.iter(C + name):
                if not least <= int(element.get("val")) <= most:
                    self.say(chart, f"{name} {element.get('val')}")
        series = list(root.iter(C + "ser"))
        if not series:
            self.say(chart, "no series")
        for key in ("idx", "order"):
            if len({one.find(C + key).get("val") for one in series}) != len(series):
                self.say(chart, f"two series of one {key}")
        for reference in [r for kind in ("numRef", "strRef") for r in root.iter(C + kind)]:
            self.check_cache(chart, reference)

    def check_cache(self, chart, reference):
        formula = (reference.findtext(C + "f") or "").lstrip("=")
        found = self.check_reference(chart, "a series", formula)
        cache = reference.find(C + "numCache")
        numbers = cache is not None
        cache = cache if numbers else reference.find(C + "strCache")
        if found is None or cache is None:
            return
        part, (top, left, bottom, right) = found
        places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        count = cache.find(C + "ptCount")
        points = {int(point.get("idx")): point.findtext(C + "v") for point in cache.iter(C + "pt")}
        if count is None or int(count.get("val")) != len(places):
            self.say(chart, f"{formula} has not {len(places)} points")
        if len(points) != len(list(cache.iter(C + "pt"))) or any(i >= len(places) for i in points):
            self.say(chart, f"{formula} has points twice or beyond")
        for index, value in points.items():
            if numbers and not finite(value):
                self.say(chart, f"{formula} has the point {value}")


def split_references(text):
    """At the commas that are not in a quoted sheet's name."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == "'"
        if character == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def faults(path):
    """What is wrong with a workbook."""
    return Validator(path).package.wrong


def main():
    bad = False
    for path in sys.argv[1:]:
        for fault in faults(path):
            print(f"{path}: {fault}")
            bad = True
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
