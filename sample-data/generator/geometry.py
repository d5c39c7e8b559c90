"""Plane geometry in metres: a point is (x, y), x to the east, y to the north."""

import math


def distance(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def between(a, b, share):
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def closed_pairs(ring):
    return zip(ring, ring[1:] + ring[:1])


def line_length(line):
    return sum(distance(a, b) for a, b in zip(line, line[1:]))


def area(ring):
    """Positive when the ring runs counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in closed_pairs(ring)) / 2


def centre(ring):
    """Centroid of the area inside the ring."""
    x = y = twice = 0.0
    origin_x, origin_y = ring[0]
    for a, b in closed_pairs(ring):
        ax, ay, bx, by = a[0] - origin_x, a[1] - origin_y, b[0] - origin_x, b[1] - origin_y
        part = ax * by - bx * ay
        twice += part
        x += (ax + bx) * part
        y += (ay + by) * part
    return (origin_x + x / (3 * twice), origin_y + y / (3 * twice))


def contains(ring, point):
    x, y = point
    inside = False
    ax, ay = ring[-1]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
        ax, ay = bx, by
    return inside


def polygon_contains(polygon, point):
    """`polygon` is [outer ring, hole, ...]."""
    return contains(polygon[0], point) and not any(contains(hole, point) for hole in polygon[1:])


def crossing(a, b, c, d):
    """Where segment ab meets segment cd: (share along ab, share along cd), or None."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if cross == 0:
        return None
    qx, qy = c[0] - a[0], c[1] - a[1]
    t = (qx * sy - qy * sx) / cross
    u = (qx * ry - qy * rx) / cross
    return (t, u) if 0 <= t <= 1 and 0 <= u <= 1 else None


def distance_to_line(p, line):
    px, py = p
    nearest = math.inf
    for (ax, ay), (bx, by) in zip(line, line[1:]):
        dx, dy, ox, oy = bx - ax, by - ay, px - ax, py - ay
        t = (ox * dx + oy * dy) / (dx * dx + dy * dy)
        t = 0 if t < 0 else 1 if t > 1 else t
        square = (ox - t * dx) ** 2 + (oy - t * dy) ** 2
        if square < nearest:
            nearest = square
    return math.sqrt(nearest)


def bend(a, b, c):
    """Change of direction at b on the way a, b, c: 0 is straight on, pi is back."""
    before = math.atan2(b[1] - a[1], b[0] - a[0])
    after = math.atan2(c[1] - b[1], c[0] - b[0])
    return abs((after - before + math.pi) % (2 * math.pi) - math.pi)


def smooth_curve(controls, step_m):
    """Catmull-Rom curve through the control points, with a point about every step_m."""
    first = between(controls[1], controls[0], 2)
    last = between(controls[-2], controls[-1], 2)
    points = [first, *controls, last]
    curve = []
    for p0, p1, p2, p3 in zip(points, points[1:], points[2:], points[3:]):
        count = max(1, round(distance(p1, p2) / step_m))
        curve += [_catmull_rom(p0, p1, p2, p3, k / count) for k in range(count)]
    return curve + [controls[-1]]


def _catmull_rom(p0, p1, p2, p3, t):
    def axis(a, b, c, d):
        return (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
        ) / 2

    return (axis(p0[0], p1[0], p2[0], p3[0]), axis(p0[1], p1[1], p2[1], p3[1]))


def smooth_ring(controls, step_m):
    """Closed Catmull-Rom curve; the first point is not repeated."""
    wrapped = [*controls, *controls[:3]]
    ring = []
    for p0, p1, p2, p3 in zip(wrapped, wrapped[1:], wrapped[2:], wrapped[3:]):
        count = max(1, round(distance(p1, p2) / step_m))
        ring += [_catmull_rom(p0, p1, p2, p3, k / count) for k in range(count)]
    return ring


def beside(line, offset_m):
    """The line shifted to its left by offset_m(index, point) metres."""
    shifted = []
    for i, (x, y) in enumerate(line):
        a, b = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        length = distance(a, b)
        offset = offset_m(i, (x, y))
        shifted.append((x - (b[1] - a[1]) / length * offset, y + (b[0] - a[0]) / length * offset))
    return shifted


def band(line, half_width_m):
    """Ring around the line, half_width_m(index, point) to each side."""
    left = beside(line, half_width_m)
    right = beside(line, lambda i, p: -half_width_m(i, p))
    return right + left[::-1]


def point_along(line, metres):
    for a, b in zip(line, line[1:]):
        length = distance(a, b)
        if metres <= length:
            return between(a, b, metres / length)
        metres -= length
    return line[-1]


def noise(x, y, scale_m, seed):
    """Smooth value noise in -1..1, the same for the same arguments on every machine."""
    x, y = x / scale_m, y / scale_m
    ix, iy = math.floor(x), math.floor(y)
    fx, fy = x - ix, y - iy
    fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
    low = _lattice(ix, iy, seed) * (1 - fx) + _lattice(ix + 1, iy, seed) * fx
    high = _lattice(ix, iy + 1, seed) * (1 - fx) + _lattice(ix + 1, iy + 1, seed) * fx
    return low * (1 - fy) + high * fy


def _lattice(ix, iy, seed):
    mixed = (ix * 374761393 + iy * 668265263 + seed * 1274126177) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1103515245) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 16)) * 2246822519) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 15)) / 0x7FFFFFFF - 1
