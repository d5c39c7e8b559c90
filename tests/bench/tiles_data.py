"""The layers of the benchmark, and which of their tiles are asked for."""

import math
import random
import subprocess

TILES_A_ZOOM = 60


def circle(lon, lat, radius_deg):
    return [(lon + radius_deg * math.cos(math.tau * k / 16), lat + radius_deg * math.sin(math.tau * k / 16)) for k in range(16)]


def grid_cell(count, i):
    """(lon, lat) of the i-th cell of a grid over the world, and the radius of what is drawn in it."""
    columns = math.isqrt(count)
    width, height = 360 / columns, 170 / columns
    return -180 + width * (i % columns + 0.5), -85 + height * (i // columns + 0.5), 0.4 * min(width, height)


def grid(count):
    """Circles of 16 points, one a cell."""
    for i in range(math.isqrt(count) ** 2):
        yield f'"id":{i}', circle(*grid_cell(count, i))


def scattered(count):
    """Stars of 15 to 44 points in two degrees by two, with four attributes."""
    rnd = random.Random(42)
    for i in range(count):
        lon, lat = rnd.uniform(8, 10), rnd.uniform(47, 49)
        radius_deg, points = 0.001 + 0.004 * rnd.uniform(0.6, 1) ** 3, rnd.randint(15, 44)
        ring = []
        for j in range(points):
            share = rnd.uniform(0.6, 1)
            ring.append((lon + radius_deg * share * math.cos(math.tau * j / points), lat + radius_deg * share * math.sin(math.tau * j / points)))
        kind = rnd.choice(["flood", "fire", "quake", "slide"])
        yield f'"name":"feature {i}","pop":{rnd.randrange(100000)},"risk":{rnd.random():.6f},"kind":"{kind}"', ring


DENSE_TILES = [(14, 8600 + dx, 5700 + dy) for dx in range(4) for dy in range(4)]


def dense(count):
    """1,600 circles on DENSE_TILES, then the others far away."""
    rnd = random.Random(1)
    west, north = corner(14, 8600, 5700)
    east, south = corner(14, 8604, 5704)
    for i in range(count):
        here = i < 1600
        lon = rnd.uniform(west, east) if here else rnd.uniform(20, 60)
        lat = rnd.uniform(south, north) if here else rnd.uniform(0, 40)
        yield f'"id":{i}', circle(lon, lat, 0.0005)


FEATURES = {
    "g10k": lambda: grid(10_000),
    "g250k": lambda: grid(250_000),
    "r100k": lambda: scattered(100_000),
    "v1500k": lambda: grid(88_209),  # 17 points each, the last one repeated: 1.5 million
    "dense_a": lambda: dense(10_000),
    "dense_b": lambda: dense(250_000),
}
ATTRIBUTES = {"g10k": ["id"], "g250k": ["id"], "r100k": ["name", "pop", "risk", "kind"]}


def make(folder, layer):
    """Writes the layer as GeoJSON and FlatGeobuf, unless it is there."""
    flatgeobuf, geojson = folder / f"{layer}.fgb", folder / f"{layer}.geojson"
    if flatgeobuf.exists():
        return
    with open(geojson, "w") as file:
        file.write('{"type":"FeatureCollection","features":[')
        for i, (properties, ring) in enumerate(FEATURES[layer]()):
            points = ",".join(f"[{lon:.7f},{lat:.7f}]" for lon, lat in ring + ring[:1])
            separator = ",\n" if i else "\n"
            file.write(f'{separator}{{"type":"Feature","id":{i},"properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[[{points}]]}}}}')
        file.write("\n]}\n")
    unfinished = folder / "unfinished.fgb"
    subprocess.run(["ogr2ogr", "-f", "FlatGeobuf", unfinished, geojson, "-nln", layer], check=True)
    unfinished.rename(flatgeobuf)


def corner(z, x, y):
    """(lon, lat) of a tile's north-west corner."""
    return 360 * x / 2**z - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))


def tile_at(z, lon, lat):
    x, y = (lon + 180) / 360, 0.5 - math.asinh(math.tan(math.radians(lat))) / math.tau
    return z, int(x * 2**z), int(y * 2**z)


def tiles(layer, z):
    """Up to 60 (z, x, y) that show something, the same at each run and for each layer of a kind."""
    rnd = random.Random(z)
    found = {}
    for _ in range(100 * TILES_A_ZOOM):
        if layer == "r100k":
            place = rnd.uniform(8.02, 9.98), rnd.uniform(47.02, 48.98)
        else:
            place = grid_cell(10_000, rnd.randrange(10_000))[:2]
        found[tile_at(z, *place)] = True
        if len(found) == TILES_A_ZOOM:
            break
    return list(found)
