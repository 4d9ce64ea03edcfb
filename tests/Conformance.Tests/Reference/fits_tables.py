"""Prints one JSON line per table HDU as astropy or fitsio reads it: file, HDU, and of each column name, rows, and a SHA-256 over the cells in an exact form.

usage: fits_tables.py astropy|fitsio LIST, where each line of LIST is a path, a tab and the number of an HDU.

A cell's form: integers in decimal, floats as the 16 hex digits of their binary64 (nan for NaN), strings as UTF-8 without trailing blanks, logicals T
or F, null integers as ~; elements of an array are joined with blanks. Null logicals count as F and null strings as empty, as both programs have them.
"""
import hashlib
import json
import os
import struct
import sys
import warnings

import fitsio
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


def elements(values, null, logical):
    flat = numpy.asarray(values).reshape(-1)
    kind = flat.dtype.kind
    if kind in "SU":
        return [text(v) for v in flat.tolist()]
    if logical:
        return [b"T" if v in (1, ord("T")) else b"F" for v in flat.tolist()]
    if kind in "iu":
        return [b"~" if null is not None and int(v) == null else str(int(v)).encode() for v in flat.tolist()]
    if kind == "c":
        return [s.encode() for v in flat for s in floats([v.real, v.imag])]
    return [s.encode() for s in floats(flat.tolist())]


def parts(form):
    """Repeat count, whether the column is of array descriptors, and the type letter of its elements."""
    digits = form[: len(form) - len(form.lstrip("0123456789"))]
    rest = form[len(digits):]
    return int(digits or 1), rest[:1] in "PQ", rest[1:2] if rest[:1] in "PQ" else rest[:1]


def digest(name, cells):
    sha = hashlib.sha256()
    first = []
    rows = 0
    for cell in cells:
        rows += 1
        if len(first) < 3:
            first.append(cell.decode("utf-8", "replace")[:80])
        sha.update(cell + b"\n")
    return {"name": name, "rows": rows, "sha256": sha.hexdigest(), "first": first}


def null_of(header, number, letter):
    null = header.get(f"TNULL{number}")
    zero = header.get(f"TZERO{number}", 0)
    scale = header.get(f"TSCAL{number}", 1)
    if isinstance(null, bool) or not isinstance(null, (int, numpy.integer)) or letter not in "BIJK":
        return None
    return int(null) + int(zero) if scale == 1 and float(zero).is_integer() else int(null)


def cells(data, rows, null, letter, variable):
    if len(data) == 0:
        data = [()] * rows
    for value in data:
        if letter == "A" and variable and not isinstance(value, (str, bytes)):
            value = numpy.asarray(value).astype("S1").tobytes() if len(value) else b""
        if letter == "A" and isinstance(value, (str, bytes)):
            yield text(value)
        else:
            yield b" ".join(elements(value, null, letter in "LX"))


def of_astropy(path, number):
    with fits.open(path, disable_image_compression=True, character_as_bytes=True, uint=True, ignore_missing_simple=False) as file:
        hdu = file[number]
        ascii_table = isinstance(hdu, fits.TableHDU)
        for index, column in enumerate(hdu.columns):
            column.name = column.name or f"col{index + 1}"
        for index, column in enumerate(hdu.columns):
            repeat, variable, letter = (1, False, column.format[0]) if ascii_table else parts(column.format)
            data = []
            if hdu.data is not None and repeat > 0 and len(hdu.data) > 0:
                # A plain array: astropy's character arrays drop tabs at the end of a string too.
                data = hdu.data.field(index)
                data = data.view(numpy.ndarray) if isinstance(data, numpy.chararray) else data
            if column.bzero == -128 and column.bscale in (1, None, "") and len(data):
                # astropy makes floats of the signed bytes, whose values are whole.
                data = numpy.asarray(data).astype(int)
            forms = cells(data, hdu.header["NAXIS2"], None if ascii_table else null_of(hdu.header, index + 1, letter), letter, variable)
            if ascii_table and isinstance(column.null, str) and len(data) > 0:
                # astropy gives 0 for the fields of an ASCII table that hold TNULL.
                stored = hdu.data.view(numpy.ndarray)[hdu.data.dtype.names[index]]
                missing = [cell.strip() == column.null.strip().encode() for cell in stored]
                null_form = {"I": b"~", "A": b""}.get(letter, b"nan")
                forms = (null_form if missing[row] else form for row, form in enumerate(forms))
            yield digest(column.name, forms)


def of_fitsio(path, number):
    with fitsio.FITS(path, vstorage="object") as file:
        hdu = file[number]
        header = hdu.read_header()
        rows = header["NAXIS2"]
        for index, name in enumerate(hdu.get_colnames()):
            form = header[f"TFORM{index + 1}"].strip()
            repeat, variable, letter = (1, False, form[0]) if header["XTENSION"].strip() == "TABLE" else parts(form)
            if repeat == 0 or rows == 0:
                yield digest(name, [b""] * rows)
                continue
            null = null_of(header, index + 1, letter)
            data = hdu.read_column(index)
            yield digest(name, cells(data, rows, null, letter, variable))


def report(path, number, reader):
    try:
        print(json.dumps({"file": path, "hdu": number, "columns": list(reader(path, number))}), flush=True)
    except Exception as exception:
        print(json.dumps({"file": path, "hdu": number, "error": f"{type(exception).__name__}: {exception}"[:200]}), flush=True)


for line in open(sys.argv[2], encoding="utf-8"):
    path, number = line.rstrip("\n").split("\t")
    if sys.argv[1] == "astropy":
        report(path, int(number), of_astropy)
        continue
    # fitsio crashes on some files, so each has a process of its own.
    child = os.fork()
    if child == 0:
        report(path, int(number), of_fitsio)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status != 0:
        print(json.dumps({"file": path, "hdu": int(number), "error": f"ended by signal {status & 127}"}), flush=True)
