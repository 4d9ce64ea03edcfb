"""How shapes lie to each other, in 80-bit numbers and by other ways than ours.

usage: sky_relations.py PAIR INPUT OUTPUT
PAIR is two of point, circle, box, polygon with a hyphen. Input: float64 rows, the numbers of the one and of the other in degrees: point ra dec; circle ra dec
radius; box ra dec width height; polygon five vertices, star-shaped and within 60 degrees of their middle.
Output: float64 rows: whether the first is in the second, the second in the first, whether they meet, and for each by how many degrees this could be
otherwise. A margin of 0 is "not asked". Boxes with other shapes than points are looked at by 6,000 points of their sides.
"""
import sys

import numpy

# What is looked at point by point is not asked near a border, where doubles would not do.
SAMPLED = sys.argv[1] in ("box-circle", "box-polygon")
L = numpy.float64 if SAMPLED else numpy.longdouble
PI = L("3.141592653589793238462643383279502884")
WIDTH = {"point": 2, "circle": 3, "box": 4, "polygon": 10}


def vec(lon, lat):
    a, d = (numpy.asarray(lon, L) % 360) * PI / 180, numpy.asarray(lat, L) * PI / 180
    return numpy.stack([numpy.cos(d) * numpy.cos(a), numpy.cos(d) * numpy.sin(a), numpy.sin(d)], axis=-1)


def dot(a, b):
    return (a * b).sum(-1)


def cross(a, b):
    return numpy.stack([a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1], a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2], a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]], axis=-1)


def norm(a):
    return numpy.sqrt(dot(a, a))


def angle(a, b):
    return numpy.arctan2(norm(cross(a, b)), dot(a, b))


def arc_distance(p, a, b):
    n = cross(a, b)
    n = n / norm(n)[..., None]
    beside = (dot(cross(n, a), p) >= 0) & (dot(cross(b, n), p) >= 0)
    height = dot(n, p)
    foot = norm(p - n * height[..., None])
    return numpy.where(beside, numpy.arctan2(abs(height), foot), numpy.minimum(angle(p, a), angle(p, b)))


def corners(rows):
    return [vec(rows[:, 2 * i], rows[:, 2 * i + 1]) for i in range(5)]


def sides(poly):
    return list(zip(poly, poly[1:] + poly[:1]))


def inside(p, poly):
    """By the angles under which the sides are seen."""
    total = L(0)
    for a, b in sides(poly):
        u, v = a - p * dot(a, p)[..., None], b - p * dot(b, p)[..., None]
        total = total + numpy.arctan2(dot(p, cross(u, v)), dot(u, v))
    return (abs(total) > PI) & (dot(p, sum(poly)) > 0)


def border(p, poly):
    return numpy.minimum.reduce([arc_distance(p, a, b) for a, b in sides(poly)])


def arcs_cross(a, b, c, d):
    n, m = cross(a, b), cross(c, d)
    found = numpy.zeros(len(a), bool)
    for sign in (1, -1):
        q = cross(n, m) * sign
        found |= (dot(cross(n, a), q) > 0) & (dot(cross(b, n), q) > 0) & (dot(cross(m, c), q) > 0) & (dot(cross(d, m), q) > 0)
    return found


def wrapped(lon):
    return abs((lon + 180) % 360 - 180)


def in_box(lon, lat, box):
    east, north = box[:, 2] / 2 - wrapped(lon - box[:, 0]), box[:, 3] / 2 - abs(lat - box[:, 1])
    all_ra = box[:, 2] >= 360
    east = numpy.where(all_ra, L(180), east)
    # A degree of right ascension is less near a pole; the margin is that of the sky.
    margin = numpy.minimum(abs(east) * numpy.cos(lat * PI / 180), abs(north))
    return (east >= 0) & (north >= 0), numpy.where(all_ra, abs(north), margin)


def box_points(box, count):
    """Points along the four sides; what lies beyond a pole is cut off there."""
    f = numpy.linspace(L(-0.5), L(0.5), count)
    w, h = numpy.minimum(box[:, 2], 360)[:, None], box[:, 3][:, None]
    ra, dec = box[:, 0][:, None], box[:, 1][:, None]
    low, high = numpy.maximum(dec - h / 2, -90), numpy.minimum(dec + h / 2, 90)
    zero = numpy.zeros_like(f)[None]
    lon = numpy.concatenate([ra + w * f, ra + w * f, ra - w / 2 + zero, ra + w / 2 + zero], axis=1)
    lat = numpy.concatenate([low + zero, high + zero, low + (high - low) * (f + 0.5), low + (high - low) * (f + 0.5)], axis=1)
    return lon, lat


def point_circle(one, two):
    d = angle(vec(one[:, 0], one[:, 1]), vec(two[:, 0], two[:, 1])) * 180 / PI
    held = d <= two[:, 2]
    return held, None, held, abs(d - two[:, 2]), None, abs(d - two[:, 2])


def point_polygon(one, two):
    p, poly = vec(one[:, 0], one[:, 1]), corners(two)
    held, margin = inside(p, poly), border(p, poly) * 180 / PI
    return held, None, held, margin, None, margin


def point_box(one, two):
    held, margin = in_box(one[:, 0], one[:, 1], two)
    return held, None, held, margin, None, margin


def circle_circle(one, two):
    d, r, s = angle(vec(one[:, 0], one[:, 1]), vec(two[:, 0], two[:, 1])) * 180 / PI, one[:, 2], two[:, 2]
    return d + r <= s, d + s <= r, d <= r + s, abs(d + r - s), abs(d + s - r), abs(d - r - s)


def circle_polygon(one, two):
    p, poly, r = vec(one[:, 0], one[:, 1]), corners(two), one[:, 2]
    held, edge = inside(p, poly), border(p, poly) * 180 / PI
    far = numpy.maximum.reduce([angle(p, c) for c in poly]) * 180 / PI
    signed = numpy.where(held, edge, -edge)
    return signed >= r, far <= r, held | (edge <= r), abs(signed - r), numpy.where(r < 89, abs(far - r), 0), numpy.where(held, edge, abs(edge - r))


def polygon_polygon(one, two):
    a, b = corners(one), corners(two)
    crossing = numpy.zeros(len(one), bool)
    for e in sides(a):
        for f in sides(b):
            crossing |= arcs_cross(*e, *f)
    margin = numpy.minimum.reduce([border(v, b) for v in a] + [border(v, a) for v in b]) * 180 / PI
    a_in_b = numpy.logical_and.reduce([inside(v, b) for v in a])
    b_in_a = numpy.logical_and.reduce([inside(v, a) for v in b])
    some = numpy.logical_or.reduce([inside(v, b) for v in a] + [inside(v, a) for v in b])
    return a_in_b & ~crossing, b_in_a & ~crossing, some | crossing, margin, margin, margin


def spacing(box):
    """Two neighbouring points of a side are at most so far apart."""
    return numpy.maximum(numpy.minimum(box[:, 2], 360), box[:, 3]) / 1499


def box_circle(one, two):
    lon, lat = box_points(one, 1500)
    center, r, step = vec(two[:, 0], two[:, 1]), two[:, 2], spacing(one)
    d = angle(vec(lon, lat), center[:, None, :]) * 180 / PI
    near, far = d.min(1), d.max(1)
    held, _ = in_box(two[:, 0], two[:, 1], one)
    opposite, _ = in_box(two[:, 0] + 180, -two[:, 1], one)
    loose, wide = numpy.where(abs(near - r) > step, 1.0, 0), numpy.where(abs(far - r) > step, 1.0, 0)
    return (far <= r) & ~opposite, held & (near >= r), held | (near <= r), wide, loose, loose


def box_polygon(one, two):
    lon, lat = box_points(one, 1500)
    points, poly, step = vec(lon, lat), corners(two), spacing(one)
    many = [c[:, None, :] for c in poly]
    held = inside(points, many)
    near = numpy.minimum.reduce([arc_distance(points, a, b) for a, b in sides(many)]).min(1) * 180 / PI
    corner = [in_box(two[:, 2 * i], two[:, 2 * i + 1], one)[0] for i in range(5)]
    some, every = numpy.logical_or.reduce(corner), numpy.logical_and.reduce(corner)
    # Points of the box on both sides of the polygon's border leave no doubt; else the borders must keep clear of each other.
    # A pole at which a box is cut off is no border of it.
    polar = abs(one[:, 1]) + one[:, 3] / 2 >= 90
    sure = numpy.where(polar, 0, 1) * numpy.where((held.any(1) & ~held.all(1)) | (near > step), 1.0, 0)
    return held.all(1) & ~some, every & ~held.any(1), held.any(1) | some, sure, sure, sure


def box_box(one, two):
    gap = wrapped(one[:, 0] - two[:, 0])
    def bounds(b):
        return numpy.maximum(b[:, 1] - b[:, 3] / 2, -90), numpy.minimum(b[:, 1] + b[:, 3] / 2, 90), numpy.minimum(b[:, 2] / 2, 180)
    (s, n, w), (t, m, v) = bounds(one), bounds(two)
    held = (s >= t) & (n <= m) & ((gap + w <= v) | (v >= 180))
    holds = (t >= s) & (m <= n) & ((gap + v <= w) | (w >= 180))
    meet = (s <= m) & (t <= n) & ((gap <= w + v) | ((n == 90) & (m == 90)) | ((s == -90) & (t == -90)))
    margin = numpy.minimum.reduce([numpy.where(a == b, 1, abs(a - b)) for a, b in ((s, t), (n, m), (s, m), (t, n))] + [abs(gap + w - v), abs(gap + v - w), abs(gap - w - v), abs(gap + w + v - 360)])
    # Two boxes may also meet the other way round the sky.
    meet |= (s <= m) & (t <= n) & (360 - gap <= w + v)
    return held, holds, meet, margin, margin, margin


pair, source, target = sys.argv[1:4]
first, second = pair.split("-")
values = numpy.fromfile(source, "<f8").reshape(-1, WIDTH[first] + WIDTH[second]).astype(L)
out = []
step = 100 if SAMPLED else 100000
for start in range(0, len(values), step):
    part = values[start:start + step]
    answer = globals()[first + "_" + second](part[:, :WIDTH[first]], part[:, WIDTH[first]:])
    zero = numpy.zeros(len(part))
    out.append(numpy.stack([zero if a is None else numpy.asarray(a, "<f8") for a in answer], axis=1))
numpy.concatenate(out).astype("<f8").tofile(target)
