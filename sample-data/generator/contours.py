"""Polygons where a field over a grid is above a level (marching squares with linear interpolation).

Polygons of a higher level lie inside those of a lower one, because both are cut out of the same field.
"""

from .geometry import area, contains

# For each case (bits: corners south-west 1, south-east 2, north-east 4, north-west 8 are above), the edges
# the contour enters and leaves by, with the high side on its left.
_CASES = {
    1: ["SW"],
    2: ["ES"],
    3: ["EW"],
    4: ["NE"],
    6: ["NS"],
    7: ["NW"],
    8: ["WN"],
    9: ["SN"],
    11: ["EN"],
    12: ["WE"],
    13: ["SE"],
    14: ["WS"],
}
_SADDLES = {5: (["SW", "NE"], ["NW", "SE"]), 10: (["ES", "WN"], ["EN", "WS"])}  # centre low, centre high


class Field:
    """Values of function(x, y) on a grid; its border counts as below every level."""

    def __init__(self, function, west, south, east, north, step):
        self.west, self.south, self.step = west, south, step
        self.columns, self.rows = int((east - west) / step) + 1, int((north - south) / step) + 1
        self.values = [[self._value(function, i, j) for i in range(self.columns)] for j in range(self.rows)]

    def _value(self, function, i, j):
        if i in (0, self.columns - 1) or j in (0, self.rows - 1):
            return float("-inf")
        return function(self.west + i * self.step, self.south + j * self.step)

    def rings(self, level):
        """Contour lines: outer ones counter-clockwise, those around hollows clockwise."""
        following = {}
        for j in range(self.rows - 1):
            for i in range(self.columns - 1):
                for way in self._ways(i, j, level):
                    following[_edge(i, j, way[0])] = _edge(i, j, way[1])
        rings = []
        while following:
            start, at = following.popitem()
            ring = [start]
            while at != start:
                ring.append(at)
                at = following.pop(at)
            rings.append([self._point(edge, level) for edge in ring])
        return rings

    def _ways(self, i, j, level):
        corners = [self.values[j][i], self.values[j][i + 1], self.values[j + 1][i + 1], self.values[j + 1][i]]
        case = sum(1 << k for k, value in enumerate(corners) if value > level)
        if case in _SADDLES:
            return _SADDLES[case][sum(corners) / 4 > level]
        return _CASES.get(case, [])

    def _point(self, edge, level):
        i, j, vertical = edge
        a, b = self.values[j][i], self.values[j + 1][i] if vertical else self.values[j][i + 1]
        share = 0.5 if float("-inf") in (a, b) else min(0.98, max(0.02, (level - a) / (b - a)))
        x, y = self.west + i * self.step, self.south + j * self.step
        return (x, y + share * self.step) if vertical else (x + share * self.step, y)


def above(field, level, smallest_m2=0):
    """Polygons [outer, hole, ...] where the field is above the level."""
    return polygons(field.rings(level), smallest_m2)


def band(field, low, high, smallest_m2=0):
    """Polygons where the field is above `low` and not above `high`."""
    return polygons(field.rings(low) + [ring[::-1] for ring in field.rings(high)], smallest_m2)


def polygons(rings, smallest_m2=0):
    """Puts holes (clockwise) into the smallest outer ring (counter-clockwise) around them; largest first."""
    sized = [(area(ring), ring) for ring in rings]
    outers = sorted(((size, ring) for size, ring in sized if size > 0), key=lambda item: item[0])
    found = [[ring] for _, ring in outers]
    for size, hole in sized:
        home = next(
            (
                polygon
                for polygon in found
                if size < 0 and area(polygon[0]) > -size and contains(polygon[0], hole[0])
            ),
            None,
        )
        if home and -size >= smallest_m2:
            home.append(hole)
    return [polygon for polygon in reversed(found) if area(polygon[0]) >= smallest_m2]


def _edge(i, j, side):
    """Grid edges by their lower-left end: (column, row, is vertical)."""
    return {"S": (i, j, False), "N": (i, j + 1, False), "W": (i, j, True), "E": (i + 1, j, True)}[side]
