"""The other figures: cached tiles, features, memory, tiles of large layers, export."""

import contextlib
import json
import random
import subprocess
import time

import tiles_data
from tiles_decode import mvt_features
from tiles_rates import HttpTiles, medians, uncached, xyz
from tiles_report import Table, judged, number, ratio
from tiles_servers import CORES, MapServer, Nginx, answers, fetch, knows, start_hazardmap, wrk

CACHED_ZOOMS = [14, 12, 10]  # of r100k: small, middling and large tiles


def cached(bench):
    """Cached tiles beside nginx that sends the same bytes from files."""
    if not knows(bench.binary, "tiles.cache_bytes=0"):
        return bench.skip("cached", "this hazardmap has no cache")
    if not bench.has(Nginx):
        return []
    files = bench.folder / "files"
    files.mkdir()
    with contextlib.ExitStack() as stack:
        ours, _ = start_hazardmap(bench.binary, [bench.data / "r100k.fgb"])
        stack.callback(ours.stop)
        peer = Nginx(bench.folder)
        stack.callback(peer.stop)
        table = Table("Cached tiles", f"One tile of r100k, asked for over 64 connections, beside one worker of {peer.title()} that sends the same bytes\n"
                      "from a file; both have one thread for sockets. Requests a second, medians.",
                      ["", "hazardmap", "nginx", "ratio", "aim", "p50, ms", "p99, ms", "p99 / p50", "aim"])
        for z in CACHED_ZOOMS:
            for encoding in ["identity", "gzip"]:
                table.rows.append(cached_row(bench, ours.port, peer.port, files, z, encoding))
    return [table]


def cached_row(bench, our_port, nginx_port, files, z, encoding):
    target = xyz("mvt")("r100k", *tiles_data.tiles("r100k", z)[0])
    tile = fetch(our_port, target, encoding)
    (files / f"z{z}.{encoding}").write_bytes(tile)
    if fetch(nginx_port, f"/z{z}.{encoding}") != tile:
        raise ValueError("nginx sends other bytes")

    def ask(name, port, path):
        figures = wrk(bench.folder, port, [path], bench.seconds, 64, encoding)
        return {f"{name} {key}": figures[key] for key in ["rate", "p50_ms", "p99_ms"]}

    f = medians([lambda: ask("ours", our_port, target), lambda: ask("nginx", nginx_port, f"/z{z}.{encoding}")], bench.rounds)
    pair = lambda key: f"{number(f['ours ' + key])} (nginx {number(f['nginx ' + key])})"
    return [f"z{z}, {encoding}, {len(tile):,} bytes", number(f["ours rate"]), number(f["nginx rate"]), *judged(ratio(f["ours rate"], f["nginx rate"]), 0.7),
            pair("p50_ms"), pair("p99_ms"), *judged(f["ours p99_ms"] / f["ours p50_ms"], 5, at_most=True)]


def items(bench):
    """Features of a layer, and one by its id."""
    layers = ["g10k", "g250k"]
    sources = {layer: bench.data / f"{layer}.fgb" for layer in layers}
    with contextlib.ExitStack() as stack:
        ours, _ = start_hazardmap(bench.binary, sources.values())
        stack.callback(ours.stop)
        tables = [by_id(bench, ours.port, layers)] if answers(ours.port, f"/collections/g10k/items/{ids_of(ours.port, 'g10k')[0]}") \
            else bench.skip("one item by id", "this hazardmap does not serve it")
        if bench.has(MapServer):
            peer = MapServer(bench.folder, sources, {layer: "id" for layer in layers})
            stack.callback(peer.stop)
            tables = [ten_items(bench, ours.port, peer, layers), *tables]
    return tables


def ten_items(bench, our_port, peer, layers):
    table = Table("Ten features", f"`items?limit=10`, beside {peer.title()}'s OGC API Features; requests a second over 8 connections, medians.",
                  ["", "hazardmap", "MapServer", "ratio", "aim"])
    for layer in layers:
        targets = {"ours": (our_port, f"/collections/{layer}/items?limit=10"), "theirs": (peer.port, peer.items(layer))}
        for port, target in targets.values():
            if len(json.loads(fetch(port, target))["features"]) != 10:
                raise ValueError(f"{target}: not ten features")
        turns = [lambda name=name, port=port, target=target: {name: wrk(bench.folder, port, [target], bench.seconds, 8)["rate"]}
                 for name, (port, target) in targets.items()]
        figures = medians(turns, bench.rounds)
        table.rows.append([layer, number(figures["ours"]), number(figures["theirs"]), *judged(ratio(figures["ours"], figures["theirs"]), 15)])
    return table


def ids_of(port, layer):
    features = json.loads(fetch(port, f"/collections/{layer}/items?limit=5000"))["features"]
    return random.Random(1).sample([feature["id"] for feature in features], 200)


def by_id(bench, port, layers):
    def asking(layer):
        targets = [f"/collections/{layer}/items/{name}" for name in ids_of(port, layer)]
        return lambda: {layer: wrk(bench.folder, port, targets, bench.seconds, 8)["rate"]}

    figures = medians([asking(layer) for layer in layers], bench.rounds)
    return Table("One feature by its id", "Requests a second over 8 connections, medians; the ratio is that of the times.",
                 ["", *layers, "ratio", "aim"],
                 [["/collections/…/items/{id}", *(number(figures[layer]) for layer in layers),
                   *judged(figures["g10k"] / figures["g250k"], 1.5, at_most=True)]])


def memory(bench):
    """Resident memory of a server with g250k; and how long 1.5 million vertices take."""
    table = Table("Memory and loading", "`serve g250k.fgb`, and from the start of `serve` with 1.5 million vertices (FlatGeobuf) until it is ready, median.",
                  ["", "", "aim"])
    server, _ = start_hazardmap(bench.binary, [bench.data / "g250k.fgb"])
    loaded_mb = server.resident_mb()
    for z in [1, 5, 8]:
        for extension in ["mvt", "geojson"]:
            HttpTiles("", bench.folder, server.port, xyz(extension)).rates("g250k", tiles_data.tiles("g250k", z), bench.seconds)
    table.rows.append(["resident once loaded, MB", *judged(loaded_mb, 200, at_most=True)])
    table.rows.append(["resident after tiles of z1, z5 and z8, MB", *judged(server.resident_mb(), 200, at_most=True)])
    table.rows.append(["its peak, loading and tiles included, MB", number(server.peak_mb()), ""])
    server.stop()

    def load():
        one, seconds = start_hazardmap(bench.binary, [bench.data / "v1500k.fgb"])
        one.stop()
        return {"seconds": seconds}

    table.rows.append(["load of 1.5 million vertices, s", *judged(medians([load], bench.rounds)["seconds"], 2, at_most=True)])
    return [table]


def same(bench):
    """The same tiles out of small and large layers."""
    sizes = {"dense_a": "10,000", "dense_b": "250,000"}
    with contextlib.ExitStack() as stack:
        ours, _ = start_hazardmap(bench.binary, [bench.data / f"{layer}.fgb" for layer in sizes], uncached(bench.binary))
        stack.callback(ours.stop)
        for tile in tiles_data.DENSE_TILES:
            small, large = (mvt_features(fetch(ours.port, xyz("mvt")(layer, *tile))) for layer in sizes)
            if small != large or small < 50:
                raise ValueError(f"the tiles {tile} of {' and '.join(sizes)} differ: {small} and {large} features")
        asked = {layer: HttpTiles(layer, bench.folder, ours.port, xyz("mvt")) for layer in sizes}
        figures = medians([lambda layer=layer: asked[layer].rates(layer, tiles_data.DENSE_TILES, bench.seconds) for layer in sizes], bench.rounds)
    return [Table("The same tiles of a small and a large layer", "Tiles of zoom 14 with 100 circles each; the layers' other features lie elsewhere. Uncached; tiles a\n"
                  "second, medians; the ratio is that of the times.", ["", *(f"{size} features" for size in sizes.values()), "ratio", "aim"],
                  [["z14", *(number(figures[layer]) for layer in sizes), *judged(figures["dense_a"] / figures["dense_b"], 1.5, at_most=True)]])]


EXPORT_AIMS = {"g10k": 15_000, "g250k": 5_000}


def export(bench):
    """`hazardmap tiles` to PMTiles."""
    known = subprocess.run([bench.binary, "tiles", "--help"], capture_output=True, text=True, check=False)
    if known.returncode or "--output" not in known.stdout:
        return bench.skip("export", "this hazardmap has no command for it")
    table = Table("Export", f"`hazardmap tiles … --zoom 0-8 --output out.pmtiles`, whole process, {CORES} cores; medians.",
                  ["", "tiles", "seconds", "tiles/s", "aim"])
    for layer, aim in EXPORT_AIMS.items():
        figures = medians([lambda layer=layer: exported(bench, layer)], bench.rounds)
        table.rows.append([f"{layer} z0–8", number(figures["tiles"]), number(figures["seconds"]), *judged(figures["tiles"] / figures["seconds"], aim)])
    return [table]


def exported(bench, layer):
    output = bench.folder / "out.pmtiles"
    begin = time.monotonic()
    subprocess.run([bench.binary, "tiles", bench.data / f"{layer}.fgb", "--zoom", "0-8", "--output", output], check=True, timeout=600,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - begin
    # PMTiles 3: the number of addressed tiles stands at byte 72 of the header.
    tiles = int.from_bytes(output.read_bytes()[72:80], "little")
    output.unlink()
    return {"tiles": tiles, "seconds": seconds}
