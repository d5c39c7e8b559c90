"""The sample district keeps what its README promises."""

import csv
import json
import re
import subprocess
import sys
import unittest
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "sample-data"
sys.path.insert(0, str(FOLDER))
from generator import hazards  # noqa: E402
from generator.geometry import (
    area,
    between,
    contains,
    crossing,
    distance_to_line,
    polygon_contains,
)  # noqa: E402
from generator.landscape import lon_lat  # noqa: E402

ROAD_CLASSES = {"trunk", "primary", "secondary", "tertiary", "residential", "living_street"}
INCIDENT_TYPES = {
    "fire",
    "traffic",
    "flood_rescue",
    "water_rescue",
    "rescue",
    "chemical",
    "landslide",
    "forest_fire",
}
HAZARDS = {
    "flood.geojson": ("severity", "flood", {2, 3, 4, 5}),
    "chemical.fgb": ("severity", "chemical", {3, 4, 5}),
    "fire_risk.fgb": ("severity", "fire", {2, 3, 4, 5}),
    "sat_lo_dat.shp": ("muc_do", "landslide", {1, 2, 3, 4}),
}
NAMES = {"sat_lo_dat.shp": ("ten_vung", "ten_en"), "incidents.csv": ("description_vi", "description_en")}
SOURCES = [
    "landuse.fgb",
    "water.geojson",
    "wards.gpkg",
    "roads.gpkg",
    "hydrants.fgb",
    "stations.geojson",
    "incidents.csv",
    *HAZARDS,
]


@cache
def read(name, crs="EPSG:4326"):
    """Features as GeoJSON, in the CRS asked for."""
    to_crs = [] if name.endswith(".csv") else ["-t_srs", crs]
    done = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", *to_crs, "-lco", "COORDINATE_PRECISION=9", "/vsistdout/", FOLDER / name],
        check=True,
        capture_output=True,
    )
    return json.loads(done.stdout)["features"]


def values(name, attribute):
    return [feature["properties"][attribute] for feature in read(name)]


def rings_of(feature):
    """Rings without the repeated last point."""
    geometry = feature["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[tuple(p) for p in ring[:-1]] for polygon in polygons for ring in polygon]


def roads():
    for feature in read("roads.gpkg"):
        geometry = feature["geometry"]
        yield [tuple(p) for p in geometry["coordinates"]], feature["properties"]


def reached(ways, start):
    found, waiting = {start}, [start]
    while waiting:
        for node in ways.get(waiting.pop(), []):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


class Roads(unittest.TestCase):
    def test_there_are_at_least_4000_segments_of_every_class(self):
        self.assertGreaterEqual(len(read("roads.gpkg")), 4000)
        self.assertEqual(set(values("roads.gpkg", "class")), ROAD_CLASSES)

    def test_speeds_are_plausible_and_some_streets_are_one_way(self):
        self.assertTrue(all(10 <= speed <= 80 for speed in values("roads.gpkg", "speed_km_h")))
        self.assertEqual(set(values("roads.gpkg", "oneway")), {"yes", "no"})

    def test_end_points_make_one_connected_network(self):
        ways = {}
        for path, _ in roads():
            ways.setdefault(path[0], []).append(path[-1])
            ways.setdefault(path[-1], []).append(path[0])
        self.assertEqual(len(reached(ways, path[0])), len(ways))

    def test_every_junction_can_be_reached_and_left_by_the_rules(self):
        onward, backward = {}, {}
        for path, properties in roads():
            both = [] if properties["oneway"] == "yes" else [(path[-1], path[0])]
            for a, b in [(path[0], path[-1]), *both]:
                onward.setdefault(a, []).append(b)
                backward.setdefault(b, []).append(a)
        nodes = set(onward) | set(backward)
        self.assertEqual(reached(onward, path[0]), nodes)
        self.assertEqual(reached(backward, path[0]), nodes)

    def test_segments_are_split_at_junctions(self):
        ends = {end for path, _ in roads() for end in (path[0], path[-1])}
        inner = [point for path, _ in roads() for point in path[1:-1]]
        self.assertFalse(ends & set(inner))
        self.assertEqual(max(Counter(inner).values()), 1)

    def test_only_the_two_bridges_cross_the_river(self):
        river = next(rings_of(f)[0] for f in read("water.geojson") if f["properties"]["class"] == "river")
        crossed = [properties for path, properties in roads() if touches(path, river)]
        self.assertEqual({p["name_vi"] for p in crossed}, {"Cầu Bến Đá", "Cầu Hòa Giang"})
        self.assertEqual(len(crossed), 2)
        self.assertEqual(values("roads.gpkg", "bridge").count("yes"), 2)
        self.assertTrue(all(p["bridge"] == "yes" for p in crossed))


def touches(path, ring):
    """Whether the path has a point in the ring or crosses it."""
    west, east = min(p[0] for p in path), max(p[0] for p in path)
    south, north = min(p[1] for p in path), max(p[1] for p in path)
    near = [
        (c, d)
        for c, d in zip(ring, ring[1:] + ring[:1])
        if max(c[0], d[0]) >= west
        and min(c[0], d[0]) <= east
        and max(c[1], d[1]) >= south
        and min(c[1], d[1]) <= north
    ]
    return contains(ring, path[0]) or any(
        crossing(a, b, c, d) for a, b in zip(path, path[1:]) for c, d in near
    )


class Wards(unittest.TestCase):
    def setUp(self):
        self.wards = [rings_of(feature) for feature in read("wards.gpkg", "EPSG:3406")]

    def test_there_are_at_least_20_with_people_and_area(self):
        self.assertGreaterEqual(len(self.wards), 20)
        self.assertEqual(len(set(values("wards.gpkg", "name_vi"))), len(self.wards))
        self.assertTrue(all(people > 500 for people in values("wards.gpkg", "population")))

    def test_they_are_a_partition_with_identical_borders(self):
        self.assertTrue(all(len(rings) == 1 for rings in self.wards))
        directed = Counter(edge for (ring,) in self.wards for edge in zip(ring, ring[1:] + ring[:1]))
        self.assertEqual(max(directed.values()), 1)
        outside = dict(edge for edge in directed if edge[::-1] not in directed)
        start = at = next(iter(outside))
        limit = []
        while not limit or at != start:
            limit.append(at)
            at = outside[at]
        self.assertEqual(len(limit), len(outside))  # one ring around them all, so no gap is left inside
        self.assertAlmostEqual(area(limit), sum(area(ring) for (ring,) in self.wards), delta=1)

    def test_stated_area_is_the_area(self):
        for (ring,), stated in zip(self.wards, values("wards.gpkg", "area_km2")):
            self.assertAlmostEqual(
                area(ring) / 1e6 / stated, 1, delta=0.005
            )  # UTM's scale here is up to 0.3 % from 1


class HazardZones(unittest.TestCase):
    def test_severities_and_types_are_the_promised_ones(self):
        for name, (attribute, kind, severities) in HAZARDS.items():
            self.assertEqual(set(values(name, attribute)), severities, name)
            self.assertEqual(set(values(name, "loai" if attribute == "muc_do" else "type")), {kind}, name)

    def test_flood_zones_are_nested(self):
        zones = {
            s: [
                f["geometry"]["coordinates"]
                for f in read("flood.geojson")
                if f["properties"]["severity"] == s
            ]
            for s in (2, 3, 4, 5)
        }
        for severity in (3, 4, 5):
            for polygon in zones[severity]:
                for ring in polygon:
                    for a, b in zip(ring, ring[1:]):
                        self.assertTrue(is_in(zones[severity - 1], between(a, b, 0.5)), (severity, a))
                        self.assertTrue(is_in(zones[severity - 1], a), (severity, a))

    def test_landslides_have_holes(self):
        self.assertTrue(any(len(rings_of(feature)) > 1 for feature in read("sat_lo_dat.shp")))

    def test_vn2000_files_come_back_as_what_was_drawn(self):
        for file, code in (("sat_lo_dat.shp", "EPSG:5899"), ("wards.gpkg", "EPSG:3406")):
            said = subprocess.run(
                ["gdalsrsinfo", "-o", "epsg", FOLDER / file], check=True, capture_output=True, text=True
            ).stdout
            self.assertEqual(said.strip(), code)
        drawn = {lon_lat(p) for slide in hazards.landslides() for ring in slide["polygon"] for p in ring}
        came_back = {
            (round(x, 7), round(y, 7))
            for feature in read("sat_lo_dat.shp")
            for ring in rings_of(feature)
            for x, y in ring
        }
        # Rounded to millimetres (1e-8 degrees), a point may differ in the last of seven digits; a datum shift
        # that is left out moves it by 1e-3.
        steps = [(dx * 1e-7, dy * 1e-7) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        lost = [
            p
            for p in came_back
            if not any((round(p[0] + dx, 7), round(p[1] + dy, 7)) in drawn for dx, dy in steps)
        ]
        self.assertEqual(lost, [])


def is_in(polygons, point):
    on_border = 1e-7  # degrees: about a centimetre
    return any(polygon_contains([ring[:-1] for ring in polygon], point) for polygon in polygons) or any(
        distance_to_line(point, ring) < on_border for polygon in polygons for ring in polygon
    )


class StationsAndIncidents(unittest.TestCase):
    def test_stations_have_turnout_times_and_engines_and_volunteers_are_slower(self):
        stations = [feature["properties"] for feature in read("stations.geojson")]
        self.assertGreaterEqual(len(stations), 14)
        self.assertTrue(all(station["units"] >= 1 for station in stations))
        slowest = max(s["turnout_s"] for s in stations if s["kind"] == "professional")
        self.assertLess(slowest, min(s["turnout_s"] for s in stations if s["kind"] == "volunteer"))

    def test_incidents_cover_the_year_and_only_the_last_are_active(self):
        with open(FOLDER / "incidents.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertGreaterEqual(len(rows), 400)
        self.assertEqual({row["type"] for row in rows}, INCIDENT_TYPES)
        self.assertTrue(all(row["severity"] in "12345" for row in rows))
        times = [datetime.fromisoformat(row["time"]) for row in rows]
        self.assertEqual(times, sorted(times))
        self.assertEqual({time.utcoffset() for time in times}, {timedelta(hours=7)})
        self.assertEqual(
            {(time.year, time.month) for time in times}, {(2025, month) for month in range(1, 13)}
        )
        self.assertEqual([row["status"] for row in rows], ["closed"] * (len(rows) - 7) + ["active"] * 7)

    def test_most_flood_rescues_are_in_october_and_november(self):
        months = [
            row["time"][5:7]
            for row in (f["properties"] for f in read("incidents.csv"))
            if row["type"] == "flood_rescue"
        ]
        self.assertGreater(sum(month in ("10", "11") for month in months), len(months) / 2)


class Everything(unittest.TestCase):
    def test_every_feature_has_a_name_in_vietnamese_and_in_english(self):
        for source in SOURCES:
            for attribute in NAMES.get(source, ("name_vi", "name_en")):
                self.assertTrue(all(values(source, attribute)), f"{source} {attribute}")

    def test_the_configuration_names_files_and_attributes_that_exist(self):
        text = re.sub(r"(?m)(^|\s)//.*$", "", (FOLDER / "hazardmap.json").read_text(encoding="utf-8"))
        layers = [layer for layer in json.loads(text)["layers"] if layer["kind"] not in ("response", "coverage")]
        self.assertEqual({layer["source"] for layer in layers}, set(SOURCES))
        for layer in layers:
            self.assertTrue(layer["title"]["vi"] and layer["title"]["en"])
            missing = set(layer["fields"].values()) - set(read(layer["source"])[0]["properties"])
            self.assertEqual(missing, set(), layer["id"])

    def test_making_it_anew_gives_the_same_bytes(self):
        done = subprocess.run(
            [sys.executable, "-B", FOLDER / "generate", "--check"], capture_output=True, text=True
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_it_is_small(self):
        self.assertLess(sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()), 4_000_000)


if __name__ == "__main__":
    unittest.main()
