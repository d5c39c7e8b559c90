"""Hazard zones of four types, each feature {geometry in metres, properties}."""

import math

from . import landscape
from .contours import Field, above, band
from .geometry import centre, contains, noise

_FLOODS = [  # severity, return period, how far the river reaches, depth
    (2, 100, 930, 0.4),
    (3, 50, 640, 0.9),
    (4, 20, 400, 1.6),
    (5, 5, 215, 2.8),
]
_SLIDES = [(1, 5.5), (2, 9.5), (3, 13), (4, 16.5), (None, 99)]  # severity, susceptibility from
_TOXIC = [(3, 1500), (4, 800), (5, 350)]  # severity, radius


def floods():
    """Nested zones: a rarer flood covers everything a more frequent one does."""
    field = Field(landscape.flood_reach_below_m, -420, 2_600, 13_320, 8_000, 60)
    features = []
    for severity, years, reach_m, depth_m in _FLOODS:
        for polygon in above(field, -reach_m, 15_000):
            features.append(
                {
                    "polygon": polygon,
                    "properties": {
                        "type": "flood",
                        "severity": severity,
                        "return_period_years": years,
                        "depth_m": depth_m,
                        "name_vi": f"Vùng ngập lũ {years} năm một lần, sông Lam Giang",
                        "name_en": f"Flood once in {years} years, Lam Giang River",
                    },
                }
            )
    return features


def landslides():
    """Bands of susceptibility on the hills; Vietnamese attribute names."""
    field = Field(_susceptibility, 0, 0, 7_000, 11_000, 55)
    features = []
    for (severity, low), (_, high) in zip(_SLIDES, _SLIDES[1:]):
        for polygon in band(field, low, high, 12_000):
            x, y = polygon[0][0]
            hill_vi, hill_en = ("Núi Ngọc", "Ngoc Mountain") if y > 5500 else ("Đồi Thông", "Thong Hills")
            features.append(
                {
                    "polygon": polygon,
                    "properties": {
                        "loai": "landslide",
                        "muc_do": severity,
                        "do_doc": round(low * 1.8),
                        "ten_vung": f"Vùng sạt lở {hill_vi}",
                        "ten_en": f"Landslide slopes, {hill_en}",
                        "ghi_chu": "Khảo sát hư cấu năm 2024",
                    },
                }
            )
    return features


def chemical():
    """Around the plant, stretched by the wind from the north-east; the widest zone first."""
    px, py = landscape.CHEMICAL_PLANT
    features = []
    for severity, radius in _TOXIC:
        ring = []
        for k in range(72):
            angle = k * math.tau / 72
            stretch = 1 + 0.28 * max(0, math.cos(angle - math.radians(225))) ** 2
            ring.append((px + radius * stretch * math.cos(angle), py + radius * stretch * math.sin(angle)))
        features.append(
            {
                "polygon": [ring],
                "properties": {
                    "type": "chemical",
                    "severity": severity,
                    "substance_vi": "Khí clo, amoniac",
                    "substance_en": "Chlorine, ammonia",
                    "name_vi": f"Nhà máy Hóa chất Hòa Lam, vòng {radius} m",
                    "name_en": f"Hoa Lam Chemical Plant, {radius} m zone",
                },
            }
        )
    return features


def old_quarter_fire(town):
    """Blocks of old wooden houses; the narrower and denser, the worse."""
    features = []
    for face in town.faces:
        outline = town.outline(face)
        middle = centre(outline)
        if not contains(landscape.OLD_QUARTER, middle):
            continue
        worth = noise(*middle, 520, 61) + 0.5 * noise(*middle, 160, 62)
        severity = 5 if worth > 0.72 else 4 if worth > 0.12 else 3 if worth > -0.5 else 2
        number = len(features) + 1
        features.append(
            {
                "polygon": [outline],
                "properties": {
                    "type": "fire",
                    "severity": severity,
                    "houses": round(town.area(face) / 130),
                    "year_built": 1890 + int(40 * (worth + 1.5)),
                    "name_vi": f"Khu nhà cổ số {number}",
                    "name_en": f"Old houses, block {number}",
                },
            }
        )
    return features


def _susceptibility(x, y):
    """Steepness in degrees, worse on loose ground; falls to nothing at the district's limit."""
    here = landscape.elevation_m(x, y)
    if here < 12:
        return -1
    east = (landscape.elevation_m(x + 25, y) - landscape.elevation_m(x - 25, y)) / 50
    north = (landscape.elevation_m(x, y + 25) - landscape.elevation_m(x, y - 25)) / 50
    slope = math.degrees(math.atan(math.hypot(east, north)))
    return min(slope * 0.8 + 3 * noise(x, y, 300, 51), landscape.inside_m((x, y)) / 12)
