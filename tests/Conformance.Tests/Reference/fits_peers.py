"""Checks that fitsio and astropy read the same out of a table file; prints the number of columns compared."""
import sys
import warnings

import fitsio
import numpy
from astropy.io import fits

warnings.simplefilter("ignore")
theirs = fitsio.FITS(sys.argv[1])[1]
count = 0
with fits.open(sys.argv[1], character_as_bytes=True, uint=True) as file:
    for column in file[1].columns:
        if column.format == "K" and column.bzero or column.format.lstrip("01")[:1] in "PQ":
            # fitsio 1.1 does not know unsigned 64-bit integers, and pads arrays of varying length.
            continue
        left = theirs.read_column(column.name)
        right = file[1].data.field(column.name)
        assert len(left) == len(right) == int(sys.argv[2]), column.name
        if left.dtype.kind in "iufc" and column.format[-1] not in "AL":
            right = numpy.asarray(right)
            assert numpy.array_equal(left, right, equal_nan=left.dtype.kind in "fc"), column.name
            count += 1
print(count)
