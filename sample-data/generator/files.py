"""Writes the layers. Files are the same, byte for byte, whenever they are made with the same GDAL."""

import csv
import json
import os
import subprocess

from .geometry import area
from .landscape import lon_lat

_FIXED_DATE = "2025-12-31T00:00:00.000Z"


def write_all(layers, folder):
    for write in (
        _water,
        _flood,
        _incidents,
        _landuse,
        _chemical,
        _fire,
        _landslide,
        _roads,
        _stations,
        _hydrants,
        _wards,
    ):
        write(layers, folder)


def _water(layers, folder):
    _write_geojson(_polygons(layers["water"]), folder / "water.geojson")


def _flood(layers, folder):
    _write_geojson(_polygons(layers["flood"]), folder / "flood.geojson")


def _stations(layers, folder):
    _write_geojson(_points(layers["stations"]), folder / "stations.geojson")


def _incidents(layers, folder):
    with open(folder / "incidents.csv", "w", encoding="utf-8", newline="") as out:
        writer = None
        for incident in layers["incidents"]:
            lon, lat = lon_lat(incident["point"])
            row = {**incident["properties"], "lon": f"{lon:.7f}", "lat": f"{lat:.7f}"}
            if writer is None:
                writer = csv.DictWriter(out, row, lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)


def _landuse(layers, folder):
    _convert(_polygons(layers["landuse"]), folder / "landuse.fgb", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO")


def _chemical(layers, folder):  # without the index, which would put the zones into another order
    _convert(_polygons(layers["chemical"]), folder / "chemical.fgb", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO")


def _fire(layers, folder):
    _convert(_polygons(layers["fire_risk"]), folder / "fire_risk.fgb", "FlatGeobuf")


def _hydrants(layers, folder):
    _convert(_points(layers["hydrants"]), folder / "hydrants.fgb", "FlatGeobuf")


def _landslide(layers, folder):
    _convert(
        _polygons(layers["landslide"]),
        folder / "sat_lo_dat.shp",
        "ESRI Shapefile",
        "-lco",
        "ENCODING=UTF-8",
        "-lco",
        "DBF_DATE_LAST_UPDATE=2025-12-31",
        crs="EPSG:5899",
    )


def _roads(layers, folder):
    features = []
    for number, road in enumerate(layers["roads"], 1):
        properties = {
            "road_id": number,
            **{key: road[key] for key in ("name_vi", "name_en", "class", "speed_km_h")},
            "oneway": "yes" if road["street"].one_way else "no",
            "bridge": "yes" if road["bridge"] else "no",
            "width_m": road["width_m"],
        }
        features.append(_feature("LineString", [lon_lat(p) for p in road["path"]], properties))
    _convert(features, folder / "roads.gpkg", "GPKG")


def _wards(layers, folder):
    _convert(_polygons(layers["wards"]), folder / "wards.gpkg", "GPKG", crs="EPSG:3406")


def _polygons(layer):
    """RFC 7946: outer rings counter-clockwise, holes clockwise, the first point repeated."""
    features = []
    for item in layer:
        rings = [
            ring if (area(ring) > 0) == (k == 0) else ring[::-1] for k, ring in enumerate(item["polygon"])
        ]
        closed = [[lon_lat(p) for p in ring + ring[:1]] for ring in rings]
        features.append(_feature("Polygon", closed, item["properties"]))
    return features


def _points(layer):
    return [_feature("Point", lon_lat(item["point"]), item["properties"]) for item in layer]


def _feature(kind, coordinates, properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _write_geojson(features, path):
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def _convert(features, path, driver, *options, crs=None):
    """Through a GeoJSON beside it, which in another CRS is rounded to millimetres."""
    plain = path.with_suffix(".tmp.json")
    _write_geojson(features, plain)
    if crs:
        projected = path.with_suffix(".projected.json")
        _ogr2ogr("-f", "GeoJSON", "-t_srs", crs, "-lco", "COORDINATE_PRECISION=3", projected, plain)
        plain.unlink()
        plain = projected
    _ogr2ogr("-f", driver, "-nln", path.stem, *options, path, plain)
    plain.unlink()


def _ogr2ogr(*arguments):
    environment = {**os.environ, "OGR_CURRENT_DATE": _FIXED_DATE, "TZ": "UTC"}
    subprocess.run(["ogr2ogr", *map(str, arguments)], check=True, env=environment)
