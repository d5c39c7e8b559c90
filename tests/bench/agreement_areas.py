"""Polygons of an answer, and whether places lie inside."""

import collections
import math

BANDS_OF_A_DEGREE = 10_000  # each some 11 m high
METRES_OF_A_DEGREE = 111_195


class Border:
    """The edges of polygons and multipolygons that do not overlap, in degrees, by the bands of latitude that they pass."""

    def __init__(self, geometries):
        self.bands = collections.defaultdict(list)
        for ring in (ring for geometry in geometries for ring in rings_of(geometry)):
            for edge in zip(ring, ring[1:]):
                low, high = sorted(band_of(end) for end in edge)
                for band in range(low, high + 1):
                    self.bands[band].append(edge)

    def has(self, place):
        """Even-odd: a ray to the east crosses an odd number of edges."""
        return sum(crosses(edge, place) for edge in self.bands.get(band_of(place), [])) % 2 == 1

    def distance_m(self, place):
        """From the place to the nearest edge."""
        edges = (edge for band in self.bands.values() for edge in band)
        return min((edge_distance_m(edge, place) for edge in edges), default=math.inf)


def rings_of(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def band_of(place):
    return math.floor(place[1] * BANDS_OF_A_DEGREE)


def crosses(edge, place):
    (lon, lat), (to_lon, to_lat) = edge
    if (lat > place[1]) == (to_lat > place[1]):
        return False
    return lon + (place[1] - lat) / (to_lat - lat) * (to_lon - lon) > place[0]


def edge_distance_m(edge, place):
    east = METRES_OF_A_DEGREE * math.cos(math.radians(place[1]))
    (x, y), (to_x, to_y) = (((lon - place[0]) * east, (lat - place[1]) * METRES_OF_A_DEGREE) for lon, lat in edge)
    length2 = (to_x - x) ** 2 + (to_y - y) ** 2
    along = min(1, max(0, -(x * (to_x - x) + y * (to_y - y)) / length2)) if length2 else 0
    return math.hypot(x + along * (to_x - x), y + along * (to_y - y))
