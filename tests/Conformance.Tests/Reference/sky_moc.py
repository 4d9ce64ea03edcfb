"""Coverages by astropy's FITS reader and plain bitmaps.

usage: sky_moc.py operations ORDER FILE OTHER OUTPUT
         Reads two NUNIQ or RANGE files of the sky and fills bitmaps of an order; writes as int64, for union, intersection, difference,
         symmetric difference, complement of the first and the first itself: the count of bounds, then the bounds (start, end) of its
         runs of cells.
       sky_moc.py header FILE OUTPUT
         Checks a written file with astropy, and writes the numbers of its column.
"""
import sys

import numpy
from astropy.io import fits


def bitmap(path, order):
    with fits.open(path) as hdus:
        header, data = hdus[1].header, hdus[1].data
        numbers = data[data.names[0]].astype("i8") if "UNIQ" not in data.names else data["UNIQ"].astype("i8")
    bits = numpy.zeros(12 * 4**order + 1, "i2")
    if header["ORDERING"].strip() == "RANGE":
        fine = numbers.reshape(-1, 2)
    else:
        orders = numpy.floor(numpy.log2(numbers / 4) / 2).astype("i8")
        index = numbers - 4 * 4**orders
        shift = 2 * (29 - orders)
        fine = numpy.column_stack((index << shift, (index + 1) << shift))
    # Finer cells count as the ones that hold them.
    shift = 2 * (29 - order)
    bounds = numpy.column_stack((fine[:, 0] >> shift, -(-fine[:, 1] >> shift)))
    numpy.add.at(bits, bounds[:, 0], 1)
    numpy.add.at(bits, bounds[:, 1], -1)
    return numpy.cumsum(bits, dtype="i2")[:-1] > 0


what = sys.argv[1]
if what == "operations":
    order, target = int(sys.argv[2]), sys.argv[5]
    one, other = bitmap(sys.argv[3], order), bitmap(sys.argv[4], order)
    out = []
    for bits in (one | other, one & other, one & ~other, one ^ other, ~one, one):
        edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([False], bits, [False])).astype("i1")))
        out.append(numpy.concatenate(([len(edges)], edges)).astype("<i8"))
    numpy.concatenate(out).tofile(target)
elif what == "header":
    with fits.open(sys.argv[2]) as hdus:
        hdus.verify("exception")
        header, start = hdus[1].header, hdus[1].fileinfo()["datLoc"]
    assert header["MOCVERS"] == "2.0" and header["MOCDIM"] in ("SPACE", "TIME", "TIME.SPACE"), repr(header)
    # Not by its name, which some programs leave out.
    form = {"1J": ">i4", "1K": ">i8"}[header["TFORM1"]]
    numpy.fromfile(sys.argv[2], form, header["NAXIS2"], offset=start).astype("<i8").tofile(sys.argv[3])
