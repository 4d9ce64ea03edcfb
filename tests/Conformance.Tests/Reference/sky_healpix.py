"""HEALPix pixels, centres and neighbours by healpy.

usage: sky_healpix.py pixels|centers|neighbours|disc ORDER INPUT OUTPUT
Input and output are raw little-endian arrays: float64 pairs (ra, dec) or int64 pixels.
"""
import sys

import healpy
import numpy

what, order, source, target = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
nside = 1 << order
if what == "pixels":
    ra, dec = numpy.fromfile(source, "<f8").reshape(-1, 2).T
    healpy.ang2pix(nside, ra, dec, nest=True, lonlat=True).astype("<i8").tofile(target)
elif what == "centers":
    pixels = numpy.fromfile(source, "<i8")
    numpy.column_stack(healpy.pix2ang(nside, pixels, nest=True, lonlat=True)).astype("<f8").tofile(target)
elif what == "neighbours":
    pixels = numpy.fromfile(source, "<i8")
    healpy.get_all_neighbours(nside, pixels, nest=True).T.astype("<i8").tofile(target)
elif what == "disc":
    # Rows of (ra, dec, radius) in degrees; each disc gives the count of its pixels by centre, these, the count of the inclusive ones, these.
    out = []
    for ra, dec, radius in numpy.fromfile(source, "<f8").reshape(-1, 3):
        vector = healpy.ang2vec(ra, dec, lonlat=True)
        for inclusive in (False, True):
            found = healpy.query_disc(nside, vector, numpy.radians(radius), inclusive=inclusive, fact=16, nest=True)
            out += [len(found), *found]
    numpy.array(out, "<i8").tofile(target)
