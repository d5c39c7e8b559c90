"""What lies under everything: water, forest, fields, houses, parks."""

from . import landscape
from .contours import Field, above, polygons
from .geometry import area, centre, contains, distance, distance_to_line
from .planar_map import boundary
from .wards import is_oxbow, is_water

_SPECIAL = [  # class, Vietnamese, English, where (km)
    ("park", "Công viên Hồ Bán Nguyệt", "Half Moon Park", (7.0, 6.75)),
    ("park", "Công viên Bờ Nam", "South Bank Park", (7.85, 3.75)),
    ("park", "Vườn Bách Thảo", "Botanic Garden", (9.1, 7.9)),
    ("park", "Công viên Hoa Sen", "Lotus Park", (6.5, 2.7)),
    ("park", "Công viên Biển", "Seaside Park", (12.3, 6.8)),
    ("park", "Công viên Thuận Giang", "Thuan Giang Park", (5.8, 6.6)),
    ("market", "Chợ Bến Đá", "Ben Da Market", (7.75, 5.35)),
    ("market", "Chợ Nam", "South Market", (7.9, 3.0)),
    ("hospital", "Bệnh viện Hòa Giang", "Hoa Giang Hospital", (8.95, 6.6)),
    ("hospital", "Bệnh viện Bờ Nam", "South Bank Hospital", (6.6, 3.6)),
    ("school", "Trường Đại học Lam Giang", "Lam Giang University", (10.9, 7.0)),
    ("school", "Trường THPT Bến Đá", "Ben Da High School", (6.9, 5.0)),
    ("stadium", "Sân vận động Hòa Giang", "Hoa Giang Stadium", (9.4, 3.6)),
    ("cemetery", "Nghĩa trang Đồi Thông", "Thong Hills Cemetery", (3.2, 2.0)),
    ("port", "Cảng cá Cửa Lam", "Cua Lam Fishing Port", (11.9, 4.6)),
]
_NAMES = {
    "residential": ("Khu dân cư", "Housing"),
    "farmland": ("Ruộng và vườn", "Fields and gardens"),
    "industrial": ("Khu công nghiệp Hòa Lam", "Hoa Lam Industrial Park"),
    "beach": ("Bãi biển", "Beach"),
    "grass": ("Bãi bồi ven sông", "River bank"),
    "wetland": ("Đất ngập nước Bàu Sen", "Lotus Pond wetland"),
    "forest": ("Rừng", "Forest"),
}


def water():
    return [
        _feature([landscape.sea_ring()], "sea", "Biển", "Sea"),
        _feature([landscape.river_ring()], "river", "Sông Lam Giang", "Lam Giang River"),
        _feature([landscape.oxbow_ring()], "lake", "Bàu Sen", "Lotus Pond"),
    ]


def land(town):
    """Fields and houses first, forest over them, then what has a name of its own."""
    dry = [face for face in town.faces if not is_water(town, face) and not is_oxbow(town, face)]
    middles = [(face, centre(town.outline(face))) for face in dry]
    special = {_face_near(middles, x * 1000, y * 1000): (kind, vi, en) for kind, vi, en, (x, y) in _SPECIAL}
    groups = {}
    for face in town.faces:
        if face not in special:
            groups.setdefault(_class(town, face), []).append(face)
    features = []
    for kind in ("farmland", "grass", "wetland", "residential", "industrial", "beach"):
        rings = [[town.points[i] for i in ring] for ring in boundary(groups[kind], town)]
        features += [_feature(polygon, kind, *_NAMES[kind]) for polygon in polygons(rings)]
    features += [
        _feature(polygon, "forest", *_NAMES["forest"])
        for polygon in above(Field(_forest, 0, 0, 7_500, 11_000, 70), 0, 40_000)
    ]
    return features + [_feature([town.outline(face)], *described) for face, described in special.items()]


def _feature(polygon, kind, name_vi, name_en):
    return {"polygon": polygon, "properties": {"class": kind, "name_vi": name_vi, "name_en": name_en}}


def _face_near(middles, x, y):
    return min(middles, key=lambda item: distance(item[1], (x, y)))[0]


def _class(town, face):
    outline = town.outline(face)
    middle = centre(outline)
    if is_water(town, face):
        return "grass"
    if is_oxbow(town, face):
        return "wetland"
    if (
        distance_to_line(middle, landscape.COAST) < 240
        and min(distance_to_line(p, landscape.COAST) for p in outline) < 5
    ):
        return "beach"
    if contains(landscape.INDUSTRY, middle):
        return "industrial"
    return (
        "residential" if area(outline) < 62_000 and landscape.block_area_m2(middle) < 50_000 else "farmland"
    )


def _forest(x, y):
    """Above zero where forest grows: on the hills, within the district."""
    height = landscape.elevation_m(x, y) - 32
    return height if height < 0 else min(height, landscape.inside_m((x, y)) / 4)
