"""Tiles a second, uncached: hazardmap and its peers in turn."""

import contextlib
import math
import statistics
import sys
import time

import tiles_data
from tiles_decode import geojson_features, mvt_features
from tiles_peers import GeojsonVt, PostGIS
from tiles_report import Table, judged, number, ratio
from tiles_servers import CORES, MapServer, fetch, knows, start_hazardmap, wrk

ZOOMS = {"g10k": [1, 3, 5, 8], "g250k": [1, 3, 5, 8], "r100k": [10, 11, 12, 13, 14]}
# At least so many times the best peer's rate, and MapServer's for GeoJSON.
MVT_AIMS = {("g10k", 1): 5, ("g10k", 5): 5, ("g250k", 1): 5, ("g250k", 5): 5,
            ("r100k", 10): 4, ("r100k", 11): 4, ("r100k", 12): 1, ("r100k", 13): 1, ("r100k", 14): 1}
GEOJSON_AIM = 3
BEYOND_BUDGET = [("g250k", 1)]  # where the default budget of bytes leaves features out
PEERS = ["mapserver", "postgis", "geojson-vt"]

MVT, NO_BUDGET, GEOJSON = "hazardmap", "hazardmap without a budget", "hazardmap GeoJSON"
OURS = [MVT, NO_BUDGET, GEOJSON]
AGAIN = "geojson-vt again"

ABOUT = f"""Tiles a second, medians. `g10k` and `g250k` are 10,000 and 250,000 circles of 16 points on a grid over the world, `r100k` 100,000
stars of 15 to 44 points with four attributes; up to {tiles_data.TILES_A_ZOOM} tiles a zoom, the same for all. hazardmap (without its cache) and MapServer
({CORES} processes behind lighttpd, FlatGeobuf) are asked over HTTP by wrk, which takes its share of the same {CORES} cores. PostGIS ({CORES} clients
of pgbench) and geojson-vt with vt-pbf ({CORES} processes) have no HTTP: theirs is the tile alone. geojson-vt is asked for each tile the first
time, its index and the tiles of the zooms above ready; *again* it keeps tiles cut and only encodes, as a cache would, and is
not counted as the best peer."""


class HttpTiles:
    """A server of tiles; `target` makes the path of a tile."""

    def __init__(self, key, folder, port, target):
        self.key, self.folder, self.port, self.target = key, folder, port, target
        self.tile_s = 0.0  # what one of the tiles that were fetched last took

    def tiles(self, layer, tiles):
        begin = time.monotonic()
        bodies = [fetch(self.port, self.target(layer, *tile)) for tile in tiles]
        self.tile_s = (time.monotonic() - begin) / len(tiles)
        return bodies

    def rates(self, layer, tiles, seconds):
        # Nobody may ask twice for a tile that is being made: that would be made only once.
        connections = CORES if len(tiles) < 16 else 8
        targets = [self.target(layer, *tile) for tile in tiles]
        enough_s = max(seconds, math.ceil(8 * self.tile_s))
        return {self.key: wrk(self.folder, self.port, targets, enough_s, connections)["rate"]}


def xyz(extension):
    return lambda layer, z, x, y: f"/xyz/{layer}/{z}/{x}/{y}.{extension}"


def uncached(binary):
    return ["tiles.cache_bytes=0"] if knows(binary, "tiles.cache_bytes=0") else []


def medians(contenders, rounds):
    """Each contender is a function that returns figures by name; all are asked in turn, round by round."""
    figures = {}
    for _ in range(rounds):
        for contender in contenders:
            for name, figure in contender().items():
                figures.setdefault(name, []).append(figure)
    return {name: statistics.median(values) for name, values in figures.items()}


def checked(contender, layer, z, tiles):
    """(mean bytes, mean features, empty tiles): every answer must be a tile, and ours must show something."""
    count = geojson_features if contender.key == GEOJSON else mvt_features
    bodies = contender.tiles(layer, tiles)
    try:
        features = [count(body) for body in bodies]
    except (ValueError, LookupError) as error:
        raise ValueError(f"{contender.key}, {layer} z{z}: not a tile: {error!r}") from error
    empty = features.count(0)
    if empty == len(tiles) or (empty and contender.key in OURS):
        raise ValueError(f"{contender.key}, {layer} z{z}: {empty} of {len(tiles)} tiles are empty")
    return statistics.mean(map(len, bodies)), statistics.mean(features), empty


class Servers:
    """All that is measured, started once; geojson-vt anew for each layer."""

    def __init__(self, bench, stack):
        sources = {layer: bench.data / f"{layer}.fgb" for layer in ZOOMS}
        self.bench, self.titles = bench, {}
        ours = self.start_ours(stack, sources.values(), uncached(bench.binary))
        self.all = [HttpTiles(MVT, bench.folder, ours.port, xyz("mvt")), HttpTiles(GEOJSON, bench.folder, ours.port, xyz("geojson"))]
        self.no_budget = None
        if knows(bench.binary, "tiles.budget_bytes=1000000000"):
            free = self.start_ours(stack, [sources["g250k"]], [*uncached(bench.binary), "tiles.budget_bytes=1000000000"])
            self.no_budget = HttpTiles(NO_BUDGET, bench.folder, free.port, xyz("mvt"))
        if bench.has(MapServer):
            peer = MapServer(bench.folder, sources, {layer: names[0] for layer, names in tiles_data.ATTRIBUTES.items()})
            stack.callback(peer.stop)
            self.titles[peer.key] = peer.title()
            self.all.append(HttpTiles(peer.key, bench.folder, peer.port, peer.tile))
        if bench.has(PostGIS):
            peer = PostGIS(bench.folder, sources)
            stack.callback(peer.stop)
            self.titles[peer.key] = peer.title()
            self.all.append(peer)

    def start_ours(self, stack, sources, settings):
        server, _ = start_hazardmap(self.bench.binary, sources, settings)
        stack.callback(server.stop)
        return server

    def of_layer(self, layer, stack):
        if not self.bench.has(GeojsonVt):
            return self.all
        peer = GeojsonVt(self.bench.data, layer)
        stack.callback(peer.stop)
        self.titles[peer.key] = peer.title()
        return [*self.all, peer]


def measure(bench, servers):
    """(layer, zoom) -> figures by contender; and the same -> checked() by contender."""
    rates, contents = {}, {}
    for layer, zooms in ZOOMS.items():
        with contextlib.ExitStack() as stack:
            contenders = servers.of_layer(layer, stack)
            for z in zooms:
                tiles = tiles_data.tiles(layer, z)
                asked = contenders + [servers.no_budget] * (servers.no_budget is not None and (layer, z) in BEYOND_BUDGET)
                contents[layer, z] = {c.key: checked(c, layer, z, tiles) for c in asked}
                turns = [lambda c=c: c.rates(layer, tiles, bench.seconds) for c in asked]
                rates[layer, z] = medians(turns, bench.rounds)
                print(f"{layer} z{z}:", ", ".join(f"{name} {number(rate)}" for name, rate in rates[layer, z].items()), file=sys.stderr)
    return rates, contents


def mvt_row(name, figures, ours, aim):
    best = max((figures[peer] for peer in PEERS if peer in figures), default=None)
    peers = [number(figures.get(peer)) for peer in [*PEERS, AGAIN]]
    return [name, number(figures[ours]), *peers, *judged(ratio(figures[ours], best), aim)]


def tables(bench):
    with contextlib.ExitStack() as stack:
        servers = Servers(bench, stack)
        rates, contents = measure(bench, servers)
    titles = [servers.titles.get(peer, f"{peer}: not measured") for peer in PEERS]
    mvt = Table("Vector tiles, uncached", ABOUT, ["", MVT, *titles, "again", "ratio to the best peer", "aim"])
    geojson = Table("GeoJSON tiles, uncached", "The same tiles as GeoJSON, beside MapServer's vector tiles.",
                    ["", "hazardmap", titles[0], "ratio", "aim"])
    content = Table("What is in these tiles", "Bytes / features of a tile, means, and how many of the tiles are empty (MapServer 8.0 leaves one feature out of each tile).\n"
                    "hazardmap keeps to its default budget of bytes a tile.",
                    ["", "hazardmap", "its GeoJSON", *titles])
    for (layer, z), figures in rates.items():
        name, aim, held = f"{layer} z{z}", MVT_AIMS.get((layer, z)), contents[layer, z]
        mvt.rows.append(mvt_row(name, figures, MVT, aim))
        geojson.rows.append([name, number(figures[GEOJSON]), number(figures.get("mapserver")),
                             *judged(ratio(figures[GEOJSON], figures.get("mapserver")), aim and GEOJSON_AIM)])
        content.rows.append([name, *content_cells(held, [MVT, GEOJSON, *PEERS])])
        if NO_BUDGET in figures:
            mvt.rows.append(mvt_row(f"{name} without a budget", figures, NO_BUDGET, None))
            content.rows.append([f"{name} without a budget", *content_cells(held, [NO_BUDGET]), *["–"] * (1 + len(PEERS))])
    return [mvt, geojson, content]


def content_cells(held, keys):
    def cell(size_bytes, features, empty):
        return f"{size_bytes:,.0f} / {number(features)}" + (f", {empty} empty" if empty else "")

    return [cell(*held[key]) if key in held else "–" for key in keys]
