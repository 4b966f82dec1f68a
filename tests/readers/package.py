"""The parts of an xlsx file and what holds them together (ECMA-376 part 2): content types and
relationships. Whatever is wrong goes to `wrong` as "PART: WHAT".
"""

import posixpath
import zipfile
from xml.etree import ElementTree

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# What the main kinds of part must be announced as.
CONTENT = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "xl/workbook.xml": CONTENT + "spreadsheetml.sheet.main+xml",
    "xl/styles.xml": CONTENT + "spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": CONTENT + "spreadsheetml.sharedStrings+xml",
    "xl/worksheets/": CONTENT + "spreadsheetml.worksheet+xml",
    "xl/tables/": CONTENT + "spreadsheetml.table+xml",
    "xl/drawings/": CONTENT + "drawing+xml",
    "xl/charts/": CONTENT + "drawingml.chart+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": CONTENT + "extended-properties+xml",
}


def owner_of(rels):
    """xl/_rels/workbook.xml.rels belongs to xl/workbook.xml, _rels/.rels to the package."""
    folder, base = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), base[: -len(".rels")])


class Package:
    def __init__(self, path):
        self.wrong = []
        self.parts = {}  # name: root element
        self.relations = {}  # part ("" is the package): {id: (type, target)}
        self.read(path)
        if not self.wrong:
            self.check_types()
            self.read_relations()
            self.check_reached()

    def say(self, part, what):
        self.wrong.append(f"{part}: {what}")

    def read(self, path):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len({name.lower() for name in names}) != len(names):
                self.say("package", "two parts of one name")
            if archive.testzip() is not None:
                self.say("package", f"damaged: {archive.testzip()}")
                return
            for name in names:
                try:
                    self.parts[name] = ElementTree.fromstring(archive.read(name))
                except ElementTree.ParseError as error:
                    self.say(name, f"not well-formed: {error}")
        for name in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"):
            if name not in self.parts:
                self.say("package", f"{name} is missing")

    def check_types(self):
        listed = self.parts["[Content_Types].xml"]
        defaults = {d.get("Extension").lower(): d.get("ContentType") for d in listed.iter(TYPES + "Default")}
        overrides = {}
        for override in listed.iter(TYPES + "Override"):
            name = override.get("PartName")[1:]
            if name in overrides:
                self.say(name, "announced twice")
            if name not in self.parts:
                self.say(name, "announced in [Content_Types].xml, but not there")
            overrides[name] = override.get("ContentType")
        for name in self.parts:
            kind = overrides.get(name, defaults.get(name.rpartition(".")[2].lower()))
            for start, wanted in CONTENT_TYPES.items():
                if name.startswith(start) and "/_rels/" not in name and kind != wanted:
                    self.say(name, f"its content type is {kind}, not {wanted}")
            if kind is None:
                self.say(name, "has no content type")

    def read_relations(self):
        for rels in [name for name in self.parts if name.endswith(".rels")]:
            owner = owner_of(rels)
            own = self.relations[owner] = {}
            if owner and owner not in self.parts:
                self.say(rels, "belongs to no part")
            for relation in self.parts[rels].iter(RELATIONS + "Relationship"):
                identity, target = relation.get("Id"), relation.get("Target")
                if identity in own:
                    self.say(rels, f"the id {identity} twice")
                if relation.get("TargetMode") != "External":
                    folder = "" if target.startswith("/") else posixpath.dirname(owner)
                    target = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
                    if target not in self.parts:
                        self.say(rels, f"{identity} leads to {target}, which is not there")
                own[identity] = relation.get("Type").rpartition("/")[2], target
        for name, root in self.parts.items():
            for element in root.iter():
                for key, value in element.attrib.items():
                    if key.startswith(REL) and value not in self.relations.get(name, {}):
                        self.say(name, f"{key[len(REL):]} {value} is no relationship of it")

    def check_reached(self):
        reached, left = set(), [""]
        while left:
            part = left.pop()
            for _, target in self.relations.get(part, {}).values():
                if target in self.parts and target not in reached:
                    reached.add(target)
                    left.append(target)
        for name in self.parts:
            if name not in reached and name != "[Content_Types].xml" and not name.endswith(".rels"):
                self.say(name, "nothing leads to it")

    def related(self, part, kind):
        """{id: target} of the relationships of a kind."""
        own = self.relations.get(part, {})
        return {identity: target for identity, (of, target) in own.items() if of == kind}
