"""HTML tables between Hven and astropy.

read PATH [TABLE]     prints each column that astropy's ascii.html reader finds: name, then each cell exactly; a masked cell is ~
write PATH            writes a page by astropy for Hven to read
"""

import struct
import sys

import numpy as np
from astropy.table import Table


def cell(value):
    if value is np.ma.masked:
        return "~"
    if isinstance(value, (float, np.floating)):
        return "NaN" if np.isnan(value) else struct.pack(">d", float(value)).hex()
    return repr(str(value)) if isinstance(value, str) else str(value)


action, path = sys.argv[1:3]
if action == "read":
    options = {"table_id": sys.argv[3]} if len(sys.argv) > 3 else {}
    table = Table.read(path, format="ascii.html", htmldict=options)
    for name in table.colnames:
        print("|".join([name] + [cell(value) for value in table[name]]))
else:
    table = Table(
        {"id": [1, 2, 9007199254740993], "mag": [0.1, -1e-300, 17.25], "name": ["Čeb & <co>", "x y", "'q'"], "m": np.ma.array([1, 2, 3], mask=[False, True, False])}
    )
    table.write(path, format="ascii.html", htmldict={"table_id": "stars"}, overwrite=True)
