"""Covers of discs and convex polygons by healpy.

usage: sky_cover.py disc|polygon ORDER FACT INPUT OUTPUT
disc: float64 rows (ra, dec, radius) in degrees. polygon: float64, for each the number of vertices, then (ra, dec) of each.
Both are asked for in RING and converted: in NESTED, query_disc leaves out pixels of large discs around (k * 90, 0).
Output, int64: for each region the count of the pixels by centre, these ascending (NESTED), the count of the inclusive ones, these.
"""
import sys

import healpy
import numpy

what, order, fact, source, target = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
nside = 1 << order
values = numpy.fromfile(source, "<f8")


def regions():
    if what == "disc":
        for ra, dec, radius in values.reshape(-1, 3):
            vector = healpy.ang2vec(ra, dec, lonlat=True)
            yield lambda **options: healpy.query_disc(nside, vector, numpy.radians(radius), **options)
        return
    at = 0
    while at < len(values):
        count = int(values[at])
        corners = values[at + 1:at + 1 + 2 * count].reshape(-1, 2)
        at += 1 + 2 * count
        vertices = healpy.ang2vec(corners[:, 0], corners[:, 1], lonlat=True)
        yield lambda **options: healpy.query_polygon(nside, vertices, **options)


out = []
for query in regions():
    for found in (query(inclusive=False), query(inclusive=True, fact=fact)):
        out += [len(found), *numpy.sort(healpy.ring2nest(nside, found))]
numpy.array(out, "<i8").tofile(target)
