"""Writes an ECSV file with astropy (argument 'write PATH'), or reads a CSV file with it and prints each cell's repr (argument 'read PATH')."""

import sys

import numpy as np
from astropy.table import MaskedColumn, Table

action, path = sys.argv[1:]
if action == "write":
    table = Table()
    table["id"] = np.array([1, -(2**63), 2**63 - 1], dtype=np.int64)
    table["ra"] = np.array([0.1, np.nan, 359.99999999999994])
    table["ra"].unit = "deg"
    table["ra"].description = "Right ascension, 'J2000'"
    table["ra"].meta["ucd"] = "pos.eq.ra;meta.main"
    table["ok"] = np.array([True, False, True])
    table["mag"] = MaskedColumn(np.array([1.5, 2.5, 3.5], dtype=np.float32), mask=[False, True, False])
    table["flux"] = np.array([[1, 2], [3, 4], [5, 6]], dtype=np.float64)
    table["name"] = ["NGC 1068", 'say "x"', "Čebyšëv"]
    table.write(path, format="ascii.ecsv", delimiter=",")
else:
    table = Table.read(path, format="ascii.csv", fast_reader=False)
    for row in table:
        print("|".join("null" if value is np.ma.masked else repr(value.item()) for value in row))
