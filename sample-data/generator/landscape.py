"""The land itself: river, coast, hills, where people live; metres east and north of the south-west."""

import math

from .geometry import band, beside, contains, distance, distance_to_line, noise, smooth_curve, smooth_ring

WEST_DEG, SOUTH_DEG = 108.285, 15.865
_METRES_PER_DEG_LAT = 110_660
_METRES_PER_DEG_LON = 107_060  # at 15.9 degrees north


def lon_lat(point):
    return (
        round(WEST_DEG + point[0] / _METRES_PER_DEG_LON, 7),
        round(SOUTH_DEG + point[1] / _METRES_PER_DEG_LAT, 7),
    )


def km(text):
    """Points in metres from a text of kilometres: "1 2, 1.5 2" is [(1000, 2000), (1500, 2000)]."""
    return [tuple(float(number) * 1000 for number in pair.split()) for pair in text.split(",")]


RIVER = smooth_curve(
    km(
        "-.7 5.5, .6 5.0, 1.6 5.3, 2.5 6.1, 3.6 6.5, 4.8 6.0, 5.7 5.1, 6.6 4.5, 7.5 4.3, 8.5 4.55, "
        "9.3 5.2, 10.2 5.65, 11.2 5.4, 12.2 4.95, 13.9 4.9"
    ),
    70,
)
COAST = smooth_curve(
    km(
        "12.2 -1, 12.55 .4, 12.9 1.8, 13.05 3.2, 12.95 4.4, 13.05 5.3, 13.2 6.6, 13.1 8.2, 12.75 9.7, "
        "12.5 10.7, 12.3 12"
    ),
    120,
)
OXBOW = smooth_curve(km("2.95 6.35, 2.6 5.3, 2.9 4.4, 3.75 4.05, 4.55 4.35, 4.85 5.1, 5.05 5.9"), 70)
_LANDWARD = smooth_curve(
    km(
        "12.45 10.4, 11.2 10.75, 9.1 10.45, 7.0 10.8, 5.0 10.55, 3.2 10.85, 1.5 10.6, .4 10.2, .15 "
        "8.6, .35 7.1, .25 5.6, .4 3.9, .1 2.4, .5 .9, 1.6 .35, 3.4 .55, 5.2 .2, 7.3 .4, 9.4 .15, "
        "11.2 .45, 12.4 .25"
    ),
    120,
)
OUTLINE = _LANDWARD + [p for p in COAST if 400 < p[1] < 10250]
OLD_QUARTER = smooth_ring(
    km("6.35 5.35, 6.55 4.95, 7.5 4.6, 8.45 4.9, 8.95 5.4, 8.7 6.2, 7.8 6.55, 6.8 6.3"), 100
)
INDUSTRY = smooth_ring(km("10.15 1.3, 11.2 1.15, 12.0 1.6, 12.0 2.6, 11.2 2.8, 10.2 2.7"), 150)
CHEMICAL_PLANT = (11050, 1980)
VILLAGES = km(
    "1.5 8.1, 3.1 7.6, 5.3 8.9, 8.2 9.3, 10.9 9.4, 3.75 5.2, 1.7 3.6, 3.5 2.5, 5.6 1.4, 8.4 1.3, "
    "1.2 6.5, 12.2 8.3"
)
_HILLS = [
    (1300, 10000, 1500, 430),
    (3300, 10300, 1000, 260),
    (600, 8900, 800, 180),
    (700, 1300, 1300, 380),
    (2400, 700, 1000, 240),
    (300, 2900, 600, 130),
    (5600, 10700, 700, 120),
]


def river_half_width(_, point):
    return (
        62 + 3.5 * max(0, point[0]) / 1000 + 70 * max(0, point[0] - 11500) / 1500 + 8 * noise(*point, 400, 1)
    )


def river_ring():
    return band(RIVER, river_half_width)


def bank_road(side):
    """The dyke along the river: side +1 is the north (left) bank, -1 the south bank."""
    return beside(RIVER, lambda i, p: side * (river_half_width(i, p) + 48 + 16 * noise(*p, 500, 3 + side)))


def oxbow_ring():
    return band(OXBOW[7:-7], lambda i, p: 8 + 46 * math.sin(math.pi * (i + 0.5) / (len(OXBOW) - 14)) ** 0.6)


def oxbow_road(side):
    return beside(OXBOW, lambda i, p: side * (95 + 14 * noise(*p, 400, 7)))


def sea_ring():
    outer = smooth_curve(
        km("12.3 12, 14.2 11.9, 15.2 11, 15.5 8, 15.5 5, 15.4 2, 14.9 -.4, 13.8 -1, 12.2 -1"), 300
    )
    return COAST + outer[1:-1]


def inside_m(point):
    """Distance to the district's limit, negative outside."""
    away = distance_to_line(point, OUTLINE)
    return away if contains(OUTLINE, point) else -away


def elevation_m(x, y):
    """Height above the sea: hills with ridges in the north-west and south-west, a plain elsewhere."""
    height = sum(
        top * math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * (radius * 0.55) ** 2))
        for cx, cy, radius, top in _HILLS
    )
    ridges = 1 + 0.35 * noise(x, y, 520, 11) + 0.2 * noise(x, y, 230, 12)
    return 3 + height * ridges


def block_area_m2(point):
    """How large a block of houses or fields is here at most."""
    x, y = point
    if elevation_m(x, y) > 45:
        return 4_000_000
    if contains(OLD_QUARTER, point):
        return 16_000
    if contains(INDUSTRY, point):
        return 120_000
    to_town = min(
        distance(point, (7600, 5600)) / 1.25,
        distance(point, (7400, 3300)) / 1.0,
        distance(point, (9900, 6600)),
    )
    to_coast = abs(x - 12_700) + 900
    to_village = min(distance(point, v) for v in VILLAGES) + 1300
    remoteness = min(to_town, to_coast if 1500 < y < 9800 else 9e9, to_village) + 260 * noise(x, y, 900, 21)
    if remoteness < 1600:
        return 46_000
    if remoteness < 2200:
        return 110_000
    return 650_000


def flood_reach_below_m(x, y):
    """Minus the distance from the river as a flood feels it: shorter over low land, longer uphill."""
    to_river = distance_to_line((x, y), _COARSE_RIVER)
    to_oxbow = distance_to_line((x, y), _COARSE_OXBOW) + 190
    reach = min(to_river, to_oxbow) * (1 + 0.5 * noise(x, y, 1300, 31) + 0.22 * noise(x, y, 520, 32))
    beyond = max(0, x - 12_500) * 1.1 + max(0, 500 - x)
    return -math.hypot(reach, beyond) - max(0, elevation_m(x, y) - 12) * 14


_COARSE_RIVER = RIVER[::3]
_COARSE_OXBOW = OXBOW[::3]
