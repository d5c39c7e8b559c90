#!/usr/bin/env python3
"""Valhalla's isochrones of a town, in its own process and without HTTP. Run as a program it is that process:
planner_valhalla.py TOWN.osm.pbf FOLDER builds the graph into the folder, then answers each line [[lon, lat], ...] of the input with the
milliseconds of one isochrone of three contours for each place."""

import json
import os
import pathlib
import subprocess
import sys
import time


def python_with_valhalla():
    """An interpreter that has pyvalhalla: $VALHALLA_PYTHON, or this one; none: nothing."""
    for python in [os.environ.get("VALHALLA_PYTHON"), sys.executable]:
        if python and subprocess.run([python, "-c", "import valhalla"], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


class Valhalla:
    package = "pyvalhalla"

    def __init__(self, python, town, folder):
        self.process = subprocess.Popen([python, __file__, str(town), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = self.process.stdout.readline().strip()

    def isochrones_ms(self, places):
        """Of all places together."""
        print(json.dumps(places), file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def build(town, folder):
    import valhalla
    from valhalla.config import get_config
    extract = folder / "none.tar"
    extract.touch()
    config = get_config(tile_extract=str(extract), tile_dir=str(folder), verbose=False)
    for key in ["tile_extract", "traffic_extract", "admin", "landmarks", "timezone", "transit_dir", "transit_feeds_dir"]:
        config["mjolnir"].pop(key, None)
    file = folder / "valhalla.json"
    file.write_text(json.dumps(config))
    program = pathlib.Path(valhalla.__file__).parent / "bin/valhalla_build_tiles"
    subprocess.run([program, "-c", file, town], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    print("Valhalla", valhalla.__version__, flush=True)
    return valhalla.Actor(config)


def main():
    town, folder = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(exist_ok=True)
    actor = build(town, folder)
    for line in sys.stdin:
        begin = time.perf_counter()
        for lon, lat in json.loads(line):
            actor.isochrone(json.dumps({"locations": [{"lon": lon, "lat": lat}], "costing": "auto", "polygons": True,
                                        "contours": [{"time": 4}, {"time": 8}, {"time": 10}]}))
        print((time.perf_counter() - begin) * 1000, flush=True)


if __name__ == "__main__":
    main()
