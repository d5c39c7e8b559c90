"""Which face belongs to which ward: wards end at main roads and in the middle of the river."""

from .geometry import area, centre, contains, distance
from .planar_map import Line, boundary
from . import names, landscape

_SMALLEST_M2 = 600_000
WATER_EDGE, WARD_BORDER = "river centre", "ward border"  # kinds of lines that are no road


def is_water(town, face):
    """Whether the face lies between the dykes: it then touches the middle of the river."""
    return WATER_EDGE in town.line_kinds_at(town.ring(face))


def is_oxbow(town, face):
    """Whether the face is the cut-off river arm with its banks."""
    outline = town.outline(face)
    near = distance(outline[0], landscape.OXBOW[len(landscape.OXBOW) // 2]) < 3500
    return near and area(outline) < 3e6 and any(contains(outline, p) for p in landscape.OXBOW[8:-8:3])


def assign(town):
    """Numbers the wards: each dry face is one, small ones join a neighbour, the river is shared out."""
    dry = [face for face in town.faces if not is_water(town, face)]
    for number, face in enumerate(dry):
        face.ward = number
    _join_small_wards(town, dry)
    for number, old in enumerate(sorted({face.ward for face in dry})):
        for face in dry:
            if face.ward == old:
                face.ward = number
    _share_out_river(town, dry, [face for face in town.faces if is_water(town, face)])


def describe(town):
    """Wards in order of their number: {number, name_vi, name_en, rings, population, faces}."""
    count = 1 + max(face.ward for face in town.faces)
    members = [[face for face in town.faces if face.ward == number] for number in range(count)]
    wards = []
    for number, faces in enumerate(members):
        ids = boundary(faces, town)
        rings = sorted(([town.points[i] for i in ring] for ring in ids), key=len, reverse=True)
        people = sum(town.area(face) * _people_per_m2(town, face) for face in faces)
        wards.append(
            {"number": number, "faces": faces, "rings": rings, "population": round(people / 10) * 10}
        )
    for ward, name in zip(wards, _names_by_place([centre(ward["rings"][0]) for ward in wards])):
        ward["name"] = name
    return wards


def _join_small_wards(town, dry):
    land = {face: 0 if is_oxbow(town, face) else town.area(face) for face in dry}
    while True:
        areas = {}
        for face in dry:
            areas[face.ward] = areas.get(face.ward, 0) + land[face]
        smallest = min(areas, key=lambda ward: areas[ward])
        if areas[smallest] >= _SMALLEST_M2:
            return
        neighbour = _longest_neighbour(town, [f for f in dry if f.ward == smallest], dry)
        for face in dry:
            if face.ward == smallest:
                face.ward = neighbour


def _owners(town, faces):
    """The ward on the left of each directed edge."""
    owners = {}
    for face in faces:
        ring = town.ring(face)
        for edge in zip(ring, ring[1:] + ring[:1]):
            owners[edge] = face.ward
    return owners


def _longest_neighbour(town, faces, candidates):
    """The other ward with which these faces share the longest border."""
    owners = _owners(town, candidates)
    own = {face.ward for face in faces}
    shared = {}
    for a, b in _owners(town, faces):
        ward = owners.get((b, a))
        if ward is not None and ward not in own:
            shared[ward] = shared.get(ward, 0) + distance(town.points[a], town.points[b])
    return max(shared, key=lambda ward: (shared[ward], -ward))


def _share_out_river(town, dry, wet):
    owners = _owners(town, dry)
    waiting = list(wet)
    while waiting:
        face = waiting.pop()
        parts = _cut_at_ward_corner(town, face, owners)
        if parts:
            waiting += parts
        else:
            face.ward = _longest_neighbour(town, [face], dry)


def _cut_at_ward_corner(town, face, owners):
    """Cuts a piece of river between two wards of its bank, straight to the middle of the river."""
    ring = town.ring(face)
    for before, corner, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1]):
        wards = owners.get((corner, before)), owners.get((after, corner))
        if None in wards or wards[0] == wards[1]:
            continue
        middles = [i for i, kind in zip(ring, town.line_kinds_at(ring)) if kind == WATER_EDGE]
        middle = min(middles, key=lambda i: distance(town.points[i], town.points[corner]))
        return town.cut_between(face, corner, middle, Line(WARD_BORDER, [corner, middle]))
    return None


def _people_per_m2(town, face):
    block = landscape.block_area_m2(centre(town.outline(face)))
    if block <= 16_000:
        return 0.024
    if block <= 46_000:
        return 0.0105
    return 0.0022 if block <= 110_000 else 0.0004 if block <= 120_000 else 0.00022


def _names_by_place(places):
    """Gives each ward the free name whose place is nearest, the best fits first."""
    pairs = sorted(
        (distance(place, (x * 1000, y * 1000)), ward, name)
        for ward, place in enumerate(places)
        for name, (x, y) in names.WARDS.items()
    )
    chosen, used = {}, set()
    for _, ward, name in pairs:
        if ward not in chosen and name not in used:
            chosen[ward] = name
            used.add(name)
    return [chosen[ward] for ward in range(len(places))]
