"""A map of lines that divides the plane into faces: it starts as one face and is cut again and again.

Points are shared by number, so that neighbours have identical borders. Cutting a face puts a new point on
the border it ends at; the face on the other side learns of it when it is next looked at (`ring`).
"""

from dataclasses import dataclass, field

from .geometry import area, bend, between, contains, crossing, distance, distance_to_line

SNAP_M = 9  # a cut that ends this near to a point of the border ends at that point
CROSSROADS_M = 40  # ... and this near to a junction on the other side of the street, meets it
CORNER_RAD = 0.6  # a border that bends more than this has a corner, where no street should end
FLATTEST_RAD = 0.7  # streets meet at this angle at least


@dataclass
class Line:
    """A chain of points: a street, a border, a river. `kind` says which."""

    kind: str
    chain: list
    properties: dict = field(default_factory=dict)


@dataclass(eq=False)
class Face:
    points: list
    ward: int = -1
    alleys: list = field(default_factory=list)  # lines inside the face


class PlanarMap:
    def __init__(self, outline, kind):
        self.points = list(outline)
        ids = list(range(len(outline)))
        self.faces = [Face(ids)]
        self.lines = []
        self._degree = [0] * len(outline)
        self._line_at = {}
        self._splits = {}
        self.add_line(Line(kind, ids + ids[:1]))

    def ring(self, face):
        """Point numbers around the face, with what its neighbours have added meanwhile."""
        ring = []
        for a, b in zip(face.points, face.points[1:] + face.points[:1]):
            ring += self._expand(a, b)[:-1]
        face.points = ring
        return ring

    def outline(self, face):
        return [self.points[i] for i in self.ring(face)]

    def area(self, face):
        return area(self.outline(face))

    def line_at(self, a, b):
        return self._line_at[_key(a, b)]

    def line_kinds_at(self, ring):
        """The kind of each edge of a ring of point numbers."""
        return [self.line_at(a, b).kind for a, b in zip(ring, ring[1:] + ring[:1])]

    def add_line(self, line):
        self.lines.append(line)
        for a, b in zip(line.chain, line.chain[1:]):
            self._line_at[_key(a, b)] = line
            self._degree[a] += 1
            self._degree[b] += 1

    def add_point(self, point):
        self.points.append(point)
        self._degree.append(0)
        return len(self.points) - 1

    def split_edge(self, a, b, point):
        """Puts a point on the edge ab and returns its number."""
        middle = self.add_point(point)
        self._splits[_key(a, b)] = middle
        line = self._line_at.pop(_key(a, b))
        self._line_at[_key(a, middle)] = self._line_at[_key(middle, b)] = line
        at = next(i for i, pair in enumerate(zip(line.chain, line.chain[1:])) if pair in ((a, b), (b, a)))
        line.chain.insert(at + 1, middle)
        self._degree[middle] = 2
        return middle

    def cut_all(self, curve, make_line, is_cut=lambda face: True):
        """Cuts every face the curve crosses from border to border, as often as it does."""
        waiting = [face for face in self.faces if is_cut(face)]
        while waiting:
            face = waiting.pop()
            parts = self.cut(face, curve, make_line, strict=False)
            waiting += parts or []

    def cut(self, face, curve, make_line, near=None, strict=True):
        """Cuts the face by the part of the curve that passes through it (nearest to `near`).

        Returns the two new faces, or None where no good cut is possible. `strict` refuses ends in corners
        and flat angles.
        """
        ring = self.ring(face)
        ring_points = [self.points[i] for i in ring]
        for path, ends in _passages(ring_points, curve, near):
            ends = [self._snap(ring, ring_points, end, strict) for end in ends]
            if None in ends:
                continue
            path = [ends[0][1], *path[1:-1], ends[1][1]]
            if _is_clear(ring_points, path, ends, strict):
                return self._divide(face, path, ends, make_line)
        return None

    def cut_between(self, face, a, b, line):
        """Cuts the face straight from its point a to its point b."""
        ring = self.ring(face)
        self.add_line(line)
        return self._replace(face, ring, ring.index(a), ring.index(b), [])

    def _expand(self, a, b):
        middle = self._splits.get(_key(a, b))
        if middle is None:
            return [a, b]
        return self._expand(a, middle)[:-1] + self._expand(middle, b)

    def _snap(self, ring, points, end, strict):
        """(edge, point, point number or None) where a cut may end near `end`, or None."""
        edge, point = end
        best, best_distance = None, CROSSROADS_M
        for i, candidate in enumerate(points):
            gap = distance(candidate, point)
            if gap >= best_distance:
                continue
            corner = bend(points[i - 1], candidate, points[(i + 1) % len(points)]) > CORNER_RAD
            if corner and strict:
                return None
            if gap < SNAP_M or (strict and self._degree[ring[i]] > 2):
                best, best_distance = i, gap
        return (edge, point, None) if best is None else (best, points[best], ring[best])

    def _divide(self, face, path, ends, make_line):
        ids = [self._end_id(face, end) for end in ends]
        inner = [self.add_point(p) for p in path[1:-1]]
        self.add_line(make_line([ids[0], *inner, ids[1]]))
        ring = self.ring(face)
        return self._replace(face, ring, ring.index(ids[0]), ring.index(ids[1]), inner)

    def _end_id(self, face, end):
        _, point, known = end
        if known is not None:
            return known
        ring = self.ring(face)
        pairs = list(zip(ring, ring[1:] + ring[:1]))
        a, b = min(pairs, key=lambda pair: _off_edge(self.points[pair[0]], self.points[pair[1]], point))
        return self.split_edge(a, b, point)

    def _replace(self, face, ring, start, end, inner):
        forward = _walk(ring, start, end)
        back = _walk(ring, end, start)
        parts = [Face(forward + inner[::-1], face.ward), Face(back + inner, face.ward)]
        at = self.faces.index(face)
        self.faces[at : at + 1] = parts
        return parts


def boundary(faces, planar_map):
    """Rings of point numbers around a set of faces: outer rings counter-clockwise, holes clockwise."""
    edges = {}
    for face in faces:
        ring = planar_map.ring(face)
        edges.update(dict.fromkeys(zip(ring, ring[1:] + ring[:1])))
    leaving = {}
    for a, b in edges:
        if (b, a) not in edges:
            leaving.setdefault(a, []).append(b)
    rings = []
    while leaving:
        rings += _simple_rings(_trace(leaving))
    return rings


def _trace(leaving):
    start = next(iter(leaving))
    ring = [start]
    while True:
        targets = leaving[ring[-1]]
        following = targets.pop()
        if not targets:
            del leaving[ring[-1]]
        if following == start:
            return ring
        ring.append(following)


def _simple_rings(ring):
    """Takes a ring that meets itself in a point apart at that point."""
    rings, path, place = [], [], {}
    for point in ring:
        if point in place:
            at = place[point]
            rings.append(path[at:])
            for dropped in path[at + 1 :]:
                del place[dropped]
            del path[at + 1 :]
        else:
            place[point] = len(path)
            path.append(point)
    return rings + [path]


def _key(a, b):
    return (a, b) if a < b else (b, a)


def _walk(ring, start, end):
    return ring[start : end + 1] if start <= end else ring[start:] + ring[: end + 1]


def _off_edge(a, b, p):
    return distance(a, p) + distance(p, b) - distance(a, b)


def _passages(ring, curve, near):
    """The parts of the curve inside the ring, each with its two ends as (edge, point)."""
    hits = []
    for i, (a, b) in enumerate(zip(curve, curve[1:])):
        low_x, high_x, low_y, high_y = min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])
        for edge, (c, d) in enumerate(zip(ring, ring[1:] + ring[:1])):
            if (
                (c[0] < low_x and d[0] < low_x)
                or (c[0] > high_x and d[0] > high_x)
                or (c[1] < low_y and d[1] < low_y)
                or (c[1] > high_y and d[1] > high_y)
            ):
                continue
            at = crossing(a, b, c, d)
            if at:
                hits.append((i + at[0], edge, between(a, b, at[0])))
    hits.sort()
    passages = []
    for (t1, edge1, p1), (t2, edge2, p2) in zip(hits, hits[1:]):
        path = [
            p1,
            *(
                curve[k]
                for k in range(int(t1) + 1, int(t2) + 1)
                if min(distance(curve[k], p1), distance(curve[k], p2)) > SNAP_M
            ),
            p2,
        ]
        middle = (t1 + t2) / 2
        inside = between(curve[int(middle)], curve[min(int(middle) + 1, len(curve) - 1)], middle % 1)
        off_border = distance_to_line(inside, ring + ring[:1])  # not along a cut made before
        if off_border > SNAP_M and contains(ring, inside):
            passages.append((0 if near is None else distance(inside, near), path, [(edge1, p1), (edge2, p2)]))
    passages.sort(key=lambda passage: passage[0])
    return [(path, ends) for _, path, ends in passages]


def _is_clear(ring, path, ends, strict):
    """Whether the path stays inside the ring between its ends and leaves the border at no flat angle."""
    first, last = path[0], path[-1]
    if distance(first, last) < 2 * SNAP_M:
        return False
    edges = list(zip(ring, ring[1:] + ring[:1]))
    for a, b in zip(path, path[1:]):
        for c, d in edges:
            at = crossing(a, b, c, d)
            if at and min(distance(between(a, b, at[0]), p) for p in (first, last)) > 1:
                return False
    if not strict:
        return True
    return _leaves_steeply(ring, ends[0], path[0], path[1]) and _leaves_steeply(
        ring, ends[1], path[-1], path[-2]
    )


def _leaves_steeply(ring, end, start, following):
    edge, _, known = end
    before = ring[edge] if known is None else ring[edge - 1]
    after = ring[(edge + 1) % len(ring)]
    return bend(before, start, following) > FLATTEST_RAD and bend(after, start, following) > FLATTEST_RAD
