"""Prints one JSON line per column of the first table of a VOTable that has rows, as astropy reads it: name, rows, SHA-256 of the cells.

The form of a cell is that of fits_columns.py; null text is empty, null logicals are F, other nulls ~ (nan for floats).
"""
import hashlib
import json
import struct
import sys
import warnings

import numpy
from astropy.io.votable import parse

warnings.simplefilter("ignore")


def one(value, masked, kind):
    if kind == "text":
        return (b"" if masked else value if isinstance(value, bytes) else str(value).encode())
    if kind == "bool":
        return b"T" if bool(value) and not masked else b"F"
    if kind == "int":
        return b"~" if masked else str(int(value)).encode()
    if kind == "complex":
        value = complex(value)
        return b"nan nan" if masked else one(value.real, False, "float") + b" " + one(value.imag, False, "float")
    return b"nan" if masked or value != value else struct.pack(">d", float(value)).hex().encode()


def kind_of(field):
    return {"boolean": "bool", "bit": "bool", "char": "text", "unicodeChar": "text", "float": "float", "double": "float",
            "floatComplex": "complex", "doubleComplex": "complex"}.get(field.datatype, "int")


def cell(value, mask, kind):
    if kind == "text" and (isinstance(value, (str, bytes)) or numpy.ndim(value) == 0):
        return one(value, bool(numpy.any(mask)), kind)
    values = numpy.ma.asarray(value)
    flat = values.reshape(-1)
    masks = numpy.broadcast_to(numpy.asarray(mask), values.shape).reshape(-1) if numpy.ndim(mask) else [bool(mask)] * flat.size
    inner = numpy.ma.getmaskarray(flat)
    if flat.size > 1 and all(m or i for m, i in zip(masks, inner)) or (numpy.ndim(values) > 0 and flat.size >= 1 and not numpy.ndim(mask) and bool(mask)):
        return b""
    return b" ".join(one(v, bool(m or i), kind) for v, m, i in zip(flat.data, masks, inner))


def main():
    table = parse(sys.argv[1], verify="ignore").get_first_table()
    for field in table.fields:
        data = table.array[field.ID] if table.array.dtype.names else []
        mask = numpy.ma.getmaskarray(data) if len(data) else []
        digest = hashlib.sha256()
        first = []
        if field.datatype == "float" and data.dtype.kind == "O":
            # Arrays of varying length come as Python floats: round them to what the column holds.
            data = numpy.ma.array([numpy.ma.asarray(v).astype("f4") for v in data.data] + [None], dtype=object)[:-1]
        for value, masked in zip(data.data if len(data) else [], mask):
            form = cell(value, masked, kind_of(field))
            if len(first) < 3:
                first.append(form.decode("utf-8", "replace")[:80])
            digest.update(form + b"\n")
        print(json.dumps({"name": field.name or field.ID, "rows": len(data), "sha256": digest.hexdigest(), "first": first}))


if __name__ == "__main__":
    main()
