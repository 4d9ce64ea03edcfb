"""HEALPix grids of any nside by healpy.

usage: sky_healpix_grid.py WHAT NSIDE ring|nest INPUT OUTPUT
Input and output are raw little-endian arrays. WHAT is one of
  pixels      float64 (ra, dec) to int64 pixels
  vectors     float64 (x, y, z) to int64 pixels
  centers     int64 pixels to float64 (ra, dec)
  neighbours  int64 pixels to eight int64 each
  boundary    int64 pixels to float64 (x, y, z) of 4 * 3 points each
  weights     float64 (ra, dec) to float64 rows of four pixels (exact below 2^53) and four weights
  ring2nest, nest2ring  int64 pixels to int64 pixels
  size        nothing to float64 pixel area, resolution, largest radius
"""
import sys

import healpy
import numpy

what, nside, scheme, source, target = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
nest = scheme == "nest"


def pixels():
    return numpy.fromfile(source, "<i8")


def positions():
    return numpy.fromfile(source, "<f8").reshape(-1, 2).T


if what == "pixels":
    out = healpy.ang2pix(nside, *positions(), nest=nest, lonlat=True).astype("<i8")
elif what == "vectors":
    out = healpy.vec2pix(nside, *numpy.fromfile(source, "<f8").reshape(-1, 3).T, nest=nest).astype("<i8")
elif what == "centers":
    out = numpy.column_stack(healpy.pix2ang(nside, pixels(), nest=nest, lonlat=True)).astype("<f8")
elif what == "neighbours":
    out = healpy.get_all_neighbours(nside, pixels(), nest=nest).T.astype("<i8")
elif what == "boundary":
    out = numpy.swapaxes(healpy.boundaries(nside, pixels(), step=3, nest=nest), 1, 2).astype("<f8")
elif what == "weights":
    found, weights = healpy.get_interp_weights(nside, *positions(), nest=nest, lonlat=True)
    out = numpy.concatenate((found.astype("<f8"), weights)).T.astype("<f8")
elif what == "ring2nest":
    out = healpy.ring2nest(nside, pixels()).astype("<i8")
elif what == "nest2ring":
    out = healpy.nest2ring(nside, pixels()).astype("<i8")
elif what == "size":
    out = numpy.array([healpy.nside2pixarea(nside), healpy.nside2resol(nside), healpy.max_pixrad(nside)], "<f8")
numpy.ascontiguousarray(out).tofile(target)
