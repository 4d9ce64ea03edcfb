"""Motion of stars between epochs, worked out thrice at 50 digits or by SOFA, none of it with code of ours.

usage: sky_motion.py WHAT INPUT OUTPUT; arrays are little-endian float64. Input: rows (ra, dec, pm ra*, pm dec, parallax mas, rv km/s, years);
NaN where parallax or rv is not known.
catalogue: rows (ra, dec, parallax, pm ra*, pm dec, rv) by the equations of ESA 1997, SP-1200, volume 1, section 1.5.5, which the Gaia archive's
  EPOCH_PROP and pgSphere's epoch_prop follow as well. Parallax and rv as given; NaN counts as 0.
space: the same by places in parsecs and velocities in parsecs a year: the star is put into space, moved, and looked at again.
  The parallax must be positive.
astropy: rows (ra, dec) by SkyCoord.apply_space_motion, which is SOFA's pmsafe.
"""
import sys

import mpmath
import numpy

what, source, target = sys.argv[1:]
mpmath.mp.dps = 50
rad = mpmath.pi / 180
mas = rad / 3600000
# Kilometres a second in an astronomical unit a Julian year.
au_per_year = mpmath.mpf("149597870.7") / (mpmath.mpf("365.25") * 86400)
rows = numpy.fromfile(source, "<f8").reshape(-1, 7)


def triad(lon, lat):
    sl, cl, sb, cb = mpmath.sin(lon), mpmath.cos(lon), mpmath.sin(lat), mpmath.cos(lat)
    return mpmath.matrix([-sl, cl, 0]), mpmath.matrix([-sb * cl, -sb * sl, cb]), mpmath.matrix([cb * cl, cb * sl, sb])


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def lonlat(v):
    return mpmath.atan2(v[1], v[0]), mpmath.atan2(v[2], mpmath.hypot(v[0], v[1]))


def numbers(row):
    return [mpmath.mpf(0) if numpy.isnan(x) else mpmath.mpf(float(x)) for x in row]


def degrees(lon):
    answer = float((lon / rad) % 360)
    return 0.0 if answer == 360 else answer


def catalogue(row):
    ra, dec, east, north, parallax, velocity, t = numbers(row)
    p, q, r = triad(ra * rad, dec * rad)
    mu = p * (east * mas) + q * (north * mas)
    zeta = velocity * parallax * mas / au_per_year
    f = 1 / mpmath.sqrt(1 + 2 * zeta * t + (dot(mu, mu) + zeta**2) * t**2)
    u = (r * (1 + zeta * t) + mu * t) * f
    moved = (mu * (1 + zeta * t) - r * (dot(mu, mu) * t)) * f**3
    lon, lat = lonlat(u)
    p, q, _ = triad(lon, lat)
    away = (zeta + (dot(mu, mu) + zeta**2) * t) * f**2 * au_per_year / (parallax * f * mas) if parallax else mpmath.nan
    return degrees(lon), float(lat / rad), float(parallax * f), float(dot(p, moved) / mas), float(dot(q, moved) / mas), float(away)


def space(row):
    ra, dec, east, north, parallax, velocity, t = numbers(row)
    p, q, r = triad(ra * rad, dec * rad)
    parsec = mpmath.mpf(648000) / mpmath.pi  # astronomical units
    distance = 1000 / parallax
    speed = (p * east + q * north) * mas * distance + r * (velocity / au_per_year / parsec)
    place = r * distance + speed * t
    distance = mpmath.sqrt(dot(place, place))
    lon, lat = lonlat(place)
    p, q, r = triad(lon, lat)
    return (degrees(lon), float(lat / rad), float(1000 / distance), float(dot(p, speed) / distance / mas), float(dot(q, speed) / distance / mas),
            float(dot(r, speed) * parsec * au_per_year))


def astropy(row):
    import warnings

    from astropy import units
    from astropy.coordinates import SkyCoord
    from astropy.time import Time

    warnings.simplefilter("ignore")
    ra, dec, east, north, parallax, velocity, t = (float(x) for x in row)
    more = {} if numpy.isnan(parallax) else {"distance": 1000 / parallax * units.pc}
    if not numpy.isnan(velocity):
        more["radial_velocity"] = velocity * units.km / units.s
    star = SkyCoord(ra * units.deg, dec * units.deg, pm_ra_cosdec=east * units.mas / units.yr, pm_dec=north * units.mas / units.yr,
                    obstime=Time(2000, format="jyear", scale="tdb"), **more)
    moved = star.apply_space_motion(new_obstime=Time(2000 + t, format="jyear", scale="tdb"))
    return moved.ra.deg, moved.dec.deg


numpy.array([{"catalogue": catalogue, "space": space, "astropy": astropy}[what](row) for row in rows]).astype("<f8").tofile(target)
