"""Changes one number in a finished output folder, as somebody would who knows the format: the
manifest lists the file anew.

    release_forger.py FOLDER WORKBOOK MEMBER PATTERN REPLACEMENT   in a part of a workbook
    release_forger.py FOLDER FILE PATTERN REPLACEMENT              in a text file

MEMBER is a pattern of names; the first part that holds PATTERN is changed, there the first place.
Prints the part. Only the first occurrence changes; it is an error if there is none.
"""
import hashlib
import json
import os
import re
import sys
import zipfile


def forge_text(text, pattern, replacement):
    forged, count = re.subn(pattern, replacement, text, count=1)
    return forged if count and forged != text else None


def forge_workbook(path, member, pattern, replacement):
    with zipfile.ZipFile(path) as old:
        parts = [(info, old.read(info)) for info in old.infolist()]
    changed = None
    with zipfile.ZipFile(path + ".new", "w", zipfile.ZIP_DEFLATED) as new:
        for info, data in parts:
            if changed is None and re.search(member, info.filename):
                forged = forge_text(data.decode(), pattern, replacement)
                if forged is not None:
                    data, changed = forged.encode(), info.filename
            new.writestr(info.filename, data)
    os.replace(path + ".new", path)
    return changed


def forge_file(path, pattern, replacement):
    with open(path, encoding="utf-8", newline="") as file:
        forged = forge_text(file.read(), pattern, replacement)
    if forged is None:
        return None
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(forged)
    return path


def list_again(folder):
    path = os.path.join(folder, "manifest.json")
    with open(path, encoding="utf-8") as file:
        manifest = json.load(file)
    for entry in manifest["files"]:
        with open(os.path.join(folder, entry["name"]), "rb") as file:
            data = file.read()
        entry["size"] = len(data)
        entry["sha256"] = hashlib.sha256(data).hexdigest()
    with open(path, "w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=2)


def main(folder, name, *rest):
    path = os.path.join(folder, name)
    changed = forge_workbook(path, *rest) if name.endswith(".xlsx") else forge_file(path, *rest)
    if changed is None:
        sys.exit(f"nothing in {name} matches {rest}")
    list_again(folder)
    print(changed)


main(*sys.argv[1:])
