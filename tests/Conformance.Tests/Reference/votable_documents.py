"""Prints one JSON line per VOTable of a list: its metadata as the XML has them, and its metadata and cells as astropy reads them.

Usage: votable_documents.py FILE_OF_PATHS. Each line: {"path", "elements": [...] or null, "meta": [...] or null, "tables": [[column, ...], ...]};
a column is as in votable_columns.py, "elements" as in DocumentForm.cs, "meta" is compared with the same of another document only.
"""
import gzip
import hashlib
import json
import sys
import warnings
import xml.etree.ElementTree as ElementTree

import numpy
from astropy.io.votable import parse

from votable_columns import cell, kind_of

warnings.simplefilter("ignore")
TEXT = {"INFO", "LINK", "COOSYS", "TIMESYS", "DESCRIPTION"}
KNOWN = TEXT | {"VOTABLE", "DEFINITIONS", "RESOURCE", "TABLE", "FIELD", "PARAM", "VALUES", "MIN", "MAX", "OPTION", "GROUP", "FIELDref", "PARAMref", "DATA"}
PLACES = {"RESOURCE": {"VOTABLE", "RESOURCE"}, "TABLE": {"VOTABLE", "RESOURCE"}, "FIELD": {"TABLE", "GROUP"}, "DATA": {"TABLE"},
          "MIN": {"VALUES"}, "MAX": {"VALUES"}, "OPTION": {"VALUES", "OPTION"}}


def local(tag):
    return tag.rsplit("}", 1)[-1]


def tidy(text):
    """Runs of XML's blanks, and no others, as one."""
    return " ".join(part for part in (text or "").translate({9: " ", 10: " ", 13: " "}).split(" ") if part)


def elements(element, depth, lines, parent=None):
    if not isinstance(element.tag, str):
        return
    name = local(element.tag)
    if name in ("TABLEDATA", "BINARY", "BINARY2", "FITS") and parent == "DATA":
        return
    foreign = "}" in element.tag and "VOTable" not in element.tag.split("}")[0]
    if foreign or name not in KNOWN or (name in PLACES and parent not in PLACES[name]):
        parts = []
        walk(element, parts)
        lines.append(f"{depth} *{name} {' '.join(parts)}")
        return
    if name == "DESCRIPTION" and not tidy(element.text):
        return
    shown = " ".join(f"{key}={tidy(value)}" for key, value in sorted(element.attrib.items()) if "}" not in key)
    text = tidy("".join([element.text or ""] + [child.tail or "" for child in element])) if name in TEXT else ""
    lines.append(" ".join(part for part in (f"{depth} {name}", shown, text) if part))
    # DESCRIPTION has one place in the model, the first.
    children = sorted((child for child in element if isinstance(child.tag, str)), key=lambda child: local(child.tag) != "DESCRIPTION")
    for child in children:
        elements(child, depth + 1, lines, name)


def walk(element, parts):
    if not isinstance(element.tag, str):
        return
    parts.append(local(element.tag))
    if tidy(element.text):
        parts.append(tidy(element.text))
    for child in element:
        walk(child, parts)
        if tidy(child.tail):
            parts.append(tidy(child.tail))


def described(thing, depth=0):
    """What astropy holds of an element and of those in it, as lines."""
    kind = type(thing).__name__
    names = ("ID", "name", "type", "datatype", "arraysize", "unit", "ucd", "utype", "xtype", "ref", "precision", "width", "value", "content", "description",
             "system", "equinox", "epoch", "timeorigin", "timescale", "refposition", "href", "action", "content_role", "content_type", "title", "gref", "null",
             "min", "max", "min_inclusive", "max_inclusive", "options", "extra_attributes")
    facts = []
    for name in names:
        value = getattr(thing, name, None)
        if value is not None and not callable(value) and str(value) != "":
            facts.append(f"{name}={' '.join(str(value).split())}")
    yield f"{depth} {kind} {' '.join(facts)}"
    for name in ("coordinate_systems", "time_systems", "params", "infos", "groups", "entries", "fields", "links", "resources", "tables", "values"):
        children = getattr(thing, name, None)
        if name == "values":
            if children is not None and not children.is_defaults():
                yield from described(children, depth + 1)
        elif children is not None and not callable(children):
            for child in children:
                yield from described(child, depth + 1)


def columns(table):
    found = []
    for field in table.fields:
        data = table.array[field.ID] if table.array.dtype.names else []
        mask = numpy.ma.getmaskarray(data) if len(data) else []
        if field.datatype == "float" and len(data) and data.dtype.kind == "O":
            data = numpy.ma.array([numpy.ma.asarray(v).astype("f4") for v in data.data] + [None], dtype=object)[:-1]
        forms = [cell(value, masked, kind_of(field)) for value, masked in zip(data.data if len(data) else [], mask)]
        digest = hashlib.sha256(b"".join(form + b"\n" for form in forms)).hexdigest()
        found.append({"name": field.name or field.ID, "rows": len(forms), "sha256": digest, "first": [form.decode("utf-8", "replace")[:80] for form in forms[:3]]})
    return found


def main():
    for path in open(sys.argv[1], encoding="utf-8").read().split("\n"):
        if not path:
            continue
        answer = {"path": path, "elements": None, "meta": None, "tables": [], "error": None}
        try:
            with (gzip.open if open(path, "rb").read(2) == b"\x1f\x8b" else open)(path, "rb") as file:
                root = ElementTree.parse(file).getroot()
            lines = []
            elements(root, 0, lines)
            answer["elements"] = lines
        except Exception as problem:
            answer["error"] = f"{type(problem).__name__}: {problem}"
        try:
            votable = parse(path, verify="ignore")
            answer["meta"] = list(described(votable))
            answer["tables"] = [columns(table) for table in votable.iter_tables()]
        except Exception as problem:
            answer["meta"] = None
            answer["tables"] = []
            answer["error"] = f"{type(problem).__name__}: {problem}"[:300]
        print(json.dumps(answer), flush=True)


main()
