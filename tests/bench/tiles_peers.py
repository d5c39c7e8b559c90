"""What makes tiles without HTTP: PostGIS, asked by pgbench, and geojson-vt in Node.js."""

import base64
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess

from tiles_data import ATTRIBUTES
from tiles_servers import CORES, Process, installed, run, wait_until

POSTGRESQL = max(pathlib.Path("/usr/lib/postgresql").glob("*"), default=pathlib.Path("/none"))
POSTGRESQL_SETTINGS = {
    "listen_addresses": "", "shared_buffers": "1GB", "jit": "off", "autovacuum": "off", "fsync": "off", "max_wal_size": "4GB",
}
TILE_SQL = """SELECT {what}(ST_AsMVT(tile, '{layer}')) FROM (
  SELECT {attributes}, ST_AsMVTGeom(geom, ST_TileEnvelope({z}, {x}, {y})) AS geom
  FROM {layer} WHERE geom && ST_TileEnvelope({z}, {x}, {y})) tile"""


class PostGIS:
    """A cluster of its own on a Unix socket, run by an unprivileged user; geometry in Web Mercator with an index."""

    key = "postgis"
    packages = "postgresql-15-postgis-3"

    @staticmethod
    def is_installed():
        extension = pathlib.Path(f"/usr/share/postgresql/{POSTGRESQL.name}/extension/postgis.control")
        return installed("pgbench", "psql") and extension.exists()

    def __init__(self, folder, sources):
        """sources: layer -> FlatGeobuf file."""
        self.folder = folder / "postgresql"
        self.folder.mkdir()
        self.user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        cluster = self.folder / "cluster"
        run(POSTGRESQL / "bin/initdb", "-D", cluster, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", cwd="/", **self.user)
        settings = [part for key, value in POSTGRESQL_SETTINGS.items() for part in ("-c", f"{key}={value}")]
        self.process = Process(folder / "postgresql.log", POSTGRESQL / "bin/postgres", "-D", cluster, "-k", self.folder, *settings,
                               cwd="/", **self.user)
        self.stop = self.process.stop
        self.access = ["-h", str(self.folder), "-U", "bench"]
        wait_until(self.accepts, "PostgreSQL")
        self.sql("CREATE EXTENSION postgis")
        for layer, file in sources.items():
            run("ogr2ogr", "-f", "PostgreSQL", f"PG:host={self.folder} user=bench dbname=postgres", file, "-nln", layer,
                "-t_srs", "EPSG:3857", "-lco", "GEOMETRY_NAME=geom", "--config", "PG_USE_COPY", "YES")
        self.sql("VACUUM ANALYZE")

    def accepts(self):
        return subprocess.run(["psql", *self.access, "-c", "SELECT 1", "postgres"], capture_output=True, check=False).returncode == 0

    def sql(self, statement):
        return run("psql", *self.access, "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement, "postgres")

    def title(self):
        return "PostGIS " + self.sql("SELECT postgis_lib_version()").strip()

    @staticmethod
    def statement(layer, tile, what):
        z, x, y = tile
        return TILE_SQL.format(what=what, layer=layer, attributes=", ".join(ATTRIBUTES[layer]), z=z, x=x, y=y)

    def tiles(self, layer, tiles):
        return [base64.b64decode(self.sql(f"SELECT encode(({self.statement(layer, tile, '')}), 'base64')")) for tile in tiles]

    def rates(self, layer, tiles, seconds):
        """By pgbench, one client a core; each tile is a statement of its own, picked at random."""
        scripts = []
        for i, tile in enumerate(tiles):
            script = self.folder / f"tile{i}.sql"
            script.write_text(self.statement(layer, tile, "length").replace("\n", " ") + ";\n")
            scripts += ["-f", script]
        output = run("pgbench", *self.access, "-n", f"-c{CORES}", f"-j{CORES}", "-T", str(max(1, round(seconds))), *scripts, "postgres",
                     stderr=subprocess.DEVNULL)
        return {self.key: float(re.search(r"^tps = (\S+)", output, re.MULTILINE)[1])}


class GeojsonVt:
    """One Node.js process a core, each with a layer in an index of its own. Measured as if the tiles of smaller zooms had been asked
    for and these not yet; and again when it keeps these too, cut and in tile units, so that only encoding is left."""

    key = "geojson-vt"
    packages = "nodejs npm"

    @staticmethod
    def is_installed():
        return installed("node", "npm")

    def __init__(self, data, layer):
        """data: the folder with the layers, into which npm installs."""
        source = pathlib.Path(__file__).with_name("geojson_vt")
        program = data / "geojson_vt"
        shutil.copytree(source, program, dirs_exist_ok=True)
        if not (program / "node_modules").exists():
            run("npm", "ci", "--prefix", program, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        command = ["node", "--expose-gc", "--max-old-space-size=8000", program / "measure.mjs", data / f"{layer}.geojson"]
        self.processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(CORES)]
        for process in self.processes:
            if not process.stdout.readline():
                raise ValueError("geojson-vt: Node.js failed")

    def stop(self):
        for process in self.processes:
            process.kill()
            process.communicate()

    def title(self):
        packages = json.loads(pathlib.Path(__file__).with_name("geojson_vt").joinpath("package.json").read_text())["dependencies"]
        return "geojson-vt " + packages["@maplibre/geojson-vt"]

    @staticmethod
    def ask(process, question):
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    def ask_all(self, question):
        """All processes at the same time."""
        with concurrent.futures.ThreadPoolExecutor(CORES) as threads:
            return list(threads.map(lambda process: self.ask(process, question), self.processes))

    def tiles(self, _, tiles):
        return [base64.b64decode(tile) for tile in self.ask_all({"tiles": tiles})[0]]

    def rates(self, _, tiles, seconds):
        figures = self.ask_all({"tiles": tiles, "seconds": seconds / 2})
        return {self.key: sum(f["first"] for f in figures), f"{self.key} again": sum(f["again"] for f in figures)}
