"""Separations, position angles, texts and polygons by astropy and by plain geometry.

usage: sky_coordinates.py separation|text|polygon INPUT OUTPUT
separation: float64 rows (ra1, dec1, ra2, dec2) to rows (separation, position angle), degrees.
text: float64 rows (ra, dec) to lines "hh:mm:ss.sss +dd:mm:ss.ss".
polygon: float64: vertex count, point count, vertices, points; to one float64 winding number a point, as seen in the
gnomonic projection about the vertices' mean (great circles are straight there), not finite for points of the other hemisphere.
"""
import sys

import numpy

what, source, target = sys.argv[1:]
if what != "polygon":
    # Takes seconds to load, and polygons, asked for many times, do without.
    from astropy import units
    from astropy.coordinates import SkyCoord

values = numpy.fromfile(source, "<f8")
if what == "separation":
    rows = values.reshape(-1, 4).T
    one = SkyCoord(rows[0], rows[1], unit="deg")
    other = SkyCoord(rows[2], rows[3], unit="deg")
    separation = one.separation(other).degree
    angle = one.position_angle(other).degree
    numpy.column_stack((separation, angle)).astype("<f8").tofile(target)
elif what == "text":
    rows = values.reshape(-1, 2).T
    position = SkyCoord(rows[0], rows[1], unit="deg")
    ra = position.ra.to_string(unit=units.hour, sep=":", precision=3, pad=True)
    dec = position.dec.to_string(unit=units.deg, sep=":", precision=2, pad=True, alwayssign=True)
    with open(target, "w", encoding="ascii") as lines:
        lines.writelines(f"{a} {d}\n" for a, d in zip(ra, dec))
elif what == "polygon":
    corners, points = int(values[0]), int(values[1])
    ra, dec = numpy.radians(values[2:].reshape(-1, 2).T)
    xyz = numpy.array([numpy.cos(dec) * numpy.cos(ra), numpy.cos(dec) * numpy.sin(ra), numpy.sin(dec)])
    mean = xyz[:, :corners].sum(axis=1)
    mean /= numpy.linalg.norm(mean)
    across = numpy.cross(mean, [1, 0, 0] if abs(mean[0]) < 0.5 else [0, 1, 0])
    across /= numpy.linalg.norm(across)
    depth = mean @ xyz
    plane = numpy.array([across @ xyz, numpy.cross(mean, across) @ xyz]) / numpy.where(depth > 1e-9, depth, numpy.nan)
    outline, inner = plane[:, :corners], plane[:, corners:]
    here = outline[:, :, None] - inner[:, None, :]
    there = numpy.roll(outline, -1, axis=1)[:, :, None] - inner[:, None, :]
    turn = numpy.arctan2(here[0] * there[1] - here[1] * there[0], (here * there).sum(axis=0))
    (turn.sum(axis=0) / (2 * numpy.pi)).astype("<f8").tofile(target)
