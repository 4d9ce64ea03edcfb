"""Unpacks the stars of an astrometry.net index file into a plain FITS table: argv[1] index file, argv[2] table.

The index keeps unit vectors as three 32-bit integers in a box (kdtree_range_stars: minimum, maximum, scale), in the order of its other columns.
"""
import sys

import numpy as np
from astropy.io import fits
from astropy.table import Table

with fits.open(sys.argv[1]) as index:
    hdus = {hdu.columns[0].name: hdu for hdu in index if isinstance(hdu, fits.BinTableHDU) and len(hdu.columns)}
    box = np.frombuffer(hdus["kdtree_range_stars"].data.tobytes(), "<f8")
    stars = np.frombuffer(hdus["kdtree_data_stars"].data.tobytes(), "<u4").reshape(-1, 3)
    magnitude = hdus["MAG_VT"].data["MAG_VT"].astype("f4")
low, scale = box[:3], box[6]
vector = low + stars / scale
vector /= np.linalg.norm(vector, axis=1)[:, None]
table = Table(
    {
        "id": np.arange(len(stars), dtype="i8"),
        "ra": np.degrees(np.arctan2(vector[:, 1], vector[:, 0])) % 360,
        "dec": np.degrees(np.arcsin(vector[:, 2])),
        "vt": magnitude,
    }
)
table["ra"].unit = table["dec"].unit = "deg"
table["vt"].unit = "mag"
table.write(sys.argv[2], overwrite=True)
print(len(table))
