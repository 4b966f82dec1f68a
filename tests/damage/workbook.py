"""A filled-in form as the XML of its parts, to be changed as people and programs change it. It
knows only what `renkei forms` writes; no spreadsheet program takes part, so that nothing else
changes."""
import re
import zipfile
from xml.sax.saxutils import escape

SHEET = "xl/worksheets/sheet1.xml"
HIDDEN = "xl/worksheets/sheet2.xml"
BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
RELATION_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
CELL = r'<c r="%s"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)'


def text(value):
    """What stands in a cell: its kind and its content."""
    return ' t="inlineStr"', '<is><t xml:space="preserve">%s</t></is>' % escape(value)


def number(value):
    return "", "<v>%s</v>" % value


def rich(value):
    """In runs of one character each, every second one bold."""
    runs = ["<r>%s<t xml:space=\"preserve\">%s</t></r>"
            % ("<rPr><b/></rPr>" if i % 2 else "", escape(c)) for i, c in enumerate(value)]
    return ' t="inlineStr"', "<is>%s</is>" % "".join(runs)


def furigana(value, reading):
    marked = '<is><t>%s</t><rPh sb="0" eb="%d"><t>%s</t></rPh><phoneticPr fontId="1"/></is>'
    return ' t="inlineStr"', marked % (escape(value), len(value), reading)


def formula(expression, kind, value):
    return kind, "<f>%s</f><v>%s</v>" % (escape(expression), escape(value))


def column_number(letters):
    result = 0
    for letter in letters:
        result = result * 26 + ord(letter) - 64
    return result


def column_letters(value):
    letters = ""
    while value:
        value, rest = divmod(value - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Form:
    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {info.filename: archive.read(info).decode() for info in archive.infolist()}
        self.sheet_name = "調査票"
        self.locate()

    def locate(self):
        """Where the answers and marks stand, by the names of the whole workbook."""
        names = re.findall(r'<definedName name="([au]_[^"]+)">[^<]*!\$([A-Z]+)\$(\d+)<',
                           self.parts[BOOK])
        self.places = {name: letters + row for name, letters, row in names}

    def place(self, column):
        return self.places["a_" + column]

    def cells(self):
        """Places of the answers by column of the CSV, and of the marks."""
        return {re.sub("^a_", "", name): place for name, place in self.places.items()}

    def edit(self, part, pattern, replacement, count=0):
        """Every edit must find its place: a form that looks otherwise is no test."""
        self.parts[part], done = re.subn(pattern, replacement, self.parts[part], count, re.DOTALL)
        if not done:
            raise ValueError("%s has no %s" % (part, pattern))

    def put(self, place, content, style=None):
        """A cell keeps its style, unless another is given."""
        def replace(match):
            kept = re.search(r' s="\d+"', match[1])
            look = ' s="%d"' % style if style is not None else kept[0] if kept else ""
            if content is None:
                return '<c r="%s"%s/>' % (place, look)
            return '<c r="%s"%s%s>%s</c>' % (place, look, content[0], content[1])
        self.edit(SHEET, CELL % place, replace, 1)

    def answer(self, column, content, style=None):
        self.put(self.place(column), content, style)

    def content(self, column):
        """As it stands: attributes without place and style, and what is inside."""
        match = re.search(CELL % self.place(column), self.parts[SHEET], re.DOTALL)
        return (re.sub(r' s="\d+"', "", match[1]), match[2]) if match[2] else None

    # ---- The unit ----

    def put_unit(self, content):
        self.put(self.places["u_unit"], content)

    def put_hidden_unit(self, code):
        self.edit(HIDDEN, CELL % "B4", '<c r="B4" t="inlineStr"><is><t>%s</t></is></c>' % code)

    def put_unit_name(self, name):
        self.put("F4", text(name))

    # ---- Rows and columns ----

    def move(self, move_row, move_column):
        """Every reference gives way: cells, merged ranges, rules of input, names."""
        def moved(match):
            letters = column_letters(move_column(column_number(match[1]))) if match[1] else ""
            return letters + str(move_row(int(match[2])))

        def references(match):
            return '%s="%s"' % (match[1], re.sub(r"([A-Z]*)(\d+)", moved, match[2]))

        def name(match):
            return "$%s$%d" % (column_letters(move_column(column_number(match[1]))),
                               move_row(int(match[2])))
        self.edit(SHEET, r"\b(r|ref|sqref|topLeftCell|activeCell)=\"([A-Z0-9: ]+)\"", references)
        self.parts[SHEET] = re.sub(r' spans="[^"]*"', "", self.parts[SHEET])
        self.edit(BOOK, r"\$([A-Z]+)\$(\d+)", name)
        self.locate()

    def insert_rows(self, before, count):
        self.move(lambda row: row + count * (row >= before), lambda column: column)

    def insert_columns(self, before, count):
        self.move(lambda row: row, lambda column: column + count * (column >= before))

    def merge(self, reference):
        def replace(match):
            ranges = re.sub(r'<mergeCell ref="%s:[^"]*"/>' % reference.split(":")[0], "", match[1])
            return "<mergeCells>%s<mergeCell ref=\"%s\"/></mergeCells>" % (ranges, reference)
        self.edit(SHEET, r"<mergeCells[^>]*>(.*?)</mergeCells>", replace)

    # ---- Sheets ----

    def rename_sheet(self, name):
        self.edit(BOOK, re.escape('<sheet name="%s"' % self.sheet_name), '<sheet name="%s"' % name)
        self.edit(BOOK, re.escape(">'%s'!" % self.sheet_name), ">'%s'!" % name)
        self.sheet_name = name

    def sheet_count(self):
        return self.parts[BOOK].count("<sheet ")

    def add_sheet(self, name, xml, local_names=None):
        """Behind the others, with names of its own: place by name."""
        position = self.sheet_count()
        part = "xl/worksheets/sheet%d.xml" % (position + 1)
        self.parts[part] = xml
        self.edit(TYPES, "</Types>", '<Override PartName="/%s" ContentType="%s"/></Types>'
                  % (part, SHEET_TYPE))
        self.edit(RELATIONS, "</Relationships>",
                  '<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>'
                  "</Relationships>" % (100 + position, RELATION_TYPE, position + 1))
        self.edit(BOOK, "</sheets>", '<sheet name="%s" sheetId="%d" r:id="rId%d"/></sheets>'
                  % (name, position + 1, 100 + position))
        names = "".join('<definedName name="%s" localSheetId="%d">\'%s\'!%s</definedName>'
                        % (key, position, name, re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", place))
                        for key, place in sorted((local_names or {}).items()))
        self.edit(BOOK, "</definedNames>", names + "</definedNames>")

    def remove_hidden(self):
        self.edit(BOOK, r'<sheet name="_renkei"[^>]*/>', "")
        self.edit(RELATIONS, r'<Relationship Id="rId2"[^>]*/>', "")
        self.edit(TYPES, r'<Override PartName="/%s"[^>]*/>' % HIDDEN, "")
        del self.parts[HIDDEN]

    # ---- How it is written ----

    def inline_strings(self, sheet=SHEET):
        """The sheet's XML without references to the table of strings."""
        strings = re.findall(r"<si>(.*?)</si>", self.parts[STRINGS], re.DOTALL)
        return re.sub(r' t="s"><v>(\d+)</v>',
                      lambda match: ' t="inlineStr"><is>%s</is>' % strings[int(match[1])],
                      self.parts[sheet])

    def inline_all(self):
        for part in (SHEET, HIDDEN):
            self.parts[part] = self.inline_strings(part)
        self.edit(RELATIONS, r'<Relationship [^>]*Target="sharedStrings.xml"/>', "")
        self.edit(TYPES, r'<Override PartName="/%s"[^>]*/>' % STRINGS, "")
        del self.parts[STRINGS]

    def share_answers(self):
        """All texts go into the table, as Excel writes them."""
        added = []

        def share(match):
            added.append("<si>%s</si>" % match[1])
            return ' t="s"><v>%d</v>' % (self.parts[STRINGS].count("<si>") + len(added) - 1)
        self.edit(SHEET, r' t="inlineStr"><is>(.*?)</is>', share)
        self.edit(STRINGS, "</sst>", lambda _: "".join(added) + "</sst>")

    def make_strict(self):
        strict = "http://purl.oclc.org/ooxml"
        for part in self.parts:
            self.parts[part] = (
                self.parts[part]
                .replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                         strict + "/spreadsheetml/main")
                .replace("http://schemas.openxmlformats.org/officeDocument/2006/",
                         strict + "/officeDocument/")
                .replace("http://schemas.openxmlformats.org/drawingml/2006/main",
                         strict + "/drawingml/main"))
        self.edit(BOOK, "<workbook ", '<workbook conformance="strict" ')

    def date_style(self):
        """A style that shows m月d日, the built-in format 56."""
        count = int(re.search(r'<cellXfs count="(\d+)"', self.parts[STYLES])[1])
        self.edit(STYLES, r'<cellXfs count="\d+">(.*?)</cellXfs>',
                  r'<cellXfs count="%d">\1<xf numFmtId="56" fontId="0" fillId="0" borderId="0" '
                  r'xfId="0" applyNumberFormat="1"/></cellXfs>' % (count + 1))
        return count

    def count_from_1904(self):
        self.edit(BOOK, "<workbookPr ", '<workbookPr date1904="1" ')

    def save(self, file):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
