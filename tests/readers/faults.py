"""validate.py finds what it is for: each fault is put into a copy of the smallest workbook that has a
place for it, and must be named. A fault that can be put into none of the workbooks is an error too. Prints "ok NAME" or
"not ok NAME" per fault.

usage: faults.py FOLDER WORKBOOK…
"""

import fnmatch
import pathlib
import re
import sys
import zipfile

from validate import faults

SHEET, TABLE, CHART, STRINGS = "xl/worksheets/*.xml", "xl/tables/*.xml", "xl/charts/*.xml", "xl/sharedStrings.xml"
WORKBOOK, DRAWING, STYLES = "xl/workbook.xml", "xl/drawings/drawing*.xml", "xl/styles.xml"
TYPES = "[[]Content_Types].xml"

# Name; part; what is replaced there (a regular expression), by what; what must be said of it.
FAULTS = [
    ("a part that is not well-formed", SHEET, r"</sheetData>", "", "not well-formed"),
    ("a control character", STRINGS, r"<t>", "<t>\x01", "not well-formed"),
    ("a part without its content type", TYPES, r'<Override PartName="/xl/worksheets/sheet1.xml"[^>]*>', "",
     "its content type is"),
    ("a content type of no part", TYPES, r"/xl/worksheets/sheet1.xml", "/xl/worksheets/sheet999.xml",
     "announced in"),
    ("a relationship to nothing", "xl/_rels/workbook.xml.rels", r"worksheets/sheet1.xml",
     "worksheets/none.xml", "is not there"),
    ("an unknown relationship", WORKBOOK, r'r:id="rId1"', 'r:id="rId9999"', "is no relationship"),
    ("two sheets of one name", WORKBOOK, r'(<sheet name=")([^"]*)("[^>]*><sheet name=")[^"]*"', r'\1\2\3\2"',
     "two sheets are called"),
    ("a sheet's name with a slash", WORKBOOK, r'<sheet name="', '<sheet name="a/', "no sheet can be called"),
    ("no visible active sheet", WORKBOOK, r"<workbookView ", '<workbookView activeTab="999" ',
     "the active sheet"),
    ("a name that refers nowhere", WORKBOOK, r"(<definedName [^>]*>)[^<]*", r"\1#REF!$A$1", "refers to"),
    ("a name twice", WORKBOOK, r"(<definedName .*?</definedName>)", r"\1\1", "twice"),
    ("NaN in a cell", SHEET, r'(<c r="[A-Z0-9]+" s="[0-9]+">)<v>[^<]*', r"\1<v>NAN", "has the number NAN"),
    ("infinity in a cell", SHEET, r'(<c r="[A-Z0-9]+" s="[0-9]+">)<v>[^<]*', r"\1<v>inf",
     "has the number inf"),
    ("a string beyond the last", SHEET, r't="s"><v>[0-9]+', 't="s"><v>999999', "has the string 999999"),
    ("a string of 32,768 characters", STRINGS, r"<t>", "<t>" + "あ" * 32768, "characters"),
    ("a wrong count of strings", STRINGS, r' count="[0-9]+"', ' count="1"', "count is 1"),
    ("a wrong count of unique strings", STRINGS, r'uniqueCount="[0-9]+"', 'uniqueCount="1"', "uniqueCount"),
    ("an unknown format", SHEET, r'(<c r="[A-Z0-9]+" s=")[0-9]+', r"\g<1>9999", "has the format 9999"),
    ("a format with an unknown font", STYLES, r'(<cellXfs.*?fontId=")[0-9]+', r"\g<1>999", "fontId 999"),
    ("a wrong count of formats", STYLES, r'<cellXfs count="[0-9]+"', '<cellXfs count="1"', "cellXfs"),
    ("a row twice", SHEET, r"(<row .*?</row>)", r"\1\1", "stands behind row"),
    ("a cell in another's row", SHEET, r'<c r="A2"', '<c r="A3"', "stands in row"),
    ("columns that overlap", SHEET, r'(<col min="1"[^>]*>)', r"\1\1", "behind column"),
    ("elements in another order", SHEET, r"(<sheetData>.*</sheetData>)(.*?)(<pageMargins[^>]*>)", r"\3\1\2",
     "another order"),
    ("a link to no sheet", SHEET, r'(<hyperlink [^>]*location=")[^"]*', r"\1nowhere!A1", "refers to"),
    ("two ranges of merged cells that overlap", SHEET, r"(<pageMargins|<printOptions)",
     r'<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>\1',
     "merged cells overlap"),
    ("a page header of 256 characters", SHEET, r"<headerFooter>(<oddHeader>.*?</oddHeader>)?",
     "<headerFooter><oddHeader>" + "あ" * 256 + "</oddHeader>", "oddHeader has over"),
    ("a drawing beyond the sheet", DRAWING, r"(<xdr:to><xdr:col>)[0-9]+", r"\g<1>16384", "beyond the sheet"),
    ("a drawing without size", DRAWING, r"(<xdr:to><xdr:col>)[0-9]+(</xdr:col><xdr:colOff>)[0-9]+",
     r"\g<1>0\g<2>0", "without size"),
    ("a chart's axis that is not there", CHART, r'(<c:barChart>.*?<c:axId val=")[0-9]+', r"\g<1>1",
     "its axes are"),
    ("a chart's sheet that is not there", CHART, r"(<c:val><c:numRef><c:f>)[^<]*", r"\1nowhere!$A$1",
     "a series refers to"),
    ("a chart's point that is no number", CHART, r"(<c:numCache>.*?<c:v>)[^<]*", r"\1NAN", "has the point NAN"),
    ("a chart's range with another length", CHART, r'(<c:numCache>.*?<c:ptCount val=")[0-9]+', r"\g<1>77",
     "points"),
    ("a chart's gap of 501", CHART, r'<c:gapWidth val="[0-9]+"', '<c:gapWidth val="501"', "gapWidth 501"),
    ("a table without rows", TABLE, r'(<table [^>]*ref="[A-Z]+)([0-9]+)(:[A-Z]+)[0-9]+', r"\g<1>\2\3\2",
     "no row of data"),
    ("a table's column with another header", TABLE, r'(<tableColumn id="1" name=")[^"]*', r"\1別の名前",
     "its header"),
    ("two columns of one name", TABLE,
     r'(<tableColumn id="1" name=")([^"]*)(".*?<tableColumn id="2" name=")[^"]*', r"\1\2\3\2",
     "columns of one name"),
    ("a table's name with a space", TABLE, r'displayName="', 'displayName="a b', "is no valid name"),
    ("a table's name like a cell", TABLE, r'displayName="[^"]*"', 'displayName="AB12"', "is no valid name"),
    ("a filter over a table", SHEET, r"</sheetData>(?=.*<tableParts)",
     '</sheetData><autoFilter ref="A1:C1048576"/>', "overlaps a table"),
]


def put_in(fault, source, target):
    """A copy of the workbook with the fault; false if it has no place for it."""
    _, glob, pattern, replacement, _ = fault
    done = False
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if not done and fnmatch.fnmatch(name, glob):
                text, times = re.subn(pattern, replacement, content.decode(), count=1, flags=re.DOTALL)
                content, done = text.encode(), times > 0
            new.writestr(name, content)
    return done


def try_fault(fault, folder, workbooks):
    name, *_, words = fault
    target = folder / "faulty.xlsx"
    if not any(put_in(fault, workbook, target) for workbook in workbooks):
        return f"not ok {name}: none of the workbooks has a place for it"
    said = faults(target)
    if any(words in line for line in said):
        return f"ok {name} is found"
    return f"not ok {name}: {words!r} is not said, but {said[:3]}"


def main():
    folder = pathlib.Path(sys.argv[1])
    workbooks = sorted(map(pathlib.Path, sys.argv[2:]), key=lambda path: path.stat().st_size)
    verdicts = [try_fault(fault, folder, workbooks) for fault in FAULTS]
    print("\n".join(verdicts))
    sys.exit(1 if any(verdict.startswith("not ok") for verdict in verdicts) else 0)


main()
