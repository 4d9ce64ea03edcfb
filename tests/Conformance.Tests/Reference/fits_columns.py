"""Prints one JSON line per column of a table HDU as astropy reads it: name, rows, and a SHA-256 over the cells in an exact form.

A cell's form: integers in decimal, floats as the 16 hex digits of their binary64 (nan for NaN), strings as UTF-8 without trailing blanks, logicals T
or F, null integers as ~; elements of an array are joined with blanks. Null logicals count as F and null strings as empty, as astropy has them.
"""
import hashlib
import json
import struct
import sys
import warnings

import numpy
from astropy.io import fits

warnings.simplefilter("ignore")


def floats(values):
    return ["nan" if v != v else struct.pack(">d", float(v)).hex() for v in values]


def text(value):
    if isinstance(value, str):
        value = value.encode("latin-1")
    value = value.split(b"\0")[0].rstrip(b" ")
    try:
        value.decode("utf-8")
        return value
    except UnicodeDecodeError:
        return value.decode("latin-1").encode("utf-8")


def elements(values, null):
    values = numpy.asarray(values)
    flat = values.reshape(-1)
    kind = flat.dtype.kind
    if kind in "SU":
        return [text(v) for v in flat.tolist()]
    if kind == "b":
        return [b"T" if v else b"F" for v in flat]
    if kind in "iu":
        return [b"~" if null is not None and int(v) == null else str(int(v)).encode() for v in flat]
    if kind == "c":
        return [s.encode() for v in flat for s in floats([v.real, v.imag])]
    return [s.encode() for s in floats(flat)]


def cell(value, null, as_text):
    if as_text:
        return text(bytes(numpy.asarray(value).astype("S1").tobytes()) if not isinstance(value, (str, bytes)) else value)
    return b" ".join(elements(value, null))


with fits.open(sys.argv[1], disable_image_compression=True, character_as_bytes=True, uint=True, ignore_missing_simple=False) as file:
    hdu = file[int(sys.argv[2])]
    for index, column in enumerate(hdu.columns):
        column.name = column.name or f"col{index + 1}"
    for index, column in enumerate(hdu.columns):
        if hdu.data is None:
            data = []
        else:
            # A plain array: astropy's character arrays drop tabs at the end of a string too.
            data = hdu.data.field(index)
            data = data.view(numpy.ndarray) if isinstance(data, numpy.chararray) else data
        if column.bzero == -128 and column.bscale in (1, None, "") and len(data):
            # astropy makes floats of the signed bytes, whose values are whole.
            data = numpy.asarray(data).astype(int)
        null = column.null
        if isinstance(null, (int, numpy.integer)) and column.bzero:
            null = int(null) + int(column.bzero)
        if not isinstance(null, (int, numpy.integer)):
            null = None
        form = column.format
        code = form.lstrip("0123456789")
        variable_logical = code[:1] in "PQ" and code[1:2] == "L"
        variable_text = any(c in form for c in "PQ") and form.lstrip("0123456789")[1:2] == "A"
        digest = hashlib.sha256()
        first = []
        if len(data) == 0:
            data = [()] * hdu.header["NAXIS2"]
        missing = set()
        if isinstance(hdu, fits.TableHDU) and isinstance(column.null, str):
            # astropy gives 0 for the fields of an ASCII table that hold TNULL.
            stored = hdu.data.view(numpy.ndarray)[hdu.data.dtype.names[index]]
            missing = {row for row, cell_text in enumerate(stored) if cell_text.strip() == column.null.strip().encode()}
        for row, value in enumerate(data):
            if variable_logical:
                # astropy 5 leaves logicals in the heap as bytes.
                value = numpy.asarray(value) == ord("T")
            form_of_cell = cell(value, null, variable_text)
            if row in missing:
                form_of_cell = b"~" if form.startswith("I") else b"nan"
            if len(first) < 3:
                first.append(form_of_cell.decode("utf-8", "replace")[:80])
            digest.update(form_of_cell + b"\n")
        print(json.dumps({"name": column.name, "rows": len(data), "sha256": digest.hexdigest(), "first": first}))
