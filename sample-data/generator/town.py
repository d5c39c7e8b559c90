"""Draws the district: the dykes and main roads, then wards, then streets, each by cutting what is there."""

import math
import random

from . import landscape, wards
from .geometry import (
    area,
    between,
    centre,
    closed_pairs,
    crossing,
    distance,
    distance_to_line,
    noise,
    smooth_curve,
)
from .planar_map import Line, PlanarMap
from .wards import WATER_EDGE, is_oxbow, is_water

LIMIT = "limit"
ROAD = "road"

_MAIN_ROADS = [
    # class, Vietnamese name, English name, way in km
    (
        "trunk",
        "Quốc lộ 14H",
        "National Highway 14H",
        "10.0 12, 9.75 9.6, 10.1 7.4, 10.2 5.65, 10.05 4.2, 9.5 2.2, 9.35 -1",
    ),
    (
        "primary",
        "Đường Trần Hưng Đạo",
        "Tran Hung Dao Street",
        "6.5 12, 6.85 9.2, 7.35 7.0, 7.42 5.4, 7.5 4.3, 7.62 3.2, 7.1 1.7, 6.9 -1",
    ),
    (
        "primary",
        "Đường Lê Lợi",
        "Le Loi Street",
        "-1 8.3, 1.5 8.1, 3.1 7.7, 5.2 7.35, 7.35 7.0, 10.1 7.35, 12.5 7.5, 14.5 7.6",
    ),
    (
        "primary",
        "Đường Nguyễn Trãi",
        "Nguyen Trai Street",
        "-1 3.4, 1.7 3.5, 3.6 3.2, 5.4 3.35, 7.62 3.2, 9.8 3.3, 12.4 3.45, 14.5 3.5",
    ),
    (
        "secondary",
        "Đường Quang Trung",
        "Quang Trung Street",
        "5.0 5.9, 5.9 6.05, 7.4 5.85, 8.8 6.1, 10.1 6.5, 12.4 6.25, 14 6.2",
    ),
    (
        "secondary",
        "Đường Bạch Đằng Cũ",
        "Old Bach Dang Street",
        "6.0 4.9, 6.7 5.35, 7.45 5.2, 8.3 5.4, 9.0 5.0",
    ),
    (
        "secondary",
        "Đường Biển Xanh",
        "Blue Sea Road",
        "11.9 -1, 12.2 .4, 12.55 1.8, 12.68 3.4, 12.6 4.4, 12.68 5.3, 12.8 6.6, 12.7 8.2, 12.35 "
        "9.7, 12.0 12",
    ),
    (
        "secondary",
        "Đường Phan Bội Châu",
        "Phan Boi Chau Street",
        "4.1 12, 4.3 9.3, 4.9 7.4, 5.2 6.6, 5.2 5.5",
    ),
    ("secondary", "Đường Hai Bà Trưng", "Hai Ba Trung Street", "5.2 -1, 5.5 1.4, 5.4 3.35, 5.9 4.2, 6.0 5.0"),
    (
        "secondary",
        "Đường Lý Thường Kiệt",
        "Ly Thuong Kiet Street",
        "-1 1.9, 3.4 2.3, 5.5 1.5, 7.1 1.7, 8.5 1.3, 9.5 1.9, 11.0 1.6, 12.4 2.0, 14 2",
    ),
    (
        "secondary",
        "Đường Nguyễn Huệ",
        "Nguyen Hue Street",
        "4.2 9.3, 5.4 8.9, 6.9 9.1, 8.3 9.3, 9.8 9.3, 11.0 9.4, 14 9.2",
    ),
    (
        "secondary",
        "Đường Lê Thánh Tông",
        "Le Thanh Tong Street",
        "8.6 4.5, 8.55 5.4, 8.6 6.3, 8.75 7.2, 8.3 9.3",
    ),
    ("secondary", "Đường Ngô Quyền", "Ngo Quyen Street", "8.7 4.6, 8.6 3.9, 8.7 3.2, 8.4 1.3, 8.3 -1"),
]
_BRIDGES = {
    "Đường Trần Hưng Đạo": ("Cầu Bến Đá", "Ben Da Bridge"),
    "Quốc lộ 14H": ("Cầu Hòa Giang", "Hoa Giang Bridge"),
}


def draw():
    """The planar map of the district; every face knows its ward."""
    chance = random.Random(20250701)
    town = PlanarMap(landscape.OUTLINE, LIMIT)
    _draw_dykes(town)
    for road in _MAIN_ROADS:
        _draw_main_road(town, *road)
    _subdivide(town, chance, _ward_area_m2, lambda size: "secondary" if size > 6_000_000 else "tertiary")
    wards.assign(town)
    _subdivide(
        town, chance, landscape.block_area_m2, lambda size: "tertiary" if size > 400_000 else "residential"
    )
    _add_alleys(town, chance)
    return town


def _road_line(highway, name_vi, name_en, **more):
    return lambda chain: Line(ROAD, chain, {"class": highway, "name_vi": name_vi, "name_en": name_en, **more})


def _draw_dykes(town):
    town.cut_all(landscape.RIVER, lambda chain: Line(WATER_EDGE, chain))
    town.cut_all(landscape.bank_road(1), _road_line("tertiary", "Đường Đê Bắc", "North Dyke Road"))
    town.cut_all(landscape.bank_road(-1), _road_line("tertiary", "Đường Đê Nam", "South Dyke Road"))
    for side in (1, -1):
        town.cut_all(
            landscape.oxbow_road(side),
            _road_line("residential", "Đường Bàu Sen", "Lotus Pond Road"),
            lambda face: not is_water(town, face),
        )


def _draw_main_road(town, highway, name_vi, name_en, way_km):
    curve = smooth_curve(landscape.km(way_km), 90)
    curve = [(x + 22 * noise(x, y, 420, 41), y + 22 * noise(x, y, 420, 42)) for x, y in curve]
    dry = [face for face in town.faces if not is_water(town, face) and not is_oxbow(town, face)]
    town.cut_all(curve, _road_line(highway, name_vi, name_en), lambda face: face in dry)
    if name_vi in _BRIDGES:
        town.cut_all(
            curve, _road_line(highway, *_BRIDGES[name_vi], bridge=True), lambda face: is_water(town, face)
        )


def _ward_area_m2(point):
    return 2_300_000 if landscape.block_area_m2(point) < 50_000 else 12_000_000


def _subdivide(town, chance, largest_area_m2, highway_of_size):
    waiting = [face for face in town.faces if not is_water(town, face) and not is_oxbow(town, face)]
    while waiting:
        face = waiting.pop()
        outline = town.outline(face)
        size = area(outline)
        if size > largest_area_m2(centre(outline)):
            waiting += _halve(town, chance, face, outline, _road_line(highway_of_size(size), "", "")) or []


def _halve(town, chance, face, outline, make_line):
    """Cuts a face across its longer axis by a slightly bent street; tries other ways when that fails."""
    angle = _long_axis(outline)
    for attempt in range(10):
        direction = angle + math.pi / 2 + chance.gauss(0, 0.05 + 0.06 * attempt)
        if attempt in (5, 8):
            direction += math.pi / 2
        curve, middle = _bent_street(chance, outline, angle, direction)
        parts = town.cut(face, curve, make_line, near=middle)
        if parts:
            return parts
    return None


def _long_axis(outline):
    """Direction of the longer side of the smallest box around the outline."""
    best = None
    for step in range(36):
        angle = step * math.pi / 36
        c, s = math.cos(angle), math.sin(angle)
        along = [x * c + y * s for x, y in outline]
        across = [y * c - x * s for x, y in outline]
        length, width = max(along) - min(along), max(across) - min(across)
        if best is None or length * width < best[0]:
            best = (length * width, angle if length > width else angle + math.pi / 2)
    return best[1]


def _bent_street(chance, outline, axis, direction):
    """A curve across the outline near its middle, and the point where it crosses the axis."""
    c, s = math.cos(axis), math.sin(axis)
    along = [x * c + y * s for x, y in outline]
    across = [y * c - x * s for x, y in outline]
    a = min(along) + (max(along) - min(along)) * chance.uniform(0.42, 0.58)
    b = (min(across) + max(across)) / 2
    middle = (a * c - b * s, a * s + b * c)
    width = max(across) - min(across)
    reach = width * 1.1 + 40
    sway = chance.gauss(0, 0.035) * width, chance.gauss(0, 0.02) * width
    wander = min(45, width * 0.03)
    count = max(4, min(24, round(2 * reach / 55)))
    dx, dy = math.cos(direction), math.sin(direction)
    curve = []
    for k in range(count + 1):
        t = 2 * k / count - 1
        side = sway[0] * math.cos(t * math.pi / 2) + sway[1] * math.sin(t * math.pi * 1.5)
        x, y = middle[0] + dx * t * reach - dy * side, middle[1] + dy * t * reach + dx * side
        curve.append((x + wander * noise(x, y, 380, 43), y + wander * noise(x, y, 380, 44)))
    return curve, middle


def _add_alleys(town, chance):
    """Dead ends that lead from a street into a block of houses."""
    for face in list(town.faces):
        if is_water(town, face) or is_oxbow(town, face) or not 6_000 < town.area(face) < 50_000:
            continue
        for _ in range(chance.choice((0, 0, 1, 1)) + (town.area(face) > 25_000)):
            _add_alley(town, chance, face)


def _add_alley(town, chance, face):
    ring = town.ring(face)
    at = chance.randrange(len(ring))
    a, b = ring[at], ring[(at + 1) % len(ring)]
    start, end = town.points[a], town.points[b]
    if distance(start, end) < 36 or town.line_at(a, b).kind != ROAD:
        return
    root = between(start, end, chance.uniform(0.4, 0.6))
    heading = math.atan2(end[1] - start[1], end[0] - start[0]) + math.pi / 2 + chance.gauss(0, 0.12)
    room = _free_way(town.outline(face), root, heading)
    if room < 45:
        return
    length = min(150, room * chance.uniform(0.45, 0.7))
    path = _alley_path(root, heading, length, chance.gauss(0, 0.25))
    if all(_free_way(town.outline(face), p, heading) > 12 for p in path[1:]) and not _meets_alley(
        town, face, path
    ):
        ids = [town.split_edge(a, b, root), *(town.add_point(p) for p in path[1:])]
        town.add_line(Line(ROAD, ids, {"class": "living_street", "name_vi": "", "name_en": ""}))
        face.alleys.append(path)


def _alley_path(root, heading, length, turn):
    middle = (root[0] + math.cos(heading) * length * 0.55, root[1] + math.sin(heading) * length * 0.55)
    heading += turn
    return [
        root,
        middle,
        (middle[0] + math.cos(heading) * length * 0.45, middle[1] + math.sin(heading) * length * 0.45),
    ]


def _free_way(outline, start, heading):
    """Metres from the start along the heading to the next border."""
    far = (start[0] + math.cos(heading) * 2000, start[1] + math.sin(heading) * 2000)
    hits = [crossing(start, far, c, d) for c, d in closed_pairs(outline)]
    return min((hit[0] * 2000 for hit in hits if hit and hit[0] * 2000 > 1), default=0)


def _meets_alley(town, face, path):
    return any(distance_to_line(p, other) < 25 for other in face.alleys for p in path)
