"""Writes tables of every type for fpack into a folder and prints their paths: of one tile, of several tiles (FZTILELN), and of three rows."""
import sys

import numpy as np
from astropy.io import fits

random = np.random.default_rng(5)


def columns(n, arrays):
    def objects(make, most):
        values = np.empty(n, dtype=object)
        values[:] = [make(random.integers(0, most)) for _ in range(n)]
        return values

    made = [
        fits.Column("l", "L", array=random.integers(0, 2, n).astype(bool)),
        fits.Column("b", "B", array=random.integers(0, 255, n).astype("u1")),
        fits.Column("i", "I", array=random.integers(-(2**15), 2**15, n).astype("i2")),
        fits.Column("u", "I", bzero=32768, array=random.integers(0, 2**16, n).astype("u2")),
        fits.Column("steps", "J", array=np.cumsum(random.integers(-100, 100, n)).astype("i4")),
        fits.Column("wild", "J", null=-99, array=random.integers(-(2**31), 2**31, n).astype("i4")),
        fits.Column("same", "J", array=np.full(n, 7, "i4")),
        fits.Column("k", "K", array=random.integers(-(2**62), 2**62, n)),
        fits.Column("e", "E", array=random.normal(size=n).astype("f4")),
        fits.Column("d", "D", array=random.normal(size=n)),
        fits.Column("a", "10A", array=np.array([f"s{x}" for x in range(n)])),
        fits.Column("j3", "3J", array=random.integers(-100, 100, (n, 3)).astype("i4")),
        fits.Column("matrix", "6E", dim="(2,3)", array=random.normal(size=(n, 3, 2)).astype("f4")),
        fits.Column("x", "13X", array=random.integers(0, 2, (n, 13)).astype(bool)),
    ]
    if not arrays:
        # funpack 4.2 refuses the complex columns that fpack makes.
        made += [
            fits.Column("c", "C", array=(random.normal(size=n) + 1j * random.normal(size=n)).astype("c8")),
            fits.Column("m", "M", array=random.normal(size=n) + 1j * random.normal(size=n)),
        ]
    if arrays:
        made += [
            fits.Column("pi", "PI()", array=objects(lambda c: random.integers(-100, 100, c).astype("i2"), 90)),
            fits.Column("pe", "PE()", array=objects(lambda c: random.integers(0, 3, c).astype("f4"), 90)),
            fits.Column("pb", "PB()", array=objects(lambda c: random.integers(0, 9, c).astype("u1"), 400)),
            fits.Column("qj", "QJ()", array=objects(lambda c: random.integers(0, 9, c).astype("i4"), 50)),
            fits.Column("qd", "QD()", array=objects(lambda c: np.round(random.normal(size=c), 1), 5)),
        ]
    return made


for name, rows, arrays, tile in (("one", 2500, True, None), ("many", 1003, False, 100), ("few", 3, True, None)):
    hdu = fits.BinTableHDU.from_columns(columns(rows, arrays), name="T")
    if tile:
        hdu.header["FZTILELN"] = tile
    path = f"{sys.argv[1]}/{name}.fits"
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(path)
    print(path)
