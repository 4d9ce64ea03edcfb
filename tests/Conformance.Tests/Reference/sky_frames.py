"""Frames, epochs and times by astropy and ERFA, and angles by mpmath at 60 digits.

usage: sky_frames.py WHAT [ARGUMENTS] INPUT OUTPUT; arrays are little-endian float64.
transform WAY...: rows (lon, lat) to rows (lon, lat), those of one way after those of another. A way is frames with > between, two or more.
  Frames: icrs, galactic, supergalactic, fk5/YEAR, ecliptic/YEAR, fk4/BYEAR/JYEAR and fk4noe/BYEAR/JYEAR with the epoch of observation second.
motion WAY...: rows (lon, lat, pm lon cos lat, pm lat) to the same, mas/yr, likewise.
starpm: rows (ra, dec, pm ra*, pm dec, parallax mas, rv km/s, years from J2000) to rows (ra, dec, pm ra*, pm dec, parallax, rv).
line: the same rows to rows (ra, dec), by straight-line motion at 60 digits.
times FROM>TO...: rows (jd1, jd2) to rows (jd1, jd2), likewise.
iso SCALE: rows (jd1, jd2) to lines of ISO dates with 9 digits.
angles: rows (ra1, dec1, ra2, dec2) to rows (separation, position angle), degrees, rounded from 60 digits.
leap: nothing to rows (MJD, TAI - UTC) of ERFA's table.
"""
import sys

import numpy

what, arguments, source, target = sys.argv[1], sys.argv[2:-2], sys.argv[-2], sys.argv[-1]


def rows(count):
    return numpy.fromfile(source, "<f8").reshape(-1, count).T


def write(*columns):
    numpy.column_stack(columns).astype("<f8").tofile(target)


def frame(text):
    from astropy import coordinates
    from astropy.time import Time

    name, *years = text.split("/")
    if name in ("fk4", "fk4noe"):
        kind = coordinates.FK4 if name == "fk4" else coordinates.FK4NoETerms
        return kind(equinox=Time(float(years[0]), format="byear"), obstime=Time(float(years[1]), format="jyear"))
    if name == "fk5":
        return coordinates.FK5(equinox=Time(float(years[0]), format="jyear"))
    if name == "ecliptic":
        return coordinates.BarycentricMeanEcliptic(equinox=Time(float(years[0]), format="jyear"))
    return {"icrs": coordinates.ICRS, "galactic": coordinates.Galactic, "supergalactic": coordinates.Supergalactic}[name]()


def transform():
    from astropy import units
    from astropy.coordinates import UnitSphericalRepresentation

    lon, lat = rows(2) * units.deg
    answers = []
    for way in arguments:
        here, *others = way.split(">")
        position = frame(here).realize_frame(UnitSphericalRepresentation(lon, lat))
        for other in others:
            position = position.transform_to(frame(other))
        answer = position.represent_as(UnitSphericalRepresentation)
        answers.append(numpy.column_stack((answer.lon.degree, answer.lat.degree)))
    write(numpy.concatenate(answers))


def motion():
    from astropy import units
    from astropy.coordinates import UnitSphericalCosLatDifferential, UnitSphericalRepresentation

    lon, lat, east, north = rows(4)
    speed = UnitSphericalCosLatDifferential(east * units.mas / units.yr, north * units.mas / units.yr)
    data = UnitSphericalRepresentation(lon * units.deg, lat * units.deg, differentials=speed)
    answers = []
    for way in arguments:
        here, there = (frame(text) for text in way.split(">"))
        place = here.realize_frame(data).transform_to(there).represent_as(UnitSphericalRepresentation, UnitSphericalCosLatDifferential)
        speed = place.differentials["s"]
        answers.append(numpy.column_stack((place.lon.degree, place.lat.degree, speed.d_lon_coslat.to_value("mas/yr"), speed.d_lat.to_value("mas/yr"))))
    write(numpy.concatenate(answers))


def starpm():
    import erfa

    ra, dec, east, north, parallax, velocity, years = rows(7)
    mas = numpy.pi / 180 / 3.6e6
    answer = erfa.starpm(
        numpy.radians(ra), numpy.radians(dec), east * mas / numpy.cos(numpy.radians(dec)), north * mas,
        parallax / 1000, velocity, 2451545.0, 0.0, 2451545.0, years * 365.25)
    ra2, dec2, pmr, pmd, parallax2, velocity2 = answer
    write(numpy.degrees(ra2), numpy.degrees(dec2), pmr * numpy.cos(dec2) / mas, pmd / mas, parallax2 * 1000, velocity2)


def line():
    import mpmath

    mpmath.mp.dps = 60
    radian = mpmath.pi / 180
    per_second = mpmath.mpf("149597870.7") / (mpmath.mpf("365.25") * 86400)
    answer = []
    for row in rows(7).T:
        ra, dec, east, north, parallax, velocity, years = (mpmath.mpf(float(x)) for x in row)
        sr, cr, sd, cd = mpmath.sin(ra * radian), mpmath.cos(ra * radian), mpmath.sin(dec * radian), mpmath.cos(dec * radian)
        outward = [cd * cr, cd * sr, sd]
        mas = radian / 3600000
        speed = [east * mas * a + north * mas * b for a, b in zip([-sr, cr, 0], [-sd * cr, -sd * sr, cd])]
        radial = velocity * parallax * mas / per_second
        x, y, z = (o * (1 + radial * years) + s * years for o, s in zip(outward, speed))
        answer.append((float((mpmath.atan2(y, x) / radian) % 360), float(mpmath.atan2(z, mpmath.hypot(x, y)) / radian)))
    write(numpy.array(answer))


def times():
    from astropy.time import Time

    first, second = rows(2)
    answers = []
    for way in arguments:
        here, there = way.split(">")
        answer = getattr(Time(first, second, format="jd", scale=here), there)
        answers.append(numpy.column_stack((answer.jd1, answer.jd2)))
    write(numpy.concatenate(answers))


def iso():
    from astropy.time import Time

    first, second = rows(2)
    dates = Time(first, second, format="jd", scale=arguments[0], precision=9).isot
    with open(target, "w", encoding="ascii") as lines:
        lines.writelines(f"{date}\n" for date in dates)


def angles():
    import mpmath

    mpmath.mp.dps = 60
    radian = mpmath.pi / 180
    answer = []
    for row in rows(4).T:
        ra1, dec1, ra2, dec2 = (mpmath.mpf(float(x)) * radian for x in row)
        s1, c1, s2, c2 = mpmath.sin(dec1), mpmath.cos(dec1), mpmath.sin(dec2), mpmath.cos(dec2)
        # Exactly at a pole the cosine is zero, not the error of 90 degrees in radians.
        c1 = mpmath.mpf(0) if abs(row[1]) == 90 else c1
        c2 = mpmath.mpf(0) if abs(row[3]) == 90 else c2
        east = c2 * mpmath.sin(ra2 - ra1)
        north = c1 * s2 - s1 * c2 * mpmath.cos(ra2 - ra1)
        along = s1 * s2 + c1 * c2 * mpmath.cos(ra2 - ra1)
        separation = mpmath.atan2(mpmath.hypot(east, north), along) / radian
        angle = (mpmath.atan2(east, north) / radian) % 360 if separation else mpmath.mpf(0)
        answer.append((float(separation), float(angle)))
    write(numpy.array(answer))


def leap():
    import erfa

    table = erfa.leap_seconds.get()
    days = [erfa.cal2jd(int(row["year"]), int(row["month"]), 1)[1] for row in table]
    write(numpy.array(days), table["tai_utc"])


globals()[what]()
