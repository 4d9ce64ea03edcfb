"""Counts, sums and cones of a table by astropy: argv[1] table, argv[2] format, argv[3] HDU or -, argv[4] ra, argv[5] dec, argv[6] value column, then ra:dec:radius ...

Prints one number a line: rows, sum of the value where it is finite, and for each cone the rows within it by astropy's own separation.
"""
import sys

import numpy as np
from astropy import units
from astropy.coordinates import SkyCoord
from astropy.table import Table

path, form, hdu, ra, dec, value = sys.argv[1:7]
table = Table.read(path, format=form, **({} if hdu == "-" else {"hdu": int(hdu)}))
values = np.ma.filled(np.ma.asarray(table[value], dtype="f8"), np.nan)
print(len(table))
print(repr(float(np.sum(values[np.isfinite(values)]))))
where = SkyCoord(np.asarray(table[ra], "f8") * units.deg, np.asarray(table[dec], "f8") * units.deg)
for cone in sys.argv[7:]:
    a, d, r = (float(part) for part in cone.split(":"))
    print(int(np.sum(where.separation(SkyCoord(a * units.deg, d * units.deg)) <= r * units.deg)))
