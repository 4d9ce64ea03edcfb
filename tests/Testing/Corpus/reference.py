"""Works out the answers of the ADQL corpus without any engine of Hven.

usage: reference.py data FOLDER      writes the tables objects.vot and fields.vot (once; they are kept)
       reference.py expect FOLDER    reads tables and queries.adql of the folder, and prints the answers, one JSON object a line

SQLite runs the part of a query that is plain SQL, after the few changes in `translate`. All functions of ADQL and of the IVOA catalogue are defined here
in Python, spherical geometry by vectors in double precision and by other formulae than Hven's. A query whose SQL differs in SQLite has its own text behind
`-- @sqlite`, and a query that SQLite cannot run has a function of this script behind `-- @python`.
"""
import functools
import json
import math
import os
import re
import sqlite3
import statistics
import sys

import mpmath
import numpy

FOLDER = sys.argv[2]
RAD = math.pi / 180


# ---------------------------------------------------------------- tables

def make_tables():
    from astropy.table import MaskedColumn, Table
    random = numpy.random.RandomState(20261126)
    count = 300
    places = [(0.0, 0.0), (359.9999, 0.0001), (0.0001, -0.0001), (120.0, 90.0), (17.0, -90.0), (200.0, 89.999), (45.0, 41.8103148957786), (90.0, 0.0), (180.0, -45.0), (10.0, -5.0)]
    ra, dec = random.uniform(0, 360, count), numpy.degrees(numpy.arcsin(random.uniform(-1, 1, count)))
    for i in range(200):
        place = places[i % len(places)]
        spread = 10 ** random.uniform(-3, 0.6)
        dec[i] = min(90, max(-90, place[1] + spread * random.uniform(-1, 1)))
        ra[i] = (place[0] + spread * random.uniform(-1, 1)) % 360
    for i, place in enumerate(places):
        ra[i], dec[i] = place
    ident = numpy.arange(1000, 1000 + count, dtype="i8")
    ident[[20, 21, 22, 23, 24]] = [9223372036854775807, -9223372036854775807, 9007199254740993, -9007199254740993, 0]
    names = ["alpha", "Beta", "γ Cas", "100%_sure", "it's \"quoted\"", "星", "back\\slash", "a.b*c", "NGC 224", "ngc 224", "Ä Ö ü", "x"]

    def masked(values, every, offset, dtype):
        return MaskedColumn(numpy.array(values, dtype=dtype), mask=[(i + offset) % every == 0 for i in range(count)])

    objects = Table()
    objects["id"] = ident
    objects["ra"] = ra
    objects["dec"] = dec
    objects["mag_g"] = masked(numpy.round(random.uniform(14, 25, count), 3), 11, 3, "f8")
    objects["mag_r"] = masked(numpy.round(random.uniform(14, 25, count), 3), 7, 2, "f8")
    objects["mag_i"] = masked(random.uniform(14, 25, count), 13, 5, "f4")
    flux = numpy.round(random.lognormal(0, 3, count), 4)
    flux[::19] = numpy.nan
    flux[7::53] = -flux[7::53]
    objects["flux"] = masked(flux, 17, 4, "f8")
    objects["n"] = masked(random.randint(-50, 50, count), 9, 1, "i4")
    objects["flags"] = random.randint(0, 64, count).astype("i2")
    objects["name"] = masked([names[i % len(names)] for i in range(count)], 10, 6, "U16")
    objects["tile"] = numpy.array(["T%02d" % (i % 12) for i in range(count)])
    objects["pmra"] = masked(numpy.round(random.normal(0, 200, count), 3), 8, 3, "f8")
    objects["pmdec"] = masked(numpy.round(random.normal(0, 200, count), 3), 8, 3, "f8")
    objects["parallax"] = masked(numpy.round(random.normal(5, 6, count), 4), 6, 1, "f8")
    objects["rv"] = masked(numpy.round(random.normal(0, 40, count), 2), 4, 1, "f8")
    objects["obs"] = masked(["20%02d-%02d-%02dT%02d:%02d:%02d" % (10 + i % 9, 1 + i % 12, 1 + i % 28, i % 24, i % 60, (7 * i) % 60) for i in range(count)], 14, 2, "U19")
    objects["words"] = masked([" ".join(["star", "variable", "Galaxy", "blue", "compact"][k] for k in range(5) if (i >> k) & 1) or "none" for i in range(count)], 15, 3, "U40")
    objects["pos"] = numpy.stack([ra, dec], axis=1)
    for name, unit, ucd, text in [
            ("id", None, "meta.id;meta.main", "Identifier"), ("ra", "deg", "pos.eq.ra;meta.main", "Right ascension"), ("dec", "deg", "pos.eq.dec;meta.main", "Declination"),
            ("mag_g", "mag", "phot.mag;em.opt.B", "Magnitude in g"), ("mag_r", "mag", "phot.mag;em.opt.R", "Magnitude in r"), ("mag_i", "mag", "phot.mag;em.opt.I", "Magnitude in i"),
            ("flux", "mJy", "phot.flux", "Flux"), ("pmra", "mas/yr", "pos.pm;pos.eq.ra", None), ("pmdec", "mas/yr", "pos.pm;pos.eq.dec", None),
            ("parallax", "mas", "pos.parallax", None), ("rv", "km/s", "spect.dopplerVeloc", None), ("pos", "deg", "pos.eq", "Position")]:
        objects[name].unit, objects[name].description = unit, text
        objects[name].meta["ucd"] = ucd
    write(objects, "objects.vot", {"obs": "timestamp", "pos": "point"})

    size = 40
    fields = Table()
    fields["field"] = numpy.arange(1, size + 1, dtype="i4")
    fra, fdec = random.uniform(0, 360, size), numpy.degrees(numpy.arcsin(random.uniform(-1, 1, size)))
    for i in range(20):
        place = places[i % len(places)]
        fra[i], fdec[i] = (place[0] + random.uniform(-1, 1)) % 360, min(89.9, max(-89.9, place[1] + random.uniform(-1, 1)))
    fields["ra"], fields["dec"] = fra, fdec
    fields["radius"] = numpy.round(random.uniform(0.2, 8, size), 3)
    fields["label"] = MaskedColumn(["F%02d" % i for i in range(size)], mask=[i % 9 == 4 for i in range(size)])
    fields["tile"] = numpy.array(["T%02d" % (i % 15) for i in range(size)])
    fields["depth"] = MaskedColumn(numpy.round(random.uniform(21, 26, size), 2), mask=[i % 6 == 2 for i in range(size)])
    fields["area_c"] = numpy.stack([fra, fdec, fields["radius"]], axis=1)
    corners = []
    for i in range(size):
        turns = numpy.sort(random.uniform(0, 360, 4 + i % 3)) + 0.0
        turns = numpy.arange(4 + i % 3) * 360.0 / (4 + i % 3) + random.uniform(-20, 20, 4 + i % 3)
        corners.append(numpy.concatenate([offset(fra[i], fdec[i], fields["radius"][i] * random.uniform(0.7, 1), turn) for turn in turns]))
    polygon = numpy.empty(size, dtype=object)
    for i in range(size):
        polygon[i] = numpy.ma.array(corners[i], mask=False)
    fields["footprint"] = polygon
    for name, unit, ucd in [("field", None, "meta.id;meta.main"), ("ra", "deg", "pos.eq.ra;meta.main"), ("dec", "deg", "pos.eq.dec;meta.main"), ("radius", "arcmin", None), ("depth", "mag", "phot.mag"), ("area_c", "deg", None), ("footprint", "deg", None)]:
        fields[name].unit = unit
        fields[name].meta["ucd"] = ucd
    fields["radius"].unit = "deg"
    write(fields, "fields.vot", {"area_c": "circle", "footprint": "polygon"})


def write(table, name, xtypes):
    from astropy.io.votable import from_table, writeto
    votable = from_table(table)
    for field in votable.get_first_table().fields:
        if field.datatype == "int" and table[field.name].dtype.kind == "i" and hasattr(table[field.name], "mask"):
            field.values.null = -2147483648
        field.ucd = table[field.name].meta.get("ucd") if hasattr(table[field.name], "meta") else None
        field.xtype = xtypes.get(field.name)
    writeto(votable, os.path.join(FOLDER, name), tabledata_format="binary2")


def offset(ra, dec, distance, angle):
    d, t = distance * RAD, angle * RAD
    sin_dec = math.sin(dec * RAD) * math.cos(d) + math.cos(dec * RAD) * math.sin(d) * math.cos(t)
    east = math.atan2(math.sin(t) * math.sin(d) * math.cos(dec * RAD), math.cos(d) - math.sin(dec * RAD) * sin_dec)
    return [(ra + east / RAD) % 360, math.asin(max(-1, min(1, sin_dec))) / RAD]


def load(connection):
    from astropy.io.votable import parse_single_table
    connection.execute("ATTACH ':memory:' AS t")
    for name in ("objects", "fields"):
        table = parse_single_table(os.path.join(FOLDER, name + ".vot"))
        columns = [field.name for field in table.fields]
        rows = []
        for i in range(len(table.array)):
            row = []
            for field in table.fields:
                value = table.array[field.name][i]
                if field.xtype in ("point", "circle", "polygon"):
                    row.append(json.dumps([field.xtype, *[float(x) for x in value]]))
                elif numpy.ma.is_masked(value) or value is numpy.ma.masked or (isinstance(value, float) and math.isnan(value)):
                    row.append(None)
                elif field.datatype in ("char", "unicodeChar"):
                    text = value.decode() if isinstance(value, bytes) else str(value)
                    row.append(text if text else None)
                elif field.datatype in ("short", "int", "long"):
                    row.append(int(value))
                else:
                    row.append(float(value))
            rows.append(row)
        connection.execute("CREATE TABLE t.%s (%s)" % (name, ", ".join('"%s"' % column for column in columns)))
        connection.executemany("INSERT INTO t.%s VALUES (%s)" % (name, ", ".join("?" * len(columns))), rows)
        TABLES[name] = [dict(zip(columns, row)) for row in rows]


TABLES = {}


# ---------------------------------------------------------------- spherical geometry

def vec(ra, dec):
    return numpy.array([math.cos(dec * RAD) * math.cos(ra * RAD), math.cos(dec * RAD) * math.sin(ra * RAD), math.sin(dec * RAD)])


def angle(a, b):
    return math.atan2(numpy.linalg.norm(numpy.cross(a, b)), float(numpy.dot(a, b)))


def lonlat(v):
    return [math.atan2(v[1], v[0]) / RAD % 360, math.atan2(v[2], math.hypot(v[0], v[1])) / RAD]


def winding(point, corners):
    """Turns of a closed chain of arcs around a point, by the angles between the directions to its corners."""
    total = 0.0
    for a, b in zip(corners, corners[1:] + corners[:1]):
        u, v = a - point * numpy.dot(a, point), b - point * numpy.dot(b, point)
        total += math.atan2(float(numpy.dot(point, numpy.cross(u, v))), float(numpy.dot(u, v)))
    return round(total / (2 * math.pi))


def signed_area(corners):
    """Spherical excess by the interior angles, counted from the left side."""
    total, n = 0.0, len(corners)
    for i in range(n):
        a, b, c = corners[i - 1], corners[i], corners[(i + 1) % n]
        u, v = c - b * numpy.dot(b, c), a - b * numpy.dot(a, b)
        total += math.atan2(float(numpy.dot(b, numpy.cross(u, v))), float(numpy.dot(u, v))) % (2 * math.pi)
    return total - (n - 2) * math.pi


def arc_distance(p, a, b):
    n = numpy.cross(a, b)
    n = n / numpy.linalg.norm(n)
    foot = p - n * numpy.dot(p, n)
    inside = numpy.dot(numpy.cross(n, a), foot) >= 0 and numpy.dot(numpy.cross(b, n), foot) >= 0
    return angle(p, foot / numpy.linalg.norm(foot)) if inside else min(angle(p, a), angle(p, b))


def arcs_cross(a, b, c, d):
    n, m = numpy.cross(a, b), numpy.cross(c, d)
    for q in (numpy.cross(n, m), -numpy.cross(n, m)):
        if all(numpy.dot(numpy.cross(k, s), q) > 1e-15 and numpy.dot(numpy.cross(e, k), q) > 1e-15 for k, s, e in ((n, a, b), (m, c, d))):
            return True
    return False


class Shape:
    """A shape as JSON: its kind and numbers. Polygons are taken to lie within a hemisphere, as all of the corpus do."""

    def __init__(self, text):
        kind, *numbers = json.loads(text)
        self.kind, self.numbers = kind, numbers
        if kind in ("point", "circle", "box"):
            self.center = vec(numbers[0], numbers[1])
        if kind == "polygon":
            self.corners = [vec(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
            if signed_area(self.corners) > 2 * math.pi:
                self.corners.reverse()

    def holds(self, ra, dec):
        kind, n = self.kind, self.numbers
        if ra is None or dec is None:
            return None
        p = vec(ra, dec)
        if kind == "point":
            return angle(p, self.center) < 1e-14
        if kind == "circle":
            return angle(p, self.center) <= n[2] * RAD * (1 + 1e-15)
        if kind == "box":
            return abs(dec - n[1]) <= n[3] / 2 and abs((ra - n[0] + 180) % 360 - 180) <= n[2] / 2
        if kind == "polygon":
            middle = sum(self.corners)
            if numpy.dot(p, middle) < 0.99 * min(numpy.dot(c, middle) for c in self.corners) - 1e-9 and numpy.dot(p, middle) < 0:
                return False
            return (numpy.dot(p, middle) > 0 and winding(p, self.corners) == 1) or self.border(p) < 1e-15
        if kind == "moc":
            return any(pixel(order, ra, dec) == cell for order, cell in n)
        if kind == "union":
            return any(shaped(json.dumps(part)).holds(ra, dec) for part in n)
        if kind == "intersection":
            return all(shaped(json.dumps(part)).holds(ra, dec) for part in n)
        if kind == "not":
            return not shaped(json.dumps(n[0])).holds(ra, dec)
        if kind == "galactic":
            there = rotation("ICRS", "GALACTIC") @ vec(ra, dec)
            return shaped(json.dumps(n[0])).holds(*lonlat(there))
        if kind == "ellipse":
            # The sum of the distances from the foci.
            a, b = n[2] * RAD, n[3] * RAD
            focal = math.acos(math.cos(a) / math.cos(b)) / RAD
            one, two = vec(*offset(n[0], n[1], focal, n[4])), vec(*offset(n[0], n[1], focal, n[4] + 180))
            return angle(p, one) + angle(p, two) <= 2 * a
        raise ValueError(kind)

    def border(self, p):
        return min(arc_distance(p, a, b) for a, b in zip(self.corners, self.corners[1:] + self.corners[:1]))

    def dense(self):
        """Points of border and inside, close to each other: what a slow and simple test of two shapes looks at."""
        n = self.numbers
        if self.kind == "point":
            return [n[:2]]
        if self.kind == "circle":
            return [offset(n[0], n[1], n[2] * k, t) for k in (0, 0.3, 0.7, 1 - 1e-12) for t in range(0, 360, 3)]
        if self.kind == "box":
            w, h = min(n[2], 360) / 2, n[3] / 2
            steps = numpy.linspace(-1, 1, 61)
            return [[(n[0] + w * x) % 360, max(-90, min(90, n[1] + h * y))] for x in steps for y in steps if abs(x) == 1 or abs(y) == 1 or (x, y) == (0, 0)]
        out = []
        for a, b in zip(self.corners, self.corners[1:] + self.corners[:1]):
            out += [lonlat(a * (1 - f) + b * f) for f in numpy.linspace(0, 1, 40)]
        return out + [lonlat(sum(self.corners))]


@functools.lru_cache(None)
def shaped(text):
    return Shape(text)


def contains(a, b):
    if a is None or b is None:
        return None
    one, two = shaped(a), shaped(b)
    if one.kind == "point":
        held = two.holds(*one.numbers)
        return None if held is None else int(held)
    if one.kind == "circle" and two.kind == "circle":
        return int(angle(one.center, two.center) + one.numbers[2] * RAD <= two.numbers[2] * RAD)
    if one.kind == "circle" and two.kind == "polygon":
        return int(two.holds(*one.numbers[:2]) and two.border(one.center) >= one.numbers[2] * RAD)
    return int(all(two.holds(*p) for p in one.dense()))


def intersects(a, b):
    if a is None or b is None:
        return None
    one, two = shaped(a), shaped(b)
    if "point" in (one.kind, two.kind):
        return contains(a, b) if one.kind == "point" else contains(b, a)
    if one.kind == two.kind == "circle":
        return int(angle(one.center, two.center) <= (one.numbers[2] + two.numbers[2]) * RAD)
    if {one.kind, two.kind} == {"circle", "polygon"}:
        circle, polygon = (one, two) if one.kind == "circle" else (two, one)
        return int(polygon.holds(*circle.numbers[:2]) or polygon.border(circle.center) <= circle.numbers[2] * RAD)
    if one.kind == two.kind == "polygon":
        middles = [sum(s.corners) / numpy.linalg.norm(sum(s.corners)) for s in (one, two)]
        if angle(*middles) > sum(max(angle(m, c) for c in s.corners) for m, s in zip(middles, (one, two))):
            return 0
        arcs = [list(zip(s.corners, s.corners[1:] + s.corners[:1])) for s in (one, two)]
        if any(arcs_cross(*e, *f) for e in arcs[0] for f in arcs[1]):
            return 1
    return int(any(two.holds(*p) for p in one.dense()) or any(one.holds(*p) for p in two.dense()))


def shape(kind):
    def make(*arguments):
        if arguments and isinstance(arguments[0], str) and not arguments[0].startswith("["):
            arguments = arguments[1:]
        numbers = []
        for argument in arguments:
            if argument is None:
                return None
            numbers += json.loads(argument)[1:] if isinstance(argument, str) else [argument]
        return json.dumps([kind, *numbers])
    return make


def region(text):
    words = text.replace("(", " ( ").replace(")", " ) ").split()

    def read(at):
        word = words[at].lower()
        at += 1
        frame = None
        while at < len(words) and words[at].upper() in ("ICRS", "GALACTIC", "BARYCENTER", "TOPOCENTER"):
            frame = words[at].upper() if words[at].upper() in ("ICRS", "GALACTIC") else frame
            at += 1
        if word in ("union", "intersection", "not"):
            parts, at = [], at + 1
            while words[at] != ")":
                part, at = read(at)
                parts.append(part)
            made = [word, *parts]
            return (["galactic", made] if frame == "GALACTIC" else made), at + 1
        numbers = []
        while at < len(words) and re.match(r"^[-+.\d]", words[at]):
            numbers.append(float(words[at]))
            at += 1
        made = [{"position": "point"}.get(word, word), *numbers]
        return (["galactic", made] if frame == "GALACTIC" else made), at

    return json.dumps(read(0)[0])


def area(text):
    if text is None:
        return None
    s = Shape(text)
    n = s.numbers
    if s.kind == "point":
        return 0.0
    if s.kind == "circle":
        return 2 * math.pi * (1 - math.cos(n[2] * RAD)) / RAD ** 2
    if s.kind == "box":
        top, bottom = min(90, n[1] + n[3] / 2), max(-90, n[1] - n[3] / 2)
        return min(360, n[2]) / RAD * (math.sin(top * RAD) - math.sin(bottom * RAD))
    if s.kind == "polygon":
        return signed_area(s.corners) / RAD ** 2
    if s.kind == "moc":
        return sum(4 * math.pi / (12 * 4 ** order) for order, _ in n) / RAD ** 2
    raise ValueError(s.kind)


def centroid(text):
    if text is None:
        return None
    s = Shape(text)
    if s.kind != "polygon":
        return json.dumps(["point", *s.numbers[:2]])
    # The sum of the sides' normals nearly vanishes for a small polygon: it is taken with 40 digits.
    with mpmath.workdps(40):
        corners = [mpvec(s.numbers[i], s.numbers[i + 1]) for i in range(0, len(s.numbers), 2)]
        total = mpmath.matrix([0, 0, 0])
        for a, b in zip(corners, corners[1:] + corners[:1]):
            normal = mpmath.matrix([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])
            sine = mpmath.norm(normal)
            total += normal / sine * mpmath.atan2(sine, (a.T * b)[0])
        middle = sum(corners[1:], corners[0])
        total = total if (total.T * middle)[0] > 0 else -total
        return json.dumps(["point", float(mpmath.degrees(mpmath.atan2(total[1], total[0])) % 360), float(mpmath.degrees(mpmath.atan2(total[2], mpmath.hypot(total[0], total[1]))))])


def mpvec(ra, dec):
    a, d = mpmath.radians(mpmath.mpf(ra)), mpmath.radians(mpmath.mpf(dec))
    return mpmath.matrix([mpmath.cos(d) * mpmath.cos(a), mpmath.cos(d) * mpmath.sin(a), mpmath.sin(d)])


def distance(*arguments):
    if any(a is None for a in arguments):
        return None
    numbers = [x for a in arguments for x in (json.loads(a)[1:] if isinstance(a, str) else [a])]
    return angle(vec(*numbers[:2]), vec(*numbers[2:])) / RAD


def coordinate(i):
    return lambda text: None if text is None else json.loads(text)[i]


def pixel(order, ra, dec):
    import healpy
    return int(healpy.ang2pix(1 << order, ra, dec, nest=True, lonlat=True))


def healpix_index(order, *position):
    numbers = [x for a in position for x in (json.loads(a)[1:] if isinstance(a, str) else [a])]
    return None if any(x is None for x in numbers) or order is None else pixel(order, *numbers)


def healpix_center(order, index):
    import healpy
    if index is None or not 0 <= index < 12 * 4 ** order:
        return None
    ra, dec = healpy.pix2ang(1 << order, index, nest=True, lonlat=True)
    return json.dumps(["point", float(ra), float(dec)])


def moc(*arguments):
    import healpy
    if len(arguments) == 1:
        cells, order = [], 0
        for word in arguments[0].replace("/", "/ ").split():
            if word.endswith("/"):
                order = int(word[:-1])
            else:
                first, *last = word.split("-")
                cells += [[order, cell] for cell in range(int(first), int((last or [first])[0]) + 1)]
        return json.dumps(["moc", *cells])
    order, s = arguments[0], Shape(arguments[1])
    nside = 1 << order
    found = healpy.query_disc(nside, s.center, s.numbers[2] * RAD, inclusive=True, fact=64, nest=True)
    return json.dumps(["moc", *[[order, int(cell)] for cell in found]])


@functools.lru_cache(None)
def rotation(source, target):
    """The rotation from one frame of astropy to another: where it brings the axes."""
    from astropy.coordinates import SkyCoord
    columns = []
    for axis in numpy.eye(3):
        there = SkyCoord(*lonlat(axis), unit="deg", frame=source.lower()).transform_to(target.lower()).spherical
        columns.append(vec(there.lon.deg, there.lat.deg))
    return numpy.array(columns).T


def transform(source, target, text):
    if text is None:
        return None
    kind, *numbers = json.loads(text)
    matrix = rotation(source, target)
    pairs = numbers[:2] if kind == "circle" else numbers
    out = []
    for i in range(0, len(pairs), 2):
        out += lonlat(matrix @ vec(pairs[i], pairs[i + 1]))
    return json.dumps([kind, *out, *numbers[2:]] if kind == "circle" else [kind, *out])


# ---------------------------------------------------------------- astrometry and dates

def epoch_position(ra, dec, parallax, pmra, pmdec, rv, start, end):
    if None in (ra, dec, start, end):
        return None
    p, t = vec(ra, dec), end - start
    mas = RAD / 3.6e6
    east = numpy.array([-math.sin(ra * RAD), math.cos(ra * RAD), 0])
    north = numpy.cross(p, east)
    motion = east * (pmra or 0) * mas + north * (pmdec or 0) * mas
    radial = (rv or 0) * parallax * mas / (149597870.7 / (365.25 * 86400)) if parallax is not None and parallax > 0 else 0
    return json.dumps(["point", *lonlat(p * (1 + radial * t) + motion * t)])


def apply_pm(ra, dec, pmra, pmdec, years):
    return epoch_position(ra, dec, None, None if pmra is None else pmra * 3.6e6, None if pmdec is None else pmdec * 3.6e6, None, 0, years)


def mjd(text):
    import datetime
    if text is None:
        return None
    moment = datetime.datetime.fromisoformat(text.rstrip("Z"))
    delta = moment - datetime.datetime(1858, 11, 17)
    return delta.days + delta.seconds / 86400 + delta.microseconds / 86400e6


def sexagesimal(hours):
    letter = "h" if hours else "d"

    def read(text):
        if text is None:
            return None
        for pattern in (r"^([+-]?)(\d+):(\d+):(\d+\.?\d*)$", r"^([+-]?)(\d+)" + letter + r"(\d+)m(\d+\.?\d*)s$", r"^([+-]?)(\d{1,3})(\d\d)(\d\d\.?\d*)$"):
            found = re.match(pattern, text, re.I)
            if found:
                sign, d, m, s = found.groups()
                value = (int(d) + int(m) / 60 + float(s) / 3600) * (15 if hours else 1)
                return -value if sign == "-" else value
        return None
    return read


# ---------------------------------------------------------------- plain functions

def nullable(function):
    def call(*arguments):
        if any(a is None for a in arguments):
            return None
        try:
            return function(*arguments)
        except (ValueError, ZeroDivisionError):
            return None
    return call


def like(pattern, text, flags=0):
    expression = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return int(re.fullmatch(expression, text, re.S | flags) is not None)


def round_away(x, digits=0):
    scale = 10.0 ** digits
    return math.copysign(math.floor(abs(x) * scale + 0.5), x) / scale if digits >= 0 else math.copysign(math.floor(abs(x) / 10.0 ** -digits + 0.5), x) * 10.0 ** -digits


def truncate(x, digits=0):
    return math.trunc(x * 10.0 ** digits) / 10.0 ** digits if digits >= 0 else float(math.trunc(x / 10.0 ** -digits) * 10 ** -digits)


def cast(kind, value):
    kind, *length = re.match(r"([A-Z]+)(?:\s*PRECISION)?\s*(?:\((\d+)\))?", kind.upper()).groups()
    if value is None:
        return None
    if kind in ("SMALLINT", "INTEGER", "INT", "BIGINT"):
        return int(value) if isinstance(value, int) or re.fullmatch(r"[-+]?\d+", str(value)) else round(float(value))
    if kind == "REAL":
        return float(numpy.float32(float(value)))
    if kind in ("DOUBLE", "FLOAT"):
        return float(value)
    if kind in ("POINT", "CIRCLE", "POLYGON"):
        return json.dumps([kind.lower(), *[float(x) for x in value.replace(",", " ").split()]])
    text = value if isinstance(value, str) else "%d" % value if isinstance(value, int) else repr(float(value))
    most = length[0] or ("1" if kind == "CHAR" else None)
    return text[:int(most)] if most else text


def words(text):
    return set(re.findall(r"\w+", text.lower()))


class Deviation:
    power = 0.5

    def __init__(self):
        self.values = []

    def step(self, value):
        if value is not None:
            self.values.append(value)

    def finalize(self):
        return None if len(self.values) < 2 else statistics.variance(self.values) ** self.power


class Variance(Deviation):
    power = 1


class StringAgg:
    def __init__(self):
        self.values, self.delimiter = [], ""

    def step(self, value, delimiter):
        self.delimiter = delimiter
        if value is not None:
            self.values.append(value)

    def finalize(self):
        return self.delimiter.join(sorted(self.values)) if self.values else None


class Histogram:
    def __init__(self):
        self.counts = None

    def step(self, value, low, high, bins):
        self.counts = self.counts or [0] * (bins + 2)
        if value is None or value < low:
            at = 0
        elif value > high:
            at = bins + 1
        else:
            at = 1 + min(bins - 1, int((value - low) / ((high - low) / bins)))
        self.counts[at] += 1

    def finalize(self):
        return json.dumps(["array", *(self.counts or [])])


def register(connection):
    plain = {
        "abs": abs, "ceiling": lambda x: float(math.ceil(x)), "floor": lambda x: float(math.floor(x)), "degrees": math.degrees, "radians": math.radians, "exp": math.exp,
        "log": lambda x: math.log(x) if x > 0 else None, "log10": lambda x: math.log10(x) if x > 0 else None, "mod": lambda x, y: math.fmod(x, y) if isinstance(x, float) or isinstance(y, float) else int(math.fmod(x, y)),
        "power": lambda x, y: float(x) ** y, "sqrt": math.sqrt, "round": round_away, "truncate": truncate, "sign": lambda x: float((x > 0) - (x < 0)),
        "sin": math.sin, "cos": math.cos, "tan": math.tan, "cot": lambda x: 1 / math.tan(x), "asin": math.asin, "acos": math.acos, "atan": math.atan, "atan2": math.atan2,
        "lower": str.lower, "upper": str.upper, "like": like, "ilike_": lambda pattern, text: like(pattern, text, re.I),
        "bitwise_and": lambda x, y: x & y, "bitwise_or": lambda x, y: x | y, "bitwise_xor": lambda x, y: x ^ y, "bitwise_not": lambda x: ~x,
        "ivo_hasword": lambda hay, needle: int(words(needle) <= words(hay)), "ivo_hashlist_has": lambda items, item: int(item.lower() in items.lower().split("#")),
        "ivo_nocasematch": lambda text, pattern: like(pattern, text, re.I), "ivo_interval_overlaps": lambda a, b, c, d: int(a <= b and c <= d and a <= d and c <= b),
        "ivo_to_jd": lambda d: mjd(d) + 2400000.5, "ivo_to_mjd": mjd, "gavo_to_jd": lambda d: mjd(d) + 2400000.5, "gavo_to_mjd": mjd,
        "ivo_hms_to_degrees": sexagesimal(True), "ivo_dms_to_degrees": sexagesimal(False),
    }
    for name, function in plain.items():
        connection.create_function(name, -1, nullable(function), deterministic=True)
    other = {
        "cast_": cast, "pi": lambda: math.pi, "point": shape("point"), "circle": shape("circle"), "box": shape("box"), "polygon": shape("polygon"), "region": region, "moc": moc,
        "contains": contains, "intersects": intersects, "distance": distance, "area": area, "centroid": centroid, "coord1": coordinate(1), "coord2": coordinate(2), "coordsys": lambda s: "ICRS",
        "ivo_healpix_index": healpix_index, "ivo_healpix_center": healpix_center, "ivo_epoch_prop_pos": epoch_position, "ivo_apply_pm": apply_pm, "gavo_apply_pm": apply_pm,
        "ivo_geom_transform": transform,
    }
    for name, function in other.items():
        connection.create_function(name, -1, function, deterministic=True)
    for name, count, aggregate in (("stddev", 1, Deviation), ("variance", 1, Variance), ("ivo_string_agg", 2, StringAgg), ("ivo_histogram", 4, Histogram)):
        connection.create_aggregate(name, count, aggregate)


# ---------------------------------------------------------------- from ADQL to SQLite

def matching(text, at):
    """Index of the parenthesis that closes the one at `at`; texts in quotes are passed over."""
    depth, quote = 0, None
    for i in range(at, len(text)):
        c = text[i]
        if quote:
            quote = None if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
            if depth == 0:
                return i
    raise ValueError(text)


def replace_casts(sql):
    found = re.search(r"\bCAST\s*\(", sql, re.I)
    while found:
        end = matching(sql, found.end() - 1)
        inner = sql[found.end():end]
        at = [m.start() for m in re.finditer(r"\sAS\s", inner, re.I)][-1]
        kind = re.sub(r"^\s*AS\s+", "", inner[at:], flags=re.I).strip()
        sql = sql[:found.start()] + "cast_('%s', %s)" % (kind, inner[:at]) + sql[end + 1:]
        found = re.search(r"\bCAST\s*\(", sql, re.I)
    return sql


def translate(adql):
    sql = re.sub(r"--[^\n]*", " ", adql).strip().rstrip(";")
    sql = replace_casts(sql)
    sql = re.sub(r"([\w.\"]+|'[^']*')\s+NOT\s+ILIKE\s+('[^']*')", r"NOT ilike_(\2, \1)", sql, flags=re.I)
    sql = re.sub(r"([\w.\"]+|'[^']*')\s+ILIKE\s+('[^']*')", r"ilike_(\2, \1)", sql, flags=re.I)
    limit = re.match(r"^(\s*SELECT\s+(?:DISTINCT\s+|ALL\s+)?)TOP\s+(\d+)\s+", sql, re.I)
    skip = re.search(r"\bOFFSET\s+(\d+)\s*$", sql, re.I)
    if skip:
        sql = sql[:skip.start()]
    if limit:
        sql = limit.group(1) + sql[limit.end():]
    order = list(re.finditer(r"\bORDER\s+BY\b", sql, re.I))
    if order and sql.count("(", order[-1].end()) == sql.count(")", order[-1].end()):
        terms, depth, start, tail = [], 0, 0, sql[order[-1].end():]
        for i, c in enumerate(tail + ","):
            depth += (c == "(") - (c == ")")
            if c == "," and depth == 0:
                terms.append(tail[start:i] + " NULLS LAST")
                start = i + 1
        sql = sql[:order[-1].end()] + ",".join(terms)
    if limit or skip:
        sql += " LIMIT %s" % (limit.group(2) if limit else -1)
    return sql + (" OFFSET %s" % skip.group(1) if skip else "")


def value(cell):
    if isinstance(cell, str) and re.match(r'^\["(point|circle|polygon|array)"', cell):
        return json.loads(cell)[1:]
    if isinstance(cell, str) and cell.startswith('["box"'):
        ra, dec, width, height = json.loads(cell)[1:]
        return [ra - width / 2, dec - height / 2, ra + width / 2, dec - height / 2, ra + width / 2, dec + height / 2, ra - width / 2, dec + height / 2]
    if isinstance(cell, float) and not math.isfinite(cell):
        return "NaN" if math.isnan(cell) else "Infinity" if cell > 0 else "-Infinity"
    return cell


# ---------------------------------------------------------------- what SQLite cannot run

def number(cell):
    return math.nan if cell == "NaN" else cell


def rows_of(name):
    return TABLES[name]


def flux_rows():
    """Flux with its NaNs, which SQLite would make null. They are at every 19th row, as `make_tables` put them; astropy reads them as masked."""
    return [(row["id"], row["flux"] if row["flux"] is not None else math.nan if i % 19 == 0 and (i + 4) % 17 != 0 else None) for i, row in enumerate(TABLES["objects"])]


def above(limit):
    return [[i] for i, f in flux_rows() if f is not None and (math.isnan(f) or f > limit)]


PYTHON = {
    "flux_above_100": lambda: above(100),
    "flux_nan": lambda: above(math.inf),
    "flux_not_between": lambda: [[i] for i, f in flux_rows() if f is not None and not -1e9 <= f <= 100],
    "flux_nan_pairs": lambda: [[len(above(math.inf)) ** 2]],
    "flux_order_down": lambda: [[i] for i, f in sorted((r for r in flux_rows() if r[1] is not None), key=lambda r: (-math.inf if math.isnan(r[1]) else -r[1], r[0]))][:20],
    "flux_greatest": lambda: [["NaN"]] * 5,
    "flux_null": lambda: [[i] for i, f in flux_rows() if f is None],
    "flux_below_0": lambda: [[i] for i, f in flux_rows() if f is not None and f < 0],
    "flux_between": lambda: [[i] for i, f in flux_rows() if f is not None and 1 <= f <= 10],
    "flux_not_equal": lambda: [[sum(1 for _, f in flux_rows() if f is not None and f != 1)]],
    "flux_max": lambda: [["NaN" if any(f is not None and math.isnan(f) for _, f in flux_rows()) else max(f for _, f in flux_rows() if f is not None)]],
    "flux_min": lambda: [[min(f for _, f in flux_rows() if f is not None and not math.isnan(f))]],
    "flux_all": lambda: [[i, f] for i, f in flux_rows()],
    "flux_order": lambda: [[i] for i, f in sorted((r for r in flux_rows() if r[1] is not None and not math.isnan(r[1])), key=lambda r: (r[1], r[0]))][:10],
    "flux_abs": lambda: [[sum(1 for _, f in flux_rows() if f is not None and (math.isnan(f) or abs(f) > 50))]],
    "flux_coalesce": lambda: [[sum(1 for _, f in flux_rows() if f is None)]],
    "except_all": lambda: bag([r["tile"] for r in rows_of("objects")], [r["tile"] for r in rows_of("fields")], lambda a, b: max(0, a - b)),
    "intersect_all": lambda: bag([r["tile"] for r in rows_of("objects")], [r["tile"] for r in rows_of("fields")], min),
}


def bag(one, two, rule):
    return [[item] for item in sorted(set(one) | set(two)) for _ in range(rule(one.count(item), two.count(item)))]


# ---------------------------------------------------------------- the corpus

def read_queries():
    entry = None
    with open(os.path.join(FOLDER, "queries.adql"), encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("-- @name "):
                if entry:
                    yield entry
                entry = {"name": line[9:].strip(), "text": []}
            elif line.startswith("-- @"):
                key, _, rest = line[4:].partition(" ")
                entry[key] = rest.strip() or True
            elif entry is not None and not line.startswith("##"):
                entry["text"].append(line)
    yield entry


def expect():
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA case_sensitive_like = ON")
    load(connection)
    register(connection)
    for entry in read_queries():
        if "error" in entry:
            continue
        adql = "\n".join(entry["text"]).strip()
        if "python" in entry:
            rows = PYTHON[entry["python"]]()
        else:
            sql = entry.get("sqlite") or adql
            try:
                rows = [[value(cell) for cell in row] for row in connection.execute(translate(sql))]
            except sqlite3.Error as error:
                raise SystemExit("%s: %s\n%s" % (entry["name"], error, translate(sql)))
        rows = [[value(cell) for cell in row] for row in rows]
        if "ordered" not in entry:
            rows.sort(key=lambda row: json.dumps(row, ensure_ascii=False))
        print(json.dumps({"name": entry["name"], "rows": rows}, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    make_tables() if sys.argv[1] == "data" else expect()
