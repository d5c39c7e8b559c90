"""Turns the streets of the planar map into road segments with names, classes, speeds and one-ways."""

import math

from . import landscape, names
from .geometry import bend, contains, distance, line_length

_ORDER = ["living_street", "residential", "tertiary", "secondary", "primary", "trunk"]
_SPEED_KM_H = dict(zip(_ORDER, (15, 30, 40, 45, 50, 60)))
_WIDTH_M = dict(zip(_ORDER, (2.5, 5.5, 7, 10.5, 15, 21)))
_STRAIGHT_ON_RAD = 0.5
_ONE_WAY_PAIRS = 14


class Street:
    """Lines of the map that are one street: they follow each other and share class, name and direction."""

    def __init__(self, line, points):
        self.lines = [line]
        self.points = points
        self.highway = line.properties["class"]
        self.name_vi, self.name_en = line.properties["name_vi"], line.properties["name_en"]
        self.is_bridge = line.properties.get("bridge", False)
        self.one_way = False

    def length_m(self):
        return sum(line_length(self.way(line)) for line in self.lines)

    def way(self, line):
        return [self.points[i] for i in line.chain]

    def middle(self):
        longest = max(self.lines, key=lambda line: line_length(self.way(line)))
        return self.points[longest.chain[len(longest.chain) // 2]]

    def heading(self):
        way = self.way(self.lines[0])
        return math.atan2(way[-1][1] - way[0][1], way[-1][0] - way[0][0])

    def turn_round(self):
        for line in self.lines:
            line.chain.reverse()


def segments(town, wards):
    """One dict a segment: {street, path, nodes} and its attributes; the network is connected."""
    streets = _streets(town)
    _name(streets, town, wards)
    _make_one_ways(streets)
    ways = _ways_at_point(streets)
    roads = [
        _segment(street, chain, town)
        for street in streets
        for whole in _join(street.lines, ways)
        for chain in _split(whole, ways)
    ]
    _check_connected(roads)
    _open_traps(roads)
    return roads


def _segment(street, chain, town):
    old = contains(landscape.OLD_QUARTER, town.points[chain[len(chain) // 2]])
    speed = _SPEED_KM_H[street.highway]
    return {
        "street": street,
        "nodes": (chain[0], chain[-1]),
        "path": [town.points[i] for i in chain],
        "name_vi": street.name_vi,
        "name_en": street.name_en,
        "class": street.highway,
        "speed_km_h": min(speed, 25) if old and street.highway == "residential" else speed,
        "bridge": street.is_bridge,
        "width_m": 4.0 if old and street.highway == "residential" else _WIDTH_M[street.highway],
    }


def _streets(town):
    """Puts together lines of one name, and unnamed ones that go straight on into each other."""
    lines = [line for line in town.lines if line.kind == "road"]
    ends, first = {}, {}
    for number, line in enumerate(lines):
        if line.properties["name_vi"]:
            first.setdefault(line.properties["name_vi"], number)
        else:
            for end in (0, -1):
                ends.setdefault(line.chain[end], []).append((number, end))
    named = [
        (first[line.properties["name_vi"]], number)
        for number, line in enumerate(lines)
        if line.properties["name_vi"]
    ]
    groups = [[number] for number in range(len(lines))]
    for number, other in [*named, *_continuations(town, lines, ends)]:
        if groups[number] is not groups[other]:
            groups[number] += groups[other]
            for member in groups[other]:
                groups[member] = groups[number]
    return [
        _street(town, [lines[i] for i in group]) for number, group in enumerate(groups) if group[0] == number
    ]


def _continuations(town, lines, ends):
    """Pairs of line numbers that meet end to end, straightest first at each point; no end is used twice."""
    for point, meeting in sorted(ends.items()):
        pairs = []
        for k, (a, end_a) in enumerate(meeting):
            for b, end_b in meeting[k + 1 :]:
                before = town.points[lines[a].chain[1 if end_a == 0 else -2]]
                after = town.points[lines[b].chain[1 if end_b == 0 else -2]]
                pairs.append((bend(before, town.points[point], after), a, b))
        used = set()
        for turn, a, b in sorted(pairs):
            if turn < _STRAIGHT_ON_RAD and not {a, b} & used:
                used |= {a, b}
                yield a, b


def _street(town, lines):
    street = Street(lines[0], town.points)
    street.lines = lines
    street.highway = max((line.properties["class"] for line in lines), key=_ORDER.index)
    way = street.way(lines[0])
    east, north = way[-1][0] - way[0][0], way[-1][1] - way[0][1]
    for line in lines[1:]:
        start, end = street.way(line)[0], street.way(line)[-1]
        if (end[0] - start[0]) * east + (end[1] - start[1]) * north < 0:
            line.chain.reverse()
    return street


def _name(streets, town, wards):
    """Longest first: proper names while they last, then numbers within the ward, alleys by their street."""
    lists = {
        "old": iter(names.CRAFTS),
        "new": iter(names.TREES),
        "town": iter((n, names.plain(n)) for n in names.PEOPLE),
    }
    owners, counts = _line_of_point(streets), {}
    waiting = sorted((s for s in streets if not s.name_vi), key=lambda s: -s.length_m())
    for street in waiting:
        if street.highway == "living_street":
            continue
        base = next(lists[_quarter(street.middle())], None) if street.length_m() > 260 else None
        if base:
            vi, en = base
            street.name_vi = f"{'Phố' if vi.startswith(('Hàng', 'Bến', 'Chợ')) else 'Đường'} {vi}"
            street.name_en = f"{en} Street"
        else:
            ward = ward_at(wards, street.middle())["name"]
            counts[ward] = counts.get(ward, 0) + 1
            street.name_vi, street.name_en = (
                f"Đường {ward} {counts[ward]}",
                f"{names.plain(ward)} {counts[ward]} Street",
            )
    for street in waiting:
        if street.highway == "living_street":
            _name_alley(street, owners[street.lines[0].chain[0]], counts)


def _name_alley(alley, parent, counts):
    counts[parent.name_vi] = counts.get(parent.name_vi, -1) + 2
    number = counts[parent.name_vi]
    base = parent.name_vi.split(" ", 1)[1]
    alley.name_vi, alley.name_en = f"Hẻm {number} {base}", f"Alley {number}, {parent.name_en}"


def _line_of_point(streets):
    """Point number -> a street through it that is no alley."""
    return {
        i: street
        for street in streets
        if street.highway != "living_street"
        for line in street.lines
        for i in line.chain
    }


def _quarter(point):
    if contains(landscape.OLD_QUARTER, point):
        return "old"
    return "new" if distance(point, (7600, 3000)) < 1900 else "town"


def ward_at(wards, point):
    inside = (ward for ward in wards if contains(ward["rings"][0], point))
    return next(inside, None) or min(
        wards, key=lambda ward: min(distance(p, point) for p in ward["rings"][0])
    )


def _make_one_ways(streets):
    """Pairs of neighbouring streets in the old quarter run in opposite directions."""
    free = [
        s
        for s in streets
        if s.highway == "residential" and s.length_m() > 230 and _quarter(s.middle()) == "old"
    ]
    free.sort(key=lambda s: -s.length_m())
    pairs = 0
    while free and pairs < _ONE_WAY_PAIRS:
        street = free.pop(0)
        partner = min(
            (other for other in free if _are_parallel(street, other)),
            key=lambda other: distance(street.middle(), other.middle()),
            default=None,
        )
        if partner:
            free.remove(partner)
            pairs += 1
            if math.cos(street.heading() - partner.heading()) > 0:
                partner.turn_round()
            street.one_way = partner.one_way = True


def _are_parallel(a, b):
    return 40 < distance(a.middle(), b.middle()) < 260 and abs(math.sin(a.heading() - b.heading())) < 0.35


def _ways_at_point(streets):
    """Point number -> how many ways lead from it."""
    ways = {}
    for street in streets:
        for line in street.lines:
            for a, b in zip(line.chain, line.chain[1:]):
                ways[a] = ways.get(a, 0) + 1
                ways[b] = ways.get(b, 0) + 1
    return ways


def _join(lines, ways):
    """The chains of a street's lines, joined where one ends, the next starts and nothing else meets them."""
    chains = [list(line.chain) for line in lines]
    starts = {chain[0]: chain for chain in chains if ways[chain[0]] == 2}
    for chain in chains:
        while chain and chain[-1] in starts and starts[chain[-1]] is not chain:
            following = starts.pop(chain[-1])
            chain += following[1:]
            following.clear()
    return [chain for chain in chains if chain]


def _split(chain, ways):
    start = 0
    for k in range(1, len(chain)):
        if ways[chain[k]] > 2 or k == len(chain) - 1:
            yield chain[start : k + 1]
            start = k


def _check_connected(roads):
    neighbours = {}
    for road in roads:
        start, end = road["nodes"]
        neighbours.setdefault(start, []).append(end)
        neighbours.setdefault(end, []).append(start)
    reached = _reach(neighbours, roads[0]["nodes"][0])
    if len(reached) != len(neighbours):
        raise SystemExit(
            f"roads: {len(neighbours) - len(reached)} of {len(neighbours)} junctions are not connected"
        )


def _reach(neighbours, start):
    reached, waiting = {start}, [start]
    while waiting:
        for node in neighbours.get(waiting.pop(), []):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached


def _open_traps(roads):
    """Opens one-way streets to both sides until every junction can be reached and left."""
    while True:
        onward, backward = {}, {}
        for road in roads:
            start, end = road["nodes"]
            for a, b in [(start, end)] + ([] if road["street"].one_way else [(end, start)]):
                onward.setdefault(a, []).append(b)
                backward.setdefault(b, []).append(a)
        nodes = {node for road in roads for node in road["nodes"]}
        home = roads[0]["nodes"][0]
        trapped = nodes - (_reach(onward, home) & _reach(backward, home))
        blocking = [
            road["street"] for road in roads if trapped & set(road["nodes"]) and road["street"].one_way
        ]
        if not blocking:
            return
        blocking[0].one_way = False
