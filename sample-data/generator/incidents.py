"""A year of incidents: where, when and how bad, in the patterns of a town on a river in central Viet Nam."""

import random
from datetime import datetime, timedelta

from . import landscape, names
from .geometry import contains, distance, line_length, point_along, polygon_contains
from .roads import ward_at

YEAR = 2025
_DRY = [2, 3, 5, 7, 8, 8, 7, 5, 3, 1, 1, 1]  # weight of each month: dry season
_EVEN = [5, 6, 4, 4, 4, 5, 5, 4, 4, 5, 5, 6]
_FLOOD = [0, 0, 0, 0, 1, 0, 0, 1, 4, 14, 12, 3]  # the rains of autumn
_RAIN = [0, 0, 0, 0, 0, 0, 0, 1, 4, 10, 8, 2]

_TEXTS = {
    "fire": [
        ("Cháy nhà dân tại {vi}, phường {ward_vi}", "House fire, {en}, {ward_en} Ward"),
        ("Chập điện gây cháy cửa hàng tại {vi}", "Electrical fire in a shop, {en}"),
        ("Cháy kho hàng tại {vi}, phường {ward_vi}", "Storeroom fire, {en}, {ward_en} Ward"),
        ("Khói bốc từ tầng hai nhà tại {vi}", "Smoke from an upper floor, {en}"),
    ],
    "traffic": [
        ("Tai nạn giao thông, có người mắc kẹt, {vi}", "Road accident with trapped people, {en}"),
        ("Xe máy va chạm ô tô tại {vi}", "Motorcycle and car collision, {en}"),
        ("Xe tải lật tại {vi}, tràn dầu", "Overturned lorry with fuel spill, {en}"),
    ],
    "flood_rescue": [
        (
            "Sơ tán người dân vùng ngập gần {vi}, phường {ward_vi}",
            "Evacuation from flooded houses near {en}, {ward_en} Ward",
        ),
        ("Nước lên nhanh, cứu hộ bằng xuồng gần {vi}", "Rising water, rescue by boat near {en}"),
        ("Người già mắc kẹt do ngập tại {vi}", "Elderly people cut off by water, {en}"),
    ],
    "water_rescue": [
        ("Người bị đuối nước gần {vi}", "Person in the water near {en}"),
        ("Thuyền cá gặp nạn gần phường {ward_vi}", "Fishing boat in distress off {ward_en} Ward"),
    ],
    "rescue": [
        ("Người mắc kẹt trong thang máy tại {vi}", "People trapped in a lift, {en}"),
        ("Cây đổ chắn đường tại {vi}", "Fallen tree blocks {en}"),
        ("Sập giàn giáo tại {vi}, phường {ward_vi}", "Scaffold collapse, {en}, {ward_en} Ward"),
    ],
    "chemical": [
        ("Rò rỉ khí clo gần Nhà máy Hóa chất Hòa Lam", "Chlorine leak near the Hoa Lam Chemical Plant"),
        ("Tràn hóa chất trong Khu công nghiệp Hòa Lam", "Chemical spill in the Hoa Lam Industrial Park"),
    ],
    "landslide": [
        ("Sạt lở đất gần {vi}, phường {ward_vi}", "Landslide near {en}, {ward_en} Ward"),
        ("Đá lăn xuống đường gần {vi}", "Rockfall on the road near {en}"),
    ],
    "forest_fire": [("Cháy rừng gần {vi}, phường {ward_vi}", "Forest fire near {en}, {ward_en} Ward")],
}


def incidents(roads, wards, flood_zones, slides):
    """Sorted by time; the last few are still active."""
    chance = random.Random(20251231)
    named = [road for road in roads if road["class"] != "living_street"]
    places = _Places(chance, roads, flood_zones, slides)
    recipes = [  # type, how many, months, where, severities 1..5 by weight
        ("fire", 96, _DRY, places.old_quarter, [3, 6, 6, 3, 1]),
        ("fire", 92, _EVEN, places.town, [5, 7, 4, 1, 0]),
        ("fire", 18, _DRY, places.industry, [1, 3, 4, 3, 1]),
        ("traffic", 104, _EVEN, places.main_road, [5, 7, 4, 1, 0]),
        ("flood_rescue", 84, _FLOOD, places.flooded, [1, 4, 7, 5, 2]),
        ("water_rescue", 26, _DRY, places.waterside, [1, 3, 4, 2, 0]),
        ("rescue", 52, _EVEN, places.town, [6, 5, 2, 0, 0]),
        ("chemical", 9, _EVEN, places.plant, [1, 2, 3, 2, 1]),
        ("landslide", 22, _RAIN, places.slide, [1, 3, 5, 4, 1]),
        ("forest_fire", 17, _DRY, places.forest, [1, 3, 4, 2, 1]),
    ]
    found = [
        _incident(chance, kind, months, place(), severities, named, wards)
        for kind, count, months, place, severities in recipes
        for _ in range(count)
    ]
    found += _running(chance, places, named, wards)
    found.sort(key=lambda incident: incident["properties"]["time"])
    for number, incident in enumerate(found, 1):
        incident["properties"] = {"incident_no": f"HG-{YEAR}-{number:04}", **incident["properties"]}
    return found


class _Places:
    """Picks of a place for each kind of incident."""

    def __init__(self, chance, roads, flood_zones, slides):
        middles = [(road, point_along(road["path"], line_length(road["path"]) * 0.5)) for road in roads]
        self._chance = chance
        self._old = [p for _, p in middles if contains(landscape.OLD_QUARTER, p)]
        self._town = [p for _, p in middles if landscape.block_area_m2(p) < 50_000]
        self._industry = [p for _, p in middles if contains(landscape.INDUSTRY, p)]
        self._main = [p for road, p in middles if road["class"] in ("trunk", "primary", "secondary")]
        wet = [
            zone["polygon"] for zone in flood_zones if zone["properties"]["severity"] == 3
        ]  # holds the worse
        self._flooded = [p for _, p in middles if any(polygon_contains(polygon, p) for polygon in wet)]
        steep = [zone["polygon"] for zone in slides if zone["properties"]["muc_do"] >= 2]
        self._steep = self._grid(
            lambda p: landscape.elevation_m(*p) > 20
            and any(polygon_contains(polygon, p) for polygon in steep)
        )
        self._forest = self._grid(lambda p: landscape.elevation_m(*p) > 50 and contains(landscape.OUTLINE, p))

    def old_quarter(self):
        return self._pick(self._old, 12)

    def town(self):
        return self._pick(self._town, 14)

    def industry(self):
        return self._pick(self._industry, 20)

    def main_road(self):
        return self._pick(self._main, 3)

    def flooded(self):
        return self._pick(self._flooded, 20)

    def waterside(self):
        line = landscape.RIVER if self._chance.random() < 0.6 else landscape.COAST
        return self._pick([p for p in line if 800 < p[0] < 13_400 and 800 < p[1] < 10_200], 40)

    def plant(self):
        return self._pick([landscape.CHEMICAL_PLANT], 160)

    def slide(self):
        return self._pick(self._steep, 30)

    def forest(self):
        return self._pick(self._forest, 60)

    def _pick(self, points, spread_m):
        x, y = self._chance.choice(points)
        return (x + self._chance.gauss(0, spread_m), y + self._chance.gauss(0, spread_m))

    @staticmethod
    def _grid(accepts):
        grid = ((x, y) for x in range(100, 7000, 110) for y in range(100, 11_000, 110))
        return [p for p in grid if accepts(p)]


def _incident(chance, kind, months, place, severities, roads, wards):
    month = chance.choices(range(1, 13), months)[0]
    start = datetime(YEAR, month, 1)
    days = (datetime(YEAR + month // 12, month % 12 + 1, 1) - start).days - (month == 12)
    hour = chance.choices(
        range(24), [2, 2, 2, 2, 2, 3, 4, 6, 7, 6, 6, 7, 6, 5, 6, 6, 7, 8, 8, 7, 6, 5, 4, 3]
    )[0]
    time = start + timedelta(days=chance.randrange(days), hours=hour, minutes=chance.randrange(60))
    severity = chance.choices(range(1, 6), severities)[0]
    return _describe(chance, kind, place, time, severity, "closed", roads, wards)


def _running(chance, places, roads, wards):
    """Those of the year's last evening."""
    last = [
        ("fire", places.old_quarter, 4),
        ("traffic", places.main_road, 2),
        ("fire", places.town, 3),
        ("rescue", places.town, 2),
        ("chemical", places.plant, 3),
        ("water_rescue", places.waterside, 3),
        ("fire", places.old_quarter, 2),
    ]
    evening = datetime(YEAR, 12, 31, 19, 5)
    return [
        _describe(
            chance, kind, place(), evening + timedelta(minutes=31 * k), severity, "active", roads, wards
        )
        for k, (kind, place, severity) in enumerate(last)
    ]


def _describe(chance, kind, place, time, severity, status, roads, wards):
    road = min(roads, key=lambda r: distance(r["path"][len(r["path"]) // 2], place))
    ward = ward_at(wards, place)["name"]
    words = {
        "vi": road["name_vi"][0].lower() + road["name_vi"][1:],
        "en": road["name_en"],
        "ward_vi": ward,
        "ward_en": names.plain(ward),
    }
    text_vi, text_en = chance.choice(_TEXTS[kind])
    return {
        "point": place,
        "properties": {
            "type": kind,
            "severity": severity,
            "status": status,
            "time": time.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "description_vi": text_vi.format(**words),
            "description_en": text_en.format(**words),
        },
    }
