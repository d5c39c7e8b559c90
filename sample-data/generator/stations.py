"""Fire stations and hydrants."""

from . import landscape, names
from .geometry import distance, line_length, point_along
from .roads import ward_at

_STATIONS = [
    # short name, where (km), kind, turnout, engines, ladders, boats, crew
    ("trung tâm Hòa Giang", "Hoa Giang Central", (7.55, 6.35), "professional", 60, 5, 2, 1, 42),
    ("khu vực Bến Đá", "Ben Da", (7.3, 4.72), "professional", 60, 3, 1, 1, 24),
    ("khu vực Bờ Nam", "South Bank", (7.68, 3.92), "professional", 70, 3, 1, 1, 24),
    ("khu vực Cầu Hòa Giang", "Hoa Giang Bridge", (10.35, 6.05), "professional", 70, 3, 1, 1, 22),
    ("khu vực Xóm Lưới", "Xom Luoi", (10.3, 5.15), "professional", 75, 2, 0, 1, 18),
    ("khu vực Biển Xanh", "Blue Sea", (12.45, 7.35), "professional", 70, 2, 1, 1, 20),
    ("khu vực Cửa Lam", "Cua Lam", (12.1, 4.35), "professional", 80, 2, 0, 3, 18),
    ("Khu công nghiệp Hòa Lam", "Hoa Lam Industrial Park", (10.5, 2.75), "professional", 65, 4, 1, 0, 28),
    ("khu vực Tân Giang", "Tan Giang", (5.7, 3.3), "professional", 75, 2, 0, 1, 18),
    ("khu vực Thuận Giang", "Thuan Giang", (5.3, 7.3), "professional", 70, 2, 1, 0, 20),
    ("khu vực Đông Lam", "Dong Lam", (10.7, 8.4), "professional", 75, 2, 0, 0, 18),
    ("đường sông Lam Giang", "Lam Giang River", (5.4, 5.75), "professional", 90, 1, 0, 4, 16),
    ("tình nguyện Lộc Giang", "Loc Giang Volunteers", (3.5, 3.15), "volunteer", 240, 1, 0, 1, 15),
    ("tình nguyện Suối Trong", "Suoi Trong Volunteers", (1.7, 7.9), "volunteer", 300, 1, 0, 0, 12),
    ("tình nguyện Trà Giang", "Tra Giang Volunteers", (1.6, 3.6), "volunteer", 300, 1, 0, 1, 12),
    ("tình nguyện Phước Lam", "Phuoc Lam Volunteers", (8.2, 9.3), "volunteer", 240, 1, 0, 0, 14),
    ("tình nguyện Thanh Lam", "Thanh Lam Volunteers", (8.4, 1.4), "volunteer", 270, 1, 0, 0, 12),
    ("tình nguyện Thượng Lam", "Thuong Lam Volunteers", (3.2, 7.7), "volunteer", 270, 1, 0, 1, 12),
]
_HYDRANT_GAP_M = 145  # TCVN 2622:1995 asks for at most 150 m along the road
_WET_CLASSES = ("primary", "secondary", "tertiary")


def stations(roads, wards):
    """Each stands beside the nearest street that an engine can use."""
    wide = [road for road in roads if road["class"] in _WET_CLASSES and line_length(road["path"]) > 60]
    found = []
    for number, (vi, en, (x, y), kind, turnout_s, units, ladders, boats, crew) in enumerate(_STATIONS, 1):
        road = min(wide, key=lambda r: distance(_middle(r), (x * 1000, y * 1000)))
        ward = ward_at(wards, _middle(road))["name"]
        house = 12 + number * 17
        found.append(
            {
                "point": _beside(road, 0.5, 16),
                "properties": {
                    "station_no": number,
                    "name_vi": f"Đội Chữa cháy và CNCH {vi}",
                    "name_en": f"{en} Fire and Rescue Station",
                    "kind": kind,
                    "turnout_s": turnout_s,
                    "units": units,
                    "ladders": ladders,
                    "rescue_boats": boats,
                    "crew": crew,
                    "address_vi": f"{house} {road['name_vi']}, phường {ward}",
                    "address_en": f"{house} {road['name_en']}, {names.plain(ward)} Ward",
                    "extension": f"71{number:02}",
                },
            }
        )
    return found


def hydrants(roads, wards):
    """Along the wider streets of the town; one in fourteen is out of order."""
    found = []
    for road in roads:
        if (
            road["class"] not in _WET_CLASSES
            or road["bridge"]
            or landscape.block_area_m2(_middle(road)) > 50_000
        ):
            continue
        count = (
            max(1, round(line_length(road["path"]) / _HYDRANT_GAP_M)) if line_length(road["path"]) > 70 else 0
        )
        for k in range(count):
            number = len(found) + 1
            found.append(
                {
                    "point": _beside(road, (k + 0.5) / count, 4),
                    "properties": {
                        "name_vi": f"Trụ nước chữa cháy {number:04}",
                        "name_en": f"Hydrant {number:04}",
                        "flow_l_s": 15 if road["class"] == "tertiary" else 25,
                        "status": "out of order" if number % 14 == 5 else "in service",
                    },
                }
            )
    return found


def _middle(road):
    return point_along(road["path"], line_length(road["path"]) / 2)


def _beside(road, share, offset_m):
    """A point to the right of the road."""
    at = line_length(road["path"]) * share
    a, b = point_along(road["path"], max(0, at - 3)), point_along(road["path"], at + 3)
    x, y = point_along(road["path"], at)
    length = distance(a, b)
    return (x + (b[1] - a[1]) / length * offset_m, y - (b[0] - a[0]) / length * offset_m)
